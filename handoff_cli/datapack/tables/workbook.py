"""Workbooks (xlsx, xls, ods) as grids of text, one a sheet, within limits that hold before a cell is made."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from handoff_cli.core.pack import Flaw
from handoff_cli.datapack.tables import ods, xls, xlsx
from handoff_cli.datapack.tables.table import Grid, Row
from handoff_cli.datapack.tables.text import flaw

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_CELLS: Final = 1_500_000
MAX_SHEETS: Final = 40

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def is_workbook(data: bytes) -> bool:
    return data.startswith((_ZIP, _OLE))


def sheets(member: str, data: bytes, what: str) -> tuple[Grid, ...] | Flaw:
    """The sheets that hold anything."""
    import io

    import python_calamine

    if (reason := _too_much(data)) is not None:
        remedy = f"Ask the customer for the {what} as CSV, or as a workbook with nothing but the table."
        return flaw("malformed", member, f"The {what} is a workbook that {reason}.", remedy)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        return tuple(_grids(member, book))
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as problem:
        locked = isinstance(problem, python_calamine.PasswordError)
        message = f"The {what} is a workbook {'with a password' if locked else 'that cannot be opened'}."
        return flaw("malformed", member, message, f"Ask the customer for the {what} as CSV or as an open workbook.")


def _too_much(data: bytes) -> str | None:
    """Why the workbook is not opened at all: what it would unfold to."""
    if data.startswith(_OLE):
        return xls.too_much(data, MAX_CELLS)
    return ods.too_much(data, MAX_CELLS) if ods.is_ods(data) else xlsx.too_much(data, MAX_CELLS)


def _grids(member: str, book: CalamineWorkbook) -> Iterator[Grid]:
    import python_calamine

    visible = python_calamine.SheetVisibleEnum.Visible
    kind = python_calamine.SheetTypeEnum.WorkSheet
    for at, about in enumerate(book.sheets_metadata[:MAX_SHEETS]):
        if about.typ != kind:
            continue
        values = book.get_sheet_by_index(at).to_python(skip_empty_area=False)
        if values:
            yield _grid(member, about.name, values, hidden=about.visible != visible)


def _grid(member: str, name: str, values: Sequence[Sequence[Value]], *, hidden: bool) -> Grid:
    rows = tuple(Row(line, tuple(written(value) for value in cells)) for line, cells in enumerate(values, 1))
    numbers = frozenset(
        (line, column)
        for line, cells in enumerate(values, 1)
        for column, value in enumerate(cells)
        if isinstance(value, int | float) and not isinstance(value, bool)
    )
    lines = tuple(", ".join(cell for cell in row.cells if cell) for row in rows)
    return Grid(member=member, lines=lines, rows=rows, sheet=name, hidden=hidden, numbers=numbers)


def written(value: Value) -> str:
    """A cell as somebody who sees it would write it down: whole numbers without a point, dates as dates."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return " ".join(str(value).split(" ")).strip()
