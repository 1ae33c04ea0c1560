"""The centroid file lies on the pads of the fabrication files, in the unit it states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Related
from handoff_cli.core.pack import Centroid, Pack, Placement, Registration
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Place
from handoff_cli.rules.bom import row_place

_AGAIN: Final = (
    "Ask the customer to export the centroid file again, with the origin, unit and axes of the Gerber files."
)
_NAMED: Final = 6
_SAME: Final = 0.1
_CLOSE: Final = 0.01
_UNITS: Final = frozenset({"mm", "inch", "mil"})
"""Those a manifest can declare."""


@rule(parameter="data-pack", acts="customer", source="HB 3/1.4")
def centroid_sits_on_pads(deal: Deal) -> Iterator[Hit]:
    """The parts of the centroid file lie on the pads of the fabrication files.

    Why: a centroid file of another origin, unit, side convention or issue looks right and places every part beside its pads. Two-terminal
    parts have their centre between two equal pads, so the files themselves can tell.

    Bad:
        C1,12.50,-8.20,0,top                       # the pads of C1 are at 147.00, -122.60

    Good:
        C1,147.00,-122.60,0,top

    Fix: ask the customer for the centroid file again with the origin, unit and axes of the Gerber files, or for Gerber files of the same day.
    """
    for pack in deal.packs.values():
        moved = [each for each in pack.registration if each.verdict == "transformed" and not _only_unit(pack, each)]
        for group in _alike(moved):
            yield _off(pack, group)
        for side in pack.registration:
            if side.verdict == "stale":
                yield _stale(pack, side)


@rule(parameter="data-pack", acts="customer", source="HB 3/1.4", severity="warn")
def centroid_unit_is_stated(deal: Deal) -> Iterator[Hit]:
    """The centroid file says the unit of its coordinates.

    Why: the pads can prove the unit, and the next reader of the file will not look at them.

    Bad:
        R1,1000,700,90,top                         # mil, as only the pads tell

    Good:
        Designator,X (mm),Y (mm),Rotation,Side

    Fix: ask the customer to export the file with its unit, or write `units: mm` in the manifest where it is mm.
    """
    for pack in deal.packs.values():
        proven = [each for each in pack.registration if each.verdict != "too few"]
        if pack.centroid and pack.centroid.unit and pack.centroid.unit_source == "" and proven:
            on_pads, parts = sum(each.on_pads for each in proven), sum(each.parts for each in proven)
            yield missing(
                Place(pack.archive, pack.centroid.member),
                f"the centroid file does not say its unit; only {pack.centroid.unit} puts parts on pads ({on_pads} of {parts})",
                "Ask the customer to export it with its unit, or to confirm the unit.",
            )


@rule(parameter="data-pack", acts="engineering", source="HB 3/1.4")
def centroid_unit_is_the_declared_one(deal: Deal) -> Iterator[Hit]:
    """Where the centroid file says its unit, the manifest says the same.

    Why: whoever sets up the machine reads one of the two, and every part lands 25 times too far away.

    Bad:
        units: inch                                # the head of the centroid file says Center-X(mm)

    Good:
        units: mm

    Fix: write the unit of the file into the manifest; where the file is wrong, ask the customer for another one.
    """
    for pack in deal.packs.values():
        units, centroid = pack.manifest.get("units"), pack.centroid
        if centroid is None or centroid.unit_source != "stated" or centroid.unit not in _UNITS:
            continue
        if units.text in _UNITS and units.text != centroid.unit:
            yield conflict(
                units,
                f"units is {units.text}, but the centroid file says {centroid.unit}",
                f"Write `units: {centroid.unit}`, or ask the customer for a centroid file that says what it is.",
                related=[see(Place(pack.archive, centroid.member), "the centroid file")],
            )


@rule(parameter="data-pack", acts="customer", source="HB 3/1.4", severity="warn")
def placements_do_not_coincide(deal: Deal) -> Iterator[Hit]:
    """No two fitted parts are placed on the same spot.

    Why: one of them is a leftover of an older design, or they are alternatives and only one is to be fitted.

    Bad:
        R1,10.00,10.00,0,top
        R101,10.00,10.00,0,top

    Good:
        R1,10.00,10.00,0,top                       # and R101 marked DNP

    Fix: ask the customer which of them is fitted.
    """
    for pack in deal.packs.values():
        first: dict[tuple[float, float, str], Placement] = {}
        again: list[tuple[Placement, Placement]] = []
        for row in _fitted_rows(pack):
            other = first.setdefault((round(row.x, 2), round(row.y, 2), row.side), row)
            again += [(row, other)] if other.refdes != row.refdes else []
        if again:
            row, other = again[0]
            more = f", and so are {len(again) - 1} more" if again[1:] else ""
            yield conflict(
                _row(pack, row),
                f"{row.refdes} is placed on the same spot as {other.refdes}{more}",
                "Ask the customer which of them is fitted.",
                related=[see(_row(pack, other), f"the row of {other.refdes}")],
            )


def _fitted_rows(pack: Pack) -> Iterator[Placement]:
    """Parts only: what is not in the BOM, or not fitted, is another fact."""
    fitted = pack.bom.fitted() if pack.bom else None
    for row in pack.centroid.placements if pack.centroid else ():
        if row.kind == "part" and not row.evidence and (fitted is None or row.refdes in fitted):
            yield row


def is_elsewhere(pack: Pack) -> bool:
    """Whether the placements are known to be of another frame: then those outside the board are no fact of their own."""
    return any(each.verdict == "transformed" and not _only_unit(pack, each) for each in pack.registration)


def _only_unit(pack: Pack, side: Registration) -> bool:
    """Read in the unit the pads proved, everything is right: that the file does not state it is another fact."""
    proven = pack.centroid is not None and pack.centroid.unit_source == ""
    return proven and not side.mirror and max(abs(side.dx), abs(side.dy)) < _CLOSE


def _alike(sides: list[Registration]) -> list[list[Registration]]:
    """Top and bottom with the same transform are one fact."""
    groups: list[list[Registration]] = []
    for side in sides:
        for group in groups:
            one = group[0]
            near = max(abs(one.dx - side.dx), abs(one.dy - side.dy)) <= _SAME
            if near and (one.scale, one.mirror) == (side.scale, side.mirror):
                group.append(side)
                break
        else:
            groups.append([side])
    return groups


def _off(pack: Pack, group: list[Registration]) -> Hit:
    one = group[0]
    sides = " and ".join(each.side for each in group)
    as_is, on_pads, parts = (sum(getattr(each, name) for each in group) for name in ("as_is", "on_pads", "parts"))
    message = (
        f"of {parts} two-terminal parts on the {sides} side {as_is} lie on pads as the centroid file stands, "
        f"and {on_pads} {_how(pack, one)}"
    )
    return conflict(_at(pack, one), message, _AGAIN, related=_mask(pack, one))


def _how(pack: Pack, side: Registration) -> str:
    """The transform in words: what has to be done to the file."""
    steps = []
    proven = pack.centroid is not None and pack.centroid.unit_source == ""
    if side.scale != 1.0 and not proven:
        steps.append(f"read in {_unit(pack.centroid, side.scale)}")
    if side.mirror:
        steps.append(f"with {' and '.join(side.mirror.upper())} negated")
    if max(abs(side.dx), abs(side.dy)) >= _CLOSE:
        steps.append(f"moved by x {side.dx:+.3f} mm, y {side.dy:+.3f} mm")
    return ", ".join(steps) or "in another frame"


def _unit(centroid: Centroid | None, scale: float) -> str:
    """What the unit really is: `scale` turns the millimetres read into the true ones."""
    factors = {"mm": 1.0, "mil": 0.0254, "inch": 25.4, "cm": 10.0}
    true = factors.get(centroid.unit or "mm", 1.0) * scale if centroid else scale
    return next((name for name, factor in factors.items() if abs(factor / true - 1) < _CLOSE), f"units of {true:g} mm")


def _stale(pack: Pack, side: Registration) -> Hit:
    names = ", ".join(side.missed[:_NAMED]) + (
        f" and {len(side.missed) - _NAMED} more" if len(side.missed) > _NAMED else ""
    )
    message = (
        f"{side.on_pads} of {side.parts} two-terminal parts on the {side.side} side lie on pads, but {names} have none there: "
        "centroid file and Gerber files are of different issues of the board"
    )
    remedy = "Ask the customer for Gerber files and centroid file of the same export."
    return conflict(_at(pack, side), message, remedy, related=_mask(pack, side))


def _at(pack: Pack, side: Registration) -> Place:
    """The first part concerned."""
    rows = [row for row in pack.centroid.placements if row.side == side.side] if pack.centroid else []
    row = next((row for row in rows if row.refdes in side.missed), None) or next(iter(rows), None)
    return _row(pack, row) if row else Place(pack.archive)


def _row(pack: Pack, row: Placement) -> Place:
    return row_place(pack, row.member or (pack.centroid.member if pack.centroid else ""), row.line, row.excerpt)


def _mask(pack: Pack, side: Registration) -> list[Related]:
    mask = next((layer for layer in pack.layers if layer.role == f"{side.side}-mask"), None)
    units = pack.manifest.get("units")
    stated = [see(units, "the unit the manifest states")] if units.text else []
    return [*([see(Place(pack.archive, mask.member), "the pads")] if mask else []), *stated]


RULES = (centroid_sits_on_pads, centroid_unit_is_stated, centroid_unit_is_the_declared_one, placements_do_not_coincide)
