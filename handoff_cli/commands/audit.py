"""`handoff audit`: replay the history and say who owned what when, and what nobody decided."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from handoff_cli.audit import Audit, audit
from handoff_cli.commands import output
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository
from handoff_cli.reporters.audit import render
from handoff_cli.standing import fetched, local

NAME: Final = "audit"
HELP: Final = "replay the history: who owns what on what evidence, and every step nobody decided"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since", metavar="COMMIT", help="a target commit known to be good: what was before is not told"
    )
    parser.add_argument(
        "--genesis", metavar="ID", help="what you were told the ledger begins with; another one is refused"
    )
    parser.add_argument(
        "--seen",
        metavar="ID",
        help="where the ledger ended when you audited it last; one that does not hold it is refused",
    )
    parser.add_argument("--no-fetch", action="store_true", help="ask nobody: audit what was fetched last")
    output.configure(parser)


def run(args: argparse.Namespace) -> int:
    repo = Repository.discover(Path.cwd()).judging(audit=True)
    remote = default_remote(repo)
    standing = local(repo, remote, None) if args.no_fetch else fetched(repo, remote)
    done = audit(standing, since=args.since, genesis=args.genesis, seen=args.seen)
    _show(done, args)
    return done.exit_code


def _show(done: Audit, args: argparse.Namespace) -> None:
    if args.format != "text":
        output.show(done.report, args)
        return
    sys.stdout.write(render(done))
