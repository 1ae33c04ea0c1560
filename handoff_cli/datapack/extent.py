"""How far a drawing reaches, in millimetres.

The parser can say it itself, but copies and converts every object for that, which takes longer than parsing. Most objects
are straight strokes: they are measured by the ends of all strokes of one width, everything else by the parser.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from handoff_cli.datapack.outline import Point, Segment

Extent = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_NANOMETRES: Final = 6


def extent(things: Sequence[Any], *, drill: bool) -> Extent | None:
    """The rectangle around everything drawn, None where nothing is."""
    if not things:
        return None
    try:
        boxes = [box for box in _boxes(things) if box is not None]
    except (AttributeError, TypeError, NameError):
        # gerbonara 1.5 cannot measure some lawful shapes (moirés, polygons with a formula): their centres must do.
        if drill:
            raise
        boxes = [(point, point) for point in _points(things)]
    left, bottom = (min(low[axis] for low, _ in boxes) for axis in (0, 1))
    right, top = (max(high[axis] for _, high in boxes) for axis in (0, 1))
    return (_rounded(left), _rounded(bottom), _rounded(right), _rounded(top))


def segments(things: Sequence[Any]) -> Iterator[Segment]:
    """From where to where each line and arc goes."""
    for thing in things:
        if hasattr(thing, "x1") and hasattr(thing, "x2"):
            yield _millimetres(thing.unit, thing.x1, thing.y1), _millimetres(thing.unit, thing.x2, thing.y2)


def _boxes(things: Sequence[Any]) -> Iterator[tuple[Point, Point] | None]:
    from gerbonara.graphic_objects import Line
    from gerbonara.utils import MM

    strokes: dict[tuple[int, int], list[Any]] = {}
    for thing in things:
        if type(thing) is Line and thing.aperture:
            strokes.setdefault((id(thing.aperture), id(thing.unit)), []).append(thing)
        else:
            yield thing.bounding_box(MM)
    for lines in strokes.values():
        yield _around(lines, lines[0].aperture.equivalent_width(MM) / 2)


def _around(lines: Sequence[Any], reach: float) -> tuple[Point, Point]:
    """The box around strokes of one width and unit; `reach` is half the width."""
    xs = [x for line in lines for x in (line.x1, line.x2)]
    ys = [y for line in lines for y in (line.y1, line.y2)]
    left, bottom = _millimetres(lines[0].unit, min(xs), min(ys))
    right, top = _millimetres(lines[0].unit, max(xs), max(ys))
    return (left - reach, bottom - reach), (right + reach, top + reach)


def _points(things: Sequence[Any]) -> Iterator[Point]:
    for start, end in segments(things):
        yield from (start, end)
    for thing in things:
        if hasattr(thing, "x"):
            yield _millimetres(thing.unit, thing.x, thing.y)
        for x, y in getattr(thing, "outline", ()):
            yield _millimetres(thing.unit, x, y)


def _millimetres(unit: Any, x: float, y: float) -> Point:
    return float(unit.convert_to("mm", x)), float(unit.convert_to("mm", y))


def _rounded(length: float) -> float:
    """To a nanometre: enough for any board, and free of the noise of unit conversion."""
    return round(length, _NANOMETRES) if math.isfinite(length) else math.inf
