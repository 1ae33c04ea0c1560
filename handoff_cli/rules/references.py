"""References between registers lead somewhere, and to the right kind of entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Parameter
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.registers import KIND_NAMES, RAID_PARTS, ids, is_known, nowhere, raid_entries
from handoff_cli.rules.words import is_filled

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
            prefix = _BOM if link.text.startswith(_BOM) else link.text.split("-", 1)[0]
            found = known.get(prefix, frozenset())
            if found is not None and is_filled(link, deal.policy) and link.text not in found:
                yield nowhere(link, "any BOM of this deal" if prefix == _BOM else "this deal", entry.get("id"))


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


def _bom_parts(deal: Deal) -> frozenset[str] | None:
    packs = {item.get("pack").text for item in deal.items} - {""}
    if not packs <= deal.packs.keys() or any(not pack.bom for pack in deal.packs.values()):
        return None
    return frozenset(
        f"{_BOM}{ref}" for pack in deal.packs.values() if pack.bom for line in pack.bom.lines for ref in line.refdes
    )


def _log_is_known(deal: Deal) -> bool:
    return all(is_known(deal.raid.get(part), "id", deal.policy) for part in RAID_PARTS)


RULES = (raid_references_lead_to_the_right_entry, raid_links_exist)
