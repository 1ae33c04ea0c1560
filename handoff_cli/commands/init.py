"""`handoff init`: set up handoff in a repository."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from handoff_cli.commands.deciding import FROM_GIT, signing_key
from handoff_cli.errors import YES
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository
from handoff_cli.init import Founded, found_ledger, write_policy
from handoff_cli.serve import install

NAME: Final = "init"
HELP: Final = "set up handoff in a repository"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--target", default="main", metavar="BRANCH", help="the branch that carries what was handed over"
    )
    parser.add_argument(
        "--sign",
        nargs="?",
        const=FROM_GIT,
        metavar="KEY",
        help="sign the ledger's first file with this SSH key of yours",
    )
    parser.add_argument("--server", metavar="PATH", help="only install the hook into this repository of a git server")


def run(args: argparse.Namespace) -> int:
    if args.server:
        return _serve(Path(args.server))
    repo = Repository.discover(Path.cwd()).judging()
    email = repo.user_email() or ""
    written = write_policy(repo, target=args.target, name=repo.setting("--get", "user.name") or "", email=email)
    for path in written:
        sys.stdout.write(f"{path}\n")
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    key = signing_key(repo, args.sign)
    founded = None if written else found_ledger(repo, default_remote(repo), email=email, key=key, at=at)
    sys.stderr.write("".join(f"{line}\n" for line in _next(founded, args.target)))
    return YES


def _serve(path: Path) -> int:
    written = install(path)
    sys.stdout.write("".join(f"{line}\n" for line in written))
    sys.stderr.write("The server refuses what nobody decided.\n" if written else "The hook is there already.\n")
    return YES


def _next(founded: Founded | None, target: str) -> Iterator[str]:
    if founded is None:
        yield f"Fill in who is who in handoff.yaml, commit it with .gitattributes to {target} (and push it),"
        yield "then run `handoff init` again: it founds the ledger."
        return
    yield f"{'Founded' if founded.new else 'Already there:'} ledger {founded.ledger} for the branch {founded.target}."
    yield f"Keep this id outside the repository: {founded.commit} is where every audit begins."
