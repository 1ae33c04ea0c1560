"""The rows of a bill of materials as lines: parts, goods without RefDes, sums, headings, rows that carry another one on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from handoff_cli.core.pack import BomLine, Flaw
from handoff_cli.datapack import refdes
from handoff_cli.datapack.columns import Columns, Layout
from handoff_cli.datapack.fitted import closes_section, listed_unfitted, opens_section
from handoff_cli.datapack.options import asks, dnp, fitting_doubts
from handoff_cli.datapack.tables import Row, Table

_COUNT: Final = re.compile(
    r"(0|[1-9][0-9]{0,8})(?:\s*(?:pcs|pc|pce|ea|each|x|stk|stück|st|nos)\.?)?", re.IGNORECASE | re.ASCII
)
_SUM: Final = re.compile(r"\W*(?:grand |sub)?(?:total|totals|sum|summe|gesamt|gesamtsumme)\b.*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[$€£]?\s*[+-]?[0-9][0-9.,' ]*\s*[$€£%]?(?:USD|EUR)?", re.ASCII)
_TITLED: Final = re.compile(r"([A-Z][\w&.'-]*(?: [A-Z&][\w&.'-]*)*?) (\S*[0-9]\S*(?: \S+)*)")


@dataclass(slots=True)
class Reading:
    """What has been read so far: rows lean on the rows above them."""

    lines: tuple[BomLine, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    section: str = ""
    """The heading by which everything below it is not fitted."""
    noted: dict[str, str] = field(default_factory=dict)
    """RefDes a note calls not fitted → the note."""


def read_lines(table: Table, found: Columns, layout: Layout) -> Reading:
    lines: list[BomLine] = []
    flaws: list[Flaw] = []
    reading = Reading()
    for at, row in enumerate(table.rows):
        if _is_header(table, row, layout):
            flaws.extend(_second_table(table, table.rows[at:], layout, lines))
            break
        flaws.extend(_taken(table, row, found, reading, lines))
    reading.lines = tuple(part for line in lines for part in _split(line, reading.noted))
    reading.flaws = tuple(flaws)
    return reading


def _is_header(table: Table, row: Row, layout: Layout) -> bool:
    if any(cell.isdigit() for cell in row.cells):
        return False
    return len(layout.recognised(row.cells)) >= max(2, len(layout.recognised(table.header.cells)) - 1)


def _taken(table: Table, row: Row, found: Columns, reading: Reading, lines: list[BomLine]) -> Iterator[Flaw]:
    """One row into `lines` or into `reading`."""
    texts = [cell for cell in row.cells if cell]
    if len(texts) == 1 and _is_note(texts[0], row.cell(found.at["refdes"])):
        yield from _note(table, row, texts[0], found, reading, lines)
    elif lines and _carries_on(row, found, lines[-1]):
        lines[-1] = _continued(row, found, lines[-1])
    else:
        line, doubt = _line(table, row, found)
        if reading.section and line.refdes and not line.dnp:
            line = replace(line, dnp=True, evidence=reading.section)
        lines.append(line)
        yield from _doubts(table, row, found, line, doubt)


def _is_note(text: str, cell: str) -> bool:
    return cell != text or refdes.read(text).goods or opens_section(text) or listed_unfitted(text) is not None


def _note(table: Table, row: Row, text: str, found: Columns, reading: Reading, lines: list[BomLine]) -> Iterator[Flaw]:
    """A row of one text: a heading, a list, a remark."""
    if (listed := listed_unfitted(text)) is not None:
        reading.noted |= dict.fromkeys(refdes.read(listed).names, f"“{text[:60]}” in line {row.line}")
    elif opens_section(text):
        reading.section = f"“{text[:60]}” in line {row.line}"
    elif closes_section(text):
        reading.section = ""
    elif reading.section:
        message = f"“{text[:60]}” stands below a heading that says “not fitted”: does that still hold for what follows?"
        yield table.flaw("ambiguous", row.line, message, "Ask the customer to mark each line that is not fitted.")
    else:
        lines.append(replace(_line(table, row, found)[0], refdes=(), kind=_kind(row, found)))


def _carries_on(row: Row, found: Columns, above: BomLine) -> bool:
    """A row without RefDes and quantity below a part is its second source; a row of RefDes alone goes on with its list."""
    if row.cell(found.at["refdes"]):
        listed = (above.fields or {}).get(found.names["refdes"], "")
        return listed.endswith((",", ";")) and sum(map(bool, row.cells)) == 1
    other = row.cell(found.at.get("mpn"))
    return bool(above.refdes and other and "quantity" in found.at and not row.cell(found.at["quantity"]))


def _continued(row: Row, found: Columns, above: BomLine) -> BomLine:
    if listed := row.cell(found.at["refdes"]):
        return replace(above, refdes=(*above.refdes, *refdes.read(listed).names))
    return replace(above, alternates=(*above.alternates, row.cell(found.at["mpn"])))


def _line(table: Table, row: Row, found: Columns) -> tuple[BomLine, str | None]:
    cells = {key: row.cell(column) for key, column in found.at.items()}
    count = _COUNT.fullmatch(cells.get("quantity", ""))
    quantity = int(count[1]) if count else None
    refs = refdes.read(cells["refdes"], quantity)
    evidence = dnp(table, row, found)
    maker, number, others = _maker_and_number(found, cells)
    line = BomLine(
        line=row.line,
        refdes=refs.names,
        quantity=quantity,
        mpn=number,
        manufacturer=maker,
        value=cells.get("value", ""),
        description=_first(row, found.several.get("description", ())),
        dnp=bool(evidence),
        excerpt=table.excerpt(row.line),
        fields={header: cell for header, cell in zip(table.header.cells, row.cells, strict=False) if header},
        package=_first(row, found.several.get("package", ())),
        supplier=_first(row, found.several.get("supplier", ())),
        alternates=(*others, *_all(row, found.several.get("alternate", ()))),
        evidence=evidence or "",
        asked=not evidence and asks(row, found),
        kind="part" if refs.names else _kind(row, found),
    )
    return line, refs.doubt


def _maker_and_number(found: Columns, cells: dict[str, str]) -> tuple[str, str, tuple[str, ...]]:
    """Manufacturer, MPN and further MPNs; `Yageo RC0402FR-071KL, Vishay CRCW04021K00` in one cell is divided."""
    maker, number = cells.get("manufacturer", ""), cells.get("mpn", "")
    if found.at.get("mpn", -1) != found.at.get("manufacturer", -2):
        return maker, number, ()
    both = [_TITLED.fullmatch(text.strip()) for text in number.split(", ")]
    divided = [(hit[1], hit[2]) for hit in both if hit]
    if len(divided) != len(both):
        return maker, number, ()
    return divided[0][0], divided[0][1], tuple(f"{first} {second}" for first, second in divided[1:])


def _first(row: Row, columns: Sequence[int]) -> str:
    return next((cell for column in columns if (cell := row.cell(column)) and cell != "~"), "")


def _all(row: Row, columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(cell for column in columns if (cell := row.cell(column)))


def _kind(row: Row, found: Columns) -> Literal["hardware", "total"]:
    texts = [cell for cell in row.cells if cell]
    numbers = all(_NUMBER.fullmatch(cell) or _SUM.fullmatch(cell) for cell in texts)
    return "total" if numbers and not row.cell(found.at.get("mpn")) else "hardware"


def _split(line: BomLine, noted: dict[str, str]) -> tuple[BomLine, ...]:
    """A line some of whose parts a note, or the line itself, calls not fitted: two lines of one row of the file."""
    own = {
        ref: f"“{text}”" for text in (line.fields or {}).values() for ref in refdes.names(listed_unfitted(text) or "")
    }
    said = {ref: why for ref, why in {**noted, **own}.items() if ref in line.refdes}
    out, rest = tuple(ref for ref in line.refdes if ref in said), tuple(ref for ref in line.refdes if ref not in said)
    if not out or line.dnp:
        return (line,)
    unfitted = replace(line, refdes=out, dnp=True, evidence=said[out[0]])
    if not rest:
        return (unfitted,)
    counts_all = line.quantity == len(line.refdes)
    return (
        replace(line, refdes=rest, quantity=len(rest) if counts_all else line.quantity),
        replace(unfitted, quantity=len(out) if counts_all else 0),
    )


def _doubts(table: Table, row: Row, found: Columns, line: BomLine, doubt: str | None) -> Iterator[Flaw]:
    if any(row.cells[table.width :]):
        message = (
            f"Line {row.line} has more cells than there are columns: a separator inside a text, or a decimal comma."
        )
        yield table.flaw("malformed", row.line, message, "Export the bill of materials again with texts in quotes.")
    if doubt is not None:
        message = f"The RefDes in line {row.line} are not clear: {doubt}."
        yield table.flaw("ambiguous", row.line, message, "List every RefDes by itself.")
    count = row.cell(found.at.get("quantity"))
    if line.refdes and count and line.quantity is None:
        message = f"“{count[:40]}” in line {row.line} is not a quantity: a quantity is a whole number in plain digits."
        yield table.flaw("malformed", row.line, message, "Correct the bill of materials, or ask the customer to.")
    if line.refdes:
        yield from fitting_doubts(table, row, found, line)


def _second_table(table: Table, rows: Sequence[Row], layout: Layout, lines: Sequence[BomLine]) -> Iterator[Flaw]:
    """Some tools list all parts a second time, one by one; anything else in a second table would be lost."""
    columns = layout.recognised(rows[0].cells).get("refdes", [])
    known = {ref for line in lines for ref in line.refdes}
    again = {ref for row in rows[1:] for column in columns[:1] for ref in refdes.read(row.cell(column)).names}
    if columns and again and again <= known:
        return
    message = f"A second table starts at line {rows[0].line} of the bill of materials; only the first one was read."
    remedy = "Keep the one table that counts, or put both into one with the column names once."
    yield table.flaw("ambiguous", rows[0].line, message, remedy)
