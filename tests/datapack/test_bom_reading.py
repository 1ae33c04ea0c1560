"""What the lines of a bill of materials say: lists of RefDes, not fitted in all its spellings, alternates, damage."""

import pytest

from handoff_cli.core.pack import Bom, BomLine, Flaw
from handoff_cli.datapack import refdes
from handoff_cli.datapack.bom import ReadBom, looks_like_bom, read_bom
from tests.datapack.samples import node

HEAD = "Designator,Quantity,MPN,Manufacturer,Value,Description\n"


def read(text: str, **settings: object) -> ReadBom:
    return read_bom("bom.csv", text.encode(), node(settings))


def bom(text: str, **settings: object) -> Bom:
    found = read(text, **settings)
    assert found.flaws == (), [flaw.message for flaw in found.flaws]
    assert found.bom is not None
    return found.bom


def line(text: str, **settings: object) -> BomLine:
    (found,) = bom(text, **settings).lines
    return found


def only(found: ReadBom) -> Flaw:
    assert len(found.flaws) == 1, [flaw.message for flaw in found.flaws]
    return found.flaws[0]


@pytest.mark.parametrize(
    ("cell", "count", "names"),
    [
        ("C1, C2", 2, "C1 C2"), ("C1,C2", 2, "C1 C2"), ("C1 C2 ", 2, "C1 C2"), ("C1, C2, ", 2, "C1 C2"), ("C1;C2", 2, "C1 C2"),
        ("C12,13,47,48", 4, "C12 C13 C47 C48"), ("C1,3,5", 3, "C1 C3 C5"), ("R1,r1", 2, "R1 r1"), ("J1-2", 1, "J1-2"),
        ("TP-5,FID-5", 2, "TP-5 FID-5"), ("4.7K", 1, "4.7K"), ("U$2, U$3", 2, "U$2 U$3"), ("U.FL_TP", 1, "U.FL_TP"), ("G***", 1, "G***"),
        ("220VAC", 1, "220VAC"), ("USR0,USR1,PWR", 3, "USR0 USR1 PWR"), ("TOP_RULER_ORGIN", 1, "TOP_RULER_ORGIN"), ("POWER", 1, "POWER"),
        ("BOOT0_2\nBOOT0_3", 2, "BOOT0_2 BOOT0_3"), (" ".join(f"R{n}" for n in range(200)), 200, " ".join(f"R{n}" for n in range(200))),
    ],
)  # fmt: skip
def test_lists_of_refdes(cell: str, count: int, names: str) -> None:
    assert refdes.read(cell, count) == refdes.Refs(tuple(names.split()))


@pytest.mark.parametrize(
    ("cell", "count"),
    [("R1-R4", 4), ("R1..R4", 4), ("R1–R4", 4), ("R1...4", 4), ("R1 - R4", 4), ("R1 to R4", 4), ("R1-R3,R4", 4)],
)
def test_ranges_are_read_and_told(cell: str, count: int) -> None:
    found = refdes.read(cell, count)
    assert found.names == ("R1", "R2", "R3", "R4")
    assert found.doubt is not None
    assert "is a range" in found.doubt


@pytest.mark.parametrize(
    ("cell", "count"), [("C12,13", 3), ("C12,13", None), ("J1-4", 4), ("R9-R1", 1), ("13,14", 2), ("R1,-,R2", 3)]
)
def test_what_can_be_read_in_two_ways_is_told(cell: str, count: int | None) -> None:
    assert refdes.read(cell, count).doubt is not None


@pytest.mark.parametrize(
    "cell",
    [
        "White Wire",
        "PCB",
        "4P POSITIVE LATCH",
        "microswitches",
        "2pos 5.08mm Pluggable",
        "USB A-B cable",
        "ULTRA-FAST RECEPT",
    ],
)
def test_goods_have_no_refdes_and_are_kept(cell: str) -> None:
    found = bom(HEAD + f"R1,1,RC0603FR-0710KL,Yageo,10k,\n{cell},0.5,X-1,Acme,,\n")
    assert [(each.refdes, each.kind, each.mpn) for each in found.lines] == [
        (("R1",), "part", "RC0603FR-0710KL"),
        ((), "hardware", "X-1"),
    ]


