"""A Gerber drawing as SVG paths, in millimetres with Y upwards: everything of one width in one path."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from handoff_cli.datapack.fab.drill import Drill
from handoff_cli.datapack.fab.values import REGION, Gerber, Paths, Point

_HAIR: Final = 0.05
"""Millimetres: what is drawn with no width still shows."""


@dataclass(slots=True)
class _Bundle:
    """What one look has in common: dark or erasing, filled or not, and how wide the pen is."""

    dark: bool
    filled: bool
    width: float
    words: list[str] = field(default_factory=list)


def drawn(drawing: Gerber, dark: str, clear: str | None) -> Iterator[str]:
    """The paths of a drawing in its order, `dark` and `clear` being colours. `clear` None: what erases would hide the layers below."""
    for bundle in _bundles(drawing):
        colour = dark if bundle.dark else clear
        if colour is None:
            continue
        fill = colour if bundle.filled else "none"
        pen = f' stroke="{colour}" stroke-width="{number(bundle.width)}"' if bundle.width else ' stroke="none"'
        yield f'<path d="{"".join(bundle.words)}" fill="{fill}"{pen}/>'


def holes(drill: Drill, colour: str) -> Iterator[str]:
    """Every hole and slot as a pen stroke as wide as its tool."""
    words: dict[float, list[str]] = {}
    hits, slots = drill.hits, drill.slots
    for x, y, tool in zip(hits.x, hits.y, hits.tool, strict=True):
        words.setdefault(_diameter(drill, tool), []).append(f"M{point((x, y))}h0")
    for x1, y1, x2, y2, tool in zip(slots.x1, slots.y1, slots.x2, slots.y2, slots.tool, strict=True):
        words.setdefault(_diameter(drill, tool), []).append(f"M{point((x1, y1))}L{point((x2, y2))}")
    for width, parts in sorted(words.items()):
        yield f'<path d="{"".join(parts)}" fill="none" stroke="{colour}" stroke-width="{number(width)}"/>'


def number(value: float) -> str:
    """Micrometres are enough to look at, and hide where two computers round differently."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def point(at: Point) -> str:
    return f"{number(at[0])} {number(at[1])}"


def _diameter(drill: Drill, tool: int) -> float:
    known = drill.tools[tool].diameter if 0 <= tool < len(drill.tools) else None
    return round(known or 0.1, 3)


def _bundles(drawing: Gerber) -> Iterable[_Bundle]:
    """Regions and strokes first, then pads, as design tools write them; erasing starts a new layer of paint."""
    found: list[_Bundle] = []
    open_now: dict[tuple[bool, bool, float], _Bundle] = {}
    erasing = False
    for dark, filled, width, words in _marks(drawing):
        if dark is erasing:
            open_now.clear()
            erasing = not dark
        key = (dark, filled, width)
        if key not in open_now:
            open_now[key] = _Bundle(*key)
            found.append(open_now[key])
        open_now[key].words.append(words)
    return found


def _marks(drawing: Gerber) -> Iterator[tuple[bool, bool, float, str]]:
    paths, flashes = drawing.paths, drawing.flashes
    arcs = {at: n for n, at in enumerate(paths.arc)}
    for index in range(len(paths)):
        region = paths.shape[index] == REGION
        width = 0.0 if region else _pen(drawing, paths.shape[index])
        words = _traced(paths, index, arcs)
        yield bool(paths.dark[index]), region, width, f"{words}Z" if region else words
    for x, y, shape, dark in zip(flashes.x, flashes.y, flashes.shape, flashes.dark, strict=True):
        for piece in drawing.shapes[shape].pieces:
            corners = [(x + dx, y + dy) for dx, dy in piece.points]
            if len(corners) == 1:
                yield bool(dark), False, round(2 * piece.radius, 3), f"M{point(corners[0])}h0"
            elif corners:
                yield bool(dark), True, round(2 * piece.radius, 3), f"M{'L'.join(map(point, corners))}Z"


def _pen(drawing: Gerber, shape: int) -> float:
    found = drawing.shapes[shape]
    return round(max(found.diameter or min(found.width, found.height), _HAIR), 3)


def _traced(paths: Paths, index: int, arcs: dict[int, int]) -> str:
    begin, end = paths.bounds(index)
    words = [f"M{point((paths.x[begin], paths.y[begin]))}"]
    if end == begin + 1:
        words.append("h0")
    for at in range(begin + 1, end):
        stop = (paths.x[at], paths.y[at])
        n = arcs.get(at)
        if n is None:
            words.append(f"L{point(stop)}")
        else:
            centre = (paths.centre_x[n], paths.centre_y[n])
            words.append(_arc((paths.x[at - 1], paths.y[at - 1]), stop, centre, ccw=paths.turn[n] > 0))
    return "".join(words)


def _arc(start: Point, stop: Point, centre: Point, *, ccw: bool) -> str:
    radius, turn = math.dist(start, centre), 1 if ccw else 0
    if radius == 0:
        return f"L{point(stop)}"
    r = number(radius)
    if start == stop:
        across = (2 * centre[0] - start[0], 2 * centre[1] - start[1])
        return f"A{r} {r} 0 0 {turn} {point(across)}A{r} {r} 0 0 {turn} {point(stop)}"
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    last = math.atan2(stop[1] - centre[1], stop[0] - centre[0])
    sweep = (last - first if ccw else first - last) % (2 * math.pi)
    return f"A{r} {r} 0 {int(sweep > math.pi)} {turn} {point(stop)}"
