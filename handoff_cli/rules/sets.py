"""Which files a board needs, for a pack whose roles nobody has declared yet, and which of those that are there say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Layer, Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule
from handoff_cli.core.tree import Place
from handoff_cli.rules.fabrication import is_gerber_set, tells_its_roles

_SIDES: Final = ("top", "bottom")
_WORDS: Final = {"paste": "solder paste", "silk": "silkscreen"}
_SURFACE: Final = re.compile(
    r"(?<!\d)(?:0?201|0?402|0?603|0?805|1206|1210|1608|2012)(?!\d)|SMD|SOT|SOIC|SOP|QFN|QFP|DFN|BGA|LGA|SOD|WLCSP",
    re.IGNORECASE,
)
_ASSEMBLY: Final = {"bom": "bill of materials", "centroid": "centroid (XY) file"}


@rule(parameter="data-pack", acts="customer")
def assembly_data_are_there(deal: Deal) -> Iterator[Hit]:
    """With the layers of a board come its bill of materials and its centroid file.

    Why: without them nobody knows what is to be placed, and where.

    Bad:
        gerbers.zip                                # and nothing else

    Good:
        gerbers.zip, bom.xlsx, centroid.csv

    Fix: ask the customer for them; where a file is there and was not recognised, give it its role in the manifest.
    """
    for pack in filter(tells_its_roles, deal.packs.values()):
        if _is_found(pack) and is_gerber_set(pack):
            for role, words in _ASSEMBLY.items():
                if not pack.role(role):
                    remedy = f"Ask the customer for it; if it is in the archive, give it the role `{role}`."
                    yield missing(Place(pack.archive), f"there is no {words}", remedy)


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3", severity="warn")
def empty_layers_are_meant(deal: Deal) -> Iterator[Hit]:
    """A layer that is there has something in it.

    Why: an empty paste layer is a side without parts, or a forgotten export; only the customer knows.

    Bad:
        board-B_Paste.gbr                          # nothing is drawn in it

    Good:
        board-B_Paste.gbr                          # left out, and the notes say that the bottom side is bare

    Fix: ask the customer whether the layer is meant to be empty.
    """
    for pack in filter(tells_its_roles, deal.packs.values()):
        told = {*_placed_on(pack), *(flaw.member for flaw in pack.flaws)}
        empty = [layer for layer in pack.layers if layer.extent is None and layer.member not in told]
        if empty:
            names = ", ".join(f"{layer.member} ({layer.role})" for layer in empty[:4])
            yield ambiguous(
                Place(pack.archive, empty[0].member),
                f"{names} {'is' if len(empty) == 1 else 'are'} empty",
                "Ask the customer whether nothing is meant to be there.",
            )


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3")
def sides_with_parts_have_paste(deal: Deal) -> Iterator[Hit]:
    """A side with parts has something in its solder paste layer.

    Why: the stencil is cut from it.

    Bad:
        board-F_Paste.gbr                          # empty, and the centroid file places 38 parts on top

    Good:
        board-F_Paste.gbr                          # the openings of all these parts

    Fix: ask the customer for the paste layer.
    """
    for pack in filter(tells_its_roles, deal.packs.values()):
        for layer in _placed_on(pack).values():
            yield conflict(
                Place(pack.archive, layer.member),
                f"{layer.member} is empty, and the centroid file places parts on that side",
                "Ask the customer for the paste layer of that side.",
            )
        for side in _SIDES if _is_found(pack) and is_gerber_set(pack) else ():
            if _parts(pack, side) and not pack.role(f"{side}-paste"):
                yield missing(
                    Place(pack.archive),
                    f"there is no file for the solder paste of the {side} side, where parts are placed",
                    "Ask the customer for it.",
                )


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3", severity="warn")
def outer_layers_are_complete(deal: Deal) -> Iterator[Hit]:
    """Each side of the board has its paste and its silkscreen, or nothing is missing there.

    Why: a side without them is bare, or its files were forgotten.

    Bad:
        board.GTL, board.GTS, board.GTP, board.GTO, board.GBL, board.GBS

    Good:
        board.GTL, board.GTS, board.GTP, board.GTO, board.GBL, board.GBS, board.GBP, board.GBO

    Fix: ask the customer whether the side is bare, or for the files.
    """
    for pack in filter(tells_its_roles, deal.packs.values()):
        if not (_is_found(pack) and is_gerber_set(pack)):
            continue
        lacking = [
            f"{_WORDS[kind]} of the {side} side" for side in _SIDES for kind in _WORDS if _is_lacking(pack, side, kind)
        ]
        if lacking:
            yield missing(
                Place(pack.archive),
                f"there is no file for the {', the '.join(lacking)}",
                "Ask the customer for it, or whether nothing is to be there.",
            )


def _is_found(pack: Pack) -> bool:
    """Nobody has declared the roles: other rules hold a manifest to them."""
    return not pack.manifest.get("members").exists


def _parts(pack: Pack, side: str) -> bool:
    """Whether parts that need paste are placed there: leaded ones are in the centroid file as well, so the package has to say it."""
    fitted = pack.bom.fitted() if pack.bom else None
    rows = pack.centroid.placements if pack.centroid else ()
    parts = (
        row for row in rows if row.side == side and row.kind == "part" and (fitted is None or row.refdes in fitted)
    )
    return any(_SURFACE.search(row.package) for row in parts)


def _placed_on(pack: Pack) -> dict[str, Layer]:
    """Empty paste layers of sides with parts."""
    return {
        layer.member: layer
        for layer in pack.layers
        if layer.role.endswith("-paste") and layer.extent is None and _parts(pack, layer.role.removesuffix("-paste"))
    }


def _is_lacking(pack: Pack, side: str, kind: str) -> bool:
    """Paste of a side with parts is another rule's; a side without copper and mask is not there at all."""
    has_side = bool(pack.role(f"{side}-copper") or pack.role(f"{side}-mask"))
    return has_side and not pack.role(f"{side}-{kind}") and not (kind == "paste" and _parts(pack, side))


RULES = (
    assembly_data_are_there,
    empty_layers_are_meant,
    sides_with_parts_have_paste,
    outer_layers_are_complete,
)
