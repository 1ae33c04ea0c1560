"""`accept`, `reject`, `withdraw`: refuse or write one record, ledger first, target second.

Everything is judged on the commits just fetched. A lost race begins anew from what the others wrote, so that the record names
the tip it was really decided against; an accept whose record is already there only finishes the merge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from handoff_cli import __version__
from handoff_cli.authors import authors_of
from handoff_cli.briefing import Briefing, brief, terms
from handoff_cli.core.decider import deciders
from handoff_cli.core.finding import Finding
from handoff_cli.core.policy import Person
from handoff_cli.core.record import (
    POLICY_SUBJECT,
    Complete,
    Entry,
    Observed,
    Reason,
    Record,
    RecordKind,
    Signature,
    Waiver,
)
from handoff_cli.core.rule import RULES_VERSION
from handoff_cli.errors import NO, HandoffError
from handoff_cli.git.writing import Author
from handoff_cli.ledger import signatures
from handoff_cli.ledger.codec import encode
from handoff_cli.ledger.store import append
from handoff_cli.offers import Offered, evaluate, with_waivers
from handoff_cli.publish import merge, publish_record, refuse_dirty_target
from handoff_cli.refusals import refuse, refuse_stranger, refuse_unlawful, refuse_weak
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
    """What happened: the record as the ledger has it, and the target's new commit where it was merged, or why it was not."""

    entry: Entry
    offered: Offered
    merged: str | None = None
    repeated: bool = False
    obstacle: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `head` names the offered commit, `reasons` the PM's own words (with their place where they have one),
    `at` the time as RFC 3339, `observed` the review on a forge it rests on."""

    kind: RecordKind
    deal: str
    head: Callable[[Standing], str]
    at: str
    reasons: tuple[str | Reason, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    merge: bool = True
    observed: Observed | None = None


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
        refuse("A change of the policy is decided or left alone.", "Nothing was written; close the offer.")
    for _ in range(ATTEMPTS):
        standing = desk.opened()
        decider = desk.who(standing)
        offered = evaluate(standing, request.deal, request.head(standing))
        pending = offered.ownership.pending
        if request.kind == "accept" and pending and _accepted_already(offered):
            refuse_stranger(standing, offered, decider.person)
            return _finished(desk, Decision(pending, offered, repeated=True), request, decider)
        if (said := _said_already(standing, offered, request, decider)) is not None:
            return Decision(said, offered, repeated=True)
        offered = with_waivers(offered, request.waivers, request.at)
        entry = _record(standing, offered, request, decider, desk.confirm)
        if publish_record(standing, entry):
            return _finished(desk, Decision(entry, offered), request, decider)
    raise HandoffError(
        "The ledger moved each time the decision was about to be written.", hint="Run the command again.", exit_code=NO
    )


def _said_already(standing: Standing, offered: Offered, request: Request, who: Decider) -> Entry | None:
    """The newest record of the deal where it is this very rejection: what was interrupted after it was written is not written twice."""
    newest = next((e for e in reversed(standing.ledger.entries) if e.record.subject == request.deal), None)
    if newest is None or request.kind != "reject":
        return None
    said = newest.record
    same = (said.kind, said.by, said.to, said.head) == (
        "reject",
        who.person.id,
        offered.step.after.baseline,
        offered.head,
    )
    return newest if same and said.reasons == _reasons(request, offered.findings) else None


def _record(standing: Standing, offered: Offered, request: Request, who: Decider, confirm: Confirm) -> Entry:
    """The record, signed and built as a ledger commit that no ref points to yet."""
    record = _draft(standing, offered, request, who)
    refuse_unlawful(standing, offered, record)
    if request.kind == "accept" and request.merge and offered.changes_baseline:
        refuse_dirty_target(standing)
    if not confirm(offered, record, brief(standing, offered)):
        raise HandoffError("Not confirmed; nothing was written.", exit_code=NO)
    data = encode(record)
    armoured = signatures.sign(data, who.key) if who.key else None
    signature = signatures.verify(data, armoured) if armoured else Signature()
    draft = Entry(record=record, sha256="", signature=signature, commit="")
    refuse_weak(standing, draft)
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
        authors=authors_of(standing, offered, request.kind),
        reasons=_reasons(request, offered.findings),
        waivers=request.waivers,
        terms=terms(offered.loaded) if offered.loaded and request.kind == "accept" else (),
        observed=request.observed,
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
    own = tuple(Reason(None, None, None, words) if isinstance(words, str) else words for words in request.reasons)
    return own + tuple(Reason(f.rule, f.place.path, f.place.line, f.message) for f in findings if f.rejects)


def _accepted_already(offered: Offered) -> bool:
    return offered.verdict.outcome == "covered" and offered.changes_baseline


def _finished(desk: Desk, decision: Decision, request: Request, decider: Decider) -> Decision:
    """The record stands whether or not the target can be moved now; who decided has to hear both."""
    if request.kind != "accept" or not request.merge:
        return decision
    try:
        return _finish(desk, desk.opened(), decision, request, decider)
    except HandoffError as error:
        return replace(decision, obstacle=f"{error.message} {error.hint}".strip())


def _finish(desk: Desk, standing: Standing, decision: Decision, request: Request, decider: Decider) -> Decision:
    """Merge what the accept covers."""
    if request.kind != "accept" or not request.merge or not decision.offered.changes_baseline:
        return decision
    author = Author(name=decider.person.name, email=decider.email, date=request.at)
    for _ in range(ATTEMPTS):
        offered = evaluate(standing, request.deal, decision.offered.head)
        if not _accepted_already(offered):
            return replace(decision, obstacle=offered.verdict.sentence)
        commit = merge(standing, offered, decision.entry, author)
        if commit:
            return replace(decision, merged=commit)
        standing = desk.opened()
    return replace(decision, obstacle=f"{standing.target} moved each time it was about to be merged.")
