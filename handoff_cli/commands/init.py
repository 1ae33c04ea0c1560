"""`handoff init`: set up handoff in a repository."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from handoff_cli.adoption.changes import Change, difference, write
from handoff_cli.adoption.kit import Plan, Wishes, plan
from handoff_cli.adoption.people import Answer, Answers, person, together, with_account, with_key, witness
from handoff_cli.commands.clock import now
from handoff_cli.commands.deciding import FROM_GIT, signing_key
from handoff_cli.connect import site_of
from handoff_cli.core.codeowners import Dialect, is_owner
from handoff_cli.core.policy import EVIDENCE
from handoff_cli.errors import NO, YES, HandoffError
from handoff_cli.git.remote import default_remote
from handoff_cli.git.repository import Repository, branch_ref
from handoff_cli.init import Founded, found_ledger
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.serve import install

NAME: Final = "init"
HELP: Final = "set up handoff in a repository"
_ROLES: Final = ("admin", "pm", "sales")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--target", default="main", metavar="BRANCH", help="the branch that carries what was handed over"
    )
    _configure_policy(parser.add_argument_group("who is who, for handoff.yaml"))
    _configure_kit(parser.add_argument_group("what is written"))
    parser.add_argument(
        "--sign",
        nargs="?",
        const=FROM_GIT,
        metavar="KEY",
        help="sign the ledger's first file with this SSH key of yours",
    )
    parser.add_argument("--server", metavar="PATH", help="only install the hook into this repository of a git server")


def _configure_policy(group: argparse._ArgumentGroup) -> None:
    for role, does in zip(
        _ROLES, ("may change the policy (default: you)", "accepts deals", "offers deals"), strict=True
    ):
        group.add_argument(
            f"--{role}", action="append", default=[], metavar="PERSON", help=f'"Name <e-mail>" of somebody who {does}'
        )
    group.add_argument(
        "--key", action="append", default=[], metavar="EMAIL=FILE.pub", help="the SSH key of one of them"
    )
    group.add_argument(
        "--witness",
        action="append",
        default=[],
        metavar="NAME=FILE.pub",
        help="the key of the machine that sees reviews",
    )
    group.add_argument(
        "--account",
        action="append",
        default=[],
        metavar="EMAIL=NUMBER",
        help="the number of their account on the forge, whose reviews then count (the `id` its API shows)",
    )
    group.add_argument("--merge", choices=("manual", "auto"), default="manual", help="who merges what is accepted")
    group.add_argument("--evidence", choices=EVIDENCE, default="signed", help="the least a decision needs")


def _configure_kit(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--forge", choices=("github", "gitea"), help="what the remote is (default: what its address says)"
    )
    group.add_argument(
        "--owner",
        action="append",
        default=[],
        metavar="@LOGIN",
        help="who agrees to changes of the rules, for CODEOWNERS",
    )
    group.add_argument("--example", action="store_true", help="a complete deal to look at, too")
    group.add_argument("--minimal", action="store_true", help="handoff.yaml and .gitattributes alone")
    group.add_argument(
        "--update", action="store_true", help="schemas, hook and workflows of this version, where handoff.yaml is there"
    )
    group.add_argument("--dry-run", action="store_true", help="only show what would be written")
    group.add_argument("--yes", action="store_true", help="change files that are there without asking")


def run(args: argparse.Namespace) -> int:
    if args.server:
        return _serve(Path(args.server))
    repo = Repository.discover(Path.cwd()).judging()
    planned = plan(repo.top, _wishes(repo, args))
    if args.dry_run:
        return _shown(planned)
    agreed = _agreed(planned.changes, yes=args.yes)
    for change in agreed:
        write(repo.top, change)
        sys.stdout.write(f"{plain(change.path)}\n")
    _say(planned.notes)
    left = [change.path for change in planned.changes if change not in agreed]
    if left:
        _say((f"Left as it is: {', '.join(left)}. Run it again to be asked again.",))
        return NO
    _say(_next(None if agreed else _found(repo, args), args.target))
    return YES


def _found(repo: Repository, args: argparse.Namespace) -> Founded | None:
    at = now()
    key = signing_key(repo, args.sign)
    return found_ledger(repo, default_remote(repo), email=repo.user_email() or "", key=key, at=at)


def _wishes(repo: Repository, args: argparse.Namespace) -> Wishes:
    branch_ref(args.target)
    wrong = next((owner for owner in args.owner if not is_owner(owner)), None)
    if wrong is not None:
        raise HandoffError(f"--owner {wrong} is no account.", hint="Write @login, or @organisation/team.")
    people = [person(text, role) for role in _ROLES for text in getattr(args, role)]
    if not args.admin:
        people.insert(0, _me(repo))
    answered = together(people)
    for named in args.key:
        answered = with_key(answered, named)
    for named in args.account:
        answered = with_account(answered, named, _host(repo, args.forge))
    witnesses = dict(witness(named) for named in args.witness)
    return Wishes(
        answers=Answers(args.target, args.evidence, answered, witnesses, merges=args.merge == "auto"),
        named=bool(args.admin or args.pm or args.sales),
        forge=args.forge or _forge(repo),
        owners=tuple(args.owner),
        example=args.example,
        update=args.update,
        minimal=args.minimal,
    )


def _me(repo: Repository) -> Answer:
    """Whoever types it, as git knows him."""
    name, email = repo.setting("--get", "user.name") or "TBD", repo.user_email() or "TBD"
    return Answer(name, email, ("admin",))


def _forge(repo: Repository) -> Dialect | None:
    """What the remote's address says; a server without a forge is as lawful."""
    try:
        return site_of(repo, default_remote(repo), os.environ).kind
    except HandoffError:
        return None


