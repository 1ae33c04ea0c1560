"""The bill of materials: every part exactly once, counted right, and named so that it can be bought."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import BomLine, Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Place, Span
from handoff_cli.rules.words import is_placeholder

_EQUIVALENT: Final = re.compile(r"\bor (?:equivalent|equiv\b|similar|compatible)|\bequiv\.|\bor eq\.", re.IGNORECASE)

_KIND: Final = re.compile(
    r"(?:^| )(?:resistors?|capacitors?|inductors?|diodes?|transistors?|ferrites?|crystals?|connectors?|headers?|generic)(?: |,|$)",
    re.IGNORECASE,
)
_ANY: Final = re.compile(r"generic|any|various|standard|jellybean", re.IGNORECASE)
_VALUE: Final = re.compile(
    r"\d+(?:[.,]\d+)?\s?(?:[pnuµμ]F|[nuµμm]H|[kM]|[kM]?\s?(?:ohms?|Ω|Ω))(?:[ ,/_-]+(?:0201|0402|0603|0805|1206|1210|2010|2512))?(?:[ ,]+\d+ ?(?:%|V))*",
    re.IGNORECASE,
)
"""A value, with the size of a case and a tolerance or a voltage behind it."""
_SHOWN: Final = 8
_NUMBER: Final = "Ask the customer for the orderable number and have the pack released with it."


@rule(parameter="data-pack", acts="customer")
def bom_quantities_match_designators(deal: Deal) -> Iterator[Hit]:
    """The quantity of a BOM line is the number of its designators.

    Why: purchasing buys the quantity, production places the designators; one of them will be wrong.

    Bad:
        "C1,C2,C3",4,GRM155R71C104KA88D

    Good:
        "C1,C2,C3",3,GRM155R71C104KA88D

    Fix: ask the customer for a corrected BOM. A line marked DNP may say 0.
    """
    for pack, line in _lines(deal):
        counted = len(line.refdes)
        if pack.bom and line.line in doubtful_lines(pack, pack.bom.member):
            continue
        if line.quantity is None or not counted or line.quantity == counted or (line.dnp and line.quantity == 0):
            continue
        yield conflict(
            _place(pack, line),
            f"quantity {line.quantity} of {_named(line)} does not match its {counted} designator{'s' * (counted != 1)}",
            "Ask the customer for a BOM in which both agree.",
        )


@rule(parameter="data-pack", acts="customer", source="HB 3/1.2")
def fitted_parts_have_a_part_number(deal: Deal) -> Iterator[Hit]:
    """Every fitted part has the manufacturer's part number (MPN).

    Why: "100n 0402" can be bought from twenty makers in forty qualities; the customer gets what happened to be cheap.

    Bad:
        "C1,C2",2,,100n

    Good:
        "C1,C2",2,GRM155R71C104KA88D,100n

    Fix: ask the customer for the orderable number, or agree one and have the pack released with it.
    """
    for pack in deal.packs.values():
        # A BOM without the column is one fact, and the reader has it.
        if pack.bom is None or "mpn" not in pack.bom.columns:
            continue
        fitted = [line for line in pack.bom.lines if line.refdes and not line.dnp]
        without = [line for line in fitted if not line.mpn.strip() or is_placeholder(line.mpn, deal.policy)]
        shown = without if len(without) <= _SHOWN + 1 else without[: _SHOWN if len(without) < len(fitted) else 0]
        for line in shown:
            yield missing(_place(pack, line), f"{_named(line)} {_have(line)} no manufacturer's part number", _NUMBER)
        if rest := without[len(shown) :]:
            words = f"{len(rest)} more lines have" if shown else f"all {len(rest)} lines of fitted parts have"
            yield missing(_place(pack, rest[0]), f"{words} no manufacturer's part number", _NUMBER)


@rule(parameter="data-pack", acts="customer", source="HB 3/1.2")
def part_numbers_are_no_descriptions(deal: Deal) -> Iterator[Hit]:
    """What stands as the manufacturer's part number (MPN) is one, and no description of a part.

    Why: "10k Resistor 0402" is not orderable: somebody else decides which of a thousand parts the customer gets.

    Bad:
        R1,1,10k Resistor 0402

    Good:
        R1,1,RC0402FR-0710KL

    Fix: ask the customer for the orderable number, or agree one and have the pack released with it.
    """
    for pack, line in _lines(deal):
        if line.refdes and not line.dnp and is_description(line.mpn):
            yield ambiguous(
                _words_of(pack, line, line.mpn),
                f"{_named(line)}: {line.mpn!r} describes a part, and is no manufacturer's part number",
                _NUMBER,
            )


def is_description(mpn: str) -> bool:
    """Whether a part number says what a part is (`10k Resistor 0402`, `100nF`), not which one."""
    text = " ".join(mpn.split())
    return bool(_VALUE.fullmatch(text) or _ANY.fullmatch(text) or (" " in text and _KIND.search(text)))


@rule(parameter="data-pack", acts="customer")
def bom_names_no_equivalents(deal: Deal) -> Iterator[Hit]:
    """No BOM line says "or equivalent".

    Why: who decides what is equivalent? An alternate is a part number the customer has approved.

    Bad:
        R1,1,RC0402FR-0710KL or equivalent

    Good:
        R1,1,RC0402FR-0710KL

    Fix: ask the customer to name the alternates, or to take the words off.
    """
    for pack, line in _lines(deal):
        texts = [line.mpn, line.manufacturer, line.value, line.description, *(line.fields or {}).values()]
        found = next((hit for text in texts if (hit := _EQUIVALENT.search(text))), None)
        if found:
            yield ambiguous(
                _words_of(pack, line, found.group()),
                f"{_named(line)}: {found.group()!r} leaves open which part is bought",
                "Ask the customer to name the alternates or to take the words off, and have the pack released with that BOM.",
            )


@rule(parameter="data-pack", acts="customer")
def designators_are_unique(deal: Deal) -> Iterator[Hit]:
    """A designator stands once in the BOM and once in the centroid file.

    Why: two lines for R1 are two parts for one place.

    Bad:
        R1,1,RC0402FR-0710KL
        R1,1,RC0402FR-071KL

    Good:
        R1,1,RC0402FR-0710KL
        R2,1,RC0402FR-071KL

    Fix: ask the customer which line is meant.
    """
    for pack in deal.packs.values():
        if pack.bom:
            rows = [(ref, line.line, line.excerpt) for line in pack.bom.lines for ref in line.refdes]
            yield from _doubled(pack, pack.bom.member, "BOM", rows)
        if pack.centroid:
            rows = [(row.refdes, row.line, row.excerpt) for row in pack.centroid.placements]
            yield from _doubled(pack, pack.centroid.member, "centroid", rows)


def row_place(pack: Pack, member: str, line: int, excerpt: str) -> Place:
    """A line of a file inside the archive."""
    return Place(pack.archive, member, Span(line, 1, line, len(excerpt) + 1), excerpt or None)


def doubtful_lines(pack: Pack, member: str) -> frozenset[int]:
    """The lines of a file that the reader could not take as they are, and has said so."""
    return frozenset(flaw.span.line for flaw in pack.flaws if flaw.member == member and flaw.span)


def _doubled(pack: Pack, member: str, title: str, rows: list[tuple[str, int, str]]) -> Iterator[Hit]:
    first: dict[str, Place] = {}
    for ref, line, excerpt in rows:
        place = row_place(pack, member, line, excerpt)
        if ref in first:
            yield ambiguous(
                place,
                f"{ref} is in the {title} twice",
                "Ask the customer which line is meant.",
                related=[see(first[ref], f"the first {ref}")],
            )
        first.setdefault(ref, place)


def _lines(deal: Deal) -> Iterator[tuple[Pack, BomLine]]:
    return ((pack, line) for pack in deal.packs.values() if pack.bom for line in pack.bom.lines)


def _place(pack: Pack, line: BomLine) -> Place:
    return row_place(pack, pack.bom.member if pack.bom else "", line.line, line.excerpt)


def _words_of(pack: Pack, line: BomLine, words: str) -> Place:
    """The words inside their line, as far as the line is shown."""
    whole, at = _place(pack, line), line.excerpt.find(words)
    span = Span(line.line, at + 1, line.line, at + len(words) + 1) if at >= 0 else whole.span
    return replace(whole, span=span)


def _have(line: BomLine) -> str:
    return "have" if len(line.refdes) > 1 else "has"


def _named(line: BomLine) -> str:
    shown = ", ".join(line.refdes[:4]) + (" …" if len(line.refdes) > 4 else "")
    return shown or f"BOM line {line.line}"


@rule(parameter="data-pack", acts="customer", source="HB 11/1.2", severity="warn")
def bom_is_what_it_shows(deal: Deal) -> Iterator[Hit]:
    """The bill of materials is a plain table: nothing hidden, part numbers as text, quantities written.

    Why: a spreadsheet shows a part number that is stored as a number without the zeros before it, and hides columns that say more.

    Bad:
        MPN: 15912045                              # a number in the workbook

    Good:
        MPN: "0015912045"                          # text

    Fix: compare the part numbers with the manufacturer's, or ask the customer for a table in which they are text.
    """
    for pack in deal.packs.values():
        for note in pack.notes:
            place = Place(pack.archive, note.member, note.span, note.excerpt)
            yield Hit(note.kind, place, _plainly(note.message), note.remedy)


def _plainly(message: str) -> str:
    first, _, rest = message.removesuffix(".").partition(" ")
    return f"{first.lower() if first in ('The', 'Columns', 'Whether') else first} {rest}"


RULES = (
    bom_is_what_it_shows,
    bom_quantities_match_designators,
    fitted_parts_have_a_part_number,
    part_numbers_are_no_descriptions,
    bom_names_no_equivalents,
    designators_are_unique,
)
