"""The second sample deal's boards and papers, as programs: `python -m tests.sample2.build` writes what the deal carries."""
