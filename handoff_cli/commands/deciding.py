"""What `accept`, `reject` and `withdraw` share: their options, who is at the keyboard, and the last question before it is written."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handoff_cli.briefing import Briefing
from handoff_cli.commands.clock import now
from handoff_cli.connect import connect
from handoff_cli.core.record import POLICY_SUBJECT, Record, RecordKind
from handoff_cli.decide import Decider, Decision, Desk, Request, decide
from handoff_cli.echo import echo
from handoff_cli.errors import NO, USAGE, HandoffError
from handoff_cli.git.remote import default_remote, fetch
from handoff_cli.git.repository import Repository
from handoff_cli.ledger.signatures import key_fingerprint
from handoff_cli.offers import Offered
from handoff_cli.pulled import Pulled
from handoff_cli.reporters.decisions import proposal
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.standing import Standing, commit_of, fetched
from handoff_cli.subjects import branch_of, named

FROM_GIT: Final = "git"


def configure(parser: argparse.ArgumentParser, *, pull: bool = False) -> None:
    """`pull`: a pull request may say which commit is meant, and with its branch which deal."""
    parser.add_argument(
        "deal",
        metavar="DEAL",
        nargs="?" if pull else None,
        type=named,
        help="the deal, as in BRW-1042; `policy` for handoff.yaml"
        + (". With --pr it need not be named" if pull else ""),
    )
    parser.add_argument("--head", metavar="REV", help="the offered commit or branch (default: offer/DEAL)")
    if pull:
        parser.add_argument(
            "--pr",
            metavar="NUMBER",
            type=int,
            help="decide about what this pull request offers, as the forge shows it now, and leave the review there as well",
        )
    parser.add_argument(
        "--sign",
        nargs="?",
        const=FROM_GIT,
        metavar="KEY",
        help="sign with this SSH key (default: git's user.signingkey); without it the decision is only claimed",
    )
    parser.add_argument("--as", dest="person", metavar="ID", help="decide as this person of handoff.yaml (for scripts)")
    parser.add_argument("--yes", action="store_true", help="do not ask before it is written")


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """The decision, and what became of it on the pull request it was about; empty where there was none."""

    decision: Decision
    echoed: str = ""


def carry_out(kind: RecordKind, args: argparse.Namespace, **more: object) -> CarriedOut:
    """Decide with everything fetched just before."""
    repo = Repository.discover(Path.cwd()).judging()
    remote = default_remote(repo)
    pulled = _pulled(args, repo, remote)
    args.deal = args.deal or (pulled.subject() if pulled else None)
    if args.deal is None:
        raise HandoffError("Which deal?", hint="Name it, as in BRW-1042, or its pull request: --pr 7.", exit_code=USAGE)
    at = now()
    head = pulled.head if pulled else _head(kind, args, remote)
    request = Request(kind=kind, deal=args.deal, head=head, at=at, **more)  # type: ignore[arg-type]
    find, people = _who(repo, args), list[Decider]()

    def who(standing: Standing) -> Decider:
        people[:] = [find(standing)]
        return people[0]

    decision = decide(Desk(opened=lambda: fetched(repo, remote), who=who, confirm=_confirm(args)), request)
    if pulled is None:
        return CarriedOut(decision)
    return CarriedOut(decision, echo(pulled.forge, pulled.number, decision, people[0].person))


def tell(done: CarriedOut) -> None:
    """What the forge made of it, after what counts."""
    if done.echoed:
        sys.stderr.write(f"{inert(plain(done.echoed))}\n")


def _pulled(args: argparse.Namespace, repo: Repository, remote: str | None) -> Pulled | None:
    number = getattr(args, "pr", None)
    if number is None:
        return None
    if args.head is not None or getattr(args, "ratify", False):
        raise HandoffError(
            "A pull request says itself which commit it offers.", hint="Leave the other option out.", exit_code=USAGE
        )
    return Pulled(forge=connect(repo, remote, os.environ), number=number)


def _head(kind: RecordKind, args: argparse.Namespace, remote: str | None) -> Callable[[Standing], str]:
    """The offered commit: the shared repository's branch unless a revision is named. What is withdrawn is what is pending."""

    def find(standing: Standing) -> str:
        pending = standing.ownership(args.deal).pending if kind == "withdraw" else None
        if getattr(args, "ratify", False):
            return standing.tip
        if args.head is None and pending:
            return pending.record.head
        branch = branch_of(args.deal)
        if args.head is None and remote:
            found = fetch(standing.repo, remote, [branch])[branch]
        else:
            found = commit_of(standing.repo, args.head or f"refs/heads/{branch}")
        if found is None:
            where = f" on {remote}" if remote and args.head is None else ""
            raise HandoffError(
                f"There is no {args.head or branch}{where}.",
                hint="Sales pushes the offer first; or name it with --head.",
            )
        return found

    return find


def _who(repo: Repository, args: argparse.Namespace) -> Callable[[Standing], Decider]:
    key = signing_key(repo, args.sign)

    def find(standing: Standing) -> Decider:
        email = repo.user_email() or ""
        person = standing.policy.people.get(args.person) if args.person else standing.policy.by_email(email)
        if person is None:
            raise HandoffError(
                f"The policy knows nobody called {args.person!r}."
                if args.person
                else f"The policy does not know {email!r}.",
                hint="handoff.yaml lists who is who; git's user.email has to be one of your addresses there.",
                exit_code=NO,
            )
        if key is not None and key_fingerprint(key) not in person.keys:
            raise HandoffError(
                f"{key} is not a key of {person.name} in the policy in force.",
                hint="Sign with the key that stands in handoff.yaml, or have an admin add this one.",
                exit_code=NO,
            )
        return Decider(person=person, email=email or (person.emails[0] if person.emails else ""), key=key)

    return find


def signing_key(repo: Repository, sign: str | None) -> Path | None:
    """The key file `--sign` means, None without it."""
    if sign is None:
        return None
    named = repo.setting("--get", "user.signingkey") if sign == FROM_GIT else sign
    if not named:
        raise HandoffError(
            "Which key signs?", hint="Name it: --sign ~/.ssh/id_ed25519, or set git's user.signingkey.", exit_code=USAGE
        )
    return Path(named).expanduser()


def _confirm(args: argparse.Namespace) -> Callable[[Offered, Record, Briefing], bool]:
    def ask(offered: Offered, record: Record, briefing: Briefing) -> bool:
        sys.stderr.write(proposal(offered.findings, record, briefing))
        if args.yes:
            return True
        if not sys.stdin.isatty():
            raise HandoffError("Nobody is there to confirm it.", hint="In a script, say --yes.", exit_code=NO)
        about = "the word policy" if record.subject == POLICY_SUBJECT else "the deal's id"
        sys.stderr.write(f"Type {about} to {'accept' if record.kind == 'policy' else record.kind} it: ")
        sys.stderr.flush()
        return named(sys.stdin.readline().strip()) == record.subject

    return ask
