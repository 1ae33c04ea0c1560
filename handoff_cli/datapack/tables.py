"""A CSV file as rows that know their lines: encoding, separator, and where the table starts.

The table starts at the row, among the first thirty, in which most columns have a known name; what stands above it is kept,
since design tools state their units there.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw
from handoff_cli.core.tree import Span

HEADER_ROWS: Final = 30
MAX_BYTES: Final = 8 * 1024 * 1024
EXCERPT: Final = 200
SEPARATORS: Final = (",", ";", "\t", "|")

_UNIT: Final = re.compile(r"[(\[]\s*(mm|mil|mils|inch|in|cm|um|deg|degrees|°)\s*[)\]]", re.ASCII)
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOT_TEXT: Final = (
    (b"PK\x03\x04", "an Excel workbook or another packed file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, trimmed, and the 1-based line of the file it starts on."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a member: header, the rows below it, the lines above it, and the whole text's lines for excerpts."""

    member: str
    lines: tuple[str, ...]
    separator: str
    header: Row
    rows: tuple[Row, ...]

    @property
    def banner(self) -> tuple[str, ...]:
        return self.lines[: self.header.line - 1]

    def excerpt(self, line: int) -> str:
        return self.lines[line - 1].strip()[:EXCERPT] if 0 < line <= len(self.lines) else ""

    def flaw(self, kind: Kind, line: int, message: str, remedy: str) -> Flaw:
        """Something wrong with one line."""
        length = len(self.lines[line - 1]) if 0 < line <= len(self.lines) else 0
        return Flaw(
            kind=kind,
            member=self.member,
            message=message,
            remedy=remedy,
            span=Span(line, 1, line, length + 1),
            excerpt=self.excerpt(line),
        )


Fields = Callable[[Sequence[str]], Mapping[str, object]]
"""Header cells → the fields they name."""


def normal(header: str) -> str:
    """A column name as compared: `Center-X(mm)`, ` center x` and `CENTER_X` are one."""
    text = unicodedata.normalize("NFKC", header).strip().lower()
    text = _UNIT.sub("", text).replace("#", " #").replace(".", "").replace(":", "")
    return " ".join(text.replace("_", " ").replace("-", " ").split()).removeprefix("# ")


def read_table(member: str, data: bytes, what: str, fields: Fields) -> Table | Flaw:
    """The table in these bytes; `what` is how to call it (“bill of materials”), `fields` knows its column names."""
    text = _text(member, data, what)
    if isinstance(text, Flaw):
        return text
    lines = tuple(_LINE_END.split(text))
    best: Table | None = None
    most, problem = 1, None
    for separator in SEPARATORS:
        rows = _rows(member, text, separator)
        if isinstance(rows, Flaw):
            problem = problem or rows
            continue
        for at, row in enumerate(rows[:HEADER_ROWS]):
            if (found := len(fields(row.cells))) > most:
                best, most = Table(member, lines, separator, row, rows[at + 1 :]), found
    return best or problem or _no_header(member, text, what)


def _text(member: str, data: bytes, what: str) -> str | Flaw:
    if not data.strip():
        return _flaw("missing", member, f"the {what} is an empty file", f"Ask the customer for the {what} as CSV.")
    if len(data) > MAX_BYTES:
        remedy = "Look whether this is the right file."
        return _flaw("malformed", member, f"the {what} is larger than {MAX_BYTES >> 20} MiB, as no real one is", remedy)
    if (foreign := next((words for magic, words in _NOT_TEXT if data.startswith(magic)), None)) is not None:
        remedy = f"Save the {what} as CSV (UTF-8) and build the ZIP again with that file."
        return _flaw("malformed", member, f"the {what} is {foreign}; this version reads CSV", remedy)
    text = _decoded(data)
    if text is None or "\0" in text:
        remedy = f"Save the {what} as CSV (UTF-8), or ask the customer for it."
        return _flaw("malformed", member, f"the {what} is not readable text; this version reads CSV", remedy)
    return text


def _decoded(data: bytes) -> str | None:
    """What the byte order mark says, then UTF-8, then the alphabet of Windows in western Europe."""
    names = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp1252")
    for name in names:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return None


def _rows(member: str, text: str, separator: str) -> tuple[Row, ...] | Flaw:
    # Not strict would swallow the rest of the file into one cell where a quote is never closed.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    found: list[Row] = []
    line = 1
    try:
        for cells in reader:
            found.append(Row(line, tuple(cell.strip() for cell in cells)))
            line = reader.line_num + 1
    except csv.Error:
        message = f"the table cannot be divided into cells at line {line}: a quote is not closed there, or stands wrong"
        remedy = "Save the table as CSV again from the spreadsheet or design tool, do not edit it by hand."
        return _flaw("malformed", member, message, remedy)
    return tuple(found)


def _no_header(member: str, text: str, what: str) -> Flaw:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return Flaw(
        kind="missing",
        member=member,
        message=f"the {what} has no row with column names in its first {HEADER_ROWS} lines",
        remedy="Export it again as CSV with column names in the first row, or ask the customer for that.",
        excerpt=first[:EXCERPT],
    )


def _flaw(kind: Kind, member: str, message: str, remedy: str) -> Flaw:
    return Flaw(kind=kind, member=member, message=message, remedy=remedy)
