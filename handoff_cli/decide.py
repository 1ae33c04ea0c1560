"""`accept`, `reject`, `withdraw`: refuse or write one record, ledger first, target second.

Everything is judged on the commits just fetched. A lost race begins anew from what the others wrote, so that the record names
the tip it was really decided against; an accept whose record is already there only finishes the merge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from handoff_cli import __version__
from handoff_cli.briefing import Briefing, brief, terms
from handoff_cli.core.decider import deciders, evidence_of, may_decide
from handoff_cli.core.finding import Finding
from handoff_cli.core.ownership import Ownership
from handoff_cli.core.policy import EVIDENCE, Person
from handoff_cli.core.record import POLICY_SUBJECT, Complete, Entry, Reason, Record, RecordKind, Signature
from handoff_cli.core.rule import RULES_VERSION
from handoff_cli.errors import NO, HandoffError
from handoff_cli.git.writing import Author
from handoff_cli.ledger import signatures
from handoff_cli.ledger.codec import encode
from handoff_cli.ledger.store import append
from handoff_cli.offers import Offered, evaluate
from handoff_cli.publish import merge, publish_record, refuse_dirty_target
from handoff_cli.replay import baseline_authors
from handoff_cli.standing import Standing

ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Decider:
    """The person at the keyboard as the policy knows him, and the key he signs with, if he does."""

    person: Person
    email: str
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What happened: the record as the ledger has it, and the target's new commit where it was merged."""

    entry: Entry
    offered: Offered
    merged: str | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `head` names the offered commit, `reasons` the PM's own words, `at` the time as RFC 3339."""

    kind: RecordKind
    deal: str
    head: Callable[[Standing], str]
    at: str
    reasons: tuple[str, ...] = ()
    merge: bool = True


Confirm = Callable[[Offered, Record, Briefing], bool]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a decision needs of its surroundings: the standing fetched anew, who is deciding, and a last question to him."""

    opened: Callable[[], Standing]
    who: Callable[[Standing], Decider]
    confirm: Confirm


def decide(desk: Desk, request: Request) -> Decision:
    """Carry a decision through, or refuse it with exit code 1 and nothing written."""
    if request.deal == POLICY_SUBJECT and request.kind != "accept":
        _refuse("A change of the policy is decided or left alone.", "Nothing was written; close the offer.")
    for _ in range(ATTEMPTS):
        standing = desk.opened()
        decider = desk.who(standing)
        offered = evaluate(standing, request.deal, request.head(standing))
        if request.kind == "accept" and _accepted_already(offered):
            entry = offered.ownership.pending
            assert entry is not None
            return _finish(desk, standing, Decision(entry, offered, repeated=True), request, decider)
        entry = _record(standing, offered, request, decider, desk.confirm)
        if publish_record(standing, entry):
            return _finish(desk, desk.opened(), Decision(entry, offered), request, decider)
    raise HandoffError(
        "The ledger moved each time the decision was about to be written.", hint="Run the command again.", exit_code=NO
    )


def _record(standing: Standing, offered: Offered, request: Request, who: Decider, confirm: Confirm) -> Entry:
    """The record, signed and built as a ledger commit that no ref points to yet."""
    record = _draft(standing, offered, request, who)
    refuse_unlawful(standing, offered, record)
    if request.kind == "accept" and request.merge:
        refuse_dirty_target(standing)
    if not confirm(offered, record, brief(standing, offered)):
        raise HandoffError("Not confirmed; nothing was written.", exit_code=NO)
    data = encode(record)
    armoured = signatures.sign(data, who.key) if who.key else None
    signature = signatures.verify(data, armoured) if armoured else Signature()
    draft = Entry(record=record, sha256="", signature=signature, commit="")
    _refuse_weak(standing, draft)
    commit = append(standing.repo, standing.ledger, record, armoured)
    return replace(draft, commit=commit)


def _draft(standing: Standing, offered: Offered, request: Request, who: Decider) -> Record:
    now, after = offered.ownership, offered.step.after
    seq, prev = standing.ledger.next(request.deal)
    return Record(
        kind="policy" if now.is_policy else request.kind,
        ledger=standing.ledger.genesis.ledger,
        subject=request.deal,
        seq=seq,
        prev=prev,
        target=standing.target,
        tip=standing.tip,
        head=offered.head,
        from_=now.baseline_in_force,
        to=after.baseline,
        package=None if now.is_policy else after.package,
        policy=standing.policy.digest or "",
        by=who.person.id,
        for_=_on_behalf(standing, offered, who.person),
        at=request.at,
        tool=__version__,
        rules=RULES_VERSION,
        complete=_complete(offered.findings),
        authors=authors_of(standing, offered),
        reasons=_reasons(request, offered.findings),
        terms=terms(offered.loaded) if offered.loaded and request.kind == "accept" else (),
    )


def _on_behalf(standing: Standing, offered: Offered, person: Person) -> str:
    entitled = deciders(offered.ownership, offered.step.after.pm, standing.policy)
    return entitled[0] if person.id in entitled and not offered.ownership.is_policy else person.id


def _complete(findings: Sequence[Finding]) -> Complete:
    rejecting = sum(finding.rejects for finding in findings)
    return Complete(reject=rejecting, warn=len(findings) - rejecting)


def _reasons(request: Request, findings: Sequence[Finding]) -> tuple[Reason, ...]:
    """The PM's own words first, then every rejecting finding of the package; only a rejection has any."""
    if request.kind != "reject":
        return ()
    own = tuple(Reason(None, None, None, words) for words in request.reasons)
    return own + tuple(Reason(f.rule, f.place.path, f.place.line, f.message) for f in findings if f.rejects)


