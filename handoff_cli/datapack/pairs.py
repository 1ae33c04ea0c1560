"""Pads two by two: the middle between two equal pads is where the centre of a chip resistor or capacitor lies."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_cli.datapack.fab.pads import Pad

Point = tuple[float, float]

NEAREST: Final = 0.4
FARTHEST: Final = 5.0
"""Millimetres between the pads of a two-terminal part, middle to middle; 0201 is the smallest, a SMC diode the largest."""
MOST: Final = 60_000
"""Middles beyond this are those of a test grid, and say nothing."""
_STRAIGHT: Final = 0.06
_ALIKE: Final = 0.06
_CELL: Final = 0.25


@dataclass(frozen=True, slots=True)
class Middles:
    """Middles of pad pairs, hashed so that the ones near a point are found at once."""

    points: tuple[Point, ...]
    cells: dict[tuple[int, int], list[Point]]

    def near(self, x: float, y: float, reach: float) -> Point | None:
        """The nearest middle within `reach` (at most one cell)."""
        column, row = math.floor(x / _CELL), math.floor(y / _CELL)
        best, found = reach, None
        for i in (column - 1, column, column + 1):
            for j in (row - 1, row, row + 1):
                for point in self.cells.get((i, j), ()):
                    distance = math.hypot(point[0] - x, point[1] - y)
                    if distance <= best:
                        best, found = distance, point
        return found


def middles(pads: Sequence[Pad], farthest: float = FARTHEST) -> Middles:
    """Between every two equal pads that lie straight beside or above each other."""
    return _hashed(_straight(pads, farthest))


def _hashed(points: Iterable[Point]) -> Middles:
    distinct = sorted({(round(x, 3), round(y, 3)) for x, y in points})[:MOST]
    cells: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for x, y in distinct:
        cells[math.floor(x / _CELL), math.floor(y / _CELL)].append((x, y))
    return Middles(tuple(distinct), dict(cells))


def _straight(pads: Sequence[Pad], farthest: float) -> Iterator[Point]:
    """Pads in a column, and, with the axes exchanged, pads in a row."""
    yield from _columns([(pad.x, pad.y, pad.width, pad.height) for pad in pads], farthest)
    for y, x in _columns([(pad.y, pad.x, pad.height, pad.width) for pad in pads], farthest):
        yield x, y


def _columns(pads: Iterable[tuple[float, float, float, float]], farthest: float) -> Iterator[Point]:
    columns: dict[int, list[tuple[float, float, float, float]]] = defaultdict(list)
    for pad in sorted(pads, key=lambda pad: (pad[1], pad[0])):
        columns[math.floor(pad[0] / _STRAIGHT)].append(pad)
    for number, column in columns.items():
        beside = [*column, *columns.get(number + 1, ())]
        beside.sort(key=lambda pad: (pad[1], pad[0]))
        yield from _above(beside, number, farthest)


def _above(column: Sequence[tuple[float, float, float, float]], number: int, farthest: float) -> Iterator[Point]:
    for at, (x, y, width, height) in enumerate(column):
        for x2, y2, width2, height2 in column[at + 1 :]:
            if y2 - y > farthest:
                break
            own = math.floor(x / _STRAIGHT) == number or math.floor(x2 / _STRAIGHT) == number
            alike = abs(width - width2) <= _ALIKE and abs(height - height2) <= _ALIKE
            if own and alike and y2 - y >= NEAREST and abs(x2 - x) <= _STRAIGHT:
                yield (x + x2) / 2, (y + y2) / 2


def between_holes(holes: Sequence[Point], farthest: float = 15.5) -> Middles:
    """Between two holes in a row: where a leaded resistor or capacitor has its centre."""
    return middles([Pad(x=x, y=y, width=0.0, height=0.0) for x, y in holes], farthest)


def symmetric(centre: Point, pads: Sequence[Pad], reach: float, farthest: float = 8.0) -> bool:
    """Whether two pads, of whatever shape and direction, lie opposite each other around this point."""
    x, y = centre
    near = [pad for pad in pads if abs(pad.x - x) <= farthest and abs(pad.y - y) <= farthest]
    near = [pad for pad in near if math.hypot(pad.x - x, pad.y - y) >= NEAREST / 2]
    for at, one in enumerate(near):
        for other in near[at + 1 :]:
            if math.hypot((one.x + other.x) / 2 - x, (one.y + other.y) / 2 - y) <= reach:
                return True
    return False
