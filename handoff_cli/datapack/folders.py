"""The folders of a golden archive: one root named after part and issue, the six of the handbook in it, and nothing deeper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from handoff_cli.core.pack import Member

PAPERS: Final = "00_MANIFEST"
BOM: Final = "01_BOM"
FABRICATION: Final = "02_FABRICATION"
ASSEMBLY: Final = "03_ASSEMBLY"
SCHEMATICS: Final = "04_SCHEMATICS"
TEST: Final = "05_TEST_FIRMWARE"
_ALL: Final = frozenset(name.casefold() for name in (PAPERS, BOM, FABRICATION, ASSEMBLY, SCHEMATICS, TEST))


def astray(members: Iterable[Member]) -> tuple[str, ...]:
    """The files of an archive that lie elsewhere. What is inside a ZIP of the archive lies where that ZIP does."""
    outer = {each.path.split("!")[0]: each for each in members}
    roots = [path.split("/")[0] for path in outer if "/" in path]
    root = max(dict.fromkeys(roots), key=roots.count, default="")
    return tuple(path for path, each in outer.items() if not _is_at_home(path.split("/"), root, each))


def _is_at_home(steps: list[str], root: str, member: Member) -> bool:
    # An unpacked ODB++ job is one description in many folders, which are its own.
    deep = len(steps) > 3 and member.found != "odbpp"
    return len(steps) > 2 and steps[0] == root and steps[1].casefold() in _ALL and not deep
