"""What drill data say, as values: tools, hits and slots, and how the meaning of their numbers is known."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from handoff_cli.datapack.fab.values import Extent, Gerber, Point, Problem, Unit

Plating = Literal["plated", "nonplated", "mixed"]
Zeros = Literal["LZ", "TZ"]
Known = Literal["stated", "decimal point", "habit", "given", "unknown"]
"""How unit and format are known: `habit` is a tool that writes its format into its tool table; `given` came from outside."""


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits before and after the point that is not written. LZ: leading zeros are kept, trailing ones left out; TZ: the reverse."""

    whole: int
    decimals: int
    zeros: Zeros

    def __str__(self) -> str:
        return f"{self.whole}.{self.decimals} {self.zeros}"

    def number(self, word: str) -> float:
        if "." in word:
            return float(word)
        count = len(word.lstrip("+-"))
        power = self.decimals if self.zeros == "TZ" or count > self.whole + self.decimals else count - self.whole
        return int(word) / 10.0**power


@dataclass(frozen=True, slots=True)
class Numbers:
    """What turns the words of drill data into lengths. None: the file does not say."""

    unit: Unit | None = None
    digits: Digits | None = None

    def __str__(self) -> str:
        return f"{self.unit or 'no unit'}, {self.digits or 'as written'}"


@dataclass(frozen=True, slots=True)
class Tool:
    number: int
    diameter: float | None
    plated: bool | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """Drilled holes; `tool` is an index into the tools of the file."""

    x: array[float]
    y: array[float]
    tool: array[int]

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Slots:
    """Straight cuts from one end to the other; an arc is several."""

    x1: array[float]
    y1: array[float]
    x2: array[float]
    y2: array[float]
    tool: array[int]

    def __len__(self) -> int:
        return len(self.x1)


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill file. While `known` is "unknown" coordinates are the digits as they stand and `extent` is None."""

    numbers: Numbers
    known: Known
    tools: tuple[Tool, ...]
    hits: Hits
    slots: Slots
    extent: Extent | None
    plating: Plating | None
    attributes: Mapping[str, tuple[str, ...]]
    comments: tuple[str, ...]
    generator: str = ""
    complete: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def unit(self) -> Unit | None:
        return self.numbers.unit

    @property
    def objects(self) -> int:
        return len(self.hits) + len(self.slots)

    def points(self) -> Iterator[Point]:
        """Where the board is cut: every hole and both ends of every slot."""
        yield from zip(self.hits.x, self.hits.y, strict=True)
        yield from zip(self.slots.x1, self.slots.y1, strict=True)
        yield from zip(self.slots.x2, self.slots.y2, strict=True)


def floats() -> array[float]:
    return array("d")


def integers() -> array[int]:
    return array("q")


def drill_of(drawing: Gerber) -> Drill:
    """Drill data that were written as a Gerber file: flashes are holes, strokes are slots."""
    hits = Hits(floats(), floats(), integers())
    slots = Slots(floats(), floats(), floats(), floats(), integers())
    flashes, paths = drawing.flashes, drawing.paths
    hits.x.extend(flashes.x)
    hits.y.extend(flashes.y)
    hits.tool.extend(flashes.shape)
    for path in range(len(paths)):
        begin, end = paths.bounds(path)
        for at in range(begin + 1, end):
            for store, value in zip((slots.x1, slots.y1, slots.x2, slots.y2),
                                    (paths.x[at - 1], paths.y[at - 1], paths.x[at], paths.y[at]), strict=True):  # fmt: skip
                store.append(value)
            slots.tool.append(max(paths.shape[path], 0))
    return Drill(
        numbers=Numbers(unit=drawing.unit),
        known="stated" if drawing.unit else "unknown",
        tools=tuple(Tool(shape.code, shape.diameter or max(shape.width, shape.height)) for shape in drawing.shapes),
        hits=hits,
        slots=slots,
        extent=drawing.extent,
        plating=plating_of(drawing.attributes),
        attributes=drawing.attributes,
        comments=drawing.comments,
        generator=drawing.tool,
        complete=drawing.complete,
        problems=drawing.problems,
    )


def plating_of(attributes: Mapping[str, tuple[str, ...]]) -> Plating | None:
    words = attributes.get(".FileFunction", ())
    stated: dict[str, Plating] = {"plated": "plated", "nonplated": "nonplated", "mixedplating": "mixed"}
    return stated.get(words[0].lower()) if words else None
