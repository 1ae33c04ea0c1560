"""Who supplies the parts of a data pack and what may replace them, as the manifest says it for a BOM that does not."""

from __future__ import annotations

from collections.abc import Iterator

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Bom, Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, rule, see
from handoff_cli.core.tree import Node, Place
from handoff_cli.rules.words import all_filled


@rule(parameter="data-pack", acts="engineering", source="HB 11/4.2")
def supply_and_substitution_name_parts(deal: Deal) -> Iterator[Hit]:
    """Every exception about supply or substitution names parts of the BOM, each part once.

    Why: an exception for a part that is not there is meant for another one, and that one is bought or replaced by mistake.

    Bad:
        supply: {default: turnkey, exceptions: [{refdes: [U33], is: consigned, …}], …}      # the BOM ends at U12

    Good:
        supply: {default: turnkey, exceptions: [{refdes: [U3], is: consigned, …}], …}

    Fix: write the designators as they are in the BOM.
    """
    for pack in deal.packs.values():
        for register in (pack.manifest.get("supply"), pack.manifest.get("substitution")):
            named = [ref for entry in register.get("exceptions") for ref in entry.get("refdes")]
            if pack.bom and all_filled(named, deal.policy):
                yield from _wrong(pack, pack.bom, register.key, named)


def _wrong(pack: Pack, bom: Bom, key: str, named: list[Node]) -> Iterator[Hit]:
    parts, first = bom.fitted().keys() | bom.unfitted().keys(), dict[str, Node]()
    for ref in named:
        before = first.setdefault(ref.text, ref)
        if ref.text not in parts:
            yield conflict(
                ref,
                f"{ref.text} is listed under {key}, but is no part of the BOM",
                "Write the designator as it is in the BOM, or remove it.",
                related=[see(Place(pack.archive, bom.member), "the BOM")],
            )
        elif before is not ref:
            yield ambiguous(
                ref,
                f"{ref.text} is listed under {key} twice",
                "Leave it in the entry that holds, and remove it from the other.",
                related=[see(before, "the other entry")],
            )


RULES = (supply_and_substitution_name_parts,)
