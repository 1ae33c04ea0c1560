"""Scope: the documents are about the same items, each exactly once, and each board has its data pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import listed
from handoff_cli.rules.registers import OWN_ID, are_unique, ids, is_known, raid_entries, registers
from handoff_cli.rules.sources import distinct_items, manifest, manifest_path, order
from handoff_cli.rules.words import all_filled, is_filled

_LINE_FIELDS: Final = ("item", "part", "revision")


@rule(parameter="scope", acts="sales")
def every_item_is_quoted_and_ordered(deal: Deal) -> Iterator[Hit]:
    """Every item has a quote item, a product line of the order and a row in the kickoff's scope.

    Why: an item that nobody priced or nobody ordered is work for free; one the kickoff leaves out was never confirmed.

    Bad:
        lines: [{line: 10, kind: product, item: board, …}]           # and deal.yaml also lists `cable`

    Good:
        lines: [{line: 10, kind: product, item: board, …}, {line: 20, kind: product, item: cable, …}]

    Fix: add the item to the document that leaves it out, or take it off the deal.
    """
    for what, entries, rows in _item_lists(deal):
        absent = [
            item for item in distinct_items(deal) if item.get("item").text not in {row.get("item").text for row in rows}
        ]
        if not all_filled((line.get("kind") for line in order(deal).get("lines")), deal.policy):
            continue
        # A misspelt or unnamed row is one fact: `documents-name-known-items` has it.
        unclear = [row for row in rows if row.get("item").text not in _names(deal)]
        if not rows or len(absent) <= len(unclear) or not all(row.is_mapping for row in rows) or _has_doubles(rows):
            continue
        for item in absent:
            name = item.get("item").text
            yield missing(
                entries,
                f"{what} leaves out item {name}",
                f"Add {name} there, or take it off deal.yaml if it is not part of the deal.",
                related=[see(item.get("item"), f"deal.yaml lists {name}")],
            )


@rule(parameter="scope", acts="sales")
def documents_name_known_items(deal: Deal) -> Iterator[Hit]:
    """Quote, order, forecast, kickoff and deviations speak of items that deal.yaml lists.

    Why: a line about an unknown item is either a typing error or a scope nobody has described.

    Bad:
        items: [{item: bord, …}]                   # deal.yaml has `board`

    Good:
        items: [{item: board, …}]

    Fix: write the item's id as in deal.yaml, or describe the item there.
    """
    items = deal.deal.get("items")
    known = _names(deal) if is_known(items, "item", deal.policy) and are_unique(items, "item") else frozenset()
    named = [row.get("item") for _, _, rows in _item_lists(deal) for row in rows]
    named += [entry.get("item") for entry in deal.contract.get("forecast")]
    named += [item for deviation in deal.deviations.get("deviations") for item in deviation.get("items")]
    unknown = [node for node in named if known and is_filled(node, deal.policy) and node.text not in known]
    misspelt = _only_in_the_deal(deal, named, unknown)
    if misspelt:
        yield conflict(
            misspelt,
            f"item is {misspelt.text} in deal.yaml, but {unknown[0].text} in every other document",
            "Write the item's id as in the other documents, or correct it there.",
            related=[see(node, f"item: {node.text}") for node in unknown],
        )
    for node in () if misspelt else unknown:
        yield conflict(
            node,
            f"item {node.text} is not in deal.yaml, which lists {listed(sorted(known))}",
            "Write the item's id as in deal.yaml, or describe the item there.",
            related=[see(items, "the items of this deal")],
        )


@rule(parameter="scope", acts="sales")
def product_lines_name_part_and_revision(deal: Deal) -> Iterator[Hit]:
    """A product line of the order names item, part and revision.

    Why: the order is what the customer signed. If it does not say which revision, nobody has ordered one.

    Bad:
        - {line: 10, kind: product, item: board, part: BW-FSG-100, quantity: 1000, unit_price: "43.90"}

    Good:
        - {line: 10, kind: product, item: board, part: BW-FSG-100, revision: C, quantity: 1000, unit_price: "43.90"}

    Fix: copy it from the order; where the order itself leaves it out, ask the customer for an amended one.
    """
    for line in order(deal).get("lines"):
        lacking = [field for field in _LINE_FIELDS if line.get("kind").text == "product" and not line.get(field).exists]
        if lacking:
            yield missing(
                line,
                f"order line {line.get('line').text} does not say its {listed(lacking)}",
                "Copy it from the order; if the order leaves it out, ask the customer for an amended one.",
            )


@rule(parameter="scope", acts="sales")
def ids_are_unique(deal: Deal) -> Iterator[Hit]:
    """An id names one entry.

    Why: "see R-02" must not have two answers.

    Bad:
        risks: [{id: R-01, …}, {id: R-01, …}]

    Good:
        risks: [{id: R-01, …}, {id: R-02, …}]

    Fix: give the later entry the next free number.
    """
    for register in registers(deal):
        for hit in _repeated([entry.get(register.key) for entry in register.entries], register.title):
            yield replace(hit, parameter=register.parameter, remedy=register.remedy)
    # One release of the customer is about several items; of one item it says one number.
    releases: dict[str, list[Node]] = {}
    for entry in order(deal).get("releases"):
        releases.setdefault(entry.get("item").text, []).append(entry.get("release"))
    for nodes in releases.values():
        yield from _repeated(nodes, "releases")
    for hit in _repeated([entry.get("id") for entry in raid_entries(deal)], "RAID log"):
        yield replace(hit, parameter="raid")


@rule(parameter="scope", acts="sales")
def packs_match_items(deal: Deal) -> Iterator[Hit]:
    """Every board names its data pack, and every data pack belongs to an item.

    Why: a board without a pack cannot be built; a pack without an item is a second candidate that somebody will build from.

    Bad:
        - {item: board, kind: pcba, part: BW-FSG-100, …}             # no `pack`

    Good:
        - {item: board, kind: pcba, part: BW-FSG-100, pack: fsg-100, …}

    Fix: name the folder below data-pack/ in the item, the same name in its manifest, and remove packs nobody builds.
    """
    for item in distinct_items(deal):
        if item.get("kind").text == "pcba" and not item.get("pack").exists:
            yield missing(
                item,
                f"board {item.get('item').text} names no data pack",
                "Write `pack:` with the name of its folder below data-pack/.",
            )
        yield from _board_by_another_name(deal, item)
    for name, pack in deal.packs.items():
        yield from _misnamed(deal, name, pack.manifest)


def _board_by_another_name(deal: Deal, item: Node) -> Iterator[Hit]:
    kind, found = item.get("kind"), manifest(deal, item)
    if found is None or not is_filled(kind, deal.policy) or kind.text == "pcba":
        return
    roles = [entry.get("role") for entry in found.get("members")]
    copper = next((role for role in roles if role.text in ("top-copper", "bottom-copper")), None)
    if copper:
        yield conflict(
            kind,
            f"kind of {item.get('item').text} is {kind.text}, but its data pack holds the layers of a board",
            "Write `kind: pcba`; where a board goes into something else, make the board an item of its own.",
            related=[see(copper, "a layer of a board")],
        )


def _only_in_the_deal(deal: Deal, named: list[Node], unknown: list[Node]) -> Node | None:
    """The one item no other document speaks of, when several of them speak of one thing the deal does not have."""
    spoken, files = {node.text for node in named}, {node.source.path for node in unknown}
    lonely = [item.get("item") for item in deal.items if item.get("item").text not in spoken]
    return lonely[0] if len(files) > 1 and len({node.text for node in unknown}) == len(lonely) == 1 else None


def _misnamed(deal: Deal, name: str, manifest: Node) -> Iterator[Hit]:
    wanted = {item.get("pack").text: item.get("pack") for item in distinct_items(deal) if item.get("pack").text}
    node = manifest.get("pack")
    if is_filled(node, deal.policy) and node.text != name:
        yield conflict(
            node,
            f"pack is {node.text} here, but its folder is {name}",
            f"Write `pack: {name}`, or rename the folder and the item's `pack`.",
        )
    # An item that names a pack which is not there already has its finding, and this pack is most likely the one it means.
    elif (
        wanted
        and name not in wanted
        and _packs_are_known(deal)
        and all(other in deal.packs or deal.path(manifest_path(other)) in deal.files for other in wanted)
    ):
        yield conflict(
            node,
            f"data pack {name} belongs to no item of deal.yaml",
            "Name it as `pack:` of the item that is built from it, or remove the folder.",
            related=[see(at, f"built from {used}") for used, at in wanted.items()],
        )


def _packs_are_known(deal: Deal) -> bool:
    """Whether every item says what it is built from: the one with a gap may be built from the pack that nobody names."""
    items = deal.deal.get("items")
    packs = [item.get("pack") for item in items if item.get("pack").exists]
    return is_known(items, "item", deal.policy) and all_filled(packs, deal.policy)


def _item_lists(deal: Deal) -> Iterator[tuple[str, Node, tuple[Node, ...]]]:
    """What people call it, the list, and its rows that are about items."""
    quote, lines, scope = deal.quote.get("items"), order(deal).get("lines"), deal.external_kickoff.get("scope")
    yield "the quote", quote, tuple(quote)
    yield "the purchase order", lines, tuple(line for line in lines if line.get("kind").text == "product")
    yield "the external kickoff", scope, tuple(scope)


def _has_doubles(rows: tuple[Node, ...]) -> bool:
    """Whether one item has two rows where it may have one (an order may have more): one of them is most likely the absent one."""
    names = [row.get("item").text for row in rows if not row.get("line").exists]
    return len(names) != len(set(names))


def _names(deal: Deal) -> frozenset[str]:
    return ids(deal.deal.get("items"), "item")


def _repeated(nodes: list[Node], title: str) -> Iterator[Hit]:
    first: dict[str, Node] = {}
    for node in nodes:
        if node.text and first.setdefault(node.text, node) is not node:
            yield conflict(
                node,
                f"{node.text} is used twice in the {title}",
                OWN_ID,
                related=[see(first[node.text], f"the first {node.text}")],
            )


RULES = (
    every_item_is_quoted_and_ordered,
    documents_name_known_items,
    product_lines_name_part_and_revision,
    ids_are_unique,
    packs_match_items,
)
