"""Commercial baseline: the price is one the customer expects, and the quote ends in time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, Owed, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.links import TARGET
from handoff_cli.rules.prices import day, unit_price
from handoff_cli.rules.registers import is_known, links_of
from handoff_cli.rules.sources import distinct_items, ordered_quantity, quote_item

_TOO_LONG: Final = 2
"""A quote holds much longer than usual from this multiple of the usual time on."""


@rule(parameter="commercial", acts="sales", source="HB 11/3.1", severity="warn", reads=("quote.target_gap_pct",))
def price_meets_the_target(deal: Deal) -> Iterator[Hit]:
    """The quoted price is near the one the customer still expects, or the gap is a risk in the RAID log.

    Why: a customer who ordered above his target goes on asking for it: at the second order, or by pressing the PM for cheaper parts. The
    handbook compares the target with the estimated cost of the BOM, since at its first gate there is no price yet. At the handoff there
    is one, so that is compared: the price at the ordered quantity, in percent of the target (`thresholds: {quote.target_gap_pct: 10}`).

    Bad:
        - {item: board, target_price: "38.00", price_breaks: [{from: 500, price: "43.90"}], …}        # and no risk links it

    Good:
        risks: [{id: R-04, description: Brightwater expects its target price from the second order on., links: ["target:board"], …}]

    Fix: settle the price with the customer, take out a target he has given up, or log the risk with what is done about it.
    """
    most, linked = deal.policy.number("quote.target_gap_pct"), links_of(deal, "risks")
    for item in distinct_items(deal) if linked is not None else ():
        quoted, link = quote_item(deal, item), f"{TARGET}{item.get('item').text}"
        if quoted and link not in (linked or ()) and _gap(quoted, ordered_quantity(deal, item)) >= most:
            yield _above(quoted, link, most)


@rule(parameter="commercial", acts="sales", source="practice", severity="warn", reads=("quote.validity_days",))
def quotes_end_in_time(deal: Deal) -> Iterator[Hit]:
    """A quote does not hold much longer than this company's quotes do.

    Why: prices of components move, and we buy only after the order. A quote that holds more than twice as long as usual
    (`thresholds: {quote.validity_days: 30}`) is a price hold, and somebody has to know what it can cost.

    Bad:
        issued: 2026-01-12
        valid_until: 2026-12-31

    Good:
        valid_until: 2026-02-28

    Fix: shorten it, or list the hold in contract.yaml as a non-standard term with `category: price-hold`, its exposure and its owner.
    """
    issued, until = deal.quote.get("issued"), deal.quote.get("valid_until")
    first, last, usual = day(issued), day(until), deal.policy.number("quote.validity_days")
    terms = deal.contract.get("non_standard_terms")
    if first is None or last is None or not is_known(terms, "category", deal.policy):
        return
    held = any(term.get("category").text == "price-hold" for term in terms)
    if (last - first).days > _TOO_LONG * usual and not held:
        yield conflict(
            until,
            f"valid_until is {until.text}, {(last - first).days} days after the quote was issued; usual are {usual:f}",
            "Shorten it, or list the hold in contract.yaml with `category: price-hold`, its exposure and its owner.",
            related=[see(issued, f"issued on {issued.text}")],
        )


def _gap(quoted: Node, quantity: int | None) -> Decimal:
    """How far the price lies above the target, in percent of the target; below zero where it meets it, or one of them is not there."""
    target, price = quoted.get("target_price").decimal, unit_price(quoted, quantity)
    return (price - target) / target * 100 if target and price is not None else Decimal(-1)


def _above(quoted: Node, link: str, most: Decimal) -> Hit:
    name = link.removeprefix(TARGET)
    return missing(
        quoted.get("target_price"),
        f"price of {name} is {most:f} percent or more above the customer's target, and no risk says so",
        f'Settle the price with him, take out a target he has given up, or log the risk: `links: ["{link}"]`.',
        related=[see(quoted.get("price_breaks"), "the quoted prices")],
        owes=Owed("risks", f"The customer still expects a lower price for {name}.", (link,), owner="sales"),
    )


RULES = (price_meets_the_target, quotes_end_in_time)
