"""Do the centroids lie on the pads? The transform that puts the most of them there says what the centroid file is out by.

Chip parts (R, C, L, D) have their centre in the middle of two equal pads, so every side is a vote: each part votes for the
shifts that would put it there, with the axes as they are or mirrored and in every unit; the true transform stands far above chance.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from handoff_cli.core.pack import Placement, Registration, Side
from handoff_cli.datapack.fab.pads import Pad
from handoff_cli.datapack.lengths import MILLIMETRES
from handoff_cli.datapack.pairs import Middles, Point, between_holes, middles, symmetric

SIDES: Final[tuple[Side, ...]] = ("top", "bottom")
ON_PADS: Final = 0.12
"""Millimetres a centroid may be off the middle of its pads."""
FEWEST: Final = 5
_SURE: Final = 8
"""So many parts do not land on pads under one shift by chance."""
REGISTERS: Final = 0.8
"""Diodes and coils with odd pads keep even a good side from all of them."""
SAME: Final = 0.02
_VOTERS: Final = 40
_COARSE: Final = 0.1
_CANDIDATES: Final = 6
_CHIP: Final = re.compile(r"(?:FB|[RCLD])[-_]?\d+[A-Za-z]?(?:_\d+)?")
_MIRRORS: Final = ((1, 1, ""), (-1, 1, "x"), (1, -1, "y"), (-1, -1, "xy"))
_SIZES: Final = re.compile(r"0?(?:1005|0?201|0?402|0?603|0?805|1206|1210|1608|2012|3216)(?!\d)")


@dataclass(frozen=True, slots=True)
class Transform:
    """Scale and mirror first, then shift."""

    scale: float = 1.0
    mirror: Literal["", "x", "y", "xy"] = ""
    dx: float = 0.0
    dy: float = 0.0

    def __call__(self, x: float, y: float) -> Point:
        across, up = (-1 if "x" in self.mirror else 1), (-1 if "y" in self.mirror else 1)
        return x * self.scale * across + self.dx, y * self.scale * up + self.dy


@dataclass(frozen=True, slots=True)
class Board:
    """What the fabrication files offer: pads of each side, and holes for boards of leaded parts."""

    pads: Mapping[Side, Sequence[Pad]] = field(default_factory=dict)
    holes: Sequence[Point] = ()


def register(board: Board, placements: Sequence[Placement], *, unit: str | None = "mm") -> tuple[Registration, ...]:
    """One answer for each side with parts. `unit` None: the coordinates are as written, and mm, mil and inch are tried."""
    found = []
    for side in SIDES:
        parts = [each for each in placements if each.side == side and _CHIP.fullmatch(each.refdes)]
        if parts:
            found.append(_side(side, parts, board, unit))
    return tuple(found)


def unit_of(found: Iterable[Registration]) -> str | None:
    """The unit the pads prove for a file that states none; None where they prove none, or two."""
    scales = {each.scale for each in found if each.verdict not in ("too few", "unknown")}
    names = [name for name, factor in MILLIMETRES.items() if scales == {factor}]
    return names[0] if names else None


def _side(side: Side, parts: Sequence[Placement], board: Board, unit: str | None) -> Registration:
    pads = board.pads.get(side, ())
    found = middles(pads)
    surface = _judged(side, parts, found, pads, unit)
    if surface.verdict not in ("unknown", "too few") or len(board.holes) < 2 * FEWEST:
        return surface
    leaded = _judged(side, parts, between_holes(board.holes), (), unit)
    return leaded if leaded.verdict in ("registers", "transformed") else surface


def _judged(
    side: Side, parts: Sequence[Placement], found: Middles, pads: Sequence[Pad], unit: str | None
) -> Registration:
    as_is = _hits(parts, found, Transform())
    best = _best(parts, found, unit)
    hits = _hits(parts, found, best) if best else as_is
    if best is None or len(hits) <= len(as_is):
        best, hits = Transform(), as_is
    missed = [part for at, part in enumerate(parts) if at not in hits and not _has_pads(part, best, pads)]
    return Registration(
        side=side,
        parts=len(parts),
        as_is=len(as_is),
        on_pads=len(hits),
        verdict=_verdict(parts, hits, missed, best, found),
        scale=best.scale,
        mirror=best.mirror,
        dx=round(best.dx, 3),
        dy=round(best.dy, 3),
        missed=tuple(sorted(each.refdes for each in missed)),
    )


def _verdict(
    parts: Sequence[Placement], hits: frozenset[int], missed: Sequence[Placement], best: Transform, found: Middles
) -> Literal["registers", "transformed", "stale", "unknown", "too few"]:
    """`transformed` only on evidence that chance cannot give; `stale` when a good part sits right and chips clearly do not."""
    share = len(hits) / len(parts)
    if len(parts) < FEWEST or not found.points:
        return "too few"
    moved = bool(best.scale != 1.0 or best.mirror or math.hypot(best.dx, best.dy) > SAME)
    if share < 0.5 or len(hits) < FEWEST or (moved and len(hits) < _SURE and share < 1.0):
        return "unknown"
    chips = [each for each in missed if _SIZES.search(each.package) or each.refdes[0] in "RC"]
    if share < REGISTERS and len(chips) >= 3 and len(chips) >= 0.1 * len(parts):
        return "stale"
    return "transformed" if moved else "registers"


def _hits(parts: Iterable[Placement], found: Middles, transform: Transform) -> frozenset[int]:
    return frozenset(at for at, part in enumerate(parts) if found.near(*transform(part.x, part.y), ON_PADS))


def _has_pads(part: Placement, transform: Transform, pads: Sequence[Pad]) -> bool:
    """A part that is no two pads in a row (a SOT, a coil, one turned by 45°) still has pads opposite each other around it."""
    return symmetric(transform(part.x, part.y), pads, ON_PADS)


def _best(parts: Sequence[Placement], found: Middles, unit: str | None) -> Transform | None:
    """The transform with the most hits; the simplest of those that are equal."""
    identity = Transform()
    if unit is not None and len(_hits(parts, found, identity)) >= REGISTERS * len(parts):
        return identity
    candidates = [identity, *_candidates(parts, found, unit)]
    scored = [(len(_hits(parts, found, each)), -_strangeness(each), -at, each) for at, each in enumerate(candidates)]
    return max(scored, key=lambda score: score[:3])[3] if scored else None


def _strangeness(transform: Transform) -> int:
    return (transform.scale != 1.0) * 4 + len(transform.mirror) * 2 + (math.hypot(transform.dx, transform.dy) > SAME)


def _candidates(parts: Sequence[Placement], found: Middles, unit: str | None) -> Iterator[Transform]:
    voters = _spread(sorted(parts, key=lambda each: each.refdes), _VOTERS)
    for scale in _scales(unit):
        if _fits(parts, found, scale):
            for _, _, mirror in _MIRRORS:
                yield Transform(scale, mirror)  # type: ignore[arg-type]
                yield from _voted(voters, parts, found, Transform(scale, mirror))  # type: ignore[arg-type]


def _scales(unit: str | None) -> tuple[float, ...]:
    """What the numbers may be besides what they are said to be."""
    if unit is None:
        return (1.0, 0.0254, 25.4, 10.0)
    return (1.0, 25.4, 0.0254, 1 / 25.4, 1 / 0.0254)


def _fits(parts: Sequence[Placement], found: Middles, scale: float) -> bool:
    """Whether the parts would be spread over no more, and not much less, than the pads."""
    if not found.points:
        return False
    spans = []
    for axis in (0, 1):
        own = [(each.x, each.y)[axis] * scale for each in parts]
        pads = [point[axis] for point in found.points]
        spans.append((max(own) - min(own), max(pads) - min(pads)))
    return all(own <= pads + 1.0 for own, pads in spans) and any(own >= 0.1 * pads for own, pads in spans)


def _voted(
    voters: Sequence[Placement], parts: Sequence[Placement], found: Middles, base: Transform
) -> Iterator[Transform]:
    votes: dict[tuple[int, int], int] = defaultdict(int)
    for voter in voters:
        x, y = base(voter.x, voter.y)
        for cell in {(round((mx - x) / _COARSE), round((my - y) / _COARSE)) for mx, my in found.points}:
            votes[cell] += 1
    top = sorted(votes.items(), key=lambda item: (-item[1], item[0]))[: _CANDIDATES * 4]
    summed = sorted(((_around(votes, cell), cell) for cell, _ in top), key=lambda each: (-each[0], each[1]))
    for _, (i, j) in summed[:_CANDIDATES]:
        yield _refined(Transform(base.scale, base.mirror, i * _COARSE, j * _COARSE), parts, found)


def _around(votes: Mapping[tuple[int, int], int], cell: tuple[int, int]) -> int:
    return sum(votes.get((cell[0] + i, cell[1] + j), 0) for i in (-1, 0, 1) for j in (-1, 0, 1))


def _refined(rough: Transform, parts: Sequence[Placement], found: Middles) -> Transform:
    """The shift by the median of what is left: a few parts that vote by chance do not move it."""
    across, up = [], []
    for part in parts:
        x, y = rough(part.x, part.y)
        near = found.near(x, y, 2 * _COARSE)
        if near is not None:
            across.append(near[0] - x)
            up.append(near[1] - y)
    if not across:
        return rough
    middle = len(across) // 2
    return Transform(rough.scale, rough.mirror, rough.dx + sorted(across)[middle], rough.dy + sorted(up)[middle])


def _spread(parts: Sequence[Placement], count: int) -> Sequence[Placement]:
    """So many of them, evenly chosen."""
    step = max(1, len(parts) / count)
    return [parts[int(at * step)] for at in range(min(count, len(parts)))]
