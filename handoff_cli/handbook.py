"""All pages of `handoff explain` as one Markdown document: docs/rules.md is what `handoff explain --format markdown` prints."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from handoff_cli.core.rule import HEADINGS, Rule
from handoff_cli.core.thresholds import THRESHOLDS, UNSET
from handoff_cli.explain import cleared_by, sourced, waived_by, weighed
from handoff_cli.reporters.words import ACTORS, PARAMETERS, capital

_HEADING: Final = re.compile(rf"^({'|'.join(HEADINGS)}):?(?:[ \t]+|$)")
_INTRODUCTION: Final = """\
# The rules

Written by `handoff explain --format markdown`; a page here is what `handoff explain RULE` shows.

A rule *rejects* or *warns*. Under the profile `chapter` the conditions of the handoff itself reject, and so do facts of the scope that
disagree; under `handbook` every rule does. *The chapter* is the one on the handoff from Sales to Project Management; `HB 11/1.4` is chapter
1.4 of part 11 of the handbook around it. What the policy may set is at the end."""


def as_markdown(rules: Sequence[Rule]) -> str:
    """Every rule by gate parameter, with everything a page says, then the thresholds."""
    return "\n\n".join(block for block in _blocks(rules) if block) + "\n"


def sections(rule: Rule) -> dict[str, str]:
    """The page of a rule by heading (`Why`, `Bad`, `Good`, `Fix`), without the title; a text keeps its own indentation."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in rule.page.split("\n")[1:]:
        heading = _HEADING.match(line)
        if heading:
            current = found.setdefault(heading[1], [])
        current.append(line[heading.end() :] if heading else line)
    return {name: textwrap.dedent("\n".join(lines).strip("\n")).rstrip() for name, lines in found.items()}


def _blocks(rules: Sequence[Rule]) -> Iterator[str]:
    yield _INTRODUCTION
    for parameter, title in PARAMETERS.items():
        mine = [rule for rule in rules if rule.parameter == parameter]
        if mine:
            yield f"## {title}"
            yield "\n".join(f"- [{rule.name}](#{rule.name}): {rule.title}" for rule in mine)
            for rule in mine:
                yield from _page(rule)
    yield from _thresholds(rules)


def _page(rule: Rule) -> Iterator[str]:
    texts = sections(rule)
    yield f"### {rule.name}"
    yield rule.title
    yield f"**Why:** {texts['Why']}"
    for name in ("Bad", "Good"):
        yield f"**{name}:**"
        yield f"```text\n{texts[name]}\n```"
    yield f"**To do:** {texts['Fix']}"
    yield "\n".join(_facts(rule))


def _facts(rule: Rule) -> Iterator[str]:
    yield f"- Weight: {weighed(rule)}"
    yield f"- The policy {waived_by(rule)}"
    yield f"- Who acts: {ACTORS[rule.acts]}"
    if rule.clears:
        yield f"- Who clears it: {cleared_by(rule)}"
    if rule.reads:
        yield f"- Reads of the policy: {', '.join(f'`{key}`' for key in rule.reads)}"
    yield f"- Source: {sourced(rule)}"


def _thresholds(rules: Sequence[Rule]) -> Iterator[str]:
    yield "## What the policy may set"
    yield (
        "`rules: {RULE: warn}` or `reject` changes the weight of a rule that is no condition of the handoff itself; `words` adds to the\n"
        "lists of placeholders and hedges; `thresholds` sets these numbers. `handoff explain --policy` shows what is in force."
    )
    yield "\n".join(_rows(rules))


def _rows(rules: Sequence[Rule]) -> Iterator[str]:
    yield "| Threshold | Shipped | Meaning | Source | Read by |"
    yield "|---|---|---|---|---|"
    for key, one in THRESHOLDS.items():
        shipped = UNSET if one.default is None else f"{one.default} {one.unit}"
        readers = ", ".join(f"[{rule.name}](#{rule.name})" for rule in rules if key in rule.reads)
        yield f"| `{key}` | {shipped} | {capital(one.meaning)} | {one.source} | {readers or 'no rule yet'} |"
