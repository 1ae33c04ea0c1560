"""Technical baseline: every deviation agreed before the order is approved by somebody who may, proved, and limited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import normalised
from handoff_cli.rules.prices import day
from handoff_cli.rules.sources import distinct_items, ordered_quantity
from handoff_cli.rules.words import all_filled, is_filled

_SELLING: Final = re.compile(
    r"\bsales\b|\baccount (?:manager|executive|director)\b|\bbusiness development\b|\bkey account\b", re.IGNORECASE
)
_NEVER: Final = frozenset({"safety", "regulatory", "reliability"})


@rule(parameter="technical", acts="sales")
def deviation_evidence_is_there(deal: Deal) -> Iterator[Hit]:
    """The proof of a deviation is in the package.

    Why: "Bob said blue is fine" ends with a thousand black boards sent back.

    Bad:
        evidence: evidence/2026-01-22-solder-mask.md           # and evidence/ is empty

    Good:
        evidence: evidence/2026-01-22-solder-mask.md           # which is there

    Fix: file the customer's mail or drawing, or correct the path (it starts at the deal's folder).
    """
    for deviation in deal.deviations.get("deviations"):
        named = deviation.get("evidence")
        if is_filled(named, deal.policy) and named.text not in deal.files:
            yield missing(
                named,
                f"{named.text}, the evidence of {deviation.get('id').text}, is not in the package",
                "File it there (the path begins in the deal's folder, as in `evidence/…`), or correct the path.",
            )


@rule(parameter="technical", acts="sales")
def deviation_evidence_matches_its_hash(deal: Deal) -> Iterator[Hit]:
    """The proof of a deviation is byte for byte the file whose SHA-256 is stated.

    Why: evidence stays editable after the handoff; the hash keeps what was accepted.

    Bad:
        evidence_sha256: 1f0c…                     # of the mail before somebody shortened it

    Good:
        evidence_sha256: 83ab…                     # of the file that is there

    Fix: put the original back, or have the deviation confirmed again and write the new hash.
    """
    for deviation in deal.deviations.get("deviations"):
        named, stated = deviation.get("evidence"), deviation.get("evidence_sha256")
        file = deal.files.get(named.text)
        if file and is_filled(stated, deal.policy) and stated.text.casefold() != file.sha256:
            yield conflict(
                stated,
                f"evidence_sha256 of {deviation.get('id').text} is not that of {named.text}",
                "Put the original back, or have the deviation confirmed again and write the new hash.",
                related=[see(deal.place(named.text), f"this file has {file.sha256}")],
            )


@rule(parameter="technical", acts="sales", source="HB 11/5.2", severity="warn")
def deviations_are_approved_by_engineers(deal: Deal) -> Iterator[Hit]:
    """A deviation is approved by the customer or by engineering, never by Sales.

    Why: whoever sells cannot say whether the product still works.

    Bad:
        approved_by: {name: Tom Okafor, company: Nordhall Electronics, role: Sales Manager, date: 2026-01-22}

    Good:
        approved_by: {name: Bob Tanaka, company: Brightwater Instruments Ltd, role: Lead Hardware Engineer, date: 2026-01-22}

    Fix: ask the customer's engineer to approve it in writing.
    """
    for deviation in deal.deviations.get("deviations"):
        name, role = deviation.get("approved_by", "name"), deviation.get("approved_by", "role")
        if _sells(deal, name, role):
            yield conflict(
                name,
                f"{deviation.get('id').text} is approved by {name.text}, who sells",
                "Ask the customer's engineer to approve it in writing.",
                related=[see(role, role.text)],
            )


@rule(parameter="technical", acts="customer", source="HB 11/5.2", severity="warn")
def deviation_approvers_may_approve(deal: Deal) -> Iterator[Hit]:
    """Whoever of the customer approves a deviation may do so, as the stakeholder map says.

    Why: "talk to Bob about technical questions, but only Alice can approve": what the wrong person approves is not approved.

    Bad:
        approved_by: {name: Priya Nair, …}         # stakeholders.yaml: priya, can_approve: [shipment-release]

    Good:
        approved_by: {name: Bob Tanaka, …}         # bob, can_approve: [engineering-deviation]

    Fix: ask who may approve it and get that approval, or complete the stakeholder map.
    """
    people = {normalised(person.get("name").text): person for person in deal.stakeholders.get("customer")}
    for deviation in deal.deviations.get("deviations"):
        approver = deviation.get("approved_by")
        name, person = approver.get("name"), people.get(normalised(approver.get("name").text))
        if not is_filled(name, deal.policy) or _sells(deal, name, approver.get("role")):
            continue
        if person is None and _is_the_customer(deal, approver.get("company")):
            yield conflict(
                name,
                f"{name.text}, who approves {deviation.get('id').text}, is not among the customer's people",
                "Write the name as in stakeholders.yaml, or add the person there.",
                related=[see(deal.stakeholders.get("customer"), "the customer's people")],
            )
        elif person is not None and _may_not(deal, person):
            yield conflict(
                name,
                f"{name.text} approves {deviation.get('id').text}, but may not approve deviations",
                "Ask who may approve it and get that approval, or add `engineering-deviation` to `can_approve`.",
                related=[see(person.get("can_approve"), "what this person may approve")],
            )


@rule(parameter="technical", acts="engineering", source="HB 11/5.2", severity="warn", clears="customer-engineering")
def deviations_cover_the_order(deal: Deal) -> Iterator[Hit]:
    """The limit of a deviation leaves room for everything that is ordered.

    Why: piece 501 of a deviation limited to 500 is a defect.

    Bad:
        effectivity: {quantity: 500}               # 1000 are ordered

    Good:
        effectivity: {quantity: 1000}

    Fix: have the limit extended by whoever approved it, or change the product.
    """
    for deviation in deal.deviations.get("deviations"):
        affected = {item.text for item in deviation.get("items")}
        for item in distinct_items(deal):
            if item.get("item").text in affected:
                yield from _too_small(deal, deviation, item)


@rule(parameter="technical", acts="engineering", source="HB 11/5.2", severity="warn")
def deviations_spare_safety(deal: Deal) -> Iterator[Hit]:
    """No deviation touches safety, regulation or reliability.

    Why: these cannot be agreed away between two companies; they need a change of the design.

    Bad:
        impact: safety

    Good:
        impact: cosmetic

    Fix: have the design changed and a new data pack released.
    """
    for deviation in deal.deviations.get("deviations"):
        impact = deviation.get("impact")
        if impact.text in _NEVER:
            yield conflict(
                impact,
                f"{deviation.get('id').text} deviates in {impact.text}",
                "Have the design changed and a new data pack released.",
                acts="customer",
            )


def _sells(deal: Deal, name: Node, role: Node) -> bool:
    return bool(_SELLING.search(role.text)) or any(
        person.roles == {"sales"} and normalised(person.name) == normalised(name.text)
        for person in deal.policy.people.values()
    )


def _is_the_customer(deal: Deal, company: Node) -> bool:
    names = [person.get("name") for person in deal.stakeholders.get("customer")]
    known = bool(names) and all_filled(names, deal.policy)
    return known and normalised(company.text) == normalised(deal.deal.get("customer", "name").text) != ""


def _may_not(deal: Deal, person: Node) -> bool:
    approves = person.get("can_approve")
    known = not approves.exists or (approves.is_list and all_filled(approves, deal.policy))
    return known and "engineering-deviation" not in {entry.text for entry in approves}


def _too_small(deal: Deal, deviation: Node, item: Node) -> Iterator[Hit]:
    name, limit, until = (
        deviation.get("id").text,
        deviation.get("effectivity", "quantity"),
        deviation.get("effectivity", "until"),
    )
    quantity, last = ordered_quantity(deal, item), _last_delivery(item)
    remedy = "Have the limit extended by whoever approved it, or change the product."
    if limit.count is not None and quantity is not None and limit.count < quantity:
        yield conflict(
            limit,
            f"{name} is limited to {limit.text} pieces, but {quantity} are ordered",
            remedy,
            related=[see(item.get("quantity"), "the quantity")],
        )
    ends, delivered = day(until), day(last) if last else None
    if last and ends and delivered and ends < delivered:
        yield conflict(
            until,
            f"{name} ends on {until.text}, before the last delivery on {last.text}",
            remedy,
            related=[see(last, "the last delivery")],
        )


def _last_delivery(item: Node) -> Node | None:
    promised = [delivery.get("promised") for delivery in item.get("deliveries")]
    return max((node for node in promised if day(node)), key=lambda node: node.text, default=None)


RULES = (
    deviation_evidence_is_there,
    deviation_evidence_matches_its_hash,
    deviations_are_approved_by_engineers,
    deviation_approvers_may_approve,
    deviations_cover_the_order,
    deviations_spare_safety,
)
