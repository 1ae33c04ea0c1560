"""`handoff new`: the folder of a deal, whose files say what belongs in them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from handoff_cli.commands.selection import root
from handoff_cli.errors import YES
from handoff_cli.new import ITEMS, again, create, skeleton

NAME: Final = "new"
HELP: Final = "start a deal: a folder whose files say what belongs in them"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deal", metavar="DEAL", help="the id of the deal, as in BRW-1042; it is never used again")
    parser.add_argument("--customer", default="", metavar="NAME", help="the customer's company")
    parser.add_argument(
        "--sales", default="", metavar="ID", help="who owns the deal in Sales, by the id in handoff.yaml"
    )
    parser.add_argument("--pm", default="", metavar="ID", help="who is to accept it, by the id in handoff.yaml")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--kind", choices=tuple(ITEMS), default="pcba", help="what is to be built (default: pcba)")
    what.add_argument(
        "--from", dest="old", default="", metavar="OLD", help="a repeat order: carry over what still holds of this deal"
    )


def run(args: argparse.Namespace) -> int:
    top = root(Path.cwd())
    written = create(top, args.deal, _documents(args, top))
    sys.stdout.write("".join(f"{path}\n" for path in written))
    if args.old:
        sys.stderr.write(
            f"Carried over from {args.old}: packs, contacts and agreements as they are; scope, prices, terms and deviations "
            "without what held for that order alone. The why, the RAID log, promises and kickoffs begin anew.\n"
        )
    sys.stderr.write(f"Fill in what says TBD, then ask `handoff check {args.deal}` what is still missing.\n")
    return YES


def _documents(args: argparse.Namespace, top: Path) -> dict[str, bytes]:
    if args.old:
        return again(top, args.old, args.deal, customer=args.customer, sales=args.sales, pm=args.pm)
    return skeleton(args.deal, customer=args.customer, sales=args.sales, pm=args.pm, kind=args.kind)
