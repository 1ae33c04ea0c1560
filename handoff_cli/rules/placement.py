"""BOM, centroid and outline are about the same board."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Related
from handoff_cli.core.pack import Pack, Placement
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Node, Place
from handoff_cli.rules.bom import doubtful_lines, row_place
from handoff_cli.rules.frames import sheet_frame
from handoff_cli.rules.pads import is_elsewhere
from handoff_cli.rules.words import all_filled

_SHOWN: Final = 8
"""So many rows get a finding of their own; the rest share one (a wrong file differs in hundreds)."""

Row = tuple[str, Place]


@rule(parameter="data-pack", acts="customer")
def centroid_designators_match_bom(deal: Deal) -> Iterator[Hit]:
    """BOM and centroid name the same fitted parts.

    Why: a part without coordinates is not placed; coordinates without a part are placed with whatever is guessed. Parts marked DNP may be
    in both; parts placed by hand and rows that are no parts (fiducials) are named in the manifest.

    Bad:
        U1 is line 7 of the BOM                    # and in no row of the centroid file

    Good:
        unplaced: [{refdes: [J9], reason: hand-soldered after washing, by: mira}]
        not_parts: [{refdes: [FID1, FID2], reason: fiducial, by: mira}]

    Fix: ask the customer for BOM and centroid of the same export, or name the exceptions in the manifest.
    """
    for pack in deal.packs.values():
        if not pack.bom or not pack.centroid or not all_filled(_exceptions(pack), deal.policy):
            continue
        centroid, bom = Place(pack.archive, pack.centroid.member), Place(pack.archive, pack.bom.member)
        yield from _listed(
            _lacking(pack),
            "is to be fitted but has no row in the centroid file",
            "list it as `unplaced` in the manifest",
            [see(centroid, "compared with this file"), *_register(pack, "unplaced")],
        )
        yield from _listed(
            _surplus(pack),
            "has a row in the centroid file but is not in the BOM",
            "list it as one of `not_parts` in the manifest",
            [see(bom, "compared with this file"), *_register(pack, "not_parts")],
        )


@rule(parameter="data-pack", acts="engineering", source="HB 3/1.4", severity="warn")
def exceptions_are_true(deal: Deal) -> Iterator[Hit]:
    """The exceptions in the manifest are exceptions.

    Why: an exception that no longer holds hides the next real difference.

    Bad:
        unplaced: [{refdes: [J9], …}]              # and the centroid file has a row for J9

    Good:
        unplaced: []

    Fix: remove the designator from the list, or correct it.
    """
    for pack in deal.packs.values():
        if not pack.bom or not pack.centroid or not all_filled(_exceptions(pack), deal.policy):
            continue
        fitted, placed = _fitted(pack), _placed(pack)
        for ref, node in _refs(pack, "unplaced").items():
            if ref in placed or ref not in fitted:
                reason = "has a row in the centroid file" if ref in placed else "is not a fitted part of the BOM"
                yield _untrue(
                    node,
                    f"{ref} is listed as unplaced, but {reason}",
                    placed.get(ref) or Place(pack.archive, pack.bom.member),
                )
        for ref, node in _refs(pack, "not_parts").items():
            if ref in fitted or ref not in placed:
                reason = "is a fitted part of the BOM" if ref in fitted else "has no row in the centroid file"
                yield _untrue(
                    node,
                    f"{ref} is listed as no part, but {reason}",
                    fitted.get(ref) or Place(pack.archive, pack.centroid.member),
                )


@rule(
    parameter="data-pack",
    acts="customer",
    source="HB 3/1.4",
    reads=("centroid.outside_mm",),
    clears="customer-engineering",
)
def placements_are_on_the_board(deal: Deal) -> Iterator[Hit]:
    """Every placement lies on the board.

    Why: coordinates of another origin, another unit or an older board place every part beside its pads. Two millimetres over the edge are
    allowed for connectors; the policy may change that (`thresholds: {centroid.outside_mm: 5}`).

    Bad:
        U1,148.2,-92.4,0,top                       # the board ends at x = 80

    Good:
        U1,48.2,32.4,0,top

    Fix: ask the customer for a centroid file with the origin of the Gerbers.
    """
    margin = float(deal.policy.number("centroid.outside_mm"))
    for pack in deal.packs.values():
        outline = next((layer for layer in pack.layers if layer.role == "outline" and layer.extent), None)
        edge = outline.extent if outline and sheet_frame(pack) is None else pack.board
        if not outline or not edge or not pack.centroid or is_elsewhere(pack):
            continue
        no_parts = _refs(pack, "not_parts")
        rows = [row for row in pack.centroid.placements if row.refdes not in no_parts]
        outside = [row for row in rows if not _inside(row, edge, margin)]
        related = [see(Place(pack.archive, outline.member), "the outline"), *_unit(pack)]
        yield from _off_board(pack, outside, len(rows), related)


def _lacking(pack: Pack) -> list[Row]:
    """Fitted parts without a row, but for what the reader found unclear in either file."""
    placed, by_hand, unread = _placed(pack), _refs(pack, "unplaced"), _unread_rows(pack)
    doubtful = doubtful_lines(pack, pack.bom.member if pack.bom else "")
    asked = {ref for line in (pack.bom.lines if pack.bom else ()) if line.asked for ref in line.refdes}
    absent = [row for row in _fitted(pack).items() if row[0] not in {*placed, *by_hand, *asked}]
    return [(ref, at) for ref, at in absent if at.line not in doubtful and ref not in unread]


def _surplus(pack: Pack) -> list[Row]:
    """Rows without a part; none while the designators of a BOM line are unclear, which may be just these."""
    placed, no_parts, bom = _placed(pack), _refs(pack, "not_parts"), pack.bom
    doubtful = doubtful_lines(pack, bom.member if bom else "")
    listed = {ref: line.line for line in bom.lines for ref in line.refdes} if bom else {}
    if any(line in doubtful and ref not in placed for ref, line in listed.items()):
        return []
    return [(ref, at) for ref, at in placed.items() if ref not in listed and ref not in no_parts]


def _unread_rows(pack: Pack) -> frozenset[str]:
    """The words of the centroid rows that could not be read."""
    member = pack.centroid.member if pack.centroid else ""
    excerpts = [flaw.excerpt or "" for flaw in pack.flaws if flaw.member == member]
    return frozenset(word for excerpt in excerpts for word in re.split(r"[^\w.+-]+", excerpt))


def _off_board(pack: Pack, outside: Sequence[Placement], total: int, related: Sequence[Related]) -> Iterator[Hit]:
    remedy = "Ask the customer for a centroid file with the origin and unit of the Gerbers."
    places = [
        (row.refdes, row_place(pack, pack.centroid.member if pack.centroid else "", row.line, row.excerpt))
        for row in outside
    ]
    if len(outside) > 1 and len(outside) * 2 > total:
        message = f"{places[0][0]} and {len(outside) - 1} more of {total} placements are outside the board: the files do not share an origin or a unit"
        yield conflict(places[0][1], message, remedy, related=related)
        return
    for ref, place in places:
        yield conflict(place, f"{ref} is placed outside the board", remedy, related=related[:1])


def _unit(pack: Pack) -> list[Related]:
    units = pack.manifest.get("units")
    return [see(units, f"read in {units.text}")] if units.text else []


def _inside(row: Placement, extent: tuple[float, float, float, float], margin: float) -> bool:
    left, bottom, right, top = extent
    return left - margin <= row.x <= right + margin and bottom - margin <= row.y <= top + margin


def _listed(rows: Sequence[Row], what: str, exception: str, related: Sequence[Related]) -> Iterator[Hit]:
    remedy = f"Ask the customer for BOM and centroid of the same export, or {exception}."
    single, rest = (rows, ()) if len(rows) <= _SHOWN + 1 else (rows[:_SHOWN], rows[_SHOWN:])
    for ref, place in single:
        yield conflict(place, f"{ref} {what}", remedy, related=related)
    if rest:
        ref, place = rest[0]
        yield conflict(place, f"{ref} {what}; the same holds for {len(rest) - 1} more", remedy, related=related)


def _register(pack: Pack, key: str) -> list[Related]:
    """The exceptions that are listed, where there are any."""
    register = pack.manifest.get(key)
    return [see(register, "not listed here")] if register.exists else []


def _untrue(node: Node, message: str, other: Place) -> Hit:
    return conflict(
        node,
        message,
        "Remove the designator from the list, or correct it.",
        related=[see(other, "this file says otherwise")],
    )


def _refs(pack: Pack, key: str) -> dict[str, Node]:
    return {ref.text: ref for entry in pack.manifest.get(key) for ref in entry.get("refdes")}


def _exceptions(pack: Pack) -> Iterator[Node]:
    for register in (pack.manifest.get("unplaced"), pack.manifest.get("not_parts")):
        if register.exists and not register.is_list:
            yield register
        for entry in register:
            yield entry.get("refdes")
            yield from entry.get("refdes")


def _fitted(pack: Pack) -> dict[str, Place]:
    bom = pack.bom
    return (
        {ref: row_place(pack, bom.member, line.line, line.excerpt) for ref, line in bom.fitted().items()} if bom else {}
    )


def _placed(pack: Pack) -> Mapping[str, Place]:
    found = pack.centroid
    return (
        {row.refdes: row_place(pack, found.member, row.line, row.excerpt) for row in found.placements} if found else {}
    )


RULES = (centroid_designators_match_bom, exceptions_are_true, placements_are_on_the_board)
