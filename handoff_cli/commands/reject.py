"""`handoff reject`: the PM returns a package formally, with reasons that last."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from handoff_cli.commands import deciding
from handoff_cli.errors import YES
from handoff_cli.reporters.decisions import rejected

NAME: Final = "reject"
HELP: Final = "return a package, with reasons, on the record"


def configure(parser: argparse.ArgumentParser) -> None:
    deciding.configure(parser, pull=True)
    parser.add_argument(
        "--reason",
        action="append",
        default=[],
        metavar="TEXT",
        help="what is wrong, in your words; may be repeated. The findings that reject are added by themselves",
    )


def run(args: argparse.Namespace) -> int:
    done = deciding.carry_out("reject", args, reasons=tuple(args.reason))
    sys.stdout.write(rejected(done.decision.entry))
    deciding.tell(done)
    return YES
