"""The golden data pack: which files a board needs, and that each role has one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node, Place
from handoff_cli.rules.sources import distinct_items
from handoff_cli.rules.words import all_filled, is_filled

_BOARD: Final = {
    "bom": "the bill of materials",
    "centroid": "the centroid (XY) file",
    "top-copper": "the top copper layer",
    "bottom-copper": "the bottom copper layer",
    "top-mask": "the top solder mask",
    "bottom-mask": "the bottom solder mask",
    "outline": "the board outline",
}
_DRILL: Final = ("drill-plated", "drill-nonplated", "drill-mixed")
_SHARED: Final = frozenset(
    {*_DRILL, "drill-map", "fab-drawing", "assembly-drawing", "schematic", "firmware", "test-spec", "document"}
)
"""Roles that several files may have."""


@rule(parameter="data-pack", acts="customer")
def board_pack_has_its_files(deal: Deal) -> Iterator[Hit]:
    """The pack of a board has BOM, centroid, copper, mask, outline, plated holes, and paste for every side with parts.

    Why: missing Gerbers are the first reason a package is returned; each of these files is needed to make one board.

    Bad:
        members: [{path: bom.csv, role: bom}, {path: top.gbr, role: top-copper}]

    Good:
        members: [{path: bom.csv, role: bom}, {path: xy.csv, role: centroid}, …, {path: board.drl, role: drill-plated}]

    Fix: give the file its role in the manifest if it is in the archive; otherwise ask the customer for it.
    """
    for pack in _board_packs(deal):
        roles = _declared(deal, pack)
        wanted = dict(_BOARD) | {
            f"{side}-paste": f"the solder paste of the {side} side" for side in _placed_sides(pack)
        }
        if _all_by_hand(pack):
            del wanted["centroid"]
        for role, what in wanted.items() if roles else ():
            if role not in roles:
                yield _lacking(pack, role, what)
        # Two copper layers are joined by plated holes, whatever other holes there are.
        if roles and not roles & {"drill-plated", "drill-mixed"}:
            yield _lacking(pack, "drill-plated", "the drill file of the plated holes")


@rule(parameter="data-pack", acts="customer")
def each_role_has_one_file(deal: Deal) -> Iterator[Hit]:
    """A role that only one file can have is given to one file.

    Why: of two BOMs nobody knows which one is meant; whoever picks one has guessed.

    Bad:
        members: [{path: bom.csv, role: bom}, {path: bom_old.csv, role: bom}]

    Good:
        members: [{path: bom.csv, role: bom}, {path: bom_old.csv, role: document}]

    Fix: ask which file is meant and release the pack with that one. A centroid file for each side may stay as it is.
    """
    for pack in deal.packs.values():
        first: dict[str, Node] = {}
        for entry in pack.manifest.get("members"):
            node = entry.get("role")
            if not is_filled(node, deal.policy) or _is_shared(pack, node.text):
                continue
            before = first.setdefault(node.text, entry)
            if before is not entry:
                both = " and ".join(each.get("path").text.rsplit("/", 1)[-1] for each in (before, entry))
                yield ambiguous(
                    node,
                    f"{node.text} is the role of two files of data pack {pack.name}: {both}",
                    "Ask which one is meant and release the pack with that one.",
                    related=[see(before.get("role"), f"the first {node.text}")],
                )


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3", severity="warn")
def board_pack_has_silkscreen(deal: Deal) -> Iterator[Hit]:
    """A side with parts has its silkscreen.

    Why: without it nobody sees pin 1 or the polarity on the board.

    Bad:
        members: [{path: top.gbr, role: top-copper}, …]                # parts on top, and no silkscreen

    Good:
        members: [{path: top.gbr, role: top-copper}, {path: top_silk.gbr, role: top-silk}, …]

    Fix: give the file its role in the manifest, or ask the customer for it.
    """
    for pack in _board_packs(deal):
        roles = _declared(deal, pack)
        for side in _placed_sides(pack) if roles else ():
            if f"{side}-silk" not in roles:
                yield _lacking(pack, f"{side}-silk", f"the silkscreen of the {side} side")


@rule(parameter="data-pack", acts="sales", source="handoff")
def sides_match_the_centroid(deal: Deal) -> Iterator[Hit]:
    """The manifest says the sides on which the centroid file places parts.

    Why: a board with parts on both sides goes through the line twice; who reads "top" plans once.

    Bad:
        sides: top                                 # and the centroid file has parts on the bottom

    Good:
        sides: both

    Fix: write the sides as the centroid file has them, or ask the customer for the right file.
    """
    for pack in deal.packs.values():
        said, placed = pack.manifest.get("sides"), _placed_sides(pack)
        named = {"top": ("top",), "bottom": ("bottom",), "both": ("top", "bottom")}.get(said.text)
        if named and placed and placed != named and pack.centroid:
            yield conflict(
                said,
                f"sides is {said.text}, but the centroid file places parts on {' and '.join(placed)}",
                "Write the sides as the centroid file has them, or ask the customer for the right file.",
                related=[see(Place(pack.archive, pack.centroid.member), "the centroid file")],
            )


def _board_packs(deal: Deal) -> Iterator[Pack]:
    names = dict.fromkeys(item.get("pack").text for item in distinct_items(deal) if item.get("kind").text == "pcba")
    return (deal.packs[name] for name in names if name in deal.packs)


def _lacking(pack: Pack, role: str, what: str) -> Hit:
    return missing(
        pack.manifest.get("members"),
        f"members of data pack {pack.name} do not include {what}",
        f"If it is in the archive, list it with the role `{role}`; otherwise ask the customer for it.",
    )


def _is_shared(pack: Pack, role: str) -> bool:
    """Whether several files may have this role. A centroid file for each side, read together, is one centroid."""
    return role in _SHARED or (role == "centroid" and pack.centroid is not None and len(pack.centroid.members) > 1)


def _declared(deal: Deal, pack: Pack) -> set[str]:
    """The roles the manifest gives; none while one of its members still has to get its role."""
    nodes = [entry.get("role") for entry in pack.manifest.get("members")]
    return {node.text for node in nodes} if all_filled(nodes, deal.policy) else set()


def _placed_sides(pack: Pack) -> tuple[str, ...]:
    fitted = pack.bom.fitted() if pack.bom else {}
    placements = pack.centroid.placements if pack.centroid else ()
    sides = {placement.side for placement in placements if placement.refdes in fitted or not pack.bom}
    return tuple(side for side in ("top", "bottom") if side in sides)


def _all_by_hand(pack: Pack) -> bool:
    """Whether the manifest says of every fitted part that it has no centroid row."""
    by_hand = {ref.text for entry in pack.manifest.get("unplaced") for ref in entry.get("refdes")}
    return bool(pack.bom and pack.bom.fitted()) and set(pack.bom.fitted() if pack.bom else ()) <= by_hand


RULES = (board_pack_has_its_files, each_role_has_one_file, board_pack_has_silkscreen, sides_match_the_centroid)
