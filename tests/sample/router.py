"""A small maze router: it finds the tracks and vias of the sample board.

Ground and 3.3 V lie on planes, so their pads only need a via close by. Costs are whole numbers and ties are broken by
position, so that the same board always gets the same tracks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from heapq import heappop, heappush
from itertools import combinations, pairwise
from typing import Final

from tests.sample.board import HEIGHT, PLANES, WIDTH, Land, Point
from tests.sample.maze import GRID, SIDES, SUPPLY, Maze, Node, Routing, Track, node_of, point_of, width_of

STRAIGHT: Final = 10
DIAGONAL: Final = 14
THROUGH: Final = 90
STITCH: Final = 16
_NEIGHBOURS: Final = tuple((dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)


class Unroutable(Exception):
    """A net found no way. `net` is its name."""

    def __init__(self, net: str) -> None:
        super().__init__(f"no way for {net}")
        self.net = net


def route(lands: Iterable[Land]) -> Routing:
    """Tracks and vias for all nets. A net that fails goes first in the next attempt."""
    lands = tuple(lands)
    nets = {land.net for land in lands} - {"", *PLANES}
    order = sorted(nets, key=lambda net: (net not in SUPPLY, _spread(lands, net), net))
    for _ in range(40):
        try:
            return _attempt(lands, order)
        except Unroutable as failed:
            order.remove(failed.net)
            order.insert(0, failed.net)
    raise Unroutable(order[0])


def _attempt(lands: tuple[Land, ...], order: list[str]) -> Routing:
    maze = Maze.of(lands)
    for land in lands:
        if land.net in PLANES and not land.through:
            _drop(maze, land)
    for net in order:
        _connect(maze, net, [land for land in lands if land.net == net])
    _stitch(maze)
    return Routing(tuple(maze.tracks), tuple(maze.vias))


def _spread(lands: Iterable[Land], net: str) -> float:
    mine = [land for land in lands if land.net == net]
    return sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in combinations(mine, 2))


def _connect(maze: Maze, net: str, lands: list[Land]) -> None:
    """Grow a tree over the pads of a net, nearest pad first."""
    exact = {node_of(land, side): (land.x, land.y) for land in lands for side in land.sides}
    tree = {node_of(lands[0], side) for side in lands[0].sides}
    waiting = lands[1:]
    while waiting:
        goals = {node_of(land, side): land for land in waiting for side in land.sides}
        path = _search(maze, net, tree, goals.__contains__, goals)
        reached = goals[path[-1]]
        _lay(maze, net, path, exact)
        tree.update(path, (node_of(reached, side) for side in reached.sides))
        waiting.remove(reached)


def _drop(maze: Maze, land: Land) -> None:
    """A short track from a pad to a via of its plane."""
    start = node_of(land, land.part.side)
    path = _search(maze, land.net, {start}, partial(_takes_via, maze, land), (), through=False)
    _lay(maze, land.net, path, {start: (land.x, land.y)})
    maze.drill(land.net, path[-1])


def _takes_via(maze: Maze, land: Land, node: Node) -> bool:
    """Room for a via; at a part with many pins only below the part, so that the way out stays free."""
    part, (x, y) = land.part, point_of(node)
    crowded = len(part.footprint.pads) > 8
    inward = max(abs(x - part.x), abs(y - part.y)) < max(abs(land.x - part.x), abs(land.y - part.y)) - 1.0
    return (inward or not crowded) and maze.free_for_via(node, land.net)


def _stitch(maze: Maze) -> None:
    """Ground vias every few millimetres, where there is room."""
    for column in range(STITCH // 2, round(WIDTH / GRID), STITCH):
        for row in range(STITCH // 2, round(HEIGHT / GRID), STITCH):
            if maze.free_for_via((0, column, row), "GND"):
                maze.drill("GND", (0, column, row))


def _search(
    maze: Maze,
    net: str,
    sources: set[Node],
    arrived: Callable[[Node], bool],
    goals: Iterable[Node],
    *,
    through: bool = True,
) -> list[Node]:
    """The cheapest way from any source to where `arrived` says yes (A*)."""
    targets = [(column, row) for _, column, row in goals]
    heap = sorted((_distance(node, targets), 0, node) for node in sources)
    cost: dict[Node, int] = dict.fromkeys(sources, 0)
    came: dict[Node, Node | None] = dict.fromkeys(sources)
    while heap:
        _, spent, node = heappop(heap)
        if spent > cost[node]:
            continue
        if arrived(node):
            return _trace(came, node)
        for step, price in _steps(maze, node, net, through=through):
            total = spent + price
            if total < cost.get(step, total + 1):
                cost[step], came[step] = total, node
                heappush(heap, (total + _distance(step, targets), total, step))
    raise Unroutable(net)


def _steps(maze: Maze, node: Node, net: str, *, through: bool) -> Iterator[tuple[Node, int]]:
    side, column, row = node
    for dx, dy in _NEIGHBOURS:
        step = (side, column + dx, row + dy)
        if maze.free(step, net):
            yield step, DIAGONAL if dx and dy else STRAIGHT
    if through and maze.free_for_via(node, net):
        yield (1 - side, column, row), THROUGH


def _distance(node: Node, targets: list[tuple[int, int]]) -> int:
    """The cheapest way to the nearest target on an empty board."""
    reach = ((abs(node[1] - column), abs(node[2] - row)) for column, row in targets)
    return min((STRAIGHT * max(dx, dy) + (DIAGONAL - STRAIGHT) * min(dx, dy) for dx, dy in reach), default=0)


def _trace(came: Mapping[Node, Node | None], node: Node | None) -> list[Node]:
    path: list[Node] = []
    while node is not None:
        path.append(node)
        node = came[node]
    return path[::-1]


def _lay(maze: Maze, net: str, path: list[Node], exact: Mapping[Node, Point]) -> None:
    """Turn a path into tracks and vias. `exact` are the middles of the pads, to which the ends are drawn."""
    for run in _runs(path):
        middle = [point_of(node) for node in run]
        ends = [exact[node] for node in (run[0], run[-1]) if node in exact]
        points = _straightened([*ends[:1], *middle, *ends[1:]] if run[0] in exact else [*middle, *ends])
        if len(points) > 1:
            maze.draw(Track(net, SIDES[run[0][0]], points, width_of(net)))
    for before, after in pairwise(path):
        if before[0] != after[0] and before not in exact:
            maze.drill(net, before)


def _runs(path: list[Node]) -> Iterator[list[Node]]:
    """The path cut where it changes sides."""
    run = path[:1]
    for node in path[1:]:
        if node[0] != run[-1][0]:
            yield run
            run = []
        run.append(node)
    yield run


def _straightened(points: list[Point]) -> tuple[Point, ...]:
    """Without repetitions and without points in the middle of a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _in_line(a: Point, b: Point, c: Point) -> bool:
    cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return abs(cross) < 1e-9 and ahead > 0
