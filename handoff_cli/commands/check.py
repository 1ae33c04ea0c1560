"""`handoff check`: what is missing or contradictory in a deal, and who must act."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from handoff_cli.check import check
from handoff_cli.commands import output
from handoff_cli.commands.selection import selected
from handoff_cli.core.report import Report
from handoff_cli.errors import NO, YES

NAME: Final = "check"
HELP: Final = "list what is missing or contradictory in a deal, and who must act"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "deals", nargs="*", metavar="DEAL", help="a deal, by its id or by any file of it (default: all)"
    )
    parser.add_argument(
        "--draft", action="store_true", help="work in progress: show everything, refuse only what cannot be read"
    )
    parser.add_argument(
        "--ref", metavar="REV", help="check what is committed there instead of the files as they are now"
    )
    parser.add_argument("--since", metavar="REV", help="only the deals that the commits since then have changed")
    output.configure(parser)


def run(args: argparse.Namespace) -> int:
    start = Path.cwd()
    report = check(start, selected(start, args.deals), ref=args.ref, since=args.since)
    output.show(report, args, draft=args.draft)
    return NO if blocks(report, draft=args.draft) else YES


def blocks(report: Report, *, draft: bool) -> bool:
    """A draft may lack anything; it only has to be readable."""
    return any(finding.rejects and (finding.kind == "malformed" or not draft) for finding in report.all_findings)
