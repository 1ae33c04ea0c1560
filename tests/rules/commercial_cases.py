"""Cases of the rules about quote, contract and deviations."""

from __future__ import annotations

from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import Sample

QUOTE, CONTRACT, RAID, DEVIATIONS = "quote.yaml", "contract.yaml", "raid.yaml", "deviations.yaml"
LD = ("terms", "liquidated_damages", "applies")
NONE = {"none_confirmed_by": "tom", "on": "2026-02-05"}
EVIDENCE = "evidence/2026-01-22-solder-mask.md"


def _no_costs(sample: Sample) -> None:
    sample[QUOTE]["items"][1] |= {"cost": {"material": "0", "labour": "0.00"}, "margin": {"gross_percent": "100"}}


def _sold_by(name: str, role: str) -> Change:
    def change(sample: Sample) -> None:
        sample[DEVIATIONS]["deviations"][0]["approved_by"] |= {"name": name, "role": role}

    return change


def _nda(party: str) -> Change:
    """A third paper with one signature."""

    def change(sample: Sample) -> None:
        signature = next(each for each in sample[CONTRACT]["documents"][0]["signatures"] if each["party"] == party)
        paper = {
            **sample[CONTRACT]["documents"][0],
            "kind": "nda",
            "reference": "NDA-2026-01",
            "nda": {"mutual": True, "penalties": "actual-damages", "years": 3, "read_by": "tom"},
            "signatures": [signature],
        }
        sample[CONTRACT]["documents"].append(paper)

    return change


