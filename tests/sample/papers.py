"""The signed papers of the sample deal as PDF files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Final

from tests.sample import pdf
from tests.sample.pdf import Page

LEFT: Final = 22.0
_MSA: Final = (
    ("1  Parties", "This Master Supply Agreement is made between Brightwater Instruments Ltd, Harbour Row 4, Bristol (the Customer) and Nordhall Electronics AB, Verkstadsgatan 9, Gothenburg (the Supplier)."),
    ("2  Orders", "The Supplier manufactures assemblies to the drawings and data the Customer releases. Each purchase order names part number, revision, quantity, price and requested delivery dates. An order binds both sides once the Supplier has acknowledged it in writing."),
    ("3  Precedence", "Where the papers disagree, this Agreement comes first, the purchase order second and the quotation third. Conditions printed on forms of either side do not apply."),
    ("4  Prices and payment", "Prices are in euro and exclude VAT. Invoices are due net 30 from the date of the invoice. One-time charges are invoiced with the acknowledgement of the order and are due before the Supplier starts tooling."),
    ("5  Delivery", "Delivery is FCA Nordhall, Gothenburg (Incoterms 2020). The Supplier may ship in parts where the order says so or the Customer agrees in writing. Each part shipment is invoiced on the day it is handed over."),
    ("6  Changes and deviations", "Changes to released data need a new revision. A deviation from a drawing is valid when an engineer of the Customer has approved it in writing for a stated quantity or until a stated date."),
    ("7  Customer property", "Fixtures, tools and data provided by the Customer remain its property. Dates of delivery move by one day for each day such items arrive later than agreed."),
    ("8  Warranty", "The Supplier warrants workmanship to IPC-A-610 class 2 for 24 months from delivery. Failures caused by design, by parts the Customer prescribed or by use outside the specification are excluded."),
    ("9  Liability", "9.1  Neither party is liable for loss of profit or indirect loss."),
    ("", "9.2  The total liability of the Supplier under an order is limited to EUR 100 000, except for intent and gross negligence."),
    ("", "9.3  Liquidated damages. If goods are handed over later than the promised date of the last delivery of an order plus seven calendar days, the Supplier pays 0.5 percent of the price of the late goods for each full week of delay, and not more than 10 percent of the price of all goods of the order. Further claims for the delay are excluded."),
    ("10  Confidentiality", "Each party keeps the other's documents confidential for three years after the end of this Agreement."),
    ("11  Term and law", "This Agreement runs until it is terminated with six months' notice. Swedish law applies; the place of jurisdiction is Gothenburg."),
)  # fmt: skip
_PO_HEAD: Final = (
    "Date: 2026-02-03",
    "To: Nordhall Electronics AB, Verkstadsgatan 9, Gothenburg",
    "Your quotation: Q-2026-0311, revision 2, of 2026-01-12",
    "Agreement: MSA-2024-07",
    "Payment: net 30",
    "Delivery: FCA Nordhall, Gothenburg (Incoterms 2020)",
    "Currency: EUR",
)
_PO_LINES: Final = (
    ("10", "BW-FSG-100", "C", "Flow sensor gateway, assembled board", 1000, "43.90"),
    ("20", "BW-CBL-012", "B", "Sensor cable, 0.8 m", 1000, "6.40"),
    ("30", "", "", "NRE-01  Stencils, top and bottom", 1, "380.00"),
    ("40", "", "", "NRE-02  Functional test bed", 1, "2400.00"),
    ("50", "", "", "NRE-03  Programming set-up, BW-FX-017", 1, "450.00"),
    ("60", "", "", "NRE-04  SMT program and first article inspection", 1, "620.00"),
    ("70", "", "", "NRE-05  Crimp applicator for BW-CBL-012", 1, "540.00"),
)


def master_supply_agreement() -> bytes:
    first, second = Page(), Page()
    first.text(LEFT, 275.0, "Master Supply Agreement MSA-2024-07", 16, bold=True)
    y = clauses(first, _MSA[:8], 262.0)
    first.text(LEFT, 18.0, "MSA-2024-07   page 1 of 2", 8)
    y = clauses(second, _MSA[8:], 275.0)
    signature(
        second, LEFT, y - 12.0, "For Brightwater Instruments Ltd", "Alice Moreau", "Procurement Director", "2024-05-14"
    )
    signature(second, 115.0, y - 12.0, "For Nordhall Electronics AB", "Tom Okafor", "Sales Manager", "2024-05-16")
    second.text(LEFT, 18.0, "MSA-2024-07   page 2 of 2", 8)
    return pdf.document(
        [first, second],
        "Master Supply Agreement MSA-2024-07",
        "Brightwater Instruments Ltd, Nordhall Electronics AB",
        "2024-05-16",
    )


def purchase_order(pack_sha256: str) -> bytes:
    page = Page()
    page.text(LEFT, 275.0, "Brightwater Instruments Ltd", 14, bold=True)
    page.text(LEFT, 269.0, "Harbour Row 4, Bristol", 9)
    page.text(LEFT, 256.0, "Purchase order PO-88213", 16, bold=True)
    for n, fact in enumerate(_PO_HEAD):
        page.text(LEFT, 247.0 - 5.0 * n, fact, 9.5)
    y = _order_table(page, 205.0)
    notes = (
        "Deliver lines 10 and 20 in two shipments: 400 of each on 2026-04-20, 600 of each on 2026-05-18. Partial shipment is agreed.",
        "Build line 10 from data pack BW-FSG-100_REV_C01.zip, SHA-256:",
    )
    y = paragraph(page, notes[0], y - 10.0)
    y = paragraph(page, notes[1], y)
    page.text(LEFT, y, pack_sha256, 8.5, fixed=True)
    y = paragraph(page, "The programming fixture BW-FX-017 arrives at your plant on 2026-03-16 at the latest.", y - 6.0)
    signature(
        page,
        LEFT,
        y - 12.0,
        "Ordered for Brightwater Instruments Ltd",
        "Alice Moreau",
        "Procurement Director",
        "2026-02-03",
    )
    signature(
        page, 115.0, y - 12.0, "Acknowledged for Nordhall Electronics AB", "Tom Okafor", "Sales Manager", "2026-02-04"
    )
    return pdf.document([page], "Purchase order PO-88213", "Brightwater Instruments Ltd", "2026-02-04")


def _order_table(page: Page, y: float) -> float:
    columns = (LEFT, 34.0, 60.0, 70.0, 143.0, 158.0, 175.0)
    for x, heading in zip(columns, ("Line", "Part", "Rev", "Description", "Qty", "Price", "Total"), strict=True):
        page.text(x, y, heading, 9, bold=True)
    page.line((LEFT, y - 2.0), (192.0, y - 2.0))
    total = 0
    for line, part, revision, description, quantity, price in _PO_LINES:
        y -= 6.0
        cents = quantity * round(float(price) * 100)
        total += cents
        for x, cell in zip(
            columns, (line, part, revision, description, str(quantity), price, money(cents)), strict=True
        ):
            page.text(x, y, cell, 9)
    page.line((LEFT, y - 2.0), (192.0, y - 2.0))
    page.text(158.0, y - 7.0, "Total", 9, bold=True)
    page.text(175.0, y - 7.0, money(total), 9, bold=True)
    return y - 7.0


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def clauses(page: Page, clauses: Iterable[tuple[str, str]], y: float) -> float:
    for heading, text in clauses:
        if heading:
            page.text(LEFT, y, heading, 11, bold=True)
            y -= 5.5
        y = paragraph(page, text, y) - 3.0
    return y


def paragraph(page: Page, text: str, y: float) -> float:
    for line in textwrap.wrap(text, 98):
        page.text(LEFT, y, line, 9.5)
        y -= 4.8
    return y


def signature(page: Page, x: float, y: float, party: str, name: str, role: str, date: str) -> None:
    page.text(x, y, party, 9.5, bold=True)
    page.line((x, y - 14.0), (x + 70.0, y - 14.0))
    page.text(x + 2.0, y - 12.5, f"{name} (signed)", 12)
    page.text(x, y - 19.0, f"{name}, {role}", 9)
    page.text(x, y - 23.5, f"Date: {date}", 9)
