"""What is in a ZIP, for the person who has just received it; and for machines, as `schemas/inspection.schema.json` says."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from handoff_cli.core.finding import Finding, Related
from handoff_cli.core.pack import Design, Member, Pack, Registration
from handoff_cli.core.report import Report
from handoff_cli.core.tree import Place
from handoff_cli.reporters import github, markdown, text
from handoff_cli.reporters.json import dumped, finding_of
from handoff_cli.reporters.options import Options
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.summary import board, bom_summary, is_proven, stack, transforms
from handoff_cli.reporters.words import asides, count, counts

_UNNAMED: Final = "unidentified"
_JUNK: Final = "junk"
_WIDEST: Final = 60
_SOURCES: Final[Mapping[str, str]] = {
    "stated": "as the file says",
    "declared": "as the manifest says",
    "habit": "as the tool that writes such files always does",
    "": "proven on the pads",
}


_FIELDS: Final[Mapping[str, str]] = {"refdes": "RefDes", "mpn": "MPN", "dnp": "DNP"}


@dataclass(frozen=True, slots=True)
class _Shorten:
    """A path without the folder that all of them share."""

    folder: str

    def __call__(self, path: str) -> str:
        return plain(path.removeprefix(self.folder))


@dataclass(frozen=True, slots=True)
class Inspection:
    """A ZIP, by the name it has; `size` in bytes."""

    name: str
    size: int
    pack: Pack
    findings: tuple[Finding, ...]


def as_json(seen: Inspection, options: Options) -> str:  # noqa: ARG001 - a contract has no options
    pack, bom, edge = seen.pack, bom_summary(seen.pack), board(seen.pack)
    rows = pack.centroid
    return dumped(
        {
            "members": [
                {"path": each.path, "role": _role(each), "evidence": each.evidence or None} for each in pack.members
            ],
            "bom": {
                "lines": bom.lines,
                "designators": bom.designators,
                "dnp": bom.dnp,
                "fitted": list(pack.bom.fitted()) if pack.bom else None,
                "not_fitted": list(pack.bom.unfitted()) if pack.bom else None,
            },
            "centroid": {
                "rows": len(rows.placements) if rows else None,
                "placed": [row.refdes for row in rows.placements] if rows else None,
                "unit": rows.unit if rows else None,
                "transform": transforms(pack),
            },
            "board": {"width_mm": edge.width, "height_mm": edge.height, "copper_layers": edge.copper_layers},
            "findings": [finding_of(finding) for finding in seen.findings],
        }
    )


def as_text(seen: Inspection, options: Options) -> str:
    return "".join(f"{inert(line)}\n" for line in _lines(seen, options))


def as_github(seen: Inspection, options: Options) -> str:
    return github.render(Report(tool="handoff inspect", findings=seen.findings), options)


def as_markdown(seen: Inspection, options: Options) -> str:
    """For a ticket or a pull request: what is in it as a table, then what is to do."""
    blocks = [(_overview(seen), 0), *markdown.documents(markdown.code(seen.name), seen.findings)]
    return "\n".join(markdown.fitting(blocks, options.limit, "handoff inspect")) + "\n"


def _overview(seen: Inspection) -> str:
    pack = seen.pack
    facts = [("Board", _board(pack)), ("BOM", *_bom(pack)), ("Centroid", *_placement(pack))]
    said = [f"- {title}: {markdown.code('; '.join(lines))}" for title, *lines in facts]
    rows = [f"| {_words(_role(each))} | {_cell(each.path)} | {_cell(each.evidence)} |"
            for each in sorted(pack.members, key=_by_role) if _role(each) != _JUNK]  # fmt: skip
    table = ["", "| Role | File | Told by |", "|---|---|---|", *rows] if rows else []
    return "\n".join([f"### {markdown.code(seen.name)}", "", _verdict(seen), "", *said, *table, ""])


def _cell(words: str) -> str:
    """A bar ends a cell even inside a code span."""
    return markdown.code(words).replace("|", "\\|")


def _verdict(seen: Inspection) -> str:
    said = " ".join(_conclusion(seen.findings))
    return f"{said[:1].upper()}{said[1:]}"


REPORTERS: Final[Mapping[str, Callable[[Inspection, Options], str]]] = {
    "text": as_text, "json": as_json, "github": as_github, "markdown": as_markdown
}  # fmt: skip
"""What `--format` offers."""


def _lines(seen: Inspection, options: Options) -> Iterator[str]:
    pack = seen.pack
    files = count(len(pack.members), "file", "files")
    yield f"{plain(seen.name)}: {files}, {_size(seen.size)}"
    yield ""
    yield f"  Board      {_board(pack)}"
    yield from _aligned("Design", map(_design, pack.designs), options.width)
    yield from _aligned("BOM", _bom(pack), options.width)
    yield from _aligned("Centroid", _placement(pack), options.width)
    yield ""
    shorten = _Shorten(_common_folder([each.path for each in pack.members if _role(each) != _JUNK]))
    if shorten.folder:
        yield f"Everything is in the folder {plain(shorten.folder)}, which is left out below."
        yield ""
    yield from _layers(pack, shorten)
    yield from _files(pack, shorten)
    yield from text.section("What is wrong with it", [_inside(each) for each in seen.findings], options)
    if seen.findings:
        yield "More about a rule: handoff explain RULE"
        yield ""
    yield " ".join((f"{plain(seen.name)}:", *_conclusion(seen.findings)))


def _board(pack: Pack) -> str:
    found = board(pack)
    size = f"{found.width:.1f} × {found.height:.1f} mm" if found.width and found.height else "size not known"
    layers = (
        count(found.copper_layers, "copper layer", "copper layers")
        if found.copper_layers
        else "copper layers not known"
    )
    return f"{size}, {layers}"


_FORMS: Final[Mapping[str, str]] = {"odbpp": "ODB++", "ipc2581": "IPC-2581"}


def _design(design: Design) -> str:
    """A whole board in one file: what is known of it, in one line."""
    said = [" ".join(filter(None, (_FORMS[design.form], plain(design.version))))]
    said += [f"revision {plain(design.revision)}"] if design.revision else ["revision not stated"]
    said += [count(len(design.layers), "layer", "layers")]
    said += [f"{design.copper_layers} of them copper"] if design.copper_layers else []
    said += [count(len(design.placements), "component", "components")]
    return f"{', '.join(said)}: {plain(design.member)}"


def _aligned(title: str, lines: Iterable[str], width: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        first = f"  {title if number == 0 else '':<10} "
        yield from textwrap.wrap(
            line, width, initial_indent=first, subsequent_indent=" " * 15,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip


def _bom(pack: Pack) -> Iterator[str]:
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


def _placement(pack: Pack) -> Iterator[str]:
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


def _layers(pack: Pack, shorten: _Shorten) -> Iterator[str]:
    if not pack.layers:
        return
    yield "Layers, from the top down"
    yield ""
    evidence = {each.path: each.evidence for each in pack.members}
    rows = [("", "objects", "extent in mm", "file", "told by")]
    for layer in stack(pack):
        extent = layer.extent
        size = f"{extent[2] - extent[0]:.1f} × {extent[3] - extent[1]:.1f}" if extent else "empty"
        rows.append(
            (
                _words(layer.role),
                f"{layer.objects:,}",
                size,
                shorten(layer.member),
                _told(evidence.get(layer.member, "")),
            )
        )
    yield from _table(rows, right=(1, 2))
    yield ""


def _files(pack: Pack, shorten: _Shorten) -> Iterator[str]:
    """Everything that is no drawn layer, with how it is known; what nobody means to send is only counted."""
    drawn = {layer.member for layer in pack.layers}
    others = [each for each in pack.members if each.path not in drawn and _role(each) != _JUNK]
    if others:
        yield "Other files" if drawn else "Files"
        yield ""
        rows = [
            (_words(_role(each)), shorten(each.path), _told(each.evidence)) for each in sorted(others, key=_by_role)
        ]
        yield from _table(rows)
        yield ""
    if junk := sum(_role(each) == _JUNK for each in pack.members):
        yield f"{count(junk, 'file', 'files')} left behind by a computer, of no meaning: not looked at."
        yield ""


def _told(evidence: str) -> str:
    """How a file is known, short enough for the end of a line; JSON has all of it."""
    return plain(evidence if len(evidence) <= _WIDEST else f"{evidence[: _WIDEST - 1]}…")


def _inside(finding: Finding) -> Finding:
    """Everything is in the one ZIP that was asked for: its name in every line would only push the file out of sight."""
    return replace(finding, place=_bare(finding.place), related=tuple(map(_bare_related, finding.related)))


def _bare_related(related: Related) -> Related:
    return replace(related, place=_bare(related.place))


def _bare(place: Place) -> Place:
    return replace(place, path=place.member, member=None) if place.member else place


def _common_folder(paths: Sequence[str]) -> str:
    """The folder that every file is in, with its slash; empty where there is none, or one file only."""
    folders = [path.split("/")[:-1] for path in paths]
    common = list(takewhile(lambda parts: len(set(parts)) == 1, zip(*folders, strict=False)))
    return "".join(f"{parts[0]}/" for parts in common) if len(paths) > 1 else ""


def _by_role(member: Member) -> tuple[bool, bool, str, str]:
    role = _role(member)
    return role != _UNNAMED, role not in ("bom", "centroid"), role, member.path


def _table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Iterator[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(widths[at]) if at in right else cell.ljust(min(widths[at], _WIDEST))
            for at, cell in enumerate(row)
        ]
        yield f"  {'  '.join(cells)}".rstrip()


def _conclusion(findings: Sequence[Finding]) -> Iterator[str]:
    blocking = counts(findings)
    yield f"{blocking}." if blocking else "nothing stands in the way of quoting and building from it."
    yield from asides(findings)


def _not_read(candidates: Sequence[Member], none: str) -> str:
    if not candidates:
        return none
    named = ", ".join(plain(each.path) for each in candidates[:3])
    more = f" and {len(candidates) - 3} more" if len(candidates) > 3 else ""
    return f"not read: {named}{more} (see below)"


def _of_role(pack: Pack, role: str) -> list[Member]:
    return [each for each in pack.members if _role(each) == role]


def _role(member: Member) -> str:
    return member.found or member.role or _UNNAMED


def _words(role: str) -> str:
    return "not identified" if role == _UNNAMED else role.replace("-", " ")


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} kB"
