"""The entry a rule asks for settles it, and the source chapter's own examples can be written and are demanded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from handoff_cli.core.rule import Owed
from handoff_cli.raidlog.entries import owed_entries
from handoff_cli.rules import RULES, run
from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import BOM, Sample
from tests.rules.raid_cases import replaceable
from tests.rules.test_rules import CASES

RAID, QUOTE, CONTRACT, DEVIATIONS = "raid.yaml", "quote.yaml", "contract.yaml", "deviations.yaml"
PEOPLE = "stakeholders.yaml"
NO_ENTRY = {"damages that are not highlighted", "a consigned part without its day"}
"""What is settled in the contract first, or in the entry that is there."""


DEMANDING = frozenset(
    {
        "single-source-parts-are-in-raid",
        "long-lead-parts-are-in-raid",
        "customer-dependencies-are-in-raid",
        "liquidated-damages-are-highlighted",
        "credit-covers-the-order",
        "tooling-is-paid-before-it-starts",
        "non-standard-terms-are-tracked",
        "later-promises-are-in-raid",
        "consigned-parts-are-promised",
        "alternates-are-decided",
        "partial-shipments-are-decided",
        "ncnr-parts-are-in-raid",
        "minimum-orders-are-in-raid",
        "demand-cuts-are-in-raid",
        "price-meets-the-target",
    }
)


def owed(sample: Sample) -> Iterator[tuple[str, Owed]]:
    deal = sample.deal()
    for rule in RULES:
        yield from ((rule.name, hit.owes) for hit in (rule.check(deal) if rule.check else ()) if hit.owes)


OWING = [case for case in CASES if case.rule in DEMANDING and case.kind == "missing" and case.what not in NO_ENTRY]


def test_every_kind_of_entry_is_owed_by_some_case() -> None:
    assert {name for case in OWING for name, _ in _owed_of(case)} == DEMANDING


def _owed_of(case: Case) -> list[tuple[str, Owed]]:
    sample = Sample()
    case.change(sample)
    return list(owed(sample))


@pytest.mark.parametrize("case", OWING, ids=lambda case: case.what)
def test_the_entry_that_is_owed_settles_the_rule(case: Case) -> None:
    sample = Sample()
    case.change(sample)
    entries, references = owed_entries(sample.deal())
    assert entries or references
    for entry in entries:
        part = sample[RAID][entry.part]
        sample[RAID][entry.part] = [*(part if isinstance(part, list) else []), _filled(entry.fields)]
    for name, route, id in _named(sample, {each.what: each.id for each in references}):
        _below(sample[name], route)["raid"] = id
    assert [finding.rule for finding in run(sample.deal()) if finding.rule == case.rule] == []
    assert [finding.rule for finding in run(sample.deal()) if finding.rule.startswith("raid-")] == []


def _filled(fields: Any) -> dict[str, Any]:
    entry = {key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()}
    entry |= {"raised": "2026-02-05", "customer_visible": False}
    entry |= {"due": "2026-03-16"} if "due" in entry else {}
    entry |= {"decided": "2026-02-06", "decided_by": "dana"} if "decided" in entry else {}
    entry |= {"commitment": {**entry["commitment"], "due": "2026-03-16"}} if "commitment" in entry else {}
    return {key: "known" if value == "TBD" else value for key, value in entry.items()}


def _named(sample: Sample, ids: dict[str, str]) -> Iterator[tuple[str, tuple[Any, ...], str]]:
    """File, route and id of every entry that has to name one."""
    for _, each in owed(sample):
        for node in each.named_in:
            name = node.source.path.split("/", 2)[2]
            what = next((node.get(key).text for key in ("id", "item") if node.get(key).text), "")
            found = [id for said, id in ids.items() if said == what or (not what and said not in ("",))]
            yield name, node.route, found[0]


def _below(data: Any, route: tuple[Any, ...]) -> Any:
    for step in route:
        data = data[step]
    return data


def entry(id: str, description: str, impact: str, owner: str, status: str, **more: Any) -> dict[str, Any]:
    """A row of the chapter's table, with what our log asks for beside it."""
    known = {"id": id, "description": description, "impact": impact, "owner": owner, "status": status}
    return {**known, "raised": "2026-01-20", "customer_visible": False, **more}


def logged(part: str, index: int, **row: Any) -> Change:
    """The row in the place of the one of the good deal, which keeps what links it."""

    def change(sample: Sample) -> None:
        sample[RAID][part][index] = {**sample[RAID][part][index], **row, "id": sample[RAID][part][index]["id"]}

    return change


def nothing(_: Sample) -> None:
    """The cause is in the good deal already."""


