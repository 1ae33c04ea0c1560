"""The table of the rules: what passes, what fails, and all that is said, made from the cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from difflib import SequenceMatcher
from functools import cache
from pprint import pformat

from handoff_cli.core.report import DealReport, Report
from handoff_cli.core.rule import Rule, weight
from handoff_cli.reporters import REPORTERS, Options
from handoff_cli.rules import RULES, run
from tests.rules import build, liability_cases, shape_cases
from tests.rules.cases import Case, Change
from tests.rules.good import FOLDER, Sample

GOOD: Mapping[str, Change] = {"the good deal": lambda sample: None, **shape_cases.GOOD, **liability_cases.GOOD}
"""Deals in which nothing is wrong."""
_STRICT = replace(build.POLICY, profile="handbook")
_LONGEST = 8


def table(cases: Sequence[Case]) -> str:
    first: dict[str, Case] = {}
    for case in cases:
        first.setdefault(case.rule, case)
    return "\n".join(line for rule in RULES if rule.name in first for line in _entry(rule, first[rule.name]))


def base(case: Case) -> str:
    """The good deal that a case is one change away from: the one it differs least from."""
    spoilt = lines(made(case.change))
    return min(GOOD, key=lambda name: sum(map(len, _differences(_good(name), spoilt))))


def made(change: Change) -> Sample:
    sample = Sample()
    change(sample)
    return sample


def lines(sample: Sample) -> dict[str, list[str]]:
    """The deal as text, part by part: its documents, its files and what was read in its data pack."""
    text = {name: [f"{name}  {line}" for line in _document(name, data)] for name, data in sample.documents.items()}
    for field in fields(sample):
        value = getattr(sample, field.name)
        if field.name == "accepted":
            value = list(value.source.lines) if value else None
        if field.name != "documents":
            entries = (
                value.items() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
            )
            shown = [line for entry in entries for line in pformat(entry, width=140).split("\n")]
            text[field.name] = [f"{field.name}  {line}" for line in shown]
    return text


def differences(case: Case) -> tuple[list[str], list[str]]:
    """The lines of the good deal that are other ones, and what they are where the rule finds something."""
    return _differences(_good(base(case)), lines(made(case.change)))


@cache
def _good(name: str) -> dict[str, list[str]]:
    return lines(made(GOOD[name]))


def _document(name: str, data: object) -> Sequence[str]:
    if isinstance(data, dict) and "" in data:
        return build.node(name, {key: value for key, value in data.items() if key}, data[""]).source.lines
    return build.node(name, data).source.lines


def _differences(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> tuple[list[str], list[str]]:
    good: list[str] = []
    bad: list[str] = []
    for part in {**before, **after}:
        if part not in after:
            good, bad = [*good, *before[part]], [*bad, f"{part} is not there"]
        elif before.get(part) != after[part]:
            changed = _compared(before.get(part) or [f"{part}  nothing"], after[part] or [f"{part}  nothing"])
            good, bad = [*good, *changed[0]], [*bad, *changed[1]]
    return good, bad


def _compared(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    good: list[str] = []
    bad: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            # What was only added or taken out is shown after the line before it.
            good += before[a:b] or before[max(a - 1, 0) : a]
            bad += after[c:d] or after[max(c - 1, 0) : c]
    return good, bad


def _entry(rule: Rule, case: Case) -> Iterator[str]:
    good, bad = differences(case)
    severities = f"{weight(rule, build.POLICY)}, handbook {weight(rule, _STRICT)}"
    yield f"== {rule.name}   {rule.parameter}, {severities}, {rule.source}"
    yield f"   {rule.title}"
    yield f"passes: {base(case)}"
    yield from _shown(good)
    yield f"fails: {case.what}"
    yield from _shown(bad)
    yield "says:"
    found = tuple(run(made(case.change).deal()))
    report = Report(tool="test", deals=(DealReport(deal=FOLDER.split("/")[1], findings=found),))
    said = REPORTERS["text"](report, Options())
    yield from (f"    {line}".rstrip() for line in said.split("\n\nMore about a rule")[0].split("\n"))
    yield ""


def _shown(text: list[str]) -> Iterator[str]:
    for line in text[:_LONGEST]:
        yield f"    {line if len(line) < 170 else line[:169] + '…'}".rstrip()
    if len(text) > _LONGEST:
        yield f"    … and {len(text) - _LONGEST} more lines"
