"""The server's side: what a push may do to target and ledger. Runs inside git's quarantine, reads objects, writes nothing.

The target is judged against the ledger the server already holds, never against one in the same push: the ledger comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.authors import authors_of
from handoff_cli.core.decider import distrust
from handoff_cli.core.finding import Finding
from handoff_cli.core.history import Judged
from handoff_cli.core.record import Entry, Record
from handoff_cli.errors import HandoffError
from handoff_cli.git.history import on_first_parents
from handoff_cli.git.repository import Repository
from handoff_cli.git.trees import changed
from handoff_cli.init import refuse_founding
from handoff_cli.ledger.store import LEDGER_BRANCH, Ledger, cut, read
from handoff_cli.offers import Offered, evaluate, examined
from handoff_cli.refusals import refuse_unlawful
from handoff_cli.replay import deal_of
from handoff_cli.standing import Standing, stand

LEDGER_REF: Final = f"refs/heads/{LEDGER_BRANCH}"
FORBIDDEN: Final = ("refs/replace/", "refs/notes/", "refs/handoff/")


@dataclass(frozen=True, slots=True)
class Update:
    """One ref of a push: `old` and `new` are full ids, None where the ref is not there before or after."""

    ref: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a ref may not move, in words, and what the check says where that helps."""

    ref: str
    reason: str
    hint: str = ""
    findings: tuple[Finding, ...] = ()


def receive(repo: Repository, updates: Iterable[Update]) -> tuple[Refused, ...]:
    """Everything that speaks against this push; nothing when it may go on."""
    stored = repo.judging().branch(LEDGER_BRANCH)
    ledger = read(repo, stored) if stored else None
    return tuple(refusal for update in updates for refusal in _refusals(repo, ledger, update))


def _refusals(repo: Repository, ledger: Ledger | None, update: Update) -> Iterator[Refused]:
    try:
        if update.ref.startswith(FORBIDDEN):
            yield Refused(update.ref, "Such refs would make git show other objects than it stores.", "Do not push it.")
        elif update.ref == LEDGER_REF:
            _ledger(repo, ledger, update)
        elif ledger and update.ref == f"refs/heads/{ledger.genesis.target}":
            yield from _target(repo, ledger, update)
        elif ledger is None:
            yield from _unfounded(repo, update)
    except HandoffError as error:
        yield Refused(update.ref, error.message, error.hint)


def _target(repo: Repository, ledger: Ledger, update: Update) -> Iterator[Refused]:
    """Every new first-parent step passes by itself; the old tip stays on the first-parent chain."""
    if update.new is None:
        yield Refused(update.ref, "The target is never deleted.")
        return
    if update.old is not None and not on_first_parents(repo, update.old, update.new):
        yield Refused(
            update.ref,
            "This push rewrites the target, or merges it the wrong way round: what was there is not its first parent.",
            "Fetch, merge your branch into the target (not the other way), and push again.",
        )
        return
    standing = stand(repo, None, update.new, ledger)
    known = standing.replay.positions.get(update.old or "", 0)
    for judged in standing.fold().judged:
        if judged.verdict.outcome != "covered" and standing.replay.positions[judged.step.commit] > known:
            yield _step(standing, update, judged)


def _step(standing: Standing, update: Update, judged: Judged) -> Refused:
    verdict = judged.verdict
    helps = verdict.code in ("no-accept", "malformed") and judged.step.after.exists
    findings = examined(standing, judged.subject, judged.step.commit)[1] if helps else ()
    return Refused(
        update.ref,
        f"{judged.step.commit[:12]} changes {judged.subject}: {verdict.sentence} ({verdict.code})",
        "Push it to offer/<DEAL> instead, and let the PM accept it.",
        tuple(finding for finding in findings if finding.rejects),
    )


def _ledger(repo: Repository, ledger: Ledger | None, update: Update) -> None:
    """The ledger grows by lawful records at its end, each decided against the target as the server has it."""
    if update.new is None:
        raise HandoffError("The ledger is never deleted.")
    if ledger is None:
        refuse_founding(repo, read(repo, update.new))
        return
    if not on_first_parents(repo, ledger.commit, update.new):
        raise HandoffError("The ledger is only ever added to.", hint="Fetch it and decide again.")
    grown = read(repo, update.new)
    for number in range(len(ledger.entries), len(grown.entries)):
        _record(repo, cut(grown, number), grown.entries[number])


def _record(repo: Repository, before: Ledger, entry: Entry) -> None:
    record = entry.record
    tip = repo.branch(before.genesis.target)
    if record.tip != tip:
        raise HandoffError(
            f"Record {record.seq} of {record.subject} was decided against {record.tip[:12]}, but {record.target} is at "
            f"{(tip or 'nothing')[:12]}.",
            hint="Fetch, look at it again and decide again.",
        )
    standing = stand(repo, None, record.tip, before)
    offered = evaluate(standing, record.subject, record.head)
    refuse_unlawful(standing, offered, record)
    untrusted = distrust(entry, standing.policy)
    if untrusted:
        raise HandoffError(f"Record {record.seq} of {record.subject} does not count: {untrusted.sentence}")
    _compare(standing, offered, record)


def _compare(standing: Standing, offered: Offered, record: Record) -> None:
    """What a record says about bytes and people is what the server sees."""
    after = offered.step.after
    facts = {
        "from": (record.from_, offered.ownership.baseline_in_force),
        "to": (record.to, after.baseline),
        "package": (record.package, None if record.kind == "policy" else after.package),
        "policy": (record.policy, standing.policy.digest),
        "authors": (record.authors, authors_of(standing, offered, record.kind)),
    }
    for field, (said, seen) in facts.items():
        if said != seen:
            raise HandoffError(
                f"Record {record.seq} of {record.subject} states another `{field}` than its commit {record.head[:12]} has.",
                hint="Decide again with a current handoff.",
            )


def _unfounded(repo: Repository, update: Update) -> Iterator[Refused]:
    """Without a ledger nobody can take a deal over; a branch may be created or deleted, deals do not change on it."""
    if update.old is None or update.new is None or update.ref.startswith("refs/heads/offer/"):
        return
    if any(deal_of(change.path) for change in changed(repo, update.old, update.new)):
        yield Refused(
            update.ref, "There is no ledger yet, so no deal can be handed over.", "An admin runs `handoff init`."
        )
