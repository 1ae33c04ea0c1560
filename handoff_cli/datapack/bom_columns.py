"""What the columns of a bill of materials leave open: where the MPN stands, and for which variant a column holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from handoff_cli.core.pack import Flaw
from handoff_cli.datapack.columns import Columns, Layout, columns
from handoff_cli.datapack.fitted import is_understood
from handoff_cli.datapack.synonyms import alternates, suppliers, variants
from handoff_cli.datapack.tables import Row, Table, normal

_MAY_BE_MPN: Final = (
    "comment",
    "libref",
    "lib ref",
    "value",
    "name",
    "device",
    "designitemid",
    "design item id",
    "description",
)
_PART_NUMBER: Final = re.compile(r"(?=.*[A-Za-z])(?=(?:.*[0-9]){2})[A-Za-z0-9][\w./+()#,-]{5,}", re.ASCII)
_VALUE: Final = re.compile(r"[0-9.,]+\s*[a-zA-ZµμΩ]{0,4}[0-9]?(?:[/ ,_-].*)?|[RCL]?[0-9]+[RKMkmunp][0-9]*", re.ASCII)


def settled(table: Table, layout: Layout) -> tuple[Columns, tuple[Flaw, ...]]:
    """The columns by field, with suppliers and alternates beside them, and the questions they leave."""
    found = columns(table, layout)
    known = [normal(cell) for cell in table.header.cells]
    shops = tuple(at for at in suppliers(table.header.cells, known) if at != found.at.get("mpn"))
    also = tuple(at for at in alternates(known, found.at.get("mpn")) if at not in found.at.values() and at not in shops)
    options = tuple(
        at for at in found.several.get("dnp", ()) if "dnp" in layout.named or _is_option(table, table.rows, at)
    )
    whole = replace(
        found,
        at={key: at for key, at in found.at.items() if key != "dnp"} | ({"dnp": options[0]} if options else {}),
        several={**found.several, "dnp": options, "supplier": shops, "alternate": also},
    )
    names = {key: table.header.cells[at] for key, at in whole.at.items()}
    return replace(whole, names=names), tuple(_questions(table, layout, replace(whole, names=names), known))


def _is_option(table: Table, rows: Sequence[Row], column: int) -> bool:
    return is_understood(table.header.cells[column], (row.cell(column) for row in rows))


def _questions(table: Table, layout: Layout, found: Columns, known: Sequence[str]) -> Iterator[Flaw]:
    ask = "mpn" not in found.at and "mpn" not in layout.named
    for flaw in found.flaws:
        no_number = ask and flaw.kind == "missing" and any(word in flaw.message for word in _ABOUT_NUMBERS)
        if not no_number:
            yield flaw
    if ask and not any(flaw.kind == "ambiguous" and "MPN" in flaw.message for flaw in found.flaws):
        yield _no_mpn(table, layout, found, known)
    if special := [column for column in variants(known) if any(row.cell(column) for row in table.rows)]:
        yield _variant(table, special)


_ABOUT_NUMBERS: Final = ("no column for the MPN", "no column for the manufacturer")


def _no_mpn(table: Table, layout: Layout, found: Columns, known: Sequence[str]) -> Flaw:
    """A column of another name may be it; a distributor's number is not, but is worth naming."""
    header = table.header.cells
    maybe = [at for at, name in enumerate(known) if name in _MAY_BE_MPN and _reads_like_numbers(table, at)]
    message = "The bill of materials has no column for the MPN (manufacturer part number)."
    if maybe:
        listing = " and ".join(f"“{header[at]}”" for at in maybe)
        remedy = f"Ask the customer whether it is, and say so in manifest.yaml: `{layout.setting}: {{mpn: {header[maybe[0]]}}}`."
        return table.flaw("ambiguous", table.header.line, f"{message} {listing} may hold it.", remedy)
    shown = ", ".join(cell for cell in header if cell)[:300]
    has = f"It has: {shown}."
    remedy = f"Ask the customer for it, or, if one of these is it, say so in manifest.yaml: `{layout.setting}: {{mpn: <column>}}`."
    if shops := found.several.get("supplier", ()):
        has = f"“{header[shops[0]]}” holds a distributor's numbers, which are no MPN. {has}"
    return table.flaw("missing", table.header.line, f"{message} {has}", remedy)


def _reads_like_numbers(table: Table, column: int) -> bool:
    cells = [cell for row in table.rows if (cell := row.cell(column))]
    alike = sum(bool(_PART_NUMBER.fullmatch(cell)) and not _VALUE.fullmatch(cell) for cell in cells)
    return bool(cells) and alike * 2 > len(cells)


def _variant(table: Table, special: Sequence[int]) -> Flaw:
    names = " and ".join(f"“{table.header.cells[column]}”" for column in special)
    message = f"{names} {'holds' if len(special) == 1 else 'hold'} for one variant of the product only: which variant is to be built?"
    remedy = "Ask the customer for the bill of materials of the one variant that is ordered."
    return table.flaw("ambiguous", table.header.line, message, remedy)
