"""The drilling machine: tools, holes and cuts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from handoff_cli.datapack.fab.arcs import centre, sweep
from handoff_cli.datapack.fab.drill import Hits, Known, Numbers, Slots, Tool, floats, integers
from handoff_cli.datapack.fab.drill_header import Size
from handoff_cli.datapack.fab.machine import StopError
from handoff_cli.datapack.fab.source import Problems
from handoff_cli.datapack.fab.values import INCH, Limits, Point, Reason

NUMBER: Final = r"[-+]?(?:[0-9]{1,15}\.?[0-9]{0,15}|\.[0-9]{1,15})"
WORD: Final = re.compile(rf"([A-Z])({NUMBER})", re.ASCII)
_STEP: Final = math.radians(5)

TOO_MANY: Final = "it repeats its drawing more often than any design tool does"


@dataclass(slots=True)
class DrillMachine:
    problems: Problems
    limits: Limits
    numbers: Numbers
    known: Known = "unknown"
    decimal: bool = False
    x: float = 0.0
    y: float = 0.0
    absolute: bool = True
    header: bool = False
    routing: bool = False
    down: bool = False
    uses_plunge: bool = False
    cutting: int = 0
    tool: int | None = None
    ended: bool = False
    at: int = 0
    copied: int = 0
    pattern: int = 0
    plated: bool | None = None
    hole_plated: bool | None = None
    tools: list[Tool] = field(default_factory=list)
    by_number: dict[int, int] = field(default_factory=dict)
    listed: dict[int, Size] = field(default_factory=dict)
    hits: Hits = field(default_factory=lambda: Hits(floats(), floats(), integers()))
    slots: Slots = field(default_factory=lambda: Slots(floats(), floats(), floats(), floats(), integers()))
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    scale: float = 1.0

    def size(self) -> int:
        return len(self.hits) + len(self.slots)

    def problem(self, reason: Reason, words: str, about: str = "") -> None:
        self.problems.add(reason, words, self.at, about)

    # tools

    def change(self, number: int, words: dict[str, str]) -> None:
        if "C" in words:
            self._define(number, words["C"])
        if self.header or (number == 0 and number not in self.by_number):
            return
        if number not in self.by_number and number in self.listed:
            self._register(number, self.listed[number].diameter, self.listed[number].plated)
        self.tool = self.by_number.get(number, -1)
        if self.tool < 0:
            self.problem("no-shape", "it drills with a tool that it does not define", str(number))

    def _define(self, number: int, word: str) -> None:
        size = float(word) * (INCH if self.numbers.unit == "inch" else 1.0)
        usable = ("." in word or size < 10) and self.numbers.unit is not None
        listed = self.listed.get(number, Size(None, None))
        plated = next((p for p in (self.hole_plated, self.plated, listed.plated) if p is not None), None)
        self._register(number, round(size, 6) if usable else listed.diameter, plated)

    def _register(self, number: int, diameter: float | None, plated: bool | None) -> None:
        if len(self.tools) >= self.limits.shapes:
            self.stop("it has more tools than any drilling machine")
        self.by_number[number] = len(self.tools)
        self.tools.append(Tool(number, diameter, plated))

    def _first_listed(self) -> None:
        """Allegro names no tool: the holes begin with the first of its list, and M00 changes to the next."""
        if self.tool is None and self.listed and not self.by_number:
            self.change(min(self.listed), {})

    def next_listed(self) -> None:
        if self.tool is not None and self.tool >= 0 and self.listed:
            following = self.tools[self.tool].number + 1
            if following in self.listed:
                self.change(following, {})

    def current(self) -> int:
        self._first_listed()
        if self.tool is None:
            self.problem("no-shape", "it drills before it names a tool")
        return -1 if self.tool is None else self.tool

    # moves, holes and slots

    def length(self, word: str) -> float:
        digits = self.numbers.digits
        if "." in word:
            return float(word) * self.scale
        if self.known == "unknown" or not word.strip("+-0"):
            return float(int(word))
        if digits is not None:
            return digits.number(word) * self.scale
        if len(word.lstrip("+-")) > 3:
            self.problem("no-format", "it does not say where the decimal point of its numbers is")
        return int(word) * self.scale

    def move(self, x: str | None, y: str | None) -> None:
        if self.absolute:
            self.x = self.length(x) if x else self.x
            self.y = self.length(y) if y else self.y
        else:
            self.x += self.length(x) if x else 0.0
            self.y += self.length(y) if y else 0.0

    def drill(self) -> None:
        if self.tool is None:
            self.current()
        self.hits.x.append(self.x)
        self.hits.y.append(self.y)
        self.hits.tool.append(-1 if self.tool is None else self.tool)
        if len(self.hits) > self.limits.points:
            self.stop("it drills more than any board needs")

    def cut(self, start: Point, end: Point) -> None:
        slots = self.slots
        slots.x1.append(start[0])
        slots.y1.append(start[1])
        slots.x2.append(end[0])
        slots.y2.append(end[1])
        slots.tool.append(self.current())
        if len(slots) > self.limits.points:
            self.stop("it drills more than any board needs")

    def slot(self, first: str, second: str) -> None:
        for words in (first, second):
            start = (self.x, self.y)
            at = dict(WORD.findall(words))
            self.move(at.get("X"), at.get("Y"))
        self.cut(start, (self.x, self.y))

    def repeat(self, count: int, words: str) -> None:
        at = dict(WORD.findall(words))
        self._spend(count)
        dx, dy = self.length(at.get("X", "0")), self.length(at.get("Y", "0"))
        for _ in range(count):
            self.x, self.y = self.x + dx, self.y + dy
            self.drill()

    def again(self, words: str, *, swapped: bool) -> None:
        """M02X…Y…: the holes since M25 once more, at an offset."""
        at = dict(WORD.findall(words))
        dx, dy = self.length(at.get("X", "0")), self.length(at.get("Y", "0"))
        if swapped:
            self.problem("unsupported", "it mirrors or turns a pattern of holes")
        first, last = self.pattern, len(self.hits)
        self._spend(last - first)
        for at_hit in range(first, last):
            self.hits.x.append(self.hits.x[at_hit] + dx)
            self.hits.y.append(self.hits.y[at_hit] + dy)
            self.hits.tool.append(self.hits.tool[at_hit])
        self.pattern = last

    def steps(self, start: Point, at: dict[str, str]) -> Iterator[Point]:
        """The ends of the straight pieces of this cut."""
        end = (self.x, self.y)
        middle = self._centre(start, end, at) if self.cutting in (2, 3) else None
        if middle is not None:
            ccw = self.cutting == 3
            angle = sweep(start, end, middle, ccw=ccw, whole="A" not in at) * (1 if ccw else -1)
            first = math.atan2(start[1] - middle[1], start[0] - middle[0])
            radius, pieces = math.dist(start, middle), max(1, math.ceil(abs(angle) / _STEP))
            for n in range(1, pieces):
                turn = first + angle * n / pieces
                yield middle[0] + radius * math.cos(turn), middle[1] + radius * math.sin(turn)
        yield end

    def _centre(self, start: Point, end: Point, at: dict[str, str]) -> Point | None:
        ccw = self.cutting == 3
        if "A" in at:
            middle = _from_radius(start, end, self.length(at["A"]), ccw=ccw)
        else:
            offset = self.length(at.get("I", "0")), self.length(at.get("J", "0"))
            middle = centre(start, end, offset, ccw=ccw, quadrant="multi")
        if middle is None and start != end:
            self.problem("bad-arc", "an arc in it fits no circle")
        return middle

    # limits

    def _spend(self, copies: int) -> None:
        self.copied += copies
        if self.copied > self.limits.repeats:
            self.stop(TOO_MANY)

    def stop(self, words: str) -> None:
        self.problem("limit", words)
        raise StopError


def _from_radius(start: Point, end: Point, radius: float, *, ccw: bool) -> Point | None:
    """The centre of the shorter arc with this radius."""
    half = math.dist(start, end) / 2
    if not half or abs(radius) < half * 0.99:
        return None
    away = math.sqrt(max(radius * radius - half * half, 0.0)) * (1 if ccw else -1)
    across, up = (end[0] - start[0]) / (2 * half), (end[1] - start[1]) / (2 * half)
    return (start[0] + end[0]) / 2 - up * away, (start[1] + end[1]) / 2 + across * away
