"""A folder as a set of measured files: what digests are made of, and why a folder has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from handoff_cli.core.digest import REGULAR, Entry
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.names import collisions, unlawful
from handoff_cli.git.objects import Objects
from handoff_cli.git.repository import Repository
from handoff_cli.git.trees import TreeEntry, tree_entries

__all__ = ["Files", "Measures", "Snapshot", "TreeEntry", "as_files", "entries_at", "tree_entries"]

MOST_FILES: Final = 20_000
"""More files than this are no deal but an accident, or an attack."""

Files = Mapping[str, tuple[str, str]]
"""Path → (mode, object id)."""

_MODES: Final[Mapping[str, str]] = {
    "100755": "it is marked as a program",
    "120000": "it is a link to another place, not a file",
    "160000": "it is a repository of its own, not a file",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of a folder. `irregular` are the paths that have no digest, `reasons` says why; `oids` is empty for a work tree."""

    entries: tuple[Entry, ...]
    oids: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def irregular(self) -> tuple[str, ...]:
        return tuple(sorted(self.reasons))


class Measures:
    """Sizes and hashes of files, each read once however many commits carry it."""

    def __init__(self, repo: Repository) -> None:
        self.objects = Objects(repo)

    def read(self, oid: str) -> bytes:
        return self.objects.blob(oid)

    def entries(self, files: Files) -> tuple[Entry, ...]:
        """The regular files among these, measured."""
        regular = {path: oid for path, (mode, oid) in files.items() if mode == REGULAR}
        sizes = self.objects.measure(regular.values())
        return tuple(
            Entry(path=path, size=sizes[oid].size, sha256=sizes[oid].sha256) for path, oid in sorted(regular.items())
        )

    def flaw(self, files: Files) -> str | None:
        """Why these files have no digest, in words; None when they have one."""
        if len(files) > MOST_FILES:
            return f"{min(files)} and its neighbours are {len(files):,} files, more than a deal can hold"
        found = sorted(irregularities({path: mode for path, (mode, _) in files.items()}).items())
        return f"{found[0][0]}: {found[0][1]}" if found else None

    def snapshot(self, files: Files) -> Snapshot:
        reasons = irregularities({path: mode for path, (mode, _) in files.items()})
        lawful = {path: file for path, file in files.items() if path not in reasons}
        oids = {path: oid for path, (_, oid) in lawful.items()}
        return Snapshot(entries=self.entries(lawful), oids=oids, reasons=reasons)

    def close(self) -> None:
        self.objects.close()


def entries_at(repo: Repository, commit: str, folder: str, measures: Measures | None = None) -> Snapshot:
    """The folder (or the single file) at a commit. Pass `measures` to read several commits with one process."""
    files = as_files(tree_entries(repo, commit, folder))
    if measures is not None:
        return measures.snapshot(files)
    measures = Measures(repo)
    try:
        return measures.snapshot(files)
    finally:
        measures.close()


def as_files(entries: Iterable[TreeEntry]) -> Files:
    # A second entry of the same path comes later and is marked as damaged, so it is the one that stays.
    return {entry.path: (entry.mode, entry.oid) for entry in entries}


def irregularities(modes: Mapping[str, str]) -> dict[str, str]:
    """Path → why it is not a regular file with a lawful name. `modes` are path → mode."""
    if len(modes) > MOST_FILES:
        raise HandoffError(
            f"{min(modes)} and its neighbours are {len(modes):,} files, more than a deal can hold.",
            hint=f"Up to {MOST_FILES:,} are read. Put what belongs together into one archive.",
            exit_code=UNDECIDED,
        )
    reasons = dict(collisions(modes))
    reasons.update(_by_itself(modes))
    return reasons


def _by_itself(modes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path, mode in modes.items():
        reason = unlawful(path) or (_MODES.get(mode, "git holds it twice, or damaged") if mode != REGULAR else None)
        if reason:
            yield path, reason
