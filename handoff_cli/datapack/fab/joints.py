"""Edges of a drawing and where their ends meet."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_cli.datapack.fab.arcs import arc_extent
from handoff_cli.datapack.fab.values import Extent, Point

JOIN: Final = 0.01
"""Millimetres two ends may be apart and still meet: rounding to the digits of a file."""
LOOSE_JOIN: Final = 0.05
"""What people who draw by hand leave; a contour closed only with this is told apart by its `gap`."""
_CROWD: Final = 64
"""Distinct ends looked at in one spot: lettering so dense is no outline."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line, or an arc around `centre`, along the middle of the stroke."""

    start: Point
    end: Point
    centre: Point | None = None
    ccw: bool = True

    @property
    def whole(self) -> bool:
        """A full circle."""
        return self.centre is not None and self.start == self.end

    def extent(self) -> Extent:
        if self.centre is not None:
            return arc_extent(self.start, self.end, self.centre, ccw=self.ccw)
        (x1, y1), (x2, y2) = self.start, self.end
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def rounded(point: Point) -> tuple[float, float]:
    return round(point[0], 3), round(point[1], 3)


def groups(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """Edges that hang together by their ends."""
    leaders = list(range(len(edges)))
    for one, other in _meeting(edges):
        first, second = _leader(leaders, one), _leader(leaders, other)
        leaders[max(first, second)] = min(first, second)
    groups: dict[int, list[Edge]] = defaultdict(list)
    for index, edge in enumerate(edges):
        groups[_leader(leaders, index)].append(edge)
    yield from groups.values()


def _leader(leaders: list[int], index: int) -> int:
    while leaders[index] != index:
        leaders[index] = leaders[leaders[index]]
        index = leaders[index]
    return index


def _meeting(edges: Sequence[Edge]) -> Iterator[tuple[int, int]]:
    """Pairs of edges with ends in the same place, as a chain: enough to know what hangs together."""
    for ends in places([(end, n) for n, edge in enumerate(edges) for end in (edge.start, edge.end)]):
        for _, other in ends[1:]:
            yield ends[0][1], other


def places(ends: Sequence[tuple[Point, int]]) -> Iterator[list[tuple[Point, int]]]:
    """Ends that lie within a joint of each other."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    leaders = list(range(len(ends)))
    same: dict[Point, int] = {}
    for index, (point, _) in enumerate(ends):
        if (leader := same.setdefault(rounded(point), index)) != index:
            leaders[index] = _leader(leaders, leader)
            continue
        column, row = math.floor(point[0] / LOOSE_JOIN), math.floor(point[1] / LOOSE_JOIN)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for other in cells.get((column + dx, row + dy), ())[:_CROWD]:
                    if math.dist(point, ends[other][0]) <= LOOSE_JOIN:
                        first, second = _leader(leaders, index), _leader(leaders, other)
                        leaders[max(first, second)] = min(first, second)
        cells[column, row].append(index)
    found: dict[int, list[tuple[Point, int]]] = defaultdict(list)
    for index, end in enumerate(ends):
        found[_leader(leaders, index)].append(end)
    yield from found.values()


def gap_of(ends: Sequence[tuple[Point, int]]) -> float:
    """The farthest any of these ends is from the next one of another edge."""
    if len(ends) > _CROWD:
        return 0.0
    return max(min((math.dist(point, other) for other, m in ends if m != n), default=0.0) for point, n in ends)


def touches_any(end: Point, edges: Sequence[Edge]) -> bool:
    """An end in the middle of a line leaves no gap: tabs and scored edges are drawn so."""
    return any(end not in (e.start, e.end) and e.centre is None and _touches(end, e) for e in edges)


def _touches(point: Point, edge: Edge) -> bool:
    (x, y), (x1, y1), (x2, y2) = point, edge.start, edge.end
    length = math.dist(edge.start, edge.end)
    if length <= JOIN:
        return False
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length
    aside = ((x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)) / length
    return -JOIN <= along <= length + JOIN and abs(aside) <= JOIN
