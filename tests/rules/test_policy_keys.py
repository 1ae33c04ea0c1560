"""A rule names every key of the policy it reads, so that its page can say which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from handoff_cli.core.doubts import WORD_LISTS
from handoff_cli.core.rule import Rule
from handoff_cli.core.thresholds import THRESHOLDS
from handoff_cli.rulebook import all_rules
from handoff_cli.rules import RULES
from tests.rules.good import Sample
from tests.rules.test_rules import CASES

OTHERS = {"named-people-are-known"}
"""Rules of the handbook outside scope and data pack that reject under `chapter`: who is nobody cannot answer for anything."""


class Watched(Mapping[str, str]):
    """Thresholds that keep in mind which of them were asked for."""

    def __init__(self, numbers: Mapping[str, str], asked: set[str]) -> None:
        self._numbers, self._asked = numbers, asked

    def __getitem__(self, key: str) -> str:
        self._asked.add(key)
        return self._numbers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_reads_no_threshold_it_does_not_name(rule: Rule) -> None:
    asked: set[str] = set()
    for change in (lambda sample: None, *(case.change for case in CASES if case.rule == rule.name)):
        sample = Sample()
        change(sample)
        deal = sample.deal()
        watched = replace(deal.policy, thresholds=Watched(deal.policy.thresholds, asked))
        list(rule.check(replace(deal, policy=watched)) if rule.check else ())
    assert asked == {key for key in rule.reads if not key.startswith("words.")}


def test_what_a_rule_names_exists() -> None:
    known = {*THRESHOLDS, *(f"words.{name}" for name in WORD_LISTS)}
    assert {key for rule in all_rules() for key in rule.reads} <= known


def test_under_the_profile_chapter_the_handbook_rejects_only_what_keeps_the_pack_or_the_scope_from_being_one_thing() -> (
    None
):
    strict = {rule for rule in RULES if rule.source.startswith("HB") and rule.severity == "reject"}
    assert {rule.name for rule in strict if rule.parameter not in ("data-pack", "scope")} == OTHERS
