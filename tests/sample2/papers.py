"""The signed papers of the second sample deal and the drawings of its data packs, as PDF files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tests.sample import pdf
from tests.sample.papers import LEFT, clauses, money, paragraph, signature
from tests.sample.pdf import Page
from tests.sample2.boards import Board, Part

CUSTOMER: Final = "Kestridge Telemetry Inc"
_NDA: Final = (
    ("1  Purpose", "Kestridge Telemetry Inc, 410 Alder Way, Duluth, and Nordhall Electronics AB, Verkstadsgatan 9, Gothenburg, exchange drawings, data and prices for the pump telemetry station KT-PTS-900."),
    ("2  Confidentiality", "Each party keeps what it receives secret, shows it only to people who need it for this purpose, and returns or deletes it when asked. This holds for five years after the last delivery."),
    ("3  Exceptions", "What was public, or known to the receiving party before, is not confidential."),
    ("4  Law", "Swedish law applies; the place of jurisdiction is Gothenburg."),
)  # fmt: skip
_QUALITY: Final = (
    ("1  Scope", "This agreement belongs to purchase order PO-4471. Where the two disagree, the purchase order comes first."),
    ("2  Workmanship", "Boards are built and accepted to IPC-A-610 class 2, assembled to J-STD-001 class 2. The Supplier tests every board to the test specification in its data pack."),
    ("3  Changes", "No part, maker, process or place of manufacture changes without written approval by Kestridge's quality manager. Alternates listed in the bill of materials need no further approval."),
    ("4  Customer's material", "Enclosures KT-ENC-118 and SIM KT-SIM-0031 are supplied by Kestridge free of charge and remain its property. The Supplier inspects them for transport damage within five working days. Losses above two percent are at the Supplier's cost."),
    ("5  Complaints", "The Supplier answers a complaint within two working days and sends an 8D report within fifteen."),
    ("6  Records", "Test records are kept for ten years."),
)  # fmt: skip
_HEAD: Final = (
    "Date: 2026-05-20 (replaces the issue of 2026-03-02)",
    "To: Nordhall Electronics AB, Verkstadsgatan 9, Gothenburg",
    "Your quotation: Q-2026-0402, revision 2, of 2026-05-12",
    "Conditions: the Supplier's, edition 2025, with quality agreement QAA-2026-07",
    "Payment: net 30",
    "Delivery: FCA Nordhall, Gothenburg (Incoterms 2020)",
    "Currency: USD",
    "Blanket order: quantities and prices hold for releases until 2027-05-31",
    "Changes: none within four weeks of delivery, a fifth of the quantity up to week twelve",
)
_LINES: Final = (
    ("10", "KT-PTC-210", "C", "Controller board, assembled and tested", 1260, "58.40"),
    ("20", "KT-RFM-040", "B", "Radio board, assembled and tested", 1200, "34.20"),
    ("30", "KT-PTS-900", "C", "Pump telemetry station, assembly of 10 and 20", 1200, "22.50"),
    ("40", "", "", "NRE-01  Stencils for both boards", 1, "640.00"),
    ("50", "", "", "NRE-02  Test fixture for both boards", 1, "5200.00"),
    ("60", "", "", "NRE-03  Programming set-up for the radio", 1, "780.00"),
    ("70", "", "", "NRE-04  SMT programs, first article inspection", 1, "1150.00"),
)
_RELEASES: Final = (
    "Release PO-4471/1 of 2026-05-20: 330 of line 10, 300 of line 20, 300 of line 30.",
    "Release PO-4471/2 of 2026-07-01: 300 of each of the three lines.",
)


def non_disclosure_agreement() -> bytes:
    return _agreement("Non-Disclosure Agreement NDA-2026-03", _NDA, "2026-01-19", "2026-01-21")


def quality_agreement() -> bytes:
    return _agreement("Quality Assurance Agreement QAA-2026-07", _QUALITY, "2026-02-26", "2026-02-27")


def purchase_order(packs: Sequence[tuple[str, str]]) -> bytes:
    """`packs` are the name and the SHA-256 of each data pack."""
    page = Page()
    page.text(LEFT, 275.0, CUSTOMER, 14, bold=True)
    page.text(LEFT, 269.0, "410 Alder Way, Duluth", 9)
    page.text(LEFT, 256.0, "Blanket purchase order PO-4471", 16, bold=True)
    for n, fact in enumerate(_HEAD):
        page.text(LEFT, 247.0 - 5.0 * n, fact, 9.5)
    y = _table(page, 200.0) - 8.0
    for release in _RELEASES:
        y = paragraph(page, release, y)
    y = paragraph(page, "Line 10 has the surface finish immersion tin, as accepted on 2026-04-24.", y)
    y = paragraph(
        page, "Partial shipment is agreed. Enclosures and SIM arrive free of charge. Data packs and their SHA-256:", y
    )
    for name, digest in packs:
        page.text(LEFT, y, f"{name}  {digest}", 8, fixed=True)
        y -= 4.8
    _signatures(page, y - 10.0, ("Elena Voss", "Director of Supply Chain", "2026-05-20"), "2026-05-21")
    return pdf.document([page], "Blanket purchase order PO-4471", CUSTOMER, "2026-05-21")


def fab_drawing(board: Board) -> bytes:
    notes = [
        "1  Fabricate to IPC-6012 class 2, accept to IPC-A-600 class 2.",
        f"2  FR-4, Tg 150 °C or higher. {board.layers} copper layers of 35 µm, finished thickness 1.6 mm.",
        "3  Solder mask green on both sides, legend white. Finish ENIG to IPC-4552.",
        "4  Outline tolerance 0.15 mm. Origin is the lower left corner, seen from above.",
        "5  Test every board electrically against the IPC-D-356 netlist.",
    ]
    return _drawing(board, "Fabrication drawing", notes, outlined=[])


def assembly_drawing(board: Board) -> bytes:
    leaded = ", ".join(part.ref for part in board.parts if part.through)
    absent = ", ".join(part.ref for part in board.parts if not part.fitted)
    notes = [
        "1  Assemble to J-STD-001 class 2, accept to IPC-A-610 class 2. Lead-free solder SAC305, no-clean flux.",
        f"2  {leaded}: soldered by hand after reflow." + (f" {absent}: not fitted." if absent else ""),
        *(["3  U1 is programmed through J2 before the functional test."] if board.part == "KT-RFM-040" else []),
    ]
    return _drawing(board, "Assembly drawing", notes, outlined=[part for part in board.parts if part.component])


def _agreement(title: str, text: Sequence[tuple[str, str]], theirs: str, ours: str) -> bytes:
    page = Page()
    page.text(LEFT, 275.0, title, 16, bold=True)
    y = clauses(page, text, 262.0)
    _signatures(page, y - 12.0, ("Elena Voss", "Director of Supply Chain", theirs), ours)
    return pdf.document([page], title, f"{CUSTOMER}, Nordhall Electronics AB", ours)


def _signatures(page: Page, y: float, theirs: tuple[str, str, str], ours: str) -> None:
    signature(page, LEFT, y, f"For {CUSTOMER}", *theirs)
    signature(page, 115.0, y, "For Nordhall Electronics AB", "Tom Okafor", "Sales Manager", ours)


def _table(page: Page, y: float) -> float:
    columns, total = (LEFT, 34.0, 60.0, 70.0, 143.0, 158.0, 175.0), 0
    for x, heading in zip(columns, ("Line", "Part", "Rev", "Description", "Qty", "Price", "Total"), strict=True):
        page.text(x, y, heading, 9, bold=True)
    for line in _LINES:
        y -= 6.0
        cents = line[4] * round(float(line[5]) * 100)
        total += cents
        for x, cell in zip(columns, (*line, money(cents)), strict=True):
            page.text(x, y, str(cell), 9)
    page.text(158.0, y - 7.0, "Total", 9, bold=True)
    page.text(175.0, y - 7.0, money(total), 9, bold=True)
    return y - 7.0


def _drawing(board: Board, title: str, notes: Sequence[str], outlined: Sequence[Part]) -> bytes:
    page, left, bottom = Page(pdf.A4_WIDE), 30.0, 80.0
    page.text(20.0, 195.0, f"{title} {board.part} revision {board.revision}", 14, bold=True)
    page.box(left, bottom, board.width, board.height, 0.4)
    for x, y in board.holes:
        page.circle(left + x, bottom + y, 1.6)
    for part in outlined:
        page.text(left + part.x - 1.5, bottom + part.y - 0.7, part.ref, 5)
    page.text(left, bottom - 7.0, f"{board.width:g} x {board.height:g} mm", 9)
    for n, note in enumerate(notes):
        page.text(20.0, 60.0 - 5.5 * n, note, 9)
    page.text(20.0, 15.0, f"{CUSTOMER}   released {board.released}", 8)
    return pdf.document([page], f"{title} {board.part} {board.issue}", CUSTOMER, board.released)
