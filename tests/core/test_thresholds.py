"""Every number the policy may set: shipped values, the policy's own, and what nobody could mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from handoff_cli.core.policy import Policy
from handoff_cli.core.thresholds import THRESHOLDS, Threshold
from tests.schemas.shapes import SCHEMAS

SHIPPED = {
    "pack.time_gap_hours": "48",
    "quote.attrition_min": "1.5",
    "quote.attrition_max": "3",
    "quote.fct_station_minutes": "5",
    "quote.fx_buffer_pct": "3",
    "quote.target_gap_pct": "10",
    "credit.min_score": "600",
    "terms.finance_over_net": "60",
    "fab.fine_pitch_mm": "0.5",
    "nda.years": "3",
    "nda.years_high_reliability": "5",
    "margin.m1": None,
    "margin.m2": None,
    "quote.validity_days": "30",
    "raid.long_lead_weeks": "26",
    "quality.ipc_class_default": "2",
    "windows.liability_frozen_weeks": "4",
    "windows.liability_slush_weeks": "12",
    "windows.liability_slush_flex_pct": "20",
    "windows.liability_liquid_weeks": "52",
    "windows.planning_frozen_weeks": "2",
    "windows.planning_slush_weeks": "6",
}
"""As the handbook and public practice give them; written twice on purpose."""


def test_the_shipped_values_are_those_of_the_handbook() -> None:
    assert {key: THRESHOLDS[key].default for key in SHIPPED} == SHIPPED
    own = {"material.moq_excess_pct", "material.moq_excess_value"}
    assert set(THRESHOLDS) - set(SHIPPED) - own == {"centroid.outside_mm", "quote.margin_points", "terms.standard_net"}


@pytest.mark.parametrize("one", THRESHOLDS.values(), ids=lambda one: one.key)
def test_a_shipped_value_is_one_the_policy_could_set(one: Threshold) -> None:
    assert one.default is None or one.problem(one.default) is None
    assert one.meaning[0].islower()
    assert not one.meaning.endswith(".")
    assert one.source in ("own", "practice") or one.source.startswith("HB ")


def test_they_stand_in_the_order_of_the_alphabet() -> None:
    assert list(THRESHOLDS) == sorted(THRESHOLDS)


def test_the_editor_knows_the_same_keys() -> None:
    known = SCHEMAS["handoff"]["properties"]["thresholds"]["properties"]
    assert set(known) == set(THRESHOLDS)
    assert all(field["description"].startswith(THRESHOLDS[key].meaning) for key, field in known.items())


def test_the_policy_wins_over_what_is_shipped() -> None:
    policy = Policy(thresholds={"quote.fct_station_minutes": "4.5", "margin.m1": "30"})
    assert policy.number("quote.fct_station_minutes") == Decimal("4.5")
    assert policy.number("quote.attrition_max") == Decimal(3)
    assert (policy.number_if_set("margin.m1"), policy.number_if_set("margin.m2")) == (Decimal(30), None)


@pytest.mark.parametrize("key", ["margin.m1", "quote.no_such_thing"])
def test_a_rule_cannot_read_a_number_that_is_not_there(key: str) -> None:
    with pytest.raises(KeyError):
        Policy().number(key)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("raid.long_lead_weeks", "26.5", "is not a whole number of weeks"),
        ("quality.ipc_class_default", "0", "is below 1, the least it can be"),
        ("quality.ipc_class_default", "4", "is above 3, the most it can be"),
        ("quote.fx_buffer_pct", "300", "is above 100, the most it can be"),
        ("quote.fx_buffer_pct", "-1", "is below 0, the least it can be"),
        ("quote.fx_buffer_pct", "2.75", None),
        ("raid.long_lead_weeks", "26.0", None),
    ],
)
def test_numbers_nobody_could_mean(key: str, text: str, said: str | None) -> None:
    assert THRESHOLDS[key].problem(text) == said
