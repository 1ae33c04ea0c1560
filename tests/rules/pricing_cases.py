"""Cases of the rules about prices the customer expects, quotes that hold too long, and prices that hide a charge or a process."""

from __future__ import annotations

from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import Sample

QUOTE, CONTRACT, RAID = "quote.yaml", "contract.yaml", "raid.yaml"
STATED = (QUOTE, "assumptions", 2, "statement")


def target(price: str, *, item: int = 0) -> Change:
    return put(QUOTE, "items", item, "target_price", price)


def _risk(**fields: object) -> Change:
    return lambda sample: sample[RAID]["risks"][0].update(fields)


def _price_hold(sample: Sample) -> None:
    term = {"id": "NST-02", "clause": "Offer, heading", "category": "price-hold", "summary": "Held for a year", "exposure": "900.00", "owner": "dana", "raid": "R-01"}  # fmt: skip
    sample[CONTRACT]["non_standard_terms"].append(term)
    sample[RAID]["risks"][0]["links"].append("NST-02")


def free(by: str | None) -> Change:
    """The first charge of the quote, the stencil, given away, and ordered so."""

    def change(sample: Sample) -> None:
        sample[QUOTE]["nre"][0].update({"price": "0"} | ({"free_by": by} if by else {}))
        line = next(line for line in sample[CONTRACT]["purchase_order"]["lines"] if line.get("nre") == "NRE-01")
        line["unit_price"] = "0.00"

    return change


CASES = (
    Case("a price for a hundred", put(*STATED, "Every board is loaded with image 1.4.0; the price is per 100 pieces."), "prices-are-for-one-piece", "ambiguous", QUOTE, says="'per 100'"),
    Case("a stencil nobody says who gave away", free(None), "free-charges-name-who-gave-them", "missing", QUOTE, "price: 0", says="NRE-01 (stencil) costs nothing"),
    Case("a stencil given away by nobody we know", free("norah"), "named-people-are-known", "conflict", QUOTE, "free_by: norah"),
    Case("a target nobody speaks of", target("38.00"), "price-meets-the-target", "missing", QUOTE, "target_price: 38.00", QUOTE, says="price of board is 10 percent or more above"),
    Case("a target ten percent below, to the cent", target("5.454", item=1), "price-meets-the-target", "missing", QUOTE, "target_price: 5.454", QUOTE, says="price of cable"),
    Case("a target this company calls far", both(lambda s: s.thresholds.update({"quote.target_gap_pct": "2.5"}), target("42.00")), "price-meets-the-target", "missing", QUOTE, says="2.5 percent or more"),
    Case("a link to a target nobody has named", _risk(links=["bom:U1", "target:board"]), "raid-links-exist", "conflict", RAID, "-: target:board", QUOTE),
    Case("a quote that holds for a year", put(QUOTE, "valid_until", "2026-12-31"), "quotes-end-in-time", "conflict", QUOTE, "valid_until: 2026-12-31", QUOTE, says="353 days after"),
    Case("a quote that holds long for this company", lambda s: s.thresholds.update({"quote.validity_days": "20"}), "quotes-end-in-time", "conflict", QUOTE, says="usual are 20"),
    Case("a fixture in the price of a board", put(*STATED, "The test fixture is amortised over the first 1000 boards."), "charges-are-not-spread-over-the-price", "ambiguous", QUOTE, "statement: The test fixture is amortised over the first 1000 boards.", says="says 'amortised'"),
    Case("a charge whose own line spreads it", put(QUOTE, "nre", 0, "description", "Bed of nails, cost spread over the first 500 boards"), "charges-are-not-spread-over-the-price", "ambiguous", QUOTE, says="spread over"),
    Case("a set-up in the price of an order line", put(CONTRACT, "purchase_order", "lines", 0, "description", "Gateway, set-up included in the unit price"), "charges-are-not-spread-over-the-price", "ambiguous", CONTRACT, says="'included in the unit price'"),
    Case("one price for everything", put(*STATED, "Assembly, programming and test are a lump sum."), "processes-have-their-own-price", "ambiguous", QUOTE, says="statement says 'lump sum': several processes have one price"),
)  # fmt: skip

SILENT = {
    "a stencil the head of sales gave away, which nobody has to pay first": both(
        free("nora"), drop(QUOTE, "nre", 0, "raid"), lambda s: s[RAID]["assumptions"][1]["links"].remove("NRE-01")
    ),
    "a target that is nearly met": target("40.00"),
    "a target that is met": target("43.90"),
    "a gap that is a risk": both(target("38.00"), _risk(links=["bom:U1", "target:board"])),
    "a target of nothing": target("0.00"),
    "a long hold that is listed": both(put(QUOTE, "valid_until", "2026-12-31"), _price_hold),
    "twice the usual time": put(QUOTE, "valid_until", "2026-03-13"),
    "a stencil that is not amortised": put(*STATED, "The stencil is not amortised; it is NRE-01."),
    "freight by the lump sum": put(
        QUOTE, "freight", {"included": True, "note": "DAP, as a lump sum for each shipment"}
    ),
}
