"""Where a deal speaks of an item: deal.yaml, quote, purchase order, manifest, external kickoff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handoff_cli.core.deal import Deal
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import DEAL, KICKOFF, ORDER, PACK, QUOTE, Fact, agreed


def distinct_items(deal: Deal) -> Iterator[Node]:
    """The items of deal.yaml, the first one where an id is used twice."""
    seen: set[str] = set()
    for item in deal.items:
        name = item.get("item").text
        if name and name not in seen:
            seen.add(name)
            yield item


def named(entries: Node, item: Node) -> Node | None:
    """The entry of a list that is about this item; None where two are, since nobody knows which one counts."""
    found = [entry for entry in entries if entry.get("item").text == item.get("item").text]
    return found[0] if len(found) == 1 else None


def quote_item(deal: Deal, item: Node) -> Node | None:
    return named(deal.quote.get("items"), item)


def order(deal: Deal) -> Node:
    return deal.contract.get("purchase_order")


def is_blanket(deal: Deal) -> bool:
    """Whether the order only agrees quantity and price, and releases say when how many are built."""
    return order(deal).get("blanket").exists


def product_lines(deal: Deal) -> Iterator[Node]:
    return (line for line in order(deal).get("lines") if line.get("kind").text == "product")


def order_lines(deal: Deal, item: Node) -> tuple[Node, ...]:
    """The product lines of the purchase order for this item."""
    return tuple(line for line in product_lines(deal) if line.get("item").text == item.get("item").text)


def manifest_path(pack: str) -> str:
    return f"data-pack/{pack}/manifest.yaml"


def manifest(deal: Deal, item: Node) -> Node | None:
    """The manifest of the pack an item is built from."""
    name = item.get("pack").text
    if name in deal.packs:
        return deal.packs[name].manifest
    return deal.documents.get(manifest_path(name)) if name else None


def statements(deal: Deal, item: Node, field: str) -> Iterator[tuple[str, Node]]:
    """Each document that says this about the item, with the node that says it."""
    yield DEAL, item.get(field)
    if quoted := quote_item(deal, item):
        yield QUOTE, quoted.get(field)
    yield from ((ORDER, line.get(field)) for line in order_lines(deal, item))
    if pack := manifest(deal, item):
        yield PACK, pack.get(field)
    if scope := named(deal.external_kickoff.get("scope"), item):
        yield KICKOFF, scope.get(field)


def quantities(deal: Deal, item: Node) -> tuple[Fact, ...]:
    """What each document gives as the quantity of an item; the lines of an order count together."""
    facts = [
        _quantity(document, node)
        for document, node in statements(deal, item, "quantity")
        if document in (DEAL, KICKOFF)
    ]
    lines = [line.get("quantity") for line in order_lines(deal, item)]
    counts = [line.count for line in lines if line.count is not None]
    if lines and len(counts) == len(lines):
        facts.insert(1, Fact(document=ORDER, node=lines[0], value=str(sum(counts)), shown=str(sum(counts))))
    return tuple(fact for fact in facts if fact.value)


def ordered_quantity(deal: Deal, item: Node) -> int | None:
    """The quantity the documents agree on: one of them being wrong must not make every price look wrong."""
    fact = agreed(quantities(deal, item))
    return int(fact.value) if fact else None


def total(entries: Iterable[Node]) -> int | None:
    """The pieces of all of them (`quantity`), None where one is not known."""
    counts = [entry.get("quantity").count for entry in entries]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def delivered(item: Node) -> int | None:
    """The pieces its deliveries come to: what is ordered, of a blanket order what is released. None where one is not known, or none
    is planned."""
    return total(item.get("deliveries")) if list(item.get("deliveries")) else None


def _quantity(document: str, node: Node) -> Fact:
    text = "" if node.count is None else str(node.count)
    return Fact(document=document, node=node, value=text, shown=text)
