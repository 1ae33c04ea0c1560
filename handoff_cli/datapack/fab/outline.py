"""The board's edge in a drawing: which contours there are, whether they close, and what is drawn twice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from handoff_cli.datapack.fab.joints import JOIN, Edge, gap_of, groups, places, rounded, touches_any
from handoff_cli.datapack.fab.shapes import around
from handoff_cli.datapack.fab.values import REGION, Extent, Gerber, Point

Drawn = Literal["lines", "arcs", "regions", "nothing", "too much"]

MOST_EDGES: Final = 50_000
"""No board has an edge of more lines: a drawing that has is something else, and is not looked at further."""
_COMPARISONS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Contour:
    """Edges that hang together. `loose` are ends where nothing goes on; `gap` is the widest joint that was bridged."""

    extent: Extent
    edges: int
    closed: bool
    loose: tuple[Point, ...] = ()
    gap: float = 0.0

    @property
    def width(self) -> float:
        return self.extent[2] - self.extent[0]

    @property
    def height(self) -> float:
        return self.extent[3] - self.extent[1]

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def nearly_closed(self) -> bool:
        """Two loose ends that face each other across a small gap."""
        size = max(self.width, self.height)
        return len(self.loose) == 2 and self.edges > 2 and size >= 1.0 and math.dist(*self.loose) <= 0.2 * size


@dataclass(frozen=True, slots=True)
class Outline:
    """`contours` by size, the largest first; `extent` is around all of them, along the middle of the strokes."""

    contours: tuple[Contour, ...]
    extent: Extent | None
    drawn: Drawn
    duplicates: int = 0

    @property
    def closed(self) -> tuple[Contour, ...]:
        return tuple(contour for contour in self.contours if contour.closed)

    @property
    def loose(self) -> tuple[Point, ...]:
        """Ends that leave the board open: those of the largest contour, and of any other that all but closes.

        Score lines, dimensions and lettering end somewhere as well and are no edge.
        """
        if not self.contours:
            return ()
        main = self.contours[0]
        found = [each for each in self.contours if not each.closed and each.nearly_closed]
        if not main.closed and not any(each.area >= main.area / 4 for each in self.closed):
            found.append(main)
        return tuple(sorted({end for contour in found for end in contour.loose}))


def outline_of(drawing: Gerber) -> Outline:
    """The contours of everything dark in a drawing."""
    if len(drawing.paths.x) > MOST_EDGES:
        return Outline(contours=(), extent=None, drawn="too much")
    edges, duplicates = _distinct(_edges(drawing))
    contours = _touched(sorted((_contour(group) for group in groups(edges)), key=_by_size), edges)
    return Outline(
        contours=contours,
        extent=around(contour.extent for contour in contours),
        drawn=_drawn(drawing, edges),
        duplicates=duplicates,
    )


def board_of(outline: Outline, points: Sequence[Point], share: float = 0.98) -> Contour | None:
    """The smallest closed contour around nearly all of these points: the board, where a sheet frame is drawn as well."""
    around_most = [contour for contour in outline.closed if _holds(contour, points) >= share * len(points)]
    return min(around_most, key=lambda c: (c.area, c.extent), default=None) if points else None


def _holds(contour: Contour, points: Iterable[Point]) -> int:
    left, bottom, right, top = contour.extent
    return sum(left <= x <= right and bottom <= y <= top for x, y in points)


def _by_size(contour: Contour) -> tuple[float, Extent]:
    return -contour.area, contour.extent


def _drawn(drawing: Gerber, edges: Sequence[Edge]) -> Drawn:
    if not edges:
        return "nothing"
    if all(shape == REGION for shape in drawing.paths.shape):
        return "regions"
    return "arcs" if any(edge.centre is not None for edge in edges) else "lines"


def _edges(drawing: Gerber) -> Iterator[Edge]:
    paths = drawing.paths
    arcs = {at: n for n, at in enumerate(paths.arc)}
    for path in range(len(paths)):
        begin, end = paths.bounds(path)
        if not paths.dark[path]:
            continue
        for at in range(begin + 1, end):
            start, stop = (paths.x[at - 1], paths.y[at - 1]), (paths.x[at], paths.y[at])
            n = arcs.get(at)
            if n is not None:
                yield Edge(start, stop, (paths.centre_x[n], paths.centre_y[n]), paths.turn[n] > 0)
            elif start != stop:
                yield Edge(start, stop)


def _distinct(edges: Iterable[Edge]) -> tuple[list[Edge], int]:
    """Each edge once, whichever way it was drawn, and how many were drawn again."""
    seen: dict[tuple[object, ...], Edge] = {}
    total = 0
    for edge in edges:
        total += 1
        ends = sorted((rounded(edge.start), rounded(edge.end)))
        seen.setdefault((*ends, _middle(edge)), edge)
    return list(seen.values()), total - len(seen)


def _middle(edge: Edge) -> tuple[object, ...]:
    """Two arcs between the same ends are the same if they have the same centre and pass on the same side."""
    if edge.centre is None:
        return ()
    forward = edge.ccw == (rounded(edge.start) <= rounded(edge.end))
    return (*rounded(edge.centre), forward or edge.whole)


def _contour(edges: Sequence[Edge]) -> Contour:
    open_edges = [(end, n) for n, edge in enumerate(edges) if not edge.whole for end in (edge.start, edge.end)]
    loose, gap = [], 0.0
    for ends in places(open_edges):
        if len(ends) == 1:
            loose.append(ends[0][0])
        else:
            gap = max(gap, gap_of(ends))
    extent = around(edge.extent() for edge in edges) or (0.0, 0.0, 0.0, 0.0)
    return Contour(
        extent=extent,
        edges=len(edges),
        closed=not loose and (len(edges) > 1 or edges[0].whole),
        loose=tuple(sorted(loose)),
        gap=round(gap, 6) if gap > JOIN else 0.0,
    )


def _touched(contours: Sequence[Contour], edges: Sequence[Edge]) -> tuple[Contour, ...]:
    """An end in the middle of another line leaves no gap; the largest contours first, as far as comparing is cheap."""
    found: list[Contour] = []
    left = _COMPARISONS
    for contour in contours:
        left -= len(contour.loose) * len(edges)
        if not contour.loose or left < 0:
            found.append(contour)
            continue
        loose = tuple(end for end in contour.loose if not touches_any(end, edges))
        found.append(replace(contour, loose=loose, closed=not loose and contour.edges > 1))
    return tuple(found)
