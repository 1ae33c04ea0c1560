"""What is in a ZIP, for the person who has just received it; and for machines, as `schemas/inspection.schema.json` says."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from handoff_cli.core.finding import Finding, Related
from handoff_cli.core.pack import Member, Pack
from handoff_cli.core.report import Report
from handoff_cli.core.tree import Place
from handoff_cli.reporters import github, markdown, text
from handoff_cli.reporters.facts import (
    UNNAMED,
    board_line,
    bom_lines,
    design_line,
    placement_lines,
    role_of,
    role_words,
)
from handoff_cli.reporters.json import dumped, finding_of
from handoff_cli.reporters.options import Options
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.prose import cell, code
from handoff_cli.reporters.summary import board, bom_summary, stack, transforms
from handoff_cli.reporters.words import asides, count, counts

_JUNK: Final = "junk"
_WIDEST: Final = 60


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
                {"path": each.path, "role": role_of(each), "evidence": each.evidence or None} for each in pack.members
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
    blocks = [(_overview(seen), 0), *markdown.documents(code(seen.name), seen.findings)]
    return "\n".join(markdown.fitting(blocks, options.limit, "handoff inspect")) + "\n"


def _overview(seen: Inspection) -> str:
    pack = seen.pack
    facts = [("Board", board_line(pack)), ("BOM", *bom_lines(pack)), ("Centroid", *placement_lines(pack))]
    said = [f"- {title}: {code('; '.join(lines))}" for title, *lines in facts]
    rows = [f"| {role_words(role_of(each))} | {cell(each.path)} | {cell(each.evidence)} |"
            for each in sorted(pack.members, key=_by_role) if role_of(each) != _JUNK]  # fmt: skip
    table = ["", "| Role | File | Told by |", "|---|---|---|", *rows] if rows else []
    return "\n".join([f"### {code(seen.name)}", "", _verdict(seen), "", *said, *table, ""])


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
    yield f"  Board      {board_line(pack)}"
    yield from _aligned("Design", map(design_line, pack.designs), options.width)
    yield from _aligned("BOM", bom_lines(pack), options.width)
    yield from _aligned("Centroid", placement_lines(pack), options.width)
    yield ""
    shorten = _Shorten(_common_folder([each.path for each in pack.members if role_of(each) != _JUNK]))
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


def _aligned(title: str, lines: Iterable[str], width: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        first = f"  {title if number == 0 else '':<10} "
        yield from textwrap.wrap(
            line, width, initial_indent=first, subsequent_indent=" " * 15,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip


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
                role_words(layer.role),
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
    others = [each for each in pack.members if each.path not in drawn and role_of(each) != _JUNK]
    if others:
        yield "Other files" if drawn else "Files"
        yield ""
        rows = [
            (role_words(role_of(each)), shorten(each.path), _told(each.evidence))
            for each in sorted(others, key=_by_role)
        ]
        yield from _table(rows)
        yield ""
    if junk := sum(role_of(each) == _JUNK for each in pack.members):
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
    role = role_of(member)
    return role != UNNAMED, role not in ("bom", "centroid"), role, member.path


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


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} kB"
