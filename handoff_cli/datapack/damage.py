"""What spreadsheets do to part numbers and packages, and what people write where they know nothing yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw
from handoff_cli.datapack import options
from handoff_cli.datapack.bom_lines import Reading
from handoff_cli.datapack.columns import Columns
from handoff_cli.datapack.fitted import NOT_FITTED
from handoff_cli.datapack.tables import Row, Table

_MONTHS: Final = "jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez"
_DATE: Final = re.compile(
    rf"[0-9]{{1,2}}[-./ ](?:{_MONTHS})[a-z]*\.?(?:[-./ ][0-9]{{2,4}})?|(?:{_MONTHS})[-. ]?[0-9]{{1,2}}|"
    r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?:[ T][0-9:.]+)?|[0-3]?[0-9]\.[01]?[0-9]\.(?:19|20)[0-9]{2}",
    re.IGNORECASE,
)
_SCIENTIFIC: Final = re.compile(r"[0-9](?:[.,][0-9]+)?[eE][+][0-9]{1,3}|[0-9][.,][0-9]+[eE][0-9]{1,3}", re.ASCII)
_FLOAT: Final = re.compile(r"[0-9]{4,}\.0", re.ASCII)
_SHORTENED: Final = frozenset({"201", "402", "603", "805", "1005.0", "402.0", "603.0", "805.0"})
_FORMULA: Final = frozenset({"#ref!", "#value!", "#name?", "#n/a", "#div/0!", "#null!", "#num!"})
_OPEN: Final = re.compile(
    r".*\?\?.*|\W*(?:tbd|t\.b\.d\.|tbc|tba|todo|xxx+)\W*|-- mixed values --|.*(?<![a-z0-9])tbd(?![a-z0-9]).*",
    re.IGNORECASE,
)
_ANYTHING: Final = frozenset({"any", "generic", "various", "n.a.", "not specified", "open", "standard", "beliebig"})
_REMEDY: Final = "Ask the customer for a bill of materials in which these cells are text."


def flaws(table: Table, found: Columns, reading: Reading) -> Iterator[Flaw]:
    """Line by line where one cell is spoilt; one for the column where it is the same all the way down."""
    known = {line.line for line in reading.lines}
    rows = [row for row in table.rows if row.line in known]
    for row in rows:
        yield from _row(table, row, found)
    yield from _columns(table, rows, found)


def _row(table: Table, row: Row, found: Columns) -> Iterator[Flaw]:
    number = row.cell(found.at.get("mpn"))
    for words, pattern in (("a date", _DATE), ("a rounded number", _SCIENTIFIC), ("a number with a point", _FLOAT)):
        if pattern.fullmatch(number):
            message = f"“{number}” in line {row.line} is {words}, not a part number: a spreadsheet has changed it."
            yield table.flaw("malformed", row.line, message, _REMEDY)
    if _DATE.fullmatch(row.cell(found.at["refdes"])) and not row.cell(found.at["refdes"]).isalnum():
        message = f"“{row.cell(found.at['refdes'])}” in line {row.line} is a date where the RefDes belong."
        yield table.flaw("malformed", row.line, message, _REMEDY)
    if damaged := next((cell for cell in row.cells if cell.casefold() in _FORMULA), None):
        message = f"“{damaged}” in line {row.line} is a broken formula of a spreadsheet."
        remedy = "Ask the customer for the bill of materials with the formula repaired."
        yield table.flaw("malformed", row.line, message, remedy)


def _columns(table: Table, rows: Sequence[Row], found: Columns) -> Iterator[Flaw]:
    check = _Column(table, rows)
    for column in found.several.get("package", ()):
        yield from check(
            column, "malformed", _SHORTENED.__contains__, "lost its leading zero in a spreadsheet", _REMEDY
        )
        yield from check(
            column, "malformed", lambda cell: bool(_DATE.fullmatch(cell)), "is a date, not a package", _REMEDY
        )
    ask = "Ask the customer what is meant there."
    for column in dict.fromkeys((*found.several.get("package", ()), *_one(found, "value"), *_one(found, "mpn"))):
        yield from check(column, "missing", lambda cell: bool(_OPEN.fullmatch(cell)), "leaves open what it is", ask)
    for column in _one(found, "mpn"):
        yield from check(column, "missing", _says_anything, "stands where a part number belongs", ask)
        yield from check(
            column, "ambiguous", lambda cell: bool(NOT_FITTED.fullmatch(cell)), _UNFITTED, _MARK, dnp=found
        )


_UNFITTED: Final = "stands where a part number belongs: not fitted, or not chosen yet?"
_MARK: Final = "Ask the customer, and have the lines marked in a column DNP if they are not fitted."


def _one(found: Columns, key: str) -> tuple[int, ...]:
    return (found.at[key],) if key in found.at else ()


def _says_anything(cell: str) -> bool:
    return cell.casefold() in _ANYTHING


class _Column:
    """One flaw for all cells of a column that are spoilt in one way; at the header, so that each line still counts."""

    def __init__(self, table: Table, rows: Sequence[Row]) -> None:
        self._table, self._rows = table, rows

    def __call__(
        self, column: int, kind: Kind, test: Callable[[str], bool], says: str, remedy: str, dnp: Columns | None = None
    ) -> Iterator[Flaw]:
        hits = [row for row in self._rows if test(row.cell(column)) and not (dnp and _is_marked(self._table, row, dnp))]
        if hits:
            where = f"line {hits[0].line}" + (f" and {len(hits) - 1} more" if hits[1:] else "")
            name = self._table.header.cells[column]
            message = f"“{hits[0].cell(column)[:40]}” under “{name}” ({where}) {says}."
            yield self._table.flaw(kind, self._table.header.line, message.replace("?.", "?"), remedy)


def _is_marked(table: Table, row: Row, found: Columns) -> bool:
    return options.dnp(table, row, found) is not None


def notes(table: Table, found: Columns) -> Iterator[Flaw]:
    """Numbers where texts belong: nothing is lost that can be seen, but a leading zero would have been."""
    for key in ("mpn", "refdes"):
        column = found.at.get(key)
        hits = [row for row in table.rows if column is not None and (row.line, column) in table.numbers]
        if hits and column is not None:
            more = f" and {len(hits) - 1} more" if hits[1:] else ""
            message = (
                f"“{hits[0].cell(column)}” under “{table.header.cells[column]}” (line {hits[0].line}{more}) is a number in the workbook: "
                "zeros before it would be lost."
            )
            yield table.flaw("ambiguous", table.header.line, message, "Compare it with the manufacturer's number.")
