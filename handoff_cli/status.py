"""`handoff status`: who owns what, since when, on what evidence, and what is offered beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.core.ownership import Ownership
from handoff_cli.core.record import POLICY_SUBJECT, Reason, Record
from handoff_cli.core.report import DealReport, Offer, Report, Verdict
from handoff_cli.errors import USAGE, HandoffError
from handoff_cli.gate import header, offered_report, owner_report
from handoff_cli.offers import Offered, evaluate, open_rejection, who_rejected
from handoff_cli.standing import Standing, offer_branches, policy_offer

_IDLE: Final = (
    "{target} carries a policy that is not in force: the one accepted last decides until an admin accepts this one "
    "(`handoff accept policy --ratify`)."
)


@dataclass(frozen=True, slots=True)
class OfferStatus:
    """What is offered for a deal: its branch, its scope, and the PM's formal rejection of exactly this, if there is one."""

    branch: str
    head: str
    scope: tuple[str, ...]
    sentence: str
    rejected_by: str | None = None
    rejected_at: str | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class DealStatus:
    """One deal in the words of the people who own it. `record` is the accept in force, `by` and `on_behalf` are names."""

    ownership: Ownership
    record: Record | None = None
    by: str | None = None
    on_behalf: str | None = None
    offer: OfferStatus | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The same facts twice: the report is the contract with programs, the rest is for people. `policy` are sentences, none where
    the target carries the policy in force and nobody offers another."""

    report: Report
    deals: tuple[DealStatus, ...]
    policy: tuple[str, ...] = ()


def status(standing: Standing, deal: str | None = None) -> Status:
    """Every deal the target, the ledger or an offer branch knows; only `deal` where it is given."""
    offers = offer_branches(standing)
    known = sorted({*standing.replay.deals(), *offers, *_recorded(standing)})
    if deal is not None and deal not in known:
        raise HandoffError(
            f"Nobody knows a deal {deal}: not {standing.target}, not the ledger, and there is no branch offer/{deal}.",
            hint=f"Known: {', '.join(known)}." if known else "`handoff new` begins one.",
            exit_code=USAGE,
        )
    found = [_one(standing, id, offers.get(id)) for id in ([deal] if deal else known)]
    reports, sentences = _policy(standing)
    report = replace(header(standing, None), deals=(*reports, *(report for report, _ in found)))
    return Status(report, tuple(told for _, told in found), sentences)


def _policy(standing: Standing) -> tuple[tuple[DealReport, ...], tuple[str, ...]]:
    """The policy where there is anything to say about it: on the target and not in force, or offered."""
    now, offer = standing.ownership(POLICY_SUBJECT), policy_offer(standing)
    idle = now.target.baseline != now.baseline_in_force
    sentences = (_IDLE.format(target=standing.target),) if idle else ()
    if offer is None:
        return ((owner_report(now),) if idle else ()), sentences
    ref, head = offer
    try:
        offered = evaluate(standing, POLICY_SUBJECT, head)
    except HandoffError as error:
        verdict = Verdict("undecided", "undecided", error.message)
        report = replace(owner_report(now), offer=Offer(ref, head, "undecided"), verdict=verdict)
        return (report,), (*sentences, f"Offer offer/policy: {error.message}")
    if offered.step.before.baseline == offered.step.after.baseline:
        return ((owner_report(now),) if idle else ()), sentences
    return (offered_report(offered, ref),), (*sentences, f"Offer offer/policy: {offered.verdict.sentence}")


def _one(standing: Standing, deal: str, offer: tuple[str, str] | None) -> tuple[DealReport, DealStatus]:
    """An offer that would change nothing on the target is no offer any more."""
    now = standing.ownership(deal)
    told = _owned(standing, now)
    if offer is None:
        return owner_report(now), told
    ref, head = offer
    try:
        offered = evaluate(standing, deal, head)
    except HandoffError as error:
        return _undecided(now, told, ref, head, error.message)
    if offered.step.before.package == offered.step.after.package:
        return owner_report(now), told
    return offered_report(offered, ref), replace(told, offer=_offered(standing, offered))


def _undecided(now: Ownership, told: DealStatus, ref: str, head: str, sentence: str) -> tuple[DealReport, DealStatus]:
    """An offer that cannot be judged takes nothing from what is known about the owner."""
    verdict = Verdict("undecided", "undecided", sentence)
    report = replace(owner_report(now), offer=Offer(ref, head, "undecided"), verdict=verdict)
    return report, replace(told, offer=OfferStatus(f"offer/{now.deal}", head, (), sentence))


def _owned(standing: Standing, now: Ownership) -> DealStatus:
    record = now.in_force.record if now.in_force and now.owner == "pm" else None
    if record is None:
        return DealStatus(now)
    by, on_behalf = standing.policy.name(record.by), standing.policy.name(record.for_)
    return DealStatus(now, record=record, by=by, on_behalf=None if by == on_behalf else on_behalf)


def _offered(standing: Standing, offered: Offered) -> OfferStatus:
    told = OfferStatus(f"offer/{offered.deal}", offered.head, offered.step.after.scope, offered.verdict.sentence)
    rejection = open_rejection(standing, offered.deal, offered.step.after)
    if rejection is None:
        return told
    name, record = who_rejected(standing, rejection), rejection.record
    return replace(told, rejected_by=name, rejected_at=record.at, reasons=record.reasons)


def _recorded(standing: Standing) -> set[str]:
    return {entry.record.subject for entry in standing.ledger.entries if not entry.record.subject.startswith("_")}
