"""`handoff status`: who owns what."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from handoff_cli.commands import output
from handoff_cli.errors import YES
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository
from handoff_cli.reporters.status import render
from handoff_cli.standing import fetched, local
from handoff_cli.status import status

NAME: Final = "status"
HELP: Final = "show who owns a deal, since when, and on what evidence"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deal", nargs="?", metavar="DEAL", help="only this deal (default: all)")
    parser.add_argument("--no-fetch", action="store_true", help="ask nobody: tell what was fetched last")
    output.configure(parser)


def run(args: argparse.Namespace) -> int:
    repo = Repository.discover(Path.cwd()).judging()
    remote = default_remote(repo)
    standing = local(repo, remote, None) if args.no_fetch else fetched(repo, remote, offers=True)
    told = status(standing, args.deal)
    if args.format == "text":
        sys.stdout.write(render(told.deals, told.policy))
    else:
        output.show(told.report, args)
    return YES
