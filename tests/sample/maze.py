"""The room on the two outer layers of the sample board: which net may pass where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor
from typing import Final

from tests.sample.board import HEIGHT, WIDTH, Box, Land, Point

GRID: Final = 0.25
TRACK: Final = 0.2
SUPPLY_TRACK: Final = 0.4
CLEARANCE: Final = 0.2
EDGE: Final = 0.75
VIA: Final = 0.6
VIA_DRILL: Final = 0.3
ANYBODY: Final = "#"
SIDES: Final = ("top", "bottom")
SUPPLY: Final = frozenset({"VIN_RAW", "VIN_FUSED", "VIN", "VSENS"})

Node = tuple[int, int, int]
"""Side (0 top, 1 bottom), column, row."""


@dataclass(frozen=True, slots=True)
class Track:
    net: str
    side: str
    points: tuple[Point, ...]
    width: float


@dataclass(frozen=True, slots=True)
class Via:
    net: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Routing:
    tracks: tuple[Track, ...]
    vias: tuple[Via, ...]


def node_of(land: Land, side: str) -> Node:
    return SIDES.index(side), round(land.x / GRID), round(land.y / GRID)


def point_of(node: Node) -> Point:
    return node[1] * GRID, node[2] * GRID


def width_of(net: str) -> float:
    return SUPPLY_TRACK if net in SUPPLY else TRACK


@dataclass(slots=True)
class Maze:
    """`thin`, `wide` and `via` name for each node the one net whose tracks or vias may use it, ANYBODY when none may."""

    thin: dict[Node, str] = field(default_factory=dict)
    wide: dict[Node, str] = field(default_factory=dict)
    via: dict[Node, str] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)
    vias: list[Via] = field(default_factory=list)

    @classmethod
    def of(cls, lands: Iterable[Land]) -> Maze:
        maze = cls()
        for land in lands:
            for side in land.sides:
                maze._keep_clear(side, land.net or ANYBODY, land.grown(0.0))
            # a via in a pad would drain the solder
            maze._block_vias(land.grown(VIA / 2 + 0.1))
            if not land.pad.plated:
                for side in SIDES:
                    maze._keep_clear(side, ANYBODY, land.grown(1.4))
            if land.part.ref.startswith("FID"):
                maze._keep_clear(land.part.side, ANYBODY, land.grown(0.5))
        return maze

    def free(self, node: Node, net: str) -> bool:
        """Whether a track of this net may pass here."""
        return _inside(node) and (self.wide if net in SUPPLY else self.thin).get(node, net) == net

    def free_for_via(self, node: Node, net: str) -> bool:
        return _inside(node) and all(self.via.get((side, *node[1:]), net) == net for side in (0, 1))

    def draw(self, track: Track) -> None:
        self.tracks.append(track)
        half = track.width / 2
        for (x1, y1), (x2, y2) in pairwise(track.points):
            # pieces of at most one grid step keep the boxes along a diagonal tight
            pieces = max(1, ceil(max(abs(x2 - x1), abs(y2 - y1)) / GRID))
            for n in range(pieces + 1):
                x, y = x1 + (x2 - x1) * n / pieces, y1 + (y2 - y1) * n / pieces
                self._keep_clear(track.side, track.net, (x - half, y - half, x + half, y + half), corners=half)

    def drill(self, net: str, node: Node) -> None:
        x, y = point_of(node)
        self.vias.append(Via(net, x, y))
        half = VIA / 2
        for side in SIDES:
            self._keep_clear(side, net, (x - half, y - half, x + half, y + half), corners=half)
        apart = VIA + CLEARANCE
        self._block_vias((x - apart, y - apart, x + apart, y + apart))

    def _block_vias(self, box: Box) -> None:
        for column, row in _nodes_in(box, 0.0):
            self.via[0, column, row] = self.via[1, column, row] = ANYBODY

    def _keep_clear(self, side: str, net: str, box: Box, corners: float = 0.0) -> None:
        number = SIDES.index(side)
        for layer, reach in ((self.thin, TRACK / 2), (self.wide, SUPPLY_TRACK / 2), (self.via, VIA / 2)):
            gap = reach + CLEARANCE
            for column, row in _nodes_in(box, gap):
                if _gap_to(box, column * GRID, row * GRID, corners) < gap - 1e-9:
                    node = (number, column, row)
                    layer[node] = net if layer.get(node, net) == net else ANYBODY


def _inside(node: Node) -> bool:
    x, y = point_of(node)
    return EDGE <= x <= WIDTH - EDGE and EDGE <= y <= HEIGHT - EDGE


def _nodes_in(box: Box, gap: float) -> Iterator[tuple[int, int]]:
    for column in range(ceil((box[0] - gap) / GRID), floor((box[2] + gap) / GRID) + 1):
        for row in range(ceil((box[1] - gap) / GRID), floor((box[3] + gap) / GRID) + 1):
            yield column, row


def _gap_to(box: Box, x: float, y: float, corners: float) -> float:
    """Distance from a point to a box whose corners are rounded by `corners`."""
    dx = max(box[0] + corners - x, 0.0, x - box[2] + corners)
    dy = max(box[1] + corners - y, 0.0, y - box[3] + corners)
    return float((dx * dx + dy * dy) ** 0.5) - corners
