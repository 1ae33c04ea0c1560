"""How far a shape reaches: the standard apertures, and what mirroring, turning and scaling makes of any."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.datapack.fab.values import Extent, Piece, Point, Shape

_NOTHING: Final = (0.0, 0.0, 0.0, 0.0)


class UnknownShapeError(ValueError):
    """The words say why this is no shape."""


@dataclass(frozen=True, slots=True)
class Transform:
    """%LM, %LR and %LS: mirrored first, then turned, then scaled."""

    mirror: str = "N"
    degrees: float = 0.0
    scale: float = 1.0

    def point(self, point: Point) -> Point:
        x = -point[0] if "X" in self.mirror else point[0]
        y = -point[1] if "Y" in self.mirror else point[1]
        x, y = turned((x, y), self.degrees)
        return x * self.scale, y * self.scale


IDENTITY: Final = Transform()


def turned(point: Point, degrees: float) -> Point:
    x, y = point
    quarter = {0.0: (1.0, 0.0), 90.0: (0.0, 1.0), 180.0: (-1.0, 0.0), 270.0: (0.0, -1.0)}
    angle = math.radians(degrees)
    cosine, sine = quarter.get(degrees % 360.0) or (math.cos(angle), math.sin(angle))
    return x * cosine - y * sine, x * sine + y * cosine


def extent_of(pieces: Iterable[Piece]) -> Extent:
    boxes = [
        (min(x for x, _ in p.points) - p.radius, min(y for _, y in p.points) - p.radius,
         max(x for x, _ in p.points) + p.radius, max(y for _, y in p.points) + p.radius)
        for p in pieces
        if p.points
    ]  # fmt: skip
    return around(boxes) or _NOTHING


def around(boxes: Iterable[Extent]) -> Extent | None:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True) if (boxes := list(boxes)) else ((), (), (), ())
    return (min(lefts), min(bottoms), max(rights), max(tops)) if lefts else None


def transformed(shape: Shape, transform: Transform) -> Shape:
    if transform == IDENTITY:
        return shape
    pieces = tuple(
        Piece(tuple(transform.point(point) for point in piece.points), piece.radius * transform.scale)
        for piece in shape.pieces
    )
    diameter = None if shape.diameter is None else shape.diameter * transform.scale
    return replace(shape, pieces=pieces, extent=extent_of(pieces), diameter=diameter)


def box(width: float, height: float, x: float = 0.0, y: float = 0.0) -> tuple[Point, ...]:
    w, h = width / 2, height / 2
    return ((x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h))


def polygon(diameter: float, corners: int, degrees: float, x: float = 0.0, y: float = 0.0) -> tuple[Point, ...]:
    steps = [math.radians(degrees + 360.0 * n / corners) for n in range(corners)]
    return tuple((x + diameter / 2 * math.cos(a), y + diameter / 2 * math.sin(a)) for a in steps)


def standard(code: int, kind: str, sizes: Sequence[float], attributes: Mapping[str, tuple[str, ...]]) -> Shape:
    """C, R, O or P with its numbers in millimetres (the corners and degrees of P excepted)."""
    if any(not math.isfinite(size) or abs(size) > 1e6 for size in sizes):
        raise UnknownShapeError("a shape in it has an impossible size")
    piece = _pieces(kind, sizes)
    return Shape(
        code=code,
        kind=kind,
        pieces=(piece,),
        extent=extent_of((piece,)),
        diameter=sizes[0] if kind == "C" else None,
        attributes=attributes,
    )


def _pieces(kind: str, sizes: Sequence[float]) -> Piece:
    if not sizes or len(sizes) > {"C": 3, "R": 4, "O": 4, "P": 5}[kind] or (kind == "P" and len(sizes) < 2):
        raise UnknownShapeError("a shape in it has too few or too many numbers")
    if sizes[0] < 0 or (kind in "RO" and min(sizes[:2]) < 0):
        raise UnknownShapeError("a shape in it has a size below zero")
    if kind == "C":
        return Piece(((0.0, 0.0),), sizes[0] / 2)
    if kind == "P":
        return _polygon(sizes)
    width, height = sizes[0], sizes[1] if len(sizes) > 1 else sizes[0]
    if kind == "R":
        return Piece(box(width, height))
    radius = min(width, height) / 2
    return Piece(box(width - 2 * radius, height - 2 * radius), radius)


def _polygon(sizes: Sequence[float]) -> Piece:
    corners = sizes[1]
    if corners != int(corners) or not 3 <= corners <= 12:
        raise UnknownShapeError("a polygon in it has an impossible number of corners")
    return Piece(polygon(sizes[0], int(corners), sizes[2] if len(sizes) > 2 else 0.0))
