"""What an xlsx would unfold to, and what a reader of its values does not see: hidden rows, struck text, empty formulas.

The XML is read as it lies in the ZIP, after its size, and never with entities: a DOCTYPE is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from handoff_cli.datapack.tables.wellformed import is_well_formed

MAX_UNPACKED: Final = 32 * 1024 * 1024
MAX_PARTS: Final = 2_000
MAX_TEXT: Final = 64 * 1024 * 1024
MAX_WATCHED: Final = 8 * 1024 * 1024
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError)
_CELL: Final = re.compile(rb"""<(?:\w+:)?c\b([^>]*)>(?!\s*</)""")
_PLACE: Final = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,3})([0-9]{1,9})""")
_ROW: Final = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["']\s*([0-9]{1,9})""")
_SHARED: Final = re.compile(rb"""<(?:\w+:)?c\b[^>]*\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*([0-9]{1,9})""")
_COLUMN: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NS: Final = "{*}"


@dataclass(frozen=True, slots=True)
class Watched:
    """What stands behind the values of one sheet: lines and columns count from 1 and 0."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    unfinished: frozenset[tuple[int, int]] = frozenset()
    """Formulas nobody has computed: the workbook holds no value."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First line, first column, last line, last column."""


def too_much(data: bytes, cells: int) -> str | None:
    """Why it is not opened, None when its size is that of a table."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
                return f"unfolds to more than {MAX_UNPACKED >> 20} MiB, as no real one does"
            return _inside(packed, cells)
    except _BROKEN:
        return "cannot be unpacked"


def _inside(packed: zipfile.ZipFile, cells: int) -> str | None:
    parts = packed.infolist()
    if any(info.filename.lower().endswith("workbook.bin") for info in parts):
        return "is of the binary kind (xlsb), which is not read"
    shared: list[int] = []
    sheets: list[zipfile.ZipInfo] = []
    for info in parts:
        text = _content(packed, info)
        if text is None or b"<!DOCTYPE" in text[:4096] or b"<!ENTITY" in text:
            return "does not hold what it says"
        if info.filename.lower().endswith((".xml", ".rels")) and not is_well_formed(text):
            return "is damaged inside"
        if text.count(b"<c ") + text.count(b"<si") + len(shared) > cells:
            return "holds more cells than any table"
        shared += map(len, re.split(rb"<(?:\w+:)?si\b", text)[1:])
        if b"sheetData" in text:
            sheets.append(info)
    found = (_sheet(_content(packed, info) or b"", shared, cells) for info in sheets)
    return next((reason for reason in found if reason), None)


def _content(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a part, None when there are more of them than the ZIP says, or when they are XML in an alphabet to hide in."""
    with packed.open(info) as stream:
        text = stream.read(info.file_size + 1)
    if len(text) != info.file_size or text.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return None
    return text


def _sheet(text: bytes, shared: list[int], cells: int) -> str | None:
    lines, columns = _reach(text)
    if lines * columns > cells:
        return f"spans {lines} rows and {columns} columns"
    if text.count(b"<c ") * max(shared, default=0) > MAX_TEXT and _expanded(text, shared) > MAX_TEXT:
        return "repeats long texts without end"
    return None


def _reach(text: bytes) -> tuple[int, int]:
    """How far the cells with content reach; those that are only coloured, often down to the last row, cost nothing."""
    lines = columns = 1
    for match in _CELL.finditer(text):
        if match[1].endswith(b"/"):
            continue
        place = _PLACE.search(match[1])
        if place is None:
            return _counted(text)
        lines, columns = max(lines, int(place[2])), max(columns, _column(place[1].decode().upper()) + 1)
    return lines, columns


def _counted(text: bytes) -> tuple[int, int]:
    """The same for cells that do not say where they are, but only follow each other."""
    rows = re.split(rb"<(?:\w+:)?row\b", text)
    named = max((int(match[1]) for match in _ROW.finditer(text)), default=0)
    widest = max(len(_CELL.findall(row)) for row in rows)
    places = (_column(match[1].decode().upper()) + 1 for match in _PLACE.finditer(text))
    return max(named, len(rows)), max(widest, *places, 1)


