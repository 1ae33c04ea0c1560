"""Lengths as centroid files write them: in mm, mil or inch, with a point or a comma, the unit stated in one of four places."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from handoff_cli.core.pack import Flaw
from handoff_cli.datapack.tables import Row, Table, normal

MILLIMETRES: Final = {"mm": 1.0, "mil": 0.0254, "inch": 25.4, "cm": 10.0, "um": 0.001}
_SPELLINGS: Final = {
    "mm": "mm", "millimeter": "mm", "millimeters": "mm", "millimetre": "mm", "millimetres": "mm", "millimeter(s)": "mm",
    "mil": "mil", "mils": "mil", "thou": "mil", "th": "mil",
    "in": "inch", "inch": "inch", "inches": "inch", "inch(es)": "inch",
    "cm": "cm", "centimeter": "cm", "centimeters": "cm", "centimeter(s)": "cm", "um": "um", "µm": "um", "micron": "um", "microns": "um",
}  # fmt: skip
_WORD: Final = "|".join(re.escape(word) for word in sorted(_SPELLINGS, key=len, reverse=True))
_HEADER: Final = re.compile(rf"[(\[]\s*({_WORD})\s*[)\]]|[-_ ]({_WORD})\s*$", re.IGNORECASE)
_BANNER: Final = re.compile(
    rf"\bu*units?(?:\s+used)?\s*[:=]\s*({_WORD})(?![\w)])|\b(?:coordinates|x\s*,?\s*(?:and\s+)?y)\b[^.;]{{0,20}}?(?:\bin\b|-)\s*({_WORD})\b|"
    rf"\b(?:einheit|maßeinheit)\w*\s*[:=]\s*({_WORD})\b|^\W*in\s+({_WORD})\W*$",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    rf"([+-]?(?:[0-9]{{1,12}}(?:[.,][0-9]{{0,12}})?|[.,][0-9]{{1,12}}))\s*({_WORD}|m)?", re.IGNORECASE
)
_THOUSANDS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)
_FARTHEST: Final = 5_000.0
_EXPORT: Final = "Export the centroid file again with points as decimal separators."
_KICAD: Final = ("ref", "val", "package", "posx", "posy", "rot", "side")
_JLC: Final = frozenset({"designator", "mid x", "mid y", "layer", "rotation"})
_JLC_BESIDE: Final = frozenset({"val", "value", "package", "comment", "footprint"})

Source = Literal["stated", "declared", "habit", ""]


@dataclass(frozen=True, slots=True)
class Lengths:
    """How to read the coordinates of one table: the unit where a value states none, per column, and what a comma is.

    `unit` is None where nobody states it: then numbers are taken as they are written.
    """

    unit: str | None
    columns: dict[int, str | None]
    decimal_comma: bool
    source: Source = "stated"
    short_mil: bool = False
    """Whether all values end in `m`, which some reports write for mil: `1319.00 m` is no 1.3 km away."""

    def millimetres(self, row: Row, column: int) -> float | None:
        """The coordinate in a cell, None when it is not one."""
        match = _NUMBER.fullmatch(row.cell(column))
        if match is None or (match[2] == "m" and not self.short_mil):
            return None
        unit = _spelled(match[2]) or self.columns[column]
        number = _number(match[1], decimal_comma=self.decimal_comma)
        factor = MILLIMETRES[unit] if unit else 1.0
        if number is None or (unit and abs(number * factor) > _FARTHEST):
            return None
        return number * factor


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
    values = {_unit_of(row.cell(column)) for row in table.rows for column in columns if row.cell(column)}
    unit, source = _unit(table, stated, values, declared)
    comma = _decimal_comma(table, columns, unit or next(iter(values), None) or "mm")
    if isinstance(comma, Flaw):
        return comma
    shown = unit if None in values or not values else "/".join(sorted(value for value in values if value))
    return Lengths(
        unit=shown,
        columns={column: headers[column] or unit for column in columns},
        decimal_comma=comma,
        source=source,
        short_mil=_all_short(table, columns),
    )


def _all_short(table: Table, columns: tuple[int, int]) -> bool:
    written = [match[2] for row in table.rows for column in columns if (match := _NUMBER.fullmatch(row.cell(column)))]
    return bool(written) and set(written) == {"m"}


def _unit(table: Table, stated: set[str], values: set[str | None], declared: str) -> tuple[str | None, Source]:
    if stated or (values and None not in values):
        return next(iter(stated), None), "stated"
    if said := _SPELLINGS.get(declared):
        return said, "declared"
    return ("mm", "habit") if _is_millimetres_by_habit(table) else (None, "")


def _is_millimetres_by_habit(table: Table) -> bool:
    """KiCad's own table and the one JLCPCB asks for say no unit and mean mm."""
    names = tuple(normal(cell) for cell in table.header.cells if cell)
    return names == _KICAD or _JLC <= set(names) <= _JLC | _JLC_BESIDE


def _banner_units(table: Table) -> set[str]:
    found = (match for line in table.banner for match in _BANNER.finditer(line))
    return {unit for match in found if (unit := _spelled(next(filter(None, match.groups()))))}


def _header_unit(header: str) -> str | None:
    match = _HEADER.search(header)
    return _spelled(match[1] or match[2]) if match else None


def _unit_of(cell: str) -> str | None:
    match = _NUMBER.fullmatch(cell)
    return _spelled(match[2]) if match else None


def _spelled(word: str | None) -> str | None:
    return None if not word else "mil" if word == "m" else _SPELLINGS.get(word.lower())


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
        message = f"“{text[:40]}” in line {row.line} may be more than a thousand mil or a little more than one."
        return table.flaw("ambiguous", row.line, message, _EXPORT)
    return True


def _written(table: Table, columns: tuple[int, int]) -> Iterator[tuple[Row, str]]:
    for row in table.rows:
        for column in columns:
            text = row.cell(column)
            if (match := _NUMBER.fullmatch(text)) is not None:
                yield row, match[1]
            elif "," in text and any(sign.isdigit() for sign in text):
                yield row, text


def _number(text: str, *, decimal_comma: bool) -> float | None:
    if "," in text and not decimal_comma:
        return None
    number = float(text.replace(",", "."))
    return number if math.isfinite(number) else None


def no_unit(table: Table) -> Flaw:
    message = "The centroid file does not say whether its coordinates are mm, mil or inch."
    remedy = (
        "Ask the customer, then write `units: mm` or `units: inch` in manifest.yaml; for mil, export it again in mm."
    )
    return table.flaw("missing", table.header.line, message, remedy)


def _two_units(table: Table, units: set[str]) -> Flaw:
    message = f"The centroid file names two units for its coordinates: {' and '.join(sorted(units))}."
    return table.flaw(
        "conflict", table.header.line, message, "Export it again in one unit, or ask the customer which one holds."
    )
