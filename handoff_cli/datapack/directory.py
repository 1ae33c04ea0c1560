"""The raw structure of a ZIP: one directory at the end, entries one after the other, both saying the same.

`zipfile` believes the directory alone and finds it by searching backwards, so that two programs may see different files in
one archive. Here every byte of the file has to belong to exactly one header, one entry or the directory.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from handoff_cli.core.pack import Flaw
from handoff_cli.core.pointer import is_lfs_pointer
from handoff_cli.datapack.names import shown

REBUILD: Final = (
    "Build the ZIP again from the files themselves, or ask the customer to send it again, and commit that one."
)
MAX_MEMBERS: Final = 10_000

_END: Final = struct.Struct("<4s4H2LH")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_END_MAGIC: Final = b"PK\x05\x06"
_CENTRAL_MAGIC: Final = b"PK\x01\x02"
_LOCAL_MAGIC: Final = b"PK\x03\x04"
_DESCRIPTOR_MAGIC: Final = b"PK\x07\x08"
_ZIP64_LOCATOR: Final = b"PK\x06\x07"
_BIG16: Final = 0xFFFF
_BIG32: Final = 0xFFFFFFFF
_ZIP64_EXTRA: Final = 0x0001
_UNICODE_PATH_EXTRA: Final = 0x7075
HAS_DESCRIPTOR: Final = 0x0008
_UTF8: Final = 0x0800

_FOREIGN: Final = (
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip file"),
    (b"Rar!", "a RAR file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"<", "a web page or XML file"),
)


@dataclass(frozen=True, slots=True)
class Record:
    """What the directory says of one entry. `start` is where its packed bytes begin."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    offset: int
    zip64: bool
    start: int = 0


def records(data: bytes) -> tuple[Record, ...] | Flaw:
    """The entries of a ZIP in the order of their bytes, or the reason why its structure is not to be trusted."""
    if (flaw := _not_a_zip(data)) is not None:
        return flaw
    end = _end(data)
    if isinstance(end, Flaw):
        return end
    listed = _listed(data, *end)
    return listed if isinstance(listed, Flaw) else _laid_out(data, listed, end[0])


def _not_a_zip(data: bytes) -> Flaw | None:
    if not data:
        return _broken("the ZIP is empty: the file has no bytes at all")
    if is_lfs_pointer(data):
        return Flaw(
            kind="malformed",
            member=None,
            message="the archive is a git-lfs pointer: the file itself was not uploaded",
            remedy="Commit the ZIP itself: take it out of git-lfs (`git lfs untrack`) and add it again.",
        )
    if data.startswith((_LOCAL_MAGIC, _END_MAGIC)):
        return None
    what = next((words for magic, words in _FOREIGN if data.startswith(magic)), "something else")
    if _LOCAL_MAGIC in data and what == "something else":
        return _broken("the ZIP does not start with its first file: bytes that no program shows stand before it")
    return Flaw(
        kind="malformed",
        member=None,
        message=f"the golden pack is not a ZIP but {what}",
        remedy="Pack the files as a plain ZIP and commit that one.",
    )


def _end(data: bytes) -> tuple[int, int, int] | Flaw:
    """Where the directory starts and ends, and how many entries it lists."""
    at = data.rfind(_END_MAGIC)
    if at < 0 or at + _END.size > len(data):
        return _broken("the ZIP stops in the middle: the list of its files at the end is not there")
    _, disk, first_disk, here, total, size, start, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        return _broken("the ZIP goes on after its end: bytes that no program shows follow it, or it was cut off")
    if b"PK" in data[at + _END.size :]:
        return _broken("the comment of the ZIP holds parts of another ZIP")
    if _BIG16 in (here, total) or _BIG32 in (size, start) or data[max(at - 20, 0) : at].startswith(_ZIP64_LOCATOR):
        return _zip64("the ZIP")
    if disk or first_disk or here != total:
        return _broken("the ZIP is one part of several")
    if start + size != at:
        return _broken(
            "the list of files in the ZIP is not where the ZIP says it is: two ZIPs in one file, or a damaged one"
        )
    if total > MAX_MEMBERS:
        return _broken(f"the ZIP holds {total} files, more than the {MAX_MEMBERS} that are read")
    return (start, at, total)


def _listed(data: bytes, start: int, end: int, total: int) -> tuple[Record, ...] | Flaw:
    found: list[Record] = []
    at = start
    for _ in range(total):
        if at + _CENTRAL.size > end or data[at : at + 4] != _CENTRAL_MAGIC:
            return _broken("the list of files in the ZIP is damaged")
        fields = _CENTRAL.unpack_from(data, at)
        after = at + _CENTRAL.size + sum(fields[10:13])
        if after > end:
            return _broken("the list of files in the ZIP is damaged")
        record = _record(data, at + _CENTRAL.size, fields)
        if isinstance(record, Flaw):
            return record
        found.append(record)
        at = after
    return tuple(found) if at == end else _broken("the list of files in the ZIP is longer than it says")


