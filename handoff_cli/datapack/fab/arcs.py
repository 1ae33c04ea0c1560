"""Arcs: where the centre is when the file leaves it open, and how far the curve really reaches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, Literal

from handoff_cli.datapack.fab.values import Extent, Point

Quadrant = Literal["single", "multi"]
_FULL: Final = 2 * math.pi
_SLACK: Final = 0.1
"""Millimetres two radii of one arc may differ: what rounding to mils leaves in old files."""


def centre(start: Point, end: Point, offset: Point, *, ccw: bool, quadrant: Quadrant | None) -> Point | None:
    """The centre of the arc, None when no circle fits. Files that never say G74 or G75 mean the one that fits."""
    if quadrant != "single":
        found = (start[0] + offset[0], start[1] + offset[1])
        if _misfit(start, end, found) <= _slack(start, found) and offset != (0.0, 0.0):
            return found
        if quadrant == "multi":
            return None
    fits = [
        (_misfit(start, end, middle), middle)
        for middle in _candidates(start, offset)
        if sweep(start, end, middle, ccw=ccw, whole=False) <= math.pi / 2 + 0.02
    ]
    misfit, best = min(fits, default=(math.inf, start))
    return best if misfit <= _slack(start, best) and offset != (0.0, 0.0) else None


def _candidates(start: Point, offset: Point) -> Iterator[Point]:
    for across in (offset[0], -offset[0]):
        for up in (offset[1], -offset[1]):
            yield start[0] + across, start[1] + up


def _misfit(start: Point, end: Point, middle: Point) -> float:
    return abs(math.dist(start, middle) - math.dist(end, middle))


def _slack(start: Point, middle: Point) -> float:
    return _SLACK + 0.01 * math.dist(start, middle)


def sweep(start: Point, end: Point, middle: Point, *, ccw: bool, whole: bool) -> float:
    """The angle of the arc in its direction; an arc that ends where it starts is a `whole` circle or nothing."""
    if start == end:
        return _FULL if whole else 0.0
    angle = _angle(end, middle) - _angle(start, middle)
    return (angle if ccw else -angle) % _FULL


def _angle(point: Point, middle: Point) -> float:
    return math.atan2(point[1] - middle[1], point[0] - middle[0])


def arc_extent(start: Point, end: Point, middle: Point, *, ccw: bool) -> Extent:
    """The box around the curve itself, without the width of the line."""
    radius = (math.dist(start, middle) + math.dist(end, middle)) / 2
    first, length = _angle(start, middle), sweep(start, end, middle, ccw=ccw, whole=True)
    xs, ys = [start[0], end[0]], [start[1], end[1]]
    for across, up in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        turn = math.atan2(up, across) - first
        if (turn if ccw else -turn) % _FULL < length:
            xs.append(middle[0] + across * radius)
            ys.append(middle[1] + up * radius)
    return min(xs), min(ys), max(xs), max(ys)
