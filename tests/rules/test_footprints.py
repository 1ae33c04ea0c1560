"""What names of packages and parts tell: as KiCad, Altium and people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from handoff_cli.core.pack import BomLine, Centroid, Pack, Placement
from handoff_cli.core.tree import Node, Source
from handoff_cli.rules.footprints import fine, polarised


def line(ref: str, **fields: str) -> BomLine:
    return BomLine(line=2, refdes=(ref,), quantity=1, mpn="X", manufacturer="Y", **fields)


def pack(placed_as: str = "") -> Pack:
    row = Placement(line=2, refdes="U1", x=0.0, y=0.0, rotation=0.0, side="top", package=placed_as)
    return Pack(name="p", manifest=Node(Source("m")), archive="a", sha256="", centroid=Centroid(member="xy", unit="mm", placements=(row,)))  # fmt: skip


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("QFN-48", "QFN"),
        ("Package_DFN_QFN:QFN-32-1EP_5x5mm_P0.5mm", "DFN"),
        ("VQFN48", "VQFN"),
        ("UFQFPN-48", "UFQFPN"),
        ("TFBGA-216_13x13mm", "TFBGA"),
        ("BGA 256", "BGA"),
        ("WLCSP-20", "WLCSP"),
        ("LGA", "LGA"),
        ("WSON-8", "WSON"),
        ("TDFN-6L", "TDFN"),
        ("Package_QFP:LQFP-64_10x10mm_P0.5mm", "P0.5mm"),
        ("TSSOP-38 0.4 mm pitch", "0.4 mm pitch"),
        ("FPC 24, pitch 0.5mm", "pitch 0.5mm"),
        ("Connector_FFC-FPC:Hirose_FH12-24S_1x24-1MP_P0.50mm", "P0.50mm"),
        ("LQFP-48", None),
        ("SOIC-8_3.9x4.9mm_P1.27mm", None),
        ("MSOP-8-1EP_3x3mm_P0.65mm", None),
        ("Crystal_SMD_3225-4Pin_3.2x2.5mm", None),
        ("C0603", None),
        ("SSON 2", None),
        ("PinHeader_1x06_P2.54mm", None),
        ("0.5mm shield", None),
    ],
)
def test_a_package_is_known_by_its_name(package: str, said: str | None) -> None:
    assert fine(pack(), line("U1", package=package), Decimal("0.5")) == said
    assert fine(pack(package), line("U1"), Decimal("0.5")) == said


@pytest.mark.parametrize("words", ["Crystal 24 MHz, Epson", "Resistor 10k 0402", "Adapter for JTAG, 10 pins"])
def test_ordinary_descriptions_name_no_package(words: str) -> None:
    assert fine(pack(), line("Y1", description=words), Decimal("0.5")) is None


@pytest.mark.parametrize(
    ("ref", "words", "turned"),
    [
        ("D1", "", True),
        ("LED3", "", True),
        ("U12", "", True),
        ("Q4", "", True),
        ("C7", "Capacitor tantalum 10 uF 16 V", True),
        ("C8", "Aluminium electrolytic 470 uF", True),
        ("C9", "Capacitor, polarised, 100 uF", True),
        ("C10", "Capacitor, non-polarised, 100 uF", False),
        ("C11", "Capacitor 100 nF X7R 0603", False),
        ("R1", "Resistor 10k", False),
        ("J2", "Header", False),
        ("L1", "Coil", False),
        ("DS1", "Holder", False),
    ],
)
def test_what_can_be_turned_round(ref: str, words: str, turned: bool) -> None:
    assert polarised(line(ref, description=words)) is turned