def _expanded(text: bytes, shared: list[int]) -> int:
    known = len(shared)
    return sum(shared[at] for match in _SHARED.finditer(text) if (at := int(match[1])) < known)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def watched(data: bytes, sheet: str) -> Watched | None:
    """What is to be known about a sheet beyond its values; None for a form of workbook that does not say it like this."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            path = _path(packed, sheet)
            if path is None or packed.getinfo(path).file_size > MAX_WATCHED:
                return None
            return _watched(_xml(packed, path), _struck_styles(packed))
    except (*_BROKEN, KeyError, ElementTree.ParseError):
        return None


def _xml(packed: zipfile.ZipFile, path: str) -> ElementTree.Element:
    return ElementTree.fromstring(packed.read(path))  # noqa: S314 — `too_much` has refused every DOCTYPE


def _path(packed: zipfile.ZipFile, sheet: str) -> str | None:
    """The part that holds a sheet: by way of the relations, as the format wants it."""
    book = next((target for kind, _, target in _relations(packed, "") if kind.endswith("/officeDocument")), None)
    if book is None:
        return None
    sheets = _xml(packed, book).iterfind(f"{_NS}sheets/{_NS}sheet")
    wanted = {
        value
        for each in sheets
        if each.get("name") == sheet
        for key, value in each.attrib.items()
        if key.endswith("}id")
    }
    return next((target for _, name, target in _relations(packed, book) if name in wanted), None)


def _relations(packed: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """Kind, id and path of what a part refers to."""
    folder, _, name = part.rpartition("/")
    folder = f"{folder}/" if folder else ""
    for each in _xml(packed, f"{folder}_rels/{name}.rels"):
        target = each.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else folder + target
        yield each.get("Type", ""), each.get("Id", ""), path


def _struck_styles(packed: zipfile.ZipFile) -> frozenset[int]:
    path = next((name for name in packed.namelist() if name.lower().endswith("styles.xml")), None)
    if path is None:
        return frozenset()
    styles = _xml(packed, path)
    fonts = [_is_struck(font) for font in styles.iterfind(f"{_NS}fonts/{_NS}font")]
    formats = styles.iterfind(f"{_NS}cellXfs/{_NS}xf")
    return frozenset(at for at, each in enumerate(formats) if _font(each) < len(fonts) and fonts[_font(each)])


def _font(style: ElementTree.Element) -> int:
    return _number(style.get("fontId"))


def _is_struck(font: ElementTree.Element) -> bool:
    strike = font.find(f"{_NS}strike")
    return strike is not None and strike.get("val", "1") not in {"0", "false"}


def _watched(sheet: ElementTree.Element, struck: frozenset[int]) -> Watched:
    cells = [(at, cell) for cell in sheet.iterfind(f"{_NS}sheetData/{_NS}row/{_NS}c") if (at := _at(cell.get("r")))]
    return Watched(
        hidden_rows=frozenset(
            _number(row.get("r")) for row in sheet.iterfind(f"{_NS}sheetData/{_NS}row") if _is_hidden(row)
        ),
        hidden_columns=frozenset(_hidden_columns(sheet)),
        struck=frozenset(at for at, cell in cells if _number(cell.get("s")) in struck and len(cell)),
        unfinished=frozenset(at for at, cell in cells if _is_unfinished(cell)),
        merged=tuple(_merged(sheet)),
    )


def _is_hidden(element: ElementTree.Element) -> bool:
    return element.get("hidden", "0") in {"1", "true"}


def _is_unfinished(cell: ElementTree.Element) -> bool:
    value = cell.find(f"{_NS}v")
    return (
        cell.find(f"{_NS}f") is not None
        and (value is None or not (value.text or "").strip())
        and cell.get("t") != "str"
    )


def _hidden_columns(sheet: ElementTree.Element) -> Iterator[int]:
    for each in sheet.iterfind(f"{_NS}cols/{_NS}col"):
        if _is_hidden(each):
            yield from range(_number(each.get("min")) - 1, min(_number(each.get("max")), 200))


def _merged(sheet: ElementTree.Element) -> Iterator[tuple[int, int, int, int]]:
    for each in sheet.iterfind(f"{_NS}mergeCells/{_NS}mergeCell"):
        first, _, last = each.get("ref", "").partition(":")
        if (start := _at(first)) and (end := _at(last)):
            yield (*start, *end)


def _at(reference: str | None) -> tuple[int, int] | None:
    match = _COLUMN.fullmatch(reference or "")
    return (int(match[2]), _column(match[1])) if match else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0
