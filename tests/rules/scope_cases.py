"""Cases of the rules about scope, items, order and team."""

from __future__ import annotations

from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import MANIFEST

DEAL, QUOTE, CONTRACT, KICKOFF = "deal.yaml", "quote.yaml", "contract.yaml", "kickoff/external.md"
LINES = ("purchase_order", "lines")


def _no_item(name: str) -> Change:
    return lambda sample: sample.documents.pop(name)


CASES = (
    Case("another day in the order", put("contract.yaml", "purchase_order", "lines", 0, "requested", "2026-03-20"), "requested-days-agree", "conflict", "contract.yaml", "requested: 2026-03-20", "deal.yaml", says="board is ordered for 2026-03-20"),
    Case("raid.yaml is not there", _no_item("raid.yaml"), "package-complete", "missing", "raid.yaml"),
    Case("quote.yaml is not there", _no_item("quote.yaml"), "package-complete", "missing", "quote.yaml"),
    Case("contract.yaml is not there", _no_item("contract.yaml"), "package-complete", "missing", "contract.yaml"),
    Case("why.md is not there", _no_item("why.md"), "package-complete", "missing", "why.md"),
    Case("a board's manifest is not there", _no_item(MANIFEST), "package-complete", "missing", MANIFEST, related=DEAL),
    Case("an item names a pack that is not there", put(DEAL, "items", 0, "pack", "fsg-10"), "package-complete", "missing", "data-pack/fsg-10/manifest.yaml", related=DEAL),
    Case("no internal kickoff", _no_item("kickoff/internal.md"), "kickoffs-and-promises-are-recorded", "missing", "kickoff/internal.md"),
    Case("no external kickoff", _no_item("kickoff/external.md"), "kickoffs-and-promises-are-recorded", "missing", "kickoff/external.md"),
    Case("nothing received is kept", lambda s: s.files.pop("data-pack/fsg-100/received/fsg100.zip"), "received-data-is-kept", "missing", "data-pack/fsg-100/received"),
    Case("the id of another deal", put(DEAL, "deal", "BRW-1041"), "deal-id-matches-folder", "conflict", DEAL, "deal: BRW-1041"),
    Case("the quote names another part", put(QUOTE, "items", 0, "part", "BW-FSG-110"), "parts-agree", "conflict", QUOTE, "part: BW-FSG-110", CONTRACT),
    Case("the order has an old revision", put(CONTRACT, *LINES, 0, "revision", "B"), "revisions-agree", "conflict", CONTRACT, "revision: B", MANIFEST, says="revision of board is B in the purchase order, but C in deal.yaml, the quote, the data pack and the external kickoff"),
    Case("the pack has an old revision", put(MANIFEST, "revision", "B"), "revisions-agree", "conflict", MANIFEST, "revision: B", CONTRACT),
    Case("the kickoff shows an old revision", put(KICKOFF, "scope", 0, "revision", "Rev B"), "revisions-agree", "conflict", KICKOFF, "revision: Rev B", CONTRACT),
    Case("03 and 3 are two revisions", both(put(DEAL, "items", 1, "revision", "03"), put(CONTRACT, *LINES, 1, "revision", "3"), put(QUOTE, "items", 1, "revision", "03"), put(KICKOFF, "scope", 1, "revision", "03")), "revisions-agree", "conflict", CONTRACT, "revision: 3"),
    Case("deal.yaml has more pieces than the order", put(DEAL, "items", 0, "quantity", 1500), "quantities-agree", "conflict", DEAL, "quantity: 1500", CONTRACT),
    Case("the order has fewer pieces", put(CONTRACT, *LINES, 0, "quantity", 400), "quantities-agree", "conflict", CONTRACT, "quantity: 400", DEAL),
    Case("the kickoff shows another quantity", put(KICKOFF, "scope", 1, "quantity", 100), "quantities-agree", "conflict", KICKOFF, "quantity: 100", CONTRACT),
    Case("a delivery is too small", put(DEAL, "items", 0, "deliveries", 1, "quantity", 500), "deliveries-add-up", "conflict", DEAL, "deliveries:", DEAL, says="add up to 900"),
    Case("part deliveries against the contract", put(CONTRACT, "terms", "partial_shipment", False), "partial-deliveries-are-allowed", "conflict", DEAL, "deliveries:", CONTRACT),
    Case("a delivery before the order", put(DEAL, "items", 0, "deliveries", 0, {"quantity": 400, "requested": "2026-04-20", "promised": "2025-04-20"}), "deliveries-follow-the-order", "conflict", DEAL, "promised: 2025-04-20", CONTRACT),
    Case("an order after every delivery", both(put(CONTRACT, "purchase_order", "date", "2026-06-03"), put(QUOTE, "valid_until", "2026-06-30"), put(QUOTE, "issued", "2026-05-12")), "deliveries-follow-the-order", "conflict", CONTRACT, "date: 2026-06-03", DEAL, says="after all deliveries"),
    Case("a promise within the lead time", put(DEAL, "items", 0, "deliveries", 0, {"quantity": 400, "requested": "2026-04-20", "promised": "2026-03-16"}), "promised-dates-allow-the-lead-time", "conflict", DEAL, "promised: 2026-03-16", QUOTE),
    Case("a board that calls itself a cable", put(DEAL, "items", 0, "kind", "cable"), "packs-match-items", "conflict", DEAL, "kind: cable", MANIFEST),
    Case("an item only the deal calls so", put(DEAL, "items", 0, "item", "bord"), "documents-name-known-items", "conflict", DEAL, "item: bord", CONTRACT, says="item is bord in deal.yaml, but board in every other document"),
    Case("nobody ordered the cable", drop(CONTRACT, *LINES, 1), "every-item-is-quoted-and-ordered", "missing", CONTRACT, "lines:", DEAL),
    Case("nobody quoted the cable", drop(QUOTE, "items", 1), "every-item-is-quoted-and-ordered", "missing", QUOTE, "items:", DEAL),
    Case("the kickoff leaves out the cable", drop(KICKOFF, "scope", 1), "every-item-is-quoted-and-ordered", "missing", KICKOFF, "scope:", DEAL),
    Case("a misspelt item is one finding", put(QUOTE, "items", 0, "item", "bord"), "documents-name-known-items", "conflict", QUOTE, "item: bord", DEAL, says="board and cable"),
    Case("a deviation of an unknown item", put("deviations.yaml", "deviations", 0, "items", ["housing"]), "documents-name-known-items", "conflict", "deviations.yaml", "-: housing", DEAL),
    Case("a product line without revision", drop(CONTRACT, *LINES, 0, "revision"), "product-lines-name-part-and-revision", "missing", CONTRACT),
    Case("a product line without item", drop(CONTRACT, *LINES, 0, "item"), "product-lines-name-part-and-revision", "missing", CONTRACT, says="item"),
    Case("two milestones with one id", lambda s: s[DEAL]["milestones"].append({"id": "M-01", "name": "Last", "date": "2026-05-18"}), "ids-are-unique", "conflict", DEAL, "id: M-01", DEAL),
    Case("two order lines with one number", put(CONTRACT, *LINES, 1, "line", 10), "ids-are-unique", "conflict", CONTRACT, "line: 10", CONTRACT),
    Case("a board without a pack", drop(DEAL, "items", 0, "pack"), "packs-match-items", "missing", DEAL),
    Case("the manifest is of another pack", put(MANIFEST, "pack", "fsg-200"), "packs-match-items", "conflict", MANIFEST, "pack: fsg-200"),
    Case("the order is against an old quote", put(CONTRACT, "purchase_order", "quote", "Q-2025-0290"), "order-refers-to-the-quote", "conflict", CONTRACT, "quote: Q-2025-0290", QUOTE),
    Case("another order is signed", put(CONTRACT, "purchase_order", "number", "PO-88214"), "order-number-is-on-the-signed-file", "conflict", CONTRACT, "number: PO-88214", CONTRACT),
    Case("the order is cheaper than quoted", put(CONTRACT, *LINES, 0, "unit_price", "41.50"), "order-price-matches-the-quote", "conflict", CONTRACT, "unit_price: 41.50", QUOTE),
    Case("the order takes the price of the wrong break", put(CONTRACT, *LINES, 0, "unit_price", "49.80"), "order-price-matches-the-quote", "conflict", CONTRACT, "unit_price: 49.80", QUOTE),
    Case("no break covers the quantity", put(QUOTE, "items", 1, "price_breaks", 0, {"from": 1, "to": 999, "price": "6.00"}), "order-price-matches-the-quote", "conflict", QUOTE, "price_breaks:", CONTRACT),
    Case("the order is in dollars", put(CONTRACT, "purchase_order", "currency", "USD"), "currencies-agree", "conflict", QUOTE, "currency: EUR", CONTRACT),
    Case("the order pays later", put(CONTRACT, "purchase_order", "payment_terms", "net 60"), "payment-terms-agree", "conflict", CONTRACT, "payment_terms: net 60", CONTRACT),
    Case("the quote has other payment terms", put(QUOTE, "payment_terms", "prepaid"), "payment-terms-agree", "conflict", QUOTE, "payment_terms: prepaid", CONTRACT),
    Case("another Incoterm and place", both(put(CONTRACT, "terms", "incoterm", "DAP"), put(CONTRACT, "terms", "incoterm_place", "Bristol")), "delivery-terms-agree", "conflict", CONTRACT, "incoterm: DAP", CONTRACT),
    Case("another place", put(CONTRACT, "terms", "incoterm_place", "Bristol"), "delivery-terms-agree", "conflict", CONTRACT, "incoterm_place: Bristol", CONTRACT),
    Case("Sales hands over to himself", both(put(DEAL, "team", "pm", "tom"), put(KICKOFF, "contact_transfer", "to", "tom"), lambda s: s[DEAL]["team"].update(sales="tom")), "sales-and-pm-are-two-people", "conflict", DEAL, "pm: tom", DEAL),
    Case("the PM is an engineer", both(put(DEAL, "team", "pm", "mira"), put(KICKOFF, "contact_transfer", "to", "mira")), "team-holds-its-roles", "conflict", DEAL, "pm: mira"),
    Case("no engineer", drop(DEAL, "team", "engineer"), "engineer-and-buyer-are-assigned", "missing", DEAL),
    Case("an owner nobody knows", put(QUOTE, "assumptions", 0, "owner", "tim"), "named-people-are-known", "conflict", QUOTE, "owner: tim"),
    Case("an owner by his full name", put("raid.yaml", "risks", 0, "owner", "Mira Lindqvist"), "named-people-are-known", "conflict", "raid.yaml", "owner: Mira Lindqvist", says="where an id belongs"),
    Case("the seller by his full name", put(DEAL, "team", "sales", "Tom Okafor"), "named-people-are-known", "conflict", DEAL, "sales: Tom Okafor", says="where an id belongs"),
    Case("a decision by nobody we know", put("raid.yaml", "decisions", 0, "decided_by", "rob"), "named-people-are-known", "conflict", "raid.yaml", "decided_by: rob"),
    Case("the scope is confirmed by nobody we know", put(KICKOFF, "confirmed_by", "dana"), "named-people-are-known", "conflict", KICKOFF, "confirmed_by: dana", says="stakeholders.yaml"),
    Case("two revisions in one field", put(DEAL, "items", 0, "revision", "C or D"), "part-and-revision-name-one-thing", "ambiguous", DEAL, "revision: C or D", acts="customer"),
    Case("the latest revision", put(CONTRACT, *LINES, 0, "revision", "latest"), "part-and-revision-name-one-thing", "ambiguous", CONTRACT, "revision: latest", acts="customer"),
    Case("a revision to be confirmed", put(MANIFEST, "revision", "C (TBC)"), "part-and-revision-name-one-thing", "ambiguous", MANIFEST, "revision: C (TBC)", acts="customer"),
    Case("a description with an equivalent", put(DEAL, "items", 0, "description", "Gateway board, housing black or equivalent"), "scope-is-exact", "ambiguous", DEAL, says="or equivalent"),
    Case("a range of pieces", put(DEAL, "items", 0, "description", "Gateway board, 1000-1500 pcs"), "scope-is-exact", "ambiguous", DEAL, says="1000-1500 pcs"),
    Case("payment terms as discussed", put(QUOTE, "payment_terms", "as discussed"), "scope-is-exact", "ambiguous", QUOTE, "payment_terms: as discussed"),
    Case("an approximate assumption", put(QUOTE, "assumptions", 0, "statement", "Test takes approx. 3 minutes"), "scope-is-exact", "ambiguous", QUOTE),
    Case("a deviation with a placeholder", put("deviations.yaml", "deviations", 0, "accepted", "Blue mask, RAL TBD"), "scope-is-exact", "ambiguous", "deviations.yaml"),
    Case("a quality nobody can measure", put("deviations.yaml", "deviations", 0, "accepted", "Blue mask that looks good"), "scope-is-exact", "ambiguous", "deviations.yaml"),
    Case("a date nobody has filled in", put("raid.yaml", "decisions", 0, "description", "Fixture is here by [Date]"), "nothing-is-left-of-a-template", "ambiguous", "raid.yaml", says="description still says '[Date]'"),
    Case("a person nobody has named", put("why.md", "evidence", "Call of 2026-01-08 with XXX"), "nothing-is-left-of-a-template", "ambiguous", "why.md", says="evidence still says 'XXX'"),
    Case("a clause to be decided", put("contract.yaml", "non_standard_terms", 0, "summary", "Damages to be agreed"), "scope-is-exact", "ambiguous", "contract.yaml", says="to be agreed"),
    Case("a hint in what the customer reads", both(put("raid.yaml", "decisions", 0, "customer_visible", True), put("raid.yaml", "decisions", 0, "impact", "We might be able to ship a week earlier.")), "hints-are-written-down-as-promises", "ambiguous", "raid.yaml", says="might be able to"),
    Case("a commitment for mid March", put("raid.yaml", "assumptions", 0, "commitment", "what", "fixture by mid March"), "commitments-are-exact", "ambiguous", "raid.yaml", "what: fixture by mid March"),
)  # fmt: skip
