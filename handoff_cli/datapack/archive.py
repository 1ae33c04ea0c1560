"""A ZIP read safely: nothing is extracted, every entry is unpacked in memory against a limit and checked.

Structure is `directory`'s business, names are `names`'; here each entry is judged and unpacked.
"""

from __future__ import annotations

import hashlib
import stat
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw
from handoff_cli.core.pointer import is_lfs_pointer
from handoff_cli.datapack import names
from handoff_cli.datapack.directory import REBUILD, Record, records

MIB: Final = 1 << 20
MAX_MEMBER: Final = 200 * MIB
MAX_TOTAL: Final = 512 * MIB
MAX_RATIO: Final = 200
SMALL: Final = MIB
"""Up to this size an entry may shrink as far as it likes: a page of blanks does."""

_STORED: Final = 0
_DEFLATED: Final = 8
_HARMLESS_FLAGS: Final = 0x0002 | 0x0004 | 0x0008 | 0x0800
_ENCRYPTED_FLAGS: Final = 0x0001 | 0x0040 | 0x2000
_CHUNK: Final = 64 * 1024
_HEAD: Final = 64
_OTHER_METHODS: Final = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 99: "AES encryption"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive. `sha256` is empty when its bytes could not be read: a flaw says why."""

    path: str
    size: int
    sha256: str
    record: Record


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of a ZIP in the order of their paths, and everything wrong with it."""

    data: bytes
    entries: tuple[Entry, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    def read(self, entry: Entry) -> bytes:
        """The bytes of a file whose checksum was right when the archive was opened."""
        return b"".join(_unpacked(self.data, entry.record))


def open_archive(data: bytes) -> Archive:
    """The ZIP in these bytes. It never raises: whatever is wrong is a flaw, and what is flawed is not offered as read."""
    listed = records(data)
    if isinstance(listed, Flaw):
        return Archive(data=data, flaws=(listed,))
    files = tuple(record for record in listed if not record.name.endswith("/"))
    if (flaw := _nothing(files) or _too_much(files)) is not None:
        return Archive(data=data, flaws=(*_folder_flaws(listed), flaw))
    clashes = dict(_clashes(listed))
    flaws = [*_folder_flaws(listed), *clashes.values(), *_litter(files)]
    entries: list[Entry] = []
    for record in sorted(files, key=lambda record: record.name):
        if names.is_litter(record.name) or names.key(record.name) in clashes:
            continue
        entry, flaw = _entry(data, record)
        entries += [entry] if entry else []
        flaws += [flaw] if flaw else []
    return Archive(data=data, entries=tuple(entries), flaws=tuple(flaws))


def _entry(data: bytes, record: Record) -> tuple[Entry | None, Flaw | None]:
    shown = names.shown(record.name)
    if (words := names.trouble(record.name)) is not None:
        message = f"“{shown}” in the ZIP has a name {words}"
        return None, _flaw("malformed", shown, message, "Rename the file and build the ZIP again.")
    unread = Entry(path=record.name, size=record.size, sha256="", record=record)
    if (flaw := _unreadable(record) or _too_big(record)) is not None:
        return unread, flaw
    read = _digested(data, record)
    return (unread, read) if isinstance(read, Flaw) else read


def _unreadable(record: Record) -> Flaw | None:
    """What an entry may not be: a link or device, encrypted, packed in a way that is not plain ZIP."""
    if stat.S_IFMT(record.mode) not in (0, stat.S_IFREG):
        words, remedy = "is a link or a device, not a file", "Put the file itself into the ZIP and build it again."
    elif record.flags & _ENCRYPTED_FLAGS:
        words, remedy = "is encrypted", "Build the ZIP again without a password, or ask the customer for one without."
    elif record.method not in (_STORED, _DEFLATED):
        method = _OTHER_METHODS.get(record.method, f"method {record.method}")
        words, remedy = (
            f"is packed with {method}, which not every program can read",
            "Build the ZIP again with the method Deflate.",
        )
    elif record.flags & ~_HARMLESS_FLAGS:
        words, remedy = "is packed in a way that not every program can read", REBUILD
    else:
        return None
    return _flaw("malformed", record.name, f"“{names.shown(record.name)}” in the ZIP {words}", remedy)


def _too_big(record: Record) -> Flaw | None:
    if record.size > MAX_MEMBER:
        words = f"would unpack to {record.size // MIB} MiB, more than the {MAX_MEMBER // MIB} that are read"
    elif record.size > SMALL and record.size > MAX_RATIO * record.packed:
        words = f"would unpack to more than {MAX_RATIO} times its size in the ZIP, as no real design file does"
    else:
        return None
    remedy = "Look at the file; leave it out if it does not belong to the pack, and build the ZIP again."
    return _flaw("malformed", record.name, f"“{names.shown(record.name)}” in the ZIP {words}", remedy)


def _digested(data: bytes, record: Record) -> tuple[Entry, Flaw | None] | Flaw:
    """The entry with its hash, after unpacking all of it once."""
    total, crc, sha, head = 0, 0, hashlib.sha256(), b""
    try:
        for chunk in _unpacked(data, record):
            total += len(chunk)
            crc = zlib.crc32(chunk, crc)
            sha.update(chunk)
            head = head or chunk[:_HEAD]
    except zlib.error:
        total = -1
    if total != record.size or crc != record.crc:
        message = f"“{names.shown(record.name)}” in the ZIP is damaged: its bytes are not those the ZIP promises"
        return _flaw("malformed", record.name, message, REBUILD)
    return Entry(path=record.name, size=total, sha256=sha.hexdigest(), record=record), _odd_content(record, head)


def _unpacked(data: bytes, record: Record) -> Iterator[bytes]:
    """The bytes of an entry, piece by piece, never more than one piece beyond the size it states."""
    packed = memoryview(data)[record.start : record.start + record.packed]
    pieces = (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
    if record.method == _STORED:
        yield from pieces
        return
    inflate, total = zlib.decompressobj(-zlib.MAX_WBITS), 0
    for piece in pieces:
        feed, chunk = piece, b""
        while (feed or chunk) and not inflate.eof and total <= record.size:
            chunk = inflate.decompress(feed, _CHUNK)
            feed, total = inflate.unconsumed_tail, total + len(chunk)
            yield chunk
        if inflate.eof or total > record.size:
            break
    # What stands behind the end of the stream inside an entry is shown by no program.
    if not inflate.eof or inflate.unused_data or total != record.size:
        raise zlib.error("the stream does not end where the entry ends")


def _odd_content(record: Record, head: bytes) -> Flaw | None:
    name = names.shown(record.name)
    if is_lfs_pointer(head):
        message = f"“{name}” in the ZIP is a git-lfs pointer, the file itself is not in it"
        return _flaw("malformed", record.name, message, "Fetch the file (`git lfs pull`), then build the ZIP again.")
    if names.is_nested(record.name, head):
        message = f"“{name}” is an archive inside the ZIP: nobody can tell which of its files count"
        remedy = "Unpack it and put its files into the golden pack themselves, each with its role in the manifest."
        return _flaw("ambiguous", record.name, message, remedy)
    return None


def _folder_flaws(listed: tuple[Record, ...]) -> Iterator[Flaw]:
    for record in listed:
        if not record.name.endswith("/"):
            continue
        shown = names.shown(record.name)
        if (words := names.trouble(record.name)) is not None:
            yield _flaw(
                "malformed",
                shown,
                f"the folder “{shown}” in the ZIP has a name {words}",
                "Rename it and build the ZIP again.",
            )
        elif record.size or record.packed > 2 or stat.S_IFMT(record.mode) not in (0, stat.S_IFDIR):
            yield _flaw("malformed", shown, f"the folder “{shown}” in the ZIP holds bytes like a file", REBUILD)


def _clashes(listed: tuple[Record, ...]) -> Iterator[tuple[str, Flaw]]:
    """Names that are one on some computers: the same twice, in capitals and small letters, a file named like a folder."""
    files: dict[str, list[str]] = defaultdict(list)
    folders: set[str] = set()
    for record in listed:
        path = record.name.removesuffix("/")
        parts = names.key(path).split("/")
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts) + (path != record.name)))
        if path == record.name:
            files[names.key(path)].append(path)
    for same, paths in sorted(files.items()):
        if len(paths) > 1 or same in folders:
            yield same, _clash(sorted(paths))


