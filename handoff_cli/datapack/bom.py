"""The bill of materials: one line a part number, from any table a design tool or a spreadsheet writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from handoff_cli.core.pack import Bom, BomLine, Flaw
from handoff_cli.core.tree import Node
from handoff_cli.datapack import behind, bom_columns, centroid, damage, refdes
from handoff_cli.datapack.bom_lines import read_lines
from handoff_cli.datapack.columns import Columns, named_columns
from handoff_cli.datapack.synonyms import LAYOUT
from handoff_cli.datapack.tables import Table, read_table

__all__ = ["LAYOUT", "ReadBom", "looks_like_bom", "read_bom"]

_ASK: Final = "Ask the customer for the complete bill of materials."
_LOOKED_AT: Final = 200
_TELLING: Final = ("refdes", "quantity", "mpn", "manufacturer", "value", "package", "description")


@dataclass(frozen=True, slots=True)
class ReadBom:
    """`bom` is None when not even the RefDes could be read. `notes` are worth a look and stop nothing."""

    bom: Bom | None
    flaws: tuple[Flaw, ...]
    notes: tuple[Flaw, ...] = field(default=())


def read_bom(member: str, data: bytes, manifest: Node) -> ReadBom:
    layout = replace(LAYOUT, named=named_columns(manifest, LAYOUT.setting))
    table = read_table(member, data, layout.what, layout.recognised, manifest.get("bom_sheet").text)
    if isinstance(table, Flaw):
        return ReadBom(None, (table,))
    found, questions = bom_columns.settled(table, layout)
    if "refdes" not in found.at:
        return ReadBom(None, (*table.flaws, *questions))
    reading = read_lines(table, found, layout)
    bom = Bom(member=member, columns=found.names, lines=reading.lines, sheet=table.sheet)
    seen = behind.behind(table, found, data)
    flaws = (*table.flaws, *questions, *reading.flaws, *_nothing(table, reading.lines), *seen.flaws)
    return ReadBom(
        bom,
        (*flaws, *damage.flaws(table, found, reading)),
        (*seen.notes, *damage.notes(table, found), *_notes(table, found)),
    )


def _nothing(table: Table, lines: Sequence[BomLine]) -> Iterator[Flaw]:
    if not lines:
        message = "The bill of materials has column names but no parts."
        yield table.flaw("missing", table.header.line, message, _ASK)
    elif not any(line.refdes for line in lines):
        message = "No line of the bill of materials names a RefDes: it says what to buy, not where it goes."
        yield table.flaw("missing", table.header.line, message, "Ask the customer for the list with RefDes.")


def _notes(table: Table, found: Columns) -> Iterator[Flaw]:
    if "quantity" not in found.at:
        message = "The bill of materials has no column for the quantity: each RefDes counts as one part."
        yield table.flaw("missing", table.header.line, message, "Ask the customer for quantities if in doubt.")


def _names_parts(table: Table, column: int) -> bool:
    """Whether most of the first rows have something in the column of RefDes that can be some."""
    rows = [refdes.read(row.cell(column)).names for row in table.rows[:_LOOKED_AT]]
    return sum(bool(names) and any(map(refdes.is_plain, names)) for names in rows) * 2 >= len(rows)


def looks_like_bom(data: bytes, name: str) -> float | None:
    """How much this reads like a bill of materials, 0 to 1; None when it does not. A centroid file is none."""
    table = read_table(name, data, LAYOUT.what, LAYOUT.recognised)
    if isinstance(table, Flaw):
        return 0.5 if table.kind == "ambiguous" else None
    known = LAYOUT.recognised(table.header.cells)
    if "refdes" not in known or not table.rows or {"x", "y"} <= set(centroid.LAYOUT.recognised(table.header.cells)):
        return None
    telling = sum(key in known for key in _TELLING) - 1
    if not telling or set(known) <= {"refdes", "dnp", "description"} or not _names_parts(table, known["refdes"][0]):
        return None
    return min(1.0, 0.4 + 0.12 * telling + (0.2 if "quantity" in known or "mpn" in known else 0.0))
