"""Scope and context: the dates of a deal follow one another as the things they stand for do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Parameter
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.prices import day
from handoff_cli.rules.registers import raid_entries
from handoff_cli.rules.sources import distinct_items, order

_LONGEST: Final = 1000
"""Weeks: more are no lead time, and no calendar reaches that far."""


@rule(parameter="scope", acts="sales", source="handoff")
def deliveries_follow_the_order(deal: Deal) -> Iterator[Hit]:
    """Nothing is delivered before it was ordered.

    Why: a delivery before the order is a date copied from another deal, and the whole schedule is counted from it.

    Bad:
        deliveries: [{quantity: 400, requested: 2025-04-20, promised: 2025-04-20}]       # ordered on 2026-02-03

    Good:
        deliveries: [{quantity: 400, requested: 2026-04-20, promised: 2026-04-20}]

    Fix: correct the date that is wrong.
    """
    ordered = order(deal).get("date")
    deliveries = [delivery for item in distinct_items(deal) for delivery in item.get("deliveries")]
    early = [
        [node for node in map(delivery.get, ("requested", "promised")) if _before(node, ordered)]
        for delivery in deliveries
    ]
    wrong = [nodes[0] for nodes in early if nodes]
    if wrong and len(wrong) == len(deliveries):
        # Everything before the order: then it is the order's date that was copied from elsewhere.
        yield _early(ordered, f"date of the order is {ordered.text}, after all deliveries", wrong[0])
        return
    for node in wrong:
        yield _early(node, f"{node.key} is {node.text}, before the order of {ordered.text}", ordered)


@rule(parameter="scope", acts="sales", source="HB 11/4.4", severity="warn")
def promised_dates_allow_the_lead_time(deal: Deal) -> Iterator[Hit]:
    """No delivery is promised sooner than the quoted lead time allows.

    Why: the lead time is what engineering and purchasing have said yes to; the promise is what the customer plans with.

    Bad:
        lead_time: {weeks: 10, from: po-date, to: ex-works}
        deliveries: [{…, promised: 2026-03-16}]    # ordered on 2026-02-03

    Good:
        deliveries: [{…, promised: 2026-04-20}]

    Fix: promise a later date, or have the shorter lead time confirmed and quoted.
    """
    told, ordered = deal.quote.get("lead_time"), order(deal).get("date")
    weeks, start = told.get("weeks"), day(ordered)
    if weeks.count is None or start is None or told.get("from").text != "po-date" or weeks.count > _LONGEST:
        return
    first = start + timedelta(weeks=weeks.count)
    for item in distinct_items(deal):
        for promised in (delivery.get("promised") for delivery in item.get("deliveries")):
            on = day(promised)
            # What is promised before the order is wrong in another way, and `deliveries-follow-the-order` says so.
            if on and start <= on < first:
                yield conflict(
                    promised,
                    f"promised is {promised.text}, sooner than {weeks.text} weeks after the order of {ordered.text}",
                    "Promise a later date, or have the shorter lead time confirmed and quoted.",
                    related=[see(weeks, f"quoted: {weeks.text} weeks from the order"), see(ordered, "the order")],
                )


@rule(parameter="commercial", acts="sales", source="HB 11/4.4", severity="warn")
def damages_begin_after_the_last_delivery(deal: Deal) -> Iterator[Hit]:
    """Damages for late delivery begin after the last day that is promised.

    Why: a promise behind that day costs money even when it is kept.

    Bad:
        liquidated_damages: {applies: true, starts: 2026-05-25}
        deliveries: [{…, promised: 2026-06-01}]

    Good:
        deliveries: [{…, promised: 2026-05-18}]

    Fix: agree another day with the customer in writing, or promise an earlier one.
    """
    starts = deal.contract.get("terms", "liquidated_damages", "starts")
    for item in distinct_items(deal):
        for promised in (delivery.get("promised") for delivery in item.get("deliveries")):
            if _before(starts, promised):
                yield conflict(
                    promised,
                    f"promised is {promised.text}, but damages for late delivery begin on {starts.text}",
                    "Agree another day with the customer in writing, or promise an earlier one.",
                    related=[see(starts, f"damages begin on {starts.text}")],
                )


@rule(parameter="raid", acts="sales", source="handoff")
def commitments_come_before_their_milestone(deal: Deal) -> Iterator[Hit]:
    """What the customer commits to is due before the milestone that waits for it.

    Why: "each day late moves the milestone by a day" says nothing when the day is behind the milestone.

    Bad:
        commitment: {what: programming fixture, due: 2026-05-16, slip: day-for-day, milestone: M-01}     # M-01: 2026-04-20

    Good:
        commitment: {what: programming fixture, due: 2026-03-16, slip: day-for-day, milestone: M-01}

    Fix: agree an earlier day with the customer, or name the milestone that really waits for it.
    """
    dates = {entry.get("id").text: entry.get("date") for entry in deal.deal.get("milestones")}
    for entry in raid_entries(deal, "assumptions"):
        due, named = entry.get("commitment", "due"), entry.get("commitment", "milestone")
        on = dates.get(named.text)
        if on and _before(on, due):
            yield conflict(
                due,
                f"due of {entry.get('id').text} is {due.text}, after {named.text} on {on.text}",
                "Agree an earlier day with the customer, or name the milestone that really waits for it.",
                related=[see(on, f"{named.text} is on {on.text}")],
            )


@rule(parameter="raid", acts="sales", source="handoff", severity="warn")
def entries_end_after_they_began(deal: Deal) -> Iterator[Hit]:
    """What is due, decided or told lies behind the day it was raised or said.

    Why: an action that was due before the problem was known is a date nobody has thought about.

    Bad:
        - {id: I-01, raised: 2026-02-04, due: 2025-02-18, …}

    Good:
        - {id: I-01, raised: 2026-02-04, due: 2026-02-18, …}

    Fix: correct the date that is wrong.
    """
    for begun, ended, parameter in _spells(deal):
        if _before(ended, begun):
            hit = conflict(
                ended,
                f"{ended.key} is {ended.text}, before {begun.key} on {begun.text}",
                "Correct the date that is wrong.",
                related=[see(begun, f"{begun.key}: {begun.text}")],
            )
            yield replace(hit, parameter=parameter)


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def internal_kickoff_comes_first(deal: Deal) -> Iterator[Hit]:
    """The internal kickoff is held before the customer is met.

    Why: whoever meets the customer first and agrees inside afterwards has given two answers.

    Bad:
        held: 2026-02-19                           # kickoff/internal.md; the external one is planned for 2026-02-17

    Good:
        held: 2026-02-09

    Fix: move the meeting with the customer, or correct the date.
    """
    held, kickoff = deal.internal_kickoff.get("held"), deal.external_kickoff
    met = kickoff.get("held") if kickoff.get("held").exists else kickoff.get("planned")
    if _before(met, held):
        yield conflict(
            held,
            f"held is {held.text}, but the customer is met on {met.text}",
            "Move the meeting with the customer, or correct the date.",
            related=[see(met, f"{met.key}: {met.text}")],
        )


def _early(at: Node, message: str, other: Node) -> Hit:
    return conflict(at, message, "Correct the date that is wrong.", related=[see(other, f"{other.key}: {other.text}")])


def _spells(deal: Deal) -> Iterator[tuple[Node, Node, Parameter]]:
    """The day something began, the day it ends, and the gate parameter it serves."""
    for entry in raid_entries(deal):
        for end in (entry.get("due"), entry.get("decided"), entry.get("commitment", "due")):
            yield entry.get("raised"), end, "raid"
    for promise in deal.promises.get("promises"):
        yield promise.get("on"), promise.get("told_customer_on"), "context"
    for change in deal.deal.get("changes"):
        yield change.get("requested"), change.get("approved"), "scope"
        yield change.get("requested"), change.get("effective"), "scope"
    for forecast in deal.contract.get("forecast"):
        yield forecast.get("issued"), forecast.get("told_customer_on"), "commercial"


def _before(early: Node, late: Node) -> bool:
    """Whether one day lies before another; False where either is no day."""
    first, second = day(early), day(late)
    return bool(first and second and first < second)


RULES = (
    deliveries_follow_the_order,
    promised_dates_allow_the_lead_time,
    damages_begin_after_the_last_delivery,
    commitments_come_before_their_milestone,
    entries_end_after_they_began,
    internal_kickoff_comes_first,
)
