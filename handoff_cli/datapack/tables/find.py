"""Where the table of a member starts: the row, among the first thirty, in which most columns have a known name."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from handoff_cli.core.pack import Flaw
from handoff_cli.datapack.tables.fixed import fixed_width
from handoff_cli.datapack.tables.table import EXCERPT, HEADER_ROWS, Fields, Grid, Row, Table
from handoff_cli.datapack.tables.text import (
    SEPARATORS,
    decoded,
    flaw,
    line_by_line,
    lines_of,
    quote_flaw,
    separated,
    unclear_flaw,
)
from handoff_cli.datapack.tables.workbook import is_workbook, sheets

MAX_BYTES: Final = 8 * 1024 * 1024
_SHOWN: Final = 4
_LOOKED_AT: Final = 100


def read_table(member: str, data: bytes, what: str, fields: Fields, sheet: str = "") -> Table | Flaw:
    """The table in these bytes; `what` is how to call it (“bill of materials”), `fields` knows its column names."""
    grids = read_grids(member, data, what, fields)
    if isinstance(grids, Flaw):
        return grids
    found = [(len(fields(table.header.cells)), table) for grid in grids if (table := _table(grid, fields))]
    if not found:
        problem = next((grid.broken for grid in grids if grid.broken), None)
        return problem or _no_header(member, grids, what)
    if grids[0].sheet:
        return _the_sheet(found, grids, what, fields, sheet)
    most = max(count for count, _ in found)
    best = _settled([table for count, table in found if count == most])
    return best.broken or best


def read_grids(member: str, data: bytes, what: str, fields: Fields) -> tuple[Grid, ...] | Flaw:
    """Every way to divide these bytes into rows: one a sheet, or one a separator and one by positions."""
    if not data.strip(b" \t\r\n\xff\xfe\xef\xbb\xbf\x00"):
        return flaw("missing", member, f"The {what} is an empty file.", f"Ask the customer for the {what}.")
    if len(data) > MAX_BYTES:
        message = f"The {what} is larger than {MAX_BYTES >> 20} MiB, as no real one is."
        return flaw("malformed", member, message, "Look whether this is the right file.")
    if is_workbook(data):
        return sheets(member, data, what)
    text = decoded(member, data, what)
    return text if isinstance(text, Flaw) else tuple(_text_grids(member, text, fields))


def _text_grids(member: str, text: str, fields: Fields) -> Iterator[Grid]:
    lines = lines_of(text)
    for separator in SEPARATORS:
        if separator in text and _names_in_sight(text, separator, fields):
            yield _separated(member, text, lines, separator)
    fixed = fixed_width(member, lines, fields)
    yield fixed or Grid(member=member, lines=lines, rows=())


def _names_in_sight(text: str, separator: str, fields: Fields) -> bool:
    """Whether a header is near the top, which is cheap to see, before all the rest is divided."""
    try:
        return any(len(fields(row.cells)) > 1 for row in islice(separated(text, separator), HEADER_ROWS))
    except csv.Error:
        # Cells that cannot be divided have to be told, if this is the separator at all.
        return any(len(fields(line.split(separator))) > 1 for line in text.splitlines()[:HEADER_ROWS])


def _separated(member: str, text: str, lines: tuple[str, ...], separator: str) -> Grid:
    try:
        return Grid(member=member, lines=lines, rows=tuple(separated(text, separator)), separator=separator)
    except csv.Error:
        rows, unclear, lost = line_by_line(lines, separator)
    if lost is None:
        flaws = tuple(unclear_flaw(member, number, lines[number - 1]) for number in unclear)
        return Grid(member=member, lines=lines, rows=tuple(rows), separator=separator, flaws=flaws)
    # What follows is only looked at for column names: whether this was the right separator.
    rest = enumerate(lines[lost - 1 : HEADER_ROWS], lost)
    rows += [Row(number, tuple(cell.strip(' "') for cell in line.split(separator))) for number, line in rest]
    broken = quote_flaw(member, lost)
    return Grid(member=member, lines=lines, rows=tuple(rows), separator=separator, broken=broken)


def _table(grid: Grid, fields: Fields) -> Table | None:
    counts = [len(fields(row.cells)) for row in grid.rows[:HEADER_ROWS]]
    if not counts or max(counts) < 2:
        return None
    at = counts.index(max(counts))
    rows = tuple(_below(grid.rows[at], grid.rows[at + 1 :]))
    return Table(
        member=grid.member,
        lines=grid.lines,
        separator=grid.separator,
        header=grid.rows[at],
        rows=rows,
        sheet=grid.sheet,
        numbers=grid.numbers,
        flaws=grid.flaws,
        broken=grid.broken,
    )


def _below(header: Row, rows: Sequence[Row]) -> Iterator[Row]:
    """The rows of the table, without what is only drawn, and without remarks that still belong to the names above."""
    started = False
    for row in rows:
        if row.is_blank or row.is_ruled:
            continue
        started = started or not _is_remark(header, row)
        if started:
            yield row


def _is_remark(header: Row, row: Row) -> bool:
    fields = next((cell for cell in header.cells if cell), "").casefold().startswith("fields")
    return row.cell(0).startswith("#") or (fields and len(row.cells) < len(header.cells))


def _settled(tables: Sequence[Table]) -> Table:
    """Between separators that show the same names, the one by which more rows are as wide as the header."""
    return max(tables, key=lambda table: sum(len(row.cells) == table.width for row in table.rows[:_LOOKED_AT]))


def _the_sheet(
    found: Sequence[tuple[int, Table]], grids: Sequence[Grid], what: str, fields: Fields, named: str
) -> Table | Flaw:
    tables = [table for _, table in found if table.sheet == named] or [table for _, table in found if table.rows]
    tables = tables or [found[0][1]]
    needed = [table for table in tables if "refdes" in fields(table.header.cells)]
    candidates = needed or tables
    hidden = {grid.sheet for grid in grids if grid.hidden}
    if len(candidates) > 1:
        return _several(candidates, what, hidden)
    if candidates[0].sheet in hidden and candidates[0].sheet != named:
        message = f"The {what} stands on the sheet “{candidates[0].sheet}”, which is hidden in the workbook."
        note = flaw("ambiguous", candidates[0].member, message, "Ask the customer whether this sheet counts.")
        return replace(candidates[0], flaws=(*candidates[0].flaws, note))
    return candidates[0]


def _several(tables: Sequence[Table], what: str, hidden: set[str]) -> Flaw:
    names = [f"“{table.sheet}”{' (hidden)' if table.sheet in hidden else ''}" for table in tables]
    listing = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    return flaw(
        "ambiguous",
        tables[0].member,
        f"The workbook has {len(tables)} sheets that can be the {what}: {listing}.",
        f"Ask the customer which one counts and say so in manifest.yaml: `bom_sheet: {tables[0].sheet}`.",
    )


def _no_header(member: str, grids: Sequence[Grid], what: str) -> Flaw:
    lines = (line.strip() for grid in grids for line in grid.lines)
    return flaw(
        "missing",
        member,
        f"The {what} has no row with column names in its first {HEADER_ROWS} lines.",
        "Export it again with column names in the first row, or ask the customer for that.",
        next((line for line in lines if line), "")[:EXCERPT],
    )
