"""A report for a pull request: a checklist a deal, then what to do, document by document. No excerpts: it is forwarded.

Whatever comes from a deal stands in code spans, where mentions, references, links and HTML mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from handoff_cli.core.finding import Finding, Related
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.core.report import DealReport, Report
from handoff_cli.core.tree import Place
from handoff_cli.reporters.options import Options
from handoff_cli.reporters.prose import code
from handoff_cli.reporters.words import (
    ACTORS,
    PARAMETERS,
    REPOSITORY,
    capital,
    count,
    is_judged,
    is_partial,
    label,
    lifted,
    name,
    ownership,
    repository,
    summary,
    where,
    worst_first,
)

Block = tuple[str, int]
"""A piece that is shown whole or not at all, and how many findings are in it."""

_ROOM_FOR_THE_REST: Final = 200


def render(report: Report, options: Options) -> str:
    return "\n".join(fitting(list(_blocks(report, options)), options.limit)) + "\n"


def _blocks(report: Report, options: Options) -> Iterator[Block]:
    if report.findings:
        yield f"### {REPOSITORY}\n\n{capital(repository(report.findings))}\n", 0
    for deal in report.deals:
        yield _overview(deal, options, alone=len(report.deals) == 1), 0
    if not report.deals and not report.findings:
        yield "No deal to look at.", 0
    yield from documents("the repository", report.findings)
    for deal in report.deals:
        yield from documents(code(name(deal)), deal.findings)


def fitting(blocks: Sequence[Block], limit: int, command: str = "handoff check") -> Iterator[str]:
    """As many blocks as there is room for; the first that has none ends it, so that the order holds.

    `command` is the one that lists all.
    """
    room = limit - _ROOM_FOR_THE_REST
    for index, (block, _) in enumerate(blocks):
        room -= len(block) + 1
        if room < 0:
            rest = sum(findings for _, findings in blocks[index:])
            yield f"\nThere is no room here for the rest: {count(rest, 'finding', 'findings')} more. `{command}` lists all."
            return
        yield block


def _overview(deal: DealReport, options: Options, *, alone: bool) -> str:
    parts = [f"### {code(name(deal))}"]
    parts += [capital(summary(deal, draft=options.draft))] if is_judged(deal) else []
    parts += ["\n".join(f"- {code(sentence)}" for sentence in ownership(deal))]
    if deal.findings or (alone and is_judged(deal) and deal.deal != POLICY_SUBJECT):
        parts += ["\n".join(checklist(deal))]
    return "\n\n".join(part for part in parts if part) + "\n"


def checklist(deal: DealReport) -> Iterator[str]:
    """A row for each gate parameter: how it stands, and who has to act."""
    yield "| Gate parameter | State | Who acts |"
    yield "|---|---|---|"
    partial = is_partial(deal.findings)
    for parameter, title in PARAMETERS.items():
        mine = [finding for finding in worst_first(deal.findings) if finding.parameter == parameter]
        if mine or parameter != "policy":
            yield f"| {title} | {_state(mine, partial=partial)} | {_actors(mine)} |"


def _state(findings: Sequence[Finding], *, partial: bool) -> str:
    blocking = sum(finding.rejects for finding in findings)
    warnings = len(findings) - blocking - sum(finding.is_lifted for finding in findings)
    first = f"**{blocking} to do**" if blocking else "nothing found so far" if partial else "complete"
    said = [
        first,
        *([count(warnings, "warning", "warnings")] if warnings else []),
        *lifted(findings),
    ]
    return ", ".join(said)


def _actors(findings: Sequence[Finding]) -> str:
    acting = {finding.acts for finding in findings if finding.rejects}
    return ", ".join(title for actor, title in ACTORS.items() if actor in acting)


def documents(title: str, findings: Sequence[Finding]) -> Iterator[Block]:
    """The findings by document, the document with the worst one first."""
    groups: dict[str, list[Finding]] = {}
    for finding in worst_first(findings):
        groups.setdefault(finding.place.path, []).append(finding)
    heading = f"#### To do in {title}\n\n" if groups else ""
    for path, group in groups.items():
        first, *others = group
        yield f"{heading}{code(path)}\n\n{_finding(first)}", 1
        yield from ((_finding(finding), 1) for finding in others)
        yield "", 0
        heading = ""


def _finding(finding: Finding) -> str:
    line = _inside(finding.place)
    lines = [f"- **{label(finding)}**{line}, {code(finding.rule)}, {ACTORS[finding.acts]} to act"]
    lines += [f"  - {code(finding.message)}"]
    lines += [f"  - also here: {_also(related)}" for related in finding.related]
    return "\n".join([*lines, f"  - to do: {code(finding.remedy)}"])


def _also(related: Related) -> str:
    said = f" {code(related.message)}" if related.message else ""
    return code(where(related.place)) + said


def _inside(place: Place) -> str:
    member = f" in {code(place.member)}" if place.member else ""
    return f"{member}, line {place.line}" if place.line else member
