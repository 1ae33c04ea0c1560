"""The centroid file (pick and place, XY): where each part sits, in millimetres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, cast

from handoff_cli.core.pack import Centroid, Flaw, Placement, Side
from handoff_cli.core.tree import Node
from handoff_cli.datapack import refdes
from handoff_cli.datapack.columns import Columns, Field, Layout, any_of, columns, named_columns
from handoff_cli.datapack.lengths import Lengths, angle, lengths
from handoff_cli.datapack.tables import Row, Table, read_table

_AXIS: Final = (
    "{0}|mid {0}|center {0}|centre {0}|{0} center|pos{0}|pos {0}|{0} pos|{0} position|position {0}|{0}coord|{0} coord|{0} coordinate|"
    "coordinate {0}|sym {0}|symbol {0}|{0} location|location {0}|loc {0}|centroid {0}|body center {0}"
)

LAYOUT: Final = Layout(
    what="centroid file",
    setting="centroid_columns",
    fields=(
        Field(
            key="refdes",
            words="RefDes",
            sure=any_of("designator|ref|refdes|ref des|reference|reference designator|ref designator|c id"),
            likely=any_of("name|part|component"),
        ),
        Field(key="x", words="X coordinate", sure=any_of(_AXIS.format("x"))),
        Field(key="y", words="Y coordinate", sure=any_of(_AXIS.format("y"))),
        Field(
            key="rotation",
            words="rotation",
            sure=any_of("rotation|rot|sym rotate|rotate|angle|orientation|orient|theta|rotation angle"),
        ),
        Field(
            key="side",
            words="side",
            sure=any_of("side|layer|tb|boardside|board side|mount side|placement side|placement layer"),
            likely=any_of("sym mirror|mirror|mirrored"),
            needed=False,
        ),
    ),
)

_TOP: Final = any_of("top|t|toplayer|top layer|f.cu|f|front|top side|topside|component side|comp")
_BOTTOM: Final = any_of("bottom|bot|b|bottomlayer|bottom layer|b.cu|back|bottom side|bottomside|solder side")
_MIRRORED: Final = {"yes": "bottom", "y": "bottom", "m": "bottom", "true": "bottom", "1": "bottom"} | dict.fromkeys(
    ("", "no", "n", "false", "0"), "top"
)
_MIRRORS: Final = any_of("sym mirror|mirror|mirrored")
_EXPORT: Final = "Export the centroid file again from the design tool, or ask the customer to."


@dataclass(frozen=True, slots=True)
class ReadCentroid:
    """`centroid` is None when a column or the unit is missing: half a position is none."""

    centroid: Centroid | None
    flaws: tuple[Flaw, ...]


def read_centroid(member: str, data: bytes, manifest: Node) -> ReadCentroid:
    layout = replace(LAYOUT, named=named_columns(manifest, LAYOUT.setting))
    table = read_table(member, data, layout.what, layout.recognised)
    if isinstance(table, Flaw):
        return ReadCentroid(None, (table,))
    found = columns(table, layout)
    only = manifest.get("sides").text
    no_side = () if "side" in found.at or only in ("top", "bottom") else (_no_side(table),)
    if found.flaws or no_side:
        return ReadCentroid(None, (*found.flaws, *(flaw for flaw in no_side if not _said(found, "side"))))
    units = lengths(table, (found.at["x"], found.at["y"]), manifest.get("units").text)
    if isinstance(units, Flaw):
        # A manifest that does not say its unit is one fact, and whoever reads the manifest has it.
        return ReadCentroid(None, () if manifest.exists and units.kind == "missing" else (units,))
    read = list(_placements(table, found, units, only))
    placements = tuple(each for each in read if isinstance(each, Placement))
    flaws = tuple(each for each in read if isinstance(each, Flaw))
    return ReadCentroid(Centroid(member=member, unit=units.unit, placements=placements), flaws)


def _said(found: Columns, key: str) -> bool:
    """Whether the columns themselves already tell what is wrong with a field."""
    return any(f"{{{key}:" in flaw.remedy for flaw in found.flaws)


def _placements(table: Table, found: Columns, units: Lengths, only: str) -> Iterator[Placement | Flaw]:
    rows = [row for row in table.rows if not row.is_blank]
    if not rows:
        message = "the centroid file has column names but no parts"
        yield table.flaw(
            "missing", table.header.line, message, "Ask the customer for the centroid file of the assembled board."
        )
    for row in rows:
        yield _placement(table, row, found, units, only)


def _placement(table: Table, row: Row, found: Columns, units: Lengths, only: str) -> Placement | Flaw:
    names = refdes.names(row.cell(found.at["refdes"]))
    if any(row.cells[len(table.header.cells) :]):
        message = (
            f"line {row.line} has more cells than there are columns: a decimal comma, or a separator inside a text"
        )
        return table.flaw("malformed", row.line, message, _EXPORT)
    if len(names) != 1:
        what = "no RefDes" if not names else f"{len(names)} RefDes"
        return table.flaw("malformed", row.line, f"line {row.line} has {what} where one part is placed", _EXPORT)
    x, y = units.millimetres(row, found.at["x"]), units.millimetres(row, found.at["y"])
    rotation = angle(row.cell(found.at["rotation"]), decimal_comma=units.decimal_comma)
    if x is None or y is None or rotation is None:
        key = "x" if x is None else "y" if y is None else "rotation"
        return _unreadable(table, row, found, key, names[0])
    side = _side(row, found, only)
    if side is None:
        return _unreadable(table, row, found, "side", names[0])
    return Placement(
        line=row.line, refdes=names[0], x=x, y=y, rotation=rotation, side=side, excerpt=table.excerpt(row.line)
    )


def _side(row: Row, found: Columns, only: str) -> Side | None:
    if "side" not in found.at:
        return cast("Side", only)
    said = row.cell(found.at["side"]).casefold()
    if re.sub(r"[\s_-]+", " ", found.names["side"].strip().casefold()) in _MIRRORS:
        return cast("Side | None", _MIRRORED.get(said))
    return "top" if said in _TOP else "bottom" if said in _BOTTOM else None


def _unreadable(table: Table, row: Row, found: Columns, key: str, name: str) -> Flaw:
    words = {"x": "X coordinate", "y": "Y coordinate", "rotation": "rotation", "side": "side"}[key]
    cell = row.cell(found.at[key])
    if not cell:
        return table.flaw("missing", row.line, f"{name[:40]} in line {row.line} has no {words}", _EXPORT)
    message = f"“{cell[:40]}” is no {words} that can be read ({name[:40]}, line {row.line})"
    return table.flaw("malformed", row.line, message, _EXPORT)


def _no_side(table: Table) -> Flaw:
    headers = ", ".join(cell for cell in table.header.cells if cell)
    message = f"the centroid file has no column for the side, top or bottom; it has: {headers}"
    remedy = (
        "Ask the customer for it, name the column in manifest.yaml (`centroid_columns: {side: <column>}`), "
        "or say there `sides: top` when all parts are on top."
    )
    return table.flaw("missing", table.header.line, message, remedy)
