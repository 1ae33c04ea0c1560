"""Who supplies the parts of a data pack and what may replace them, as the manifest says it for a BOM that does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Bom, BomLine, Pack
from handoff_cli.core.rule import Hit, Owed, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node, Place, Route
from handoff_cli.rules.parts import PREFIX, called, is_linked, link_to, linked_parts, part_links, row_of
from handoff_cli.rules.raid import DAY_FOR_DAY
from handoff_cli.rules.words import all_filled

_SUPPLY: Final = re.compile(r"supply|supplied by|sourcing|provision", re.IGNORECASE)
_NAMELY: Final = re.compile(r"consigned|free[ _-]?issue|customer[ _-]supplied", re.IGNORECASE)
"""Columns that ask only this, and are answered with yes or no."""
_YES: Final = frozenset({"yes", "y", "true", "x", "1"})
_NAMED: Final = 8
_THEIRS: Final = frozenset({"consigned", "free-issue", "customer", "customer-supplied"})


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


@rule(parameter="raid", acts="sales", source="HB 11/4.2", severity="warn")
def consigned_parts_are_promised(deal: Deal) -> Iterator[Hit]:
    """What the customer supplies himself is an assumption in the RAID log, with the day it comes.

    Why: a board waits for its last part, and the line for the board. Nobody of ours can order it, so all there is to watch is the day.
    The BOM says who supplies a part in a column of its own, or the manifest does in `supply`; one link a lot is enough.

    Bad:
        supply: {default: turnkey, exceptions: [{refdes: [U2], is: consigned, …}], …}       # and no assumption links U2

    Good:
        assumptions: [{id: A-02, commitment: {what: 620 SIM, due: 2026-07-20, slip: day-for-day}, links: ["bom:U2"], …}]

    Fix: log what the customer sends and when, and link a part of it.
    """
    linked, packs = linked_parts(deal, "assumptions"), [pack for pack in deal.packs.values() if _is_clear(deal, pack)]
    if linked is None:
        return
    theirs = {(pack.name, ref) for pack in packs for lot in lots(pack) for line in lot for ref in line.refdes}
    for pack in packs:
        for lot in lots(pack):
            if not any(is_linked(pack, line, linked) for line in lot):
                yield _unlogged(deal, pack, lot)
    parts = part_links(deal)
    for entry in deal.raid.get("assumptions"):
        waiting = [link for link in entry.get("links") if parts.get(link.text) in theirs]
        if waiting and not entry.get("commitment").exists:
            yield missing(
                entry,
                f"{entry.get('id').text} does not say by which day the customer delivers {waiting[0].text.removeprefix(PREFIX)}",
                "Ask him, and add `commitment: {what: …, due: 2026-07-20, slip: day-for-day}`.",
                related=[see(waiting[0], "the customer supplies this part")],
            )


def lots(pack: Pack) -> list[list[BomLine]]:
    """The fitted lines that the customer supplies, by what says so: each BOM line by itself, each entry of the manifest, its default."""
    lines = [line for line in (pack.bom.lines if pack.bom else ()) if line.refdes and not line.dnp]
    supply = pack.manifest.get("supply")
    groups: dict[Route, list[BomLine]] = {}
    for line in lines:
        said, entry = _said(line), next((each for each in supply.get("exceptions") if _names(each, line)), supply)
        who = entry.get("default" if entry is supply else "is")
        if said if said is not None else who.text in _THEIRS:
            groups.setdefault(who.route if said is None else (line.line,), []).append(line)
    return list(groups.values())


def _said(line: BomLine) -> bool | None:
    """Whether the BOM itself says that the customer supplies the parts of a line; None where it says nothing."""
    cells = [
        cell.strip().casefold() for header, cell in (line.fields or {}).items() if _SUPPLY.fullmatch(header.strip())
    ]
    said = [cell.replace(" ", "-") in _THEIRS for cell in cells if cell]
    said += [cell.strip().casefold() in _YES for header, cell in (line.fields or {}).items()
             if _NAMELY.fullmatch(header.strip()) and cell.strip()]  # fmt: skip
    return any(said) if said else None


def says_who_supplies(line: BomLine) -> bool:
    """Whether the BOM answers the question at all: a column that asks only for the customer's parts answers it for every line."""
    asked = any(_NAMELY.fullmatch(header.strip()) for header in line.fields or {})
    return asked or _said(line) is not None


def _is_clear(deal: Deal, pack: Pack) -> bool:
    """Whether the manifest names parts of the BOM, each once: else an exception may be meant for another part."""
    named = [ref for entry in pack.manifest.get("supply", "exceptions") for ref in entry.get("refdes")]
    if not all_filled(named, deal.policy) or len({ref.text for ref in named}) < len(named):
        return False
    return {ref.text for ref in named} <= {ref for line in (pack.bom.lines if pack.bom else ()) for ref in line.refdes}


def _names(entry: Node, line: BomLine) -> bool:
    return any(ref.text in line.refdes for ref in entry.get("refdes"))


def _unlogged(deal: Deal, pack: Pack, lot: list[BomLine]) -> Hit:
    first, more = lot[0], sum(len(line.refdes) for line in lot) - 1
    parts, link = ", ".join([ref for line in lot for ref in line.refdes][:_NAMED]), link_to(deal, pack, first)
    return missing(
        deal.raid.get("assumptions"),
        f"assumptions leave out {called(first)}{f' and {more} more' if more else ''}, which the customer supplies",
        f'Log what he sends and by which day, and link the part: `links: ["{link}"]`.',
        related=[
            see(row_of(pack, first), "in the BOM"),
            *([see(pack.manifest.get("supply"), "who supplies it")] if _said(first) is None else []),
        ],
        owes=Owed(
            "assumptions",
            f"Customer supplies {parts} of {pack.name}.",
            (link,),
            impact=DAY_FOR_DAY,
            owner="customer",
            commitment=parts,
        ),
    )


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


RULES = (supply_and_substitution_name_parts, consigned_parts_are_promised)
