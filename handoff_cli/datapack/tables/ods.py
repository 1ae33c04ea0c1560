"""What an OpenDocument sheet would unfold to: it writes a cell or a row once and says how often it stands there."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from handoff_cli.datapack.tables.wellformed import is_well_formed

MAX_UNPACKED: Final = 48 * 1024 * 1024
_TAG: Final = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)\b([^>]*)>")
_COLUMNS: Final = re.compile(rb"""number-columns-repeated\s*=\s*["']\s*([0-9]{1,9})""")
_ROWS: Final = re.compile(rb"""number-rows-repeated\s*=\s*["']\s*([0-9]{1,9})""")


def is_ods(data: bytes) -> bool:
    return b"application/vnd.oasis.opendocument.spreadsheet" in data[:200]


def too_much(data: bytes, cells: int) -> str | None:
    """Why it is not opened, None when its size is that of a table."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            info = packed.getinfo("content.xml")
            if sum(each.file_size for each in packed.infolist()) > MAX_UNPACKED:
                return f"unfolds to more than {MAX_UNPACKED >> 20} MiB, as no real one does"
            text = _content(packed, info)
            parts = [each for each in packed.infolist() if each.filename.casefold().endswith(".xml")]
            sound = all(is_well_formed(_content(packed, each)) for each in parts)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError, KeyError):
        return "cannot be unpacked"
    if len(text) != info.file_size or b"<!DOCTYPE" in text or b"<!ENTITY" in text or not text.lstrip().startswith(b"<"):
        return "does not hold what it says"
    if not sound:
        return "is damaged inside"
    return "repeats rows and cells without end" if _unfolded(text) > cells else None


def _content(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with packed.open(info) as stream:
        return stream.read(info.file_size + 1)


def _unfolded(text: bytes) -> int:
    """Cells up to the last one with content, in every row that has content: the trailing blank ones cost nothing."""
    total = pending = blank_rows = width = filled = times = 0
    for match in _TAG.finditer(text):
        closing, name, attributes = match[1], match[2], match[3]
        if name == b"table-row" and not closing:
            width = filled = 0
            times = _repeat(_ROWS, attributes)
        elif name == b"table-row":
            total += filled * times + (blank_rows * pending if filled else 0)
            blank_rows, pending = (0, max(pending, filled)) if filled else (blank_rows + times, pending)
        elif name != b"table" and not closing:
            width += _repeat(_COLUMNS, attributes)
            filled = width if not attributes.rstrip().endswith(b"/") or b"value" in attributes else filled
        elif name == b"table" and closing:
            pending = blank_rows = 0
    return total


def _repeat(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