def authors_of(standing: Standing, offered: Offered) -> tuple[str, ...]:
    """Policy ids of everybody who wrote or committed a baseline change of the offer. An unknown e-mail is refused."""
    return tuple(sorted({_known(standing, offered, *change) for change in _changes(standing, offered)}))


def _changes(standing: Standing, offered: Offered) -> Iterator[tuple[str, str]]:
    """(commit, e-mail) of each baseline change. A ratification answers for everything since the last covered state."""
    ratifies = offered.head == standing.tip
    base = (offered.ownership.since or standing.ledger.genesis.start) if ratifies else standing.tip
    return baseline_authors(standing.repo, base, offered.head, offered.deal)


def _known(standing: Standing, offered: Offered, commit: str, email: str) -> str:
    person = standing.policy.by_email(email)
    if person is None:
        raise HandoffError(
            f"Commit {commit[:12]} changed {offered.deal} in the name of {email!r}, whom the policy does not know.",
            hint="Add the address to its person in handoff.yaml, or have the change committed by somebody known.",
            exit_code=NO,
        )
    return person.id


def _accepted_already(offered: Offered) -> bool:
    return offered.verdict.outcome == "covered" and offered.changes_baseline


def refuse_unlawful(standing: Standing, offered: Offered, record: Record) -> None:
    """Everything that makes the decision not this person's to take, or not takeable at all."""
    now, policy = offered.ownership, standing.policy
    if not offered.step.after.exists:
        _refuse(f"The offer holds no {record.subject}.", "Name the branch with --head.")
    if offered.verdict.code in (
        "stale-base",
        "stale-living",
        "irregular",
        "several-deals",
        "policy-and-deal",
        "outside-the-deal",
        "outside-the-policy",
        "policy-removed",
        "policy-malformed",
    ):
        _refuse(
            offered.verdict.sentence, "Nothing was decided. Bring the offer in order and ask for the decision again."
        )
    refusal = may_decide(record, now, offered.step.after, policy)
    if refusal:
        entitled = " or ".join(policy.name(person) for person in deciders(now, offered.step.after.pm, policy))
        _refuse(refusal.sentence, f"{entitled or 'Nobody with the role `pm`'} can decide about {record.subject}.")
    _REFUSALS[record.kind](now, offered, record)


def _refuse_accept(now: Ownership, offered: Offered, record: Record) -> None:
    if record.to == now.baseline_in_force == now.target.baseline and not now.open_steps and not now.contested:
        _refuse("The PM owns exactly these files already.", "There is nothing to accept.")
    if not offered.complete:
        _refuse(
            f"{record.subject} is not complete: {record.complete.reject} findings reject it.",
            "`handoff check` lists them; `handoff reject` returns it formally.",
        )
    if record.by in record.authors:
        _refuse(
            "Who wrote part of a baseline cannot accept it.",
            "Another person writes the change, or the deputy accepts it.",
        )


def _refuse_reject(now: Ownership, _: Offered, record: Record) -> None:
    _refuse_in_force(now, record)
    if not record.reasons:
        _refuse("A rejection needs a reason.", 'Say what is wrong: --reason "The fixture has no date."')


def _refuse_withdraw(now: Ownership, _: Offered, record: Record) -> None:
    _refuse_in_force(now, record)
    if now.pending is None or now.pending.record.to != record.to:
        _refuse("There is no pending acceptance of these files.", "`handoff status` shows what is pending.")


def _refuse_in_force(now: Ownership, record: Record) -> None:
    if record.to == now.baseline_in_force:
        _refuse(
            "The PM owns exactly these files.",
            "Open an issue in RAID, or ask Sales for a change: what is in force is not rejected.",
        )


def _refuse_policy(now: Ownership, offered: Offered, record: Record) -> None:
    if record.to == now.baseline_in_force == now.target.baseline and not now.open_steps and not now.contested:
        _refuse("Exactly this policy is in force already.", "There is nothing to decide.")
    if not offered.complete:
        wrong = next(finding for finding in offered.findings if finding.rejects)
        _refuse(f"This policy would be wrong: {wrong.message}.", wrong.remedy)


_REFUSALS: Final = {
    "accept": _refuse_accept,
    "reject": _refuse_reject,
    "withdraw": _refuse_withdraw,
    "policy": _refuse_policy,
}


def _refuse_weak(standing: Standing, entry: Entry) -> None:
    evidence, wanted = evidence_of(entry, standing.policy), standing.policy.evidence
    if evidence is None:
        _refuse("This key is not the one handoff.yaml names for you.", "Sign with the key that stands there.")
    elif EVIDENCE.index(evidence) < EVIDENCE.index(wanted):
        _refuse(f"This decision would be {evidence}; the policy asks for {wanted}.", "Sign it: --sign KEY.")


def _refuse(message: str, hint: str) -> None:
    raise HandoffError(message, hint=hint, exit_code=NO)


def _finish(desk: Desk, standing: Standing, decision: Decision, request: Request, decider: Decider) -> Decision:
    """Merge what the accept covers. The record stands whether or not the target can be moved now."""
    if request.kind != "accept" or not request.merge:
        return decision
    author = Author(name=decider.person.name, email=decider.email, date=request.at)
    for _ in range(ATTEMPTS):
        offered = evaluate(standing, request.deal, decision.offered.head)
        if not _accepted_already(offered):
            return decision
        commit = merge(standing, offered, decision.entry, author)
        if commit:
            return replace(decision, merged=commit)
        standing = desk.opened()
    return decision
