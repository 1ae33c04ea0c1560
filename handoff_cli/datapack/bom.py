"""The bill of materials: a CSV with one line a part number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.core.pack import Bom, BomLine, Flaw
from handoff_cli.core.tree import Node
from handoff_cli.datapack import refdes
from handoff_cli.datapack.columns import Columns, Field, Layout, any_of, columns, named_columns
from handoff_cli.datapack.fitted import NOT_FITTED, OPTION_COLUMNS, marked_unfitted, unfitted
from handoff_cli.datapack.tables import Row, Table, read_table

_MAKER: Final = ("manufacturer", "manufacturers", "manufacture", "manufacter", "mfr", "mfg", "mfgr", "manf")
_NUMBER: Final = ("part", "part number", "part #", "part no", "part num", "pn", "p/n", "number", "no", "#")
_MAKERS_NUMBER: Final = frozenset(f"{maker} {number}" for maker in _MAKER for number in _NUMBER)

LAYOUT: Final = Layout(
    what="bill of materials",
    setting="bom_columns",
    fields=(
        Field(
            key="refdes",
            words="RefDes",
            sure=any_of(
                "designator|designators|reference|references|reference(s)|designator(s)|ref des|refdes|ref|refs|parts|part reference|"
                "reference designator|reference designators|reference designator(s)|board ref|board reference|circuit ref numbers|"
                "my reference"
            ),
            likely=any_of("component|location|position|item ref|stückliste pos"),
        ),
        Field(
            key="quantity",
            words="quantity",
            sure=any_of("quantity|qty|count|qnty|per board|qty per board|quantity per board|qty/board|pcs|menge"),
            likely=any_of("amount|number|pieces"),
        ),
        Field(
            key="mpn",
            words="MPN (manufacturer part number)",
            sure=_MAKERS_NUMBER | {"mpn", "manufacturer's part number", "manufacturer part number 1"},
            likely=any_of("pn|part number|part #|part no|part num|p/n|mp|model #|model"),
        ),
        Field(
            key="manufacturer",
            words="manufacturer",
            sure=any_of(
                "manufacturer|manufacturer name|manufacturer 1|mfr|mfg|mf|manu|mfr name|mfg name|maker|hersteller"
            ),
            likely=any_of("brand|vendor"),
        ),
        Field(
            key="value",
            words="value",
            sure=frozenset({"value", "val", "wert"}),
            likely=any_of("comment|name|designation|comp value|description/value"),
            needed=False,
        ),
        Field(
            key="description",
            words="description",
            sure=any_of("description|part description|component description|desc|beschreibung"),
            likely=frozenset({"information", "details"}),
            needed=False,
        ),
        Field(key="dnp", words="mark for parts that are not fitted (DNP)", sure=OPTION_COLUMNS, needed=False),
    ),
)

_COUNT: Final = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_FORMULA: Final = frozenset({"#ref!", "#value!", "#name?", "#n/a", "#div/0!", "#null!", "#num!"})


@dataclass(frozen=True, slots=True)
class ReadBom:
    """`bom` is None when not even the RefDes could be read."""

    bom: Bom | None
    flaws: tuple[Flaw, ...]


def read_bom(member: str, data: bytes, manifest: Node) -> ReadBom:
    layout = replace(LAYOUT, named=named_columns(manifest, LAYOUT.setting))
    table = read_table(member, data, layout.what, layout.recognised)
    if isinstance(table, Flaw):
        return ReadBom(None, (table,))
    found = columns(table, layout)
    if "refdes" not in found.at:
        return ReadBom(None, found.flaws)
    lines, flaws = _lines(table, found, layout)
    return ReadBom(Bom(member=member, columns=found.names, lines=tuple(lines)), (*found.flaws, *flaws))


def _lines(table: Table, found: Columns, layout: Layout) -> tuple[list[BomLine], list[Flaw]]:
    lines: list[BomLine] = []
    flaws: list[Flaw] = []
    for row in table.rows:
        if row.is_blank:
            continue
        if len(layout.recognised(row.cells)) >= max(2, len(layout.recognised(table.header.cells)) - 1):
            flaws.append(_second_table(table, row))
            break
        lines.append(_line(table, row, found))
        flaws.extend(_doubts(table, row, found))
    if not lines:
        flaws.append(
            table.flaw("missing", table.header.line, "the bill of materials has column names but no parts", _ASK)
        )
    return lines, flaws


_ASK: Final = "Ask the customer for the complete bill of materials."


def _line(table: Table, row: Row, found: Columns) -> BomLine:
    cells = {key: row.cell(column) for key, column in found.at.items()}
    count = cells.get("quantity", "")
    return BomLine(
        line=row.line,
        refdes=refdes.names(cells["refdes"]),
        quantity=int(count) if _COUNT.fullmatch(count) else None,
        mpn=cells.get("mpn", ""),
        manufacturer=cells.get("manufacturer", ""),
        value=cells.get("value", ""),
        description=cells.get("description", ""),
        dnp=_dnp(row, found) is True or _marked(row, found),
        excerpt=table.excerpt(row.line),
        fields={header: cell for header, cell in zip(table.header.cells, row.cells, strict=False) if header},
    )


def _dnp(row: Row, found: Columns) -> bool | None:
    """What the DNP column says: True for not fitted, None for nothing that is understood."""
    return unfitted(found.names["dnp"], row.cell(found.at["dnp"])) if "dnp" in found.at else False


def _marked(row: Row, found: Columns) -> bool:
    words = [row.cell(found.at.get(key)) for key in ("value", "description")]
    others = [cell for column, cell in enumerate(row.cells) if column != found.at.get("dnp")]
    return marked_unfitted(words) or any(NOT_FITTED.fullmatch(cell) for cell in others)


def _doubts(table: Table, row: Row, found: Columns) -> Iterator[Flaw]:
    cells = {key: row.cell(column) for key, column in found.at.items()}
    if any(row.cells[len(table.header.cells) :]):
        message = (
            f"line {row.line} has more cells than there are columns: a separator inside a text, or a decimal comma"
        )
        yield table.flaw("malformed", row.line, message, "Export the bill of materials again with texts in quotes.")
    if (reason := refdes.doubt(refdes.names(cells["refdes"]))) is not None:
        yield table.flaw(
            "ambiguous",
            row.line,
            f"the RefDes in line {row.line} are not clear: {reason}",
            "List every RefDes by itself.",
        )
    count = cells.get("quantity", "")
    if count and not _COUNT.fullmatch(count):
        message = f"“{count[:40]}” in line {row.line} is not a quantity: a quantity is a whole number in plain digits"
        yield table.flaw("malformed", row.line, message, "Correct the bill of materials, or ask the customer to.")
    if damaged := next((cell for cell in row.cells if cell.casefold() in _FORMULA), None):
        message = f"“{damaged}” in line {row.line} is a broken formula of a spreadsheet"
        yield table.flaw(
            "malformed", row.line, message, "Ask the customer for the bill of materials with the formula repaired."
        )
    yield from _fitting_doubts(table, row, found)


def _fitting_doubts(table: Table, row: Row, found: Columns) -> Iterator[Flaw]:
    if "dnp" not in found.at:
        return
    header, cell, said = found.names["dnp"], row.cell(found.at["dnp"]), _dnp(row, found)
    if said is None:
        what = f"“{cell[:40]}”" if cell else "nothing"
        message = f"line {row.line} says {what} under “{header}”: fitted or not?"
        yield table.flaw("ambiguous", row.line, message, f"Write Yes or No under “{header}”.")
    elif said is False and cell and _marked(row, found):
        message = f"line {row.line} is fitted according to “{header}”, and not fitted according to its text"
        yield table.flaw("conflict", row.line, message, "Ask the customer which one holds and correct the line.")


def _second_table(table: Table, row: Row) -> Flaw:
    message = f"a second table starts at line {row.line} of the bill of materials; only the first one was read"
    return table.flaw(
        "ambiguous",
        row.line,
        message,
        "Keep the one table that counts, or put both into one with the column names once.",
    )
