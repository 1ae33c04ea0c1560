"""Trees read strictly, as git stores them. Programs disagree on a malformed one (two files of one name, a name with a slash),
and what git lists of it is not what another program sees: it decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.commits import parse_commit
from handoff_cli.git.history import RawStep
from handoff_cli.git.objects import Objects

_FOLDER: Final = b"40000"
_RESERVED: Final = frozenset({b".", b"..", b".git"})


class Named(NamedTuple):
    """One entry of a tree, as stored."""

    mode: bytes
    name: bytes
    oid: bytes


class Trees:
    """Trees that were found to be sound; each is looked at once."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._known: dict[str, dict[str, str]] = {}
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
        level = [*self._roots({commit: None}).values()]
        for name in folder.split("/"):
            self._check(level)
            level = [oid for tree in level if (oid := self._known[tree].get(name))]
        while level:
            self._check(level)
            level = [oid for tree in level for oid in self._known[tree].values()]

    def _roots(self, commits: Mapping[str, tuple[str, ...] | None]) -> dict[str, str]:
        """Commit → its tree. `commits` are the parents git takes each commit to have."""
        raw = self._objects.read(commits, kind="commit")
        return {commit: parse_commit(commit, data, commits[commit]).tree for commit, data in raw}

    def _check(self, oids: Iterable[str]) -> None:
        fresh = [oid for oid in dict.fromkeys(oids) if oid not in self._known]
        for oid, data in self._objects.read(fresh, kind="tree"):
            self._known[oid] = self._folders(oid, data)

    def _folders(self, oid: str, data: bytes) -> dict[str, str]:
        """Name → tree of the folders directly in this one."""
        if not self._tree.fullmatch(data):
            raise _malformed(oid)
        entries = [Named(*found) for found in self._entry.findall(data)]
        names = {entry.name for entry in entries}
        order = [entry.name + b"/" if entry.mode == _FOLDER else entry.name for entry in entries]
        if len(names) != len(entries) or order != sorted(order) or any(name.lower() in _RESERVED for name in names):
            raise _malformed(oid)
        return {e.name.decode(errors="backslashreplace"): e.oid.hex() for e in entries if e.mode == _FOLDER}


def _malformed(oid: str) -> HandoffError:
    return HandoffError(
        f"The folder {oid} is malformed: programs disagree on what it holds.",
        hint="`git fsck --strict` says more. Make the change again with an ordinary git client.",
        exit_code=UNDECIDED,
    )
