"""Registers (a list, or "none" by a named person), their ids, and who may be called by which id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Parameter
from handoff_cli.core.policy import Policy
from handoff_cli.core.rule import Hit, Owed, conflict, missing, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.words import all_filled

RAID_PARTS: Final = {"risks": "R", "assumptions": "A", "issues": "I", "decisions": "D"}
KIND_NAMES: Final = {"R": "a risk", "A": "an assumption", "I": "an issue", "D": "a decision"}
OWN_ID: Final = "Give this entry an id of its own."


@dataclass(frozen=True, slots=True)
class Register:
    """A list whose entries have ids: what people call it, the list, the key of the id, the gate parameter it serves, and what to do
    about an id that stands twice."""

    title: str
    entries: Node
    key: str
    parameter: Parameter
    remedy: str = OWN_ID


def registers(deal: Deal) -> Iterator[Register]:
    """Every register of a deal."""
    yield Register("items", deal.deal.get("items"), "item", "scope")
    yield Register("milestones", deal.deal.get("milestones"), "id", "scope")
    yield Register("change orders", deal.deal.get("changes"), "id", "scope")
    yield Register("quote items", deal.quote.get("items"), "item", "scope")
    yield Register("NRE", deal.quote.get("nre"), "id", "commercial")
    yield Register("assumptions register", deal.quote.get("assumptions"), "id", "commercial")
    yield Register("contract documents", deal.contract.get("documents"), "reference", "commercial")
    yield Register("order lines", deal.contract.get("purchase_order", "lines"), "line", "scope")
    remedy = "Keep the forecast that holds and take the other one out, or correct its item."
    yield Register("forecasts", deal.contract.get("forecast"), "item", "commercial", remedy)
    yield Register("non-standard terms", deal.contract.get("non_standard_terms"), "id", "commercial")
    yield Register("deviations", deal.deviations.get("deviations"), "id", "technical")
    yield Register("engineering questions", deal.deviations.get("questions"), "id", "technical")
    yield Register("customer people", deal.stakeholders.get("customer"), "id", "context")
    yield Register("promises", deal.promises.get("promises"), "id", "context")
    yield Register("clearances", deal.clearances.get("clearances"), "id", "commercial")
    yield Register("kickoff scope", deal.external_kickoff.get("scope"), "item", "scope")


def raid_entries(deal: Deal, *parts: str) -> Iterator[Node]:
    """The entries of the RAID log in the order of its parts (all of them, or those named)."""
    for part in parts or RAID_PARTS:
        yield from deal.raid.get(part)


def ids(entries: Node, key: str = "id") -> frozenset[str]:
    return frozenset(entry.get(key).text for entry in entries if entry.get(key).text)


def are_unique(entries: Node, key: str = "id") -> bool:
    """Whether no id stands twice: where one does, it may be the very id that seems to be left out."""
    names = [entry.get(key).text for entry in entries if entry.get(key).text]
    return len(names) == len(set(names))


def is_known(entries: Node, key: str, policy: Policy) -> bool:
    """Whether a register names all its entries (or says "none"), so that what is not in it does not exist."""
    if entries.is_list:
        return bool(entries.value) and all_filled((entry.get(key) for entry in entries), policy)
    return entries.get("none_confirmed_by").exists


def links_of(deal: Deal, part: str) -> frozenset[str] | None:
    """What the entries of a part of the RAID log link; None while a gap there leaves it open."""
    entries = deal.raid.get(part)
    lists = [entry.get("links") for entry in entries if entry.get("links").exists]
    links = [link for each in lists for link in each]
    known = is_known(entries, "id", deal.policy) and all_filled((*lists, *links), deal.policy)
    return frozenset(link.text for link in links) if known else None


def customer_people(deal: Deal) -> frozenset[str]:
    """Ids of the customer's people."""
    return ids(deal.stakeholders.get("customer"))


def nowhere(node: Node, where: str, at: Node) -> Hit:
    """A reference that leads to nothing."""
    return conflict(
        node,
        f"{node.text} is not in {where}",
        "Correct the id, or add the entry it names.",
        related=[see(at, "looked up here")],
    )


def unlogged(deal: Deal, entry: Node, what: str, owed: Owed) -> Hit:
    """An entry that the RAID log should have, and that this one should name."""
    part, letter, owed = owed.part, RAID_PARTS[owed.part], replace(owed, named_in=(entry,))
    if logged := unnamed(deal, entry, what, owed):
        return logged
    remedy = f"Log {KIND_NAMES[letter]} in raid.yaml and name it here: `raid: {letter}-01`."
    return missing(
        entry,
        f"{what} has no entry in the RAID log",
        remedy,
        related=[see(deal.raid.get(part), f"the {part}")],
        owes=owed,
    )


def unnamed(deal: Deal, at: Node, what: str, owed: Owed) -> Hit | None:
    """An entry that the RAID log has already, and that is only not named where it belongs; None where it has none."""
    linked = (
        entry
        for entry in raid_entries(deal, owed.part)
        if {link.text for link in entry.get("links")} >= set(owed.links)
    )
    entry = next(linked, None)
    if entry is None:
        return None
    id = entry.get("id").text
    return missing(
        at,
        f"{what} does not name its entry in the RAID log, {id}",
        f"Name it here: `raid: {id}`.",
        related=[see(entry, f"{id} links it")],
        owes=owed,
    )
