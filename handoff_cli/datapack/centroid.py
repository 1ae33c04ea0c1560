"""The centroid file (pick and place, XY): where each part sits, in millimetres. Top and bottom may have a file each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast

from handoff_cli.core.pack import Centroid, Flaw, Side
from handoff_cli.core.tree import Node
from handoff_cli.datapack.columns import Columns, Field, Layout, any_of, columns, named_columns
from handoff_cli.datapack.fitted import OPTION_COLUMNS, is_understood
from handoff_cli.datapack.headerless import headerless
from handoff_cli.datapack.lengths import MILLIMETRES, lengths, no_unit
from handoff_cli.datapack.placements import Frame, placed
from handoff_cli.datapack.sides import MIRRORS, side_in_name
from handoff_cli.datapack.tables import Table, read_table

_AXIS: Final = (
    "{0}|mid {0}|mid{0}|center {0}|centre {0}|center{0}|centre{0}|{0} center|{0} centre|pos{0}|pos {0}|{0} pos|{0}pos|{0} position|"
    "position {0}|{0}coord|{0} coord|{0} coordinate|{0} coordinates|coordinate {0}|coord {0}|coord{0}|sym {0}|symbol {0}|{0} location|"
    "location {0}|loc {0}|{0} loc|centroid {0}|{0} centroid|body center {0}|centerx {0}|mittelpunkt {0}|{0} koordinate|koordinate {0}|"
    "mitte {0}|{0} mitte|{0} mm|{0} mil|{0} mils|{0} inch|{0} in|posit {0}|comp {0}"
)

LAYOUT: Final = Layout(
    what="centroid file",
    setting="centroid_columns",
    fields=(
        Field(
            key="refdes",
            words="RefDes",
            names=(
                any_of(
                    "designator|ref|refdes|ref des|reference|reference designator|ref designator|c id|references|part id|part reference|"
                    "referenz|bezeichner|bauteilbezeichner|referenzbezeichner|component name|compname|refdesignator|comp ref|"
                    "component reference|referencedesignator|board ref"
                ),
                any_of("name"),
                any_of("part|component|bauteil|comp|bezeichnung"),
            ),
        ),
        Field(key="x", words="X coordinate", names=(any_of(_AXIS.format("x")),)),
        Field(key="y", words="Y coordinate", names=(any_of(_AXIS.format("y")),)),
        Field(
            key="rotation",
            words="rotation",
            names=(
                any_of(
                    "rotation|rot|sym rotate|rotate|angle|orientation|orient|theta|rotation angle|drehung|winkel|drehwinkel|sym rotation|"
                    "rotation deg|symbol rotation|angolo|phi"
                ),
            ),
        ),
        Field(
            key="side",
            words="side",
            names=(
                any_of(
                    "side|layer|tb|boardside|board side|mount side|placement side|placement layer|top/bottom|t/b|seite|"
                    "bestückungsseite|lage|pcb side|mounting side|brd side|board layer"
                ),
                MIRRORS,
            ),
            needed=False,
        ),
        Field(key="value", words="value", names=(any_of("val|value|wert|comp value"), any_of("comment|designation")), needed=False),
        Field(
            key="package",
            words="package",
            names=(any_of("package|footprint|comp package|pattern|gehäuse|bauform|symbol name|sym name|decal|partdecal"),),
            needed=False,
            several=True,
        ),
        Field(key="description", words="description", names=(any_of("description|desc|comment|beschreibung"),), needed=False, several=True),
        Field(key="dnp", words="mark for parts that are not fitted", names=(OPTION_COLUMNS,), needed=False, several=True),
    ),
)  # fmt: skip
_NEEDED: Final = ("refdes", "x", "y", "rotation")
_ONE: Final = "Ask the customer for one centroid file, or for one of the top and one of the bottom."
_BY_EAGLE: Final = (".mnt", ".mnb")


@dataclass(frozen=True, slots=True)
class ReadCentroid:
    """`centroid` is None when a column is missing: half a position is none.

    `open_unit` is the one flaw that falls away when the pads settle the unit (`with_unit`).
    """

    centroid: Centroid | None
    flaws: tuple[Flaw, ...]
    open_unit: tuple[Flaw, ...] = field(default=())


def read_centroid(member: str, data: bytes, manifest: Node) -> ReadCentroid:
    layout = replace(LAYOUT, named=named_columns(manifest, LAYOUT.setting))
    table = _table(member, data, layout)
    if isinstance(table, Flaw):
        return ReadCentroid(None, (table,))
    found = _columns(table, layout)
    if any(key not in found.at for key in _NEEDED) or any(flaw.kind == "ambiguous" for flaw in found.flaws):
        return ReadCentroid(None, (*table.flaws, *found.flaws))
    only = _only_side(table, found, manifest)
    if only is None:
        return ReadCentroid(None, (*table.flaws, *found.flaws, _no_side(table)))
    units = lengths(table, (found.at["x"], found.at["y"]), manifest.get("units").text)
    if isinstance(units, Flaw):
        return ReadCentroid(None, (*table.flaws, *found.flaws, units))
    placements, flaws = placed(table, Frame(found, units, only))
    no = () if units.unit or not placements else (no_unit(table),)
    return ReadCentroid(
        Centroid(member, units.unit, tuple(placements), members=(member,), unit_source=units.source),
        (*table.flaws, *found.flaws, *flaws, *no, *_nothing(table, bool(placements or flaws))),
        no,
    )


def _table(member: str, data: bytes, layout: Layout) -> Table | Flaw:
    table = read_table(member, data, layout.what, layout.recognised)
    # A list without names may hold a value `X` and a package `Y`.
    if isinstance(table, Flaw) or any(key not in layout.recognised(table.header.cells) for key in _NEEDED):
        return headerless(member, data) or table
    return table


def _columns(table: Table, layout: Layout) -> Columns:
    found = columns(table, layout)
    options = found.several.get("dnp", ())
    sure = tuple(at for at in options if is_understood(table.header.cells[at], (row.cell(at) for row in table.rows)))
    return replace(found, several={**found.several, "dnp": sure})


def _only_side(table: Table, found: Columns, manifest: Node) -> Side | None:
    """The side of rows that say none themselves: the file's name, or the manifest."""
    if "side" in found.at:
        return "top"
    said = manifest.get("sides").text
    return side_in_name(table.member) or (cast("Side", said) if said in {"top", "bottom"} else None)


