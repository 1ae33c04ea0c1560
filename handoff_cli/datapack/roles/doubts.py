"""What is wrong with the roles of a pack: files nobody can name, two for one role, a name against its file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw
from handoff_cli.datapack.intake import File
from handoff_cli.datapack.names import shown
from handoff_cli.datapack.roles.claim import DRILLS, PAPERS, UNIDENTIFIED, UNIQUE, inner_number, is_fabrication
from handoff_cli.datapack.roles.identify import Identified

_MANY: Final = 3
_WORDS: Final = {
    "bom": "the BOM", "centroid": "the centroid file", "outline": "the board outline",
}  # fmt: skip


def doubts(files: Sequence[File], found: Sequence[Identified]) -> Iterator[Flaw]:
    """The flaws of roles as they were found, with no manifest to settle them."""
    yield from unidentified(files, found)
    yield from rivals(found)
    yield from claimed_twice(files, found)


def unidentified(
    files: Sequence[File], found: Sequence[Identified], declared: Mapping[str, str] | None = None
) -> Iterator[Flaw]:
    """A file nobody can name may be the one that matters. A role in the manifest names it."""
    contents = {file.path: file for file in files}
    for one in found:
        file = contents[one.path]
        if one.role != UNIDENTIFIED or (declared or {}).get(one.path) or not (file.sha256 or file.content != "binary"):
            continue
        if file.content in ("lfs-pointer", "archive") or (file.content == "zip" and not file.sha256):
            continue
        words = f"“{shown(one.path)}” cannot be told: {one.evidence}."
        yield _flaw("ambiguous", one.path, words, f"Ask the customer what it is, {_line(one.path, '<role>')}.")


def rivals(found: Iterable[Identified]) -> Iterator[Flaw]:
    for one in found:
        if one.rival is not None:
            words = f"“{shown(one.path)}” is {said(one.role)} by its content ({one.evidence}), but its name says {said(one.rival)}."
            yield _flaw(
                "conflict", one.path, words, "Ask the customer whether the files were mixed up, and rename the file."
            )


def claimed_twice(files: Sequence[File], found: Sequence[Identified]) -> Iterator[Flaw]:
    """Two different files in one role that only one can have; equal bytes are one file sent twice."""
    digests = {file.path: file.sha256 for file in files}
    claims: dict[str, dict[str, str]] = defaultdict(dict)
    for one in found:
        if one.role in UNIQUE or inner_number(one.role) is not None or one.role in ("bom", "centroid"):
            claims[one.role].setdefault(digests.get(one.path) or one.path, one.path)
    doubled = {role: sorted(paths.values()) for role, paths in claims.items() if len(paths) > 1}
    doubled = {role: paths for role, paths in doubled.items() if role != "centroid" or not is_split(paths)}
    boards = _boards(doubled)
    if boards:
        yield _several_boards(boards)
    for role, paths in sorted(doubled.items()):
        if not boards or role in ("bom", "centroid"):
            yield _twice(role, paths)


def is_split(paths: Sequence[str]) -> bool:
    """One placement file a side: together they are the centroid."""
    sides = [_side(path) for path in paths]
    return len(paths) == 2 and sorted(sides) == ["bottom", "top"]


def _side(path: str) -> str:
    name = path.rsplit("/", 1)[-1].casefold()
    bottom = any(mark in name for mark in ("bottom", "_back", "-back", ".mnb", "_bot", "-bot", "b_cu"))
    top = any(mark in name for mark in ("top", "_front", "-front", ".mnt", "f_cu"))
    return "both" if top == bottom else "top" if top else "bottom"


def _boards(doubled: Mapping[str, list[str]]) -> list[list[str]]:
    """The rivals of each layer, when so many layers are double that there is more than one board here."""
    layers = [paths for role, paths in sorted(doubled.items()) if is_fabrication(role)]
    return layers if len(layers) >= _MANY else []


def _several_boards(layers: Sequence[Sequence[str]]) -> Flaw:
    folders = sorted({path[: max(path.rfind("/"), path.rfind("!")) + 1] for paths in layers for path in paths})
    pair = " and ".join(f"“{shown(path)}”" for path in layers[0][:2])
    where = (
        f", in {' and '.join(f'“{shown(folder) or chr(46)}”' for folder in folders[:4])}" if len(folders) > 1 else ""
    )
    words = f"There is more than one set of fabrication files{where}: {len(layers)} layers are here twice, like {pair}."
    return _flaw(
        "ambiguous", None, words, "Ask the customer which set counts, and leave the others out of the golden pack."
    )


def _twice(role: str, paths: Sequence[str]) -> Flaw:
    listing = " and ".join(f"“{shown(path)}”" for path in paths[:4]) + (
        f" and {len(paths) - 4} more" if len(paths) > 4 else ""
    )
    words = f"{listing} can each be {said(role)}, and only one can be."
    return _flaw("ambiguous", paths[0], words, f"Ask the customer which one counts, {_line(paths[0], role)}.")


def against_manifest(found: Sequence[Identified], declared: Mapping[str, str]) -> Iterator[Flaw]:
    """What the manifest says a file is, against what the file says."""
    for one in found:
        role = declared.get(one.path)
        if role is None or agrees(role, one.role):
            continue
        words = f"“{shown(one.path)}” is declared as {said(role)}, but it is {said(one.role)} ({one.evidence})."
        yield _flaw(
            "conflict",
            one.path,
            words,
            f"If the file is right, {_line(one.path, one.role).removeprefix('and ')}; else replace the file.",
        )


def agrees(declared: str, found: str) -> bool:
    """Only a firm contradiction counts: papers are papers, and a drill file that marks nothing fits any plating."""
    if declared == found or found in (UNIDENTIFIED, "junk"):
        return True
    if declared in PAPERS or declared == "manifest":
        return not is_fabrication(found)
    if declared in DRILLS and found in DRILLS:
        return "drill-mixed" in (declared, found)
    return False


def said(role: str) -> str:
    """A role in words that fit into a sentence."""
    number = inner_number(role)
    if number is not None:
        return f"inner copper layer {number}"
    return _WORDS.get(role, role.replace("-", " "))


def _line(path: str, role: str) -> str:
    return f"and settle it in manifest.yaml: `- {{path: {shown(path)}, role: {role}}}`"


def _flaw(kind: Kind, member: str | None, message: str, remedy: str) -> Flaw:
    return Flaw(kind=kind, member=member, message=message, remedy=remedy)
