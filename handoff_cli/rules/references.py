"""References between registers lead somewhere, and to the right kind of entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Parameter
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.registers import KIND_NAMES, RAID_PARTS, are_unique, is_known, nowhere
from handoff_cli.rules.words import is_filled


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
    for node, kinds, parameter in raid_references(deal) if log_is_known(deal) else ():
        if not is_filled(node, deal.policy):
            continue
        entry = entries.get(node.text)
        if entry is None:
            yield replace(nowhere(node, "raid.yaml", _part(deal, node.text)), parameter=parameter)
        elif node.text[:1] not in kinds:
            yield replace(_wrong_kind(node, kinds, entry), parameter=parameter)


def _part(deal: Deal, id: str) -> Node:
    """Where in the log an id of this letter would stand."""
    part = next((part for part, letter in RAID_PARTS.items() if id.startswith(f"{letter}-")), None)
    return deal.raid.get(part) if part else deal.raid


def _wrong_kind(node: Node, kinds: str, entry: Node) -> Hit:
    wanted = " or ".join(KIND_NAMES[kind] for kind in kinds)
    message = f"{node.text} is {KIND_NAMES.get(node.text[:1], 'something else')}, but {wanted} belongs here"
    return conflict(node, message, f"Name {wanted} of raid.yaml, or log it.", related=[see(entry.get("id"), node.text)])


def raid_references(deal: Deal) -> Iterator[tuple[Node, str, Parameter]]:
    """The node, the letters it may name, and the gate parameter of its document."""
    for charge in deal.quote.get("nre"):
        yield charge.get("raid"), "ARID", "commercial"
    for entry in deal.quote.get("assumptions"):
        yield entry.get("raid"), "A" if entry.get("kind").text == "customer-dependency" else "ARID", "commercial"
    for term in deal.contract.get("non_standard_terms"):
        yield term.get("raid"), "R" if term.get("category").text == "liquidated-damages" else "RAID", "commercial"
    yield deal.contract.get("credit", "raid"), "I", "commercial"
    yield from ((entry.get("raid"), "RAID", "commercial") for entry in deal.contract.get("forecast"))
    for delivery in (delivery for item in deal.items for delivery in item.get("deliveries")):
        yield delivery.get("raid"), "RAID", "scope"
    for deviation in deal.deviations.get("deviations"):
        yield deviation.get("raid"), "D", "technical"
    for promise in deal.promises.get("promises"):
        yield promise.get("raid"), "RAID", "context"
    for risk in (*deal.internal_kickoff.get("technical_risks"), *deal.external_kickoff.get("risks")):
        yield risk, "R", "context"


def log_is_known(deal: Deal) -> bool:
    parts = [deal.raid.get(part) for part in RAID_PARTS]
    return all(is_known(part, "id", deal.policy) and are_unique(part) for part in parts)


RULES = (raid_references_lead_to_the_right_entry,)
