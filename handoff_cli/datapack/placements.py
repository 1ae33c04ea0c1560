"""The rows of a centroid file as placements, each with what kind of thing it places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from handoff_cli.core.pack import Flaw, Placement, Side
from handoff_cli.datapack import refdes
from handoff_cli.datapack.columns import Columns
from handoff_cli.datapack.fitted import MAYBE, NOT_FITTED, marked_unfitted, unfitted
from handoff_cli.datapack.lengths import Lengths, angle
from handoff_cli.datapack.sides import MIRRORS, side_of
from handoff_cli.datapack.tables import Row, Table, normal

EXPORT: Final = "Export the centroid file again from the design tool, or ask the customer to."
_KINDS: Final = (
    ("fiducial", re.compile(r"(?:fid|fd|fm|fidu)[-_]?[0-9]+|.*fiducial.*|.*passermarke.*", re.IGNORECASE)),
    ("test point", re.compile(r".*test ?-?_?(?:point|pad|pin).*|testp?[0-9]+", re.IGNORECASE)),
    ("hole", re.compile(r".*mount(?:ing)?[-_ ]?hole.*|.*tooling ?hole.*|hole[0-9]*|montageloch.*|.*[:/]hole\b.*", re.IGNORECASE)),
    ("logo", re.compile(r"g\*+|.*\blogo.*|logo[0-9]*|.*_logo(?:_.*)?", re.IGNORECASE)),
    ("copper", re.compile(r"copper ?fill ?[0-9]*|via[0-9]*|.*copper ?fill.*|wire[0-9]*|trace[0-9]+", re.IGNORECASE)),
    ("text", re.compile(r"txt[0-9]*|(?:logo )?text[0-9]*|img[0-9]*|silkscreen.*|breadboard.*", re.IGNORECASE)),
)  # fmt: skip
_COMMENT: Final = re.compile(r"[#*].*")
_END: Final = re.compile(r"#* ?end\b.*", re.IGNORECASE)


class Frame(NamedTuple):
    """How all rows of one table are to be read. `only` is the side when no column says it."""

    found: Columns
    units: Lengths
    only: Side


def placed(table: Table, frame: Frame) -> tuple[list[Placement], list[Flaw]]:
    placements: list[Placement] = []
    flaws: list[Flaw] = []
    for row in table.rows:
        if (_COMMENT.fullmatch(row.cell(0)) and not _is_placed(row, frame.found)) or _END.fullmatch(row.cell(0)):
            continue
        read = _placement(table, row, frame)
        if isinstance(read, Placement):
            placements.append(read)
        else:
            flaws.append(read)
    return placements, [*flaws, *_panel(table, placements)]


def _is_placed(row: Row, found: Columns) -> bool:
    return bool(row.cell(found.at["x"]) and row.cell(found.at["y"]))


def _placement(table: Table, row: Row, frame: Frame) -> Placement | Flaw:
    found, units, _ = frame
    name = refdes.names(row.cell(found.at["refdes"]))
    if any(row.cells[table.width :]):
        message = (
            f"Line {row.line} has more cells than there are columns: a decimal comma, or a separator inside a text."
        )
        return table.flaw("malformed", row.line, message, EXPORT)
    kind = _kind(" ".join(name), row, found)
    if len(name) != 1 and kind == "part":
        what = "no RefDes" if not name else f"{len(name)} RefDes"
        return table.flaw("malformed", row.line, f"Line {row.line} has {what} where one part is placed.", EXPORT)
    x, y = units.millimetres(row, found.at["x"]), units.millimetres(row, found.at["y"])
    turned = angle(row.cell(found.at["rotation"]), decimal_comma=units.decimal_comma)
    side = _side(row, frame)
    if x is None or y is None or turned is None or side is None:
        key = "x" if x is None else "y" if y is None else "rotation" if turned is None else "side"
        return _unreadable(table, row, found, key, " ".join(name))
    return Placement(
        line=row.line,
        refdes=" ".join(name),
        x=x,
        y=y,
        rotation=turned,
        side=side,
        excerpt=table.excerpt(row.line),
        value=row.cell(found.at.get("value")),
        package=row.cell(found.at.get("package")),
        kind=kind,
        evidence=_evidence(table, row, found),
    )


def _side(row: Row, frame: Frame) -> Side | None:
    column = frame.found.at.get("side")
    return frame.only if column is None else side_of(frame.found.names["side"], row.cell(column))


def _kind(name: str, row: Row, found: Columns) -> str:
    """A row whose name, value or package says that nothing is placed there."""
    texts = [name, *(row.cell(found.at.get(key)) for key in ("value", "package"))]
    return next((kind for kind, words in _KINDS for text in texts if text and words.fullmatch(text)), "part")


def _evidence(table: Table, row: Row, found: Columns) -> str:
    """What says that the part is not fitted; some packs have no other word on it."""
    header = table.header.cells
    for column in found.several.get("dnp", ()):
        if unfitted(header[column], row.cell(column)):
            return f"“{row.cell(column)}” under “{header[column]}”"
    texts = {
        header[column]: row.cell(column)
        for column in (found.at.get("value"), *found.several.get("description", ()))
        if column is not None
    }
    whole = next((f"“{cell}” under “{name}”" for name, cell in texts.items() if NOT_FITTED.fullmatch(cell)), None)
    return whole or marked_unfitted({name: cell for name, cell in texts.items() if cell.casefold() not in MAYBE}) or ""


def _unreadable(table: Table, row: Row, found: Columns, key: str, name: str) -> Flaw:
    words = {"x": "X coordinate", "y": "Y coordinate", "rotation": "rotation", "side": "side"}[key]
    cell = row.cell(found.at.get(key))
    if not cell and not (key == "side" and normal(found.names.get("side", "")) in MIRRORS):
        return table.flaw("missing", row.line, f"{name[:40]} in line {row.line} has no {words}.", EXPORT)
    message = f"“{cell[:40]}” is not a {words} that can be read ({name[:40]}, line {row.line})."
    return table.flaw("malformed", row.line, message, EXPORT)


def _panel(table: Table, placements: Sequence[Placement]) -> Iterator[Flaw]:
    """The same RefDes several times over, nearly all of them equally often: the rows of a panel."""
    counts = Counter(Counter(each.refdes for each in placements if each.kind == "part").values())
    times, names = max(counts.items(), key=lambda item: item[1], default=(1, 0))
    if times > 1 and names > 1 and names * 5 >= sum(counts.values()) * 4:
        message = f"Nearly every RefDes stands {times} times in the centroid file: it places a panel of {times} boards, not one."
        yield table.flaw(
            "ambiguous", table.header.line, message, "Ask the customer for the centroid file of a single board."
        )
