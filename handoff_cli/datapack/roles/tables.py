"""Tables by the words of their header row: a parts list, a placement list, or some other table."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, Literal

from handoff_cli.datapack.content import Content, text_of

Table = Literal["bom", "centroid", "parts-without-refdes", "table"]

_REFDES: Final = frozenset(
    {"designator", "designators", "reference", "references", "refdes", "ref", "refs", "parts", "part", "location", "position",
     "component", "bauteil", "bauteile", "referenz", "part reference", "part references", "board ref", "board reference",
     "reference designator", "reference designators", "item ref", "circuit ref numbers", "my reference", "ref des", "c id",
     "stückliste pos"}
)  # fmt: skip
_QUANTITY: Final = frozenset(
    {"quantity", "qty", "count", "per board", "amount", "qnty", "pcs", "menge", "anzahl", "stück", "stueck"}
)
_MPN: Final = re.compile(
    r"^(?:mpn|pn|mp|manf|model|mfr pn|mfg p n|part num(?:ber)?|p n|(?:man[a-z]*|mfr|mfg|hersteller)[a-z. ]*part[a-z ]*\d?"
    r"|part number.*|lcsc.*|jlcpcb part.*|supplier part.*|digi-?key.*|mouser.*|manufacturer mpn|hersteller ?nr|artikelnummer)$"
)
_ABOUT: Final = frozenset(
    {"value", "val", "comment", "footprint", "package", "description", "device", "manufacturer", "mfg", "mf", "name", "wert",
     "bauform", "beschreibung", "hersteller", "designation", "datasheet", "libref", "part description", "type", "pattern"}
)  # fmt: skip
_X: Final = re.compile(
    r"^(?:(?:mid|center|centre|pos|sym|symbol|ref|pad|part|loc|location)? ?x(?: ?(?:pos|coord|coordinate|location|loc))?|posx|xcoord|midx)$"
)
_Y: Final = re.compile(
    r"^(?:(?:mid|center|centre|pos|sym|symbol|ref|pad|part|loc|location)? ?y(?: ?(?:pos|coord|coordinate|location|loc))?|posy|ycoord|midy)$"
)
_TURN: Final = re.compile(r"^(?:rot(?:ation|ate)?|sym ?rotate|angle|orient(?:ation)?|theta|winkel|drehung)$")
_SIDE: Final = re.compile(r"^(?:layer|side|tb|boardside|sym ?mirror|mirror|t b|seite|top)$")
_SPLIT: Final = re.compile(r"[,;\t|!]|\s{2,}|\"")
_NO_HEADER: Final = re.compile(
    r"^\s*\"?[A-Za-z_.$][\w.$+*\-]*\"?(?:\s*[,;\t]\s*|\s+)-?\d+(?:[.,]\d+)?(?:mm|mil)?(?:\s*[,;\t]\s*|\s+)-?\d+(?:[.,]\d+)?(?:mm|mil)?"
    r"(?:\s*[,;\t]\s*|\s+)(?:(?:top|bottom)\s*[,;\t]\s*|[mM]?R?)?-?\d+(?:[.,]\d+)?(?:\s|,|;|$)",
    re.IGNORECASE,
)
_ROWS: Final = 40
_SHEET: Final = 4 << 20
_RUN: Final = re.compile(rb"[\x20-\x7e]{2,60}|(?:[\x20-\x7e]\x00){2,60}")
_CELL: Final = re.compile(
    r"<(?:\w+:)?t(?:\s[^>]*)?>([^<]{1,80})</(?:\w+:)?t>|<text:p(?:\s[^>]*)?>([^<]{1,80})</text:p>"
)
_PARTS: Final = re.compile(r"xl/sharedStrings\.xml|xl/worksheets/sheet\d+\.xml|content\.xml")
_UNZIPPING: Final = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
)


def table_of(data: bytes, content: Content) -> Table | None:
    """What this table lists, by its header; None where no table shows."""
    if content == "text":
        return _of_text(text_of(data))
    words = {word for cell in _workbook_cells(data, content) if (word := _normal(cell))}
    return _judged(words) if words else None


def is_headerless_placement(data: bytes) -> bool:
    """Eagle's placement lists have no header: a designator, two lengths and an angle, line after line."""
    lines = [line for line in text_of(data).splitlines()[:_ROWS] if line.strip()]
    return bool(lines) and sum(bool(_NO_HEADER.match(line)) for line in lines) == len(lines)


def _of_text(text: str) -> Table | None:
    lines = [line for line in text.splitlines()[:_ROWS] if line.strip()]
    best: Table | None = None
    for line in lines:
        found = _judged({word for cell in _cells(line) if (word := _normal(cell))})
        if found in ("bom", "centroid"):
            return found
        best = best or found
    return best or _ruled(lines)


def _cells(line: str) -> list[str]:
    """The cells of a header in any form; blanks alone separate where nothing else does."""
    plain = line.lstrip("#*! \ufeff")
    cells = [cell for cell in _SPLIT.split(plain) if cell.strip()]
    return cells if any(mark in plain for mark in ",;\t|!") and len(cells) > 2 else [*cells, *plain.split()]


def _normal(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    text = re.sub(r"[(\[][^)\]]*[)\]]", " ", text) if not text.startswith("reference(") else "references"
    return re.sub(r"[\s_\-./#:]+", " ", text).strip()


def _judged(words: set[str]) -> Table | None:
    """A header row has to name enough: a placement list its two lengths, a parts list more than a designator."""
    refdes = bool(words & _REFDES)
    lengths = any(_X.match(word) for word in words) and any(_Y.match(word) for word in words)
    placed = sum(any(pattern.match(word) for word in words) for pattern in (_TURN, _SIDE))
    if lengths and placed and (refdes or words & {"name", "no", "pcb"} or placed == 2):
        return "centroid"
    quantity, number = bool(words & _QUANTITY), any(_MPN.match(word) for word in words)
    about = len(words & _ABOUT)
    if refdes and not lengths and (quantity or number or about >= 2) and quantity + number + about >= 2:
        return "bom"
    return "parts-without-refdes" if not refdes and not lengths and about >= 2 and (quantity or number) else None


def _ruled(lines: list[str]) -> Table | None:
    """Rows with one separator as often as in all others: a table, of what nobody knows."""
    for mark in (",", ";", "\t"):
        counts = [line.count(mark) for line in lines]
        if (
            len(lines) >= 3
            and min(counts) >= 2
            and counts.count(max(set(counts), key=counts.count)) * 10 >= len(counts) * 9
        ):
            return "table"
    return None


def _workbook_cells(data: bytes, content: Content) -> Iterator[str]:
    if content == "ole2":
        for run in _RUN.findall(data[:_SHEET]):
            yield run.replace(b"\x00", b"").decode("ascii")
    elif content in ("ooxml", "ods"):
        yield from _zipped_cells(data)


def _zipped_cells(data: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for info in book.infolist():
                if _PARTS.fullmatch(info.filename):
                    with book.open(info) as stream:
                        text = stream.read(_SHEET).decode("utf-8", errors="replace")
                    yield from (a or b for a, b in _CELL.findall(text))
    except _UNZIPPING:
        return
