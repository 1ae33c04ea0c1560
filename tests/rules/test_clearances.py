"""Clearances: what is lifted, exactly that, and for as long as it is what was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handoff_cli.core.finding import Finding
from handoff_cli.core.policy import Person, Policy
from handoff_cli.core.record import Waiver
from handoff_cli.core.report import DealReport
from handoff_cli.reporters.words import label, summary
from handoff_cli.rulebook import all_rules
from handoff_cli.rules import run
from handoff_cli.rules.routes import at_route
from handoff_cli.waivers import waived
from tests.rules import build
from tests.rules.cases import Change, both, drop, put
from tests.rules.clearance_cases import CLOSED, CONTRACT, CREDIT, clearance
from tests.rules.good import ARCHIVE, ZIP_SHA, Sample
from tests.rules.liability_cases import asked

LEGAL = Policy(people={**build.PEOPLE, "lena": Person(id="lena", name="Lena Falk", roles=frozenset({"legal"}))})
HANDBOOK = replace(build.POLICY, profile="handbook")


def found(*changes: Change, policy: Policy = build.POLICY) -> list[Finding]:
    sample = Sample()
    both(*changes)(sample)
    return list(run(sample.deal(policy)))


def lifted(findings: Sequence[Finding]) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.cleared) for finding in findings]


def test_what_is_cleared_stays_visible_and_blocks_nothing() -> None:
    (before,) = found(CLOSED, policy=HANDBOOK)
    (after,) = found(CLOSED, clearance(), policy=HANDBOOK)
    assert (before.rejects, before.clears, before.cleared) == (True, "finance", None)
    assert (after.rejects, after.cleared) == (False, "CL-01")
    assert label(after) == "conflict, cleared by CL-01"
    assert summary(DealReport("BRW-1042", (after,))) == "complete. Cleared: CL-01."


def test_operations_lets_a_change_into_the_frozen_weeks_and_nobody_else_does() -> None:
    olga = {"olga": Person(id="olga", name="Olga Berg", roles=frozenset({"operations"}))}
    policy = replace(HANDBOOK, people={**build.PEOPLE, **olga})
    change = {"file": "deal.yaml", "at": "changes[CO-01].requested", "states": "2026-04-10", "amount": None}
    frozen = {"rule": "frozen-weeks-stay-as-planned", **change}
    assert lifted(found(asked("2026-04-10"), clearance(**frozen, by="olga"), policy=policy)) == [
        ("frozen-weeks-stay-as-planned", "CL-01")
    ]
    by_production = found(asked("2026-04-10"), clearance(**frozen, by="jonas"), policy=policy)
    assert ("frozen-weeks-stay-as-planned", None) in lifted(by_production)
    assert "clearances-are-given-by-who-may" in {finding.rule for finding in by_production}


def test_a_role_counts_where_the_policy_that_judges_gives_it() -> None:
    """The offer may say what it likes: without people in that policy nobody can clear anything."""
    mira = replace(build.PEOPLE["mira"], roles=frozenset({"engineering", "finance"}))
    promoted = Policy(people={**build.PEOPLE, "mira": mira})
    assert lifted(found(CLOSED, clearance(by="mira"), policy=promoted)) == [(CREDIT, "CL-01")]
    assert lifted(found(CLOSED, clearance(by="mira"))) == [("clearances-are-given-by-who-may", None), (CREDIT, None)]
    assert (CREDIT, None) in lifted(found(CLOSED, clearance(), policy=Policy()))


def test_sales_cannot_clear_his_own_deal_in_another_role() -> None:
    tom = replace(build.PEOPLE["tom"], roles=frozenset({"sales", "finance"}))
    policy = Policy(people={**build.PEOPLE, "tom": tom})
    assert (CREDIT, None) in lifted(found(CLOSED, clearance(by="tom"), policy=policy))


def test_only_the_named_place_is_lifted() -> None:
    """Two deviations too small for the order, one cleared by the customer's engineer."""
    entry = put("deviations.yaml", "deviations", 0, "effectivity", {"quantity": 500})
    other: Change = lambda sample: sample["deviations.yaml"]["deviations"].append(  # noqa: E731
        {**sample["deviations.yaml"]["deviations"][0], "id": "DEV-02", "effectivity": {"quantity": 400}}
    )
    by_bob = clearance(
        rule="deviations-cover-the-order", file="deviations.yaml", at="deviations[DEV-01].effectivity.quantity",
        states="500", by="bob", amount=None,
    )  # fmt: skip
    told = [finding for finding in found(entry, other, by_bob) if finding.rule == "deviations-cover-the-order"]
    assert {(finding.place.excerpt, finding.cleared) for finding in told} == {
        ("quantity: 500", "CL-01"), ("quantity: 400", None),
    }  # fmt: skip


