"""What only a person can settle about a pack, each with the very line of `manifest.yaml` that settles it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.pack import Flaw, Pack
from handoff_cli.datapack.names import shown
from handoff_cli.datapack.roles.doubts import said
from handoff_cli.packing.layout import Placed
from handoff_cli.packing.manifest import scalar

_PART: Final = re.compile(r"(?:R|C|L|D|Q|U|J|K|F|T|X|Y|P|IC|SW|CN|FB|RN|LED|BT|RV|VR)[0-9]+[A-Z]?", re.IGNORECASE)
"""Designators that parts have; a test point or a logo that is called so is for a person to tell."""
_WIDEST: Final = 12
"""So many designators on a line; the rest get lines of their own."""


@dataclass(frozen=True, slots=True)
class Question:
    """`lines` are lines of the manifest, ready to be taken over; empty where words are all there is to say."""

    words: str
    lines: tuple[str, ...] = ()


def questions(pack: Pack, files: Sequence[Placed], person: str) -> Iterator[Question]:
    """`person` is the policy id that stands behind `by:` in the lines."""
    yield from _unidentified(files)
    yield from _rivals(files)
    yield from _doubts(pack.flaws)
    yield from _unplaced(pack, person)
    yield from _not_parts(pack, person)


def _unidentified(files: Iterable[Placed]) -> Iterator[Question]:
    for each in files:
        if each.role is None and not each.rivals:
            yield Question(f"What is “{shown(each.name)}”? Nothing in it says so. Its line says TBD.")


def _rivals(files: Iterable[Placed]) -> Iterator[Question]:
    groups: dict[tuple[str, ...], list[Placed]] = defaultdict(list)
    for each in files:
        if each.rivals:
            groups[each.rivals].append(each)
    for group in groups.values():
        *most, last = (f"“{shown(each.name)}”" for each in group)
        role = group[0].found
        words = f"{', '.join(most)} and {last} can each be {said(role)}, and only one can be. Which one counts?"
        yield Question(f"{words} Their lines say TBD: write `{role}` for that one, `document` for the rest.")


def _doubts(flaws: Iterable[Flaw]) -> Iterator[Question]:
    """What the reader left open: its remedy names the line itself."""
    for flaw in flaws:
        if flaw.kind == "ambiguous" or "manifest.yaml" in flaw.remedy:
            yield Question(f"{flaw.message} {flaw.remedy}")


def _unplaced(pack: Pack, person: str) -> Iterator[Question]:
    if pack.bom is None or pack.centroid is None:
        return
    placed = {row.refdes for row in pack.centroid.placements} | _named(pack, "unplaced")
    lacking = [ref for ref in pack.bom.fitted() if ref not in placed]
    if lacking:
        words = f"{_some(lacking)} to be fitted, but without a row in the centroid file. If that is right, say why."
        yield Question(words, ("unplaced:", *_rows(lacking, "<why>", person)))


def _not_parts(pack: Pack, person: str) -> Iterator[Question]:
    if pack.bom is None or pack.centroid is None:
        return
    listed = pack.bom.fitted().keys() | pack.bom.unfitted().keys() | _named(pack, "not_parts")
    rows = [row for row in pack.centroid.placements if row.refdes not in listed]
    parts = [row.refdes for row in rows if row.kind == "part" and _PART.fullmatch(row.refdes)]
    if parts:
        words = f"{_some(parts)} in the centroid file, but not in the BOM, and named like a part. Ask the customer"
        yield Question(f"{words} whether the BOM lacks it. Where no part goes, list it under `not_parts`.")
    kinds: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.refdes not in parts:
            kinds["<why>" if row.kind == "part" else row.kind].append(row.refdes)
    if kinds:
        refs = [ref for group in kinds.values() for ref in group]
        words = f"{_some(refs)} in the centroid file, but not in the BOM. If no part goes there, say what it is."
        lines = (line for reason, group in sorted(kinds.items()) for line in _rows(group, reason, person))
        yield Question(words, ("not_parts:", *lines))


def _rows(refs: Sequence[str], reason: str, person: str) -> Iterator[str]:
    unique = list(dict.fromkeys(refs))
    why = f'"{reason}"' if reason.startswith("<") else reason
    for at in range(0, len(unique), _WIDEST):
        listed = ", ".join(scalar(ref) for ref in unique[at : at + _WIDEST])
        yield f"  - {{refdes: [{listed}], reason: {why}, by: {person}}}"


def _named(pack: Pack, key: str) -> set[str]:
    return {ref.text for entry in pack.manifest.get(key) for ref in entry.get("refdes")}


def _some(refs: Sequence[str]) -> str:
    unique = list(dict.fromkeys(refs))
    if len(unique) == 1:
        return f"{unique[0]} is"
    listed = ", ".join(unique[:4])
    return f"{listed} and {len(unique) - 4} more are" if len(unique) > 4 else f"{listed} are"
