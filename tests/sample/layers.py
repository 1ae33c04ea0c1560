"""The Gerber X2 layers of the sample board, drawn with gerber_writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import copysign
from typing import Any, Final

from gerber_writer import Circle, DataLayer, Path, Rectangle, set_generation_software

from tests.sample.board import CORNER, HEIGHT, PART, RELEASED, REVISION, WIDTH, Land, Side
from tests.sample.maze import VIA, Routing, Via
from tests.sample.silk import legend

CREATED: Final = f"{RELEASED}T09:40:00+01:00"
GUID: Final = "42572d46-5347-2d31-3030-000000000000"
_ATTRIBUTES: Final = (
    f"CreationDate,{CREATED}",
    f"ProjectId,{PART},{GUID},{REVISION}",
    "SameCoordinates,Original",
    "Part,Single",
)
GAP: Final = 0.25
MARGIN: Final = 0.5


def all_layers(lands: Iterable[Land], routing: Routing) -> dict[str, str]:
    """Role → text of the Gerber file."""
    lands = tuple(lands)
    set_generation_software("Brightwater Instruments", "fsg-cam", "3.2")
    drawn = {
        "top-copper": _copper("Copper,L1,Top", "top", lands, routing),
        "inner-copper-2": _plane("Copper,L2,Inr", "GND", lands, routing),
        "inner-copper-3": _plane("Copper,L3,Inr", "3V3", lands, routing),
        "bottom-copper": _copper("Copper,L4,Bot", "bottom", lands, routing, pour="GND"),
        "top-mask": _mask("Soldermask,Top", "top", lands),
        "bottom-mask": _mask("Soldermask,Bot", "bottom", lands),
        "top-silk": _silk("Legend,Top", "top"),
        "bottom-silk": _silk("Legend,Bot", "bottom"),
        "top-paste": _paste("Paste,Top", "top", lands),
        "bottom-paste": _paste("Paste,Bot", "bottom", lands),
        "outline": _outline(),
    }
    return {role: attributed(layer.dumps_gerber()) for role, layer in drawn.items()}


def attributed(text: str) -> str:
    """gerber_writer writes attributes as comments, with the time of day; here they become X2 commands with a fixed one."""
    lines = []
    for line in text.splitlines()[1:]:
        if line.startswith("G04 #@! TF.CreationDate"):
            lines += [f"%TF.{attribute}*%" for attribute in _ATTRIBUTES]
        elif line.startswith("G04 #@! T") and not line.startswith("G04 #@! TAShape"):
            lines.append(f"%{line.removeprefix('G04 #@! ')}%")
        elif not line.startswith("G04"):
            lines.append(line)
    return "\n".join(lines) + "\n"


def exact(x: float, y: float) -> tuple[float, float]:
    """gerber_writer cuts coordinates off at a nanometre; a tenth of one keeps 28.75 from becoming 28.749999."""
    return tuple(value + copysign(1e-7, value) for value in (x, y))  # type: ignore[return-value]


def _shape(land: Land, grow: float, function: str, *, negative: bool = False) -> Any:
    if land.pad.round:
        return Circle(round(land.width + 2 * grow, 6), function, negative)
    return Rectangle(round(land.width + 2 * grow, 6), round(land.height + 2 * grow, 6), function, negative)


def _function(land: Land) -> str:
    if land.part.ref.startswith("FID"):
        return "FiducialPad,Global"
    if land.part.ref.startswith("TP"):
        return "TestPad"
    return "ComponentPad" if land.through else "SMDPad,CuDef"


def _copper(function: str, side: Side, lands: tuple[Land, ...], routing: Routing, pour: str = "") -> DataLayer:
    layer = DataLayer(function)
    if pour:
        _fill(layer, pour, [land for land in lands if side in land.sides], routing.vias)
        for track in routing.tracks:
            if track.side == side and track.net != pour:
                layer.add_traces_path(_line(track.points), round(track.width + 2 * GAP, 6), "Conductor", True)
    for track in routing.tracks:
        if track.side == side:
            layer.add_traces_path(_line(track.points), track.width, "Conductor")
    for land in lands:
        if side in land.sides and land.pad.plated:
            layer.add_pad(_shape(land, 0.0, _function(land)), exact(land.x, land.y))
    _flash_vias(layer, routing.vias)
    return layer


def _plane(function: str, net: str, lands: tuple[Land, ...], routing: Routing) -> DataLayer:
    """An inner layer that is one net: full copper, cut free around everything else."""
    layer = DataLayer(function)
    through = [land for land in lands if land.through]
    _fill(layer, net, through, routing.vias)
    for land in through:
        if land.pad.plated:
            layer.add_pad(_shape(land, 0.0, "ComponentPad"), exact(land.x, land.y))
    _flash_vias(layer, routing.vias)
    return layer


def _fill(layer: DataLayer, net: str, lands: Iterable[Land], vias: Iterable[Via]) -> None:
    lands = tuple(lands)
    layer.add_region(_board_shape(MARGIN), "Conductor")
    for land in lands:
        gap = GAP if land.pad.plated else MARGIN
        layer.add_pad(_shape(land, gap, "AntiPad", negative=True), exact(land.x, land.y))
    for via in vias:
        if via.net != net:
            layer.add_pad(Circle(VIA + 2 * GAP, "AntiPad", True), exact(via.x, via.y))
    for land in lands:
        if land.through and land.net == net:
            _spokes(layer, land)


def _spokes(layer: DataLayer, land: Land) -> None:
    """Four bridges from a through-hole pad to its plane, so that it can be soldered by hand."""
    reach = land.width / 2 + GAP + 0.05
    for dx, dy in ((reach, 0.0), (0.0, reach)):
        layer.add_trace_line(exact(land.x - dx, land.y - dy), exact(land.x + dx, land.y + dy), 0.4, "Conductor")


def _flash_vias(layer: DataLayer, vias: Iterable[Via]) -> None:
    for via in vias:
        layer.add_pad(Circle(VIA, "ViaPad"), exact(via.x, via.y))


def _mask(function: str, side: Side, lands: Iterable[Land]) -> DataLayer:
    """Openings in the mask; vias stay covered."""
    layer = DataLayer(function, negative=True)
    for land in lands:
        if side in land.sides:
            layer.add_pad(_shape(land, land.part.footprint.mask, "Material"), exact(land.x, land.y))
    return layer


def _paste(function: str, side: Side, lands: Iterable[Land]) -> DataLayer:
    layer = DataLayer(function)
    for land in lands:
        if land.part.side == side and land.part.placed and land.part.footprint.pasted:
            layer.add_pad(_shape(land, -0.02, "Material"), exact(land.x, land.y))
    return layer


def _silk(function: str, side: Side) -> DataLayer:
    layer = DataLayer(function)
    for points, width in legend(side):
        layer.add_traces_path(_line(points), width, "Other,Legend")
    return layer


def _outline() -> DataLayer:
    layer = DataLayer("Profile,NP")
    layer.add_traces_path(_board_shape(0.0), 0.1, "Profile")
    return layer


def _line(points: Iterable[tuple[float, float]]) -> Path:
    path = Path()
    move: Callable[[tuple[float, float]], None] = path.moveto
    for point in points:
        move(exact(*point))
        move = path.lineto
    return path


def _board_shape(inset: float) -> Path:
    """The closed contour of the board with its rounded corners, `inset` inside the edge."""
    near, right, top, radius = inset, WIDTH - inset, HEIGHT - inset, CORNER - inset
    path = Path()
    path.moveto(exact(near + radius, near))
    path.lineto(exact(right - radius, near))
    path.arcto(exact(right, near + radius), exact(right - radius, near + radius), "+")
    path.lineto(exact(right, top - radius))
    path.arcto(exact(right - radius, top), exact(right - radius, top - radius), "+")
    path.lineto(exact(near + radius, top))
    path.arcto(exact(near, top - radius), exact(near + radius, top - radius), "+")
    path.lineto(exact(near, near + radius))
    path.arcto(exact(near + radius, near), exact(near + radius, near + radius), "+")
    return path
