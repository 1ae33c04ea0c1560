"""The fabrication files of one board together: its layers, its edge, and whether the placements lie on its pads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from handoff_cli.core.pack import Centroid, Flaw, Layer, Registration, Side
from handoff_cli.datapack.fab.drill import Drill
from handoff_cli.datapack.fab.outline import board_of
from handoff_cli.datapack.fab.pads import Pad, pads
from handoff_cli.datapack.fab.shapes import around
from handoff_cli.datapack.fab.values import Extent, Gerber, Point
from handoff_cli.datapack.proof import Proven, Source, read_layers
from handoff_cli.datapack.registration import SIDES, Board, register, unit_of

Registrations = tuple[Registration, ...]


@dataclass(frozen=True, slots=True)
class Fabrication:
    """What all fabrication files say. `edge` is the extent of the board itself, `pads` what parts can be soldered to."""

    layers: tuple[Layer, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    edge: Extent | None = None
    pads: Board = field(default_factory=Board)


def fabrication(sources: Sequence[Source], parameters: str | None = None) -> Fabrication:
    read = tuple(read_layers(sources, parameters=parameters))
    layers = tuple(_layer(each) for each in read if each.read.layer is not None)
    flaws = tuple(flaw for each in read for flaw in each.read.flaws)
    offered = Board(pads=dict(_pads(read)), holes=tuple(_holes(read)))
    return Fabrication(layers=layers, flaws=flaws, edge=_edge(read, offered), pads=offered)


def settle(found: Fabrication, centroid: Centroid) -> tuple[Registrations, str | None]:
    """How the placements lie on the pads, and the unit they prove where the file states none."""
    registered = register(found.pads, centroid.placements, unit=centroid.unit)
    unit = unit_of(registered) if centroid.unit is None else None
    return registered, unit


def _layer(each: Proven) -> Layer:
    read, layer = each.read, each.read.layer
    assert layer is not None
    if read.outline is not None:
        return replace(layer, contours=tuple(contour.extent for contour in read.outline.closed))
    if read.drill is None:
        return layer
    proven = str(each.fit.numbers) if each.fit is not None and each.fit.numbers is not None else ""
    return replace(layer, centres=_centres(read.drill), proven=proven)


def _centres(drill: Drill) -> Extent | None:
    return around((x, y, x, y) for x, y in _middles(drill))


def _middles(drill: Drill) -> Iterator[Point]:
    yield from zip(drill.hits.x, drill.hits.y, strict=True)
    slots = drill.slots
    yield from zip(slots.x1, slots.y1, strict=True)
    yield from zip(slots.x2, slots.y2, strict=True)


def _holes(read: Iterable[Proven]) -> Iterator[Point]:
    for each in read:
        if each.read.layer is not None and each.read.drill is not None:
            yield from zip(each.read.drill.hits.x, each.read.drill.hits.y, strict=True)


def _pads(read: Sequence[Proven]) -> Iterator[tuple[Side, Sequence[Pad]]]:
    """The openings of the solder mask; where there is none, of the paste, then the copper."""
    drawn: dict[str, Gerber] = {
        each.source.role: each.read.drawing for each in read if each.read.layer and each.read.drawing
    }
    for side in SIDES:
        roles = (f"{side}-mask", f"{side}-paste", f"{side}-copper")
        drawing = next((drawn[role] for role in roles if role in drawn and drawn[role].objects), None)
        if drawing is not None:
            yield side, tuple(pads(drawing))


def _edge(read: Sequence[Proven], offered: Board) -> Extent | None:
    """The smallest closed contour around holes and pads: a sheet frame or a panel is larger, a cut-out smaller."""
    outlines = [each.read.outline for each in read if each.read.layer is not None and each.read.outline is not None]
    points = [*offered.holes, *((pad.x, pad.y) for side in offered.pads.values() for pad in side)]
    contour = board_of(outlines[0], points, 0.9) if len(outlines) == 1 else None
    return contour.extent if contour is not None else None
