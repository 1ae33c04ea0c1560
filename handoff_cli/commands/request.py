"""`handoff request`: the e-mail that asks the customer for what is open."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from handoff_cli.commands.selection import selected
from handoff_cli.errors import USAGE, YES, HandoffError
from handoff_cli.request import request

NAME: Final = "request"
HELP: Final = "write the e-mail that asks the customer for what is open"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deal", metavar="DEAL", help="the deal, by its id or by any file of it")


def run(args: argparse.Namespace) -> int:
    start = Path.cwd()
    chosen = selected(start, [args.deal])
    if len(chosen) != 1:
        raise HandoffError(f"'{args.deal}' is not one deal.", hint="Name the deal, as in BRW-1042.", exit_code=USAGE)
    mail = request(start, chosen[0])
    if mail is None:
        sys.stderr.write(f"There is nothing to ask the customer about {chosen[0]}.\n")
        return YES
    sys.stdout.write(mail)
    sys.stderr.write("Read it before you send it: it is your letter.\n")
    return YES
