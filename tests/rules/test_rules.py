"""Every rule notices its fact and nothing else; a good deal is silent; every rule has a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from handoff_cli.core.policy import Policy
from handoff_cli.core.rule import HEADINGS, Rule, weight
from handoff_cli.core.thresholds import THRESHOLDS, Threshold
from handoff_cli.rules import RULES, run
from tests.rules import (
    build,
    clearance_cases,
    commercial_cases,
    context_cases,
    contract_cases,
    fabrication_cases,
    kickoff_cases,
    liability_cases,
    pack_cases,
    pricing_cases,
    raid_cases,
    scope_cases,
    shape_cases,
    technical_cases,
)
from tests.rules.cases import Case, check
from tests.rules.good import Sample, documents

CASES = (
    *scope_cases.CASES,
    *shape_cases.CASES,
    *pack_cases.CASES,
    *fabrication_cases.CASES,
    *commercial_cases.CASES,
    *contract_cases.CASES,
    *liability_cases.CASES,
    *clearance_cases.CASES,
    *context_cases.CASES,
    *raid_cases.CASES,
    *kickoff_cases.CASES,
    *technical_cases.CASES,
    *pricing_cases.CASES,
)
SILENT = {
    **pack_cases.SILENT,
    **contract_cases.SILENT,
    **liability_cases.SILENT,
    **pricing_cases.SILENT,
    **raid_cases.SILENT,
    **kickoff_cases.SILENT,
    **technical_cases.SILENT,
}
MONEY = re.compile(r"\d+\.\d{2}\b|[€$£]|\bEUR \d|\d EUR\b")
OPTIONAL_LISTS = {"links", "unplaced", "not_parts", "contact_for", "can_approve"}


def test_a_good_deal_has_no_finding() -> None:
    assert list(run(Sample().deal())) == []


@pytest.mark.parametrize("what", {**shape_cases.GOOD, **liability_cases.GOOD})
def test_a_good_deal_of_another_shape_has_no_finding(what: str) -> None:
    sample = Sample()
    {**shape_cases.GOOD, **liability_cases.GOOD}[what](sample)
    assert list(run(sample.deal())) == []


def test_a_good_deal_is_silent_without_people_in_the_policy() -> None:
    assert list(run(Sample().deal(Policy()))) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_one_change_gives_one_finding(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("what", SILENT)
def test_what_is_as_it_should_be_is_left_alone(what: str) -> None:
    sample = Sample()
    SILENT[what](sample)
    assert [(finding.rule, finding.message) for finding in run(sample.deal())] == []


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in RULES} == {case.rule for case in CASES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_a_page(rule: Rule) -> None:
    starts = [part.split(":", 1)[0] for part in rule.page.split("\n\n")[1:]]
    assert tuple(starts) == HEADINGS
    assert rule.title.endswith(".")
    assert rule.name == rule.name.lower()
    assert all(len(line) <= 150 for line in rule.page.split("\n"))


def test_rule_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_only_rules_of_the_handbook_may_be_lowered() -> None:
    lowered = Policy(people=build.PEOPLE, rules={rule.name: "warn" for rule in RULES})
    strict = Policy(people=build.PEOPLE, profile="handbook")
    assert {rule.name for rule in RULES if weight(rule, lowered) == "reject"} == {
        rule.name for rule in RULES if rule.chapter
    }
    assert {weight(rule, strict) for rule in RULES} == {"reject"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_no_message_tells_an_amount(case: Case) -> None:
    sample = Sample()
    case.change(sample)
    for finding in run(sample.deal()):
        words = [finding.message, finding.remedy, *(related.message for related in finding.related)]
        assert not [text for text in words if MONEY.search(text)]
        assert finding.remedy.endswith((".", "`"))
        assert "!" not in "".join(words)
        assert not finding.message.endswith(".")


@pytest.mark.parametrize("name", documents())
@pytest.mark.parametrize("value", ["TBD", "???", None], ids=["TBD", "question marks", "nothing"])
def test_what_nobody_has_filled_in_is_left_to_the_reader(name: str, value: object) -> None:
    for route, _ in _values(documents()[name], leaves=True):
        assert _after(name, route, value) == [], route


@pytest.mark.parametrize("name", documents())
def test_an_empty_list_is_left_to_the_reader(name: str) -> None:
    for route, old in _values(documents()[name], leaves=False):
        if isinstance(old, list) and route[-1] not in OPTIONAL_LISTS:
            assert _after(name, route, []) == [], route


@pytest.mark.parametrize("value", ["TBD", "???", None, []], ids=["TBD", "question marks", "nothing", "empty list"])
@pytest.mark.parametrize("part", ["forecast", "reschedule_windows", "material_authorisations", "changes"])
def test_a_gap_in_what_binds_the_customer_is_left_to_the_reader(part: str, value: object) -> None:
    for name, route, old in _places(part):
        if value != [] or isinstance(old, list):
            assert _after(name, route, value, _bound()) == [], route


@pytest.mark.parametrize("value", [[None], -3, 10**30, "9999-12-31"], ids=str)
@pytest.mark.parametrize("part", ["forecast", "reschedule_windows", "material_authorisations", "changes"])
def test_nothing_in_what_binds_the_customer_makes_a_rule_stumble(part: str, value: object) -> None:
    for name, route, _ in _places(part):
        _after(name, route, value, _bound())


@pytest.mark.parametrize("number", ["0", "1", "1000000"])
def test_no_number_of_the_policy_makes_a_rule_stumble(number: str) -> None:
    """Every number as low and as high as the policy may set it."""
    sample = _bound()
    sample["contract.yaml"]["forecast"][0]["stock"] = 500
    sample.thresholds = {key: _within(one, number) for key, one in THRESHOLDS.items()}
    assert {finding.rule for finding in run(sample.deal())}


def _within(one: Threshold, number: str) -> str:
    least, most = Decimal(one.least), Decimal(one.most or number)
    return str(max(least, min(most, Decimal(number))))


STRANGE = ([None], {"a": 1}, "1e3", -3)


@pytest.mark.parametrize("name", documents())
def test_no_value_makes_a_rule_stumble(name: str) -> None:
    for at, (route, _) in enumerate(_values(documents()[name], leaves=None)):
        _after(name, route, STRANGE[at % len(STRANGE)])


@pytest.mark.slow
@pytest.mark.parametrize("name", documents())
def test_no_other_value_makes_a_rule_stumble(name: str) -> None:
    for at, (route, _) in enumerate(_values(documents()[name], leaves=None)):
        for other in range(1, len(STRANGE)):
            _after(name, route, STRANGE[(at + other) % len(STRANGE)])


@pytest.mark.parametrize("name", documents())
def test_a_document_that_cannot_be_read_gives_no_second_finding(name: str) -> None:
    """The file is there, its tree is not: the reader has said why."""
    sample = Sample()
    del sample.documents[name]
    sample.files[f"{name}"] = "unreadable"
    assert [finding.rule for finding in run(sample.deal())] == []


def _bound() -> Sample:
    sample = Sample()
    liability_cases.BINDING(sample)
    return sample


def _places(part: str) -> list[tuple[str, tuple[Any, ...], object]]:
    """Document, route and value of all that stands in a part of the deal above."""
    bound = {name: _bound()[name] for name in ("contract.yaml", "deal.yaml")}
    found = [(name, route, old) for name in bound for route, old in _values(bound[name], leaves=None) if part in route]
    assert len(found) > 3, part
    return found


def _after(name: str, route: tuple[Any, ...], value: object, sample: Sample | None = None) -> list[str]:
    sample = sample or Sample()
    *steps, key = route
    below = sample[name]
    for step in steps:
        below = below[step]
    below[key] = value
    return [finding.rule for finding in run(sample.deal())]


def _values(data: Any, route: tuple[Any, ...] = (), *, leaves: bool | None) -> Iterator[tuple[tuple[Any, ...], Any]]:
    inner = isinstance(data, dict | list)
    if route and leaves in (None, not inner):
        yield route, data
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if inner else ():
        if key != "":
            yield from _values(value, (*route, key), leaves=leaves)
