"""`handoff submit`: offer a deal to the PM."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Final

from handoff_cli.commands.clock import now
from handoff_cli.commands.selection import selected
from handoff_cli.connect import connect, site_of
from handoff_cli.errors import NO, USAGE, YES, HandoffError
from handoff_cli.forge.links import compare_link
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository
from handoff_cli.git.writing import Author
from handoff_cli.reporters.submission import by_hand_text, clone_text, offered_text, pull_text
from handoff_cli.standing import Standing, fetched
from handoff_cli.submit import Submission, Submitted, ask, submit

NAME: Final = "submit"
HELP: Final = "offer a deal to the PM: commit its folder, push it, open the pull request"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deal", metavar="DEAL", help="the deal, by its id or by any file of it")
    parser.add_argument("--message", metavar="TEXT", help="what the commit says (default: Offer DEAL)")
    parser.add_argument(
        "--seen", metavar="COMMIT", help="what others changed up to this commit is known to you, and may be undone"
    )
    parser.add_argument("--no-pull", action="store_true", help="only push it: somebody else opens the pull request")


def run(args: argparse.Namespace) -> int:
    start = Path.cwd()
    repo = Repository.discover(start).judging()
    (deal,) = selected(start, [args.deal]) or (args.deal,)
    remote = default_remote(repo)
    standing = fetched(repo, remote)
    wanted = Submission(deal=deal, author=_author(repo), message=args.message, seen=args.seen)
    before = _standing_on(repo)
    done = submit(standing, wanted)
    where = f" of {remote}" if remote else " here"
    sys.stdout.write(offered_text(done.offered, done.branch, new=done.new, anew=done.anew, where=where))
    sys.stdout.write(
        clone_text(done.branch, moved=done.switched and before != _standing_on(repo), left_out=done.left_out)
    )
    if args.no_pull:
        return YES
    return _asked(standing, done)


def _author(repo: Repository) -> Author:
    name, email = repo.setting("--get", "user.name"), repo.user_email()
    if not name or not email:
        raise HandoffError(
            "git does not know who you are.",
            hint='`git config user.name "Your Name"` and `git config user.email you@…`, as handoff.yaml has it.',
            exit_code=USAGE,
        )
    return Author(name=name, email=email, date=now())


def _standing_on(repo: Repository) -> str | None:
    """The branch of the clone, None where it stands on none."""
    done = repo.attempt("symbolic-ref", "--quiet", "--short", "HEAD")
    return done.out.decode(errors="replace").strip() if done.code == 0 else None


def _asked(standing: Standing, done: Submitted) -> int:
    """The pull request, or how a person opens it: without a forge or a token the offer is made all the same."""
    try:
        site = site_of(standing.repo, standing.remote, os.environ)
    except HandoffError as error:
        sys.stdout.write(by_hand_text(f"{error.message} {_plain_git(standing, done.offered.deal)}", None))
        return YES
    link = compare_link(site, standing.target, done.branch)
    try:
        forge = connect(standing.repo, standing.remote, os.environ)
    except HandoffError as error:
        sys.stdout.write(by_hand_text(f"{error.message} {error.hint}".strip(), link))
        return YES
    try:
        asked = ask(done, forge, standing.target)
    except HandoffError as error:
        sys.stdout.write(by_hand_text(f"{error.message} {error.hint}".strip(), link))
        return NO
    if asked.pull:
        sys.stdout.write(pull_text(asked.pull.number, asked.pull.url, opened=asked.opened))
    return YES


def _plain_git(standing: Standing, deal: str) -> str:
    """In the PM's clone the offer is known by the name of the remote; where there is none he works in this repository."""
    gate = "handoff gate --head "
    show = f"`git fetch`, then `{gate}{standing.remote}/offer/{deal}`" if standing.remote else f"`{gate}offer/{deal}`"
    return f"Tell the PM: {show} shows it, `handoff accept {deal}` takes it over."
