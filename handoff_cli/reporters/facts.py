"""What is in a ZIP in single lines: its board, its designs, its BOM and its placements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from handoff_cli.core.pack import Design, Member, Pack, Registration
from handoff_cli.reporters.plain import plain
from handoff_cli.reporters.summary import board, bom_summary, is_proven
from handoff_cli.reporters.words import count

UNNAMED: Final = "unidentified"
_SOURCES: Final[Mapping[str, str]] = {
    "stated": "as the file says",
    "declared": "as the manifest says",
    "habit": "as the tool that writes such files always does",
    "": "proven on the pads",
}


_FIELDS: Final[Mapping[str, str]] = {"refdes": "RefDes", "mpn": "MPN", "dnp": "DNP"}


def board_line(pack: Pack) -> str:
    found = board(pack)
    size = f"{found.width:.1f} × {found.height:.1f} mm" if found.width and found.height else "size not known"
    layers = (
        count(found.copper_layers, "copper layer", "copper layers")
        if found.copper_layers
        else "copper layers not known"
    )
    return f"{size}, {layers}"


_FORMS: Final[Mapping[str, str]] = {"odbpp": "ODB++", "ipc2581": "IPC-2581"}


def design_line(design: Design) -> str:
    """A whole board in one file: what is known of it, in one line."""
    said = [" ".join(filter(None, (_FORMS[design.form], plain(design.version))))]
    said += [f"revision {plain(design.revision)}"] if design.revision else ["revision not stated"]
    said += [count(len(design.layers), "layer", "layers")]
    said += [f"{design.copper_layers} of them copper"] if design.copper_layers else []
    said += [count(len(design.placements), "component", "components")]
    return f"{', '.join(said)}: {plain(design.member)}"


def bom_lines(pack: Pack) -> Iterator[str]:
    if pack.bom is None:
        yield _not_read(_of_role(pack, "bom"), "no bill of materials found")
        return
    found = bom_summary(pack)
    fitted = (found.designators or 0) - (found.dnp or 0)
    said = f"{count(found.lines or 0, 'line', 'lines')}, {count(fitted, 'part', 'parts')} to fit"
    said += f", {found.dnp} not fitted (DNP)" if found.dnp else ", none marked as not fitted"
    yield f"{said}: {plain(pack.bom.member)}"
    if pack.bom.columns:
        taken = ", ".join(f"{_FIELDS.get(key, key)} from “{plain(column)}”" for key, column in pack.bom.columns.items())
        yield f"columns taken: {taken}"


def placement_lines(pack: Pack) -> Iterator[str]:
    rows = pack.centroid
    if rows is None:
        yield _not_read(_of_role(pack, "centroid"), "no centroid (XY) file found")
        return
    sides = Counter(row.side for row in rows.placements)
    split = ", ".join(f"{sides[side]} {side}" for side in ("top", "bottom") if sides[side])
    said = count(len(rows.placements), "row", "rows") + (f" ({split})" if split else "")
    members = ", ".join(plain(member) for member in rows.members or (rows.member,))
    unit = f"{rows.unit}, {_SOURCES[rows.unit_source]}" if rows.unit else "unit not stated and not proven"
    yield f"{said}: {members}"
    yield unit
    yield from (_registered(each) for each in _in_its_unit(pack))


def _in_its_unit(pack: Pack) -> Iterator[Registration]:
    """A scale that only says the unit, which stands in the line above, is no step of its own."""
    proven = pack.centroid is not None and pack.centroid.unit_source == ""
    for each in pack.registration:
        one = replace(each, scale=1.0) if proven else each
        here = not (one.mirror or one.dx or one.dy) and one.scale == 1.0
        yield replace(one, verdict="registers") if one.verdict == "transformed" and here else one


def _registered(each: Registration) -> str:
    on = f"{each.on_pads} of {each.parts} chip parts"
    if each.verdict == "registers":
        return f"{each.side}: {on} lie on their pads"
    if not is_proven(each):
        return f"{each.side}: too little to tell whether the {count(each.parts, 'chip part', 'chip parts')} lie on pads"
    if each.verdict == "stale":
        return f"{each.side}: only {on} lie on pads; the Gerber files may be of another day"
    return f"{each.side}: {on} lie on their pads after {_moved(each)}"


def _moved(each: Registration) -> str:
    steps = [f"scaling by {each.scale:g}"] if each.scale != 1.0 else []
    steps += [f"mirroring {' and '.join(each.mirror.upper())}"] if each.mirror else []
    steps += [f"moving by x {each.dx:+.3f}, y {each.dy:+.3f} mm"] if each.dx or each.dy else []
    return ", ".join(steps) or "nothing"


def _not_read(candidates: Sequence[Member], none: str) -> str:
    if not candidates:
        return none
    named = ", ".join(plain(each.path) for each in candidates[:3])
    more = f" and {len(candidates) - 3} more" if len(candidates) > 3 else ""
    return f"not read: {named}{more} (see below)"


def _of_role(pack: Pack, role: str) -> list[Member]:
    return [each for each in pack.members if role_of(each) == role]


def role_of(member: Member) -> str:
    return member.found or member.role or UNNAMED


def role_words(role: str) -> str:
    return "not identified" if role == UNNAMED else role.replace("-", " ")
