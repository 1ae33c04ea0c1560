"""Whether the lines of a board outline close: at every end of a segment another one goes on."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

Point = tuple[float, float]
Segment = tuple[Point, Point]

TOLERANCE: Final = 0.01
"""Millimetres: what rounding to a file's digits may leave between two ends."""


_FEW: Final = 64


def loose_ends(segments: Sequence[Segment], lines: Sequence[Segment] = ()) -> tuple[Point, ...]:
    """The ends where nothing goes on, in the order of their coordinates.

    An arc that ends where it starts is closed, and an end that touches one of the straight `lines` leaves no gap.
    """
    ends = [end for segment in segments if segment[0] != segment[1] for end in segment]
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, end in enumerate(ends):
        cells[_cell(end)].append(index)
    loose = [end for index, end in enumerate(ends) if not any(_meets(ends, index, cells))]
    if len(loose) <= _FEW:
        loose = [end for end in loose if not any(end not in line and _touches(end, line) for line in lines)]
    return tuple(sorted(loose))


def _touches(point: Point, line: Segment) -> bool:
    (x, y), (x1, y1), (x2, y2) = point, *line
    length = math.dist(*line)
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / (length or 1.0)
    aside = ((x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)) / (length or 1.0)
    return length > TOLERANCE and -TOLERANCE <= along <= length + TOLERANCE and abs(aside) <= TOLERANCE


def _meets(ends: Sequence[Point], index: int, cells: dict[tuple[int, int], list[int]]) -> Iterator[bool]:
    column, row = _cell(ends[index])
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            for other in cells.get((column + dx, row + dy), ()):
                if other != index and math.dist(ends[index], ends[other]) <= TOLERANCE:
                    yield True


def _cell(point: Point) -> tuple[int, int]:
    return math.floor(point[0] / TOLERANCE), math.floor(point[1] / TOLERANCE)