def test_a_row_of_sums_is_one() -> None:
    found = bom(
        "Designator,Quantity,MPN,Manufacturer,Price\nR1,1,RC0603FR-0710KL,Yageo,0.1\n,31,,,2124.54\nTotal,31,,,9\n"
    )
    assert [each.kind for each in found.lines] == ["part", "total", "total"]


class TestNotFitted:
    @pytest.mark.parametrize(
        ("header", "cell", "evidence"),
        [
            ("DNP", "X", "“X” under “DNP”"), ("ASSY", "NI", "“NI” under “ASSY”"), ("Included", "No", "“No” under “Included”"),
            ("Required for Assembly", "N", "“N” under “Required for Assembly”"), ("LCSC Assembly", "No", "“No” under “LCSC Assembly”"),
            ("Do not place", "yes", "“yes” under “Do not place”"), ("Exclude from BOM", "Excluded from BOM", "“Excluded from BOM” under “Exclude from BOM”"),
            ("DIGIKEY", "DNP", "“DNP” under “DIGIKEY”"), ("Bestückt", "nein", "“nein” under “Bestückt”"), ("Notes", "not fitted", "“not fitted” under “Notes”"),
            ("Assembly Info", "NF", "“NF” under “Assembly Info”"),
        ],
    )  # fmt: skip
    def test_in_a_column(self, header: str, cell: str, evidence: str) -> None:
        found = bom(f"Designator,Quantity,MPN,Manufacturer,{header}\nR1,1,A1B2C3,M,{cell}\n").lines[0]
        assert (found.dnp, found.evidence) == (True, evidence)

    def test_in_the_description(self) -> None:
        found = line(HEAD + "R1,1,RC0603FR-0710KL,Yageo,10k,Do Not Mount Resistor\n")
        assert found.evidence == "“Do Not Mount” under “Description”"

    def test_below_a_heading(self) -> None:
        rows = "R1,1,A1B2C3,M,,\nDO NOT INSTALL COMPONENTS BELOW.,,,,,\nR2,1,A1B2C4,M,,\nR3,1,A1B2C5,M,,\n"
        found = bom(HEAD + rows)
        assert sorted(found.fitted()) == ["R1"]
        assert found.unfitted()["R3"].evidence == "“DO NOT INSTALL COMPONENTS BELOW.” in line 3"

    def test_a_heading_ends_at_the_next(self) -> None:
        rows = "DO NOT PLACE,,,,,\nR2,1,A1B2C4,M,,\nThrough hole parts,,,,,\nR3,1,A1B2C5,M,,\n"
        assert sorted(bom(HEAD + rows).unfitted()) == ["R2"]
        doubt = read(HEAD + rows.replace("Through hole parts", "See page two"))
        assert only(doubt).kind == "ambiguous"

    def test_in_a_list_below_the_table(self) -> None:
        found = bom(HEAD + '"R1,R2,R3",3,A1B2C3,M,,\n"Not fitted: R2, R3",,,,,\n')
        assert [(each.refdes, each.quantity, each.dnp) for each in found.lines] == [
            (("R1",), 1, False),
            (("R2", "R3"), 2, True),
        ]

    def test_in_a_list_of_the_line_itself(self) -> None:
        found = bom('Designator,Quantity,MPN,Manufacturer,Assembly Info\n"C12,C13,C19",3,A1B2C3,M,NF(C12 C19)\n')
        assert sorted(found.unfitted()) == ["C12", "C19"]

    @pytest.mark.parametrize(
        "text", ["XDNP2", "DNPX-5", "Connector, pin 4 NC", "SPDT NC/NO", "NC7SZ04", "Mount: SMD", "NI-DAQ plug"]
    )
    def test_never_by_accident(self, text: str) -> None:
        assert not line(HEAD + f'K1,1,A1B2C3,M,Relay,"{text}"\n').dnp
        assert not line(HEAD + f'K1,1,A1B2C3,M,"{text}",Relay\n').dnp

    def test_a_column_called_mount_may_be_the_technology(self) -> None:
        assert not line("Designator,Quantity,MPN,Manufacturer,Mount\nR1,1,A1B2C3,M,SMD\n").dnp

    @pytest.mark.parametrize("value", ["NC", "NP", "NM"])
    def test_short_words_as_a_value_are_asked(self, value: str) -> None:
        assert only(read(HEAD + f"R1,1,A1B2C3,M,{value},\n")).kind == "ambiguous"

    def test_the_quantity_zero_is_asked(self) -> None:
        assert "the quantity 0" in only(read(HEAD + "R1,0,A1B2C3,M,10k,\n")).message

    def test_dnp_where_the_mpn_belongs_is_asked_once(self) -> None:
        flaw = only(read(HEAD + "R1,1,DNP,,10k,\nR2,1,DNP,,1k,\n"))
        assert flaw.kind == "ambiguous"
        assert "“DNP” under “MPN” (line 2 and 1 more)" in flaw.message
        assert line("Designator,Quantity,MPN,Manufacturer,DNP\nR1,1,DNP,,x\n").dnp, "the column has answered"