def _nothing(table: Table, rows: bool) -> Iterator[Flaw]:
    if not rows:
        message = "The centroid file has column names but no parts."
        yield table.flaw("missing", table.header.line, message, "Ask the customer for the complete centroid file.")


def _no_side(table: Table) -> Flaw:
    headers = ", ".join(cell for cell in table.header.cells if cell)
    message = f"The centroid file has no column for the side, top or bottom. It has: {headers}."
    remedy = (
        "Ask the customer for it, name the column in manifest.yaml (`centroid_columns: {side: <column>}`), "
        "or say there `sides: top` when all parts are on top."
    )
    return table.flaw("missing", table.header.line, message, remedy)


def read_centroids(files: Sequence[tuple[str, bytes]], manifest: Node) -> ReadCentroid:
    """One file, or one of each side. More candidates, or two that do not say their side, are not chosen between."""
    if len(files) == 1:
        return read_centroid(*files[0], manifest)
    if len(files) != 2 or {side_in_name(path) for path, _ in files} != {"top", "bottom"}:
        return ReadCentroid(None, (_several([path for path, _ in files]),) if files else ())
    halves = [(path, data, read_centroid(path, data, manifest)) for path, data in files]
    return _merged([_half(path, data, read, halves) for path, data, read in halves])


def _half(path: str, data: bytes, read: ReadCentroid, all_: Sequence[tuple[str, bytes, ReadCentroid]]) -> ReadCentroid:
    """A side without parts is a header alone, or, by Eagle, nothing at all: as it should be, when the other side has some."""
    other = next(each for name, _, each in all_ if name != path)
    blank = not data.strip() and path.casefold().endswith(_BY_EAGLE)
    empty = blank or (read.centroid is not None and not read.centroid.placements and len(read.flaws) == 1)
    if other.centroid and other.centroid.placements and empty:
        return ReadCentroid(Centroid(path, other.centroid.unit, (), (path,), other.centroid.unit_source), ())
    side = side_in_name(path)
    strangers = [each for each in (read.centroid.placements if read.centroid else ()) if each.side != side]
    return (
        replace(read, flaws=(*read.flaws, _strange(path, strangers[0].refdes, len(strangers)))) if strangers else read
    )


def _strange(path: str, refdes: str, count: int) -> Flaw:
    message = f"{refdes} and {count - 1} more" if count > 1 else refdes
    message = f"“{path}” is called the file of one side, and places {message} on the other."
    return Flaw("conflict", path, message, "Ask the customer which one holds, the file's name or its rows.")


def _merged(halves: Sequence[ReadCentroid]) -> ReadCentroid:
    flaws = tuple(flaw for half in halves for flaw in half.flaws)
    parts = [half.centroid for half in halves if half.centroid is not None]
    if len(parts) < len(halves):
        return ReadCentroid(None, flaws)
    units = {part.unit for part in parts if part.placements}
    if len(units) > 1 and None in units:
        return ReadCentroid(None, flaws)
    first = next((part for part in parts if part.placements), parts[0])
    placements = tuple(replace(each, member=part.member) for part in parts for each in part.placements)
    whole = replace(
        first,
        unit=first.unit if len(units) < 2 else "/".join(sorted(unit for unit in units if unit)),
        placements=placements,
        members=tuple(part.member for part in parts),
    )
    return ReadCentroid(whole, flaws, tuple(flaw for half in halves for flaw in half.open_unit))


def _several(paths: Sequence[str]) -> Flaw:
    listing = ", ".join(f"“{path}”" for path in sorted(paths))
    message = f"{len(paths)} files can be the centroid file: {listing}."
    remedy = f"{_ONE} Say in manifest.yaml which one counts: `members: [{{path: {sorted(paths)[0]}, role: centroid}}]`."
    return Flaw("ambiguous", sorted(paths)[0], message, remedy)


def with_unit(read: ReadCentroid, unit: str) -> ReadCentroid:
    """The same placements when the pads have shown in which unit they are written; the question falls away."""
    if read.centroid is None or read.centroid.unit is not None:
        return read
    factor = MILLIMETRES[unit]
    moved = (replace(each, x=each.x * factor, y=each.y * factor) for each in read.centroid.placements)
    whole = replace(read.centroid, unit=unit, placements=tuple(moved), unit_source="")
    return ReadCentroid(whole, tuple(flaw for flaw in read.flaws if flaw not in read.open_unit))


def looks_like_centroid(data: bytes, name: str) -> float | None:
    """How much this reads like a centroid file, 0 to 1; None when it does not."""
    table = _table(name, data, LAYOUT)
    if isinstance(table, Flaw):
        return None
    known = LAYOUT.recognised(table.header.cells)
    if any(key not in known for key in ("refdes", "x", "y")) or ("rotation" not in known and "side" not in known):
        return None
    if table.separator == "none":
        return 0.9 if name.casefold().endswith(_BY_EAGLE) or side_in_name(name) else 0.6
    return 1.0 if "rotation" in known and "side" in known else 0.8
