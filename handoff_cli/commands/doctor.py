"""`handoff doctor`: whether what the gate relies on really protects it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Final

from handoff_cli.commands import output
from handoff_cli.doctor import examine
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository
from handoff_cli.reporters.doctor import REPORTERS

NAME: Final = "doctor"
HELP: Final = "show what protects the gate and what does not, with the setting to change"


def configure(parser: argparse.ArgumentParser) -> None:
    output.configure(parser, tuple(REPORTERS))


def run(args: argparse.Namespace) -> int:
    repo = Repository.discover(Path.cwd()).judging()
    seen = examine(repo, default_remote(repo), os.environ)
    sys.stdout.write(REPORTERS[args.format](seen, output.options(args)))
    return seen.exit_code