def _host(repo: Repository, kind: str | None) -> str:
    """How policy and records call the forge the remote lies on."""
    return site_of(repo, default_remote(repo), os.environ, kind=kind).host


def _agreed(changes: Sequence[Change], *, yes: bool) -> tuple[Change, ...]:
    """What may be written: all that is new, and of what is there what somebody agreed to having seen the difference."""
    existing = [change for change in changes if change.before is not None]
    for change in existing:
        _say(difference(change))
    if yes or not existing:
        return tuple(changes)
    if not sys.stdin.isatty():
        names = ", ".join(change.path for change in existing)
        raise HandoffError(
            f"{names}: there already, and would change as shown. Nothing was written.",
            hint="Agree with --yes.",
            exit_code=NO,
        )
    return tuple(change for change in changes if change.before is None or _asked(change))


def _asked(change: Change) -> bool:
    sys.stderr.write(f"Change {plain(change.path)}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _shown(planned: Plan) -> int:
    for change in planned.changes:
        sys.stdout.write(f"{plain(change.path)}{'' if change.before is None else ' (is there, would change)'}\n")
        if change.before is not None:
            sys.stdout.writelines(f"{inert(plain(line))}\n" for line in difference(change))
    _say(planned.notes)
    nothing = "Nothing to write here: without --dry-run it goes on to the ledger."
    _say(("Nothing was written.",) if planned.changes else (nothing,))
    return YES


def _serve(path: Path) -> int:
    written = install(path)
    sys.stdout.write("".join(f"{line}\n" for line in written))
    sys.stderr.write("The server refuses what nobody decided.\n" if written else "The hook is there already.\n")
    return YES


def _next(founded: Founded | None, target: str) -> Iterator[str]:
    if founded is None:
        yield f"Fill in who is who in handoff.yaml, commit it with .gitattributes to {target} (and push it),"
        yield "then run `handoff init` again, as an admin and with `--sign KEY`: it founds the ledger."
        return
    yield f"{'Founded' if founded.new else 'Already there:'} ledger {founded.ledger} for the branch {founded.target}."
    yield f"Keep this id outside the repository: {founded.commit} is where every audit begins."


def _say(lines: Sequence[str] | Iterator[str]) -> None:
    sys.stderr.writelines(f"{inert(plain(line))}\n" for line in lines)
