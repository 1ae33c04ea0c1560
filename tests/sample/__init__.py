"""The sample deal's board and papers, as programs: `python -m tests.sample.build_pack` writes what the deal carries."""
