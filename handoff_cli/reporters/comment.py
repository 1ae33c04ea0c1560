"""The one comment of a pull request: whose it is, what is to be done by whom, what changed. Read by people who forward it, so
amounts never appear, and what comes from a deal stands where it means nothing to a forge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from handoff_cli.core.finding import Finding
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.core.report import DealReport
from handoff_cli.core.screen import Rejection, Screen, View
from handoff_cli.reporters.changes import changes, lapsed
from handoff_cli.reporters.markdown import Block, checklist, fitting
from handoff_cli.reporters.next_steps import next_steps
from handoff_cli.reporters.prose import code, prose
from handoff_cli.reporters.words import (
    ACTORS,
    asides,
    capital,
    count,
    headline,
    name,
    ownership,
    short,
    where,
    worst_first,
)

Link = Callable[[str, int | None], str | None]
LIMIT: Final = 60_000
_MOST_FILES: Final = 8
_MOST_FINDINGS: Final = 60
_MOST_WARNINGS: Final = 20
_OWNED: Final = "The PM goes on owning what was accepted before; this is a change of it, and nobody's but Sales' until it is accepted and merged."


def comment(screen: Screen, link: Link) -> str:
    """The comment's text. `link` leads to a path and line at the head commit, or nowhere."""
    command = f"handoff gate --head {short(screen.report.head or '')}"
    return "\n".join(fitting(list(_blocks(screen, link)), LIMIT, command)) + "\n"


def handed_over(deal: DealReport) -> str:
    """The last word, once the target carries what was accepted."""
    said = "\n".join(f"- {prose(sentence)}" for sentence in ownership(deal))
    living = (
        "Stakeholders, the why, RAID, promises, kickoffs and evidence go on being edited; anything else is a new offer."
    )
    return f"### The PM owns {code(deal.deal)}\n\n{said}\n\n{living}\n"


def merged() -> str:
    """The last word where it was merged and no acceptance says whose it is now."""
    return (
        "### This pull request is merged\n\nWhat this comment said before it was merged does not hold any more, and nothing is decided here. "
        "`handoff status` says who owns what, `handoff audit` whether every step of it was accepted.\n"
    )


def _blocks(screen: Screen, link: Link) -> Iterator[Block]:
    if not screen.views:
        yield "### No deal changes here\n\nThere is nothing to hand over and nothing to decide.\n", 0
    for view in screen.views:
        yield _opening(view, screen), 0
        yield from _rejected(view, link)
        if view.report.deal != POLICY_SUBJECT:
            yield _checked(view), 0
        yield from _to_do(view, link)
        yield from changes(view, link)
        yield from _warnings(view, link)
    yield _foot(screen), 0


def _opening(view: View, screen: Screen) -> str:
    parts = [f"### {prose(headline(view.report))}", _about(view)]
    parts += [_OWNED] if view.report.owner == "pm" and view.changes_baseline else []
    parts += [
        f"> {sentence}"
        for sentence in (*lapsed(view), *map(prose, filter(None, (view.accepted, _news(view), view.asked))))
    ]
    parts += ["**What happens next**\n" + "".join(f"\n- {step}" for step in next_steps(view, screen))]
    return "\n\n".join(parts) + "\n"


def _news(view: View) -> str:
    """What the reviews come to, unless the headline says it."""
    verdict = view.report.verdict
    return "" if verdict and verdict.sentence == view.note else view.note


def _about(view: View) -> str:
    """The deal and its scope in one row."""
    if view.report.deal == POLICY_SUBJECT:
        return "The policy (`handoff.yaml`): who people are, and what the gate asks for."
    rows = [code(name(view.report)), *map(prose, view.scope or ("no scope yet",))]
    who = [f"Sales: {prose(view.sales or 'nobody named')}", f"PM: {prose(view.pm or 'nobody named')}"]
    return " · ".join([*rows, *who])


def _checked(view: View) -> str:
    table = "\n".join(checklist(view.report))
    return "\n\n".join([table, *([points] if (points := _points(view)) else [])]) + "\n"


def _points(view: View) -> str:
    """Who has to act, and about what, as one line a person, with how far he has come since the offer was made."""
    lines = []
    come = {one.acts: f"; {one.done} of {one.found} done since the first offer" for one in view.progress if one.done}
    for actor, title in ACTORS.items():
        mine = [finding for finding in worst_first(view.report.findings) if finding.rejects and finding.acts == actor]
        files = list(dict.fromkeys(code(_file(finding.place.path)) for finding in mine))
        more = f" and {len(files) - _MOST_FILES} more files" if len(files) > _MOST_FILES else ""
        if mine:
            where = f"in {', '.join(files[:_MOST_FILES])}{more}"
            lines.append(f"- **{capital(title)}**: {count(len(mine), 'point', 'points')}, {where}{come.get(actor, '')}")
    return "\n".join(["**Who has to act**\n", *lines]) if lines else ""


