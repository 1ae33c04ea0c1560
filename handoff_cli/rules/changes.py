"""Scope: a deal that was accepted before changes only by an order of its own, and somebody answers for what is built already."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.policy import Policy
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import listed, normalised_revision
from handoff_cli.rules.registers import customer_people, is_known, nowhere
from handoff_cli.rules.sources import distinct_items
from handoff_cli.rules.words import all_filled, is_filled

_WORDS: Final = {"scope-change": "the scope", "schedule-change": "the date", "cost-increase": "the cost"}
_REMEDY: Final = (
    "Add a change order under `changes`: who asked for it, why, what happens to the old pieces, who approved it."
)


@rule(parameter="scope", acts="sales", source="HB 11/5.1", severity="warn")
def accepted_scope_changes_by_order(deal: Deal) -> Iterator[Hit]:
    """What the PM has accepted changes only with a change order. Only the gate can know it, which sees what is in force.

    Why: while revision B is on the line, a new revision in the package is a change of what is being built. Stock, work in progress, cost
    and days of the old one belong to somebody.

    Bad:
        items: [{item: board, revision: D, quantity: 1000, …}]       # the PM is building revision C

    Good:
        changes: [{id: CO-01, item: board, from: {revision: C, quantity: 1000}, …}]

    Fix: write down the change order, or leave the item as it was accepted.
    """
    accepted = {item.get("item").text: item for item in deal.accepted.get("items")} if deal.accepted else {}
    ordered = {_state(change.get("from"), change.get("item").text) for change in deal.deal.get("changes")}
    for item in distinct_items(deal):
        before = accepted.get(item.get("item").text)
        if before is not None and _state(before) != _state(item) and _state(before) not in ordered:
            field = item.get(_differs(before, item))
            yield missing(
                field,
                f"{field.key} of {item.get('item').text} is {field.text}, but the PM has accepted {before.get(field.key).text}, "
                "and there is no change order for it",
                _REMEDY,
                related=[see(before.get(field.key), "accepted, and in force")],
            )


@rule(parameter="scope", acts="sales")
def change_orders_change_the_item(deal: Deal) -> Iterator[Hit]:
    """A change order is about an item of the deal, which is now another one than before.

    Why: a change order that changes nothing hides which one holds.

    Bad:
        items: [{item: board, revision: C, quantity: 1000, …}]
        changes: [{id: CO-01, item: board, from: {revision: C, quantity: 1000}, …}]

    Good:
        changes: [{id: CO-01, item: board, from: {revision: B, quantity: 1000}, …}]

    Fix: write under `from` what was accepted before, and under `items` what is to be built now.
    """
    items = {item.get("item").text: item for item in distinct_items(deal)}
    known = is_known(deal.deal.get("items"), "item", deal.policy)
    for change in deal.deal.get("changes"):
        named, before = change.get("item"), change.get("from")
        item = items.get(named.text)
        if known and item is None and is_filled(named, deal.policy):
            yield nowhere(named, "deal.yaml", deal.deal.get("items"))
        elif item is not None and _state(before, named.text) == _state(item):
            yield conflict(
                before,
                f"{change.get('id').text} starts from revision {before.get('revision').text}, {before.get('quantity').text} pieces, "
                "which is what the item still says",
                "Write under `from` what was accepted before, and under `items` what is to be built now.",
                related=[see(item.get("revision"), "the item")],
            )


@rule(parameter="scope", acts="sales", source="HB 11/5.1", severity="warn")
def changes_are_approved_by_who_may(deal: Deal) -> Iterator[Hit]:
    """Whoever approved a change order may approve the scope, and its cost and days where it has any.

    Why: an engineer at the customer asks for revision D, and his purchasing refuses the bill.

    Bad:
        approved_by: bob                           # can_approve: [engineering-deviation]

    Good:
        approved_by: alice                         # can_approve: [scope-change, cost-increase, schedule-change]

    Fix: get the approval from the person who may give it.
    """
    people = {person.get("id").text: person for person in deal.stakeholders.get("customer")}
    for change in deal.deal.get("changes"):
        approver = people.get(change.get("approved_by").text)
        lacking = [power for power in _needed(change) if approver is not None and power not in _powers(approver)]
        if approver is not None and lacking and _says_all(approver, deal.policy):
            yield conflict(
                change.get("approved_by"),
                f"{approver.get('name').text} approved {change.get('id').text}, but may not approve {listed([_WORDS[each] for each in lacking])}",
                "Get the approval from the person who may give it, and name that person.",
                related=[see(approver.get("id"), "what this person can approve")],
            )


@rule(parameter="scope", acts="sales")
def changes_name_people_of_the_customer(deal: Deal) -> Iterator[Hit]:
    """Who asked for a change and who approved it are people of stakeholders.yaml.

    Why: nobody can ask back somebody who is not on the list.

    Bad:
        requested_by: purchasing

    Good:
        requested_by: bob

    Fix: use the person's id, or add the person to stakeholders.yaml.
    """
    people = customer_people(deal)
    known = is_known(deal.stakeholders.get("customer"), "id", deal.policy)
    for change in deal.deal.get("changes"):
        for node in (change.get("requested_by"), change.get("approved_by")):
            if known and is_filled(node, deal.policy) and node.text not in people:
                yield nowhere(node, "stakeholders.yaml", deal.stakeholders.get("customer"))


@rule(parameter="scope", acts="pm", source="HB 11/5.1", severity="warn")
def old_pieces_have_a_use(deal: Deal) -> Iterator[Hit]:
    """Stock and work in progress of the old revision are disposed of.

    Why: what nobody decides about is found at the next stock-taking, and nobody pays for it then.

    Bad:
        stock: 120
        disposition: none

    Good:
        stock: 120
        disposition: rework

    Fix: agree with the customer what happens to them: deliver, use up, rework, scrap, or sell them to him.
    """
    for change in deal.deal.get("changes"):
        left = [field for field in ("stock", "in_progress") if (change.get(field).count or 0) > 0]
        if left and change.get("disposition").text == "none":
            yield conflict(
                change.get("disposition"),
                f"disposition of {change.get('id').text} is none, but there are pieces of the old revision",
                "Agree with the customer what happens to them: deliver, use up, rework, scrap, or sell them to him.",
                related=[see(change.get(field), field.replace("_", " ")) for field in left],
            )


@rule(parameter="scope", acts="sales", source="HB 11/5.1", severity="warn")
def change_evidence_is_there(deal: Deal) -> Iterator[Hit]:
    """The approval of a change order is in the package, and is the file that was hashed.

    Why: evidence stays editable after the handoff; the hash keeps what was accepted.

    Bad:
        evidence: evidence/2026-04-07-change.md    # and evidence/ is empty

    Good:
        evidence: evidence/2026-04-07-change.md    # which is there

    Fix: put the file there and write its SHA-256 beside it.
    """
    for change in deal.deal.get("changes"):
        named, stated = change.get("evidence"), change.get("evidence_sha256")
        file = deal.files.get(named.text)
        if is_filled(named, deal.policy) and file is None:
            yield missing(
                named,
                f"{named.text}, the approval of {change.get('id').text}, is not in the package",
                "Put the file there, or correct the path.",
            )
        elif file is not None and is_filled(stated, deal.policy) and stated.text.casefold() != file.sha256:
            yield conflict(
                stated,
                f"evidence_sha256 of {change.get('id').text} is not that of {named.text}",
                "Put the file back that was approved, or have the new one approved and write its SHA-256 here.",
                related=[see(deal.place(named.text), "the file")],
            )


def _state(node: Node, item: str = "") -> tuple[str, str, str]:
    """Which item, in which revision, how many."""
    revision, quantity = node.get("revision").text, node.get("quantity").text
    return item or node.get("item").text, normalised_revision(revision), quantity


def _differs(before: Node, after: Node) -> str:
    same = normalised_revision(before.get("revision").text) == normalised_revision(after.get("revision").text)
    return "quantity" if same else "revision"


def _needed(change: Node) -> Iterator[str]:
    yield "scope-change"
    if (change.get("cost").decimal or Decimal(0)) > 0:
        yield "cost-increase"
    if (change.get("days").count or 0) > 0:
        yield "schedule-change"


def _says_all(person: Node, policy: Policy) -> bool:
    powers = person.get("can_approve")
    return powers.is_list and all_filled(powers, policy)


def _powers(person: Node) -> frozenset[str]:
    return frozenset(power.text for power in person.get("can_approve"))


RULES = (
    accepted_scope_changes_by_order,
    change_orders_change_the_item,
    changes_are_approved_by_who_may,
    changes_name_people_of_the_customer,
    old_pieces_have_a_use,
    change_evidence_is_there,
)
