"""Which pull requests a command is about, and doing it for each of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from handoff_cli.errors import HandoffError
from handoff_cli.forge.protocol import Forge
from handoff_cli.git.repository import Repository
from handoff_cli.pulls import Wanted, numbers
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.standing import fetched
from handoff_cli.telling import Teller


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", type=int, nargs="?", help="the number of the pull request")
    parser.add_argument("--head", metavar="COMMIT", help="every open pull request that offers this commit")
    parser.add_argument("--all", action="store_true", help="every open pull request")


def teller(repo: Repository, remote: str | None, forge: Forge) -> Teller:
    """What tells how a pull request stands. It fetches anew at each look, and verifies no record but the policy's."""
    return Teller(forge=forge, opened=lambda: fetched(repo, remote, subjects=()))


def each(forge: Forge, args: argparse.Namespace, act: Callable[[int], object]) -> None:
    """One that cannot be decided keeps nobody from the next; it is told, and the worst exit code is the command's."""
    wanted = numbers(forge, Wanted(number=args.number, head=args.head, every=args.all))
    failed: list[HandoffError] = []
    for number in wanted:
        try:
            act(number)
        except HandoffError as error:
            failed.append(error)
            if len(wanted) > 1:
                sys.stderr.write(f"{inert(plain(f'Pull request {number}: {error.message}'))}\n")
    if failed:
        raise max(failed, key=lambda error: error.exit_code)