def test_a_field_that_is_not_there_is_cleared_with_the_hash_of_its_file() -> None:
    """As legal lets a contract without a cap pass, as long as that contract is the one it read."""
    uncapped = drop(CONTRACT, "terms", "liability_cap")
    fields = {"rule": "liability-is-capped", "at": "terms", "by": "lena", "amount": None}
    current = clearance(states=build.sha256(CONTRACT), **fields)
    assert lifted(found(uncapped, current, policy=LEGAL)) == [("liability-is-capped", "CL-01")]
    upper = clearance(states=build.sha256(CONTRACT).upper(), **fields)
    assert lifted(found(uncapped, upper, policy=LEGAL)) == [("liability-is-capped", "CL-01")]
    stale = clearance(states="0" * 64, **fields)
    told = lifted(found(uncapped, stale, policy=LEGAL))
    assert told == [("clearances-are-current", None), ("liability-is-capped", None)]


def test_a_finding_in_an_archive_is_cleared_for_exactly_that_archive() -> None:
    """The customer certifies that the files of two dates belong together."""

    def late(sample: Sample) -> None:
        sample.members |= {"bom.csv": {"made": "2026-01-10T12:00"}, "top.gbr": {"made": "2026-01-20T12:00"}}

    archive = ARCHIVE.removeprefix("projects/BRW-1042/")
    fields = {"rule": "files-are-of-one-export", "file": archive, "at": None, "by": "bob", "amount": None}
    for sha, id in ((ZIP_SHA, "CL-01"), ("0" * 64, None)):
        (finding,) = [one for one in found(late, clearance(states=sha, **fields)) if one.rule == fields["rule"]]
        assert (finding.place.member, finding.cleared) == ("top.gbr", id)


def test_two_clearances_of_one_thing_are_one_too_many() -> None:
    told = lifted(found(CLOSED, clearance(), clearance(id="CL-02")))
    assert told == [("clearances-lift-a-finding", None), (CREDIT, "CL-01")]


@pytest.mark.parametrize("gap", ["states", "by", "evidence", "evidence_sha256", "file", "rule"])
def test_a_clearance_with_a_gap_lifts_nothing_and_the_reader_has_said_why(gap: str) -> None:
    assert lifted(found(CLOSED, clearance(**{gap: "TBD"}))) == [(CREDIT, None)]


@pytest.mark.parametrize("gap", [("limit", "TBD"), ("limit", None)])
def test_a_field_nobody_has_filled_in_makes_no_clearance_wrong(gap: tuple[str, object]) -> None:
    """The reader asks for the field; what was cleared can be looked at again when it is there."""
    assert found(CLOSED, clearance(), put(CONTRACT, "credit", *gap)) == []
    assert found(CLOSED, clearance(), put(CONTRACT, "credit", gap[1])) == []


def test_no_condition_of_the_handoff_can_be_cleared() -> None:
    assert [rule.name for rule in all_rules() if rule.clears and rule.source in ("chapter", "handoff")] == []
    assert len([rule for rule in all_rules() if rule.clears]) >= 6


def test_a_cleared_package_has_nothing_left_to_waive() -> None:

    cleared = found(CLOSED, clearance(), policy=HANDBOOK)
    assert not any(finding.waived for finding in waived(cleared, [Waiver(CREDIT, "because", "2099-01-01")]))


@pytest.mark.parametrize(
    ("route", "text"),
    [
        ("purchase_order.number", "PO-88213"),
        ("purchase_order.lines[1].line", "10"),
        ("purchase_order.lines[10].line", "10"),
        ("documents[MSA-2024-07].kind", "msa"),
        ("documents[9].kind", ""),
        ("documents[0].kind", ""),
        ("purchase_order..number", ""),
        ("]", ""),
    ],
)
def test_a_route_is_read_as_people_write_it(route: str, text: str) -> None:
    assert at_route(Sample().deal().contract, route).text == text
