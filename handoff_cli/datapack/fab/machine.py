"""The state a Gerber file is drawn with, and what moves, lines, arcs and flashes do to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from handoff_cli.datapack.fab import arcs
from handoff_cli.datapack.fab.coordinates import Format
from handoff_cli.datapack.fab.macro import Macro, Meter
from handoff_cli.datapack.fab.shapes import IDENTITY, Transform, transformed
from handoff_cli.datapack.fab.sink import Mark, Sink
from handoff_cli.datapack.fab.source import Problems
from handoff_cli.datapack.fab.values import INCH, REGION, Limits, Point, Reason, Shape, Unit

DAMAGED: Final = "it has a command that Gerber does not have"
NO_SHAPE: Final = "it draws with a shape that it does not define"
NO_SHAPE_YET: Final = "it draws before it names a shape"
TOO_MUCH: Final = "it draws more than any board needs"


class StopError(Exception):
    """A limit was reached: what follows is not read."""


@dataclass(frozen=True, slots=True)
class Block:
    """%AB…%: a shape made of a drawing."""

    sink: Sink


@dataclass(frozen=True, slots=True)
class Repeat:
    """%SR…%: everything since `mark` is drawn again at each of `steps`."""

    mark: Mark
    steps: tuple[Point, ...]


@dataclass(slots=True)
class Frame:
    """What is drawn into: the file itself, or a block in the making."""

    sink: Sink
    code: int | None = None
    repeat: Repeat | None = None


@dataclass(slots=True)
class Machine:
    problems: Problems
    limits: Limits
    unit: Unit | None = None
    format: Format | None = None
    absolute: bool = True
    x: float = 0.0
    y: float = 0.0
    operation: int = 2
    interpolation: int = 1
    quadrant: arcs.Quadrant | None = None
    region: bool = False
    dark: bool = True
    code: int | None = None
    transform: Transform = IDENTITY
    image: Transform = IDENTITY
    offset: tuple[float, ...] = (0.0, 0.0)
    pen_down: bool = False
    ended: bool = False
    negative: bool = False
    at: int = 0
    copied: int = 0
    frames: list[Frame] = field(default_factory=lambda: [Frame(Sink())])
    shapes: list[Shape] = field(default_factory=list)
    codes: dict[int, Shape | Block] = field(default_factory=dict)
    macros: dict[str, Macro] = field(default_factory=dict)
    meter: Meter = field(default_factory=lambda: Meter(0))
    resolved: dict[tuple[int, Transform], int] = field(default_factory=dict)
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aperture_attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    components: list[tuple[int, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def sink(self) -> Sink:
        return self.frames[-1].sink

    @property
    def millimetres(self) -> float:
        return INCH if self.unit == "inch" else 1.0

    def problem(self, reason: Reason, words: str, about: str = "") -> None:
        self.problems.add(reason, words, self.at, about)

    def lift(self) -> None:
        """What is drawn next begins a new path."""
        self.pen_down = False

    def set_unit(self, unit: Unit) -> None:
        if self.unit not in (None, unit):
            self.problem("contradiction", "it says mm in one place and inch in another")
        self.unit = unit

    def select(self, code: int) -> None:
        self.code = code
        self.lift()

    def act(self, code: int, end: Point, offset: Point) -> None:
        self.operation = code
        if code == 1:
            self.draw(end, offset)
        else:
            self.lift()
            if code == 3:
                self.flash(*end)
        self.x, self.y = end

    def draw(self, end: Point, offset: Point) -> None:
        shape = REGION if self.region else self.shape()
        if shape < REGION:
            self.no_shape()
            return
        if not self.pen_down:
            self.sink.begin(self.x, self.y, shape, dark=self.dark)
            self.pen_down = True
        if self.interpolation == 1:
            self.sink.line(*end)
        else:
            self._curve(end, offset)

    def _curve(self, end: Point, offset: Point) -> None:
        start, ccw = (self.x, self.y), self.interpolation == 3
        if start == end and (self.quadrant == "single" or offset == (0.0, 0.0)):
            self.sink.line(*end)
            return
        middle = arcs.centre(start, end, offset, ccw=ccw, quadrant=self.quadrant)
        if middle is None:
            self.problem("bad-arc", "an arc in it fits no circle")
            self.sink.line(*end)
        else:
            self.sink.curve(end, middle, ccw=ccw)

    # shapes

    def flash(self, x: float, y: float) -> None:
        held = None if self.code is None else self.codes.get(self.code)
        if self.region:
            self.problem("unreadable", DAMAGED)
        elif isinstance(held, Block):
            self._stamp(held, (x, y))
        elif (shape := self.shape()) >= 0:
            self.sink.flash(x, y, shape, dark=self.dark)
        else:
            self.no_shape()

    def _stamp(self, block: Block, at: Point) -> None:
        source, whole = block.sink, block.sink.mark()
        self.spend(source.size() + 1)
        self.sink.copy(source, Mark(0, 0, 0, 0), whole, at, self.transform, self.reshaped, dark=self.dark)

    def reshaped(self, index: int) -> int:
        return self._registered(self.shapes[index], (-2 - index, self.transform))

    def shape(self) -> int:
        """Index of the shape in use; below zero when there is none to draw with."""
        if self.code is None:
            return -3
        known = self.resolved.get((self.code, self.transform))
        if known is not None:
            return known
        held = self.codes.get(self.code)
        return self._registered(held, (self.code, self.transform)) if isinstance(held, Shape) else -2

    def _registered(self, shape: Shape, key: tuple[int, Transform]) -> int:
        if key in self.resolved:
            return self.resolved[key]
        if key[0] < 0 and self.transform == IDENTITY:
            return -2 - key[0]
        if len(self.shapes) >= self.limits.shapes:
            self.stop(TOO_MUCH)
        self.shapes.append(transformed(shape, self.transform))
        self.resolved[key] = len(self.shapes) - 1
        return self.resolved[key]

    def no_shape(self) -> None:
        self.problem("no-shape", NO_SHAPE_YET if self.code is None else NO_SHAPE, str(self.code))

    # limits

    def spend(self, copies: int) -> None:
        self.copied += copies
        if self.copied > self.limits.copies:
            self.stop("it repeats its drawing more often than any design tool does")

    def within(self) -> None:
        if self.sink.size() > self.limits.points:
            self.stop(TOO_MUCH)

    def stop(self, words: str) -> None:
        self.problem("limit", words)
        raise StopError