def _rejected(view: View, link: Link) -> Iterator[Block]:
    told = view.rejection
    if told is None or view.report.verdict is None or view.report.verdict.outcome == "covered":
        return
    if not told.current:
        yield _settled(told), 0
        return
    own = [reason for reason in told.reasons if not reason.rule]
    if own:
        yield f"#### Why {prose(told.name)} returned it\n", 0
    for reason in own:
        place = _place(reason.path, reason.line, link)
        yield f"- {f'{place}: ' if place else 'in general: '}{prose(reason.message)}", 1
    yield "", 0


def _settled(told: Rejection) -> str:
    words = f"#### Since {prose(told.name)} returned it\n\n"
    if told.found:
        words += f"{told.settled} of {count(told.found, 'finding', 'findings')} in the rejection done. "
    own = len(told.reasons) - told.found
    if own:
        words += f"Whether {'his or her own reason is' if own == 1 else f'the {own} reasons in own words are'} settled, only {prose(told.name)} can say."
    return words.rstrip() + "\n"


def _to_do(view: View, link: Link) -> Iterator[Block]:
    mine = worst_first(finding for finding in view.report.findings if finding.rejects)
    yield from _documents("To do", mine[:_MOST_FINDINGS], link)
    if len(mine) > _MOST_FINDINGS:
        yield f"{_left(view, len(mine) - _MOST_FINDINGS)}\n", len(mine) - _MOST_FINDINGS


def _warnings(view: View, link: Link) -> Iterator[Block]:
    """Folded: a warning blocks nothing, and the PM reads it before he decides. Whole or not at all, for it has an end to close."""
    mine = worst_first(finding for finding in view.report.findings if not finding.rejects)
    if not mine:
        return
    said = " ".join(asides(mine))
    body = "\n".join(block for block, _ in _documents("", mine[:_MOST_WARNINGS], link))
    body += f"\n{_left(view, len(mine) - _MOST_WARNINGS)}\n" if len(mine) > _MOST_WARNINGS else ""
    yield f"<details><summary>{said} Nothing of it blocks.</summary>\n\n{body}\n</details>\n", len(mine)


def _left(view: View, number: int) -> str:
    return f"And {number} more: {code(f'handoff check {view.report.deal}')} lists all."


def _documents(title: str, findings: Sequence[Finding], link: Link) -> Iterator[Block]:
    """By document, the one with the worst finding first."""
    groups: dict[str, list[Finding]] = {}
    for finding in worst_first(findings):
        groups.setdefault(finding.place.path, []).append(finding)
    heading = f"#### {title}\n\n" if title and groups else ""
    for path, group in groups.items():
        first, *others = group
        # What is not in the package cannot be led to.
        absent = all(finding.kind == "missing" and not finding.place.line for finding in group)
        target = None if absent else link(path, None)
        shown = f"[{code(_file(path))}]({target})" if target else code(_file(path))
        yield f"{heading}**{shown}**\n\n{_finding(first, link)}", 1
        yield from ((_finding(finding, link), 1) for finding in others)
        yield "", 0
        heading = ""


def _finding(finding: Finding, link: Link) -> str:
    place = finding.place
    target = link(place.path, place.line)
    inside = f"{code(place.member)}, " if place.member else ""
    line = f"line {place.line}, " if place.line else ""
    shown = f"[{line.removesuffix(', ')}]({target}), " if line and target else line
    lines = [f"- {inside}{shown}{_kind(finding)}: {prose(finding.message)}"]
    for related in finding.related:
        said = f": {prose(related.message)}" if related.message else ""
        there = (
            _place(related.place.path, related.place.line, link)
            if not related.place.member
            else code(where(related.place))
        )
        lines.append(f"  - see also {there}{said}")
    lines.append(
        f"  - **{capital(ACTORS[finding.acts])}:** {prose(finding.remedy)} ({code(f'handoff explain {finding.rule}')})"
    )
    return "\n".join(lines)


def _kind(finding: Finding) -> str:
    """Without *warning*, which the words above say of all of them."""
    return f"{finding.kind}, waived" if finding.waived else finding.kind


def _place(path: str | None, line: int | None, link: Link) -> str:
    if not path:
        return ""
    shown = code(_file(path)) + (f" line {line}" if line else "")
    target = link(path, line)
    return f"[{shown}]({target})" if target else shown


def _file(path: str) -> str:
    """A file as people call it inside their deal."""
    parts = path.split("/", 2)
    return parts[2] if len(parts) == 3 and parts[0] == "projects" and parts[2] else path


def _foot(screen: Screen) -> str:
    report = screen.report
    against = f", against {prose(report.target or 'the target')} at {code(short(report.base))}" if report.base else ""
    return (
        f"---\n\n<sub>Looked at {code(short(report.head or ''))}{against}. This comment is kept up to date; amounts are never shown in it."
        "</sub>"
    )
