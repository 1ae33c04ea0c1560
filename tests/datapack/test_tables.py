"""Bill of materials and centroid file, in the shapes that design tools really write."""

from typing import Any

import pytest

from handoff_cli.core.pack import Bom, Centroid, Flaw
from handoff_cli.core.tree import absent
from handoff_cli.datapack import refdes
from handoff_cli.datapack.bom import read_bom
from handoff_cli.datapack.centroid import read_centroid
from tests.datapack.samples import BOM, CENTROID, node


def bom(data: str | bytes, **settings: Any) -> tuple[Bom | None, tuple[Flaw, ...]]:
    found = read_bom("bom.csv", data.encode() if isinstance(data, str) else data, node(settings))
    return found.bom, found.flaws


def centroid(data: str | bytes, **settings: Any) -> tuple[Centroid | None, tuple[Flaw, ...]]:
    found = read_centroid("xy.csv", data.encode() if isinstance(data, str) else data, node(settings))
    return found.centroid, found.flaws


def clean_bom(data: str | bytes, **settings: Any) -> Bom:
    found, flaws = bom(data, **settings)
    assert not flaws
    assert found is not None
    return found


def clean_centroid(data: str | bytes, **settings: Any) -> Centroid:
    found, flaws = centroid(data, **settings)
    assert not flaws
    assert found is not None
    return found


def only(flaws: tuple[Flaw, ...]) -> Flaw:
    assert len(flaws) == 1, [flaw.message for flaw in flaws]
    return flaws[0]


