"""Reading git's objects through one process: contents by id, each checked against its id."""

from __future__ import annotations

import hashlib
import subprocess
import weakref
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import IO, Final, Literal, NamedTuple, NoReturn, cast

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.repository import Repository

READ_LIMIT: Final = 256 * 1024 * 1024
"""The largest object read into memory. Measuring has no limit: it reads in pieces."""

# So many ids fit into the smallest pipe buffer (4 KiB on Windows): asking ahead never waits for an answer being read.
_WINDOW: Final = 50
_PIECE: Final = 1024 * 1024

Kind = Literal["blob", "commit", "tree"]


class Size(NamedTuple):
    """What a digest needs of a file."""

    size: int
    sha256: str


class Objects:
    """One `git cat-file --batch`, started at the first question and ended with `close`, `with`, or this value."""

    def __init__(self, repo: Repository) -> None:
        self.repo = repo
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[[subprocess.Popen[bytes]], Objects] | None = None
        self._sizes: dict[str, Size] = {}

    def __enter__(self) -> Objects:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._end is not None:
            self._end()
        self._process = self._end = None

    def blob(self, oid: str) -> bytes:
        """The contents of one file."""
        return next(contents for _, contents in self.read([oid]))

    def blobs(self, oids: Iterable[str]) -> Mapping[str, bytes]:
        return dict(self.read(oids))

    def read(self, oids: Iterable[str], kind: Kind = "blob", limit: int = READ_LIMIT) -> Iterator[tuple[str, bytes]]:
        """Each object with its contents, in the order asked for."""
        ids = self.repo.ids(*dict.fromkeys(oids))
        for start in range(0, len(ids), _WINDOW):
            window = ids[start : start + _WINDOW]
            self._ask(window)
            yield from [(oid, b"".join(self._answer(oid, kind, limit))) for oid in window]

    def measure(self, oids: Iterable[str]) -> Mapping[str, Size]:
        """Size and SHA-256 of these files; each is read once in the life of this value."""
        wanted = tuple(dict.fromkeys(oids))
        ids = self.repo.ids(*(oid for oid in wanted if oid not in self._sizes))
        for start in range(0, len(ids), _WINDOW):
            window = ids[start : start + _WINDOW]
            self._ask(window)
            for oid in window:
                self._sizes[oid] = _measured(self._answer(oid, "blob", limit=None))
        return {oid: self._sizes[oid] for oid in wanted}

    def _ask(self, oids: Iterable[str]) -> None:
        pipe = cast("IO[bytes]", self._running().stdin)
        try:
            pipe.write("".join(f"{oid}\n" for oid in oids).encode())
            pipe.flush()
        except BrokenPipeError:
            self._fail("git stopped answering.")

    def _answer(self, oid: str, kind: Kind, limit: int | None) -> Iterator[bytes]:
        """The pieces of the object whose answer comes next."""
        pipe = cast("IO[bytes]", self._running().stdout)
        size = self._announced(pipe.readline(), oid, kind, limit)
        check = hashlib.new(self.repo.object_format, f"{kind} {size}\0".encode(), usedforsecurity=False)
        left = size
        while left:
            piece = pipe.read(min(left, _PIECE))
            if not piece:
                self._fail(f"The object {oid} is damaged.")
            left -= len(piece)
            check.update(piece)
            yield piece
        # git believes its own store; a tampered one is found out here.
        if pipe.read(1) != b"\n" or check.hexdigest() != oid:
            self._fail(f"The object {oid} is damaged.")

    def _announced(self, line: bytes, oid: str, kind: Kind, limit: int | None) -> int:
        words = line.decode(errors="replace").split()
        if len(words) != 3 or words[0] != oid or not words[2].isdigit():
            self._fail(f"The object {oid} is missing or damaged.")
        if words[1] != kind:
            self._fail(f"The object {oid} is a {words[1]}, where a {kind} belongs.")
        size = int(words[2])
        if limit is not None and size > limit:
            self._fail(f"The object {oid} is too large to be read: {size:,} bytes.")
        return size

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = self.repo.converse("cat-file", "--batch")
            self._end = weakref.finalize(self, _stop, self._process)
        return self._process

    def _fail(self, message: str) -> NoReturn:
        self.close()
        raise HandoffError(
            message, hint="Try a fresh clone; `git fsck` names what is damaged.", exit_code=UNDECIDED
        ) from None


def _measured(pieces: Iterable[bytes]) -> Size:
    size, total = 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        total.update(piece)
    return Size(size, total.hexdigest())


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
