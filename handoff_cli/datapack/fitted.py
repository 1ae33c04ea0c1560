"""How bills of materials say that a part is not fitted: a column for it, or words in the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from handoff_cli.datapack.tables import normal

_ACTION: Final = ("place", "populate", "fit", "mount", "install", "stuff", "assemble", "solder")
_DONE: Final = ("placed", "populated", "fitted", "mounted", "installed", "stuffed", "assembled", "included")
_SHORT: Final = ("dnp", "dnf", "dni", "dnm", "dns")

_NEGATIVE: Final = frozenset(
    {
        *_SHORT,
        "nm",
        "do not",
        *(f"do not {verb}" for verb in _ACTION),
        *(f"not {done}" for done in _DONE),
        "nicht bestückt",
    }
)
_POSITIVE: Final = frozenset({*_ACTION, *_DONE, "fitment", "required for assembly", "bestückt", "bestücken"})
_USUALLY_BLANK: Final = frozenset({"assy", "assembly"})
"""Columns that say something for the exceptions only."""

OPTION_COLUMNS: Final = _NEGATIVE | _POSITIVE | _USUALLY_BLANK

_YES: Final = frozenset({"yes", "y", "true", "1", "x", "ja"})
_NO: Final = frozenset({"no", "n", "false", "0", "nein"})

NOT_FITTED: Final = re.compile(
    rf"(?:{'|'.join(_SHORT)}|do[ _-]not[ _-](?:{'|'.join(_ACTION)})|(?:not|un)[ _-]?(?:{'|'.join(_DONE)})|no[ _-](?:fit|mount|load|pop))",
    re.ASCII | re.IGNORECASE,
)
_IN_TEXT: Final = re.compile(rf"(?<![A-Za-z0-9]){NOT_FITTED.pattern}(?![A-Za-z0-9])", re.ASCII | re.IGNORECASE)


def unfitted(header: str, cell: str) -> bool | None:
    """Whether a cell under this column name says that the part is not fitted; None when it cannot be told."""
    name, said = normal(header), cell.strip().casefold()
    if NOT_FITTED.fullmatch(said) or said in {"ni", "nf", "np"}:
        return True
    if said in _DONE:
        return False
    if name in _NEGATIVE:
        return True if said in _YES else False if said in _NO or said in {"", "-", "~"} else None
    if said in _YES:
        return False
    if said in _NO:
        return True
    return False if not said and name in _USUALLY_BLANK else None


def marked_unfitted(texts: Iterable[str]) -> bool:
    """Whether a value, comment or description says it in words: `DNP`, `10k DNM`, `Do not mount`."""
    return any(_IN_TEXT.search(text) for text in texts)