class TestBom:
    def test_the_sample(self) -> None:
        found = clean_bom(BOM)
        assert found.columns["mpn"] == "MPN"
        first = found.lines[0]
        assert (first.line, first.refdes, first.quantity, first.mpn, first.dnp) == (
            2,
            ("R1", "R2"),
            2,
            "RC0603FR-0710KL",
            False,
        )
        assert first.excerpt.startswith('"R1,R2",2')
        assert first.fields is not None
        assert first.fields["Description"] == "Resistor"
        assert sorted(found.unfitted()) == ["J9"]

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(BOM.replace("\n", "\r\n").encode("utf-8-sig"), id="UTF-8 with mark, Windows line ends"),
            pytest.param(BOM.replace("Resistor", "10 kΩ ±1 %").encode(), id="UTF-8"),
            pytest.param(BOM.replace("Resistor", "±1 % µ").encode("cp1252"), id="Windows alphabet"),
            pytest.param(BOM.encode("utf-16"), id="UTF-16"),
            pytest.param(
                BOM.replace(",", "\t").replace("R1\tR2", "R1,R2").encode("utf-16"), id="UTF-16 with tabs, EasyEDA"
            ),
            pytest.param(BOM.replace(",", ";").replace("R1;R2", "R1,R2"), id="semicolons"),
            pytest.param(BOM.replace(",", "|").replace("R1|R2", "R1 R2"), id="pipes"),
            pytest.param("Board X\n\nVariant: A, B\n" + BOM, id="lines above the table"),
            pytest.param(BOM.replace('"R1,R2"', '"R1, R2, "'), id="a comma at the end of the list"),
            pytest.param(BOM.replace('"R1,R2"', "R1 R2 "), id="blanks between"),
            pytest.param(BOM.replace('"R1,R2"', "R1;R2"), id="semicolons between"),
            pytest.param(BOM.replace("Designator,Quantity", " Reference, Qty"), id="leading blanks in column names"),
            pytest.param(BOM.replace("MPN,", "PN,").replace("Manufacturer,", "Mfg,"), id="likely names"),
            pytest.param(BOM.replace("MPN,Manufacturer", "Manufacturer_Part_Number,MFR"), id="underscores"),
            pytest.param(BOM + ",,,,,,\n\n", id="blank rows"),
        ],
    )
    def test_the_same_parts_in_other_clothes(self, data: str | bytes) -> None:
        found = clean_bom(data)
        assert [line.refdes for line in found.lines] == [("R1", "R2"), ("C1",), ("J9",)]
        assert [line.quantity for line in found.lines] == [2, 1, 1]
        assert found.lines[0].mpn == "RC0603FR-0710KL"
        assert found.lines[2].dnp

    def test_lines_are_counted_through_quoted_line_breaks_and_banners(self) -> None:
        found = clean_bom("Banner\n" + BOM.replace("Resistor", '"two\nlines"'))
        assert [line.line for line in found.lines] == [3, 5, 6]
        assert found.lines[1].excerpt.startswith("C1,1")

    def test_two_columns_for_one_field_are_not_chosen_between(self) -> None:
        found, flaws = bom("Ref,Qty,Part Number,PN,Manufacturer\nR1,1,A,B,M\n")
        flaw = only(flaws)
        assert flaw.kind == "ambiguous"
        assert "“Part Number” and “PN”" in flaw.message
        assert "`bom_columns: {mpn: Part Number}`" in flaw.remedy
        assert found is not None
        assert found.lines[0].mpn == ""
        settled = clean_bom("Ref,Qty,Part Number,PN,Manufacturer\nR1,1,A,B,M\n", bom_columns={"mpn": "PN"})
        assert settled.lines[0].mpn == "B"

    def test_a_sure_name_goes_before_a_likely_one(self) -> None:
        assert clean_bom("Ref,Qty,PN,Manufacturer Part Number,Manufacturer\nR1,1,HOUSE,REAL,M\n").lines[0].mpn == "REAL"

    def test_a_missing_column_names_those_there_are(self) -> None:
        flaw = only(bom("Designator,Qty,LCSC Part #,Manufacturer\nR1,1,C25804,M\n")[1])
        assert flaw.kind == "missing"
        assert "LCSC Part #" in flaw.message
        assert flaw.span is not None
        assert flaw.span.line == 1

    def test_a_column_the_manifest_names_but_the_file_lacks(self) -> None:
        assert "has no column “Nope”" in only(bom(BOM, bom_columns={"mpn": "Nope"})[1]).message

    @pytest.mark.parametrize(
        "cell", ["R1-R4", "R1–R4", "R1..R4", "R1..4", "R1…R4", "R1 - R4", "R1 to R4", "C12,13,47", "R1-2"]
    )
    def test_what_may_be_a_range_is_ambiguous(self, cell: str) -> None:
        flaw = only(bom(BOM.replace("R1,R2", cell))[1])
        assert flaw.kind == "ambiguous"
        assert flaw.span is not None
        assert flaw.span.line == 2

    @pytest.mark.parametrize(
        "name", ["J1-2", "TP-5", "U.FL_TP", "G***", "U$2", "4.7K", "P_ENC", "220VAC", "BOOT0_2", "FID-5", "C1A"]
    )
    def test_odd_names_are_names(self, name: str) -> None:
        assert refdes.names(name) == (name,)
        assert refdes.read(name, 1) == refdes.Refs((name,))

    @pytest.mark.parametrize("count", ["1.000", "2.0", "two", "-1", "02", "1e3", "٣", "9" * 5000])
    def test_a_quantity_is_plain_digits(self, count: str) -> None:
        found, flaws = bom(BOM.replace('"R1,R2",2', f'"R1,R2",{count}'))
        assert only(flaws).kind == "malformed"
        assert found is not None
        assert found.lines[0].quantity is None

    @pytest.mark.parametrize(
        ("header", "cell", "dnp"),
        [
            ("DNP", "", False), ("DNP", "x", True), ("DNP", "1", True), ("DNP", "No", False), ("dnf", "Yes", True), ("DNP", "DNP", True),
            ("Do Not Populate", "TRUE", True), ("Fitted", "Yes", False), ("Fitted", "No", True), ("Populate", "0", True),
            ("Fitted", "Not Fitted", True), ("Assy", "", False), ("ASSY", "NI", True), ("Other", "DNP", True), ("Other", "10k", False),
        ],
    )  # fmt: skip
    def test_spellings_of_not_fitted(self, header: str, cell: str, dnp: bool) -> None:
        found = clean_bom(f"Ref,Qty,MPN,Manufacturer,{header}\nR1,1,A,M,{cell}\n")
        assert found.lines[0].dnp is dnp

    @pytest.mark.parametrize("value", ["DNP", "10k DNM", "Do not mount", "DNP 100n", "not fitted", "R (do not place)"])
    def test_words_in_the_value_say_not_fitted(self, value: str) -> None:
        assert clean_bom(f"Ref,Qty,MPN,Manufacturer,Comment\nR1,1,A,M,{value}\n").lines[0].dnp

    def test_a_value_that_only_contains_the_letters_is_fitted(self) -> None:
        assert not clean_bom("Ref,Qty,MPN,Manufacturer,Comment\nR1,1,A,M,XDNP2\n").lines[0].dnp

    def test_what_the_dnp_column_does_not_say_is_ambiguous(self) -> None:
        assert only(bom("Ref,Qty,MPN,Manufacturer,DNP\nR1,1,A,M,maybe\n")[1]).kind == "ambiguous"
        assert only(bom("Ref,Qty,MPN,Manufacturer,Fitted\nR1,1,A,M,\n")[1]).kind == "ambiguous"

    def test_a_column_and_a_text_that_contradict_each_other(self) -> None:
        assert only(bom("Ref,Qty,MPN,Manufacturer,Fitted,Value\nR1,1,A,M,Yes,DNP\n")[1]).kind == "conflict"

    @pytest.mark.parametrize(
        ("data", "kind", "words"),
        [
            pytest.param(b"PK\x03\x04rest", "malformed", "cannot be unpacked", id="a broken workbook"),
            pytest.param(b"%PDF-1.4", "malformed", "a PDF", id="a PDF"),
            pytest.param(b" \n", "missing", "empty file", id="nothing"),
            pytest.param(b"a\0b,c\n", "malformed", "not readable text", id="binary"),
            pytest.param(b"hello\nworld\n", "missing", "no row with column names", id="prose"),
            pytest.param(
                b'Ref,Qty,MPN,Manufacturer\n"R1,1,A,M\n', "malformed", "a quote is not closed", id="an open quote"
            ),
            pytest.param(b"Ref,Qty,MPN,Manufacturer\n", "missing", "no parts", id="a header alone"),
            pytest.param(
                b"Ref,Qty,MPN,Manufacturer\nR1,1,A,M,oops\n", "malformed", "more cells", id="a stray separator"
            ),
            pytest.param(
                b"Ref,Qty,MPN,Manufacturer\nR1,#REF!,A,M\n", "malformed", "broken formula", id="a broken formula"
            ),
            pytest.param(
                b"Ref,Qty,MPN,Manufacturer\nR1,1,A,M\nRef,Qty,MPN,Manufacturer\nR2,1,A,M\n",
                "ambiguous",
                "second table",
                id="two",
            ),
        ],
    )
    def test_what_is_no_clean_table(self, data: bytes, kind: str, words: str) -> None:
        _, flaws = bom(data)
        assert any(flaw.kind == kind and words in flaw.message for flaw in flaws)


