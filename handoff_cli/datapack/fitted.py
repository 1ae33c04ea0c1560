"""How bills of materials say that a part is not fitted: a column for it, words in the texts, a heading, a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from handoff_cli.datapack.tables import normal

_ACTION: Final = ("place", "populate", "fit", "mount", "install", "stuff", "assemble", "solder")
_DONE: Final = ("placed", "populated", "fitted", "mounted", "installed", "stuffed", "assembled", "included", "loaded")
_SHORT: Final = ("dnp", "dnf", "dni", "dnm", "dns", "dnl")
_ELSEWHERE: Final = ("exclude from bom", "excluded from bom", "exclude from board", "excluded from board")

_NEGATIVE: Final = frozenset(
    {
        *_SHORT,
        *_ELSEWHERE,
        "nm",
        "nc",
        "do not",
        "no pop",
        "no mount",
        "no fit",
        *(f"do not {verb}" for verb in _ACTION),
        *(f"{short}?" for short in _SHORT),
        *(f"not {done}" for done in _DONE),
        "dnp/dni",
        "nicht bestückt",
        "nicht bestücken",
        "n b",
        "nb",
    }
)
_POSITIVE: Final = frozenset(
    {
        *_ACTION,
        *_DONE,
        "fitment",
        "required for assembly",
        "lcsc assembly",
        "jlcpcb assembly",
        "bestückt",
        "bestücken",
        "bestückung",
        "fitted?",
    }
)
_USUALLY_BLANK: Final = frozenset(
    {"assy", "assembly", "assembly info", "assembly note", "assembly notes", "option", "population"}
)
"""Columns that say something for the exceptions only."""

OPTION_COLUMNS: Final = _NEGATIVE | _POSITIVE | _USUALLY_BLANK
_CERTAIN: Final = _NEGATIVE - {"do not", "nc", "nb", "n b", "nm"} | {
    "fitted",
    "populated",
    "fitted?",
    "required for assembly",
    "populate",
    "bestückt",
}

_YES: Final = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "✓", "✔"})
_NO: Final = frozenset({"no", "n", "false", "0", "nein"})
_BLANK: Final = frozenset({"", "-", "~", "–", "n/a", "na"})

NOT_FITTED: Final = re.compile(
    rf"(?:{'|'.join(_SHORT)}|do[ _-]not[ _-](?:{'|'.join(_ACTION)})|(?:not|un)[ _-]?(?:{'|'.join(_DONE)})|no[ _-](?:fit|mount|load|pop|stuff)|"
    r"nicht[ _-]best(?:ü|ue)ck(?:t|en)|unbest(?:ü|ue)ckt)",
    re.IGNORECASE,
)
_IN_TEXT: Final = re.compile(rf"(?<![A-Za-z0-9]){NOT_FITTED.pattern}(?![A-Za-z0-9])", re.IGNORECASE)
_HEADING: Final = re.compile(
    rf"\W*(?:{NOT_FITTED.pattern})\b[\w\s,]{{0,60}}?\b(?:components?|parts?|items?|below|following|section|list|bauteile)\b[^0-9]{{0,40}}|"
    rf"\W*(?:{NOT_FITTED.pattern})\W*",
    re.IGNORECASE,
)
_OTHER_HEADING: Final = re.compile(
    r"\W*(?:(?:install|place|populate|fit|mount|fitted|populated|installed)\b.{0,60}|.{0,60}\b(?:components|parts|side|bauteile|devices)\W*)",
    re.IGNORECASE,
)
_LIST: Final = re.compile(
    rf"\W*(?:{NOT_FITTED.pattern}|NF|NI|NP|NM)\b(?:\s+(?:components?|parts?|items?|designators?|refdes))?\s*[:(=]\s*([^()]+?)\s*\)?\W*",
    re.IGNORECASE,
)
MAYBE: Final = frozenset({"nc", "n/c", "n.c.", "nm", "nf", "np", "ni", "n.b."})
"""As a value these say “not fitted” in one house and “not connected” or “normally closed” in the next."""


def unfitted(header: str, cell: str) -> bool | None:
    """Whether a cell under this column name says that the part is not fitted; None when it cannot be told."""
    name, said = normal(header), cell.strip().casefold()
    if NOT_FITTED.fullmatch(said) or said in {"ni", "nf", "np", "nm", "n.b."} or said in _ELSEWHERE:
        return True
    if said in _DONE or said in {"fit", "place", "populate", "mount", "install", "bestückt"}:
        return False
    if name in _NEGATIVE:
        return True if said in _YES or said == name else False if said in _NO or said in _BLANK else None
    if said in _YES:
        return False
    if said in _NO:
        return True
    return False if said in _BLANK and name in _USUALLY_BLANK else None


def is_understood(header: str, cells: Iterable[str]) -> bool:
    """Whether a column says fitted or not: `Mount` may hold `SMD`, and `Assembly` a remark."""
    filled = [cell for cell in cells if cell.strip().casefold() not in _BLANK]
    if normal(header) in _CERTAIN:
        return True
    return bool(filled) and sum(unfitted(header, cell) is not None for cell in filled) * 2 > len(filled)


def marked_unfitted(texts: Mapping[str, str]) -> str | None:
    """What says it in words, of a value, comment or description: `DNP`, `10k DNM`, `Do not mount`."""
    found = ((header, _IN_TEXT.search(text)) for header, text in texts.items())
    return next((f"“{hit[0]}” under “{header}”" for header, hit in found if hit), None)


def opens_section(text: str) -> bool:
    """Whether a heading says that what follows is not fitted: `DO NOT INSTALL COMPONENTS BELOW.`"""
    return _HEADING.fullmatch(text) is not None


def closes_section(text: str) -> bool:
    return _OTHER_HEADING.fullmatch(text) is not None


def listed_unfitted(text: str) -> str | None:
    """The RefDes of a note: `DNP: R1, R2`, `NF(C12 C19)`."""
    match = _LIST.fullmatch(text)
    return match[1] if match else None
