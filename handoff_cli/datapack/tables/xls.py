"""What an old workbook (xls) would unfold to: its sheets reach to 65,536 rows and 256 columns, however few cells are filled."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_NAMES: Final = ("Workbook", "Book")
_END: Final = 0xFFFFFFF0
_HEADER: Final = 512
_ENTRY: Final = 128
_CELLS: Final = frozenset({0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x0006, 0x0206, 0x0406, 0x00D6})
_SEVERAL: Final = frozenset({0x00BD, 0x00BE})
_START: Final = frozenset({0x0809, 0x0409, 0x0209, 0x0009})


def too_much(data: bytes, cells: int) -> str | None:
    """Why it is not opened, None when its size is that of a table."""
    try:
        stream = _workbook(data)
    except (struct.error, IndexError):
        return "cannot be unpacked"
    if stream is None:
        return "holds no table"
    return next((f"spans {at[0]} rows and {at[1]} columns" for at in _reaches(stream) if at[0] * at[1] > cells), None)


def _workbook(data: bytes) -> bytes | None:
    """The stream of the workbook in its compound file."""
    sector, small = 1 << min(data[30], 12), 1 << min(data[32], 12)
    first_directory, cutoff, first_small = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    table = _numbers(b"".join(_sector(data, at, sector) for at in _table_sectors(data, sector)))
    directory = _chain(data, first_directory, table, sector)
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    for entry in entries:
        start, size = struct.unpack_from("<II", entry, 116)
        if entry[:64].decode("utf-16-le", "replace").split("\0")[0] not in _NAMES:
            continue
        if size >= cutoff:
            return _chain(data, start, table, sector)[:size]
        holder = _chain(data, struct.unpack_from("<I", entries[0], 116)[0], table, sector)
        inner = _numbers(_chain(data, first_small, table, sector))
        return _chain(holder, start, inner, small, offset=0)[:size]
    return None


def _table_sectors(data: bytes, sector: int) -> list[int]:
    """Where the allocation table lies: 109 sectors named in the header, the rest in a chain of its own."""
    found = list(struct.unpack_from("<109I", data, 76))
    further, budget = struct.unpack_from("<I", data, 68)[0], len(data) // sector
    while further < _END and budget > 0:
        block = _numbers(_sector(data, further, sector))
        if not block:
            break
        found, further, budget = found + list(block[:-1]), block[-1], budget - 1
    return [at for at in found if at < _END][: len(data) // sector + 1]


def _sector(data: bytes, at: int, size: int, offset: int | None = None) -> bytes:
    start = (max(size, _HEADER) if offset is None else offset) + at * size
    return data[start : start + size]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(data: bytes, start: int, table: tuple[int, ...], size: int, offset: int | None = None) -> bytes:
    pieces: list[bytes] = []
    while start < len(table) and len(pieces) <= len(data) // size:
        pieces.append(_sector(data, start, size, offset))
        start = table[start]
    return b"".join(pieces)


def _reaches(stream: bytes) -> Iterator[tuple[int, int]]:
    """Rows and columns that the cells of each sheet span."""
    at, lines, columns = 0, 0, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind in _START:
            yield lines, columns
            lines = columns = 0
        elif kind in _CELLS | _SEVERAL and length >= 6 and at + 4 + length <= len(stream):
            line, first = struct.unpack_from("<HH", stream, at + 4)
            last = struct.unpack_from("<H", stream, at + 2 + length)[0] if kind in _SEVERAL else first
            lines, columns = max(lines, line + 1), max(columns, last + 1)
        at += 4 + length
    yield lines, columns
