"""Plain scalars as YAML 1.2 reads them, so that the editor and the gate see the same value.

Strings first: `NO`, `on`, `2026-01-02`, `12:30:45` and `1_000` are what they look like.
"""

from __future__ import annotations

import math
import re
from typing import Final

Scalar = str | int | float | bool | None

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_COUNT: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_NUMBER: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_BASED: Final = re.compile(r"0o[0-7]{1,15}|0x[0-9a-fA-F]{1,13}", re.ASCII)
_STARTS: Final = frozenset("+-.0123456789")
_LONGEST_NUMBER: Final = 40


def resolve(text: str) -> Scalar:
    """The value of an unquoted scalar. Only plain digits are an int; other numbers are floats, so that no count passes as one."""
    if not text or text[0] not in _STARTS:
        return None if text in _NULLS else _BOOLEANS.get(text, text)
    if _COUNT.fullmatch(text):
        return int(text)
    if len(text) > _LONGEST_NUMBER:
        return text
    if _NUMBER.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return float(int(text, 0)) if _BASED.fullmatch(text) else text
