"""Commercial baseline: the figures of the quote follow from each other, and it was valid when it was accepted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, ambiguous, conflict, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.prices import breaks_are_readable, breaks_for, day, unit_cost, unit_price
from handoff_cli.rules.sources import distinct_items, order, order_lines, ordered_quantity, quote_item


@rule(parameter="commercial", acts="sales", source="HB 11/1.3", severity="warn", reads=("quote.margin_points",))
def margins_follow_from_costs(deal: Deal) -> Iterator[Hit]:
    """The margin of an item follows from its price and its costs.

    Why: a margin that cannot be recomputed is a hope. It is (price - cost) / price at the ordered quantity, within 0.1 points
    (`thresholds: {quote.margin_points: 0.1}`).

    Bad:
        cost: {material: "24.10", labour: "5.80"}                      # price 43.90
        margin: {gross_percent: "45.0"}

    Good:
        margin: {gross_percent: "31.9"}

    Fix: take price, cost buckets and margin from the same version of the quote model.
    """
    tolerance = deal.policy.number("quote.margin_points")
    for item in distinct_items(deal):
        quoted = quote_item(deal, item)
        computed = _margin(quoted, ordered_quantity(deal, item)) if quoted else None
        stated = quoted.get("margin", "gross_percent") if quoted else item
        if computed is None or stated.decimal is None or abs(computed - stated.decimal) <= tolerance:
            continue
        if not _is_ordered_as_quoted(deal, item):
            continue
        yield conflict(
            stated,
            f"gross_percent of {item.get('item').text} does not follow from its price and its costs",
            "Take price, cost buckets and margin from the same version of the quote model.",
            related=[see(quoted.get("cost") if quoted else item, "its costs")],
        )
    yield from _whole(deal, tolerance)


@rule(parameter="commercial", acts="sales", source="HB 11/4.4", severity="warn")
def quote_was_valid_when_ordered(deal: Deal) -> Iterator[Hit]:
    """The order came while the quote was valid.

    Why: part prices and lead times were promised to us for so long and no longer.

    Bad:
        valid_until: 2026-01-31                    # the order is of 2026-02-03

    Good:
        valid_until: 2026-02-28

    Fix: confirm the price again in a new revision of the quote.
    """
    issued, until, ordered = deal.quote.get("issued"), deal.quote.get("valid_until"), order(deal).get("date")
    first, last, on = day(issued), day(until), day(ordered)
    for limit, what in ((until, "valid_until"), (ordered, "the order")):
        end = day(limit)
        if first and end and end < first:
            yield conflict(
                issued,
                f"issued is {issued.text}, after {what} ({limit.text})",
                "Correct the date that is wrong.",
                related=[see(limit, f"{what}: {limit.text}")],
            )
            return
    if last and on and on > last:
        yield conflict(
            until,
            f"valid_until is {until.text}, but the order is of {ordered.text}",
            "Confirm the price again in a new revision of the quote.",
            related=[see(ordered, f"ordered on {ordered.text}")],
        )


@rule(parameter="commercial", acts="sales", source="HB 11/1.3", severity="warn")
def price_breaks_are_contiguous(deal: Deal) -> Iterator[Hit]:
    """The price breaks of an item follow one another without gap or overlap, and more pieces never cost more each.

    Why: the quantity between two breaks is the one the customer orders next.

    Bad:
        price_breaks: [{from: 1, to: 499, price: "49.80"}, {from: 501, price: "43.90"}]

    Good:
        price_breaks: [{from: 1, to: 499, price: "49.80"}, {from: 500, price: "43.90"}]

    Fix: correct `from` and `to` so that each break begins where the last one ends.
    """
    for quoted in deal.quote.get("items"):
        item = next((item for item in distinct_items(deal) if item.get("item").text == quoted.get("item").text), None)
        quantity = ordered_quantity(deal, item) if item else None
        # No price for the ordered quantity is the business of `order-price-matches-the-quote`.
        if breaks_are_readable(quoted) and (quantity is None or breaks_for(quoted, quantity)):
            for before, after in pairwise(quoted.get("price_breaks")):
                yield from _break_hits(quoted.get("item").text, before, after)


def _break_hits(name: str, before: Node, after: Node) -> Iterator[Hit]:
    first, last = after.get("from"), before.get("to")
    cheaper, dearer = before.get("price").decimal, after.get("price").decimal
    if first.count != (last.count or 0) + 1:
        ends = f"the one before ends at {last.text}" if last.exists else "the one before has no end"
        remedy = "Correct `from` and `to` so that each break begins where the last one ends."
        yield ambiguous(
            first,
            f"price break of {name} begins at {first.text}, but {ends}",
            remedy,
            related=[see(last, "the end of the break before")],
        )
    elif cheaper is not None and dearer is not None and dearer > cheaper:
        yield conflict(
            after.get("price"),
            f"price of {name} rises from {first.text} pieces on",
            "Check the price with the estimator.",
            related=[see(before.get("price"), "the price for fewer pieces")],
        )


def _whole(deal: Deal, tolerance: Decimal) -> Iterator[Hit]:
    """The margin of the whole quote lies between those of its parts, whatever their weights."""
    whole = deal.quote.get("margin")
    # The margin of an item nobody has quoted is not known either.
    if not all(quote_item(deal, item) for item in distinct_items(deal)):
        return
    parts = [item.get("margin", "gross_percent") for item in deal.quote.get("items")]
    parts += [whole.get("by_bucket", "nre")] if whole.get("by_bucket", "nre").exists else []
    known, stated = [part.decimal for part in parts if part.decimal is not None], whole.get("gross_percent")
    if not deal.quote.get("items").value or len(known) < len(parts) or stated.decimal is None:
        return
    if not min(known) - tolerance <= stated.decimal <= max(known) + tolerance:
        yield conflict(
            stated,
            "gross_percent of the whole quote does not lie between the margins of its parts",
            "Take both from the same version of the quote model.",
            related=[see(part, "the margin of a part") for part in parts],
        )


def _is_ordered_as_quoted(deal: Deal, item: Node) -> bool:
    """Whether the order has the quoted price: where it has not, the price is what is wrong, and `order-price-matches-the-quote` says so."""
    quoted = quote_item(deal, item)
    price = unit_price(quoted, ordered_quantity(deal, item)) if quoted else None
    ordered = [line.get("unit_price").decimal for line in order_lines(deal, item)]
    return all(each in (None, price) for each in ordered)


def _margin(quoted: Node, quantity: int | None) -> Decimal | None:
    price, cost = unit_price(quoted, quantity), unit_cost(quoted)
    return None if not price or cost is None else (price - cost) / price * 100


RULES = (margins_follow_from_costs, quote_was_valid_when_ordered, price_breaks_are_contiguous)
