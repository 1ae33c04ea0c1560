"""Bills of materials in workbooks: what a person sees in them and what stands there, and what is no workbook to open."""

import zipfile
from io import BytesIO

import pytest

from handoff_cli.core.pack import Bom, Flaw
from handoff_cli.datapack.bom import ReadBom, looks_like_bom, read_bom
from tests.datapack.samples import node
from tests.datapack.workbooks import STYLES, Cells, Formula, Struck, ods, sheet_xml, xlsx, zipped

HEADER = ["Designator", "Quantity", "MPN", "Manufacturer", "Value", "Package"]
R1 = ["R1, R2", 2, "RC0603FR-0710KL", "Yageo", "10k", "0603"]
C1 = ["C1", 1, "GRM188R71H104KA93D", "Murata", "100n", "0603"]
PARTS: Cells = [HEADER, R1, C1]


def read(data: bytes, **settings: object) -> ReadBom:
    return read_bom("bom.xlsx", data, node(settings))


def book(rows: Cells, **how: object) -> bytes:
    return xlsx({"BOM": sheet_xml(rows, **how)})  # type: ignore[arg-type]


def clean(data: bytes) -> Bom:
    found = read(data)
    assert found.flaws == ()
    assert found.bom is not None
    return found.bom


def only(found: ReadBom) -> Flaw:
    assert len(found.flaws) == 1, [flaw.message for flaw in found.flaws]
    return found.flaws[0]


@pytest.mark.parametrize("data", [book(PARTS), ods(PARTS)], ids=["xlsx", "ods"])
def test_a_plain_workbook(data: bytes) -> None:
    found = clean(data)
    assert [(line.line, line.refdes, line.quantity, line.mpn, line.package) for line in found.lines] == [
        (2, ("R1", "R2"), 2, "RC0603FR-0710KL", "0603"),
        (3, ("C1",), 1, "GRM188R71H104KA93D", "0603"),
    ]
    assert "RC0603FR-0710KL" in found.lines[0].excerpt
    assert looks_like_bom(data, "bom.xlsx") == 1.0


def test_lines_are_rows_of_the_sheet_below_a_preamble_and_beside_an_empty_column() -> None:
    rows: Cells = [["", "Title"], [], ["", "Rev", "C"], ["", *HEADER], ["", *R1]]
    assert clean(book(rows)).lines[0].line == 5


def test_a_number_as_mpn_is_noted_and_written_without_a_point() -> None:
    found = read(book([HEADER, ["J1", 1, 61300211121, "Wurth", "", "THT"]]))
    assert found.flaws == ()
    assert found.bom is not None
    assert found.bom.lines[0].mpn == "61300211121"
    assert "“61300211121” under “MPN”" in found.notes[0].message


def test_a_package_that_lost_its_zero() -> None:
    flaw = only(read(book([HEADER, [*R1[:5], 603], [*C1[:5], 402]])))
    assert flaw.kind == "malformed"
    assert "“603” under “Package” (line 2 and 1 more)" in flaw.message
    assert flaw.span is not None
    assert flaw.span.line == 1, "the parts of the line are still good"


def test_a_hidden_row_of_parts() -> None:
    flaw = only(read(book(PARTS, hidden_rows=[3])))
    assert flaw.kind == "ambiguous"
    assert "Row 3 of the sheet is hidden" in flaw.message


def test_a_hidden_column_counts_when_it_is_read_from() -> None:
    hide = '<cols><col min="{0}" max="{0}" hidden="1"/></cols>'
    assert "“MPN” is hidden" in only(read(book(PARTS, before=hide.format(3)))).message
    found = read(book(PARTS, before=hide.format(6)))
    assert found.flaws == ()
    assert "Package" in found.notes[0].message


def test_a_row_that_is_struck_out() -> None:
    flaw = only(read(book([HEADER, R1, [Struck("C1"), *C1[1:]]])))
    assert "Row 3 of the sheet is struck out" in flaw.message


def test_a_formula_nobody_computed() -> None:
    assert "never computed" in only(read(book([HEADER, R1, ["C1", Formula("SUM(A1)"), *C1[2:]]]))).message


def test_cells_merged_over_lines() -> None:
    flaw = only(read(book(PARTS, after='<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>')))
    assert "“MPN” are merged over the rows 2 to 3" in flaw.message
    assert read(book(PARTS, after='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>')).flaws == ()


def test_two_sheets_that_can_be_the_list_are_not_chosen_between() -> None:
    data = xlsx({"Main": sheet_xml(PARTS), "Variant B": sheet_xml([HEADER, C1]), "Prices": sheet_xml([["a", "b"]])})
    flaw = only(read(data))
    assert flaw.kind == "ambiguous"
    assert "“Main”, “Variant B”" in flaw.message
    assert "`bom_sheet: Main`" in flaw.remedy
    settled = read(data, bom_sheet="Variant B")
    assert settled.flaws == ()
    assert settled.bom is not None
    assert settled.bom.sheet == "Variant B"
    assert sorted(settled.bom.fitted()) == ["C1"]


