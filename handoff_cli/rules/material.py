"""Commercial and RAID: what material does to dates and cost: lead times, attrition, test stations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import BomLine, Pack
from handoff_cli.core.rule import Hit, Owed, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.parts import called, fitted_lines, is_linked, link_to, linked_parts, row_of
from handoff_cli.rules.prices import day
from handoff_cli.rules.sources import distinct_items, order

_LEAD_TIME: Final = re.compile(r"(?:\w+ )?lead[ _-]?time\b.*|lieferzeit\b.*", re.IGNORECASE)
_WEEKS: Final = re.compile(r"(\d{1,3})\s*(?:w|wk|wks|weeks?)?", re.IGNORECASE)
_IN_DAYS: Final = re.compile(r"\bdays?\b|\btage?n?\b", re.IGNORECASE)
_YEAR: Final = 52
"""Weeks: what the chapter's own example calls a risk."""


@rule(parameter="raid", acts="sales")
def long_lead_parts_are_in_raid(deal: Deal) -> Iterator[Hit]:
    """A part with a lead time of a year is a risk in the RAID log.

    Why: "lead time for the CPU is 52 weeks" stops the line whatever else goes well. A lead-time column of the BOM says so, in weeks unless
    its heading says days.

    Bad:
        U1,1,STM32G071CBT6,…,52                    # Lead time (weeks); and no risk links U1

    Good:
        risks: [{id: R-01, description: Lead time for U1 is 52 weeks., mitigation: Pre-buy stock., links: ["bom:U1"], …}]

    Fix: log the risk with its mitigation and link the part: `bom:` and its designator.
    """
    for pack, line, weeks in _unlogged_waits(deal):
        if weeks >= _YEAR:
            yield _wait(deal, pack, line, weeks)


@rule(parameter="raid", acts="sales", source="handoff", severity="warn", reads=("raid.long_lead_weeks",))
def slow_parts_are_in_raid(deal: Deal) -> Iterator[Hit]:
    """A part that takes long to come, though less than a year, is a risk in the RAID log.

    Why: half a year is longer than most orders run. Slow is `thresholds: {raid.long_lead_weeks: 26}` and more; from 52 weeks on
    `long-lead-parts-are-in-raid` asks for the same.

    Bad:
        U3,1,ADS131M04IPWR,…,30                    # Lead time (weeks); and no risk links U3

    Good:
        risks: [{id: R-04, description: Lead time for U3 is 30 weeks., mitigation: Reserve stock., links: ["bom:U3"], …}]

    Fix: log the risk with its mitigation and link the part: `bom:` and its designator.
    """
    slow = deal.policy.number("raid.long_lead_weeks")
    for pack, line, weeks in _unlogged_waits(deal):
        if slow <= weeks < _YEAR:
            yield _wait(deal, pack, line, weeks)


@rule(parameter="scope", acts="sales", source="HB 11/4.4", severity="warn", reads=("raid.long_lead_weeks",))
def promised_dates_allow_the_parts(deal: Deal) -> Iterator[Hit]:
    """Nothing is promised before its slowest part can be there.

    Why: a part that is ordered with the order and takes longer than the promise makes the promise false. A part whose risk is logged has
    its way out there; one that takes `thresholds: {raid.long_lead_weeks: 26}` weeks or more is asked for by its own rule.

    Bad:
        U3,1,ADS131M04IPWR,…,14                    # Lead time (weeks); ordered on 2026-02-03, promised for 2026-04-20

    Good:
        deliveries: [{…, promised: 2026-06-08}]

    Fix: promise a later date; or log the risk with how the part is had sooner, and link the part.
    """
    start = day(order(deal).get("date"))
    for item in distinct_items(deal) if start else ():
        dates = [(on, each) for each in item.get("deliveries") if (on := day(each.get("promised")))]
        slowest = max(_ordinary_waits(deal, item), key=lambda wait: wait[2], default=None)
        if not dates or slowest is None:
            continue
        (pack, line, weeks), (on, delivery) = slowest, min(dates, key=lambda each: each[0])
        # What is promised before the order is wrong in another way, and `deliveries-follow-the-order` says so.
        if start and start <= on < start + timedelta(weeks=weeks):
            yield conflict(
                delivery.get("promised"),
                f"promised is {on}, and {called(line)} takes {weeks} weeks from the order",
                "Promise a later date; or log the risk with how the part is had sooner, and link the part.",
                related=[see(row_of(pack, line), "its lead time"), see(order(deal).get("date"), "the order")],
            )


