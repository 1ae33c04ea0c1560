"""`handoff explain`: what a rule asks, why, and how to satisfy it. The words are the rule's own."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from handoff_cli import __version__
from handoff_cli.core.rule import Rule
from handoff_cli.errors import HandoffError
from handoff_cli.reporters.plain import plain
from handoff_cli.reporters.words import ACTORS, PARAMETERS, capital

_SOURCES: Final[Mapping[str, str]] = {
    "chapter": "the chapter on the handoff from Sales to Project Management",
    "handoff": "the format of a deal",
}


def all_rules() -> tuple[Rule, ...]:
    """Every rule that can make a finding."""
    from handoff_cli.documents import RULES as READING
    from handoff_cli.rules import RULES
    from handoff_cli.upkeep import RULES as UPKEEP

    return (*UPKEEP, *READING, *RULES)


def find(name: str, rules: Sequence[Rule]) -> Rule:
    """The rule of this name; a `HandoffError` that names the nearest ones where there is none."""
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    for rule in rules:
        if rule.name == wanted:
            return rule
    near = difflib.get_close_matches(wanted, [rule.name for rule in rules], n=3, cutoff=0.5)
    near = near or [rule.name for rule in rules if wanted and wanted in rule.name][:3]
    hint = f"Did you mean {' or '.join(near)}?" if near else "`handoff explain` lists them all."
    raise HandoffError(f"There is no rule '{plain(name)}'.", hint=hint)


def listing(rules: Sequence[Rule]) -> str:
    """All rules by gate parameter: what each weighs, its name, what it defends."""
    return "\n".join(_listed(rules)) + "\n"


def _listed(rules: Sequence[Rule]) -> Iterator[str]:
    width = max((len(rule.name) for rule in rules), default=0)
    for parameter, title in PARAMETERS.items():
        mine = [rule for rule in rules if rule.parameter == parameter]
        if mine:
            yield title
            yield from (f"  {_weight(rule):<14}  {rule.name:<{width}}  {rule.title}" for rule in mine)
            yield ""
    yield "warn / reject: a warning under the profile `chapter`, rejected under `handbook`."
    yield "`handoff explain RULE` shows the page of a rule."


def _weight(rule: Rule) -> str:
    return rule.severity if rule.severity == rule.handbook else f"{rule.severity} / {rule.handbook}"


def page(rule: Rule) -> str:
    """The page of one rule: its title and headings, then its facts."""
    facts = "\n".join(f"{name + ':':<10} {value}" for name, value in _facts(rule))
    title, _, text = rule.page.partition("\n")
    parts = [f"{rule.name}\n{title}", text.strip(), facts]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "Part", PARAMETERS[rule.parameter]
    yield "Weight", _weighed(rule)
    if rule.chapter and rule.severity == "reject":
        yield "Policy", "cannot lower it, and the PM cannot waive it"
    elif not rule.chapter:
        yield (
            "Policy",
            f"can change it (`rules: {{{rule.name}: …}}`), and the PM can waive it: `accept --waive {rule.name}`",
        )
    yield "Who acts", capital(ACTORS[rule.acts])
    yield "Source", _SOURCES.get(rule.source, rule.source)


def _weighed(rule: Rule) -> str:
    chapter, handbook = ("rejects" if severity == "reject" else "warns" for severity in (rule.severity, rule.handbook))
    if chapter == handbook:
        return f"{chapter} under both profiles"
    return f"{chapter} under the profile `chapter`, {handbook} under `handbook`"


def as_json(rules: Sequence[Rule]) -> str:
    return (
        json.dumps(
            {"schema": 1, "tool": __version__, "rules": [_plain(rule) for rule in rules]}, ensure_ascii=False, indent=2
        )
        + "\n"
    )


def _plain(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "title": rule.title,
        "parameter": rule.parameter,
        "severity": {"chapter": rule.severity, "handbook": rule.handbook},
        "acts": rule.acts,
        "source": rule.source,
        "page": rule.page,
    }