def long_lead(sample: Sample) -> None:
    sample.bom = tuple(
        replace(line, fields={"Lead time (weeks)": "52"}) if line.refdes == ("U1",) else line for line in BOM
    )


FIXTURE = {"what": "programming fixture", "due": "2026-03-16", "slip": "day-for-day", "milestone": "M-01"}
EXAMPLES: dict[str, tuple[Change, Change, Change, str]] = {
    "U1 is single-source": (nothing, logged("risks", 0, **entry("", "Component U1 is single-source. Allocation risk high.", "Line down", "Purchasing", "open", mitigation="Pre-buy stock immediately.")), drop(RAID, "risks", 0, "links"), "single-source-parts-are-in-raid"),
    "R-01, a CPU of 52 weeks": (long_lead, logged("risks", 0, **entry("", "Lead time for CPU is 52 weeks.", "Line down", "Purchasing", "open", mitigation="Pre-buy stock immediately.")), drop(RAID, "risks", 0, "links"), "long-lead-parts-are-in-raid"),
    "the customer's fixture": (nothing, logged("assumptions", 0, **entry("", "Customer commits to providing the programming fixture by 2026-03-16.", "Delays in fixture delivery cause a proportional, day-for-day slip in the overall production schedule.", "customer", "open", commitment=FIXTURE)), drop(QUOTE, "assumptions", 1, "raid"), "customer-dependencies-are-in-raid"),
    "the fixture's day": (nothing, logged("assumptions", 0, **entry("", "Customer commits to providing the programming fixture by 2026-03-16.", "Day-for-day slip", "customer", "open", commitment=FIXTURE)), drop(RAID, "assumptions", 0, "commitment"), "customer-duties-have-a-date"),
    "the credit limit": (nothing, logged("issues", 0, **entry("", "Credit limit insufficient for full material buy.", "No material", "finance", "open", action="Finance to approve temporary increase.", due="2026-02-20")), drop(CONTRACT, "credit", "raid"), "credit-covers-the-order"),
    "an alternate resistor": (replaceable("listed-alternates"), both(lambda sample: sample[RAID]["decisions"].append(entry("D-03", "Approved use of alternate Resistor brand Y.", "Cost", "engineering", "closed", decided_by="bob", decided="2026-01-22", links=["bom:C1"])), nothing), lambda sample: sample[RAID]["decisions"][2].pop("links"), "alternates-are-decided"),
    "A-01, NRE before tooling": (nothing, logged("assumptions", 1, **entry("", "Customer will pay NRE before tooling start.", "Cash flow", "Sales", "verified")), drop(QUOTE, "nre", 0, "raid"), "tooling-is-paid-before-it-starts"),
    "D-01, half the quantity": (nothing, logged("decisions", 1, **entry("", "Ship partial quantity (50%) allowed.", "Revenue", "Project Manager", "closed", decided_by="alice", decided="2026-01-28")), drop(RAID, "decisions", 1, "links"), "partial-shipments-are-decided"),
    "blue solder mask": (nothing, both(put(DEVIATIONS, "deviations", 0, "accepted", "Blue Solder Mask"), put(DEVIATIONS, "deviations", 0, "requirement", "Black")), put(RAID, "decisions", 0, "links", ["PR-01"]), "raid-references-are-linked-back"),
    "custom packaging": (nothing, put(QUOTE, "assumptions", 0, "statement", "Custom Packaging is omitted from the baseline cost."), put(QUOTE, "assumptions", 0, "category", "other"), "exclusions-are-registered"),
    "only Alice approves cost increases": (nothing, put(PEOPLE, "customer", 0, "note", "Talk to Bob for technical queries, but only Alice can approve cost increases."), put(PEOPLE, "customer", 0, "can_approve", ["schedule-change"]), "cost-increases-have-an-approver"),
    "Bob for technical queries": (nothing, put(PEOPLE, "customer", 1, "contact_for", ["technical"]), put(PEOPLE, "customer", 1, "contact_for", ["quality"]), "contacts-cover-every-area"),
}  # fmt: skip
"""The example: its cause, the entry as the chapter words it, the entry taken away again, and the rule that asks for it."""


@pytest.mark.parametrize("what", EXAMPLES)
def test_the_chapters_example_can_be_written(what: str) -> None:
    cause, written, _, _ = EXAMPLES[what]
    sample = Sample()
    cause(sample)
    written(sample)
    assert [(finding.rule, finding.message) for finding in run(sample.deal())] == []


@pytest.mark.parametrize("what", EXAMPLES)
def test_the_chapters_example_is_demanded_when_its_cause_is_there(what: str) -> None:
    cause, written, taken_away, rule = EXAMPLES[what]
    sample = Sample()
    for step in (cause, written, taken_away):
        step(sample)
    assert rule in {finding.rule for finding in run(sample.deal())}
