"""Cases of clearances: what is cleared, by whom, on what proof, and what has changed since."""

from __future__ import annotations

from typing import Any

from tests.rules import build
from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import Sample

CONTRACT, CLEARANCES = "contract.yaml", "clearances.yaml"
PROOF, WORDS = "evidence/2026-02-05-release.md", "Released up to 40000 until June."
CREDIT = "closed-credit-issues-are-released"
CLOSED = put("raid.yaml", "issues", 0, "status", "closed")
"""The issue about the credit is closed, and the limit is as low as it was."""


def clearance(**fields: Any) -> Change:
    """One clearance, by Finance, of the credit; with these fields instead."""
    entry = {
        "id": "CL-01",
        "rule": CREDIT,
        "file": CONTRACT,
        "at": "credit.limit",
        "states": "60000.00",
        "by": "ines",
        "on": "2026-02-05",
        "amount": "40000.00",
        "reason": "The insurer covers it.",
        "evidence": PROOF,
        "evidence_sha256": build.sha256(WORDS),
    } | fields

    def change(sample: Sample) -> None:
        known = sample.documents.setdefault(CLEARANCES, {"clearances": []})
        known["clearances"].append({key: value for key, value in entry.items() if value is not None})
        sample.files[PROOF] = WORDS

    return change


CASES = (
    Case("a closed issue and a low limit", CLOSED, CREDIT, "conflict", CONTRACT, "limit: 60000.00", "raid.yaml", "finance"),
    Case("a clearance without its proof", both(CLOSED, clearance(), lambda s: s.files.pop(PROOF)), "clearance-evidence-is-there", "missing", CLEARANCES, f"evidence: {PROOF}", beside=(CREDIT,)),
    Case("another proof than that", both(CLOSED, clearance(evidence_sha256="0" * 64)), "clearance-evidence-is-there", "conflict", CLEARANCES, related=PROOF, beside=(CREDIT,)),
    Case("cleared by Sales", both(CLOSED, clearance(by="tom")), "clearances-are-given-by-who-may", "conflict", CLEARANCES, "by: tom", says="who sells this deal", beside=(CREDIT,)),
    Case("cleared by an engineer", both(CLOSED, clearance(by="mira")), "clearances-are-given-by-who-may", "conflict", CLEARANCES, "by: mira", says="has not the role `finance`", beside=(CREDIT,)),
    Case("cleared by the PM", both(CLOSED, clearance(by="dana")), "clearances-are-given-by-who-may", "conflict", CLEARANCES, "by: dana", beside=(CREDIT,)),
    Case("cleared by nobody we know", both(CLOSED, clearance(by="inez")), "clearances-are-given-by-who-may", "conflict", CLEARANCES, "by: inez", beside=(CREDIT,)),
    Case("another limit than was cleared", both(CLOSED, clearance(states="65000.00")), "clearances-are-current", "conflict", CLEARANCES, "states: 65000.00", says="what stands at contract.yaml, credit.limit now", beside=(CREDIT,)),
    Case("words for the hash of a whole file", both(CLOSED, clearance(at=None, states="no cap")), "clearances-are-current", "conflict", CLEARANCES, "states: no cap", says="what stands at contract.yaml now", beside=(CREDIT,)),
    Case("less is cleared than is at stake", both(CLOSED, clearance(amount="10.00")), "clearances-are-current", "conflict", CLEARANCES, "amount: 10.00", says="less than is at stake", beside=(CREDIT,)),
    Case("no amount is cleared", both(CLOSED, clearance(amount=None)), "clearances-are-current", "missing", CLEARANCES, says="up to which amount", beside=(CREDIT,)),
    Case("a clearance that is left over", clearance(), "clearances-lift-a-finding", "conflict", CLEARANCES, f"rule: {CREDIT}", says="finds nothing at contract.yaml, credit.limit"),
    Case("a clearance of another field", both(CLOSED, clearance(at="credit.open_receivables")), "clearances-lift-a-finding", "conflict", CLEARANCES, beside=(CREDIT,)),
    Case("a clearance of a document there is not", both(CLOSED, clearance(file="contrakt.yaml")), "clearances-lift-a-finding", "conflict", CLEARANCES, says="finds nothing at contrakt.yaml, credit.limit", beside=(CREDIT,)),
    Case("a clearance of a condition of the handoff", both(clearance(rule="revisions-agree")), "clearances-lift-a-finding", "conflict", CLEARANCES, says="which nobody may clear"),
    Case("a clearance of a rule that is none", both(clearance(rule="credit-is-fine")), "clearances-lift-a-finding", "conflict", CLEARANCES),
    Case("the customer clears a clause", both(drop(CONTRACT, "terms", "liability_cap"), clearance(rule="liability-is-capped", at="terms", by="bob")), "clearances-are-given-by-who-may", "conflict", CLEARANCES, beside=("liability-is-capped",)),
)  # fmt: skip
