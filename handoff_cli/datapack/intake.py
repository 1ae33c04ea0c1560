"""What was sent, opened without extraction: every file with its full path, junk set aside, one archive in the archive.

The golden pack is held to the strict form of `archive`. What a customer sent is read as far as any program would read it,
and what is odd about it is told.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw
from handoff_cli.datapack import names
from handoff_cli.datapack.archive import MAX_MEMBER, MAX_RATIO, MAX_TOTAL, MIB, SMALL, Archive, Entry, open_archive
from handoff_cli.datapack.content import Content, content_of, is_matrix
from handoff_cli.datapack.directory import MAX_MEMBERS, records

_JUNK_NAMES: Final = frozenset(
    {".ds_store", "thumbs.db", "desktop.ini", ".gitkeep", ".gitignore", ".directory", "ehthumbs.db"}
)
_JUNK: Final = re.compile(r"^(?:\._|~\$|\.~lock\.|~.*\.tmp$)|\.(?:bak|tmp|swp|lck)~?$|~$", re.IGNORECASE)
_UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, struct.error, ValueError,
    KeyError, IndexError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """One file of what was sent. `sha256` is empty where its bytes could not be read: a flaw says why."""

    path: str
    size: int
    sha256: str
    content: Content
    junk: bool = False
    dated: str = ""
    load: Callable[[], bytes] = field(default=bytes, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Intake:
    files: tuple[File, ...] = ()
    flaws: tuple[Flaw, ...] = ()


@dataclass(slots=True)
class _Budget:
    """What is left to unpack, over the archive and those inside it."""

    left: int = MAX_TOTAL
    files: int = MAX_MEMBERS


def intake(data: bytes, *, golden: bool) -> Intake:
    """Every file in these bytes. It never raises: whatever is wrong is a flaw."""
    return _golden(data) if golden else _received(data)


def is_junk(path: str) -> bool:
    """What operating systems, Office and editors leave behind and nobody means to send."""
    parts = path.casefold().split("/")
    return "__macosx" in parts or ".git" in parts or parts[-1] in _JUNK_NAMES or bool(_JUNK.search(parts[-1]))


def _golden(data: bytes) -> Intake:
    opened = open_archive(data)
    files = tuple(_strict(opened, entry) for entry in opened.entries)
    jobs = {file.path for file in files if file.content == "odbpp"}
    # ODB++ is handed over as one .tgz: an archive to a program, a document to everybody.
    flaws = tuple(flaw for flaw in opened.flaws if not (flaw.member in jobs and flaw.kind == "ambiguous"))
    return Intake(files=files, flaws=flaws)


def _strict(opened: Archive, entry: Entry) -> File:
    content: Content = content_of(opened.read(entry)) if entry.sha256 else "binary"
    return File(
        path=entry.path,
        size=entry.size,
        sha256=entry.sha256,
        content=content,
        junk=is_junk(entry.path),
        load=lambda: opened.read(entry) if entry.sha256 else b"",
    )


def _received(data: bytes) -> Intake:
    listed = records(data)
    structural = (listed,) if isinstance(listed, Flaw) else ()
    budget = _Budget()
    files, flaws = _unzipped(data, "", budget)
    if not files and not flaws and not structural:
        return Intake(flaws=(_flaw("missing", None, "The ZIP holds no files.", "Ask for the files themselves."),))
    return Intake(files=tuple(sorted(files, key=lambda file: file.path)), flaws=(*structural, *flaws))


def _unzipped(data: bytes, prefix: str, budget: _Budget) -> tuple[list[File], list[Flaw]]:
    """The files of one ZIP by its directory; those of a ZIP in it when `prefix` is empty."""
    files: list[File] = []
    flaws: list[Flaw] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            for info in _unique(zipped.infolist(), flaws, prefix):
                if budget.files <= 0:
                    flaws.append(
                        _flaw("malformed", None, f"More than {MAX_MEMBERS} files: the rest was not read.", _AGAIN)
                    )
                    break
                budget.files -= 1
                files.extend(_opened(data, zipped, info, prefix, budget, flaws))
    except _UNREADABLE:
        if prefix:
            flaws.append(
                _flaw("malformed", prefix[:-1], f"“{names.shown(prefix[:-1])}” cannot be opened as a ZIP.", _AGAIN)
            )
    return files, flaws


_AGAIN: Final = "Ask the customer to send it again as a plain ZIP."


def _unique(infos: list[zipfile.ZipInfo], flaws: list[Flaw], prefix: str) -> Iterator[zipfile.ZipInfo]:
    """The files and no folders; of two with one name the last, as every program that unpacks them leaves it."""
    last = {_path(info): info for info in infos if not info.is_dir() and not info.filename.endswith("\\")}
    seen: dict[str, int] = {}
    for info in infos:
        if not info.is_dir():
            seen[_path(info)] = seen.get(_path(info), 0) + 1
    for path, times in seen.items():
        if times > 1:
            words = f"“{names.shown(prefix + path)}” is in the ZIP {times} times; the last one is read."
            flaws.append(_flaw("conflict", prefix + path, words, "Ask the customer which of them counts."))
    yield from last.values()


def _path(info: zipfile.ZipInfo) -> str:
    """Old Windows programs write backslashes; what is left of a drive or of dots is only a name here."""
    parts = info.filename.replace("\\", "/").split("/")
    return unicodedata.normalize("NFC", "/".join(part for part in parts if part not in ("", ".", "..")) or "?")


def _opened(
    data: bytes, zipped: zipfile.ZipFile, info: zipfile.ZipInfo, prefix: str, budget: _Budget, flaws: list[Flaw]
) -> Iterator[File]:
    path = prefix + _path(info)
    if is_junk(path):
        yield File(path=path, size=info.file_size, sha256="", content="binary", junk=True)
        return
    if prefix == "" and (words := names.trouble(info.filename.replace("\\", "/"))) is not None:
        flaws.append(_flaw("malformed", path, f"“{names.shown(info.filename)}” has a name {words}.", _RENAME))
    read = _bytes(zipped, info, budget)
    if isinstance(read, str):
        flaws.append(_flaw("malformed", path, f"“{names.shown(path)}” {read}.", _AGAIN))
        yield File(path=path, size=info.file_size, sha256="", content="binary")
        return
    for file in _file(path, read, prefix, budget, flaws, lambda: _again(data, info)):
        yield (
            replace(file, dated="{:04}-{:02}-{:02}T{:02}:{:02}".format(*info.date_time)) if file.path == path else file
        )


_RENAME: Final = "Rename it when the golden pack is built."


def _file(
    path: str, read: bytes, prefix: str, budget: _Budget, flaws: list[Flaw], load: Callable[[], bytes]
) -> Iterator[File]:
    content = content_of(read, inside=_inside(read))
    file = File(path=path, size=len(read), sha256=hashlib.sha256(read).hexdigest(), content=content, load=load)
    if content == "lfs-pointer":
        words = f"“{names.shown(path)}” is a git-lfs pointer, the file itself is not in the ZIP."
        flaws.append(_flaw("malformed", path, words, "Fetch the file (`git lfs pull`) and build the ZIP again."))
    elif content == "archive" or (content == "zip" and prefix):
        words = f"“{names.shown(path)}” is an archive that is not opened: nobody can tell what is in it."
        flaws.append(_flaw("ambiguous", path, words, "Unpack it and send its files themselves."))
    elif content == "zip":
        file = replace(file, load=lambda: read)
        inner, more = _unzipped(read, path + "!", budget)
        flaws += more
        yield from inner
    yield file


def _inside(read: bytes) -> tuple[str, ...]:
    """The names in a ZIP, looked at only where an ODB++ job could be in it."""
    if not read.startswith(b"PK") or b"matrix" not in read:
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(read)) as zipped:
            return tuple(name for name in zipped.namelist() if is_matrix(name))
    except _UNREADABLE:
        return ()


def _bytes(zipped: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes | str:
    """The bytes of one file, or why they are not read, in words that follow its name."""
    if info.flag_bits & 0x41:
        return "is encrypted"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is a link or a device, not a file"
    if info.file_size > MAX_MEMBER or info.file_size > budget.left:
        return f"would unpack to {info.file_size // MIB} MiB, more than is read"
    if info.file_size > SMALL and info.file_size > MAX_RATIO * info.compress_size:
        return f"would unpack to more than {MAX_RATIO} times its size in the ZIP, as no real design file does"
    try:
        with zipped.open(info) as stream:
            read = stream.read(info.file_size + 1)
    except _UNREADABLE:
        return "is damaged, or packed in a way that is not read here"
    budget.left -= len(read)
    return read if len(read) == info.file_size else "is damaged: it is not as long as the ZIP says"


def _again(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """The bytes once more; they were right when the archive was opened."""
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return zipped.read(info)


def _flaw(kind: Kind, member: str | None, message: str, remedy: str) -> Flaw:
    return Flaw(kind=kind, member=member, message=message, remedy=remedy)
