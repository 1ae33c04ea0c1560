"""What a part can be soldered to: flashes, and the small filled areas some design tools draw instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from handoff_cli.datapack.fab.values import REGION, Gerber

LARGEST: Final = 25.0
"""Millimetres: a filled area longer than this is a plane, no pad."""


@dataclass(frozen=True, slots=True)
class Pad:
    """The middle of what is drawn and its size; `refdes` only where the file says it (X2 attribute .C)."""

    x: float
    y: float
    width: float
    height: float
    refdes: str = ""


def pads(drawing: Gerber) -> Iterator[Pad]:
    """Every dark pad in the order flashes, then areas."""
    return chain(_flashed(drawing), _filled(drawing))


def _flashed(drawing: Gerber) -> Iterator[Pad]:
    flashes = drawing.flashes
    owner = {at: refdes for refdes, begin, end in drawing.owners() for at in range(begin, end)}
    for at, (x, y, shape, dark) in enumerate(zip(flashes.x, flashes.y, flashes.shape, flashes.dark, strict=True)):
        if dark:
            left, bottom, right, top = drawing.shapes[shape].extent
            middle = x + (left + right) / 2, y + (bottom + top) / 2
            yield Pad(*middle, right - left, top - bottom, owner.get(at, ""))


def _filled(drawing: Gerber) -> Iterator[Pad]:
    paths = drawing.paths
    for path in range(len(paths)):
        if paths.shape[path] == REGION and paths.dark[path]:
            begin, end = paths.bounds(path)
            xs, ys = paths.x[begin:end], paths.y[begin:end]
            width, height = max(xs) - min(xs), max(ys) - min(ys)
            if 0.0 < width <= LARGEST and 0.0 < height <= LARGEST:
                yield Pad(min(xs) + width / 2, min(ys) + height / 2, width, height)
