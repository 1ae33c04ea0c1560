"""Small workbooks written by hand: xlsx with whatever a person can do to a sheet, ods, and what only pretends to be one."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

Cells = Sequence[Sequence[object]]
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<styleSheet {_NS}><fonts count="2"><font/><font><strike/></font></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/></cellXfs></styleSheet>'
)


class Formula(str):
    """A cell with a formula nobody has computed."""


class Struck(str):
    """A cell whose text is struck out."""


def column(at: int) -> str:
    return chr(ord("A") + at) if at < 26 else column(at // 26 - 1) + column(at % 26)


def _cell(line: int, at: int, value: object) -> str:
    place = f'r="{column(at)}{line}"'
    if isinstance(value, Formula):
        return f"<c {place}><f>{escape(value)}</f></c>"
    if isinstance(value, int | float):
        return f"<c {place}><v>{value!r}</v></c>"
    style = ' s="1"' if isinstance(value, Struck) else ""
    return (
        f'<c {place}{style} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
        if value
        else ""
    )


def sheet_xml(rows: Cells, *, hidden_rows: Sequence[int] = (), before: str = "", after: str = "") -> str:
    body = "".join(
        f'<row r="{line}"{" hidden=" + chr(34) + "1" + chr(34) if line in hidden_rows else ""}>'
        + "".join(_cell(line, at, value) for at, value in enumerate(cells))
        + "</row>"
        for line, cells in enumerate(rows, 1)
    )
    return f"<worksheet {_NS}>{before}<sheetData>{body}</sheetData>{after}</worksheet>"


def xlsx(sheets: Mapping[str, str], *, hidden: Sequence[str] = (), **parts: str) -> bytes:
    """A workbook of these sheets (name → XML)."""
    state = {name: ' state="hidden"' if name in hidden else "" for name in sheets}
    listing = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"{state[name]}/>'
        for at, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{_REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in enumerate(sheets, 1)
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f'<workbook {_NS} xmlns:r="{_REL}"><sheets>{listing}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
        ),
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{at}.xml": text for at, text in enumerate(sheets.values(), 1)},
        **parts,
    }
    return zipped(files)


def zipped(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 12, 9, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def ods(rows: Cells, *, extra: str = "") -> bytes:
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Parts">{body}{extra}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
