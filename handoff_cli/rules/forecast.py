"""Commercial: what the customer's forecast binds him to: its first weeks are ordered, cuts are settled, stock does not outlast it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, Owed, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.demand import Forecast, Period, forecasts
from handoff_cli.rules.prices import day


@rule(parameter="commercial", acts="sales", source="handoff", severity="warn")
def forecast_periods_follow_one_another(deal: Deal) -> Iterator[Hit]:
    """The periods of a forecast stand in the order of time, and the forecast ends after they begin.

    Why: each period lasts until the next one begins. One that is out of its order makes a month of nothing, and the wrong weeks bind the
    customer. Weeks and months may be mixed, and none has to begin on a Monday.

    Bad:
        periods: [{from: 2026-05-01, quantity: 300}, {from: 2026-04-01, quantity: 400}]

    Good:
        periods: [{from: 2026-04-01, quantity: 400}, {from: 2026-05-01, quantity: 300}]

    Fix: put the periods in their order, or correct the date that is wrong.
    """
    for entry in deal.contract.get("forecast"):
        starts = [period.get("from") for period in entry.get("periods")]
        wrong = next((pair for pair in pairwise(starts) if _not_before(*pair)), None)
        if wrong:
            yield conflict(
                wrong[1],
                _misplaced(*wrong),
                "Put the periods in the order of time, each once, or correct the date.",
                related=[see(wrong[0], "the period above it")],
            )
        elif (start := _beyond(entry, starts)) is not None:
            yield conflict(
                entry.get("until"),
                f"forecast of {entry.get('item').text} ends on {entry.get('until').text}, before {start.text}",
                "Write the last day the customer's forecast speaks of, or correct the other date.",
                related=[see(start, f"{start.key}: {start.text}")],
            )


@rule(
    parameter="commercial",
    acts="customer",
    source="HB 11/4.1",
    severity="warn",
    reads=("windows.liability_frozen_weeks",),
)
def frozen_forecast_is_ordered(deal: Deal) -> Iterator[Hit]:
    """What the forecast puts into its first four weeks is ordered to the last piece.

    Why: within `thresholds: {windows.liability_frozen_weeks: 4}` from the forecast's day material is here and the line is planned. A
    forecast there is no purchase order: if the customer does not come, nobody pays. What counts are the deliveries of deal.yaml by the
    day the customer asked for; of a blanket order they are its releases. A month that only begins in these weeks counts by its days, and a
    delivery asked for at any day of that month covers it.

    Bad:
        forecast: [{item: board, issued: 2026-04-07, periods: [{from: 2026-04-07, quantity: 500}, …], …}]
        deliveries: [{quantity: 400, requested: 2026-04-20, …}]

    Good:
        deliveries: [{quantity: 500, requested: 2026-04-20, …}]

    Fix: get a purchase order or a release for the rest, or a forecast that says what is meant.
    """
    weeks = int(deal.policy.number("windows.liability_frozen_weeks"))
    for forecast in forecasts(deal):
        end = forecast.after(weeks)
        wanted, ordered = int(forecast.expected(forecast.issued, end)), forecast.ordered(end)
        if ordered is not None and wanted > ordered:
            at = _first(forecast, forecast.issued, end)
            yield missing(
                at.node.get("quantity"),
                f"forecast puts {wanted} pieces of {forecast.name} into its first {weeks} weeks, and {_only(ordered)} ordered for them",
                "Ask the customer for a purchase order or a release of the rest, or for a corrected forecast.",
                related=[
                    see(forecast.entry.get("issued"), f"weeks count from {forecast.issued}, a month by its days"),
                    see(forecast.item.get("deliveries"), "what is ordered"),
                ],
            )


@rule(
    parameter="raid",
    acts="sales",
    source="HB 11/4.1",
    severity="warn",
    reads=("windows.liability_frozen_weeks", "windows.liability_slush_weeks", "windows.liability_slush_flex_pct"),
)
def demand_cuts_are_in_raid(deal: Deal) -> Iterator[Hit]:
    """Where the customer cuts what his forecast binds him to, an entry of the RAID log says who takes the material.

    Why: the material for these weeks was bought on his word. In the first `thresholds: {windows.liability_frozen_weeks: 4}` weeks he may cut
    nothing, up to `windows.liability_slush_weeks` (12) as much as `windows.liability_slush_flex_pct` (20) percent; what is beyond that is his,
    and the longer nobody says so the more it is ours. The weeks are compared as a whole, so that what moves within them is no cut; a period
    that reaches beyond them counts for the weeks behind.

    Bad:
        periods: [{from: 2026-05-01, quantity: 300, before: 500}, …]         # 40 percent less, and no entry says who pays

    Good:
        forecast: [{item: board, raid: I-02, periods: [{from: 2026-05-01, quantity: 300, before: 500}, …], …}]

    Fix: agree in writing what he takes or pays, log an issue with that, and name it in `raid`.
    """
    frozen = int(deal.policy.number("windows.liability_frozen_weeks"))
    slush = int(deal.policy.number("windows.liability_slush_weeks"))
    flex = Fraction(deal.policy.number("windows.liability_slush_flex_pct")) / 100
    for forecast in forecasts(deal):
        spans = ((0, frozen, Fraction()), (frozen, slush, flex))
        cut = next((hit for span in spans if (hit := _cut(forecast, *span))), None)
        if cut and not forecast.entry.get("raid").exists:
            yield cut


@rule(
    parameter="commercial",
    acts="sales",
    source="HB 11/4.3",
    severity="warn",
    reads=("windows.liability_slush_weeks", "windows.liability_liquid_weeks"),
)
def stock_does_not_outlast_the_forecast(deal: Deal) -> Iterator[Hit]:
    """We hold no more on the customer's account than he needs in a year, or he has been told.

    Why: what lies longer than a year is written off, by him or by us; whoever is told early uses it up or pays for it. A year is
    `thresholds: {windows.liability_liquid_weeks: 52}`. A forecast that ends sooner is carried on as it is; one that ends within
    `windows.liability_slush_weeks` (12) says too little and is not judged.

    Bad:
        forecast: [{item: board, stock: 2400, …}]  # 1200 pieces are forecast for the year

    Good:
        forecast: [{item: board, stock: 2400, told_customer_on: 2026-02-10, …}]

    Fix: tell the customer what lies here and ask what he does with it; write the day into `told_customer_on`.
    """
    weeks = int(deal.policy.number("windows.liability_liquid_weeks"))
    least = int(deal.policy.number("windows.liability_slush_weeks"))
    for forecast in forecasts(deal):
        stock, told = forecast.entry.get("stock"), forecast.entry.get("told_customer_on")
        if forecast.end <= forecast.after(least) or stock.count is None or told.exists:
            continue
        needed = _carried_on(forecast, weeks)
        if stock.count > needed:
            yield conflict(
                stock,
                f"stock of {forecast.name} is for {stock.count} pieces, but the forecast comes to {int(needed)} in {weeks} weeks",
                "Tell the customer what lies here and ask what he does with it; write the day as `told_customer_on`.",
                related=[see(forecast.entry.get("periods"), "the forecast")],
            )


def _not_before(one: Node, other: Node) -> bool:
    first, second = day(one), day(other)
    return bool(first and second and first >= second)


def _misplaced(before: Node, node: Node) -> str:
    if node.text == before.text:
        return f"from is {node.text} in two periods of one forecast"
    return f"from is {node.text}, before {before.text}, where the period above it begins"


def _beyond(entry: Node, starts: list[Node]) -> Node | None:
    """What ought to lie before the forecast's last day and does not."""
    until = day(entry.get("until"))
    return next((at for at in (entry.get("issued"), *starts[-1:]) if until and (on := day(at)) and on > until), None)


