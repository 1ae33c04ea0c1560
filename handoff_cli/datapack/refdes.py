"""A cell of RefDes as names, and what in it is no name."""

from __future__ import annotations

import re
from typing import Final

_BETWEEN: Final = re.compile(r"[\s,;]+")
_DASHES: Final = "-–—−"
_RANGE: Final = re.compile(
    rf"([A-Za-z_]+)[0-9]+(?:(?:[{_DASHES}]|\.{{2,3}}|…)\1|\.{{2,3}}|…)[0-9]+", re.ASCII | re.IGNORECASE
)
_WORDS: Final = frozenset({*_DASHES, "..", "...", "…", "to", "bis", "thru", "through"})
_NONE: Final = frozenset({"", "-", "–", "~", "n/a", "none"})
MAX_LENGTH: Final = 64


def names(cell: str) -> tuple[str, ...]:
    """The RefDes of a cell, in its order. `J1-2`, `TP-5` and `G***` are names."""
    if cell.strip().casefold() in _NONE:
        return ()
    return tuple(name for name in _BETWEEN.split(cell) if name)


def doubt(found: tuple[str, ...]) -> str | None:
    """Why these are not to be read as single names: the piece that is a range, a bare number or no name at all."""
    for at, name in enumerate(found):
        if _RANGE.fullmatch(name):
            return f"“{name}” may be a range or one name"
        if name.casefold() in _WORDS and 0 < at < len(found) - 1:
            return f"“{found[at - 1]} {name} {found[at + 1]}” may be a range"
        if name.isdigit():
            return f"“{name}” has no letter: a RefDes is written in full, as in C12, C13"
        if len(found) > 1 and len(name) > 2 and name.isalpha() and not name.isupper():
            return f"“{name}” reads like a text, not like a list of RefDes"
        if len(name) > MAX_LENGTH:
            return f"“{name[:20]}…” is too long for a RefDes"
    return None
