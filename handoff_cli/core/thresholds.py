"""Every number a policy may set under `thresholds`: what it means, its unit, the shipped value and where that comes from.

A rule reads one with `deal.policy.number("quote.fct_station_minutes")`, and names it in `@rule(reads=…)`. A key is never
taken back: policies that are decided already name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Unit = Literal[
    "percent", "points", "days", "hours", "minutes", "weeks", "years", "mm", "score", "class", "units of money"
]
UNSET: Final = "none: the company sets it"


@dataclass(frozen=True, slots=True)
class Threshold:
    """`default` and the bounds are decimal texts. A default of None: nothing is compared until the company sets a number."""

    key: str
    default: str | None
    unit: Unit
    source: str
    meaning: str
    least: str = "0"
    most: str | None = None
    whole: bool = False

    def problem(self, text: str) -> str | None:
        """What is wrong with a number that is written here (`4.5`), in words that follow it; None where nothing is."""
        number = Decimal(text)
        if self.whole and number != number.to_integral_value():
            return f"is not a whole number of {self.unit}"
        if number < Decimal(self.least):
            return f"is below {self.least}, the least it can be"
        if self.most is not None and number > Decimal(self.most):
            return f"is above {self.most}, the most it can be"
        return None


def _percent(key: str, default: str | None, source: str, meaning: str) -> Threshold:
    return Threshold(key=key, default=default, unit="percent", source=source, meaning=meaning, most="100")


def _span(key: str, default: str, unit: Unit, source: str, meaning: str) -> Threshold:
    return Threshold(key=key, default=default, unit=unit, source=source, meaning=meaning, whole=True)


_ALL: Final = (
    Threshold(
        key="centroid.outside_mm", default="2", unit="mm", source="own",
        meaning="how far a placement may lie outside the board's outline, as connectors do",
    ),
    Threshold(
        key="credit.min_score", default="600", unit="score", source="HB 11/1.4", whole=True,
        meaning="the lowest credit score of a customer who gets credit at all",
    ),
    Threshold(
        key="fab.fine_pitch_mm", default="0.5", unit="mm", source="HB 3/2.2",
        meaning="the pitch of a part's pads up to which the board needs a flat finish",
    ),
    _percent("margin.m1", None, "HB 11/1.4", "the gross margin below which a sales manager approves a quote"),
    _percent("margin.m2", None, "HB 11/1.4", "the gross margin below which finance and the sales director approve a quote"),
    Threshold(
        key="material.moq_excess_pct", default="20", unit="percent", source="own",
        meaning="how much more than needed a minimum order may be before the customer signs for it",
    ),
    Threshold(
        key="material.moq_excess_value", default="100", unit="units of money", source="own",
        meaning="what the rest of a minimum order may be worth, at the price in the BOM, before the customer signs for it",
    ),
    _span("nda.years", "3", "years", "HB 11/1.5", "the longest that a non-disclosure agreement usually binds us"),
    _span("nda.years_high_reliability", "5", "years", "HB 11/1.5", "the longest that one binds us to a customer of a sector that needs it"),
    _span("pack.time_gap_hours", "48", "hours", "HB 3/1.5", "how far apart BOM and fabrication data may be written"),
    Threshold(
        key="quality.ipc_class_default", default="2", unit="class", source="HB 3/2.5", least="1", most="3", whole=True,
        meaning="the IPC class that holds where nobody has declared one",
    ),
    _percent("quote.attrition_max", "3", "HB 11/1.3", "the most attrition that is usual for parts of size 0402 and smaller"),
    _percent("quote.attrition_min", "1.5", "HB 11/1.3", "the least attrition that is usual for parts of size 0402 and smaller"),
    Threshold(
        key="quote.fct_station_minutes", default="5", unit="minutes", source="HB 11/1.3",
        meaning="how long testing one piece may take before the test needs a station of its own",
    ),
    _percent("quote.fx_buffer_pct", "3", "HB 11/1.4", "the buffer a quote holds for a foreign currency that is not hedged"),
    Threshold(
        key="quote.margin_points", default="0.1", unit="points", source="own", most="100",
        meaning="how far a stated margin may be from the one that price and cost give",
    ),
    _percent("quote.target_gap_pct", "10", "HB 11/3.1", "from how far above the customer's target price on a quoted price is too high"),
    _span("quote.validity_days", "30", "days", "practice", "how long this company's quotes usually hold"),
    _span("raid.long_lead_weeks", "26", "weeks", "own", "the lead time from which a part counts as long-lead"),
    _span("terms.finance_over_net", "60", "days", "HB 11/1.4", "the payment term beyond which finance approves it"),
    _span("terms.standard_net", "30", "days", "HB 11/1.4", "the longest payment term that any seller may give"),
    _span("windows.liability_frozen_weeks", "4", "weeks", "HB 11/4.1", "until when a forecast binds the customer in full"),
    _span("windows.liability_liquid_weeks", "52", "weeks", "HB 11/4.1", "how far ahead a forecast is given, and how long our stock may last"),
    _percent("windows.liability_slush_flex_pct", "20", "HB 11/4.1", "how much of a forecast the customer may change within its slush weeks"),
    _span("windows.liability_slush_weeks", "12", "weeks", "HB 11/4.1", "until when a forecast binds the customer within its flex"),
    _span("windows.planning_frozen_weeks", "2", "weeks", "HB 10/2.6", "the weeks of the plan that nobody changes"),
    _span("windows.planning_slush_weeks", "6", "weeks", "HB 10/2.6", "the weeks of the plan that change at an effectivity date only"),
)  # fmt: skip

THRESHOLDS: Final[Mapping[str, Threshold]] = {one.key: one for one in _ALL}
"""By key, in the order of the alphabet. A `source` of `own` is a choice of this tool, `practice` public practice."""
