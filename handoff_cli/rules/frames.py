"""All fabrication files show the same board in the same frame, and nothing but the board."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Layer, Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, rule, see
from handoff_cli.core.tree import Place
from handoff_cli.rules.members import listed_as

Extent = tuple[float, float, float, float]

_BESIDE: Final = 1.0
"""Millimetres a hole may lie beyond the edge: half holes and breakaway tabs do."""
_SHEET: Final = 5.0
_BOARD: Final = ("-copper", "-mask", "-paste")


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3")
def layers_share_one_frame(deal: Deal) -> Iterator[Hit]:
    """Copper, mask, paste and outline lie over each other and hold nothing but the board.

    Why: a layer of another origin is drilled and exposed beside the others; a drawing frame plotted on the copper is etched, and the
    outline is that of the sheet.

    Bad:
        outline.gbr                                # 277 x 190 mm: frame and title block around a board of 23 x 64 mm

    Good:
        outline.gbr                                # the edge of the board alone

    Fix: ask the customer to plot the layers again with one origin, without drawing frame and title block.
    """
    for pack in deal.packs.values():
        frame = sheet_frame(pack)
        if frame is not None:
            yield _framed(pack, *frame)
            continue
        reference = _reference(pack)
        drawn = [layer for layer in pack.layers if not layer.role.startswith("drill")]
        for layer in drawn if reference else ():
            if reference and layer.extent and reference.extent and _is_apart(layer.extent, reference.extent):
                yield conflict(
                    Place(pack.archive, layer.member),
                    f"{layer.member} lies beside the board: it is drawn at {_corner(layer.extent)}, {reference.member} at {_corner(reference.extent)}",
                    "Ask the customer to plot all layers with one origin.",
                    related=[see(Place(pack.archive, reference.member), "compared with this file")],
                )


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3")
def drill_hits_are_on_the_board(deal: Deal) -> Iterator[Hit]:
    """Every hole lies inside the outline.

    Why: drill data of another origin or unit drill somewhere else; one hole beside the board is one hole missing in it.

    Bad:
        board.drl                                  # holes from x 5.5 to 25.4 on a board from x 100 to 160

    Good:
        board.drl                                  # holes from x 101.3 to 159.2

    Fix: ask the customer for drill data with the origin and unit of the Gerber files.
    """
    for pack in deal.packs.values():
        outline = next((layer for layer in pack.layers if layer.role == "outline" and layer.extent), None)
        edge = (pack.board if sheet_frame(pack) else None) or (outline.extent if outline else None)
        for layer in pack.layers:
            if outline and edge and layer.centres and _beyond(layer.centres, edge) > _BESIDE:
                yield conflict(
                    Place(pack.archive, layer.member),
                    f"{layer.member} has holes {_beyond(layer.centres, edge):.1f} mm outside the board",
                    "Ask the customer for drill data with the origin and unit of the Gerber files.",
                    related=[
                        see(Place(pack.archive, outline.member), "the outline"),
                        *listed_as(pack, outline.member),
                        *listed_as(pack, layer.member),
                    ],
                )


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3", severity="warn")
def outline_is_of_one_board(deal: Deal) -> Iterator[Hit]:
    """The outline is that of the board, not of a panel around it.

    Why: price, stencil and the origin of the centroid file depend on what is delivered: boards, or panels with rails.

    Bad:
        outline.gbr                                # 80 x 80 mm with rails around a board of 60 x 60 mm

    Good:
        outline.gbr                                # 60 x 60 mm; the panel in a drawing of its own

    Fix: ask the customer whether the panel is his wish or yours to design, and have it said in the fabrication drawing.
    """
    for pack in deal.packs.values():
        outer = _outer(pack)
        if outer is None or pack.board is None or sheet_frame(pack) is not None:
            continue
        outline = next(layer for layer in pack.layers if layer.role == "outline")
        yield ambiguous(
            Place(pack.archive, outline.member),
            f"{outline.member} shows a panel of {_size(outer)} around a board of {_size(pack.board)}",
            "Ask whether boards or panels are to be delivered, and who designs the panel.",
        )


def sheet_frame(pack: Pack) -> tuple[Extent, tuple[Layer, ...]] | None:
    """The frame of the drawing sheet, where it is plotted on the outline and on the copper as well."""
    outer = _outer(pack)
    if outer is None:
        return None
    boards = [layer for layer in pack.layers if layer.role.endswith(_BOARD) or "copper" in layer.role]
    framed = tuple(layer for layer in boards if layer.extent and _far(layer.extent, outer) <= _SHEET)
    return (outer, framed) if any("copper" in layer.role for layer in framed) else None


def _outer(pack: Pack) -> Extent | None:
    """A contour well around that of the board."""
    outline = [layer for layer in pack.layers if layer.role == "outline"]
    if len(outline) != 1 or not outline[0].contours or pack.board is None:
        return None
    outer = outline[0].contours[0]
    return outer if _beyond(outer, pack.board) > 2 * _BESIDE else None


def _framed(pack: Pack, outer: Extent, layers: tuple[Layer, ...]) -> Hit:
    outline = next(layer for layer in pack.layers if layer.role == "outline")
    message = (
        f"{outline.member} holds a drawing frame of {_size(outer)} around the board of {_size(pack.board or outer)}, "
        f"and it is plotted on {len(layers)} more layers"
    )
    remedy = "Ask the customer to plot all layers again without drawing frame and title block."
    return conflict(
        Place(pack.archive, outline.member),
        message,
        remedy,
        related=[see(Place(pack.archive, layer.member), "the frame is here too") for layer in layers[:4]],
    )


def _reference(pack: Pack) -> Layer | None:
    drawn = {layer.role: layer for layer in pack.layers if layer.extent}
    return next((drawn[role] for role in ("outline", "top-copper", "bottom-copper") if role in drawn), None)


def _is_apart(one: Extent, other: Extent) -> bool:
    return one[0] >= other[2] or one[2] <= other[0] or one[1] >= other[3] or one[3] <= other[1]


def _beyond(one: Extent, edge: Extent) -> float:
    return max(edge[0] - one[0], edge[1] - one[1], one[2] - edge[2], one[3] - edge[3])


def _far(one: Extent, other: Extent) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _size(extent: Extent) -> str:
    return f"{extent[2] - extent[0]:.1f} x {extent[3] - extent[1]:.1f} mm"


def _corner(extent: Extent) -> str:
    return f"x {extent[0]:.1f} mm, y {extent[1]:.1f} mm"


RULES = (layers_share_one_frame, drill_hits_are_on_the_board, outline_is_of_one_board)
