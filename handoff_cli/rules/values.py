"""What a BOM line says about its part twice: in words, and in the part number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import BomLine, Centroid, Pack, Placement
from handoff_cli.core.rule import Hit, ambiguous, conflict, rule, see
from handoff_cli.core.tree import Place
from handoff_cli.rules.bom import row_place
from handoff_cli.rules.part_values import Value, of_mpn, of_text

_NAMED: Final = 4


@rule(parameter="data-pack", acts="customer", source="HB 3/1.2")
def value_matches_part_number(deal: Deal) -> Iterator[Hit]:
    """The value of a resistor or capacitor is the one its part number stands for.

    Why: purchasing buys the part number, the designer meant the value; the board is built and does not work. It is said only where the
    series states its values in the number (Yageo, Vishay, Panasonic, Bourns, UniOhm, Murata, Samsung, KEMET, TDK, AVX).

    Bad:
        "R1,R2",10k,RC0603FR-07100KL               # 100 kΩ

    Good:
        "R1,R2",10k,RC0603FR-0710KL

    Fix: ask the customer which of them is meant and have the BOM corrected.
    """
    for pack in deal.packs.values():
        for line in pack.bom.lines if pack.bom else ():
            stated = None if line.dnp else of_mpn(line.mpn)
            written = _written(line, stated) if stated is not None else None
            if pack.bom and stated is not None and written is not None and stated.differs(written):
                yield conflict(
                    row_place(pack, pack.bom.member, line.line, line.excerpt),
                    f"{_named(line)} {'are' if len(line.refdes) > 1 else 'is'} {written} by value, but {line.mpn} is {stated}",
                    "Ask the customer which of them is meant and have the BOM corrected.",
                )


@rule(parameter="data-pack", acts="customer", source="HB 2z/1.2", severity="warn")
def unfitted_parts_are_marked_in_both(deal: Deal) -> Iterator[Hit]:
    """BOM and centroid file agree on what is not fitted.

    Why: the placement machine is programmed from the centroid file; a part marked DNP only in the BOM has to be switched off by hand, and
    one marked only in the centroid file will be bought.

    Bad:
        JP1,1,DNP                                  # in the BOM; the centroid file has a row for JP1 that does not say so

    Good:
        JP1,1,DNP                                  # and no row for JP1

    Fix: ask for a centroid file without these parts, or see that they are switched off.
    """
    for pack in deal.packs.values():
        if not pack.centroid:
            continue
        if not pack.bom:
            yield from () if pack.role("bom") else _marked_here_alone(pack, pack.centroid)
            continue
        unfitted, fitted = pack.bom.unfitted(), pack.bom.fitted()
        at = pack.centroid.member
        placed = [row for row in pack.centroid.placements if row.refdes in unfitted and not row.evidence]
        if placed:
            yield conflict(
                row_place(pack, placed[0].member or at, placed[0].line, placed[0].excerpt),
                f"{_refs(placed)} not to be fitted by the BOM, but placed by the centroid file",
                "Ask for a centroid file without them, or see that the machine leaves them out.",
                related=[see(Place(pack.archive, pack.bom.member), "the BOM")],
            )
        left_out = [row for row in pack.centroid.placements if row.evidence and row.refdes in fitted]
        left_out = [row for row in left_out if not fitted[row.refdes].asked]
        if left_out:
            yield conflict(
                row_place(pack, left_out[0].member or at, left_out[0].line, left_out[0].excerpt),
                f"{_refs(left_out)} not to be fitted by the centroid file, but fitted by the BOM",
                "Ask the customer whether they are fitted.",
                related=[see(Place(pack.archive, pack.bom.member), "the BOM")],
            )


def _marked_here_alone(pack: Pack, centroid: Centroid) -> Iterator[Hit]:
    """There is no BOM to compare with: the marks in the centroid file are all there is."""
    marked = [row for row in centroid.placements if row.evidence]
    if marked:
        yield ambiguous(
            row_place(pack, marked[0].member or centroid.member, marked[0].line, marked[0].excerpt),
            f"{_refs(marked)} not to be fitted by the centroid file ({marked[0].evidence}), and there is no BOM to confirm it",
            "Ask the customer for a BOM that marks what is not fitted.",
        )


def _written(line: BomLine, stated: Value) -> Value | None:
    """By its value, and where that says nothing, by its description. Arrays and networks count in their own ways."""
    if not line.refdes or not re.fullmatch(r"[RC]\D?\d.*", line.refdes[0]):
        return None
    return of_text(line.value, stated.kind) or (None if line.value.strip() else of_text(line.description, stated.kind))


def _named(line: BomLine) -> str:
    return ", ".join(line.refdes[:_NAMED]) + (" …" if len(line.refdes) > _NAMED else "")


def _refs(rows: list[Placement]) -> str:
    names = ", ".join(row.refdes for row in rows[:_NAMED])
    rest = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    return f"{names}{rest} {'are' if len(rows) > 1 else 'is'}"


RULES = (value_matches_part_number, unfitted_parts_are_marked_in_both)
