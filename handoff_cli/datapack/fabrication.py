"""What a fabrication file is, judged by its content: Gerber, drill data or neither, and the role it claims for itself (X2)."""

from __future__ import annotations

import re
from typing import Final, Literal

Form = Literal["gerber", "drill"]

_GERBER: Final = re.compile(r"%FS[LTD]?[AI]|%ADD[0-9]+|%MO(?:MM|IN)\*|D0?[123]\*", re.ASCII)
_DRILL: Final = re.compile(
    r"^\s*M48\s*$|^T[0-9]+(?:[A-Z][0-9.]+)*\s*$|^(?:METRIC|INCH)\b|^;HEADER:", re.ASCII | re.MULTILINE
)
_OTHER: Final = (
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript drawing"),
    (b"PK\x03\x04", "a packed file"),
    (b"\x89PNG", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
)
_FUNCTION: Final = re.compile(r"TF\.FileFunction,([^*%\r\n]*)")
_HEAD: Final = 20_000

_SIDED: Final = {"soldermask": "mask", "legend": "silk", "paste": "paste"}


def other_form(data: bytes) -> str | None:
    """What this is when it is plainly no text of a machine."""
    return next((words for magic, words in _OTHER if data.startswith(magic)), None)


def form(text: str) -> Form | None:
    head = text[:_HEAD]
    if _DRILL.search(head) and "%FS" not in head:
        return "drill"
    return "gerber" if _GERBER.search(head) else None


def is_drill_role(role: str) -> bool:
    return role in {"drill-plated", "drill-nonplated", "drill-mixed"}


def is_gerber_role(role: str) -> bool:
    return (
        role == "outline" or role.endswith(("-copper", "-mask", "-silk", "-paste")) or role.startswith("inner-copper-")
    )


def may_be_empty(role: str) -> bool:
    """KiCad writes the file of the non-plated holes for boards that have none, and paste and silk for bare sides."""
    return role.endswith(("-paste", "-silk")) or role == "drill-nonplated"


def claimed_role(text: str) -> str | None:
    """The role a file states in its own X2 attribute, None when it states none that is known here."""
    match = _FUNCTION.search(text[:_HEAD])
    words = [word.strip().lower() for word in match[1].split(",")] if match else [""]
    kind, rest = words[0], words[1:]
    if kind == "profile":
        return "outline"
    if kind in _SIDED and rest and rest[0] in ("top", "bot"):
        return f"{'top' if rest[0] == 'top' else 'bottom'}-{_SIDED[kind]}"
    if kind == "copper" and len(rest) > 1:
        return _copper(rest)
    return {"plated": "drill-plated", "nonplated": "drill-nonplated", "mixedplating": "drill-mixed"}.get(kind)


def _copper(words: list[str]) -> str | None:
    number, where = words[0].removeprefix("l"), words[1]
    if where == "inr" and number.isdigit():
        return f"inner-copper-{int(number[:4])}"
    return {"top": "top-copper", "bot": "bottom-copper"}.get(where)
