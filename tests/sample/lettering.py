"""Letters made of straight strokes, for silkscreen. A glyph stands on a grid four wide and six high."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

Stroke = tuple[tuple[float, float], ...]

_GLYPHS: Final = {
    "A": "00 04 26 44 40|02 42",
    "B": "00 06 36 45 44 33 03|33 42 41 30 00",
    "C": "45 36 16 05 01 10 30 41",
    "D": "00 06 26 44 42 20 00",
    "E": "40 00 06 46|03 33",
    "F": "00 06 46|03 33",
    "G": "45 36 16 05 01 10 30 41 43 23",
    "H": "00 06|40 46|03 43",
    "I": "10 30|20 26|16 36",
    "J": "01 10 30 41 46",
    "K": "00 06|46 03 40",
    "L": "06 00 40",
    "M": "00 06 23 46 40",
    "N": "00 06 40 46",
    "O": "10 01 05 16 36 45 41 30 10",
    "P": "00 06 36 45 44 33 03",
    "Q": "10 01 05 16 36 45 41 30 10|22 40",
    "R": "00 06 36 45 44 33 03|23 40",
    "S": "01 10 30 41 42 33 13 04 05 16 36 45",
    "T": "06 46|26 20",
    "U": "06 01 10 30 41 46",
    "V": "06 20 46",
    "W": "06 10 23 30 46",
    "X": "00 46|06 40",
    "Y": "06 23 46|23 20",
    "Z": "06 46 00 40",
    "0": "10 01 05 16 36 45 41 30 10|11 35",
    "1": "05 16 10|00 20",
    "2": "05 16 36 45 44 00 40",
    "3": "05 16 36 45 44 33 42 41 30 10 01|13 33",
    "4": "30 36 02 42",
    "5": "46 06 04 34 43 41 30 10 01",
    "6": "36 16 04 01 10 30 41 42 33 03",
    "7": "06 46 10",
    "8": "13 04 05 16 36 45 44 33 13 02 01 10 30 41 42 33",
    "9": "10 30 42 45 36 16 05 04 13 43",
    "-": "13 33",
    "+": "13 33|22 24",
    ".": "20 21",
    "/": "00 46",
    " ": "",
}
ADVANCE: Final = 5.5
HEIGHT: Final = 6.0


def width_of(text: str, height: float) -> float:
    return (len(text) * ADVANCE - (ADVANCE - 4.0)) * height / HEIGHT


def strokes(
    text: str, x: float, y: float, height: float, *, upright: bool = False, mirrored: bool = False
) -> Iterator[Stroke]:
    """The lines of a text centred on a point. `upright` reads from below to above, `mirrored` from the other side of the board."""
    scale = height / HEIGHT
    left = -width_of(text, height) / 2
    for n, letter in enumerate(text):
        for line in filter(None, _GLYPHS[letter].split("|")):
            yield tuple(
                _placed(
                    left + (n * ADVANCE + int(p[0])) * scale, int(p[1]) * scale - height / 2, x, y, upright, mirrored
                )
                for p in line.split()
            )


def _placed(dx: float, dy: float, x: float, y: float, upright: bool, mirrored: bool) -> tuple[float, float]:
    if mirrored:
        dx = -dx
    if upright:
        dx, dy = -dy, dx
    return round(x + dx, 4), round(y + dy, 4)
