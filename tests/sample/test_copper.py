"""The copper of the sample board: nothing touches that should not, everything touches that should."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise, product

import pytest

from tests.sample.board import PLANES, Box, Land, Point, lands
from tests.sample.maze import GRID, VIA, Routing
from tests.sample.router import route

GAP = 0.15
Piece = tuple[str, Box, float]
"""Net, box, and how round the corners of the box are."""


@cache
def routing() -> Routing:
    return route(lands())


@pytest.mark.parametrize("side", ["top", "bottom"])
def test_copper_of_different_nets_keeps_its_distance(side: str) -> None:
    close = {
        tuple(sorted((a[0], b[0])))
        for pieces in _neighbourhoods(side)
        for a, b in combinations(pieces, 2)
        if a[0] != b[0] and _distance(a, b) < GAP - 1e-6
    }
    assert close == set()


def test_every_net_is_in_one_piece() -> None:
    nets = {land.net for land in lands()} - {""}
    assert {net: len(_joined(net)) for net in nets} == dict.fromkeys(nets, 1)


def _neighbourhoods(side: str) -> list[list[Piece]]:
    """The copper of a side, square millimetre by square millimetre."""
    cells: dict[tuple[int, int], list[Piece]] = {}
    for piece in _pieces(side):
        left, bottom, right, top = piece[1]
        columns, rows = range(int(left - GAP), int(right + GAP) + 1), range(int(bottom - GAP), int(top + GAP) + 1)
        for cell in product(columns, rows):
            cells.setdefault(cell, []).append(piece)
    return list(cells.values())


def _pieces(side: str) -> Iterator[Piece]:
    """Pads, vias, and tracks cut into short pieces."""
    for land in lands():
        if side in land.sides and land.pad.plated:
            yield land.net or _pin(land), land.grown(0.0), land.width / 2 if land.pad.round else 0.0
    for via in routing().vias:
        yield _disc(via.net, (via.x, via.y), VIA / 2)
    for track in routing().tracks:
        if track.side == side:
            yield from (_disc(track.net, point, track.width / 2) for point in _along(track.points, 0.05))


def _disc(net: str, point: Point, radius: float) -> Piece:
    x, y = point
    return net, (x - radius, y - radius, x + radius, y + radius), radius


def _along(points: tuple[Point, ...], step: float) -> Iterator[Point]:
    yield points[0]
    for (x1, y1), (x2, y2) in pairwise(points):
        count = max(1, round(max(abs(x2 - x1), abs(y2 - y1)) / step))
        yield from ((x1 + (x2 - x1) * n / count, y1 + (y2 - y1) * n / count) for n in range(1, count + 1))


def _distance(a: Piece, b: Piece) -> float:
    (_, one, round_one), (_, other, round_other) = a, b
    corners = round_one + round_other
    dx = max(other[0] - one[2], one[0] - other[2]) + corners
    dy = max(other[1] - one[3], one[1] - other[3]) + corners
    return float((max(dx, 0.0) ** 2 + max(dy, 0.0) ** 2) ** 0.5) - corners


def _pin(land: Land) -> str:
    return f"{land.part.ref}.{land.pad.name}"


def _joined(net: str) -> list[set[object]]:
    """The copper of a net in groups that touch; a plane joins whatever reaches it."""
    groups: list[set[object]] = []
    for ends in _touching(net):
        met = [group for group in groups if group & ends]
        groups = [group for group in groups if group not in met] + [ends.union(*met)]
    return groups


def _touching(net: str) -> Iterator[set[object]]:
    mine = [land for land in lands() if land.net == net]
    plane = {"plane"} if net in PLANES else set()
    for land in mine:
        yield {_pin(land), *(plane if land.through else ())}
    for via in routing().vias:
        if via.net == net:
            yield {("top", via.x, via.y), ("bottom", via.x, via.y), *plane}
    for track in routing().tracks:
        if track.net == net:
            # tracks meet on the points of the router's grid
            points = [(round(x, 6), round(y, 6)) for x, y in _along(track.points, GRID)]
            pads = [land for land in mine if track.side in land.sides and any(_covers(land, point) for point in points)]
            yield {*((track.side, *point) for point in points), *map(_pin, pads)}


def _covers(land: Land, point: Point) -> bool:
    return abs(point[0] - land.x) <= land.width / 2 and abs(point[1] - land.y) <= land.height / 2
