"""Lengths as centroid files write them: in mm, mil or inch, with a point or a comma, the unit stated in one of four places."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.pack import Flaw
from handoff_cli.datapack.tables import Row, Table

_MILLIMETRES: Final = {"mm": 1.0, "mil": 0.0254, "inch": 25.4}
_SPELLINGS: Final = {
    "mm": "mm", "millimeter": "mm", "millimeters": "mm", "millimetre": "mm", "millimetres": "mm",
    "mil": "mil", "mils": "mil", "thou": "mil",
    "in": "inch", "inch": "inch", "inches": "inch",
}  # fmt: skip
_WORD: Final = "|".join(sorted(_SPELLINGS, key=len, reverse=True))
_HEADER: Final = re.compile(rf"[(\[]\s*({_WORD})\s*[)\]]", re.IGNORECASE)
_BANNER: Final = re.compile(rf"\bu*units?(?:\s+used)?\s*[:=]\s*({_WORD})\b|\bin\s+({_WORD})\b", re.IGNORECASE)
_NUMBER: Final = re.compile(
    rf"([+-]?(?:[0-9]{{1,12}}(?:[.,][0-9]{{0,12}})?|[.,][0-9]{{1,12}}))\s*({_WORD})?", re.IGNORECASE
)
_THOUSANDS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)
_FARTHEST: Final = 5_000.0
_EXPORT: Final = "Export the centroid file again with points as decimal separators."


@dataclass(frozen=True, slots=True)
class Lengths:
    """How to read the coordinates of one table: the unit where a value states none, per column, and what a comma is."""

    unit: str
    columns: dict[int, str | None]
    decimal_comma: bool

    def millimetres(self, row: Row, column: int) -> float | None:
        """The coordinate in a cell, None when it is not one."""
        match = _NUMBER.fullmatch(row.cell(column))
        if match is None:
            return None
        unit = _SPELLINGS[match[2].lower()] if match[2] else self.columns[column]
        number = _number(match[1], decimal_comma=self.decimal_comma)
        if number is None or unit is None or abs(number * _MILLIMETRES[unit]) > _FARTHEST:
            return None
        return number * _MILLIMETRES[unit]


def angle(cell: str, *, decimal_comma: bool) -> float | None:
    match = re.fullmatch(r"([+-]?[0-9]{1,6}(?:[.,][0-9]{0,12})?)\s*(?:°|deg)?", cell, re.ASCII)
    return _number(match[1], decimal_comma=decimal_comma) if match else None


def lengths(table: Table, columns: tuple[int, int], declared: str) -> Lengths | Flaw:
    """The unit and the decimal sign of a table's coordinates, or why they cannot be told. `declared` is the manifest's unit."""
    banner = _banner_units(table)
    headers = {column: _header_unit(table.header.cells[column]) for column in columns}
    stated = {unit for unit in headers.values() if unit} or banner
    if len(stated | banner) > 1:
        return _two_units(table, stated | banner)
    unit = next(iter(stated), None) or _SPELLINGS.get(declared)
    values = {_unit_of(row.cell(column)) for row in table.rows for column in columns if row.cell(column)}
    if unit is None and None in values:
        return _no_unit(table)
    comma = _decimal_comma(table, columns, unit or next(iter(values), None) or "mm")
    if isinstance(comma, Flaw):
        return comma
    shown = unit if None in values or not values else "/".join(sorted(value for value in values if value))
    return Lengths(
        unit=shown or "mm", columns={column: headers[column] or unit for column in columns}, decimal_comma=comma
    )


def _banner_units(table: Table) -> set[str]:
    found = (match for line in table.banner for match in _BANNER.finditer(line))
    return {_SPELLINGS[(match[1] or match[2]).lower()] for match in found}


def _header_unit(header: str) -> str | None:
    match = _HEADER.search(header)
    return _SPELLINGS[match[1].lower()] if match else None


def _unit_of(cell: str) -> str | None:
    match = _NUMBER.fullmatch(cell)
    return _SPELLINGS[match[2].lower()] if match and match[2] else None


def _decimal_comma(table: Table, columns: tuple[int, int], unit: str) -> bool | Flaw:
    """Whether a comma is the decimal sign. Points and commas in one file, or `1,234 mil`, can be read in two ways."""
    numbers = list(_written(table, columns))
    commas = [(row, text) for row, text in numbers if "," in text]
    points = any("." in text for _, text in numbers)
    if not commas:
        return False
    row, text = commas[0]
    if points:
        message = (
            f"“{text[:40]}” in line {row.line} has a comma where other coordinates have a point: thousands or decimals?"
        )
        return table.flaw("ambiguous", row.line, message, _EXPORT)
    if unit == "mil" and all(_THOUSANDS.fullmatch(text) for _, text in commas):
        message = f"“{text[:40]}” in line {row.line} may be more than a thousand mil or a little more than one"
        return table.flaw("ambiguous", row.line, message, _EXPORT)
    return True


def _written(table: Table, columns: tuple[int, int]) -> Iterator[tuple[Row, str]]:
    for row in table.rows:
        for column in columns:
            text = row.cell(column)
            if (match := _NUMBER.fullmatch(text)) is not None:
                yield row, match[1]
            elif "," in text:
                yield row, text


def _number(text: str, *, decimal_comma: bool) -> float | None:
    if "," in text and not decimal_comma:
        return None
    number = float(text.replace(",", "."))
    return number if math.isfinite(number) else None


def _no_unit(table: Table) -> Flaw:
    message = "the centroid file does not say whether its coordinates are mm, mil or inch"
    remedy = (
        "Ask the customer, then write `units: mm` or `units: inch` in manifest.yaml; for mil, export it again in mm."
    )
    return table.flaw("missing", table.header.line, message, remedy)


def _two_units(table: Table, units: set[str]) -> Flaw:
    message = f"the centroid file names two units for its coordinates: {' and '.join(sorted(units))}"
    return table.flaw(
        "conflict", table.header.line, message, "Export it again in one unit, or ask the customer which one holds."
    )
