"""Scope: what is built, how many, and when. Part, revision and quantity are the same in every document."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import Fact, disagreement, normalised, normalised_revision
from handoff_cli.rules.sources import (
    delivered,
    distinct_items,
    is_blanket,
    order,
    ordered_quantity,
    quantities,
    statements,
)
from handoff_cli.rules.words import is_exact, is_filled


@rule(parameter="scope", acts="sales")
def deal_id_matches_folder(deal: Deal) -> Iterator[Hit]:
    """The deal's id is the name of its folder.

    Why: acceptance, ledger and reports call the deal by its folder. A copied deal.yaml with the old id would be somebody else's deal.

    Bad:
        deal: BRW-1041                 # in projects/BRW-1042/deal.yaml

    Good:
        deal: BRW-1042

    Fix: write the folder's name, or start the deal with `handoff new`.
    """
    node = deal.deal.get("deal")
    if is_filled(node, deal.policy) and node.text != deal.id:
        yield conflict(
            node,
            f"deal is {node.text} here, but the folder is {deal.id}",
            f"Write `deal: {deal.id}`, or move the files to the right folder.",
        )


@rule(parameter="scope", acts="sales")
def parts_agree(deal: Deal) -> Iterator[Hit]:
    """Deal, quote, purchase order, data pack and external kickoff name the same part.

    Why: the PM can only promise a date for a thing that everybody calls by one part number.

    Bad:
        - {item: board, part: BW-FSG-110}          # quote.yaml; the order says BW-FSG-100

    Good:
        - {item: board, part: BW-FSG-100}          # in every document

    Fix: find out which part the customer ordered and correct the document that differs.
    """
    remedy = "Find out which part the customer ordered, then name it in every document."
    for item in distinct_items(deal):
        yield from disagreement(f"part of {item.get('item').text}", _texts(deal, item, "part", normalised), remedy)


@rule(parameter="scope", acts="sales")
def revisions_agree(deal: Deal) -> Iterator[Hit]:
    """Deal, quote, purchase order, data pack and external kickoff name the same revision.

    Why: a revision left over from an old order obliges us to build the wrong thing. `Rev. C` and `C` count as the same.

    Bad:
        lines: [{item: board, part: BW-FSG-100, revision: B}]        # the order; the data pack is revision C

    Good:
        lines: [{item: board, part: BW-FSG-100, revision: C}]

    Fix: ask the customer which revision he wants; where the order is wrong, get an amended order.
    """
    remedy = (
        "Ask the customer which revision is to be built. If the order is wrong, get an amended one; otherwise correct "
        "the document that differs."
    )
    for item in distinct_items(deal):
        yield from disagreement(
            f"revision of {item.get('item').text}", _texts(deal, item, "revision", normalised_revision), remedy
        )


@rule(parameter="scope", acts="sales")
def quantities_agree(deal: Deal) -> Iterator[Hit]:
    """Deal, purchase order and external kickoff give the same quantity.

    Why: "we are building 1000, correct?" has one answer. Lines of the order for the same item count together.

    Bad:
        quantity: 1500                 # deal.yaml; the order says 1000

    Good:
        quantity: 1000

    Fix: take the quantity of the signed order, or get an amended order.
    """
    remedy = "Take the quantity of the signed order, or get an amended order, then correct the document that differs."
    for item in distinct_items(deal):
        yield from disagreement(f"quantity of {item.get('item').text}", quantities(deal, item), remedy)


@rule(parameter="scope", acts="sales")
def deliveries_add_up(deal: Deal) -> Iterator[Hit]:
    """The deliveries of an item add up to its quantity.

    Why: a schedule for fewer or more pieces than ordered is not a schedule.

    Bad:
        quantity: 1000
        deliveries: [{quantity: 400, …}, {quantity: 500, …}]

    Good:
        quantity: 1000
        deliveries: [{quantity: 400, …}, {quantity: 600, …}]

    Fix: correct the quantity of the delivery that is wrong, or add the one that is left out.
    """
    for item in distinct_items(deal):
        total, quantity = delivered(item), item.get("quantity")
        # Where the documents differ about the quantity itself, `quantities-agree` has said so already; a blanket order is
        # delivered as it is released.
        if (
            not order(deal).is_mapping
            or is_blanket(deal)
            or total is None
            or quantity.count is None
            or total in (quantity.count, ordered_quantity(deal, item))
        ):
            continue
        name = item.get("item").text
        yield conflict(
            item.get("deliveries"),
            f"deliveries of {name} add up to {total}, but its quantity is {quantity.text}",
            "Correct the delivery that is wrong, or add the one that is left out.",
            related=[see(quantity, f"{quantity.text} pieces of {name}")],
        )


@rule(parameter="scope", acts="sales")
def partial_deliveries_are_allowed(deal: Deal) -> Iterator[Hit]:
    """An item is delivered in parts only where the contract allows partial shipment.

    Why: a first part delivery that the customer may refuse is no delivery date.

    Bad:
        terms: {partial_shipment: false}           # and deal.yaml plans two deliveries

    Good:
        terms: {partial_shipment: true}

    Fix: agree partial shipment with the customer in writing, or plan one delivery.
    """
    allowed = deal.contract.get("terms", "partial_shipment")
    for item in distinct_items(deal) if allowed.value is False else ():
        deliveries = item.get("deliveries")
        if len(list(deliveries)) > 1:
            yield conflict(
                deliveries,
                f"{item.get('item').text} is to be delivered in parts, but the contract does not allow partial shipment",
                "Agree partial shipment with the customer in writing, or plan one delivery.",
                related=[see(allowed, "no partial shipment")],
            )


def _texts(deal: Deal, item: Node, field: str, normalise: Callable[[str], str]) -> tuple[Fact, ...]:
    found = statements(deal, item, field)
    return tuple(
        Fact(document=document, node=node, value=normalise(node.text), shown=node.text)
        for document, node in found
        if is_exact(node, deal.policy)
    )


RULES = (
    deal_id_matches_folder,
    parts_agree,
    revisions_agree,
    quantities_agree,
    deliveries_add_up,
    partial_deliveries_are_allowed,
)
