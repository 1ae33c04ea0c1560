"""Where drawn things go: flat arrays, no object per stroke, so that a million of them stay small."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from handoff_cli.datapack.fab.arcs import arc_extent
from handoff_cli.datapack.fab.shapes import IDENTITY, Transform, around
from handoff_cli.datapack.fab.values import REGION, Counts, Extent, Flashes, Paths, Point, Shape


def _floats() -> array[float]:
    return array("d")


def _ints() -> array[int]:
    return array("q")


def _bytes() -> array[int]:
    return array("b")


@dataclass(frozen=True, slots=True)
class Mark:
    flashes: int
    points: int
    paths: int
    arcs: int


@dataclass(slots=True)
class Sink:
    """Grows while a file is read. `Mark`s remember how much there was."""

    fx: array[float] = field(default_factory=_floats)
    fy: array[float] = field(default_factory=_floats)
    flash_shape: array[int] = field(default_factory=_ints)
    flash_dark: array[int] = field(default_factory=_bytes)
    px: array[float] = field(default_factory=_floats)
    py: array[float] = field(default_factory=_floats)
    start: array[int] = field(default_factory=_ints)
    path_shape: array[int] = field(default_factory=_ints)
    path_dark: array[int] = field(default_factory=_bytes)
    arc: array[int] = field(default_factory=_ints)
    centre_x: array[float] = field(default_factory=_floats)
    centre_y: array[float] = field(default_factory=_floats)
    turn: array[int] = field(default_factory=_bytes)

    def mark(self) -> Mark:
        return Mark(len(self.fx), len(self.px), len(self.start), len(self.arc))

    def size(self) -> int:
        return len(self.fx) + len(self.px)

    def flash(self, x: float, y: float, shape: int, *, dark: bool) -> None:
        self.fx.append(x)
        self.fy.append(y)
        self.flash_shape.append(shape)
        self.flash_dark.append(dark)

    def flash_many(self, xs: Sequence[float], ys: Sequence[float], shape: int, *, dark: bool) -> None:
        self.fx.extend(xs)
        self.fy.extend(ys)
        self.flash_shape.extend([shape] * len(xs))
        self.flash_dark.extend([dark] * len(xs))

    def begin(self, x: float, y: float, shape: int, *, dark: bool) -> None:
        self.start.append(len(self.px))
        self.path_shape.append(shape)
        self.path_dark.append(dark)
        self.px.append(x)
        self.py.append(y)

    def line(self, x: float, y: float) -> None:
        self.px.append(x)
        self.py.append(y)

    def curve(self, end: Point, centre: Point, *, ccw: bool) -> None:
        self.arc.append(len(self.px))
        self.centre_x.append(centre[0])
        self.centre_y.append(centre[1])
        self.turn.append(1 if ccw else -1)
        self.line(*end)

    def copy(
        self,
        source: Sink,
        first: Mark,
        last: Mark,
        shift: Point,
        transform: Transform = IDENTITY,
        shape: Callable[[int], int] = int,
        *,
        dark: bool = True,
    ) -> None:
        """What `source` holds between two marks, transformed, then shifted; `shape` renames its shapes."""
        flashes, points = slice(first.flashes, last.flashes), slice(first.points, last.points)
        paths, arcs = slice(first.paths, last.paths), slice(first.arcs, last.arcs)
        offset = len(self.px) - first.points
        mirrored = transform.mirror in ("X", "Y")
        self.start.extend([at + offset for at in source.start[paths]])
        self.path_shape.extend([n if n == REGION else shape(n) for n in source.path_shape[paths]])
        self.path_dark.extend([each if dark else 1 - each for each in source.path_dark[paths]])
        self.arc.extend([at + offset for at in source.arc[arcs]])
        self.turn.extend([-turn if mirrored else turn for turn in source.turn[arcs]])
        self.flash_shape.extend([shape(n) for n in source.flash_shape[flashes]])
        self.flash_dark.extend([each if dark else 1 - each for each in source.flash_dark[flashes]])
        _extend(self.centre_x, self.centre_y, source.centre_x[arcs], source.centre_y[arcs], shift, transform)
        _extend(self.px, self.py, source.px[points], source.py[points], shift, transform)
        _extend(self.fx, self.fy, source.fx[flashes], source.fy[flashes], shift, transform)

    def flashes(self) -> Flashes:
        return Flashes(self.fx, self.fy, self.flash_shape, self.flash_dark)

    def paths(self) -> Paths:
        return Paths(
            x=self.px,
            y=self.py,
            start=self.start,
            shape=self.path_shape,
            dark=self.path_dark,
            arc=self.arc,
            centre_x=self.centre_x,
            centre_y=self.centre_y,
            turn=self.turn,
        )

    def counts(self) -> Counts:
        regions = sum(1 for shape in self.path_shape if shape == REGION)
        edges = sum(end - begin for begin, end, shape, _ in self._runs() if shape == REGION)
        strokes = len(self.px) - edges - (len(self.start) - regions)
        return Counts(flashes=len(self.fx), strokes=strokes, regions=regions)

    def _runs(self) -> Iterator[tuple[int, int, int, int]]:
        """Points from … to before … that are drawn with one shape and polarity."""
        at = 0
        for (shape, dark), group in groupby(zip(self.path_shape, self.path_dark, strict=True)):
            begin = self.start[at]
            at += sum(1 for _ in group)
            yield begin, self.start[at] if at < len(self.start) else len(self.px), shape, dark

    def extent(self, shapes: Sequence[Shape]) -> Extent | None:
        """What is drawn dark, widths and bows included."""
        return around([*self._flash_boxes(shapes), *self._path_boxes(shapes), *self._arc_boxes(shapes)])

    def _flash_boxes(self, shapes: Sequence[Shape]) -> Iterator[Extent]:
        at = 0
        for (shape, dark), group in groupby(zip(self.flash_shape, self.flash_dark, strict=True)):
            begin, at = at, at + sum(1 for _ in group)
            if dark:
                yield _wider(_box(self.fx[begin:at], self.fy[begin:at]), shapes[shape].extent)

    def _path_boxes(self, shapes: Sequence[Shape]) -> Iterator[Extent]:
        for begin, end, shape, dark in self._runs():
            if dark and begin < end:
                found = _box(self.px[begin:end], self.py[begin:end])
                yield found if shape == REGION else _wider(found, shapes[shape].extent)

    def _arc_boxes(self, shapes: Sequence[Shape]) -> Iterator[Extent]:
        for n, at in enumerate(self.arc):
            path = bisect_right(self.start, at) - 1
            if self.path_dark[path]:
                start, end = (self.px[at - 1], self.py[at - 1]), (self.px[at], self.py[at])
                found = arc_extent(start, end, (self.centre_x[n], self.centre_y[n]), ccw=self.turn[n] > 0)
                shape = self.path_shape[path]
                yield found if shape == REGION else _wider(found, shapes[shape].extent)


def _box(xs: Sequence[float], ys: Sequence[float]) -> Extent:
    return min(xs), min(ys), max(xs), max(ys)


def _wider(inner: Extent, by: Extent) -> Extent:
    return inner[0] + by[0], inner[1] + by[1], inner[2] + by[2], inner[3] + by[3]


def _extend(
    xs: array[float],
    ys: array[float],
    from_x: Sequence[float],
    from_y: Sequence[float],
    shift: Point,
    transform: Transform,
) -> None:
    dx, dy = shift
    if transform == IDENTITY:
        xs.extend([x + dx for x in from_x])
        ys.extend([y + dy for y in from_y])
        return
    for point in zip(from_x, from_y, strict=True):
        x, y = transform.point(point)
        xs.append(x + dx)
        ys.append(y + dy)
