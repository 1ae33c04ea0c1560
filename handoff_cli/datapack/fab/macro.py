"""Aperture macros: shapes written as formulas. Every step is counted, nothing is evaluated by Python itself."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from handoff_cli.datapack.fab.shapes import UnknownShapeError, box, polygon, turned
from handoff_cli.datapack.fab.values import Limits, Piece, Point

_TOKEN: Final = re.compile(r"\$[0-9]{1,6}|[0-9]+\.?[0-9]*|\.[0-9]+|[-+xX/()]", re.ASCII)
_ASSIGNMENT: Final = re.compile(r"\$([0-9]{1,6})=(.+)", re.ASCII)
_LONGEST: Final = 1_000
_DEEPEST: Final = 30


@dataclass(frozen=True, slots=True)
class Macro:
    """The blocks of %AM…% as they stand, white space removed."""

    name: str
    blocks: tuple[str, ...]


@dataclass(slots=True)
class Meter:
    """What formulas of one file may cost together."""

    left: int

    def spend(self, cost: int) -> None:
        self.left -= cost
        if self.left < 0:
            raise UnknownShapeError("its shapes are longer than any design tool writes")


@dataclass(slots=True)
class _Formula:
    """One formula, read from left to right; x and / bind stronger than + and -."""

    tokens: Sequence[str]
    values: dict[int, float]
    at: int = 0
    depth: int = 0

    def result(self) -> float:
        value = self._sum()
        if self.at != len(self.tokens):
            raise UnknownShapeError("a formula of a shape in it is damaged")
        return value

    def _next(self, wanted: str) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        if not token or token not in wanted:
            return ""
        self.at += 1
        return token

    def _sum(self) -> float:
        value = self._product()
        while sign := self._next("+-"):
            value = value + self._product() if sign == "+" else value - self._product()
        return value

    def _product(self) -> float:
        value = self._factor()
        while sign := self._next("xX/"):
            other = self._factor()
            if sign == "/" and not other:
                raise UnknownShapeError("a formula of a shape in it divides by zero")
            value = value / other if sign == "/" else value * other
        return value

    def _factor(self) -> float:
        negative = False
        while sign := self._next("+-"):
            negative ^= sign == "-"
        value = self._atom()
        return -value if negative else value

    def _atom(self) -> float:
        if self._next("("):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise UnknownShapeError("a formula of a shape in it is nested too deep")
            value = self._sum()
            self.depth -= 1
            if not self._next(")"):
                raise UnknownShapeError("a formula of a shape in it is damaged")
            return value
        word = self.tokens[self.at] if self.at < len(self.tokens) else ""
        self.at += 1
        if word.startswith("$"):
            return self.values.get(int(word[1:]), 0.0)
        if not word or word in "+-xX/()":
            raise UnknownShapeError("a formula of a shape in it is damaged")
        return float(word)


def formula(text: str, values: dict[int, float], meter: Meter) -> float:
    tokens = _TOKEN.findall(text)
    if sum(map(len, tokens)) != len(text) or len(text) > _LONGEST:
        raise UnknownShapeError("a formula of a shape in it is damaged")
    meter.spend(len(tokens) + 1)
    value = _Formula(tokens, values).result()
    if not math.isfinite(value):
        raise UnknownShapeError("a formula of a shape in it gives no number")
    return value


def check(block: str) -> None:
    """The form of a block, before anybody draws with it: numbers, names and brackets that pair."""
    assignment = _ASSIGNMENT.fullmatch(block)
    for part in [assignment[2]] if assignment else block.rstrip(",").split(","):
        tokens, depth = _TOKEN.findall(part), 0
        for each in tokens:
            depth += (each == "(") - (each == ")")
            if not 0 <= depth <= _DEEPEST:
                raise UnknownShapeError("a formula of a shape in it is nested too deep, or its brackets do not pair")
        if depth or not tokens or sum(map(len, tokens)) != len(part):
            raise UnknownShapeError("a formula of a shape in it is damaged")


def pieces(macro: Macro, parameters: Sequence[float], scale: float, limits: Limits, meter: Meter) -> tuple[Piece, ...]:
    """What the macro draws with these parameters, in millimetres; parts that only erase are left out."""
    values = dict(enumerate(parameters, start=1))
    found: list[Piece] = []
    for block in macro.blocks:
        if (assignment := _ASSIGNMENT.fullmatch(block)) is not None:
            values[int(assignment[1])] = formula(assignment[2], values, meter)
            continue
        numbers = [formula(part, values, meter) for part in block.rstrip(",").split(",")]
        found += _primitive(numbers, limits, meter)
    return tuple(Piece(tuple((x * scale, y * scale) for x, y in p.points), abs(p.radius) * scale) for p in found)


def _primitive(numbers: Sequence[float], limits: Limits, meter: Meter) -> list[Piece]:
    known = _PRIMITIVES.get(int(numbers[0])) if numbers[0] == int(numbers[0]) else None
    if known is None:
        raise UnknownShapeError("a shape in it has a part that Gerber does not have")
    rest = numbers[1:]
    if not known.fewest <= len(rest) <= known.most:
        raise UnknownShapeError("a part of a shape in it has too few or too many numbers")
    if known.corners is not None and not 0 <= rest[known.corners] <= limits.corners * known.times:
        raise UnknownShapeError("a polygon in it has an impossible number of corners")
    if not known.always and not rest[0]:
        return []
    meter.spend(len(rest))
    return known.draw(rest)


def _circle(n: Sequence[float]) -> list[Piece]:
    degrees = n[4] if len(n) > 4 else 0.0
    return [Piece((turned((n[2], n[3]), degrees),), n[1] / 2)]


def _vector(n: Sequence[float]) -> list[Piece]:
    width, x1, y1, x2, y2 = n[1:6]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    dx, dy = (y2 - y1) / length * width / 2, (x2 - x1) / length * width / 2
    return _turned(((x1 - dx, y1 + dy), (x1 + dx, y1 - dy), (x2 + dx, y2 - dy), (x2 - dx, y2 + dy)), n, 6)


def _centre_line(n: Sequence[float]) -> list[Piece]:
    return _turned(box(n[1], n[2], n[3], n[4]), n, 5)


def _corner_line(n: Sequence[float]) -> list[Piece]:
    return _turned(box(n[1], n[2], n[3] + n[1] / 2, n[4] + n[2] / 2), n, 5)


def _outline(n: Sequence[float]) -> list[Piece]:
    corners = int(n[1]) + 1
    coordinates = n[2 : 2 + 2 * corners]
    if len(coordinates) != 2 * corners or len(n) > 3 + 2 * corners:
        raise UnknownShapeError("a polygon in it has another number of corners than it says")
    return _turned(tuple(zip(coordinates[::2], coordinates[1::2], strict=True)), n, 2 + 2 * corners)


def _polygon(n: Sequence[float]) -> list[Piece]:
    corners = round(n[1])
    if corners < 3:
        raise UnknownShapeError("a polygon in it has an impossible number of corners")
    return _turned(polygon(n[4], corners, 0.0, n[2], n[3]), n, 5)


def _moire(n: Sequence[float]) -> list[Piece]:
    x, y, outer, thickness, length = n[0], n[1], n[2], n[6], n[7]
    rings = [Piece((turned((x, y), n[8] if len(n) > 8 else 0.0),), outer / 2)] if n[5] >= 1 else []
    cross = _turned(box(thickness, length, x, y), n, 8) + _turned(box(length, thickness, x, y), n, 8)
    return rings + cross


def _thermal(n: Sequence[float]) -> list[Piece]:
    return [Piece((turned((n[0], n[1]), n[5] if len(n) > 5 else 0.0),), n[2] / 2)]


def _turned(points: tuple[Point, ...], numbers: Sequence[float], at: int) -> list[Piece]:
    degrees = numbers[at] if len(numbers) > at else 0.0
    return [Piece(tuple(turned(point, degrees) for point in points) if degrees else points)]


@dataclass(frozen=True, slots=True)
class _Primitive:
    draw: Callable[[Sequence[float]], list[Piece]]
    fewest: int
    most: int
    corners: int | None = None
    times: int = 1
    always: bool = field(default=False)


_PRIMITIVES: Final = {
    1: _Primitive(_circle, 4, 5),
    2: _Primitive(_vector, 6, 7),
    20: _Primitive(_vector, 6, 7),
    21: _Primitive(_centre_line, 5, 6),
    22: _Primitive(_corner_line, 5, 6),
    4: _Primitive(_outline, 4, 100_000, corners=1, times=20),
    5: _Primitive(_polygon, 5, 6, corners=1),
    6: _Primitive(_moire, 8, 9, corners=5, always=True),
    7: _Primitive(_thermal, 5, 6, always=True),
}
