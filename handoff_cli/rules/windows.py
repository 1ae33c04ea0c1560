"""Scope and commercial: how late somebody may still change what is planned, by our own plan and by the contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from handoff_cli.core.deal import Deal
from handoff_cli.core.policy import Policy
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.prices import day
from handoff_cli.rules.registers import is_known
from handoff_cli.rules.sources import distinct_items


@rule(
    parameter="scope",
    acts="sales",
    source="HB 10/2.6",
    severity="warn",
    reads=("windows.planning_frozen_weeks",),
    clears="operations",
)
def frozen_weeks_stay_as_planned(deal: Deal) -> Iterator[Hit]:
    """A change order does not touch what is delivered within two weeks of the day it was asked for.

    Why: the material of these weeks is on the line. A change of quantity, date or revision there stops it, and scraps or flies in what nobody
    has planned; whoever asks for it pays freight and scrap. The weeks are `thresholds: {windows.planning_frozen_weeks: 2}`; what a change
    touches are the promised deliveries of its item from `effective` on, or from the day it was asked for where it does not say. Operations
    may let one pass, as an exception, in `clearances.yaml`.

    Bad:
        changes: [{id: CO-01, item: board, requested: 2026-04-10, …}]        # 400 boards are promised for 2026-04-20

    Good:
        changes: [{id: CO-01, item: board, requested: 2026-04-10, effective: 2026-05-18, …}]

    Fix: let the change hold from a later delivery on (`effective`), or ask operations for the exception and put the cost into the change.
    """
    weeks = int(deal.policy.number("windows.planning_frozen_weeks"))
    for change, asked, delivery, on in _touched(deal):
        if (on - asked).days < weeks * 7:
            at = change.get("effective") if change.get("effective").exists else change.get("requested")
            yield conflict(
                at,
                f"{change.get('id').text} was asked for on {asked} and changes what is promised for {on}, "
                f"within the {weeks} weeks in which nothing changes any more",
                "Let it hold from a later delivery on, and write that day as `effective`; or ask operations for an exception.",
                related=[see(delivery, f"promised: {on}")],
            )


@rule(
    parameter="scope",
    acts="sales",
    source="HB 10/2.6",
    severity="warn",
    reads=("windows.planning_frozen_weeks", "windows.planning_slush_weeks"),
)
def near_changes_say_from_when(deal: Deal) -> Iterator[Hit]:
    """A change order that comes within six weeks of a delivery says from which day on it holds.

    Why: material for these weeks is on its way, in the old revision. Unless the day is agreed, one buyer cancels what another one needs.
    The weeks are `thresholds: {windows.planning_slush_weeks: 6}`; what comes within `windows.planning_frozen_weeks` (2) is not changed at
    all, as `frozen-weeks-stay-as-planned` says.

    Bad:
        changes: [{id: CO-01, item: board, requested: 2026-03-20, …}]        # 400 boards are promised for 2026-04-20

    Good:
        changes: [{id: CO-01, item: board, requested: 2026-03-20, effective: 2026-05-18, …}]

    Fix: ask purchasing by when the new material is here, agree the day with the customer, and write it as `effective`.
    """
    frozen = int(deal.policy.number("windows.planning_frozen_weeks"))
    slush = int(deal.policy.number("windows.planning_slush_weeks"))
    for change, asked, delivery, on in _touched(deal):
        if frozen * 7 <= (on - asked).days < slush * 7 and not change.get("effective").exists:
            yield missing(
                change,
                f"{change.get('id').text} does not say from which day on it holds, and was asked for on {asked}, "
                f"less than {slush} weeks before the delivery of {on}",
                "Ask purchasing by when the new material is here, agree the day with the customer, and write it as `effective`.",
                related=[see(delivery, f"promised: {on}"), see(change.get("requested"), f"asked for: {asked}")],
            )


@rule(parameter="commercial", acts="sales", source="handoff", severity="warn")
def reschedule_windows_join(deal: Deal) -> Iterator[Hit]:
    """The windows of the contract for changes of an order follow one another from the first week on.

    Why: a week that no window holds, or that two hold, is a week in which each side reads what it likes.

    Bad:
        reschedule_windows: [{weeks_from: 1, weeks_to: 4, max_change_pct: "0"}, {weeks_from: 8, max_change_pct: "20"}]

    Good:
        reschedule_windows: [{weeks_from: 1, weeks_to: 4, max_change_pct: "0"}, {weeks_from: 5, max_change_pct: "20"}]

    Fix: copy the weeks from the contract; where the contract itself leaves a gap, ask the customer to close it.
    """
    expected: int | None = 1
    for window in deal.contract.get("terms", "reschedule_windows"):
        first, last = window.get("weeks_from"), window.get("weeks_to")
        if first.count is None or (last.exists and last.count is None):
            return
        if last.count is not None and last.count < first.count:
            yield conflict(
                last,
                f"weeks_to is {last.text}, before week {first.text}, in which the window begins",
                "Copy the weeks from the contract.",
                related=[see(first, f"weeks_from: {first.text}")],
            )
            return
        if first.count != expected:
            due = "the one before has no end" if expected is None else f"the next one is week {expected}"
            yield ambiguous(
                first,
                f"window for changes begins in week {first.text}, but {due}",
                "Copy the weeks from the contract; where it leaves a gap or an overlap, ask the customer to settle it.",
                related=[see(deal.contract.get("terms", "reschedule_windows"), "the windows")],
            )
            return
        expected = None if last.count is None else last.count + 1


@rule(
    parameter="commercial",
    acts="sales",
    source="HB 11/4.1",
    severity="warn",
    reads=("windows.liability_frozen_weeks", "windows.liability_slush_weeks", "windows.liability_slush_flex_pct"),
)
def reschedule_windows_keep_to_the_policy(deal: Deal) -> Iterator[Hit]:
    """The contract lets the customer change no more, and no later, than we can take back.

    Why: what he may change freely, we have bought freely. Nothing may change in the first `thresholds: {windows.liability_frozen_weeks: 4}`
    weeks, as much as `windows.liability_slush_flex_pct` (20) percent up to week `windows.liability_slush_weeks` (12), anything behind. A
    contract that is signed with more is a non-standard term: with an entry of the category `delivery` it is out in the open.

    Bad:
        reschedule_windows: [{weeks_from: 1, weeks_to: 4, max_change_pct: "10"}, …]

    Good:
        reschedule_windows: [{weeks_from: 1, weeks_to: 4, max_change_pct: "0"}, {weeks_from: 5, weeks_to: 12, max_change_pct: "20"}, …]

    Fix: agree other windows, or enter the clause under `non_standard_terms` (`category: delivery`) with what it can cost.
    """
    terms = deal.contract.get("non_standard_terms")
    if not is_known(terms, "category", deal.policy) or any(term.get("category").text == "delivery" for term in terms):
        return
    for window in deal.contract.get("terms", "reschedule_windows"):
        first, allowed = window.get("weeks_from").count, window.get("max_change_pct")
        if first is None or allowed.decimal is None:
            continue
        until, most = _policy_at(deal.policy, first)
        if first <= until and allowed.decimal > most:
            yield conflict(
                allowed,
                f"contract lets the customer change {allowed.text} percent in week {first}, where we allow {most:f} percent up to week {until}",
                "Agree another window, or enter the clause under `non_standard_terms` (`category: delivery`) with what it can cost.",
                related=[see(window.get("weeks_from"), f"weeks_from: {first}")],
            )


def _touched(deal: Deal) -> Iterator[tuple[Node, date, Node, date]]:
    """Each change order with the day it was asked for, and the first promise it touches with its day."""
    items = {item.get("item").text: item for item in distinct_items(deal)}
    for change in deal.deal.get("changes"):
        asked, since = day(change.get("requested")), change.get("effective")
        first = day(since) if since.exists else asked
        item = items.get(change.get("item").text)
        if asked is None or first is None or item is None or first < asked:
            continue
        promised = [delivery.get("promised") for delivery in item.get("deliveries")]
        dated = [(on, node) for node in promised if (on := day(node)) and on >= first]
        if dated:
            on, node = min(dated, key=lambda each: each[0])
            yield change, asked, node, on


def _policy_at(policy: Policy, week: int) -> tuple[int, Decimal]:
    """Until which week the policy's window with this week lasts, and how many percent may change in it; behind the last one, anything."""
    frozen = int(policy.number("windows.liability_frozen_weeks"))
    slush = int(policy.number("windows.liability_slush_weeks"))
    flex = policy.number("windows.liability_slush_flex_pct")
    return (frozen, Decimal(0)) if week <= frozen else (slush, flex)


RULES = (
    frozen_weeks_stay_as_planned,
    near_changes_say_from_when,
    reschedule_windows_join,
    reschedule_windows_keep_to_the_policy,
)
