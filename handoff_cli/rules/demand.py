"""What a customer expects to need, as numbers: the forecast of an item, day by day, and what of it is ordered.

A period lasts until the next one begins. One that only partly lies within a stretch of weeks counts there by its share of days; a
delivery counts for the whole period it is asked for in, so that an order late in a month covers that month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from handoff_cli.core.deal import Deal
from handoff_cli.core.tree import Node
from handoff_cli.rules.prices import day
from handoff_cli.rules.sources import distinct_items

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to the day before `end`. `before` is None where the customer has not forecast it before."""

    node: Node
    first: date
    end: date
    quantity: int
    before: int | None

    def share(self, first: date, end: date) -> Fraction:
        """The part of it that lies between these days."""
        days = (min(end, self.end) - max(first, self.first)).days
        return Fraction(max(days, 0), (self.end - self.first).days)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast of one item of the deal. `entry` is where it stands, `item` the item of deal.yaml."""

    entry: Node
    item: Node
    issued: date
    periods: tuple[Period, ...]

    @property
    def name(self) -> str:
        return self.item.get("item").text

    @property
    def end(self) -> date:
        return self.periods[-1].end

    def after(self, weeks: int) -> date:
        """The first day that lies behind so many weeks, as far as the calendar goes."""
        return self.issued + timedelta(days=min(weeks * 7, (date.max - self.issued).days))

    def expected(self, first: date, end: date) -> Fraction:
        """The pieces expected between these days."""
        return sum((period.quantity * period.share(first, end) for period in self.periods), Fraction())

    def ordered(self, end: date) -> int | None:
        """The pieces asked for in the periods from the forecast's day to this one, whole periods at both ends; None where one is not known."""
        first = min((period.first for period in self.periods if period.end > self.issued), default=self.issued)
        last = max((period.end for period in self.periods if period.first < end), default=end)
        asked = [(day(each.get("requested")), each.get("quantity").count) for each in self.item.get("deliveries")]
        counts = [count for on, count in asked if on is None or min(self.issued, first) <= on < max(end, last)]
        known = all(on and count is not None for on, count in asked)
        return sum(count for count in counts if count is not None) if asked and known else None


def forecasts(deal: Deal) -> Iterator[Forecast]:
    """Those that can be counted: of one item each, with all their days and pieces, in the order of time."""
    items = {item.get("item").text: item for item in distinct_items(deal)}
    entries = deal.contract.get("forecast")
    named = Counter(entry.get("item").text for entry in entries)
    for entry in entries:
        item, issued, periods = items.get(entry.get("item").text), day(entry.get("issued")), read_periods(entry)
        if item and issued and periods and named[entry.get("item").text] == 1 and issued < periods[-1].end:
            yield Forecast(entry=entry, item=item, issued=issued, periods=periods)


def read_periods(entry: Node) -> tuple[Period, ...]:
    """The periods of a forecast; none where one of them cannot be read or does not follow the one before."""
    nodes, until = list(entry.get("periods")), day(entry.get("until"))
    starts = [day(node.get("from")) for node in nodes]
    counts = [node.get("quantity").count for node in nodes]
    before = [node.get("before") for node in nodes]
    if until is None or until == date.max or None in starts or any(b.exists and b.count is None for b in before):
        return ()
    days = [start for start in starts if start] + [until + _DAY]
    pieces = [count for count in counts if count is not None and count >= 0]
    if len(pieces) < len(nodes) or any(first >= end for first, end in pairwise(days)):
        return ()
    return tuple(
        Period(node, first, end, quantity, node.get("before").count)
        for node, first, end, quantity in zip(nodes, days, days[1:], pieces, strict=False)
    )