class TestCentroid:
    def test_the_sample(self) -> None:
        found = clean_centroid(CENTROID)
        assert found.unit == "mm"
        assert [(p.refdes, p.x, p.y, p.rotation, p.side, p.line) for p in found.placements] == [
            ("R1", 5.0, 5.0, 90.0, "top", 2), ("R2", 10.0, 5.0, 0.0, "top", 3), ("C1", 15.0, -2.5, -90.0, "bottom", 4),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("data", "unit", "x"),
        [
            pytest.param("Ref,PosX,PosY,Rot,Side\nR1,1.5,2,0,top\n", "mm", 1.5, id="the manifest's unit"),
            pytest.param("Ref,X (mil),Y (mil),Rot,Side\nR1,1000,2,0,top\n", "mil", 25.4, id="unit in the column name"),
            pytest.param(
                "Units used: mil\nRef,Mid X,Mid Y,Rot,Side\nR1,1000,2,0,T\n", "mil", 25.4, id="unit above the table"
            ),
            pytest.param(
                "## Unit = mm, Angle = deg.\nRef,PosX,PosY,Rot,Side\nR1,1.5,2,0,F.Cu\n", "mm", 1.5, id="KiCad's banner"
            ),
            pytest.param(
                "# X,Y in mils.\nRefDes,X,Y,Rotation,Side\nR1,1000,1,0,top\n", "mil", 25.4, id="gEDA's banner"
            ),
            pytest.param(
                "UUNITS = MILS\nREFDES,SYM_X,SYM_Y,SYM_ROTATE,SYM_MIRROR\nR1,1000,1,0,NO\n", "mil", 25.4, id="Allegro"
            ),
            pytest.param("Ref,X,Y,Rot,Side\nR1,1000mil,2mil,0,TopLayer\n", "mil", 25.4, id="unit at each value"),
            pytest.param("Ref;X;Y;Rot;Side\nR1;1,5;2;0;top\n", "mm", 1.5, id="decimal commas"),
            pytest.param('Ref,X,Y,Rot,Side\nR1,"1,5",2,"90,5",top\n', "mm", 1.5, id="decimal commas in quotes"),
            pytest.param(
                "Ref,Mid X,Mid Y,Ref X,Ref Y,Pad X,Pad Y,TB,Rot\nR1,1.5,2,9,9,9,9,T,0\n",
                "mm",
                1.5,
                id="centre, not pad",
            ),
        ],
    )
    def test_units_and_numbers(self, data: str, unit: str, x: float) -> None:
        found = clean_centroid(data, units="mm")
        assert found.unit == unit
        assert found.placements[0].x == pytest.approx(x)

    def test_a_unit_nobody_states_is_missing(self) -> None:
        found = read_centroid("xy.csv", b"Ref,PosX,PosY,Rot,Side\nR1,1.5,2,0,top\n", absent("manifest.yaml"))
        flaw = only(found.flaws)
        assert flaw.kind == "missing"
        assert "units: mm" in flaw.remedy

    def test_a_manifest_without_its_units_has_its_own_finding(self) -> None:
        found, flaws = centroid("Ref,PosX,PosY,Rot,Side\nR1,1.5,2,0,top\n")
        assert found is not None
        assert found.unit is None
        assert [flaw.kind for flaw in flaws] in ([], ["missing"])

    def test_two_units_contradict_each_other(self) -> None:
        assert only(centroid("Units used: mil\nRef,X (mm),Y (mm),Rot,Side\nR1,1,2,0,top\n")[1]).kind == "conflict"

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param("Ref;X;Y;Rot;Side\nR1;1,5;2.5;0;top\n", id="points and commas"),
            pytest.param("Ref;X;Y;Rot;Side\nR1;1.234,5;2;0;top\n", id="thousands and decimals"),
            pytest.param("Ref;X (mil);Y (mil);Rot;Side\nR1;1,234;2,500;0;top\n", id="a thousand mil or one"),
        ],
    )
    def test_a_comma_that_can_be_read_two_ways_is_never_read(self, data: str) -> None:
        found, flaws = centroid(data, units="mm")
        assert found is None or not found.placements
        assert flaws

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("R1,abc,2,0,top", "“abc” is not a X coordinate"), ("R1,1,nan,0,top", "Y coordinate"), ("R1,1,2,up,top", "rotation"),
            ("R1,1,2,0,left", "side"), ("R1,1,2,0,", "no side"), (",1,2,0,top", "no RefDes"), ("R1 R2,1,2,0,top", "2 RefDes"),
            ("R1,10,5,20,3,90,top", "more cells"), ("R1,1e9,2,0,top", "X coordinate"), ("R1,99999,2,0,top", "X coordinate"),
            ("R1,1,2,0,1", "side"), ("R1,1319.00 m,2,0,top", "X coordinate"),
        ],
    )  # fmt: skip
    def test_a_row_that_cannot_be_read_is_told_with_its_line(self, row: str, words: str) -> None:
        found, flaws = centroid(f"Ref,X,Y,Rot,Side\nR9,1,2,0,top\n{row}\n", units="mm")
        flaw = only(flaws)
        assert words in flaw.message
        assert flaw.span is not None
        assert flaw.span.line == 3
        assert flaw.excerpt == row.strip()
        assert found is not None
        assert [placement.refdes for placement in found.placements] == ["R9"]

    @pytest.mark.parametrize(
        ("word", "side"),
        [("Top", "top"), ("T", "top"), ("TopLayer", "top"), ("F.Cu", "top"), ("front", "top"), ("Bottom", "bottom"), ("B", "bottom"),
         ("BottomLayer", "bottom"), ("B.Cu", "bottom"), ("BOT", "bottom"), ("back", "bottom")],
    )  # fmt: skip
    def test_spellings_of_a_side(self, word: str, side: str) -> None:
        assert clean_centroid(f"Ref,X,Y,Rot,Layer\nR1,1,2,0,{word}\n", units="mm").placements[0].side == side

    def test_no_side_column_needs_the_manifest(self) -> None:
        data = "Ref,X,Y,Rot\nR1,1,2,0\n"
        assert clean_centroid(data, units="mm", sides="bottom").placements[0].side == "bottom"
        assert only(centroid(data, units="mm", sides="both")[1]).kind == "missing"

    def test_a_missing_or_doubled_column_gives_no_positions(self) -> None:
        found, flaws = centroid("Ref,X,Rot,Side\nR1,1,0,top\n", units="mm")
        assert found is None
        assert only(flaws).kind == "missing"
        found, flaws = centroid("Ref,X,Mid X,Y,Rot,Side\nR1,1,2,3,0,top\n", units="mm")
        assert found is None
        assert only(flaws).kind == "ambiguous"
        data = "Ref,X,Mid X,Y,Rot,Side\nR1,1,2,3,0,top\n"
        assert clean_centroid(data, units="mm", centroid_columns={"x": "Mid X"}).placements[0].x == 2.0