CASES = (
    Case("spare parts nobody has described", lambda s: s["contract.yaml"]["purchase_order"]["lines"].append({"line": 40, "kind": "other", "description": "Ten spare enclosures", "quantity": 10, "unit_price": "3.00"}), "order-lines-are-covered", "missing", "contract.yaml", related=QUOTE, says="order line 40 is neither"),
    Case("a charge that is none of the quote's", lambda s: s["contract.yaml"]["purchase_order"]["lines"].append({"line": 40, "kind": "nre", "quantity": 1, "unit_price": "3.00"}), "order-lines-are-covered", "missing", "contract.yaml", related=QUOTE),
    Case("a quote without costs", _no_costs, "quote-shows-its-costs", "missing", QUOTE, "cost:"),
    Case("a margin breakdown without test", drop(QUOTE, "margin", "by_bucket", "test"), "margin-is-broken-down", "missing", QUOTE, "by_bucket:", QUOTE, says="test"),
    Case("a margin breakdown without NRE", drop(QUOTE, "margin", "by_bucket", "nre"), "margin-is-broken-down", "missing", QUOTE, "by_bucket:", QUOTE),
    Case("packaging left out in silence", put(QUOTE, "assumptions", 0, "kind", "assumption"), "exclusions-are-registered", "missing", QUOTE, "assumptions:", QUOTE),
    Case("freight left out in silence", put(QUOTE, "freight", "included", False), "exclusions-are-registered", "missing", QUOTE, "assumptions:", QUOTE),
    Case("an exclusion without its cost", drop(QUOTE, "assumptions", 0, "cost_if_wrong"), "exclusions-are-costed", "missing", QUOTE),
    Case("an exclusion the customer does not know", put(QUOTE, "assumptions", 0, "visible_to_customer", False), "customer-knows-the-exclusions", "ambiguous", QUOTE, "visible_to_customer: false"),
    Case("a broken assumption", put(QUOTE, "assumptions", 1, "status", "broken"), "assumptions-still-hold", "conflict", QUOTE, "status: broken"),
    Case("a margin nobody can recompute", put(QUOTE, "items", 0, "margin", "gross_percent", "25.0"), "margins-follow-from-costs", "conflict", QUOTE, "gross_percent: 25.0", QUOTE),
    Case("a margin beyond those of its parts", put(QUOTE, "margin", "gross_percent", "41.0"), "margins-follow-from-costs", "conflict", QUOTE, "gross_percent: 41.0", QUOTE),
    Case("an order after the quote ended", put(QUOTE, "valid_until", "2026-01-31"), "quote-was-valid-when-ordered", "conflict", QUOTE, "valid_until: 2026-01-31", CONTRACT),
    Case("a gap between two breaks", put(QUOTE, "items", 0, "price_breaks", 0, "to", 450), "price-breaks-are-contiguous", "ambiguous", QUOTE, "from: 500", QUOTE),
    Case("two breaks that overlap", drop(QUOTE, "items", 0, "price_breaks", 0, "to"), "price-breaks-are-contiguous", "ambiguous", QUOTE, "from: 500", QUOTE),
    Case("a price that rises", put(QUOTE, "items", 0, "price_breaks", 0, "price", "40.00"), "price-breaks-are-contiguous", "conflict", QUOTE, "price: 43.90", QUOTE),
    Case("the order has no line for an NRE charge", drop(CONTRACT, "purchase_order", "lines", 2), "nre-is-ordered", "missing", CONTRACT, "lines:", QUOTE),
    Case("an NRE charge at another price", put(CONTRACT, "purchase_order", "lines", 2, "unit_price", "300.00"), "nre-prices-match-the-quote", "conflict", CONTRACT, "unit_price: 300.00", QUOTE),
    Case("an NRE charge ordered twice", put(CONTRACT, "purchase_order", "lines", 2, "quantity", 2), "nre-prices-match-the-quote", "conflict", CONTRACT, "quantity: 2", QUOTE),
    Case("a quote sent after the order", put(QUOTE, "issued", "2026-02-20"), "quote-was-valid-when-ordered", "conflict", QUOTE, "issued: 2026-02-20", CONTRACT),
    Case("two documents with one reference", both(put(CONTRACT, "documents", 0, "reference", "PO-88213")), "ids-are-unique", "conflict", CONTRACT, "reference: PO-88213", CONTRACT),
    Case("precedence for what is not filed", put(CONTRACT, "precedence", ["sow", "po"]), "precedence-names-filed-documents", "conflict", CONTRACT, "-: sow", CONTRACT),
    Case("we sign for the customer", put(CONTRACT, "documents", 1, "signatures", 0, "name", "Tom Okafor"), "signatures-are-of-their-party", "conflict", CONTRACT, "name: Tom Okafor"),
    Case("the customer signs for us", put(CONTRACT, "documents", 1, "signatures", 1, "name", "Alice Moreau"), "signatures-are-of-their-party", "conflict", CONTRACT, "name: Alice Moreau"),
    Case("credit checked by Sales", put(CONTRACT, "credit", "checked_by", "tom"), "credit-is-checked-by-finance", "conflict", CONTRACT, "checked_by: tom", acts="finance"),
    Case("a deviation approved by logistics", put(DEVIATIONS, "deviations", 0, "approved_by", "name", "Priya Nair"), "deviation-approvers-may-approve", "conflict", DEVIATIONS, "name: Priya Nair", "stakeholders.yaml", acts="customer"),
    Case("a deviation approved by somebody nobody knows", put(DEVIATIONS, "deviations", 0, "approved_by", "name", "Carl Foss"), "deviation-approvers-may-approve", "conflict", DEVIATIONS, "name: Carl Foss", "stakeholders.yaml", acts="customer"),
    Case("damages from a day before the last delivery", put(CONTRACT, "terms", "liquidated_damages", "starts", "2026-05-11"), "damages-begin-after-the-last-delivery", "conflict", "deal.yaml", "promised: 2026-05-18", CONTRACT),
    Case("an ordered charge nobody quoted", put(CONTRACT, "purchase_order", "lines", 2, "nre", "NRE-07"), "ordered-charges-are-quoted", "conflict", CONTRACT, "nre: NRE-07", QUOTE),
    Case("a stencil nobody has to pay first", drop(QUOTE, "nre", 0, "raid"), "tooling-is-paid-before-it-starts", "missing", QUOTE, related=RAID),
    Case("we have not signed", drop(CONTRACT, "documents", 1, "signatures", 1), "contract-is-signed", "missing", CONTRACT, "signatures:", says="PO-88213 is not signed by us"),
    Case("the customer has not signed", drop(CONTRACT, "documents", 0, "signatures", 0), "contract-is-signed", "missing", CONTRACT, "signatures:", acts="customer"),
    Case("a non-disclosure agreement only we have signed", _nda("ems"), "other-papers-are-signed", "missing", CONTRACT, "signatures:", acts="customer", says="NDA-2026-01 is not signed by the customer"),
    Case("a non-disclosure agreement only they have signed", _nda("customer"), "other-papers-are-signed", "missing", CONTRACT, "signatures:", says="NDA-2026-01 is not signed by us"),
    Case("no signed order", drop(CONTRACT, "documents", 1), "signed-order-is-filed", "missing", CONTRACT, "documents:"),
    Case("a signed file that is not there", lambda s: s.files.pop("contract/PO-88213.pdf"), "contract-files-are-there", "missing", CONTRACT, "file: contract/PO-88213.pdf"),
    Case("a signed file that was exchanged", lambda s: s.files.update({"contract/PO-88213.pdf": "a newer scan"}), "contract-files-match-their-hash", "conflict", CONTRACT, related="contract/PO-88213.pdf"),
    Case("damages that are not highlighted", both(put(CONTRACT, "non_standard_terms", NONE), lambda s: s[RAID]["risks"][1].pop("links")), "liquidated-damages-are-highlighted", "missing", CONTRACT, "non_standard_terms:", CONTRACT),
    Case("damages without a risk", both(drop(CONTRACT, "non_standard_terms", 0, "raid"), lambda s: s[RAID]["risks"][1].pop("links")), "liquidated-damages-are-highlighted", "missing", CONTRACT, says="has no risk"),
    Case("damages whose risk is not named", drop(CONTRACT, "non_standard_terms", 0, "raid"), "liquidated-damages-are-highlighted", "missing", CONTRACT, related=RAID, says="does not name its entry in the RAID log, R-02"),
    Case("damages that do not apply", put(CONTRACT, *LD, False), "liquidated-damages-are-highlighted", "conflict", CONTRACT, "applies: false", CONTRACT),
    Case("an order over the credit limit", drop(CONTRACT, "credit", "raid"), "credit-covers-the-order", "missing", CONTRACT, "limit: 60000.00", RAID, acts="finance"),
    Case("the evidence of a deviation is not there", lambda s: s.files.pop(EVIDENCE), "deviation-evidence-is-there", "missing", DEVIATIONS, f"evidence: {EVIDENCE}"),
    Case("the evidence of a deviation was edited", lambda s: s.files.update({EVIDENCE: "Bob accepts green."}), "deviation-evidence-matches-its-hash", "conflict", DEVIATIONS, related=EVIDENCE),
    Case("a deviation approved by a sales role", _sold_by("Ann Other", "Key Account Manager"), "deviations-are-approved-by-engineers", "conflict", DEVIATIONS, "name: Ann Other", DEVIATIONS),
    Case("a deviation approved by our Sales", _sold_by("tom okafor", "Director"), "deviations-are-approved-by-engineers", "conflict", DEVIATIONS, "name: tom okafor", DEVIATIONS),
    Case("a deviation for half the order", put(DEVIATIONS, "deviations", 0, "effectivity", "quantity", 500), "deviations-cover-the-order", "conflict", DEVIATIONS, "quantity: 500", "deal.yaml", acts="engineering"),
    Case("a deviation that ends too early", put(DEVIATIONS, "deviations", 0, "effectivity", {"until": "2026-05-01"}), "deviations-cover-the-order", "conflict", DEVIATIONS, "until: 2026-05-01", "deal.yaml", acts="engineering"),
    Case("a deviation in safety", put(DEVIATIONS, "deviations", 0, "impact", "safety"), "deviations-spare-safety", "conflict", DEVIATIONS, "impact: safety", acts="customer"),
)  # fmt: skip
