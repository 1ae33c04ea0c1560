"""Commercial baseline: the quote shows what it costs, what it earns, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.prices import day, unit_cost
from handoff_cli.rules.registers import is_known
from handoff_cli.rules.sources import order
from handoff_cli.rules.words import is_filled

_LEFT_OUT: Final = {"packaging": "packaging", "freight": "logistics"}
_BUCKETS: Final = ("test", "logistics")
"""Material and labour have to be there in any quote; the document reader asks for them."""


@rule(parameter="commercial", acts="sales")
def quote_shows_its_costs(deal: Deal) -> Iterator[Hit]:
    """The quote is unredacted: every item shows a real cost.

    Why: without the margin the PM cannot say whether air freight is affordable. Zeros in place of the costs hide it as well as a black bar.

    Bad:
        cost: {material: "0", labour: "0"}

    Good:
        cost: {material: "24.10", labour: "5.80"}

    Fix: copy the cost buckets from the quote model.
    """
    for item in deal.quote.get("items"):
        if item.get("cost").is_mapping and unit_cost(item) == Decimal(0):
            yield missing(
                item.get("cost"),
                f"cost of {item.get('item').text} is nothing at all",
                "Copy the cost buckets from the quote model.",
            )


@rule(parameter="commercial", acts="sales")
def margin_is_broken_down(deal: Deal) -> Iterator[Hit]:
    """The margin breakdown has a figure for every kind of cost in the quote.

    Why: a total margin hides that one bucket pays for another; when material gets dearer, the PM has to know which one gives way.

    Bad:
        cost: {material: "24.10", labour: "5.80", test: "1.70"}
        margin: {gross_percent: "23.6", by_bucket: {material: "18.0", labour: "31.0"}}

    Good:
        margin: {gross_percent: "23.6", by_bucket: {material: "18.0", labour: "31.0", test: "35.0"}}

    Fix: copy the margin of the bucket from the quote model.
    """
    shown = deal.quote.get("margin", "by_bucket")
    for bucket, cost in _costs(deal).items() if shown.is_mapping and shown.value else ():
        if not shown.get(bucket).exists:
            yield missing(
                shown,
                f"by_bucket has no margin for {bucket}",
                f"Copy the margin of {bucket} from the quote model.",
                related=[see(cost, f"{bucket} is in the price")],
            )


@rule(parameter="commercial", acts="sales")
def exclusions_are_registered(deal: Deal) -> Iterator[Hit]:
    """What the price leaves out stands in the assumptions register as an exclusion.

    Why: custom packaging that was never in the price is given away by a PM who does not know it.

    Bad:
        packaging: {included: false}
        assumptions: [{id: AS-01, kind: assumption, …}]

    Good:
        packaging: {included: false}
        assumptions: [{id: AS-01, kind: exclusion, category: packaging, statement: Custom packaging is not in the price., …}]

    Fix: add the exclusion with what it would cost, or say that it is included.
    """
    register = deal.quote.get("assumptions")
    if not all(is_known(register, key, deal.policy) for key in ("kind", "category")):
        return
    excluded = {entry.get("category").text for entry in register if entry.get("kind").text == "exclusion"}
    for field, category in _LEFT_OUT.items():
        included = deal.quote.get(field, "included")
        if included.value is False and category not in excluded:
            yield missing(
                register,
                f"assumptions have no exclusion for {field}, which the price leaves out",
                f"Add an entry with `kind: exclusion` and `category: {category}`, or say that {field} is included.",
                related=[see(included, f"{field} is not included")],
            )


@rule(parameter="commercial", acts="sales")
def exclusions_are_costed(deal: Deal) -> Iterator[Hit]:
    """Every exclusion says what it would cost.

    Why: when the customer asks for it after all, the PM has to price a change order, not to guess one.

    Bad:
        - {id: AS-01, kind: exclusion, statement: Custom packaging is not in the price., owner: tom, …}

    Good:
        - {id: AS-01, kind: exclusion, statement: Custom packaging is not in the price., cost_if_wrong: "1.40", owner: tom, …}

    Fix: ask the estimator for the figure.
    """
    for entry in _exclusions(deal):
        if not entry.get("cost_if_wrong").exists:
            yield missing(
                entry,
                f"exclusion {entry.get('id').text} does not say what it would cost",
                "Ask the estimator and add `cost_if_wrong:`.",
                acts="sales",
            )


@rule(parameter="commercial", acts="sales", source="HB 11/1.3", severity="warn")
def customer_knows_the_exclusions(deal: Deal) -> Iterator[Hit]:
    """The customer has been told what the price leaves out.

    Why: an exclusion he hears of after the order is a dispute, whoever is right.

    Bad:
        - {id: AS-01, kind: exclusion, visible_to_customer: false, …}

    Good:
        - {id: AS-01, kind: exclusion, visible_to_customer: true, …}

    Fix: tell him in writing before the handoff, and file the answer.
    """
    for entry in _exclusions(deal):
        told = entry.get("visible_to_customer")
        if told.value is False:
            yield ambiguous(
                told,
                f"exclusion {entry.get('id').text} is not known to the customer",
                "Tell him in writing before the handoff, and file the answer.",
            )


@rule(parameter="commercial", acts="sales", source="HB 11/1.3", severity="warn")
def assumptions_still_hold(deal: Deal) -> Iterator[Hit]:
    """No assumption of the quote is broken or expired.

    Why: the price rests on it. One with a `valid_until` has expired when the order is of a later day.

    Bad:
        - {id: AS-03, kind: assumption, status: broken, …}

    Good:
        - {id: AS-03, kind: assumption, status: verified, …}

    Fix: quote again without it, or agree with the customer what happens now.
    """
    on = order(deal).get("date")
    ordered = day(on)
    for entry in deal.quote.get("assumptions"):
        status, until = entry.get("status"), entry.get("valid_until")
        last = day(until)
        if status.text in ("broken", "expired"):
            yield conflict(
                status,
                f"assumption {entry.get('id').text} is {status.text}, and the price rests on it",
                "Quote again without it, or agree with the customer what happens now.",
            )
        elif last and ordered and ordered > last:
            yield conflict(
                until,
                f"assumption {entry.get('id').text} held until {until.text}, but the order is of {on.text}",
                "Have it confirmed again, or quote again without it.",
                related=[see(on, f"ordered on {on.text}")],
            )


def _exclusions(deal: Deal) -> Iterator[Node]:
    return (entry for entry in deal.quote.get("assumptions") if entry.get("kind").text == "exclusion")


def _costs(deal: Deal) -> dict[str, Node]:
    """Bucket → the first place of the quote that has a cost in it."""
    costs = [item.get("cost", bucket) for bucket in _BUCKETS for item in deal.quote.get("items")]
    charges = [charge.get("price") for charge in deal.quote.get("nre")]
    found: dict[str, Node] = {}
    for bucket, node in [*((cost.key, cost) for cost in costs), *(("nre", charge) for charge in charges)]:
        if is_filled(node, deal.policy) and node.decimal:
            found.setdefault(bucket, node)
    return found


RULES = (
    quote_shows_its_costs,
    margin_is_broken_down,
    exclusions_are_registered,
    exclusions_are_costed,
    customer_knows_the_exclusions,
    assumptions_still_hold,
)
