"""Who owns what, in the words of the people it concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from handoff_cli.core.ownership import Ownership
from handoff_cli.core.record import Entry, Reason, Record
from handoff_cli.reporters.decisions import waivers
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import count, short

_MOST: Final = 10


class Offer(Protocol):
    @property
    def branch(self) -> str: ...
    @property
    def head(self) -> str: ...
    @property
    def scope(self) -> tuple[str, ...]: ...
    @property
    def sentence(self) -> str: ...
    @property
    def rejected_by(self) -> str | None: ...
    @property
    def rejected_at(self) -> str | None: ...
    @property
    def reasons(self) -> tuple[Reason, ...]: ...


class Deal(Protocol):
    @property
    def ownership(self) -> Ownership: ...
    @property
    def record(self) -> Record | None: ...
    @property
    def by(self) -> str | None: ...
    @property
    def on_behalf(self) -> str | None: ...
    @property
    def offer(self) -> Offer | None: ...


def render(deals: Sequence[Deal], policy: Sequence[str] = ()) -> str:
    """`policy` are sentences about the policy, which come first: they say what all the rest is held to."""
    told = [line for deal in deals for line in _deal(deal)] or ["No deal yet: `handoff new` begins one."]
    lines = [*(f"The policy: {sentence}" for sentence in policy), *told]
    return "".join(f"{inert(plain(line))}\n" for line in lines)


def _deal(deal: Deal) -> Iterator[str]:
    now = deal.ownership
    yield f"{now.deal}: {_owner(deal)}"
    if deal.record:
        yield from (f"  {line}" for line in now.target.scope)
        yield from (f"  waived: {line}" for line in waivers(deal.record))
    for step in now.open_steps:
        yield f"  not covered: {short(step.commit)}. {step.sentence}"
    for note in now.contested:
        yield f"  contested: {note.sentence}"
    if now.pending:
        yield f"  Accepted and not merged yet: record {now.pending.record.seq} by {now.pending.record.by}{_worth(now.pending)}."
        yield from (f"    waived: {line}" for line in waivers(now.pending.record))
    if deal.offer:
        yield from _offer(deal, deal.offer)


def _worth(entry: Entry) -> str:
    return " (claimed)" if entry.is_claimed else ""


def _owner(deal: Deal) -> str:
    now, record = deal.ownership, deal.record
    if record is None:
        return (
            "Sales owns it until the PM accepts."
            if not now.in_force
            else "Sales owns it: the target carries other files than the PM accepted."
        )
    by = f"{deal.by} for {deal.on_behalf}" if deal.on_behalf else f"{deal.by}"
    how = "ratified" if now.ratified else "accepted"
    return f"PM owns it since {record.at[:10]} ({short(now.since or '')}), {how} by {by} ({now.evidence})."


def _offer(deal: Deal, offer: Offer) -> Iterator[str]:
    what = "Open change" if deal.record else "Offer"
    yield f"  {what} {offer.branch} at {short(offer.head)}: {', '.join(offer.scope) or 'no scope yet'}"
    if offer.rejected_by is None:
        yield f"    {offer.sentence}"
        return
    on = (offer.rejected_at or "")[:10]
    yield f"    Sales owns it; rejected by {offer.rejected_by} on {on}, {count(len(offer.reasons), 'reason', 'reasons')}:"
    yield from (f"    - {_reason(reason)}" for reason in offer.reasons[:_MOST])
    if len(offer.reasons) > _MOST:
        command = f"handoff check {deal.ownership.deal} --ref {short(offer.head)}"
        yield f"    - and {len(offer.reasons) - _MOST} more: `{command}` lists what is still found."


def _reason(reason: Reason) -> str:
    where = f"{reason.path}:{reason.line}" if reason.path and reason.line else reason.path
    return f"{where}: {reason.message}" if where else reason.message
