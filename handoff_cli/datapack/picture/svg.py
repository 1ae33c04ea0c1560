"""One side of the board as an SVG: copper, mask openings, silkscreen, holes, edge, and what is placed on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from handoff_cli.core.pack import Pack, Side
from handoff_cli.datapack.fab.shapes import around
from handoff_cli.datapack.fab.values import Extent, Gerber
from handoff_cli.datapack.intake import intake
from handoff_cli.datapack.names import shown
from handoff_cli.datapack.picture.parts import ASTRAY, MARGIN, UNFITTED, Placed, View, drawn_parts, placements
from handoff_cli.datapack.picture.paths import drawn, holes, number
from handoff_cli.datapack.proof import Proven, Source, read_layers
from handoff_cli.datapack.reader import parameters
from handoff_cli.datapack.roles.claim import is_fabrication

MOST_POINTS: Final = 300_000
"""A layer with more corners makes a picture that no browser opens."""
SIDES: Final[tuple[Side, ...]] = ("top", "bottom")

_BOARD: Final = "#f4f1e8"
_LAYERS: Final = (("copper", "#d9a441"), ("mask", "#8c6a1f"), ("silk", "#3b5b8c"))
_HOLE: Final = "#ffffff"
_EDGE: Final = "#1a1a1a"
_CAPTION: Final = 5.0
_LETTER: Final = 0.6
"""How wide a letter is against its size, so that the caption stays on the page."""


def pictures(data: bytes, pack: Pack) -> dict[str, str]:
    """`top.svg` and `bottom.svg` of the pack in these bytes; a side with nothing to draw has none."""
    read = _layers(data, pack)
    drawings = {each.source.role: each.read.drawing for each in read if each.read.drawing is not None}
    placed = {side: tuple(placements(pack, side)) for side in SIDES}
    found: dict[str, str] = {}
    for side in SIDES:
        extent = _extent(pack, drawings, placed[side], side)
        if extent is not None:
            lines = _page(View(side, extent), pack, read, drawings, placed[side])
            found[f"{side}.svg"] = "\n".join((*lines, ""))
    return found


def _layers(data: bytes, pack: Pack) -> tuple[Proven, ...]:
    """The fabrication files once more: a pack keeps what was measured, not what was drawn."""
    roles = {member.path: member.role for member in pack.members}
    readable = {layer.member for layer in pack.layers}
    sent = intake(data, golden=False)
    sources = [
        Source(member=file.path, role=role, data=file.load())
        for file in sent.files
        if (role := roles.get(file.path)) is not None and is_fabrication(role) and file.path in readable
    ]
    return tuple(read_layers(sources, parameters=parameters(sent)))


def _extent(pack: Pack, drawings: Mapping[str, Gerber], placed: Sequence[Placed], side: Side) -> Extent | None:
    """The board; without an edge, what is drawn; without a drawing, the placements."""
    outline = drawings.get("outline")
    layers = (drawings[role].extent for role in (f"{side}-{layer}" for layer, _ in _LAYERS) if role in drawings)
    found = pack.board or (outline.extent if outline else None) or around(each for each in layers if each)
    return found or around((*each.at, *each.at) for each in placed)


def _page(
    view: View, pack: Pack, read: Sequence[Proven], drawings: Mapping[str, Gerber], placed: Sequence[Placed]
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
    near = [each for each in placed if view.is_near(each.at)]
    parts = list(drawn_parts(view, pack, near))
    yield from parts
    yield from _caption(view, pack, len(placed), len(near), tuple(_told(parts, drawings, view.side)))
    yield "</svg>"


def _drawn(view: View, pack: Pack, read: Sequence[Proven], drawings: Mapping[str, Gerber]) -> Iterator[str]:
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


def _caption(view: View, pack: Pack, placed: int, near: int, more: Sequence[str]) -> Iterator[str]:
    said = [view.side, _size(pack), f"{placed} placements"]
    if placed > near:
        said.append(f"{placed - near} of them far off the board")
    if any(each.side == view.side and each.verdict == "transformed" for each in pack.registration):
        said.append("moved onto their pads")
    words = ", ".join([*said, *more])
    size = min(2.0, (view.width - 2 * MARGIN) / (len(words) * _LETTER))
    yield f'<text x="{number(MARGIN)}" y="{number(view.height + 2)}" font-size="{number(size)}">{_text(words)}</text>'


def _size(pack: Pack) -> str:
    if pack.board is None:
        return "size of the board not known"
    left, bottom, right, top = pack.board
    return f"{right - left:.1f} × {top - bottom:.1f} mm"


def _told(parts: Sequence[str], drawings: Mapping[str, Gerber], side: Side) -> Iterator[str]:
    """What the colours mean, where they are used, and what was left out."""
    if any(UNFITTED in part for part in parts):
        yield "grey: not fitted or no part"
    if any(ASTRAY in part for part in parts):
        yield "purple: beside its pads or off the board"
    for layer, _ in _LAYERS:
        drawing = drawings.get(f"{side}-{layer}")
        if drawing is not None and _is_too_much(drawing):
            yield f"{layer} too large to draw"


def _is_too_much(drawing: Gerber) -> bool:
    return len(drawing.paths.x) + len(drawing.flashes) > MOST_POINTS


def _text(text: str) -> str:
    """Words of the customer, harmless in an SVG that a browser opens."""
    return escape(shown(text))
