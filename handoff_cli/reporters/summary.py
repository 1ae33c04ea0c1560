"""What a look into a ZIP comes to, in numbers: the same in words and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handoff_cli.core.pack import Layer, Pack, Registration

Extent = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class BomSummary:
    """`lines` without rows of sums; `designators` are all, `dnp` those of them that are not fitted."""

    lines: int | None = None
    designators: int | None = None
    dnp: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    width: float | None = None
    height: float | None = None
    copper_layers: int | None = None


def bom_summary(pack: Pack) -> BomSummary:
    if pack.bom is None:
        return BomSummary()
    lines = [line for line in pack.bom.lines if line.kind != "total"]
    unfitted = pack.bom.unfitted()
    return BomSummary(
        lines=len(lines),
        designators=len({ref for line in lines for ref in line.refdes}),
        dnp=len(unfitted),
    )


def board(pack: Pack) -> Board:
    edge = edge_of(pack)
    return Board(
        width=round(edge[2] - edge[0], 3) if edge else None,
        height=round(edge[3] - edge[1], 3) if edge else None,
        copper_layers=pack.copper_layers,
    )


def edge_of(pack: Pack) -> Extent | None:
    """The board as its holes and pads prove it, or the only closed contour there is. Of several, none is taken on faith."""
    outlines = [layer for layer in pack.layers if layer.role == "outline"]
    contours = outlines[0].contours if len(outlines) == 1 else ()
    return pack.board or (contours[0] if len(contours) == 1 else None)


def transforms(pack: Pack) -> dict[str, Any] | None:
    """Side → what has to be done to the placements to bring them onto the pads; None where the pads prove nothing."""
    found = {each.side: _transform(each) for each in pack.registration if is_proven(each)}
    return {side: found.get(side) for side in ("top", "bottom")} if found else None


def is_proven(each: Registration) -> bool:
    return each.verdict in ("registers", "transformed", "stale")


def _transform(each: Registration) -> Mapping[str, Any]:
    return {
        "scale": each.scale,
        "mirror": each.mirror,
        "dx_mm": each.dx,
        "dy_mm": each.dy,
        "parts": each.parts,
        "on_pads": each.on_pads,
    }


_STACK = ("silk", "paste", "mask", "copper")


def stack(pack: Pack) -> list[Layer]:
    """The layers as they lie on each other, from the top; then outline and drills."""
    return sorted(pack.layers, key=lambda layer: (_depth(layer.role), layer.role, layer.member))


def _depth(role: str) -> tuple[int, int]:
    side, _, kind = role.partition("-")
    if side == "inner":
        return 2, int(role.rpartition("-")[2])
    if kind in _STACK and side in ("top", "bottom"):
        at = _STACK.index(kind)
        return (1, at) if side == "top" else (3, -at)
    return (4, 0) if role == "outline" else (5, 0)
