"""Drill data that do not say what their numbers mean: the one reading that puts the holes on the copper, or none.

A wrong reading is wrong by a power of ten or by 25.4, so its holes miss the pads; only a reading that stands alone is taken.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from handoff_cli.datapack.fab.drill import Digits, Drill, Numbers, Zeros
from handoff_cli.datapack.fab.drill_header import stated
from handoff_cli.datapack.fab.excellon import read_excellon
from handoff_cli.datapack.fab.source import decoded_lines
from handoff_cli.datapack.fab.values import INCH, Extent, Gerber, Limits, Point, Unit

Verdict = Literal["unique", "ambiguous", "none"]

_PLACES: Final = ((2, 4), (2, 5), (3, 2), (3, 3), (3, 5), (4, 2), (4, 4), (2, 3), (4, 3))
_ON_PAD: Final = 0.05
_OUTSIDE: Final = 0.5
"""Millimetres a hole may lie beyond the copper or the outline: slots and breakaway holes do."""
_ENOUGH: Final = 0.6
_DOUBT: Final = 0.2
_FEWEST: Final = 3
_CELL: Final = 0.25


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read the numbers: which share of the holes lies inside the board, and on a pad."""

    numbers: Numbers
    inside: float
    on_pads: float
    points: int


@dataclass(frozen=True, slots=True)
class Fit:
    verdict: Verdict
    numbers: Numbers | None
    candidates: tuple[Candidate, ...] = ()


def fit(
    files: Sequence[bytes],
    extent: Extent,
    pads: Iterable[Point],
    *,
    parameters: str | None = None,
    limits: Limits | None = None,
) -> Fit:
    """Files of one tool that state the same are read alike, so they are proven together. `pads` are flashes of copper or mask."""
    grid = _grid(pads)
    found: dict[tuple[Point, ...], Candidate] = {}
    for numbers in _readings(files, parameters):
        drills = [read_excellon(data, parameters=parameters, given=numbers, limits=limits) for data in files]
        points = tuple(sorted({point for drill in drills for point in _rounded(drill)}))
        if points and points not in found:
            found[points] = _candidate(numbers, points, extent, grid)
    candidates = tuple(sorted(found.values(), key=lambda c: (-c.on_pads, -c.inside, str(c.numbers))))
    return _verdict(candidates)


def pads_of(drawing: Gerber) -> Iterator[Point]:
    """Where a copper or mask drawing has a dark flash."""
    flashes = drawing.flashes
    for x, y, dark in zip(flashes.x, flashes.y, flashes.dark, strict=True):
        if dark:
            yield x, y


def _readings(files: Sequence[bytes], parameters: str | None) -> Iterator[Numbers]:
    """Every reading that contradicts nothing the files state."""
    said = [stated(decoded_lines(data), parameters) for data in files]
    units = {each.numbers.unit for each in said} - {None} or {"mm", "inch"}
    decimal = bool(said) and all(each.decimal for each in said)
    digits: Sequence[Digits | None] = [None] if decimal else list(_digits())
    for unit in sorted(unit for unit in units if unit):
        for each in digits:
            yield Numbers(_unit(unit), each)


def _unit(word: str) -> Unit:
    return "mm" if word == "mm" else "inch"


def _digits() -> Iterator[Digits]:
    zeros: tuple[Zeros, ...] = ("TZ", "LZ")
    for whole, decimals in _PLACES:
        for each in zeros:
            yield Digits(whole, decimals, each)


def _rounded(drill: Drill) -> Iterator[Point]:
    for x, y in drill.points():
        yield round(x, 4), round(y, 4)


def _candidate(
    numbers: Numbers, points: Sequence[Point], extent: Extent, grid: dict[tuple[int, int], list[Point]]
) -> Candidate:
    left, bottom, right, top = extent
    inside = sum(
        left - _OUTSIDE <= x <= right + _OUTSIDE and bottom - _OUTSIDE <= y <= top + _OUTSIDE for x, y in points
    )
    reach = _ON_PAD + _resolution(numbers)
    on_pads = sum(_near(point, grid, reach) for point in points)
    return Candidate(numbers, inside / len(points), on_pads / len(points), len(points))


def _resolution(numbers: Numbers) -> float:
    if numbers.digits is None:
        return 0.0
    return min(0.05, 10.0**-numbers.digits.decimals * (INCH if numbers.unit == "inch" else 1.0))


def _verdict(candidates: tuple[Candidate, ...]) -> Fit:
    whole = [each for each in candidates if each.inside == 1.0]
    proven = [each for each in whole if each.on_pads >= _ENOUGH and each.on_pads * each.points >= _FEWEST]
    doubtful = [each for each in whole if each.on_pads >= _DOUBT]
    if len(proven) == 1 and len(doubtful) == 1:
        return Fit("unique", proven[0].numbers, candidates)
    return Fit("ambiguous" if whole else "none", None, candidates)


def _grid(pads: Iterable[Point]) -> dict[tuple[int, int], list[Point]]:
    grid: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for x, y in pads:
        grid[math.floor(x / _CELL), math.floor(y / _CELL)].append((x, y))
    return dict(grid)


def _near(point: Point, grid: dict[tuple[int, int], list[Point]], reach: float) -> bool:
    column, row = math.floor(point[0] / _CELL), math.floor(point[1] / _CELL)
    return any(
        math.dist(point, pad) <= reach
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for pad in grid.get((column + dx, row + dy), ())
    )
