"""The server's side: what a push may do to target and ledger. Runs inside git's quarantine, reads objects, writes nothing.

The target is judged against the ledger the server already holds, never against one in the same push: the ledger comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.authors import authors_of
from handoff_cli.core.decider import distrust
from handoff_cli.core.finding import Finding
from handoff_cli.core.history import Judged
from handoff_cli.core.record import POLICY_SUBJECT, Entry, Record
from handoff_cli.errors import HandoffError
from handoff_cli.git.history import on_first_parents
from handoff_cli.git.names import folded
from handoff_cli.git.refs import aliases
from handoff_cli.git.repository import Repository
from handoff_cli.git.trees import changed
from handoff_cli.init import refuse_founding
from handoff_cli.ledger.store import LEDGER_BRANCH, Ledger, cut, read
from handoff_cli.offers import UNDECIDED_YET, Offered, evaluate, examined, with_waivers
from handoff_cli.refusals import refuse_unlawful
from handoff_cli.standing import Standing, stand
from handoff_cli.subjects import subject_of_change

LEDGER_REF: Final = f"refs/heads/{LEDGER_BRANCH}"
FORBIDDEN: Final = ("refs/replace/", "refs/notes/", "refs/handoff/")
OFFERS: Final = "refs/heads/offer"
OFFER_IT: Final = "Push it to offer/<DEAL> instead, and let the PM accept it."
OFFER_POLICY: Final = (
    "Offer it on offer/policy (`handoff submit policy`), and let an admin accept it: `handoff accept policy`."
)
TOGETHER: Final = "Ledger and target move in one push, and the one is judged by what the other was before."


@dataclass(frozen=True, slots=True)
class Update:
    """One ref of a push: `old` and `new` are full ids, None where the ref is not there before or after."""

    ref: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Guarded:
    """The stored ledger and the two refs that are judged, by the names under which they lie in the repository."""

    ledger: Ledger | None
    ledger_ref: str
    target_ref: str

    def at_once(self, refs: Collection[str]) -> bool:
        """Whether a push moves both; which branch a ledger speaks of that is being founded, nobody knows yet."""
        return self.ledger_ref in refs and (self.target_ref in refs if self.ledger else len(refs) > 1)

    def is_mistaken_for(self, ref: str) -> bool:
        """Whether another ref stands where git, a file system or a person looks for one of the two."""
        name = folded(ref)
        heads = [folded(head) for head in (self.ledger_ref, self.target_ref) if head]
        tags = [head.replace("refs/heads/", "refs/tags/", 1) for head in heads]
        return name in (*heads, *tags) or name.startswith(f"{heads[0]}/") or "/refs/" in name


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
    leads = aliases(repo)
    guarded = Guarded(ledger, *(leads.get(ref, ref) for ref in (LEDGER_REF, _target_ref(ledger))))
    real = [replace(update, ref=leads.get(update.ref, update.ref)) for update in updates]
    if guarded.at_once({update.ref for update in real}):
        return (Refused(guarded.ledger_ref, TOGETHER, "Push the ledger first, by itself, then the target."),)
    return tuple(refusal for update in real for refusal in _refusals(repo, guarded, update))


def _target_ref(ledger: Ledger | None) -> str:
    return f"refs/heads/{ledger.genesis.target}" if ledger else ""


def _refusals(repo: Repository, guarded: Guarded, update: Update) -> Iterator[Refused]:
    ledger = guarded.ledger
    try:
        if folded(update.ref).startswith(FORBIDDEN):
            yield Refused(update.ref, "Such refs would make git show other objects than it stores.", "Do not push it.")
        elif update.ref == guarded.ledger_ref:
            _ledger(repo, ledger, update)
        elif update.ref == guarded.target_ref and ledger:
            yield from _target(repo, ledger, update)
        elif update.new and guarded.is_mistaken_for(update.ref):
            yield Refused(
                update.ref, "People and programs would take it for a branch it is not.", "Give it another name."
            )
        elif update.new and _bars_offers(update.ref):
            yield Refused(
                update.ref, "A branch of this name would keep a deal from being offered.", "Take another name."
            )
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
        _offer(judged.subject) if verdict.code in UNDECIDED_YET else "Leave that out of the change, and push again.",
        tuple(finding for finding in findings if finding.rejects),
    )


def _offer(subject: str) -> str:
    return OFFER_POLICY if subject == POLICY_SUBJECT else OFFER_IT


def _bars_offers(ref: str) -> bool:
    """Whether a branch stands where an offer would have to: git keeps no `offer/X` beside an `offer/X/y`."""
    name = folded(ref)
    return name == OFFERS or (name.startswith(f"{OFFERS}/") and name.count("/") > 3)


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
    offered = with_waivers(evaluate(standing, record.subject, record.head), record.waivers, record.at)
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
    touched = {subject_of_change(change) for change in changed(repo, update.old, update.new)}
    if touched - {None, POLICY_SUBJECT}:
        yield Refused(
            update.ref, "There is no ledger yet, so no deal can be handed over.", "An admin runs `handoff init`."
        )