def test_a_purchase_list_without_refdes_is_not_the_other_candidate() -> None:
    order: Cells = [["MPN", "Manufacturer", "Quantity"], ["RC0603FR-0710KL", "Yageo", 4]]
    assert read(xlsx({"Order": sheet_xml(order), "BOM": sheet_xml(PARTS)})).flaws == ()


def test_a_list_on_a_hidden_sheet_alone() -> None:
    flaw = only(read(xlsx({"Cover": sheet_xml([["Read me"]]), "BOM": sheet_xml(PARTS)}, hidden=["BOM"])))
    assert "which is hidden" in flaw.message


class TestWhatIsNotOpened:
    def test_a_workbook_that_unfolds_to_hundreds_of_megabytes(self) -> None:
        bomb = xlsx({"BOM": sheet_xml(PARTS) + " " * (60 * 1024 * 1024)})
        assert len(bomb) < 1024 * 1024
        assert "unfolds to more than" in only(read(bomb)).message

    def test_two_cells_at_the_ends_of_the_sheet(self) -> None:
        far = sheet_xml(PARTS).replace(
            "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )
        assert "spans 1048576 rows and 16384 columns" in only(read(xlsx({"BOM": far}))).message

    def test_cells_that_are_only_coloured_reach_as_far_as_they_like(self) -> None:
        far = sheet_xml(PARTS).replace(
            "</sheetData>", '<row r="1048576" s="1"><c r="A1048576" s="1"/><c r="XFD1048576" s="1" /></row></sheetData>'
        )
        assert len(clean(xlsx({"BOM": far})).lines) == 2

    def test_cells_that_do_not_say_where_they_are(self) -> None:
        far = sheet_xml([]).replace("<sheetData>", '<sheetData><row r="1048576"><c><v>1</v></c><c><v>1</v></c></row>')
        assert "spans 1048576 rows" in only(read(xlsx({"BOM": far}))).message

    def test_one_long_text_in_every_cell(self) -> None:
        cells = "".join(f'<row r="{line}"><c r="A{line}" t="s"><v>0</v></c></row>' for line in range(1, 5000))
        text = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 100_000}</t></si></sst>'
        sheet = sheet_xml([]).replace("</sheetData>", f"{cells}</sheetData>")
        assert "repeats long texts" in only(read(xlsx({"BOM": sheet}, **{"xl/sharedStrings.xml": text}))).message

    def test_entities(self) -> None:
        styles = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>' + STYLES
        assert (
            "does not hold what it says"
            in only(read(xlsx({"BOM": sheet_xml(PARTS)}, **{"xl/styles.xml": styles}))).message
        )

    def test_rows_an_ods_repeats_without_end(self) -> None:
        cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell>'
        row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
        assert "repeats rows and cells" in only(read(ods(PARTS, extra=row))).message

    def test_blank_rows_at_the_end_of_an_ods_are_what_every_ods_has(self) -> None:
        row = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        assert len(clean(ods(PARTS, extra=row)).lines) == 2

    @pytest.mark.parametrize(
        "data",
        [b"PK\x03\x04", zipped({"a.txt": "no workbook"}), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600],
        ids=["a torn ZIP", "another ZIP", "an empty compound file"],
    )
    def test_what_only_starts_like_a_workbook(self, data: bytes) -> None:
        assert only(read(data)).kind == "malformed"
        assert looks_like_bom(data, "x.xlsx") is None

    @pytest.mark.parametrize("data", [ods(PARTS), xlsx({"BOM": sheet_xml(PARTS)})], ids=["ods", "xlsx"])
    def test_xml_that_is_torn_anywhere(self, data: bytes) -> None:
        """Some of these cuts kept the parser of the workbook busy for ever."""
        with zipfile.ZipFile(BytesIO(data)) as packed:
            files = {name: packed.read(name).decode() for name in packed.namelist()}
        part = next(name for name in files if name in ("content.xml", "xl/worksheets/sheet1.xml"))
        for cut in range(1, len(files[part]) - 1, 7):
            assert "is damaged inside" in only(read(zipped(files | {part: files[part][:-cut]}))).message

    def test_a_size_that_lies(self) -> None:
        data = bytearray(xlsx({"BOM": sheet_xml(PARTS)}))
        with zipfile.ZipFile(BytesIO(bytes(data))) as packed:
            at = packed.getinfo("xl/worksheets/sheet1.xml")
        start = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
        data[start + 24 : start + 28] = (at.file_size - 40).to_bytes(4, "little")
        assert read(bytes(data)).flaws != ()
