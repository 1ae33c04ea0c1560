"""A report as workflow commands: annotations beside the lines of a pull request (GitHub, Gitea, Forgejo)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from handoff_cli.core.finding import Finding, in_order
from handoff_cli.core.report import Report
from handoff_cli.core.tree import Place
from handoff_cli.reporters.options import Options
from handoff_cli.reporters.plain import plain
from handoff_cli.reporters.words import ACTORS, where

SHOWN: Final = 10
"""Of each level; the forge drops the eleventh in silence."""


def render(report: Report, options: Options) -> str:  # noqa: ARG001 - a log has no width and no colour of ours
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    findings = [finding for finding in in_order(report.all_findings) if not finding.is_lifted]
    errors = [finding for finding in findings if finding.rejects]
    warnings = [finding for finding in findings if not finding.rejects]
    yield from (_annotation("error", finding) for finding in errors[:SHOWN])
    yield from (_annotation("warning", finding) for finding in warnings[:SHOWN])
    more = len(errors[SHOWN:]) + len(warnings[SHOWN:])
    if more:
        yield f"::notice title=handoff::{more} more in the summary"


def _annotation(level: str, finding: Finding) -> str:
    title = {"title": f"{finding.kind}: {finding.rule}"}
    properties = ",".join(
        f"{key}={_property(str(value))}" for key, value in chain(_position(finding.place), title.items())
    )
    return f"::{level} {properties}::{_data(_message(finding))}"


def _position(place: Place) -> Iterator[tuple[str, object]]:
    """File and lines. A line inside a ZIP is no line of the ZIP, and columns make sense within one line alone."""
    yield "file", place.path
    span = place.span
    if span is None or place.member:
        return
    yield "line", span.line
    yield "endLine", span.end_line
    if span.line == span.end_line:
        yield "col", span.column
        yield "endColumn", span.end_column


def _message(finding: Finding) -> str:
    lines = [_inside(finding.place) + plain(finding.message)]
    lines += [f"also here: {plain(where(related.place))} ({plain(related.message)})" for related in finding.related]
    return "\n".join([*lines, f"→ {plain(finding.remedy)} ({ACTORS[finding.acts]})"])


def _inside(place: Place) -> str:
    if not place.member:
        return ""
    return f"{plain(place.member)}:{place.line}: " if place.line else f"{plain(place.member)}: "


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text)).replace(":", "%3A").replace(",", "%2C")
