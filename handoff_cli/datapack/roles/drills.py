"""Drill programmes: plated, not plated, or both in one, by what the file or its name says."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from handoff_cli.datapack.roles.claim import UNIDENTIFIED, Claim, Subject

_TYPES: Final = re.compile(r"(?m)^;\s*TYPE=(NON_?-?PLATED|PLATED)\b", re.IGNORECASE)
_HOLES: Final = re.compile(r"(?m)^;.*\b(NON_?-?PLATED|PLATED)\b", re.IGNORECASE)
_MENTOR: Final = re.compile(r"(?m)^;\s*Contents:\s*(\w+)\s*/\s*(\w+)\s*/\s*(Non-?Plated|Plated)", re.IGNORECASE)
_NOT_PLATED: Final = re.compile(
    r"(?:^|[^a-z])n-?pth|non[ _-]?plat|un[ _-]?plat|nicht[ _-]?durch|(?:^|[^a-z])nplt|(?:^|[ _-])np(?=$|[ _.-])|\.npt$",
    re.IGNORECASE,
)
_PLATED: Final = re.compile(
    r"(?:^|[^a-zn])pth|(?<!non)(?<!un)(?<![a-z])plat(?:ed|iert)|(?:^|[^a-zn])plt(?:$|[^a-z])", re.IGNORECASE
)
_KICAD_PAIR: Final = re.compile(
    r"-(?:front|in\d{1,2}|F[._]Cu)-(?:in\d{1,2}|back|B[._]Cu|In\d{1,2}[._]Cu)(?:-(?:via|drill|filled|plated))*$",
    re.IGNORECASE,
)
_ROUT: Final = re.compile(r"^(?:rou|route|rout|mill|milling|ncroute)$", re.IGNORECASE)
_KICAD: Final = re.compile(r";\s*DRILL file \{(?:KiCad|Pcbnew)", re.IGNORECASE)


def claim(subject: Subject, others: Collection[str]) -> Claim | None:
    """What an Excellon file drills. `others` are the names of all drill files of its folder."""
    if subject.content != "excellon":
        return None
    if (found := _mentor(subject.text)) is not None:
        return found
    named = _by_name(subject)
    if named is not None:
        return named
    if _ROUT.match(subject.extension) or re.search(
        r"(?:^|[^a-z])rout(?:e|ing)?(?:$|[^a-z])", subject.stem, re.IGNORECASE
    ):
        return Claim(role=UNIDENTIFIED, evidence="a rout programme: it does not say whether its cuts are plated")
    return _unnamed(subject, others)


def _mentor(text: str) -> Claim | None:
    found = _MENTOR.search(text)
    if found is None:
        return None
    evidence = f"Mentor comment Contents: {found[1]} / {found[2]} / {found[3]}"
    if found[2].casefold() != "drill":
        return Claim(role=UNIDENTIFIED, evidence=f"{evidence}: a milled contour, of the board or of slots in it")
    plated = "n" not in found[3][:1].casefold()
    return Claim(role="drill-plated" if plated else "drill-nonplated", evidence=evidence)


def _by_name(subject: Subject) -> Claim | None:
    """A name that says it, unless the comments in the file say otherwise."""
    told = _told(subject.text)
    stem = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", subject.stem)
    if _NOT_PLATED.search(stem) or _NOT_PLATED.search(subject.name):
        role = "drill-nonplated"
    elif _PLATED.search(stem) or (_KICAD_PAIR.search(subject.stem) and _KICAD.search(subject.text)):
        role = "drill-plated"
    else:
        return None
    if told and role not in told:
        return Claim(role=UNIDENTIFIED, evidence=f"its name says {role[6:]}, its comments say {_said(told)}")
    return Claim(role=role, evidence=f"name {subject.name}" + (f", comments {_said(told)}" if told else ""))


def _told(text: str) -> set[str]:
    marks = _TYPES.findall(text) or _HOLES.findall(text)
    return {"drill-nonplated" if mark[:1] in "nN" else "drill-plated" for mark in marks}


def _said(told: set[str]) -> str:
    return " and ".join(sorted(role.removeprefix("drill-") for role in told))


def _unnamed(subject: Subject, others: Collection[str]) -> Claim:
    """One programme for all holes, unless a second one beside it is for those that are not plated."""
    told = _told(subject.text)
    beside = [name for name in others if name != subject.name and _NOT_PLATED.search(name)]
    if beside and told != {"drill-nonplated"} and len(told) < 2:
        return Claim(role="drill-plated", evidence=f"the holes that are not plated are in {beside[0]}")
    if told == {"drill-nonplated"}:
        return Claim(role="drill-nonplated", evidence="all its holes are marked non-plated")
    evidence = (
        f"one programme for all holes, marked {_said(told)}"
        if told
        else "one programme for all holes, plating not marked"
    )
    return Claim(role="drill-mixed", evidence=evidence)
