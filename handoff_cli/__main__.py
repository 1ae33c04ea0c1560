"""`python -m handoff_cli`, the same as `handoff`."""

from handoff_cli.cli import run

run()
