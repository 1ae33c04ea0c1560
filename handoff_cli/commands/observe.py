"""`handoff observe`: record what the reviews of a pull request decide, as the witness."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from handoff_cli.commands import pulls
from handoff_cli.commands.clock import now
from handoff_cli.connect import connect
from handoff_cli.errors import YES
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository
from handoff_cli.observe import Observation, Watch, observe
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.standing import fetched
from handoff_cli.subjects import name_of
from handoff_cli.telling import tell

NAME: Final = "observe"
HELP: Final = "record what the reviews of a pull request decide, as the witness"
_DONE: Final = {"accept": "accepted", "reject": "rejected", "withdraw": "withdrawn", "policy": "changed"}


def configure(parser: argparse.ArgumentParser) -> None:
    pulls.configure(parser)
    parser.add_argument(
        "--witness",
        metavar="KEY",
        type=Path,
        help="the key handoff.yaml names under `witnesses`; without it a record is only claimed",
    )


def run(args: argparse.Namespace) -> int:
    repo = Repository.discover(Path.cwd()).judging()
    remote = default_remote(repo)
    watch = Watch(
        forge=connect(repo, remote, os.environ),
        opened=lambda: fetched(repo, remote),
        at=now(),
        witness=args.witness,
    )
    teller = pulls.teller(repo, remote, watch.forge)

    def one(number: int) -> None:
        seen = observe(watch, number)
        sys.stdout.writelines(f"{inert(plain(line))}\n" for line in _told(seen))
        if seen.merged and seen.merged.commit:
            tell(teller, number)  # a forge sends no event of what is merged with a job's own token

    pulls.each(watch.forge, args, one)
    return YES


def _told(seen: Observation) -> Iterator[str]:
    """What was written, then how it stands; what a reviewer wrote goes to CI's log, where a line can be a command."""
    for entry in seen.recorded:
        record, evidence = entry.record, "observed" if entry.signature.fingerprint else "claimed"
        yield f"{name_of(record.subject)} is {_DONE[record.kind]} by {record.by} (record {record.seq}, {evidence})."
    yield f"Pull request {seen.pull.number}: {seen.ruling.sentence}"
    if seen.merged and seen.merged.commit:
        yield f"Merged into {seen.pull.base} as {seen.merged.commit[:12]}."
    elif seen.merged:
        yield f"It is not merged yet: {seen.merged.refused}"
