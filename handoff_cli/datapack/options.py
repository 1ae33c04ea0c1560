"""Whether one row of a bill of materials is fitted, and on what evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.pack import BomLine, Flaw
from handoff_cli.datapack.columns import Columns
from handoff_cli.datapack.fitted import MAYBE, NOT_FITTED, marked_unfitted, unfitted
from handoff_cli.datapack.tables import Row, Table

_TEXTS: Final = ("value", "description")


def dnp(table: Table, row: Row, found: Columns) -> str | None:
    """What says that the row is not fitted: a column for it first, then the texts, then any cell that says nothing else."""
    return _by_column(table, row, found) or (None if asks(row, found) else _in_words(table, row, found))


def asks(row: Row, found: Columns) -> bool:
    """`DNP` where the MPN belongs may say that the part is not fitted, or only that nobody chose it: it has to be asked."""
    return NOT_FITTED.fullmatch(row.cell(found.at.get("mpn"))) is not None


def _by_column(table: Table, row: Row, found: Columns) -> str | None:
    for column in found.several.get("dnp", ()):
        header, cell = table.header.cells[column], row.cell(column)
        if unfitted(header, cell):
            return f"“{cell}” under “{header}”"
    return None


def _in_words(table: Table, row: Row, found: Columns) -> str | None:
    header = table.header.cells
    columns = {found.at[key] for key in _TEXTS if key in found.at} | set(found.several.get("description", ()))
    if said := marked_unfitted({header[column]: row.cell(column) for column in sorted(columns)}):
        return said
    skipped = {found.at.get("mpn"), found.at["refdes"], *found.several.get("dnp", ())}
    for column, cell in enumerate(row.cells[: table.width]):
        if column not in skipped and NOT_FITTED.fullmatch(cell):
            return f"“{cell}” under “{header[column]}”" if header[column] else f"“{cell}”"
    return None


def fitting_doubts(table: Table, row: Row, found: Columns, line: BomLine) -> Iterator[Flaw]:
    yield from _columns_doubts(table, row, found)
    if line.dnp:
        return
    value = row.cell(found.at.get("value"))
    if value.casefold() in MAYBE:
        message = f"“{value}” in line {row.line} may say that the part is not fitted, or be its value."
        yield table.flaw("ambiguous", row.line, message, "Ask the customer, and have the line marked DNP if it is not.")
    elif line.quantity == 0:
        message = f"Line {row.line} names parts and the quantity 0: not fitted, or forgotten?"
        yield table.flaw("ambiguous", row.line, message, "Ask the customer, and have the line marked DNP if it is not.")


def _columns_doubts(table: Table, row: Row, found: Columns) -> Iterator[Flaw]:
    for column in found.several.get("dnp", ()):
        header, cell = table.header.cells[column], row.cell(column)
        said = unfitted(header, cell)
        if said is None:
            what = f"“{cell[:40]}”" if cell else "nothing"
            message = f"Line {row.line} says {what} under “{header}”: fitted or not?"
            yield table.flaw("ambiguous", row.line, message, f"Write Yes or No under “{header}”.")
        elif said is False and cell and _is_contradicted(table, row, found):
            message = f"Line {row.line} is fitted according to “{header}”, and not fitted according to its text."
            yield table.flaw("conflict", row.line, message, "Ask the customer which one holds and correct the line.")


def _is_contradicted(table: Table, row: Row, found: Columns) -> bool:
    return _in_words(table, row, found) is not None and _by_column(table, row, found) is None
