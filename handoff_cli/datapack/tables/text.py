"""The text of a table: its alphabet, and its cells where a separator divides them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw
from handoff_cli.core.tree import Span
from handoff_cli.datapack.tables.table import EXCERPT, Row

SEPARATORS: Final = (",", ";", "\t", "|", "!")

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_FOREIGN: Final = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a word processor's file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"version https://git-lfs", "a pointer to a file kept elsewhere (Git LFS)"),
)


def decoded(member: str, data: bytes, what: str) -> str | Flaw:
    """What the byte order mark says, then UTF-8, then the alphabet of Windows in western Europe."""
    if (foreign := next((words for magic, words in _FOREIGN if data.startswith(magic)), None)) is not None:
        remedy = f"Ask the customer for the {what} as CSV or as a workbook."
        return flaw("malformed", member, f"The {what} is {foreign}, not a table.", remedy)
    text = _text(data)
    if text is None or _CONTROLS.search(text):
        remedy = f"Save the {what} as CSV (UTF-8), or ask the customer for it."
        return flaw("malformed", member, f"The {what} is not readable text.", remedy)
    return text.rstrip("\x1a")


def _text(data: bytes) -> str | None:
    names = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp1252")
    for name in names:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return None


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(_LINE_END.split(text))


def separated(text: str, separator: str) -> Iterator[Row]:
    """The rows, one by one; raises `csv.Error` where a quote swallows or splits a cell."""
    # Not strict would swallow the rest of the file into one cell where a quote is never closed.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    line = 1
    for cells in reader:
        yield Row(line, tuple(cell.strip() for cell in cells))
        line = reader.line_num + 1


def line_by_line(lines: Sequence[str], separator: str) -> tuple[list[Row], list[int], int | None]:
    """The rows of a text that doubles no quotes within its quotes (`"1.8" LCD"`, as Altium writes it): those that are clear,
    the lines of those that are not, and where the text cannot be divided at all.

    A line is only unclear, and no quote is left open over those after it, while it has as many cells as most others.
    """
    rows: list[Row] = []
    unclear: dict[int, int] = {}
    for number, line in enumerate(lines, 1):
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True, skipinitialspace=True), [])
            rows.append(Row(number, tuple(cell.strip() for cell in cells)))
        except csv.Error:
            text = line.strip()
            if len(text) < 2 or not text.startswith('"') or not text.endswith('"'):
                return rows, [], number
            unclear[number] = len(re.split(rf'"\s*{re.escape(separator)}\s*"', text[1:-1]))
    widths = Counter(len(row.cells) for row in rows if not row.is_blank)
    usual = max(widths, key=widths.__getitem__, default=0)
    return rows, list(unclear), next((number for number, width in unclear.items() if width != usual), None)


def unclear_flaw(member: str, line: int, text: str) -> Flaw:
    message = f"Line {line} cannot be divided into cells: it has quotes within its quotes."
    remedy = "Have the text in it written without inch marks, or each of them doubled, and export the file again."
    length = len(text) + 1
    return Flaw("malformed", member, message, remedy, Span(line, 1, line, length), text.strip()[:EXCERPT])


def quote_flaw(member: str, line: int) -> Flaw:
    message = f"The table cannot be divided into cells at line {line}: a quote is not closed there, or stands wrong."
    remedy = "Save the table as CSV again from the spreadsheet or design tool, do not edit it by hand."
    return flaw("malformed", member, message, remedy)


def flaw(kind: Kind, member: str, message: str, remedy: str, excerpt: str | None = None) -> Flaw:
    """Something wrong with the whole file."""
    return Flaw(kind=kind, member=member, message=message, remedy=remedy, excerpt=excerpt)
