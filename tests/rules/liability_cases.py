"""Cases of what the customer's forecast, his signatures and the windows for changes bind him and us to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import ARCHIVE, BOM, FOLDER, Sample
from tests.rules.shape_cases import changed

DEAL, QUOTE, CONTRACT, RAID = "deal.yaml", "quote.yaml", "contract.yaml", "raid.yaml"
ZIP = ARCHIVE.removeprefix(f"{FOLDER}/")
FORECAST: dict[str, Any] = {
    "item": "board",
    "issued": "2026-04-07",
    "until": "2027-03-31",
    "periods": [
        {"from": "2026-04-07", "quantity": 400, "before": 400},
        {"from": "2026-05-05", "quantity": 600, "before": 700},
        {"from": "2026-07-01", "quantity": 500},
        {"from": "2026-10-01", "quantity": 0},
    ],
    "stock": 900,
}
WINDOWS = [
    {"weeks_from": 1, "weeks_to": 4, "max_change_pct": "0"},
    {"weeks_from": 5, "weeks_to": 12, "max_change_pct": "20"},
    {"weeks_from": 13, "max_change_pct": "100"},
]
PERIOD = (CONTRACT, "forecast", 0, "periods")


def forecast(*changes: Change) -> Change:
    """The customer's forecast beside his order: its first 1000 boards are ordered."""
    return both(put(CONTRACT, "forecast", [FORECAST]), *changes)


def columns(ref: str, **cells: str) -> Change:
    """More columns of the BOM in the line of this part."""

    def change(sample: Sample) -> None:
        named = {name.replace("_", " "): cell for name, cell in cells.items()}
        sample.bom = tuple(
            replace(line, fields={**(line.fields or {}), **named}) if ref in line.refdes else line
            for line in sample.bom or BOM
        )

    return change


def signed(kind: str, quantity: int, mpn: str = "B3B-XH-A") -> Change:
    entry = {"mpn": mpn, "kind": kind, "quantity": quantity, "signed_by": "Alice Moreau", "on": "2026-02-10"}
    return put(CONTRACT, "material_authorisations", [entry])


def logged(link: str) -> Change:
    return put(RAID, "issues", 0, "links", [link])


def windows(*changes: Change) -> Change:
    return both(put(CONTRACT, "terms", "reschedule_windows", WINDOWS), *changes)


def asked(on: str, effective: str = "") -> Change:
    """A change order of that day; the boards are promised for 2026-04-20 and 2026-05-18."""
    told = put(DEAL, "changes", 0, "effective", effective) if effective else drop(DEAL, "changes", 0, "effective")
    return changed(put(DEAL, "changes", 0, "requested", on), told, put(DEAL, "changes", 0, "approved", "2026-04-19"))


SLOW = both(columns("J9", Lead_time="20 weeks"), put(RAID, "risks", 0, "links", ["bom:U1", "bom:J9"]))
"""A connector that takes twenty weeks, as R-01 knows."""

BINDING = both(forecast(), windows(), SLOW, columns("J9", MOQ="2500", NCNR="yes"), signed("ncnr", 2600), asked("2026-03-20", "2026-04-20"))  # fmt: skip
"""Everything at once that binds the customer, or lets him change."""

