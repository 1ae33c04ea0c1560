"""Where each file goes in the golden pack: the six folders of the handbook, nothing deeper, no name twice."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.core.pack import Member
from handoff_cli.datapack import folders, names

MANIFEST: Final = "MANIFEST.txt"
_FOLDERS: Final[Mapping[str, str]] = {
    "bom": folders.BOM,
    "centroid": folders.ASSEMBLY,
    "top-paste": folders.ASSEMBLY,
    "bottom-paste": folders.ASSEMBLY,
    "assembly-drawing": folders.ASSEMBLY,
    "schematic": folders.SCHEMATICS,
    "firmware": folders.TEST,
    "test-spec": folders.TEST,
    "document": folders.PAPERS,
    "manifest": folders.PAPERS,
}
_SHARED: Final = frozenset(
    {"drill-plated", "drill-nonplated", "drill-mixed", "drill-map", "fab-drawing", "assembly-drawing", "schematic",
     "firmware", "test-spec", "document", "netlist", "job"}
)  # fmt: skip
"""Roles that several files may have."""
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True, slots=True)
class Placed:
    """A file of the golden pack. `role` is None where only a person can tell; `rivals` can have the same role, and only one may."""

    source: str
    name: str
    folder: str
    role: str | None
    found: str
    evidence: str
    rivals: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}"


def lay_out(members: Sequence[Member], settled: Mapping[str, str]) -> tuple[Placed, ...]:
    """Every file that was meant to be sent. `settled` is name → role, as a person wrote it into the manifest."""
    chosen = list(_once(_meant(members)))
    named = dict(zip((each.path for each in chosen), _names([each.path for each in chosen]), strict=True))
    files = [_placed(each, named[each.path], settled.get(named[each.path].casefold())) for each in chosen]
    return tuple(sorted(_doubted(files, settled), key=lambda each: (each.folder, each.name)))


def safe(text: str) -> str:
    """Text as part of a file name on every computer."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.") or "PART"


def _meant(members: Iterable[Member]) -> Iterator[Member]:
    """No junk, and of a ZIP in the ZIP its files instead of itself."""
    listed = list(members)
    outer = {each.path.rpartition("!")[0] for each in listed if "!" in each.path}
    for each in listed:
        if each.found != "junk" and each.path not in outer and each.sha256:
            yield each


def _once(members: Iterable[Member]) -> Iterator[Member]:
    """Equal bytes are one file sent twice; that with the shorter path is kept."""
    seen: set[str] = set()
    for each in sorted(members, key=lambda each: (len(each.path), each.path)):
        if each.sha256 not in seen or not each.size:
            seen.add(each.sha256)
            yield each


def _placed(member: Member, name: str, settled: str | None) -> Placed:
    found = member.found or "unidentified"
    role = settled or (None if found == "unidentified" else "document" if found == "manifest" else found)
    folder = _FOLDERS.get(role or "document", folders.FABRICATION)
    return Placed(member.path, name, folder, role, found, member.evidence)


def _doubted(files: Sequence[Placed], settled: Mapping[str, str]) -> Iterator[Placed]:
    """Of several files for a role that one can have, none has it until a person says which."""
    groups: dict[str, list[Placed]] = defaultdict(list)
    for each in files:
        groups[each.role or ""].append(each)
    for role, group in groups.items():
        decided = any(each.name.casefold() in settled for each in group)
        if role == "" or role in _SHARED or len(group) == 1 or decided or _is_split(role, group):
            yield from group
            continue
        rivals = tuple(each.name for each in group)
        yield from (replace(each, role=None, folder=folders.PAPERS, rivals=rivals) for each in group)


def _is_split(role: str, group: Sequence[Placed]) -> bool:
    """A centroid file for each side: together they are one."""
    from handoff_cli.datapack.roles.doubts import is_split

    return role == "centroid" and is_split([each.source for each in group])


def _names(paths: Sequence[str]) -> list[str]:
    """The file's own name, with the folder it came from before it where two are called the same, then a number."""
    parts = [re.split(r"[/!]", unicodedata.normalize("NFC", path)) for path in paths]
    own = [_lawful(each[-1]) for each in parts]
    taken: set[str] = {MANIFEST.casefold()}
    result = []
    for name, steps in zip(own, parts, strict=True):
        doubled = sum(other.casefold() == name.casefold() for other in own) > 1
        wanted = _lawful(f"{steps[-2]}-{name}") if doubled and len(steps) > 1 else name
        result.append(_free(wanted, taken))
        taken.add(result[-1].casefold())
    return result


def _free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    tries = (f"{stem}-{number}{dot}{ending}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *tries) if each.casefold() not in taken)


def _lawful(name: str) -> str:
    """A name every computer keeps; the customer's own stays in `received/`."""
    seen = "".join("_" if unicodedata.category(each)[0] == "C" else each for each in _UNSAFE.sub("_", name))
    seen = seen.strip().rstrip(". ") or "file"
    return f"_{seen}" if names.trouble(seen) is not None else seen