def _first(forecast: Forecast, first: date, end: date) -> Period:
    """The first period between these days in which the customer needs anything."""
    return next(each for each in forecast.periods if each.quantity and each.share(first, end))


def _only(ordered: int) -> str:
    return "nothing is" if not ordered else f"only {ordered} {'is' if ordered == 1 else 'are'}"


def _cut(forecast: Forecast, since: int, until: int, flex: Fraction) -> Hit | None:
    """What is wrong where the periods between these weeks that were forecast before have become fewer than they may."""
    first, end = forecast.after(since), forecast.after(until)
    known = [period for period in forecast.periods if period.before is not None and first < period.end <= end]
    before, now = sum(period.before or 0 for period in known), sum(period.quantity for period in known)
    # What has moved into a period that begins in these weeks and ends behind them may still be needed in them.
    astride = [period for period in forecast.periods if period.before is not None and period.first < end < period.end]
    now += sum(max(period.quantity - (period.before or 0), 0) for period in astride)
    if now >= before * (1 - flex):
        return None
    at = next(period for period in known if period.quantity < (period.before or 0))
    may = f"at most {float(flex * 100):g} percent" if flex else "nothing"
    words = f"forecast of {forecast.name} for weeks {since + 1} to {until} was cut from {before} to {now} pieces"
    return missing(
        at.node.get("quantity"),
        f"{words}, where {may} may be cut",
        "Agree in writing what the customer takes or pays, log an issue with that, and name it in the forecast: `raid: I-02`.",
        related=[see(at.node.get("before"), "forecast before")],
        owes=Owed("issues", f"The {words}.", (f"item:{forecast.name}",), owner="sales", named_in=(forecast.entry,)),
    )


def _carried_on(forecast: Forecast, weeks: int) -> Fraction:
    """The pieces of so many weeks; a forecast that ends sooner goes on as it is."""
    end = forecast.after(weeks)
    there = max((min(end, forecast.end) - forecast.issued).days, 1)
    return forecast.expected(forecast.issued, end) * Fraction(weeks * 7, there)


RULES = (
    forecast_periods_follow_one_another,
    frozen_forecast_is_ordered,
    demand_cuts_are_in_raid,
    stock_does_not_outlast_the_forecast,
)
