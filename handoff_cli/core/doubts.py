"""What this version of the tool does not understand of a policy that its schema lets pass: names of rules, thresholds and word
lists, numbers that cannot be, and a rule of the chapter that somebody would lower."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Final

from handoff_cli.core.finding import Finding
from handoff_cli.core.rule import Rule
from handoff_cli.core.thresholds import THRESHOLDS
from handoff_cli.core.tree import Node

WORD_LISTS: Final = ("hedges", "placeholders")
_ASCENDING: Final = (
    ("quote.attrition_min", "quote.attrition_max"),
    ("margin.m2", "margin.m1"),
    ("nda.years", "nda.years_high_reliability"),
    ("windows.liability_frozen_weeks", "windows.liability_slush_weeks"),
    ("windows.liability_slush_weeks", "windows.liability_liquid_weeks"),
    ("windows.planning_frozen_weeks", "windows.planning_slush_weeks"),
)


def doubts(root: Node, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """In the order of the file's parts; `rules` are all there are, by name."""
    yield from _rules(root.get("rules"), rules)
    yield from _thresholds(root.get("thresholds"))
    for name, node in root.get("words").items():
        if name not in WORD_LISTS:
            yield _doubt(node, f"words: there is no list {name!r}", _instead(name, WORD_LISTS, "The lists are"))


def _rules(weights: Node, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    for name, node in weights.items():
        if name not in rules:
            yield _doubt(node, f"rules: there is no rule {name!r}", _instead(name, rules, ""))
        elif rules[name].is_fixed and node.text == "warn":
            message = f"rules: {name} is a condition of the handoff itself, and no policy lowers it"
            yield _doubt(node, message, f"Remove the line. `handoff explain {name}` says why the rule is there.")


def _thresholds(numbers: Node) -> Iterator[Finding]:
    for key, node in numbers.items():
        if key not in THRESHOLDS:
            yield _doubt(node, f"thresholds: there is no {key!r}", _instead(key, THRESHOLDS, ""))
        elif node.decimal is not None and (problem := THRESHOLDS[key].problem(node.text)):
            yield _doubt(
                node, f"thresholds: {key} {problem}", f"{key} is {THRESHOLDS[key].meaning}: correct the number."
            )
    yield from _descending(numbers)


def _descending(numbers: Node) -> Iterator[Finding]:
    for lower, upper in _ASCENDING:
        least, most = _in_force(numbers, lower), _in_force(numbers, upper)
        if least is not None and most is not None and least > most:
            at = numbers.get(lower) if numbers.get(lower).exists else numbers.get(upper)
            yield _doubt(at, f"thresholds: {lower} is above {upper}", "Correct one of the two numbers.")


def _in_force(numbers: Node, key: str) -> Decimal | None:
    default = THRESHOLDS[key].default
    return numbers.get(key).decimal if numbers.get(key).exists else None if default is None else Decimal(default)


def _instead(name: str, known: Collection[str], all_of_them: str) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]}?"
    if all_of_them:
        return f"{all_of_them} {' and '.join(known)}."
    return "Remove the line; `handoff explain` lists the rules, `handoff explain --policy` the thresholds."


def _doubt(node: Node, message: str, remedy: str) -> Finding:
    return Finding("policy-understood", "conflict", "policy", "reject", node.place, message, remedy, "admin")
