"""What a fabrication file says, as values: problems, shapes, a Gerber drawing. Lengths are millimetres."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

Point = tuple[float, float]
Extent = tuple[float, float, float, float]
"""Left, bottom, right, top."""

Unit = Literal["mm", "inch"]
Reason = Literal[
    "empty",  # nothing in it
    "not-this-form",  # no statement of the format anywhere
    "cut-off",  # no end mark, or a statement that is not finished
    "after-end",  # something follows the end mark
    "unreadable",  # a statement the format does not have
    "no-format",  # where the decimal point of its numbers is
    "no-unit",
    "no-shape",  # draws with a shape, or drills with a tool, that is not there
    "bad-shape",
    "bad-arc",
    "contradiction",  # says two things about unit or format
    "unsupported",  # lawful, but read differently by different readers
    "far-away",
    "limit",
]

INCH: Final = 25.4
REGION: Final = -1
"""The shape of a path that is the edge of a filled area."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why this file, or a statement of it, was not understood: `words` continue the sentence "the file cannot be read:"."""

    reason: Reason
    words: str
    line: int | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Everything is counted, nothing is timed: the same file gives the same answer everywhere."""

    bytes: int = 64 * 1024 * 1024
    objects: int = 20_000_000
    points: int = 6_000_000
    copies: int = 1_000_000
    repeats: int = 100_000
    statement: int = 256
    block: int = 256 * 1024
    primitives: int = 5_000
    corners: int = 1_000
    operations: int = 2_000_000
    shapes: int = 100_000
    problems: int = 50
    notes: int = 2_000
    farthest: float = 5_000.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Points with a disc of this radius around each: enough to know how far a shape reaches, turned and mirrored as it may be."""

    points: tuple[Point, ...]
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """An aperture as it is drawn with: `kind` is C, R, O, P or the name of a macro; `extent` is relative to its origin."""

    code: int
    kind: str
    extent: Extent
    pieces: tuple[Piece, ...] = ()
    diameter: float | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def width(self) -> float:
        return self.extent[2] - self.extent[0]

    @property
    def height(self) -> float:
        return self.extent[3] - self.extent[1]


@dataclass(frozen=True, slots=True)
class Flashes:
    """Pads and vias in the order of the file; `shape` is an index into the drawing's shapes, `dark` 0 where it erases."""

    x: array[float]
    y: array[float]
    shape: array[int]
    dark: array[int]

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Paths:
    """Strokes and edges of regions: path n is the points from `start[n]` to before `start[n + 1]`.

    `arc` holds indexes of points that are reached by an arc, with its centre and turn (1 counter-clockwise).
    """

    x: array[float]
    y: array[float]
    start: array[int]
    shape: array[int]
    dark: array[int]
    arc: array[int]
    centre_x: array[float]
    centre_y: array[float]
    turn: array[int]

    def __len__(self) -> int:
        return len(self.start)

    def bounds(self, index: int) -> tuple[int, int]:
        end = self.start[index + 1] if index + 1 < len(self.start) else len(self.x)
        return self.start[index], end


@dataclass(frozen=True, slots=True)
class Counts:
    flashes: int = 0
    strokes: int = 0
    regions: int = 0

    @property
    def objects(self) -> int:
        return self.flashes + self.strokes + self.regions


@dataclass(frozen=True, slots=True)
class Gerber:
    """One Gerber file. With `problems` it was not read whole and nothing about it is certain."""

    unit: Unit | None
    format: str
    counts: Counts
    extent: Extent | None
    shapes: tuple[Shape, ...]
    flashes: Flashes
    paths: Paths
    attributes: Mapping[str, tuple[str, ...]]
    comments: tuple[str, ...]
    names: tuple[str, ...] = ()
    components: tuple[tuple[int, str], ...] = ()
    negative: bool = False
    tool: str = ""
    complete: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def objects(self) -> int:
        return self.counts.objects

    def owners(self) -> Iterator[tuple[str, int, int]]:
        """RefDes (X2 attribute .C) → the flashes from … to before … that belong to it."""
        spans = [*self.components, (len(self.flashes), "")]
        for (start, refdes), (end, _) in pairwise(spans):
            if refdes and start < end:
                yield refdes, start, end
