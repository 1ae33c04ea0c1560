"""References between registers lead somewhere, and to the right kind of entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Parameter
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.registers import KIND_NAMES, RAID_PARTS, are_unique, ids, is_known, nowhere, raid_entries
from handoff_cli.rules.words import all_filled, is_filled

_BOM: Final = "bom:"


@rule(parameter="raid", acts="sales")
def raid_references_lead_to_the_right_entry(deal: Deal) -> Iterator[Hit]:
    """Whatever names an entry of the RAID log finds it there, and it is of the right kind.

    Why: a deviation points to a decision, a credit problem to an issue, a customer's duty to an assumption, damages to a risk. A reference
    to nothing looks like a remedy and is none.

    Bad:
        credit: {…, raid: R-01}                    # a risk; or I-09, which does not exist

    Good:
        credit: {…, raid: I-01}

    Fix: name the right entry, or log it.
    """
    entries = deal.raid_entries()
    for node, kinds, parameter in _raid_references(deal) if _log_is_known(deal) else ():
        if not is_filled(node, deal.policy):
            continue
        entry = entries.get(node.text)
        if entry is None:
            yield replace(nowhere(node, "raid.yaml", deal.raid), parameter=parameter)
        elif node.text[:1] not in kinds:
            yield replace(_wrong_kind(node, kinds, entry), parameter=parameter)


@rule(parameter="raid", acts="sales")
def raid_links_exist(deal: Deal) -> Iterator[Hit]:
    """What a RAID entry links to exists.

    Why: the PM follows the link from the risk to the clause, the assumption or the part.

    Bad:
        links: [NST-04, "bom:U11"]

    Good:
        links: [NST-01, "bom:U1"]

    Fix: correct the id. A part is linked as `bom:` and its designator.
    """
    known = _known_ids(deal)
    for entry in raid_entries(deal):
        for link in entry.get("links"):
            if is_filled(link, deal.policy) and _is_lost(known, link):
                yield nowhere(
                    link, "any BOM of this deal" if link.text.startswith(_BOM) else "this deal", entry.get("id")
                )


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
    for node, kinds, parameter in _raid_references(deal) if _log_is_known(deal) else ():
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


def _wrong_kind(node: Node, kinds: str, entry: Node) -> Hit:
    wanted = " or ".join(KIND_NAMES[kind] for kind in kinds)
    message = f"{node.text} is {KIND_NAMES.get(node.text[:1], 'something else')}, but {wanted} belongs here"
    return conflict(node, message, f"Name {wanted} of raid.yaml, or log it.", related=[see(entry.get("id"), node.text)])


def _raid_references(deal: Deal) -> Iterator[tuple[Node, str, Parameter]]:
    """The node, the letters it may name, and the gate parameter of its document."""
    for charge in deal.quote.get("nre"):
        yield charge.get("raid"), "ARID", "commercial"
    for entry in deal.quote.get("assumptions"):
        yield entry.get("raid"), "A" if entry.get("kind").text == "customer-dependency" else "ARID", "commercial"
    for term in deal.contract.get("non_standard_terms"):
        yield term.get("raid"), "R" if term.get("category").text == "liquidated-damages" else "RAID", "commercial"
    yield deal.contract.get("credit", "raid"), "I", "commercial"
    for deviation in deal.deviations.get("deviations"):
        yield deviation.get("raid"), "D", "technical"
    for promise in deal.promises.get("promises"):
        yield promise.get("raid"), "RAID", "context"
    for risk in (*deal.internal_kickoff.get("technical_risks"), *deal.external_kickoff.get("risks")):
        yield risk, "R", "context"


def _known_ids(deal: Deal) -> dict[str, frozenset[str] | None]:
    """Prefix → what a link with it may name; None where a gap or an unreadable file leaves that open."""
    registers = {
        "AS": deal.quote.get("assumptions"),
        "NRE": deal.quote.get("nre"),
        "NST": deal.contract.get("non_standard_terms"),
        "DEV": deal.deviations.get("deviations"),
        "PR": deal.promises.get("promises"),
        "M": deal.deal.get("milestones"),
    }
    named = {
        prefix: ids(register) if is_known(register, "id", deal.policy) else None
        for prefix, register in registers.items()
    }
    log = frozenset(deal.raid_entries()) if _log_is_known(deal) else None
    optional = {"PR": "promises.yaml" in deal.files, "M": registers["M"].exists or not deal.deal.exists}
    absent = {prefix: frozenset[str]() for prefix, there in optional.items() if not there}
    return named | absent | dict.fromkeys(RAID_PARTS.values(), log) | {_BOM: _bom_parts(deal)}


def _is_lost(known: dict[str, frozenset[str] | None], link: Node) -> bool:
    """Whether a link names what does not exist; what a gap elsewhere leaves open is not lost."""
    prefix = _BOM if link.text.startswith(_BOM) else link.text.split("-", 1)[0]
    found = known.get(prefix, frozenset())
    return found is not None and link.text not in found


def _bom_parts(deal: Deal) -> frozenset[str] | None:
    packs = {item.get("pack").text for item in deal.items} - {""}
    if not packs <= deal.packs.keys() or any(not pack.bom for pack in deal.packs.values()):
        return None
    return frozenset(
        f"{_BOM}{ref}" for pack in deal.packs.values() if pack.bom for line in pack.bom.lines for ref in line.refdes
    )


def _log_is_known(deal: Deal) -> bool:
    parts = [deal.raid.get(part) for part in RAID_PARTS]
    return all(is_known(part, "id", deal.policy) and are_unique(part) for part in parts)


RULES = (raid_references_lead_to_the_right_entry, raid_references_are_linked_back, raid_links_exist)