CASES = (
    Case("two months in the wrong order", forecast(put(*PERIOD, 2, "from", "2026-04-20")), "forecast-periods-follow-one-another", "conflict", CONTRACT, "from: 2026-04-20", CONTRACT, says="before 2026-05-05, where the period above it begins"),
    Case("a month that stands twice", forecast(put(*PERIOD, 2, "from", "2026-05-05")), "forecast-periods-follow-one-another", "conflict", CONTRACT, "from: 2026-05-05", CONTRACT, says="in two periods"),
    Case("a forecast that ends before it begins", forecast(put(CONTRACT, "forecast", 0, "until", "2026-03-31")), "forecast-periods-follow-one-another", "conflict", CONTRACT, "until: 2026-03-31", CONTRACT),
    Case("a forecast of something else", forecast(put(CONTRACT, "forecast", 0, "item", "bord")), "documents-name-known-items", "conflict", CONTRACT, "item: bord", DEAL),
    Case("two forecasts of one thing", forecast(lambda s: s[CONTRACT]["forecast"].append(dict(FORECAST))), "ids-are-unique", "conflict", CONTRACT, "item: board", CONTRACT, says="twice in the forecasts"),
    Case("first weeks nobody ordered", forecast(put(*PERIOD, 0, {"from": "2026-04-07", "quantity": 500})), "frozen-forecast-is-ordered", "missing", CONTRACT, "quantity: 500", DEAL, acts="customer", says="500 pieces of board into its first 4 weeks, and only 400 are ordered"),
    Case("first weeks of another company", forecast(lambda s: s.thresholds.update({"windows.liability_frozen_weeks": "12"}), put(*PERIOD, 1, {"from": "2026-05-05", "quantity": 900})), "frozen-forecast-is-ordered", "missing", CONTRACT, "quantity: 400", DEAL, acts="customer", says="first 12 weeks, and only 1000"),
    Case("a third less in the ninth week", forecast(put(*PERIOD, 1, "before", 900), put(*PERIOD, 2, "from", "2026-06-30")), "demand-cuts-are-in-raid", "missing", CONTRACT, "quantity: 600", CONTRACT, says="weeks 5 to 12 was cut from 900 to 600 pieces, where at most 20 percent may be cut"),
    Case("one piece less in the second week", forecast(put(*PERIOD, 0, "before", 401), put(*PERIOD, 1, "from", "2026-04-28")), "demand-cuts-are-in-raid", "missing", CONTRACT, "quantity: 400", CONTRACT, says="where nothing may be cut"),
    Case("the cut's entry is nowhere", forecast(put(CONTRACT, "forecast", 0, "raid", "I-07")), "raid-references-lead-to-the-right-entry", "conflict", CONTRACT, "raid: I-07", RAID),
    Case("boards for two years", forecast(put(CONTRACT, "forecast", 0, "stock", 1600)), "stock-does-not-outlast-the-forecast", "conflict", CONTRACT, "stock: 1600", CONTRACT, says="for 1600 pieces, but the forecast comes to 1520 in 52 weeks"),
    Case("told before the forecast came", forecast(put(CONTRACT, "forecast", 0, "told_customer_on", "2026-03-01")), "entries-end-after-they-began", "conflict", CONTRACT, "told_customer_on: 2026-03-01", CONTRACT),
    Case("a signature for too few", both(columns("J9", NCNR="yes"), signed("ncnr", 800), logged("bom:J9")), "ncnr-parts-are-authorised", "conflict", CONTRACT, "quantity: 800", DEAL, acts="customer", says="B3B-XH-A is 800, but what is ordered takes 1000"),
    Case("a signature for something else", both(columns("J9", NCNR="yes"), signed("moq", 1000), logged("bom:J9")), "ncnr-parts-are-authorised", "conflict", CONTRACT, "kind: moq", ZIP, acts="customer", says="minimum quantity only"),
    Case("a part bought for a month nobody ordered", forecast(SLOW), "long-buys-are-acknowledged", "missing", ZIP, related=CONTRACT, acts="customer", says="takes 20 weeks, so the forecast makes us buy 299 that nobody has ordered"),
    Case("a signature for fewer than the forecast takes", forecast(SLOW, signed("ncnr", 200)), "long-buys-are-acknowledged", "missing", ZIP, related=CONTRACT, acts="customer", says="signed for fewer"),
    Case("one signature that would settle three things", forecast(SLOW, columns("J9", NCNR="yes", MOQ="2500")), "ncnr-parts-are-authorised", "missing", ZIP, related=CONTRACT, acts="customer"),
    Case("a minimum of 2500", columns("J9", MOQ="2500"), "minimum-orders-are-authorised", "missing", ZIP, related=CONTRACT, acts="customer", says="J9 (B3B-XH-A) is sold from 2500 pieces on, of which the order takes 1030, and the customer has signed for none of the rest"),
    Case("a minimum of which half is signed", both(columns("J9", Mindestbestellmenge="2.500"), signed("moq", 1200)), "minimum-orders-are-authorised", "missing", ZIP, related=CONTRACT, acts="customer", says="for 1200 only"),
    Case("a dear reel", columns("C1", MPQ="4000", Unit_price="0.08"), "minimum-orders-are-authorised", "missing", ZIP, related=CONTRACT, acts="customer", says="from 4000 pieces on, of which the order takes 2060"),
    Case("a custom part sold in fifties", columns("J9", MOQ="1050", Custom="yes"), "minimum-orders-are-authorised", "missing", ZIP, related=CONTRACT, acts="customer"),
    Case("a rest nobody watches", both(columns("J9", MOQ="2500"), signed("moq", 2500)), "minimum-orders-are-in-raid", "missing", RAID, "issues:", ZIP, says="1470 pieces are left over"),
    Case("a change ten days ahead", asked("2026-04-10"), "frozen-weeks-stay-as-planned", "conflict", DEAL, "requested: 2026-04-10", DEAL, says="CO-01 was asked for on 2026-04-10 and changes what is promised for 2026-04-20"),
    Case("a change for next week", asked("2026-04-10", "2026-04-15"), "frozen-weeks-stay-as-planned", "conflict", DEAL, "effective: 2026-04-15", DEAL),
    Case("a change a month ahead", asked("2026-03-20"), "near-changes-say-from-when", "missing", DEAL, related=DEAL, says="less than 6 weeks before the delivery of 2026-04-20"),
    Case("a change that held before it was asked for", asked("2026-03-20", "2026-03-01"), "entries-end-after-they-began", "conflict", DEAL, "effective: 2026-03-01", DEAL),
    Case("weeks no window holds", windows(put(CONTRACT, "terms", "reschedule_windows", 1, "weeks_from", 8)), "reschedule-windows-join", "ambiguous", CONTRACT, "weeks_from: 8", CONTRACT, says="begins in week 8, but the next one is week 5"),
    Case("windows behind the last one", windows(drop(CONTRACT, "terms", "reschedule_windows", 1, "weeks_to")), "reschedule-windows-join", "ambiguous", CONTRACT, "weeks_from: 13", CONTRACT, says="the one before has no end"),
    Case("a window that ends before it begins", windows(put(CONTRACT, "terms", "reschedule_windows", 1, "weeks_to", 3)), "reschedule-windows-join", "conflict", CONTRACT, "weeks_to: 3", CONTRACT),
    Case("a customer who may change a tenth of next week", windows(put(CONTRACT, "terms", "reschedule_windows", 0, "max_change_pct", "10")), "reschedule-windows-keep-to-the-policy", "conflict", CONTRACT, "max_change_pct: 10", CONTRACT, says="change 10 percent in week 1, where we allow 0 percent up to week 4"),
    Case("a customer who may change half in the second month", windows(put(CONTRACT, "terms", "reschedule_windows", 1, "max_change_pct", "50")), "reschedule-windows-keep-to-the-policy", "conflict", CONTRACT, "max_change_pct: 50", CONTRACT, says="week 5, where we allow 20 percent up to week 12"),
)  # fmt: skip

