"""Trees read strictly, as git stores them. Programs disagree on a malformed one (two files of one name, a name with a slash),
and what git lists of it is not what another program sees: it decides nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.commits import parse_commit
from handoff_cli.git.history import RawStep
from handoff_cli.git.objects import Objects
from handoff_cli.git.trees import FOLDER, text

_FOLDER: Final = b"40000"
_RESERVED: Final = frozenset({b".", b"..", *map(bytes, itertools.product(b".", b"gG", b"iI", b"tT"))})


class Trees:
    """Trees that were found to be sound; each is looked at once."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._sound: set[str] = set()
        length = len(objects.repo.zero) // 2
        entry = rb"(40000|100644|100755|120000|160000) ([^/\0]+)\0(.{%d})" % length
        self._entry: Final = re.compile(entry, re.DOTALL)
        self._tree: Final = re.compile(rb"(?:%s)*" % entry.replace(b"(", b"(?:"), re.DOTALL)

    def check_steps(self, steps: Sequence[RawStep], folder: str) -> None:
        """Refuse malformed commits among these steps, and malformed trees they bring at the top, or at or below a folder."""
        roots = self._roots({step.commit: step.parents for step in steps})
        inside = [oid for step in steps for path, oid in step.folders if f"{path}/".startswith(f"{folder}/")]
        self._check([*roots.values(), *inside])

    def check_below(self, commit: str, folder: str) -> None:
        """Refuse a malformed tree anywhere on the way to a folder of a commit, or below it."""
        for _ in self._below(commit, folder):
            pass

    def files(self, commit: str, folder: str) -> dict[str, tuple[str, str]]:
        """Path → (mode, object id) of everything below a folder of a commit; every tree on the way is sound."""
        return dict(self._below(commit, folder))

    def top(self, commit: str, names: Collection[str]) -> dict[str, tuple[str, str]]:
        """The same of these files at the top of a commit."""
        return self._read({"": self._root(commit)}, {name.encode() for name in names})

    def _below(self, commit: str, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
        level = {"": ("", self._root(commit))}
        for name in folder.split("/"):
            level = self._read({path: oid for path, (_, oid) in level.items()}, {name.encode()})
            level = {path: entry for path, entry in level.items() if entry[0] == FOLDER}
        while level:
            level = self._read({path: oid for path, (mode, oid) in level.items() if mode == FOLDER})
            yield from ((path, file) for path, file in level.items() if file[0] != FOLDER)

    def _root(self, commit: str) -> str:
        return self._roots({commit: None})[commit]

    def _roots(self, commits: Mapping[str, tuple[str, ...] | None]) -> dict[str, str]:
        """Commit → its tree. `commits` are the parents git takes each commit to have."""
        raw = self._objects.read(commits, kind="commit")
        return {commit: parse_commit(commit, data, commits[commit]).tree for commit, data in raw}

    def _read(self, folders: Mapping[str, str], only: Collection[bytes] = ()) -> dict[str, tuple[str, str]]:
        """Path → (mode, object id) of what lies directly in these folders, given as path → tree; of `only` these names."""
        raw = dict(self._objects.read(folders.values(), kind="tree"))
        return {
            f"{path}/{text(name)}".removeprefix("/"): (mode.decode().zfill(6), oid.hex())
            for path, tree in folders.items()
            for mode, name, oid in self._entries(tree, raw[tree])
            if not only or name in only
        }

    def _check(self, oids: Iterable[str]) -> None:
        fresh = [oid for oid in dict.fromkeys(oids) if oid not in self._sound]
        for oid, data in self._objects.read(fresh, kind="tree"):
            self._entries(oid, data)
            self._sound.add(oid)

    def _entries(self, tree: str, data: bytes) -> list[tuple[bytes, bytes, bytes]]:
        """(mode, name, object id) of each entry of a tree, in git's order, no name twice."""
        entries: list[tuple[bytes, bytes, bytes]] = self._entry.findall(data)
        names = {name for _, name, _ in entries}
        order = [name + b"/" if mode == _FOLDER else name for mode, name, _ in entries]
        sound = len(names) == len(entries) and order == sorted(order) and names.isdisjoint(_RESERVED)
        if not sound or not self._tree.fullmatch(data):
            raise _malformed(tree)
        return entries


def _malformed(oid: str) -> HandoffError:
    return HandoffError(
        f"The folder {oid} is malformed: programs disagree on what it holds.",
        hint="`git fsck --strict` says more. Make the change again with an ordinary git client.",
        exit_code=UNDECIDED,
    )
