"""A report for people at a terminal: what is wrong, where, what to do, and who does it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from handoff_cli.core.finding import Actor, Finding, Related
from handoff_cli.core.report import Report
from handoff_cli.core.tree import Place
from handoff_cli.reporters.excerpt import excerpt
from handoff_cli.reporters.options import Options
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import (
    ACTORS,
    CLEARERS,
    REPOSITORY,
    capital,
    conclusion,
    count,
    file,
    is_blocked,
    is_judged,
    label,
    lifted,
    name,
    repository,
    where,
    worst_first,
)

_STYLES: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
_SPACE: Final = "\0"
_EMPTY: Final = ("field-filled", "field-present")
_MANY: Final = 4
"""From so many empty fields of one file on they are listed instead of shown one by one."""


def render(report: Report, options: Options) -> str:
    return "".join(f"{inert(line)}\n" for line in _lines(report, options))


def _lines(report: Report, options: Options) -> Iterator[str]:
    yield from section(REPOSITORY, report.findings, options)
    for deal in report.deals:
        yield from section(plain(name(deal)), deal.findings, options)
    if report.all_findings:
        yield "More about a rule: handoff explain RULE"
        yield ""
    yield from _summaries(report, options)


def section(title: str, findings: Sequence[Finding], options: Options) -> Iterator[str]:
    """One deal, grouped by who must act."""
    if not findings:
        return
    yield _paint(title, options, "bold")
    yield ""
    for actor, group in _by_actor(findings):
        yield _paint(f"{capital(ACTORS[actor])}: {_workload(group)}", options, "bold")
        yield ""
        for together in _together(group):
            yield from _listed(together, options) if len(together) >= _MANY else _each(together, options)


def _together(group: Sequence[Finding]) -> list[list[Finding]]:
    """Findings one by one, but the empty fields of one file in one list: a new deal has two hundred of them."""
    lists: dict[object, list[Finding]] = {}
    for number, finding in enumerate(group):
        alike = (finding.place.path, finding.rejects) if finding.rule in _EMPTY and not finding.related else number
        lists.setdefault(alike, []).append(finding)
    return list(lists.values())


def _each(findings: Sequence[Finding], options: Options) -> Iterator[str]:
    for finding in findings:
        yield from _finding(finding, options)
        yield ""


def _listed(findings: Sequence[Finding], options: Options) -> Iterator[str]:
    """Many empty fields of one file: a line each, and one remedy."""
    first = findings[0]
    style = "red" if first.rejects else "yellow"
    said = f"{len(findings)} fields to fill in"
    yield f"{_paint(plain(file(first.place)), options, 'bold')}  {_paint(label(first), options, style)}  {said}"
    for finding in findings:
        span = finding.place.span
        where_ = f"{span.line}:{span.column}" if span else ""
        hanging = " " * 11
        lines = textwrap.wrap(
            plain(finding.message), options.width, initial_indent=f"  {where_:>7}  ", subsequent_indent=hanging,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        yield from lines
    yield f"  → Fill them in; `handoff explain {first.rule}` says how. ({ACTORS[first.acts]})"
    yield ""


def _by_actor(findings: Sequence[Finding]) -> list[tuple[Actor, list[Finding]]]:
    """Those who hold the deal up first, in the order of the design otherwise; each with his worst finding first."""
    groups: dict[Actor, list[Finding]] = {actor: [] for actor in ACTORS}
    for finding in worst_first(findings):
        groups[finding.acts].append(finding)
    filled = [(actor, group) for actor, group in groups.items() if group]
    return sorted(filled, key=lambda pair: not pair[1][0].rejects)


def _workload(group: Sequence[Finding]) -> str:
    blocking = sum(finding.rejects for finding in group)
    warnings = len(group) - blocking - sum(finding.is_lifted for finding in group)
    said = [f"{blocking} to do"] if blocking else []
    said += [count(warnings, "warning", "warnings")] if warnings else []
    return ", ".join([*said, *lifted(group)])


def _finding(finding: Finding, options: Options) -> Iterator[str]:
    style = "red" if finding.rejects else "yellow"
    place = _paint(plain(where(finding.place)), options, "bold")
    yield f"{place}  {_paint(label(finding), options, style)}  {plain(finding.rule)}"
    yield from _excerpt(finding.place, options, style)
    yield from _wrapped(plain(finding.message), options)
    for related in finding.related:
        yield from _related(related, options)
    yield from _wrapped(f"→ {plain(finding.remedy)} ({ACTORS[finding.acts]})", options, hanging="    ")
    if finding.clears and not finding.is_lifted:
        said = f"→ Or {CLEARERS[finding.clears]} may clear it, in clearances.yaml: `handoff explain {plain(finding.rule)}`."
        yield from _wrapped(said, options, hanging="    ")


def _related(related: Related, options: Options) -> Iterator[str]:
    # A path is one word here, even one with spaces in it, so that it can be copied.
    place = plain(where(related.place)).replace(" ", _SPACE)
    said = f"also here: {place} ({plain(related.message)})" if related.message else f"also here: {place}"
    yield from _wrapped(said, options, hanging="    ")
    yield from _excerpt(related.place, options, "dim")


def _excerpt(place: Place, options: Options, style: str) -> Iterator[str]:
    shown = excerpt(place, options.width) if options.excerpts else None
    if shown:
        number, line, underline = shown
        yield f"  {_paint(f'{number} |', options, 'dim')} {line}".rstrip()
        yield f"  {' ' * len(number)} {_paint('|', options, 'dim')} {_paint_mark(underline, options, style)}"


def _wrapped(text: str, options: Options, hanging: str = "  ") -> Iterator[str]:
    lines = textwrap.wrap(
        text,
        options.width,
        initial_indent="  ",
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from (line.replace(_SPACE, " ") for line in lines)


def _summaries(report: Report, options: Options) -> Iterator[str]:
    if report.findings:
        blocked = any(finding.rejects for finding in report.findings)
        yield _conclusion(REPOSITORY, repository(report.findings), blocked, options)
    for deal in report.deals:
        first, *rest = conclusion(deal, draft=options.draft)
        yield _conclusion(plain(name(deal)), plain(first), is_blocked(deal), options)
        for sentence in rest:
            yield from _wrapped(plain(sentence), options)
    yield from _total(report)


def _total(report: Report) -> Iterator[str]:
    if not report.deals and not report.findings:
        yield "No deal to look at."
    if len(report.deals) > 1 and all(map(is_judged, report.deals)):
        blocked = sum(map(is_blocked, report.deals))
        yield f"{len(report.deals)} deals: {len(report.deals) - blocked} complete, {blocked} not."


def _conclusion(title: str, said: str, blocked: bool, options: Options) -> str:
    return f"{_paint(f'{title}:', options, 'red' if blocked else 'green')} {said}"


def _paint(text: str, options: Options, style: str) -> str:
    return f"\033[{_STYLES[style]}m{text}\033[0m" if options.color else text


def _paint_mark(underline: str, options: Options, style: str) -> str:
    return re.sub(r"\S+", lambda mark: _paint(mark[0], options, style), underline)
