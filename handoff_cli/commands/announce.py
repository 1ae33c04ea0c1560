"""`handoff announce`: tell on the forge how what is offered stands."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Final

from handoff_cli.commands import pulls
from handoff_cli.connect import connect
from handoff_cli.errors import YES
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository
from handoff_cli.pulls import full_id
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.telling import Told, tell, tell_queue

NAME: Final = "announce"
HELP: Final = "tell a pull request how it stands: status, comment and label"


def configure(parser: argparse.ArgumentParser) -> None:
    pulls.configure(parser)
    parser.add_argument(
        "--queue", metavar="COMMIT", help="a commit of the merge queue instead: judge each of its steps"
    )
    parser.add_argument(
        "--outputs",
        metavar="FILE",
        type=Path,
        help="add `complete=true` to this file when reviews may decide something",
    )


def run(args: argparse.Namespace) -> int:
    repo = Repository.discover(Path.cwd()).judging()
    remote = default_remote(repo)
    forge = connect(repo, remote, os.environ)
    teller = pulls.teller(repo, remote, forge)
    told: list[Told] = []

    def one(number: int) -> None:
        told.append(_shown(tell(teller, number)))

    try:
        if args.queue:
            told.append(_shown(tell_queue(teller, full_id(args.queue))))
        else:
            pulls.each(forge, args, one)
    finally:
        if args.outputs:
            _add_output(args.outputs, told)
    return YES


def _shown(told: Told) -> Told:
    what = f"Pull request {told.number}" if told.number is not None else "The queue"
    line = f"{what} at {told.head[:12]}: {told.status.state}. {told.status.description}"
    sys.stdout.write(f"{inert(plain(line))}\n")
    return told


def _add_output(file: Path, told: list[Told]) -> None:
    """Nothing from an offer goes into this file: a line of it could set anything."""
    complete = "true" if any(one.decidable for one in told) else "false"
    with file.open("ab") as out:
        out.write(f"complete={complete}\n".encode())