SILENT: dict[str, Change] = {
    "a fifth less in the ninth week": forecast(put(*PERIOD, 1, "before", 750), put(*PERIOD, 2, "from", "2026-06-30")),
    "a cut that reaches behind the slush weeks": forecast(put(*PERIOD, 1, "before", 900)),
    "a cut with its entry": forecast(put(*PERIOD, 0, "before", 900), put(CONTRACT, "forecast", 0, "raid", "I-01")),
    "a lot that moved by a month": forecast(put(*PERIOD, 1, {"from": "2026-05-05", "quantity": 0, "before": 600}), lambda s: s[CONTRACT]["forecast"][0]["periods"].insert(2, {"from": "2026-06-02", "quantity": 600, "before": 0})),
    "an order late in the month": forecast(put(*PERIOD, 1, "from", "2026-04-20")),
    "a lot that came before the forecast, in its month": forecast(put(CONTRACT, "forecast", 0, "issued", "2026-04-22"), put(*PERIOD, 0, {"from": "2026-04-01", "quantity": 400})),
    "stock the customer was told of": forecast(put(CONTRACT, "forecast", 0, "stock", 9000), put(CONTRACT, "forecast", 0, "told_customer_on", "2026-04-09")),
    "stock beside a forecast of two months": forecast(put(CONTRACT, "forecast", 0, "stock", 9000), put(CONTRACT, "forecast", 0, "periods", FORECAST["periods"][:2]), put(CONTRACT, "forecast", 0, "until", "2026-06-20")),
    "a slow part for what is ordered": forecast(SLOW, put(*PERIOD, 2, "from", "2026-09-01")),
    "a slow part he has signed for": forecast(SLOW, signed("moq", 350)),
    "a slow part without a forecast": SLOW,
    "a slow part he supplies himself": forecast(SLOW, columns("J9", Consigned="yes"), put(RAID, "assumptions", 0, "links", ["AS-02", "bom:J9"])),
    "a part he supplies himself, and cannot send back": both(columns("J9", Consigned="yes", NCNR="yes"), put(RAID, "assumptions", 0, "links", ["AS-02", "bom:J9"])),
    "a minimum that is nearly needed": columns("J9", MOQ="1200"),
    "a cheap reel": columns("C1", MOQ="4000", Unit_price="0,004 EUR"),
    "a reel without a price": columns("C1", MOQ="4000", MPQ="4000"),
    "a minimum that is signed and watched": both(columns("J9", MOQ="2500"), signed("moq", 1500), logged("bom:J9")),
    "a minimum he has signed for in all": both(columns("J9", MOQ="2500", NCNR="yes"), signed("ncnr", 2500), logged("bom:J9")),
    "a minimum nobody can read": columns("J9", MOQ="reel"),
    "a change two weeks ahead, from a later delivery on": asked("2026-04-10", "2026-05-04"),
    "a change six weeks ahead": asked("2026-03-09"),
    "a change after every delivery": changed(put(DEAL, "changes", 0, "requested", "2026-06-01"), put(DEAL, "changes", 0, "approved", "2026-06-02"), drop(DEAL, "changes", 0, "effective")),
    "windows as they should be": windows(),
    "generous windows, out in the open": windows(put(CONTRACT, "terms", "reschedule_windows", 0, "max_change_pct", "10"), lambda s: s[CONTRACT]["non_standard_terms"].append({"id": "NST-02", "clause": "MSA 5.1", "category": "delivery", "summary": "A tenth of next week may change", "exposure": "900.00", "owner": "dana", "raid": "R-01"}), put(RAID, "risks", 0, "links", ["bom:U1", "NST-02"])),
}  # fmt: skip
"""What looks like a case and is none."""

GOOD: dict[str, Change] = {
    "a forecast whose first weeks are ordered": forecast(),
    "windows for changes in the contract": windows(),
    "all that binds the customer": BINDING,
}
"""Deals of these shapes in which nothing is wrong."""