def _clash(paths: list[str]) -> Flaw:
    first, rest = names.shown(paths[0]), sorted({names.shown(path) for path in paths[1:]} - {names.shown(paths[0])})
    if rest:
        message = f"“{first}” and “{rest[0]}” in the ZIP have one name on Windows and macOS"
    elif len(paths) > 1:
        message = f"“{first}” is in the ZIP {len(paths)} times, and programs differ in which one they show"
    else:
        message = f"“{first}” in the ZIP is a file and a folder at once"
    return _flaw(
        "conflict", first, message, "Keep the one that counts, rename or remove the other, and build the ZIP again."
    )


def _litter(files: tuple[Record, ...]) -> Iterator[Flaw]:
    found = sorted(names.shown(record.name) for record in files if names.is_litter(record.name))
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        listing = ", ".join(f"“{name}”" for name in found[:3])
        message = f"the ZIP holds files that no one means to send: {listing}{more}"
        yield _flaw(
            "ambiguous", None, message, "Build the golden pack again from the chosen files only, without hidden ones."
        )


def _nothing(files: tuple[Record, ...]) -> Flaw | None:
    return (
        None
        if files
        else _flaw("missing", None, "the ZIP holds no files", "Pack the files of the golden pack into it.")
    )


def _too_much(files: tuple[Record, ...]) -> Flaw | None:
    total = sum(record.size for record in files)
    if total <= MAX_TOTAL:
        return None
    message = f"the ZIP would unpack to {total // MIB} MiB, more than the {MAX_TOTAL // MIB} that are read"
    return _flaw("malformed", None, message, "Leave out what does not belong to the golden pack and build it again.")


def _flaw(kind: Kind, member: str | None, message: str, remedy: str) -> Flaw:
    return Flaw(kind=kind, member=member, message=message, remedy=remedy)
