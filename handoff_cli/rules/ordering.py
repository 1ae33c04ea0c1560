"""Scope and commercial: the order is large enough, of one quality class, signed by whoever may, and its wishes are answered."""

from __future__ import annotations

from collections.abc import Iterator

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, Owed, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import Fact, disagreement, normalised
from handoff_cli.rules.prices import day
from handoff_cli.rules.sources import distinct_items, order_lines, ordered_quantity, quote_item, statements
from handoff_cli.rules.words import is_filled


@rule(parameter="commercial", acts="sales", source="HB 11/4.4", severity="warn")
def order_fills_the_minimum(deal: Deal) -> Iterator[Hit]:
    """An item is ordered in no smaller quantity than quoted, and in whole packing units.

    Why: the price holds from the minimum quantity on, and a broken packing unit is handled and paid for by us.

    Bad:
        moq: 100, mpq: 50                          # ordered: 1020

    Good:
        moq: 100, mpq: 50                          # ordered: 1000

    Fix: ask the customer to round up, or quote the quantity he wants.
    """
    for item in distinct_items(deal):
        quoted, total, lines = quote_item(deal, item), ordered_quantity(deal, item), order_lines(deal, item)
        if not quoted or total is None or not lines:
            continue
        least, unit, name = quoted.get("moq"), quoted.get("mpq"), item.get("item").text
        if least.count and total < least.count:
            yield _unfit(
                lines[0], f"{total} pieces of {name} are ordered, fewer than the minimum of {least.text}", least
            )
        elif unit.count and total % unit.count:
            yield _unfit(lines[0], f"{total} pieces of {name} are no multiple of the packing unit of {unit.text}", unit)


@rule(parameter="scope", acts="sales", source="HB 3/2.5")
def quality_classes_agree(deal: Deal) -> Iterator[Hit]:
    """Quote, purchase order and data pack ask for the same IPC class.

    Why: class 3 is inspected and reworked to another standard than class 2; whoever has quoted 2 and builds 3 pays the difference.

    Bad:
        ipc_class: 3                               # manifest.yaml; the quote was calculated for class 2

    Good:
        ipc_class: 2                               # in both

    Fix: ask the customer which class he needs, and quote that one.
    """
    for item in distinct_items(deal):
        facts = [
            Fact(document=document, node=node, value=node.text, shown=node.text)
            for document, node in statements(deal, item, "ipc_class")
            if is_filled(node, deal.policy)
        ]
        remedy = "Ask the customer which class he needs, and quote that one."
        yield from disagreement(f"IPC class of {item.get('item').text}", facts, remedy)


@rule(parameter="raid", acts="sales", source="HB 11/4.4", severity="warn")
def later_promises_are_in_raid(deal: Deal) -> Iterator[Hit]:
    """A delivery promised later than the customer asked for has its entry in the RAID log.

    Why: the customer still plans with his own day. Unless somebody tells him and follows it up, the PM begins late.

    Bad:
        - {quantity: 400, requested: 2026-04-20, promised: 2026-05-04}

    Good:
        - {quantity: 400, requested: 2026-04-20, promised: 2026-05-04, raid: R-04}

    Fix: promise the day that was asked for, or log who has agreed to the later one and name the entry in `raid`.
    """
    for item in distinct_items(deal):
        for delivery in item.get("deliveries"):
            wish, promise = delivery.get("requested"), delivery.get("promised")
            asked, told = day(wish), day(promise)
            if asked and told and told > asked and not delivery.get("raid").exists:
                yield missing(
                    promise,
                    f"promised is {promise.text}, later than the customer asked for, and no entry of the RAID log says so",
                    "Log who has agreed to the later day and name the entry here: `raid: R-04`.",
                    related=[see(wish, f"requested: {wish.text}")],
                    owes=_later(item, delivery),
                )


@rule(parameter="context", acts="sales", source="HB 11/2.3", severity="warn")
def order_signer_may_approve_cost(deal: Deal) -> Iterator[Hit]:
    """Whoever signed the order for the customer may also approve a cost increase, or the stakeholder map says why not.

    Why: the one who spends the money is the one to ask for more of it. Where it is somebody else, the PM has to know the reason.

    Bad:
        - {party: customer, name: Alice Moreau, …}           # and only Bob has can_approve: [cost-increase]

    Good:
        - {id: alice, can_approve: [], note: Signs orders; cost increases go to Bob., …}

    Fix: correct the stakeholder map, or say in a `note` of the person who signed who decides about cost and why.
    """
    people = list(deal.stakeholders.get("customer"))
    able = [person for person in people if any(each.text == "cost-increase" for each in person.get("can_approve"))]
    for signer in _signers(deal) if able else ():
        known = [person for person in people if normalised(person.get("name").text) == normalised(signer.text)]
        if known and known[0] not in able and not known[0].get("note").exists:
            yield ambiguous(
                signer,
                f"{signer.text} has signed the order, but may not approve a cost increase",
                "Correct the stakeholder map, or say in a `note` of that person who decides about cost and why.",
                related=[see(known[0], "the person who signed"), see(able[0], "may approve a cost increase")],
            )


def _later(item: Node, delivery: Node) -> Owed:
    name, asked, told = item.get("item").text, delivery.get("requested").text, delivery.get("promised").text
    words = f"{name} is promised for {told}, the customer asked for {asked}."
    return Owed("risks", words, (f"item:{name}",), owner="sales", named_in=(delivery,))


def _unfit(line: Node, message: str, limit: Node) -> Hit:
    remedy = "Ask the customer to round up, or quote the quantity he wants."
    return conflict(line.get("quantity"), message, remedy, related=[see(limit, f"{limit.key}: {limit.text}")])


def _signers(deal: Deal) -> Iterator[Node]:
    for paper in deal.contract.get("documents"):
        for signature in paper.get("signatures") if paper.get("kind").text == "po" else ():
            if signature.get("party").text == "customer" and is_filled(signature.get("name"), deal.policy):
                yield signature.get("name")


RULES = (
    order_fills_the_minimum,
    quality_classes_agree,
    later_promises_are_in_raid,
    order_signer_may_approve_cost,
)
