"""`handoff accept`: the PM takes over exactly these files."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from handoff_cli.commands import deciding
from handoff_cli.errors import YES
from handoff_cli.reporters.decisions import accepted
from handoff_cli.reporters.plain import inert, plain

NAME: Final = "accept"
HELP: Final = "accept a package: from here on the project is yours"


def configure(parser: argparse.ArgumentParser) -> None:
    deciding.configure(parser, pull=True)
    parser.add_argument("--no-merge", action="store_true", help="only record it: a forge merges the pull request")
    parser.add_argument(
        "--ratify", action="store_true", help="accept what the target carries already (an older deal, a bypass)"
    )


def run(args: argparse.Namespace) -> int:
    decision = deciding.carry_out("accept", args, merge=not args.no_merge)
    if decision.obstacle:
        sys.stderr.write(f"handoff: {inert(plain(decision.obstacle))}\n")
    sys.stdout.write(accepted(decision.entry, merged=decision.merged, repeated=decision.repeated, ratified=args.ratify))
    return YES