def _record(data: bytes, at: int, fields: tuple[Any, ...]) -> Record | Flaw:
    _, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, _, disk, _, attributes, offset = fields
    raw = data[at : at + name_length]
    extras = dict(_extras(data[at + name_length : at + name_length + extra_length]))
    name = _decoded(raw, flags, extras.get(_UNICODE_PATH_EXTRA))
    if name is None or disk:
        return _broken("a file name in the ZIP is written in no known alphabet, or twice in two ways")
    return Record(
        name=name,
        raw_name=raw,
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        mode=attributes >> 16,
        offset=offset,
        zip64=_ZIP64_EXTRA in extras or _BIG32 in (packed, size, offset),
    )


def _extras(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<2H", data, at)
        yield kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def _decoded(raw: bytes, flags: int, unicode_path: bytes | None) -> str | None:
    """Marked UTF-8, Info-ZIP's second name, UTF-8 without the mark (macOS), then the alphabet of DOS."""
    if unicode_path is not None and len(unicode_path) > 5:
        (crc,) = struct.unpack_from("<L", unicode_path, 1)
        second = _utf8(unicode_path[5:])
        agrees = crc == zlib.crc32(raw) and (_utf8(raw) == second or not (raw.isascii() or flags & _UTF8))
        return second if agrees else None
    return _utf8(raw) if flags & _UTF8 else _utf8(raw) or raw.decode("cp437")


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _laid_out(data: bytes, listed: tuple[Record, ...], end: int) -> tuple[Record, ...] | Flaw:
    """Every entry begins where the one before ends; the last one ends where the directory begins."""
    ordered = sorted(listed, key=lambda record: record.offset)
    if big := next((record for record in ordered if record.zip64), None):
        return _zip64(f"“{shown(big.name)}” in the ZIP")
    edges = [*(record.offset for record in ordered), end]
    if edges[0] != 0:
        return _broken("the ZIP holds bytes before its first file that no program shows")
    placed: list[Record] = []
    for record, (offset, after) in zip(ordered, pairwise(edges), strict=True):
        start = _start(data, record, offset, after)
        if start is None:
            return _broken(f"the ZIP says two different things about “{shown(record.name)}”, or files in it overlap")
        placed.append(replace(record, start=start))
    return tuple(placed)


def _start(data: bytes, record: Record, offset: int, after: int) -> int | None:
    """Where the packed bytes of an entry begin, None when its own header does not say what the directory says."""
    if offset + _LOCAL.size > after:
        return None
    magic, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack_from(data, offset)
    name_at = offset + _LOCAL.size
    start = name_at + name_length + extra_length
    said, told = (crc, packed, size), (record.crc, record.packed, record.size)
    later = bool(flags & HAS_DESCRIPTOR)
    agrees = (
        magic == _LOCAL_MAGIC
        and (flags, method) == (record.flags, record.method)
        and data[name_at : name_at + name_length] == record.raw_name
        and (said == told or (later and all(a in (0, b) for a, b in zip(said, told, strict=True))))
        and start + record.packed <= after
        and _tail_agrees(data[start + record.packed : after], record, later=later)
        and _same_name(data[name_at + name_length : start], record)
    )
    return start if agrees else None


def _same_name(extra: bytes, record: Record) -> bool:
    """The entry's own header may repeat the name in a second alphabet, and must not give another one."""
    second = dict(_extras(extra)).get(_UNICODE_PATH_EXTRA)
    return second is None or _decoded(record.raw_name, record.flags, second) == record.name


def _tail_agrees(tail: bytes, record: Record, *, later: bool) -> bool:
    """What follows the packed bytes: nothing, or the descriptor that repeats checksum and sizes."""
    if not later:
        return not tail
    repeated = struct.pack("<3L", record.crc, record.packed, record.size)
    return tail in (repeated, _DESCRIPTOR_MAGIC + repeated)


def _broken(message: str) -> Flaw:
    return Flaw(kind="malformed", member=None, message=message, remedy=REBUILD)


def _zip64(what: str) -> Flaw:
    return Flaw(
        kind="malformed",
        member=None,
        message=f"{what} is written in the form for files over 4 GB (ZIP64), which is not read here",
        remedy="Build the ZIP again from the files, saved to disk and not streamed, as a plain ZIP.",
    )
