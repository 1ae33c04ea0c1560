"""`handoff submit`: offer a deal to the PM, or a change of the policy to the admins."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Final

from handoff_cli.commands.clock import now
from handoff_cli.commands.selection import selected
from handoff_cli.connect import connect, site_of
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.errors import NO, USAGE, YES, HandoffError
from handoff_cli.forge.links import compare_link
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository
from handoff_cli.git.writing import Author
from handoff_cli.reporters.submission import by_hand_text, clone_text, offered_text, pull_text
from handoff_cli.standing import Standing, fetched
from handoff_cli.subjects import branch_of, named
from handoff_cli.submit import Submission, Submitted, ask, submit

NAME: Final = "submit"
HELP: Final = "offer a deal to the PM (or the policy to an admin): commit, push, open the pull request"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "deal", metavar="DEAL", help="the deal, by its id or by any file of it; `policy` for handoff.yaml"
    )
    parser.add_argument("--message", metavar="TEXT", help="what the commit says")
    parser.add_argument(
        "--seen", metavar="COMMIT", help="what others changed up to this commit is known to you, and may be undone"
    )
    parser.add_argument("--no-pull", action="store_true", help="only push it: somebody else opens the pull request")


def run(args: argparse.Namespace) -> int:
    start = Path.cwd()
    repo = Repository.discover(start).judging()
    deal = _subject(start, args.deal)
    remote = default_remote(repo)
    standing = fetched(repo, remote)
    wanted = Submission(deal=deal, author=_author(repo), message=args.message, seen=args.seen)
    before = _standing_on(repo)
    done = submit(standing, wanted)
    where = f" of {remote}" if remote else " here"
    sys.stdout.write(offered_text(done.offered, done.branch, new=done.new, anew=done.anew, where=where))
    sys.stdout.write(
        clone_text(
            done.offered, done.branch, moved=done.switched and before != _standing_on(repo), left_out=done.left_out
        )
    )
    if args.no_pull:
        return YES
    return _asked(standing, done)


def _subject(start: Path, word: str) -> str:
    subject = named(word)
    if subject == POLICY_SUBJECT:
        return subject
    (deal,) = selected(start, [word]) or (word,)
    return deal


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
    """In another clone the offer is known by the name of the remote; where there is none everybody works in this repository."""
    gate, branch = "handoff gate --head ", branch_of(deal)
    show = f"`git fetch`, then `{gate}{standing.remote}/{branch}`" if standing.remote else f"`{gate}{branch}`"
    if deal == POLICY_SUBJECT:
        return f"Tell an admin: {show} shows it, `handoff accept policy` puts it in force."
    return f"Tell the PM: {show} shows it, `handoff accept {deal}` takes it over."