class TestColumns:
    def test_a_distributors_number_is_no_mpn_and_is_kept(self) -> None:
        found = line(
            "Designator,Qty,MPN,Manufacturer,LCSC Part #,DigiKey Part Number,Supplier\nR1,1,A1B2C3,M,C25804,,LCSC\n"
        )
        assert (found.mpn, found.supplier) == ("A1B2C3", "C25804")
        flaw = only(read("Designator,Qty,Value,LCSC Part #\nR1,1,10k,C25804\n"))
        assert "“LCSC Part #” holds a distributor's numbers" in flaw.message

    @pytest.mark.parametrize("header", ["Comment", "LibRef", "Value"])
    def test_a_column_that_may_hold_the_mpn_is_asked_for(self, header: str) -> None:
        text = f"Designator,{header},Quantity,Manufacturer\nC1,C1608X5R1A106K080AC,1,TDK\nR1,RC0603FR-0710KL,1,Yageo\n"
        flaw = only(read(text))
        assert flaw.kind == "ambiguous"
        assert f"`bom_columns: {{mpn: {header}}}`" in flaw.remedy
        assert bom(text, bom_columns={"mpn": header}).lines[0].mpn == "C1608X5R1A106K080AC"
        values = read(f"Designator,{header},Quantity,Manufacturer\nC1,100n,1,TDK\nR1,10k 1%,1,Yageo\n")
        assert only(values).kind == "missing"

    @pytest.mark.parametrize(
        "header",
        ["Manufacturer Part Number", "Manufacturer_Part_Number", "MFG P/N", "Mfr. No.", "Manufacter Part#", "mfr  part #", "manf#",
         "Manufacturer Part Number 1", "Part Num", "Herstellernummer", "Hersteller-Teilenummer", "Model#", "MP", "MPN 1"],
    )  # fmt: skip
    def test_names_of_the_mpn(self, header: str) -> None:
        assert line(f"Ref,Qty,{header},Manufacturer\nR1,1,A1B2C3,M\n").mpn == "A1B2C3"

    def test_second_sources_in_columns(self) -> None:
        found = line("Ref,Qty,PN,Mfg,Mfg_1,PN_1,Alt Part Number\nR1,1,A1,M,N,B1,C1\n")
        assert (found.mpn, found.manufacturer, found.alternates) == ("A1", "M", ("B1", "C1"))

    def test_second_sources_in_rows(self) -> None:
        found = line("Ref,Qty,MPN,Manufacturer\nR1,1,A1B2C3,M\n,,A1B2C4,N\n")
        assert (found.mpn, found.alternates) == ("A1B2C3", ("A1B2C4",))

    def test_manufacturer_and_mpn_in_one_column(self) -> None:
        found = bom(
            'Ref,Qty,Manufacturer/MPN\nR1,1,C&K Components KMR231GLFS\nX1,1,"MTCONN UBAF-06082, FCI 10118192-0001LF"\n'
        )
        assert [(each.manufacturer, each.mpn) for each in found.lines] == [
            ("C&K Components", "KMR231GLFS"),
            ("MTCONN", "UBAF-06082"),
        ]
        assert found.lines[1].alternates == ("FCI 10118192-0001LF",)

    def test_a_column_of_a_variant_is_asked_about(self) -> None:
        text = "Ref,Qty,MPN,Manufacturer,mpn_product-variant:85F\nU1,1,A1B2C3,M,{}\n"
        assert only(read(text.format("X2"))).kind == "ambiguous"
        assert read(text.format("")).flaws == ()

    def test_a_list_of_goods_to_buy_is_no_bill_of_materials(self) -> None:
        order = b"LCSC Part Number,Manufacture Part Number,Manufacturer,Package,Order Qty.\nC1,A1B2C3,M,0603,5\n"
        assert looks_like_bom(order, "order.csv") is None
        assert looks_like_bom(b"Part number: X1\nPosition: 3\nNumber: 4\n", "notes.txt") is None
        assert looks_like_bom(b"G04 Layer*\n%FSLAX46Y46*%\n%MOMM*%\n", "top.gbr") is None

    @pytest.mark.parametrize("text", ["5 pcs", "5", "5 Stk", "5 ea"])
    def test_a_quantity_with_its_unit(self, text: str) -> None:
        assert line(f'Ref,Qty,MPN,Manufacturer\n"R1,R2,R3,R4,R5",{text},A1B2C3,M\n').quantity == 5

    def test_order_quantities_are_none(self) -> None:
        found = read("Ref,Order Qty.,CTM QTY,MPN,Manufacturer\nR1,500,9,A1B2C3,M\n")
        assert found.bom is not None
        assert found.bom.lines[0].quantity is None
        assert found.flaws == ()