@rule(
    parameter="commercial",
    acts="sales",
    source="HB 11/1.3",
    severity="warn",
    reads=("quote.attrition_min", "quote.attrition_max"),
)
def attrition_fits_its_class(deal: Deal) -> Iterator[Hit]:
    """The attrition in the price is that of the class of the parts.

    Why: parts of size 0402 and smaller are lost at 1.5 to 3 percent (`thresholds: {quote.attrition_min, quote.attrition_max}`), dear
    ones are counted one by one. Another figure is a reserve nobody sees, or a loss nobody has calculated.

    Bad:
        attrition: [{class: high-value, percent: "2"}]

    Good:
        attrition: [{class: small, percent: "2"}, {class: high-value, percent: "0"}]

    Fix: correct the figure in the quote model, or have the company's limits changed.
    """
    least, most = (
        deal.policy.number("quote.attrition_min"),
        deal.policy.number("quote.attrition_max"),
    )
    limits = {"small": (least, most), "high-value": (Decimal(0), Decimal(0))}
    for entry in deal.quote.get("attrition"):
        name, percent = entry.get("class").text, entry.get("percent")
        low, high = limits.get(name, (Decimal(0), Decimal(100)))
        if percent.decimal is not None and not low <= percent.decimal <= high:
            yield conflict(
                percent,
                f"attrition of {name} parts is {percent.text} percent, which is not what this class loses",
                f"Correct it: {low} to {high} percent." if high else "Correct it: dear parts are counted, 0 percent.",
            )


@rule(parameter="commercial", acts="sales", source="HB 11/1.3", severity="warn", reads=("quote.fct_station_minutes",))
def long_tests_pay_their_station(deal: Deal) -> Iterator[Hit]:
    """A functional test of more than five minutes has a test station in its cost.

    Why: it blocks a place of its own for the whole series. The limit is `thresholds: {quote.fct_station_minutes: 5}`.

    Bad:
        test_minutes: "8"
        cost: {material: "24.10", labour: "5.80", test: "1.70"}

    Good:
        cost: {material: "24.10", labour: "5.80", test: "1.70", test_station: "0.40"}

    Fix: ask the estimator for the cost of the station, or shorten the test.
    """
    limit = deal.policy.number("quote.fct_station_minutes")
    for quoted in deal.quote.get("items"):
        minutes, cost = quoted.get("test_minutes"), quoted.get("cost")
        if (
            minutes.decimal is not None
            and minutes.decimal > limit
            and cost.is_mapping
            and not cost.get("test_station").exists
        ):
            yield missing(
                cost,
                f"cost of {quoted.get('item').text} has no test station, but its test takes {minutes.text} minutes",
                "Ask the estimator and add `test_station:`, or shorten the test.",
                related=[see(minutes, "the test")],
            )


def _unlogged_waits(deal: Deal) -> Iterator[tuple[Pack, BomLine, int]]:
    """Fitted parts that say how many weeks they take and that no risk links."""
    linked = linked_parts(deal, "risks")
    for pack, line in fitted_lines(deal) if linked is not None else ():
        weeks = lead_time(line)
        if weeks is not None and not is_linked(pack, line, linked or frozenset()):
            yield pack, line, weeks


def _ordinary_waits(deal: Deal, item: Node) -> Iterator[tuple[Pack, BomLine, int]]:
    """Those of the item's own data pack that no other rule asks for."""
    limit = deal.policy.number("raid.long_lead_weeks")
    for pack, line, weeks in _unlogged_waits(deal):
        if pack.name == item.get("pack").text and weeks < limit and weeks < _YEAR:
            yield pack, line, weeks


def _wait(deal: Deal, pack: Pack, line: BomLine, weeks: int) -> Hit:
    return missing(
        deal.raid.get("risks"),
        f"risks leave out {called(line)}, whose lead time is {weeks} weeks",
        f'Log the risk with its mitigation and link the part: `links: ["{link_to(deal, pack, line)}"]`.',
        related=[see(row_of(pack, line), "its lead time")],
        owes=Owed(
            "risks",
            f"Lead time for {called(line)} is {weeks} weeks.",
            (link_to(deal, pack, line),),
            impact="Line down",
            owner="purchasing",
        ),
    )


def lead_time(line: BomLine) -> int | None:
    """The longest lead time a line states, in weeks begun."""
    found = []
    for header, cell in (line.fields or {}).items():
        match = _LEAD_TIME.fullmatch(header.strip()) and _WEEKS.fullmatch(_IN_DAYS.sub("", cell).strip())
        if match:
            number = int(match.group(1))
            found.append(-(-number // 7) if _IN_DAYS.search(f"{header} {cell}") else number)
    return max(found, default=None)


RULES = (
    long_lead_parts_are_in_raid,
    slow_parts_are_in_raid,
    promised_dates_allow_the_parts,
    attrition_fits_its_class,
    long_tests_pay_their_station,
)
