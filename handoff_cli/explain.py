"""`handoff explain`: what a rule asks, why, and how to satisfy it. The words are the rule's own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from handoff_cli import __version__
from handoff_cli.core.doubts import WORD_LISTS
from handoff_cli.core.rule import Rule
from handoff_cli.core.thresholds import THRESHOLDS
from handoff_cli.reporters.words import ACTORS, CLEARERS, PARAMETERS, capital
from handoff_cli.settings import Setting, Settings

_CLEARANCE: Final = """\
A clearance by {who}, in clearances.yaml:
    clearances:
      - id: CL-01
        rule: {rule}
        file: contract.yaml      # where the finding is, from the deal's folder
        # at: terms              # the field it is about, as in documents[NDA-2026-03].nda.years; left out: the whole file
        states: "…"              # what stands in that field; where it is no single value, the SHA-256 of the file
        by: ines                 # the person's id
        on: 2026-02-05
        # amount: "25000.00"     # where money is at stake: up to how much
        reason: In the person's own words.
        evidence: evidence/2026-02-05-clearance.md     # the person's mail
        evidence_sha256: …       # `sha256sum FILE`, on Windows `Get-FileHash FILE`"""
_SOURCES: Final[Mapping[str, str]] = {
    "chapter": "the chapter on the handoff from Sales to Project Management",
    "handoff": "the format of a deal",
    "practice": "what is usual in the trade",
}


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


def page(rule: Rule, here: Settings | None = None) -> str:
    """The page of one rule: its title and headings, then its facts; with `here`, what is in force and where that comes from."""
    found = list(_facts(rule, here))
    width = max(len(name) for name, _ in found) + 1
    facts = "\n".join(f"{name + ':':<{width}}  {value}" for name, value in found)
    title, _, text = rule.page.partition("\n")
    parts = [f"{rule.name}\n{title}", text.strip(), facts]
    if rule.clears:
        parts.append(_CLEARANCE.format(rule=rule.name, who=CLEARERS[rule.clears]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(rule: Rule, here: Settings | None) -> Iterator[tuple[str, str]]:
    yield "Part", PARAMETERS[rule.parameter]
    yield "Weight", weighed(rule)
    if here:
        severity = here.weight(rule)
        yield "Here", f"{_DOES[severity.value]} ({severity.origin})"
    yield "Policy", waived_by(rule)
    if rule.clears:
        yield "Clears", cleared_by(rule)
    for key in rule.reads:
        yield "Reads", f"{key}: {here.read(key)}" if here else key
    yield "Who acts", capital(ACTORS[rule.acts])
    yield "Source", sourced(rule)


_DOES: Final = {"reject": "rejects", "warn": "warns"}


def waived_by(rule: Rule) -> str:
    """Whether the policy may change its weight, and the PM accept in spite of it."""
    if rule.is_fixed:
        return "cannot lower it, and the PM cannot waive it"
    return f"can change it (`rules: {{{rule.name}: …}}`), and the PM can waive it: `accept --waive {rule.name}`"


def cleared_by(rule: Rule) -> str:
    """The function whose word in clearances.yaml lifts what the rule finds; empty where nobody's does."""
    return capital(f"{CLEARERS[rule.clears]}, in `clearances.yaml`") if rule.clears else ""


def sourced(rule: Rule) -> str:
    return _SOURCES.get(rule.source, rule.source)


def weighed(rule: Rule) -> str:
    chapter, handbook = (_DOES[severity] for severity in (rule.severity, rule.handbook))
    if chapter == handbook:
        return f"{chapter} under both profiles"
    return f"{chapter} under the profile `chapter`, {handbook} under `handbook`"


def policy_page(here: Settings, rules: Sequence[Rule]) -> str:
    """Everything the policy may set: the value in force, its origin, and the rules that look at it."""
    return "\n".join(_policy_lines(here, rules)) + "\n"


def _policy_lines(here: Settings, rules: Sequence[Rule]) -> Iterator[str]:
    yield "What holds in this work tree. The gate and the decisions take it from the target branch."
    yield ""
    yield from (f"  {field:<10}{here.plain(field)}" for field in ("profile", "currency", "evidence", "target", "merge"))
    yield "\nThresholds (`thresholds:`)"
    for key, threshold in THRESHOLDS.items():
        yield f"  {key}: {here.threshold(key)}"
        yield f"      {threshold.meaning} [{threshold.source}]; {_readers(key, rules)}"
    yield "\nWords (`words:`), added to the shipped lists and never instead of them"
    yield from (f"  {name}: {here.words(name)}; {_readers(f'words.{name}', rules)}" for name in WORD_LISTS)
    yield "\nRules (`rules:`) whose weight is set here"
    named = [rule for rule in rules if rule.name in here.policy.rules]
    yield from (f"  {rule.name}: {here.weight(rule)}" for rule in named)
    if not named:
        yield "  none"


def _readers(key: str, rules: Sequence[Rule]) -> str:
    names = [rule.name for rule in rules if key in rule.reads]
    return f"read by {', '.join(names)}" if names else "no rule reads it yet"


def as_json(rules: Sequence[Rule], here: Settings | None = None) -> str:
    """The rules; with `here`, what the policy sets as well."""
    policy = {"policy": _policy(here, rules)} if here else {}
    data = {"schema": 1, "tool": __version__, "rules": [_plain(rule) for rule in rules], **policy}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _plain(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "title": rule.title,
        "parameter": rule.parameter,
        "severity": {"chapter": rule.severity, "handbook": rule.handbook},
        "acts": rule.acts,
        "source": rule.source,
        "clears": rule.clears,
        "waivable": not rule.chapter,
        "reads": list(rule.reads),
        "page": rule.page,
    }


def _policy(here: Settings, rules: Sequence[Rule]) -> dict[str, Any]:
    return {
        "profile": _setting(here.plain("profile")),
        "currency": _setting(here.plain("currency")),
        "thresholds": {
            key: {
                **_setting(here.threshold(key)), "default": one.default, "unit": one.unit, "source": one.source,
                "meaning": one.meaning, "read_by": [rule.name for rule in rules if key in rule.reads],
            }
            for key, one in THRESHOLDS.items()
        },
        "words": {name: _setting(here.words(name)) for name in WORD_LISTS},
        "rules": {rule.name: _setting(here.weight(rule)) for rule in rules if rule.name in here.policy.rules},
    }  # fmt: skip


def _setting(setting: Setting) -> dict[str, str]:
    return {"value": setting.value, "from": setting.origin}
