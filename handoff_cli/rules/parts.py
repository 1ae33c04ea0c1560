"""How the RAID log names a part: `bom:U1`, and `bom:ptc-210/U1` where several data packs of the deal have a U1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import BomLine, Pack
from handoff_cli.core.tree import Place
from handoff_cli.rules.bom import row_place
from handoff_cli.rules.registers import links_of

PREFIX: Final = "bom:"
Parts = frozenset[tuple[str, str]]
"""Data pack and designator."""


def part_links(deal: Deal) -> Mapping[str, tuple[str, str]]:
    """Every link that leads to exactly one part of the deal's data packs → that part."""
    parts = [(name, ref) for name, refs in _designators(deal).items() for ref in refs]
    holders = Counter(ref for _, ref in parts)
    full = {f"{PREFIX}{name}/{ref}": (name, ref) for name, ref in parts}
    return full | {f"{PREFIX}{ref}": (name, ref) for name, ref in parts if holders[ref] == 1}


def packs_with(deal: Deal, link: str) -> tuple[str, ...]:
    """The data packs that have the part of a link that names none."""
    return tuple(name for name, refs in _designators(deal).items() if link.removeprefix(PREFIX) in refs)


def link_to(deal: Deal, pack: Pack, line: BomLine) -> str:
    """The shortest link to the first part of a line."""
    return link_of(deal, pack, line.refdes[0])


def link_of(deal: Deal, pack: Pack, ref: str) -> str:
    """The shortest link to a part."""
    alone = len(packs_with(deal, f"{PREFIX}{ref}")) < 2
    return f"{PREFIX}{ref}" if alone else f"{PREFIX}{pack.name}/{ref}"


def linked_parts(deal: Deal, *log: str) -> Parts | None:
    """The parts of the board that the entries of these parts of the RAID log link.

    None while a gap, or a link that leads to no part or to several, may be the link in question.
    """
    found, known = [links_of(deal, part) for part in log], part_links(deal)
    links = [each for each in found if each is not None]
    if len(links) < len(found):
        return None
    named = {link for each in links for link in each if link.startswith(PREFIX)}
    return frozenset(known[link] for link in named) if named <= known.keys() else None


def is_linked(pack: Pack, line: BomLine, linked: Parts) -> bool:
    return any((pack.name, ref) in linked for ref in line.refdes)


def fitted_lines(deal: Deal) -> Iterator[tuple[Pack, BomLine]]:
    """The lines of every bill of materials whose parts are on the board."""
    for pack in deal.packs.values():
        for line in pack.bom.lines if pack.bom else ():
            if line.refdes and not line.dnp:
                yield pack, line


def called(line: BomLine) -> str:
    """The first part of a line, as a message names it: `U1 (STM32G071CBT6)`."""
    return f"{line.refdes[0]} ({line.mpn or 'no part number'})"


def row_of(pack: Pack, line: BomLine) -> Place:
    """Where the bill of materials has the line."""
    return row_place(pack, pack.bom.member if pack.bom else "", line.line, line.excerpt)


def _designators(deal: Deal) -> dict[str, dict[str, None]]:
    """Name of a data pack → its designators, in the order of its bill of materials."""
    return {
        name: dict.fromkeys(ref for line in (pack.bom.lines if pack.bom else ()) for ref in line.refdes)
        for name, pack in deal.packs.items()
    }
