"""`handoff gate`: may this change be merged into the target?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from handoff_cli.commands import output
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.gate import exit_code, gate
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository
from handoff_cli.offers import touched
from handoff_cli.standing import commit_of, local

NAME: Final = "gate"
HELP: Final = "judge a change: every deal it touches, and whether it may be merged"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--target", metavar="REF", help="the target as it is here (default: the branch the ledger names)"
    )
    parser.add_argument("--head", metavar="REV", required=True, help="the commit or branch that is offered")
    output.configure(parser)


def run(args: argparse.Namespace) -> int:
    repo = Repository.discover(Path.cwd()).judging()
    remote = default_remote(repo)
    head = commit_of(repo, args.head)
    if head is None:
        raise HandoffError(
            f"There is no commit {args.head!r} here.",
            hint="`git fetch` brings what others have offered; name it as git does then: origin/offer/ACME-1042.",
            exit_code=UNDECIDED,
        )
    tip = local(repo, remote, args.target, subjects=()).tip
    subjects = [subject for subject in touched(repo, tip, head) if subject]
    report = gate(local(repo, remote, tip, subjects=subjects), head, ref=args.head)
    output.show(report, args)
    return exit_code(report)
