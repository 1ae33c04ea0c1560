"""What a workbook shows a person and its values do not say, or the other way round: hidden rows, struck lines, merged cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.pack import Flaw
from handoff_cli.datapack.columns import Columns
from handoff_cli.datapack.tables import Table
from handoff_cli.datapack.tables.xlsx import Watched, watched

_ASK: Final = "Ask the customer for a plain table: nothing hidden, struck out or merged, values instead of formulas."
_READ: Final = ("refdes", "quantity", "mpn", "manufacturer", "value")


@dataclass(frozen=True, slots=True)
class Behind:
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[Flaw, ...] = ()


def behind(table: Table, found: Columns, data: bytes) -> Behind:
    if not table.sheet:
        return Behind()
    seen = watched(data, table.sheet)
    if seen is None:
        message = (
            "Whether rows or columns of the workbook are hidden or struck out cannot be seen in this kind of file."
        )
        remedy = "Open it and look, or ask the customer for CSV."
        return Behind(notes=(table.flaw("ambiguous", table.header.line, message, remedy),))
    used = {column: name for key in _READ if (column := found.at.get(key)) is not None and (name := found.names[key])}
    return Behind(tuple(_flaws(table, used, seen)), tuple(_notes(table, used, seen)))


def _flaws(table: Table, used: dict[int, str], seen: Watched) -> Iterator[Flaw]:
    lines = {row.line for row in table.rows if any(row.cell(column) for column in used)}
    refs = next(iter(used), 0)
    yield from _rows(table, sorted(lines & seen.hidden_rows), "is hidden in the workbook")
    struck = sorted({line for line, column in seen.struck if line in lines and column == refs})
    yield from _rows(table, struck, "is struck out in the workbook")
    empty = sorted({line for line, column in seen.unfinished if line in lines and column in used})
    yield from _rows(table, empty, "holds a formula that was never computed")
    yield from _merged(table, used, seen, lines)
    for column in sorted(seen.hidden_columns & used.keys()):
        message = f"The column “{used[column]}” is hidden in the workbook, and the bill of materials is read from it."
        yield table.flaw("ambiguous", table.header.line, message, _ASK)


def _rows(table: Table, lines: list[int], says: str) -> Iterator[Flaw]:
    if lines:
        more = f", and {len(lines) - 1} more" if lines[1:] else ""
        yield table.flaw("ambiguous", lines[0], f"Row {lines[0]} of the sheet {says}{more}: does it count?", _ASK)


def _merged(table: Table, used: dict[int, str], seen: Watched, lines: set[int]) -> Iterator[Flaw]:
    for first, left, last, right in seen.merged:
        columns = [name for column, name in used.items() if left <= column <= right]
        if last > first and first in lines and columns:
            message = f"The cells under “{columns[0]}” are merged over the rows {first} to {last}: only the first one has the value."
            yield table.flaw("ambiguous", first, message, _ASK)


def _notes(table: Table, used: dict[int, str], seen: Watched) -> Iterator[Flaw]:
    names = [cell for at, cell in enumerate(table.header.cells) if at in seen.hidden_columns - used.keys() and cell]
    if names:
        message = f"Columns are hidden in the workbook: {', '.join(names[:6])}."
        yield table.flaw("ambiguous", table.header.line, message, "Look whether they say something about the parts.")
