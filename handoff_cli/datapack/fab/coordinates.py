"""Numbers without a decimal point: %FS of Gerber files, and what it makes of the digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

_FS: Final = re.compile(
    r"FS([LTD]?)([AI]?)(?:N[0-9])?(?:G[0-9])?X([0-9])([0-9])Y([0-9])([0-9])(?:I[0-9]{2})?(?:J[0-9]{2})?(?:Z[0-9]{2})?(?:[NGDM][0-9])*",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Axis:
    """`whole` and `decimals` are digits before and after the point that is not written."""

    whole: int
    decimals: int

    @property
    def scale(self) -> float:
        return _POWERS[self.decimals]


@dataclass(frozen=True, slots=True)
class Format:
    """`omitted` L: leading zeros are left out, T: trailing ones."""

    x: Axis
    y: Axis
    omitted: Literal["L", "T"] = "L"
    incremental: bool = False

    def __str__(self) -> str:
        return f"{self.x.whole}.{self.x.decimals}"

    def number(self, word: str, axis: Axis) -> float:
        """In the unit of the file. A decimal point in the word settles it."""
        if "." in word:
            return float(word)
        if self.omitted == "L":
            return int(word) / axis.scale
        digits = len(word.lstrip("+-"))
        return float(int(word) * 10.0 ** (axis.whole - digits))

    def numbers(self, words: Sequence[str], axis: Axis, unit: float) -> list[float]:
        """Many at once, in millimetres. The words have no decimal point."""
        if self.omitted == "L":
            scale = axis.scale
            if unit == 1.0:
                return [number / scale for number in map(int, words)]
            return [number / scale * unit for number in map(int, words)]
        return [self.number(word, axis) * unit for word in words]


_POWERS: Final = tuple(float(10**n) for n in range(10))


def format_of(statement: str) -> Format | None:
    match = _FS.fullmatch(statement)
    if match is None:
        return None
    return Format(
        x=Axis(int(match[3]), int(match[4])),
        y=Axis(int(match[5]), int(match[6])),
        omitted="T" if match[1] == "T" else "L",
        incremental=match[2] == "I",
    )
