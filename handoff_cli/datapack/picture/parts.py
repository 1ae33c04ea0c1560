"""The placements of one side on a page: a cross, a stroke for the rotation and the RefDes, in the colour of what is known of them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from handoff_cli.core.pack import Pack, Placement, Registration, Side
from handoff_cli.datapack.fab.values import Extent, Point
from handoff_cli.datapack.names import shown
from handoff_cli.datapack.picture.paths import number

MARGIN: Final = 3.0
PART: Final = "#c4161c"
UNFITTED: Final = "#8a8a8a"
ASTRAY: Final = "#a000c8"
"""Where the pads or the edge of the board say that the part cannot be."""

_LARGEST, _SMALLEST = 0.9, 0.25
_CROSS: Final = 0.55
_CELL: Final = 2.0
"""Millimetres: parts farther apart than this leave room for the largest letters."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement where it is drawn, in board millimetres. `toward` is the direction of its zero, as a step of length 1."""

    row: Placement
    at: Point
    toward: Point


@dataclass(frozen=True, slots=True)
class View:
    """Where the board lies on the page. The bottom is shown as it is seen when the board is turned over, left to right."""

    side: Side
    extent: Extent

    @property
    def width(self) -> float:
        return self.extent[2] - self.extent[0] + 2 * MARGIN

    @property
    def height(self) -> float:
        return self.extent[3] - self.extent[1] + 2 * MARGIN

    @property
    def matrix(self) -> str:
        left, _, right, top = self.extent
        x, sign = (MARGIN - left, 1) if self.side == "top" else (right + MARGIN, -1)
        return f"matrix({sign} 0 0 -1 {number(x)} {number(top + MARGIN)})"

    def at(self, x: float, y: float) -> Point:
        left, _, right, top = self.extent
        return (x - left if self.side == "top" else right - x) + MARGIN, top - y + MARGIN

    def is_near(self, at: Point) -> bool:
        """On the board or within reach of the page: a row of another frame would shrink the board to a dot."""
        left, bottom, right, top = self.extent
        return left - MARGIN <= at[0] <= right + MARGIN and bottom - MARGIN <= at[1] <= top + MARGIN


def placements(pack: Pack, side: Side) -> Iterator[Placed]:
    """The placements of a side where they belong: moved onto the pads where that is proven."""
    moved = next((each for each in pack.registration if each.side == side and each.verdict == "transformed"), None)
    # Coordinates whose unit only the pads could tell have been turned into millimetres already.
    in_mm = pack.centroid is not None and pack.centroid.unit_source == ""
    for row in pack.centroid.placements if pack.centroid else ():
        if row.side == side:
            yield _moved(row, moved, 1.0 if in_mm or moved is None else moved.scale)


def _moved(row: Placement, by: Registration | None, scale: float) -> Placed:
    mirror, dx, dy = (by.mirror, by.dx, by.dy) if by else ("", 0.0, 0.0)
    across, up = (-1 if "x" in mirror else 1), (-1 if "y" in mirror else 1)
    turn = math.radians(row.rotation)
    return Placed(
        row=row,
        at=(row.x * scale * across + dx, row.y * scale * up + dy),
        toward=(math.cos(turn) * across, math.sin(turn) * up),
    )


def drawn_parts(view: View, pack: Pack, placed: Sequence[Placed]) -> Iterator[str]:
    """The marks of those on the page; the more crowded they are, the smaller their letters."""
    room = _room([each.at for each in placed])
    unfitted = pack.bom.unfitted() if pack.bom else {}
    astray = {ref for each in pack.registration if each.side == view.side for ref in _proven_astray(each)}
    for each, distance in zip(placed, room, strict=True):
        row = each.row
        if row.kind != "part" or row.evidence or row.refdes in unfitted:
            colour = UNFITTED
        else:
            colour = ASTRAY if row.refdes in astray or _is_outside(each.at, pack.board) else PART
        yield from _mark(view, each, min(max(0.45 * distance, _SMALLEST), _LARGEST), colour)


def _proven_astray(each: Registration) -> tuple[str, ...]:
    """A side of which the pads prove nothing says nothing of a single part either."""
    return each.missed if each.verdict in ("registers", "transformed", "stale") else ()


def _is_outside(at: Point, board: Extent | None) -> bool:
    if board is None:
        return False
    left, bottom, right, top = board
    return not (left <= at[0] <= right and bottom <= at[1] <= top)


def _room(points: Sequence[Point]) -> list[float]:
    """How far each of them is from the next one, up to one cell."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (x, y) in enumerate(points):
        cells[math.floor(x / _CELL), math.floor(y / _CELL)].append(index)
    return [_nearest(points, index, cells) for index in range(len(points))]


def _nearest(points: Sequence[Point], index: int, cells: dict[tuple[int, int], list[int]]) -> float:
    x, y = points[index]
    column, line = math.floor(x / _CELL), math.floor(y / _CELL)
    found = _CELL
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            # Thousands of rows on one spot are one crowd, whoever is the nearest in it.
            others = cells.get((column + i, line + j), [])[:64]
            found = min((found, *(math.dist((x, y), points[other]) for other in others if other != index)))
    return found


def _mark(view: View, each: Placed, size: float, colour: str) -> Iterator[str]:
    (x, y), half = view.at(*each.at), number(_CROSS * size)
    whole, pen = number(2 * _CROSS * size), number(0.12 * size / _LARGEST)
    across = each.toward[0] if view.side == "top" else -each.toward[0]
    tip = f"l{number(2 * _CROSS * size * across)} {number(-2 * _CROSS * size * each.toward[1])}"
    path = f"M{number(x)} {number(y)}m-{half} 0h{whole}m-{half} -{half}v{whole}M{number(x)} {number(y)}{tip}"
    yield f'<path d="{path}" stroke="{colour}" stroke-width="{pen}" fill="none"/>'
    end = f'cx="{number(x + 2 * _CROSS * size * across)}" cy="{number(y - 2 * _CROSS * size * each.toward[1])}"'
    yield f'<circle {end} r="{number(0.13 * size)}" fill="{colour}"/>'
    where = f'x="{number(x + 0.4 * size)}" y="{number(y - 0.3 * size)}"'
    yield f'<text {where} font-size="{number(size)}" fill="{colour}">{escape(shown(each.row.refdes))}</text>'
