"""What a commit holds, and what differs between two: paths, modes and object ids."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.repository import Repository

ABSENT: Final = "000000"
FOLDER: Final = "040000"
DAMAGED: Final = "damaged"
"""The mode of an entry that git itself could not have written: a second one of the same name, or a name with a slash."""

# A rename hides a deletion, a submodule can be configured away, a configured order can drop the run: all switched off.
RAW: Final = (
    "--raw", "-r", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative",
    "--ignore-submodules=none", f"-O{os.devnull}",
)  # fmt: skip


class TreeEntry(NamedTuple):
    """One file of a commit. `mode` is `100644` for an ordinary one."""

    mode: str
    oid: str
    path: str


@dataclass(frozen=True, slots=True)
class Change:
    """A path that differs; `old` and `new` are (mode, object id), None where there is nothing."""

    path: str
    old: tuple[str, str] | None
    new: tuple[str, str] | None


def text(path: bytes) -> str:
    """A path as text. Bytes that are no UTF-8 become `\\xff`: the backslash makes the name unlawful, and it can be printed."""
    return path.decode(errors="backslashreplace")


def tree_entries(repo: Repository, commit: str, *folders: str) -> tuple[TreeEntry, ...]:
    """Every file below these folders (of the whole commit when none is given), in git's order."""
    wanted = ("--", *(_inside(folder) for folder in folders)) if folders else ()
    out = repo.run("ls-tree", "-r", "-t", "-z", "--full-tree", *repo.ids(commit), *wanted)
    return tuple(_entries(out))


def changed(repo: Repository, before: str, after: str) -> tuple[Change, ...]:
    """The paths in which two commits differ."""
    out = repo.run("diff-tree", *RAW, *repo.ids(before, after), "--")
    return in_order(raw_changes(iter(out.split(b"\0"))))


def raw_changes(tokens: Iterator[bytes]) -> Iterator[Change]:
    """The changes of git's raw format, as it stands between NULs."""
    for token in tokens:
        if token:
            yield change(token, next(tokens))


def change(meta: bytes, path: bytes) -> Change:
    """One change of git's raw format, `:<old mode> <new mode> <old id> <new id> <status>`."""
    old_mode, new_mode, old_oid, new_oid, _ = meta.lstrip(b":").decode().split(" ")
    old, new = (old_mode, old_oid), (new_mode, new_oid)
    return Change(text(path), None if old_mode == ABSENT else old, None if new_mode == ABSENT else new)


def is_folder(change: Change) -> bool:
    """Whether a change is that of a tree itself; one that gives way to a file is two changes of the same path."""
    return FOLDER in (change.old and change.old[0], change.new and change.new[0])


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Each path once. A tree that holds a name twice makes two changes of one path, and which one counts nobody can say."""
    found: dict[str, Change] = {}
    for change in changes:
        first = found.get(change.path)
        found[change.path] = change if first is None else Change(change.path, first.old, (DAMAGED, _any_oid(change)))
    return tuple(found[path] for path in sorted(found))


def _any_oid(change: Change) -> str:
    return (change.new or change.old or ("", ""))[1]


def _entries(out: bytes) -> Iterator[TreeEntry]:
    folders, seen = {""}, set()
    for line in filter(None, out.split(b"\0")):
        meta, _, raw = line.partition(b"\t")
        mode, kind, oid = meta.decode().split(" ")
        path = text(raw)
        real = path not in seen and path.rpartition("/")[0] in folders
        seen.add(path)
        if kind == "tree":
            folders.add(path)
        if kind != "tree" or not real:
            yield TreeEntry(mode if real else DAMAGED, oid, path)


def _inside(folder: str) -> str:
    if not folder or folder.startswith("/") or "\0" in folder:
        raise HandoffError(f"{folder!r} is not a path inside the repository.", exit_code=UNDECIDED)
    return folder
