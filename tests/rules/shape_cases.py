"""Cases of blanket orders and change orders: the good deal is made one first, then one thing in it is spoilt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.rules import build
from tests.rules.cases import Case, Change, both, put
from tests.rules.good import Sample

DEAL, CONTRACT, PEOPLE = "deal.yaml", "contract.yaml", "stakeholders.yaml"
APPROVAL = "evidence/2026-04-07-change.md"
CHANGE: dict[str, Any] = {
    "id": "CO-01",
    "item": "board",
    "from": {"revision": "B", "quantity": 1000},
    "requested_by": "bob",
    "requested": "2026-04-02",
    "effective": "2026-04-20",
    "reason": "U1 of revision B is no longer made.",
    "stock": 120,
    "in_progress": 0,
    "disposition": "rework",
    "cost": "1840.00",
    "days": 10,
    "approved_by": "alice",
    "approved": "2026-04-07",
    "evidence": APPROVAL,
    "evidence_sha256": build.sha256("Alice approves."),
}
RELEASES = [
    {"release": "PO-88213/1", "date": "2026-02-03", "item": "board", "quantity": 400},
    {"release": "PO-88213/2", "date": "2026-03-02", "item": "board", "quantity": 600},
    {"release": "PO-88213/3", "date": "2026-02-03", "item": "cable", "quantity": 1000},
]


def blanket(*changes: Change) -> Change:
    """The order as a blanket order, all of it released."""
    return both(
        put(CONTRACT, "purchase_order", "blanket", {"until": "2026-12-31"}),
        put(CONTRACT, "purchase_order", "releases", [dict(release) for release in RELEASES]),
        *changes,
    )


def changed(*changes: Change) -> Change:
    """The boards are revision C now, where revision B was accepted before."""

    def powers(sample: Sample) -> None:
        alice = next(person for person in sample[PEOPLE]["customer"] if person["id"] == "alice")
        alice["can_approve"] = ["cost-increase", "schedule-change", "scope-change"]
        sample.files[APPROVAL] = "Alice approves."

    return both(powers, put(DEAL, "changes", [{**CHANGE, "from": dict(CHANGE["from"])}]), *changes)


def accepted(revision: str, quantity: int) -> Change:
    """The PM is building this of the boards."""

    def change(sample: Sample) -> None:
        item = {"item": "board", "revision": revision, "quantity": quantity}
        sample.accepted = build.node("projects/BRW-1042/deal.yaml", {"items": [item]})

    return change


def consigned(sample: Sample) -> None:
    """The customer supplies U1, and the RAID log knows by which day."""
    exception = {"refdes": ["U1"], "is": "consigned", "reason": "on allocation", "by": "mira"}
    supply = {"default": "turnkey", "reason": "agreed in the quote", "by": "mira", "exceptions": [exception]}
    sample["data-pack/fsg-100/manifest.yaml"]["supply"] = supply
    sample["raid.yaml"]["assumptions"][0]["links"].append("bom:U1")


def slow(sample: Sample) -> None:
    """U1 takes 52 weeks, which R-01 knows, and cannot be sent back, which the customer has signed for."""
    bom = sample.bom or ()
    told = {"Sources": "1", "Lead time (weeks)": "52", "NCNR": "yes"}
    sample.bom = tuple(replace(line, fields=told) if line.refdes == ("U1",) else line for line in bom)
    signed = {"mpn": "STM32U575CIU6", "kind": "ncnr", "quantity": 1050, "signed_by": "Alice Moreau", "on": "2026-02-10"}
    sample[CONTRACT]["material_authorisations"] = [signed]


def _release(at: int, field: str, value: object) -> Change:
    return put(CONTRACT, "purchase_order", "releases", at, field, value)


def _order(field: str, value: object) -> Change:
    return put(DEAL, "changes", 0, field, value)


CASES = (
    Case("more is released than ordered", blanket(_release(1, "quantity", 700), put(DEAL, "items", 0, "deliveries", 1, "quantity", 700)), "releases-stay-within-the-order", "conflict", CONTRACT, "quantity: 700", DEAL, says="add up to 1100, but the order holds 1000"),
    Case("a delivery nobody released", blanket(_release(1, "quantity", 500)), "deliveries-are-released", "conflict", DEAL, "deliveries:", CONTRACT, says="add up to 1000, but 900 are released"),
    Case("nothing is released", blanket(lambda sample: sample[CONTRACT]["purchase_order"]["releases"].pop()), "deliveries-are-released", "missing", CONTRACT, "blanket:", DEAL, says="nothing of cable is released"),
    Case("a release after the last day", blanket(_release(1, "date", "2027-01-15")), "releases-belong-to-a-blanket-order", "conflict", CONTRACT, "date: 2027-01-15", CONTRACT, says="after the last day, 2026-12-31"),
    Case("a release before the order", blanket(_release(1, "date", "2026-01-15")), "releases-belong-to-a-blanket-order", "conflict", CONTRACT, "date: 2026-01-15", CONTRACT, says="before the order of 2026-02-03"),
    Case("releases of an ordinary order", both(put(CONTRACT, "purchase_order", "releases", [RELEASES[0]])), "releases-belong-to-a-blanket-order", "conflict", CONTRACT, says="that is no blanket order"),
    Case("an accepted revision is replaced without an order", accepted("B", 1000), "accepted-scope-changes-by-order", "missing", DEAL, "revision: C", DEAL, says="revision of board is C, but the PM has accepted B"),
    Case("an accepted quantity is changed without an order", accepted("C", 800), "accepted-scope-changes-by-order", "missing", DEAL, "quantity: 1000", DEAL, says="the PM has accepted 800"),
    Case("a change order from another state", changed(accepted("B", 800)), "accepted-scope-changes-by-order", "missing", DEAL, "revision: C", DEAL),
    Case("a change order that changes nothing", changed(put(DEAL, "changes", 0, "from", "revision", "C")), "change-orders-change-the-item", "conflict", DEAL, related=DEAL, says="CO-01 starts from revision C, 1000 pieces"),
    Case("a change order of another item", changed(_order("item", "bord")), "change-orders-change-the-item", "conflict", DEAL, related=DEAL, says="bord is not in deal.yaml"),
    Case("approved by the engineer", changed(_order("approved_by", "bob")), "changes-are-approved-by-who-may", "conflict", DEAL, "approved_by: bob", PEOPLE, says="may not approve the scope, the cost and the date"),
    Case("asked for by nobody we know", changed(_order("requested_by", "purchasing")), "changes-name-people-of-the-customer", "conflict", DEAL, "requested_by: purchasing", PEOPLE),
    Case("old boards nobody wants", changed(_order("disposition", "none")), "old-pieces-have-a-use", "conflict", DEAL, "disposition: none", DEAL, acts="pm"),
    Case("the approval is not there", changed(lambda sample: sample.files.pop(APPROVAL)), "change-evidence-is-there", "missing", DEAL, f"evidence: {APPROVAL}"),
    Case("approved before it was asked for", changed(_order("approved", "2026-03-31")), "entries-end-after-they-began", "conflict", DEAL, "approved: 2026-03-31", DEAL),
    Case("another approval than that", changed(_order("evidence_sha256", build.sha256("Bob approves."))), "change-evidence-is-there", "conflict", DEAL, related=APPROVAL),
)  # fmt: skip

GOOD: dict[str, Change] = {
    "a blanket order, all released": blanket(),
    "a change order from what was accepted": changed(accepted("B", 1000)),
    "what was accepted before": accepted("Rev. C", 1000),
    "a consigned part that is waited for": consigned,
    "parts that take a year and cannot be sent back": slow,
    "terms of our own conditions": both(
        lambda sample: sample[CONTRACT]["documents"].pop(0),
        put(CONTRACT, "precedence", ["po"]),
        put(CONTRACT, "terms", "based_on", "our-conditions"),
    ),
    "a change without cost and days": changed(_order("cost", "0"), _order("days", 0)),
}
"""Deals of these shapes in which nothing is wrong."""
