"""One side of the board as an SVG: copper, mask openings, silkscreen, holes, edge, and a cross for every placement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from handoff_cli.core.pack import Pack, Placement, Registration, Side
from handoff_cli.datapack.fab.shapes import around
from handoff_cli.datapack.fab.values import Extent, Gerber, Point
from handoff_cli.datapack.intake import intake
from handoff_cli.datapack.names import shown
from handoff_cli.datapack.picture.paths import drawn, holes, number
from handoff_cli.datapack.proof import Proven, Source, read_layers
from handoff_cli.datapack.roles.claim import is_fabrication

MOST_POINTS: Final = 300_000
"""A layer with more corners makes a picture that no browser opens."""
SIDES: Final[tuple[Side, ...]] = ("top", "bottom")

_BOARD: Final = "#f4f1e8"
_LAYERS: Final = (("copper", "#d9a441"), ("mask", "#8c6a1f"), ("silk", "#3b5b8c"))
_HOLE: Final = "#ffffff"
_EDGE: Final = "#1a1a1a"
_PART: Final = "#c4161c"
_UNFITTED: Final = "#8a8a8a"
_MARGIN: Final = 3.0
_CAPTION: Final = 5.0
_LETTER: Final = 0.6
"""How wide a letter is against its size, so that the caption stays on the page."""


@dataclass(frozen=True, slots=True)
class _View:
    """Where the board lies on the page. The bottom is shown as it is seen when the board is turned over, left to right."""

    side: Side
    extent: Extent

    @property
    def width(self) -> float:
        return self.extent[2] - self.extent[0] + 2 * _MARGIN

    @property
    def height(self) -> float:
        return self.extent[3] - self.extent[1] + 2 * _MARGIN

    @property
    def matrix(self) -> str:
        left, _, right, top = self.extent
        x, sign = (_MARGIN - left, 1) if self.side == "top" else (right + _MARGIN, -1)
        return f"matrix({sign} 0 0 -1 {number(x)} {number(top + _MARGIN)})"

    def at(self, x: float, y: float) -> Point:
        left, _, right, top = self.extent
        return (x - left if self.side == "top" else right - x) + _MARGIN, top - y + _MARGIN


def pictures(data: bytes, pack: Pack) -> dict[str, str]:
    """`top.svg` and `bottom.svg` of the pack in these bytes; a side with nothing to draw has none."""
    read = _layers(data, pack)
    drawings = {each.source.role: each.read.drawing for each in read if each.read.drawing is not None}
    placed = {side: tuple(_placed(pack, side)) for side in SIDES}
    found: dict[str, str] = {}
    for side in SIDES:
        extent = _extent(pack, drawings, placed[side], side)
        if extent is not None:
            lines = _page(_View(side, extent), pack, read, drawings, placed[side])
            found[f"{side}.svg"] = "\n".join((*lines, ""))
    return found


def _layers(data: bytes, pack: Pack) -> tuple[Proven, ...]:
    """The fabrication files once more: a pack keeps what was measured, not what was drawn."""
    roles = {member.path: member.role for member in pack.members}
    readable = {layer.member for layer in pack.layers}
    sources = [
        Source(member=file.path, role=role, data=file.load())
        for file in intake(data, golden=False).files
        if (role := roles.get(file.path)) is not None and is_fabrication(role) and file.path in readable
    ]
    return tuple(read_layers(sources))


def _placed(pack: Pack, side: Side) -> Iterator[tuple[Placement, Point]]:
    """The placements of a side where they belong: moved onto the pads where that is proven."""
    moved = next((each for each in pack.registration if each.side == side and each.verdict == "transformed"), None)
    for row in pack.centroid.placements if pack.centroid else ():
        if row.side == side:
            yield row, _moved(row, moved)


def _moved(row: Placement, by: Registration | None) -> Point:
    if by is None:
        return row.x, row.y
    across, up = (-1 if "x" in by.mirror else 1), (-1 if "y" in by.mirror else 1)
    return row.x * by.scale * across + by.dx, row.y * by.scale * up + by.dy


def _extent(
    pack: Pack, drawings: Mapping[str, Gerber], placed: Sequence[tuple[Placement, Point]], side: Side
) -> Extent | None:
    """The board; without an edge, what is drawn; without a drawing, the placements."""
    outline = drawings.get("outline")
    layers = (drawings[role].extent for role in (f"{side}-copper", f"{side}-mask") if role in drawings)
    found = pack.board or (outline.extent if outline else None) or around(each for each in layers if each)
    return found or around((x, y, x, y) for _, (x, y) in placed)


def _page(
    view: _View, pack: Pack, read: Sequence[Proven], drawings: Mapping[str, Gerber],
    placed: Sequence[tuple[Placement, Point]],
) -> Iterator[str]:  # fmt: skip
    width, height = view.width, view.height + _CAPTION
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}mm" height="{number(height)}mm" '
        f'viewBox="0 0 {number(width)} {number(height)}" font-family="sans-serif">'
    )
    yield f"<title>{_text(f'{pack.name}, {view.side} side')}</title>"
    yield f'<rect width="{number(width)}" height="{number(height)}" fill="#ffffff"/>'
    yield f'<g transform="{view.matrix}" stroke-linecap="round" stroke-linejoin="round">'
    yield from _drawn(view, pack, read, drawings)
    yield "</g>"
    near = [(row, at) for row, at in placed if _is_near(at, view.extent)]
    fitted = pack.bom.unfitted() if pack.bom else {}
    for row, (x, y) in near:
        unfitted = row.kind != "part" or bool(row.evidence) or row.refdes in fitted
        yield from _cross(row, view.at(x, y), _UNFITTED if unfitted else _PART)
    yield from _caption(view, pack, placed, near, drawings)
    yield "</svg>"


def _drawn(view: _View, pack: Pack, read: Sequence[Proven], drawings: Mapping[str, Gerber]) -> Iterator[str]:
    left, bottom, right, top = pack.board or view.extent
    box = f'x="{number(left)}" y="{number(bottom)}" width="{number(right - left)}" height="{number(top - bottom)}"'
    yield f'<rect {box} fill="{_BOARD}"/>'
    for layer, colour in _LAYERS:
        drawing = drawings.get(f"{view.side}-{layer}")
        if drawing is not None and not drawing.negative and not _is_too_much(drawing):
            yield f'<g id="{view.side}-{layer}">'
            yield from drawn(drawing, colour, _BOARD if layer == "copper" else None)
            yield "</g>"
    for each in read:
        if each.read.drill is not None and each.read.drill.objects <= MOST_POINTS and each.read.layer is not None:
            yield from holes(each.read.drill, _HOLE)
    edge = drawings.get("outline")
    if edge is not None and not _is_too_much(edge):
        yield '<g id="outline">'
        yield from drawn(edge, _EDGE, None)
        yield "</g>"


def _cross(row: Placement, at: Point, colour: str) -> Iterator[str]:
    x, y = number(at[0]), number(at[1])
    yield f'<path d="M{x} {y}m-.5 0h1m-.5 -.5v1" stroke="{colour}" stroke-width=".12" fill="none"/>'
    label = f'x="{number(at[0] + 0.35)}" y="{number(at[1] - 0.25)}" font-size=".9" fill="{colour}"'
    yield f"<text {label}>{_text(row.refdes)}</text>"


def _caption(
    view: _View, pack: Pack, placed: Sequence[object], near: Sequence[object], drawings: Mapping[str, Gerber]
) -> Iterator[str]:
    width, height = view.extent[2] - view.extent[0], view.extent[3] - view.extent[1]
    said = [f"{view.side}, {width:.1f} × {height:.1f} mm", f"{len(placed)} placements"]
    if len(placed) > len(near):
        said.append(f"{len(placed) - len(near)} of them far off the board")
    if any(each.side == view.side and each.verdict == "transformed" for each in pack.registration):
        said.append("moved onto their pads")
    said += [f"{layer} too large to draw" for layer, _ in _LAYERS
             if (found := drawings.get(f"{view.side}-{layer}")) is not None and _is_too_much(found)]  # fmt: skip
    words = ", ".join(said)
    size = min(2.0, (view.width - 2 * _MARGIN) / (len(words) * _LETTER))
    yield f'<text x="{number(_MARGIN)}" y="{number(view.height + 2)}" font-size="{number(size)}">{_text(words)}</text>'


def _is_too_much(drawing: Gerber) -> bool:
    return len(drawing.paths.x) + len(drawing.flashes) > MOST_POINTS


def _is_near(at: Point, extent: Extent) -> bool:
    """On the board or within reach of the page: a row of another frame would shrink the board to a dot."""
    left, bottom, right, top = extent
    return left - _MARGIN <= at[0] <= right + _MARGIN and bottom - _MARGIN <= at[1] <= top + _MARGIN


def _text(text: str) -> str:
    """Words of the customer, harmless in an SVG that a browser opens."""
    return escape(shown(text))