class TestDamage:
    @pytest.mark.parametrize(
        "number", ["1-Mar", "01-Mar-26", "SEPT1", "2026-03-01", "1.3.2026", "1.59E+07", "6.13002E+11", "15912045.0"]
    )
    def test_a_part_number_a_spreadsheet_has_changed(self, number: str) -> None:
        flaw = only(read(HEAD + f"R1,1,{number},M,,\n"))
        assert flaw.kind == "malformed"
        assert number in flaw.message

    @pytest.mark.parametrize("number", ["1N4148WT", "MAX3232", "2E5", "5051100892", "SEP8705-001", "DEC-12-A1", "0603"])
    def test_real_part_numbers(self, number: str) -> None:
        assert bom(HEAD + f"R1,1,{number},M,,\n").lines[0].mpn == number

    @pytest.mark.parametrize("text", ["4.7K??", "TBD", "-- mixed values --", "C0402TBD"])
    def test_placeholders(self, text: str) -> None:
        flaw = only(read(HEAD + f"R1,1,A1B2C3,M,{text},\n")) if text != "C0402TBD" else None
        assert flaw is None or (flaw.kind == "missing" and text in flaw.message)

    def test_anything_as_a_part_number(self) -> None:
        flaw = only(read(HEAD + "R1,1,ANY,M,10k,\nR2,1,ANY,M,10k,\n"))
        assert (flaw.kind, "“ANY” under “MPN” (line 2 and 1 more)" in flaw.message) == ("missing", True)

    def test_a_package_without_its_zero(self) -> None:
        flaw = only(read("Ref,Qty,MPN,Manufacturer,Footprint\nR1,1,A1B2C3,M,603\nR2,1,A1B2C4,M,SOT-23\n"))
        assert "lost its leading zero" in flaw.message

    def test_quotes_within_quotes_lose_one_line_and_say_so(self) -> None:
        found = read(
            '"Ref","Qty","MPN","Manufacturer","Value"\n"R1","1","A1B2C3","M","10k"\n"X1","1","A1B2C4","M","1.8" LCD"\n"R2","1","A1B2C5","M",""\n'
        )
        assert found.bom is not None
        assert sorted(found.bom.fitted()) == ["R1", "R2"]
        flaw = only(found)
        assert flaw.span is not None
        assert flaw.span.line == 3
