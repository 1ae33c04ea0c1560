"""Links of the RAID log: they lead somewhere, and whatever names an entry is linked by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, ambiguous, conflict, rule, see
from handoff_cli.core.tree import Node, Place
from handoff_cli.rules.compare import listed
from handoff_cli.rules.parts import PREFIX, packs_with, part_links
from handoff_cli.rules.references import log_is_known, raid_references
from handoff_cli.rules.registers import RAID_PARTS, are_unique, ids, is_known, nowhere, raid_entries
from handoff_cli.rules.words import all_filled, is_filled

_ITEM: Final = "item:"
_CONTRACT: Final = "contract:"
TARGET: Final = "target:"
_CLAUSES: Final = frozenset({"contract:credit", "contract:partial-shipment"})
Known = Mapping[str, frozenset[str] | None]


@rule(parameter="raid", acts="sales")
def raid_links_exist(deal: Deal) -> Iterator[Hit]:
    """What a RAID entry links to exists.

    Why: the PM follows the link from the risk to the clause, the assumption or the part.

    Bad:
        links: [NST-04, "bom:U11"]

    Good:
        links: [NST-01, "bom:U1"]

    Fix: correct the id. A part is linked as `bom:` and its designator; where several data packs have it, as `bom:fsg-100/U1`.
    """
    known = _known_ids(deal)
    for entry in raid_entries(deal):
        for link in entry.get("links"):
            if is_filled(link, deal.policy) and _is_lost(known, link):
                yield _nowhere(deal, link)


@rule(parameter="raid", acts="sales", source="handoff")
def raid_references_are_linked_back(deal: Deal) -> Iterator[Hit]:
    """What names an entry of the RAID log is linked by that entry.

    Why: the PM starts from the log. A decision that does not say which deviation it decided is a decision about anything.

    Bad:
        deviations: [{id: DEV-01, raid: D-01, …}]
        decisions: [{id: D-01, …}]                 # no links

    Good:
        deviations: [{id: DEV-01, raid: D-01, …}]
        decisions: [{id: D-01, links: [DEV-01], …}]

    Fix: add the id to the `links` of the entry, or name the entry that belongs to it.
    """
    entries = deal.raid_entries()
    links = [(entry, link) for entry in raid_entries(deal) for link in entry.get("links")]
    linked = {(entry.get("id").text, link.text) for entry, link in links}
    claims = {link.text: (entry, link) for entry, link in links}
    for node, kinds, parameter in raid_references(deal) if log_is_known(deal) else ():
        entry, owner = entries.get(node.text), _owner(deal, node)
        if entry is None or node.text[:1] not in kinds or not is_filled(owner, deal.policy):
            continue
        if (node.text, owner.text) not in linked and _leads_somewhere(deal, entry.get("links")):
            yield replace(_one_way(node, owner.text, entry, claims.get(owner.text)), parameter=parameter)


def _one_way(node: Node, owner: str, entry: Node, other: tuple[Node, Node] | None) -> Hit:
    """At the log, which leaves the link out; or at the reference, when another entry of the log claims its owner."""
    name = node.text
    if other is None:
        at = entry.get("links") if entry.get("links").exists else entry.get("id")
        remedy = f"Add {owner} to the `links` of {name}, or correct `raid:` of {owner}."
        return conflict(
            at, f"{name} does not link {owner}, which names it", remedy, related=[see(node, f"{owner} names {name}")]
        )
    claiming, link = other
    return conflict(
        node,
        f"{owner} names {name}, but {claiming.get('id').text} links it",
        "Name the entry that belongs to it, and link it there.",
        related=[see(link, f"linked by {claiming.get('id').text}"), see(entry.get("id"), name)],
    )


def _owner(deal: Deal, node: Node) -> Node:
    """The id of the entry a reference stands in; absent for what has none (the credit check, a kickoff)."""
    document = deal.document(node.source.path.removeprefix(f"{deal.folder}/"))
    return document.get(*node.route[:-1], "id")


def _leads_somewhere(deal: Deal, links: Node) -> bool:
    """Whether all links of an entry are there to be judged: one with a slip in it may be the very link that is asked for."""
    known = _known_ids(deal)
    return not links.exists or (
        links.is_list and all_filled(links, deal.policy) and not any(_is_lost(known, link) for link in links)
    )


def _registers(deal: Deal) -> dict[str, Node]:
    """Prefix of an id → the list it stands in."""
    log = {letter: deal.raid.get(part) for part, letter in RAID_PARTS.items()}
    return log | {
        "AS": deal.quote.get("assumptions"),
        "NRE": deal.quote.get("nre"),
        "NST": deal.contract.get("non_standard_terms"),
        "DEV": deal.deviations.get("deviations"),
        "EQ": deal.deviations.get("questions"),
        "PR": deal.promises.get("promises"),
        "M": deal.deal.get("milestones"),
    }


def _known_ids(deal: Deal) -> Known:
    """Prefix → what a link with it may name; None where a gap or an unreadable file leaves that open."""
    registers = _registers(deal)
    named = {
        prefix: ids(register) if is_known(register, "id", deal.policy) and are_unique(register) else None
        for prefix, register in registers.items()
    }
    log = frozenset(deal.raid_entries()) if log_is_known(deal) else None
    optional = {
        "EQ": registers["EQ"].exists or not deal.deviations.exists,
        "PR": "promises.yaml" in deal.files,
        "M": registers["M"].exists or not deal.deal.exists,
    }
    absent = {prefix: frozenset[str]() for prefix, there in optional.items() if not there}
    items = deal.deal.get("items")
    known_items = is_known(items, "item", deal.policy) and are_unique(items, "item")
    facts = {
        PREFIX: _bom_parts(deal),
        _CONTRACT: _CLAUSES,
        _ITEM: _item_links(deal) if known_items else None,
        TARGET: _target_links(deal) if is_known(deal.quote.get("items"), "item", deal.policy) else None,
    }
    return named | absent | dict.fromkeys(RAID_PARTS.values(), log) | facts


def _nowhere(deal: Deal, link: Node) -> Hit:
    if link.text.startswith(PREFIX):
        several = packs_with(deal, link.text)
        if several:
            return ambiguous(
                link,
                f"{link.text} is a part of {listed(several)}",
                f"Say which is meant: {' or '.join(f'`bom:{name}/{link.text.removeprefix(PREFIX)}`' for name in several)}.",
            )
        boms = [Place(pack.archive, pack.bom.member) for pack in deal.packs.values() if pack.bom]
        hit = nowhere(link, "any BOM of this deal", link)
        return replace(hit, related=tuple(see(bom, "looked up here") for bom in boms))
    homes = {**_registers(deal), _ITEM: deal.deal.get("items"), TARGET: deal.quote.get("items")}
    home = homes.get(_prefix(link))
    if home is None:
        return nowhere(link, "this deal", link)
    return nowhere(link, home.source.path.rsplit("/", 1)[-1], home)


def _prefix(link: Node) -> str:
    return next(
        (each for each in (PREFIX, _ITEM, TARGET, _CONTRACT) if link.text.startswith(each)), link.text.split("-", 1)[0]
    )


def _item_links(deal: Deal) -> frozenset[str]:
    return frozenset(f"{_ITEM}{item.get('item').text}" for item in deal.items)


def _target_links(deal: Deal) -> frozenset[str]:
    """The items whose quote names a target price of the customer's."""
    items = (item for item in deal.quote.get("items") if item.get("target_price").exists)
    return frozenset(f"{TARGET}{item.get('item').text}" for item in items)


def _is_lost(known: Known, link: Node) -> bool:
    """Whether a link names what does not exist; what a gap elsewhere leaves open is not lost."""
    found = known.get(_prefix(link), frozenset())
    return found is not None and link.text not in found


def _bom_parts(deal: Deal) -> frozenset[str] | None:
    packs = {item.get("pack").text for item in deal.items} - {""}
    if not packs <= deal.packs.keys() or any(not pack.bom for pack in deal.packs.values()):
        return None
    return frozenset(part_links(deal))


RULES = (raid_links_exist, raid_references_are_linked_back)
