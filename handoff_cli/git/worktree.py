"""Where deals are read from: the work tree for people and hooks, a commit for everything that judges."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from handoff_cli.core.deal import PROJECTS
from handoff_cli.core.digest import REGULAR, Entry
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.repository import Repository
from handoff_cli.git.snapshot import Measures, Snapshot, as_files, irregularities
from handoff_cli.git.trees import TreeEntry, text, tree_entries

_PROGRAM: Final = "100755"
_LINK: Final = "120000"
_REPOSITORY: Final = "160000"
_PIECE: Final = 1024 * 1024


class Source(Protocol):
    """One state of a repository's files. A folder may also be a single file."""

    @property
    def label(self) -> str: ...
    def deals(self) -> tuple[str, ...]: ...
    def entries(self, folder: str) -> Snapshot: ...
    def read(self, path: str) -> bytes: ...


class Commit:
    """The files of a commit."""

    def __init__(self, repo: Repository, commit: str) -> None:
        self.repo = repo
        self.commit = commit
        self._measures = Measures(repo)
        self._seen: dict[str, str] = {}

    @property
    def label(self) -> str:
        return self.commit

    def deals(self) -> tuple[str, ...]:
        return tuple(sorted(self._projects))

    def entries(self, folder: str) -> Snapshot:
        known = self._projects.get(folder.removeprefix(f"{PROJECTS}/")) if "_projects" in vars(self) else None
        snapshot = self._measures.snapshot(as_files(known or tree_entries(self.repo, self.commit, folder)))
        self._seen.update(snapshot.oids)
        return snapshot

    def read(self, path: str) -> bytes:
        if path not in self._seen and path not in self.entries(path).oids:
            raise _absent(path, self.label)
        return self._measures.read(self._seen[path])

    @cached_property
    def _projects(self) -> dict[str, list[TreeEntry]]:
        grouped: dict[str, list[TreeEntry]] = {}
        for entry in tree_entries(self.repo, self.commit, PROJECTS):
            deal = _deal(entry.path, entry.mode)
            if deal:
                grouped.setdefault(deal, []).append(entry)
        return grouped


@dataclass(frozen=True, slots=True)
class Listed:
    """A file git knows or would add: its place on disk, and the mode and blob of the index where there is one."""

    path: str
    raw: bytes
    mode: str | None
    oid: str | None
    skipped: bool


class WorkTree:
    """The files a person sees: what is tracked or could be added, as it lies on disk. Under a commit hook that is what is staged."""

    label: Final = "the working folder"

    def __init__(self, repo: Repository) -> None:
        self.repo = repo
        self._top = repo.top
        self._seen: dict[str, Listed] = {}

    def deals(self) -> tuple[str, ...]:
        return tuple(sorted(self._projects))

    def entries(self, folder: str) -> Snapshot:
        known = self._projects.get(folder.removeprefix(f"{PROJECTS}/")) if "_projects" in vars(self) else None
        modes = dict(known if known is not None else self._present(folder))
        reasons = irregularities({file.path: mode for file, mode in modes.items()})
        regular = {file.path: file for file in modes if file.path not in reasons}
        self._seen.update(regular)
        return Snapshot(entries=tuple(self._measured(regular[path]) for path in sorted(regular)), reasons=reasons)

    def read(self, path: str) -> bytes:
        if path not in self._seen and path not in (entry.path for entry in self.entries(path).entries):
            raise _absent(path, self.label)
        return b"".join(self._pieces(self._seen[path]))

    @cached_property
    def _projects(self) -> dict[str, list[tuple[Listed, str]]]:
        grouped: dict[str, list[tuple[Listed, str]]] = {}
        for file, mode in self._present(PROJECTS):
            deal = _deal(file.path, mode)
            if deal:
                grouped.setdefault(deal, []).append((file, mode))
        return grouped

    def _present(self, folder: str) -> Iterator[tuple[Listed, str]]:
        for file in _listed(self.repo, folder):
            mode = self._mode(file)
            if mode:
                yield file, mode

    def _mode(self, file: Listed) -> str | None:
        """The mode git would store, None for a file that is gone."""
        if file.mode in (_LINK, _REPOSITORY):
            return file.mode
        if file.raw.endswith(b"/"):
            return _REPOSITORY
        try:
            found = self._place(file).lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return file.mode if file.skipped else None
        if stat.S_ISLNK(found):
            return _LINK
        if not stat.S_ISREG(found) or not self._is_inside(file):
            return None
        on_disk = _PROGRAM if found & stat.S_IXUSR and os.name != "nt" else REGULAR
        stored = file.mode or REGULAR
        return on_disk if on_disk != stored and self._keeps_modes else stored

    def _is_inside(self, file: Listed) -> bool:
        """Whether no folder on the way is a link: git takes what lies behind one for deleted."""
        parent = self._place(file).parent
        return os.path.realpath(parent) == os.fspath(parent)

    @cached_property
    def _keeps_modes(self) -> bool:
        return os.name != "nt" and self.repo.setting("--type=bool", "--get", "core.fileMode") != "false"

    def _measured(self, file: Listed) -> Entry:
        size, total = 0, hashlib.sha256()
        for piece in self._pieces(file):
            size += len(piece)
            total.update(piece)
        return Entry(path=file.path, size=size, sha256=total.hexdigest())

    def _pieces(self, file: Listed) -> Iterator[bytes]:
        place = self._place(file)
        if file.skipped and file.oid and not place.exists():
            yield self.repo.run("cat-file", "blob", file.oid)
            return
        try:
            with place.open("rb") as opened:
                while piece := opened.read(_PIECE):
                    yield piece
        except OSError as error:
            raise HandoffError(f"{file.path} cannot be read: {error.strerror}.", exit_code=UNDECIDED) from None

    def _place(self, file: Listed) -> Path:
        return self._top / os.fsdecode(file.raw)


def _listed(repo: Repository, folder: str) -> Iterator[Listed]:
    # Inside `git commit -a` and `git commit PATH` the index is another file, named by the variable; it has to be this repository's.
    index = Path(os.environ.get("GIT_INDEX_FILE", "") or repo.git_dir / "index")
    place = index if index.is_absolute() else repo.top / index
    environ = {"GIT_INDEX_FILE": str(place)} if repo.git_dir.resolve() in place.resolve().parents else {}
    out = repo.run(
        "ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard", "--", folder, environ=environ
    )
    yield from _unique(_line(line) for line in out.split(b"\0") if line)


def _line(line: bytes) -> Listed:
    tag, rest = line[:1], line[2:]
    if tag == b"?":
        return Listed(path=text(rest.rstrip(b"/")), raw=rest, mode=None, oid=None, skipped=False)
    meta, _, raw = rest.partition(b"\t")
    mode, oid, _ = meta.decode().split(" ")
    return Listed(path=text(raw), raw=raw, mode=mode, oid=oid, skipped=tag in b"Ss")


def _unique(files: Iterable[Listed]) -> Iterator[Listed]:
    """Each file once: in an unfinished merge the index lists it up to three times."""
    seen: set[bytes] = set()
    for file in files:
        if file.raw not in seen:
            seen.add(file.raw)
            yield file


def _deal(path: str, mode: str) -> str | None:
    """The folder below `projects/`; a link or a repository in its place counts, a file beside the deals does not."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 or (len(parts) == 2 and mode in (_LINK, _REPOSITORY)) else None


def _absent(path: str, label: str) -> HandoffError:
    return HandoffError(f"{path} is not there, or is not a file ({label}).", exit_code=UNDECIDED)
