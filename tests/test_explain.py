"""`handoff explain`: every rule has a page, and a name half remembered finds it."""

from __future__ import annotations

import json
import re

import pytest

from handoff_cli.cli import main
from handoff_cli.core.rule import HEADINGS, Rule
from handoff_cli.errors import USAGE, YES, HandoffError
from handoff_cli.explain import as_json, listing, page
from handoff_cli.reporters.words import PARAMETERS
from handoff_cli.resources import schemas_folder
from handoff_cli.rulebook import all_rules, find

PAGE = """The BOM and the centroid name the same parts.

Why: a machine places what the centroid says.

Bad:
    U12 in the centroid only

Good:
    U12 in both

Fix: ask the customer."""
CENTROID = Rule("centroid-designators-match-bom", "data-pack", "reject", "reject", "customer", "chapter", PAGE)
APPROVED = Rule(
    "quote-approved", "commercial", "warn", "reject", "finance", "HB 11/4.4", "Somebody approved the quote."
)
RULES = (APPROVED, CENTROID)


def test_the_page_of_a_rule() -> None:
    assert (
        page(CENTROID)
        == f"""centroid-designators-match-bom
{PAGE}

Part:      Data pack
Weight:    rejects under both profiles
Policy:    cannot lower it, and the PM cannot waive it
Who acts:  The customer
Source:    the chapter on the handoff from Sales to Project Management
"""
    )


def test_a_rule_of_the_handbook_says_so() -> None:
    assert (
        page(APPROVED)
        == """quote-approved
Somebody approved the quote.

Part:      Commercial
Weight:    warns under the profile `chapter`, rejects under `handbook`
Policy:    can change it (`rules: {quote-approved: …}`), and the PM can waive it: `accept --waive quote-approved`
Who acts:  Finance
Source:    HB 11/4.4
"""
    )


def test_the_page_of_a_rule_that_can_be_cleared_shows_the_entry() -> None:
    (rule,) = (rule for rule in all_rules() if rule.name == "nda-terms-can-be-borne")
    shown = page(rule).partition("A clearance by Legal, in clearances.yaml:")[2]
    fields = set(re.findall(r"^ +(?:- |# )?([a-z_0-9]+):", shown.partition("clearances:")[2], re.MULTILINE))
    schema = json.loads((schemas_folder() / "clearances.schema.json").read_text(encoding="utf-8"))
    assert fields == set(schema["properties"]["clearances"]["items"]["properties"])
    assert f"rule: {rule.name}" in shown


def test_the_list_is_by_gate_parameter() -> None:
    assert (
        listing(RULES)
        == """Data pack
  reject          centroid-designators-match-bom  The BOM and the centroid name the same parts.

Commercial
  warn / reject   quote-approved                  Somebody approved the quote.

warn / reject: a warning under the profile `chapter`, rejected under `handbook`.
`handoff explain RULE` shows the page of a rule.
"""
    )


@pytest.mark.parametrize("typed", ["quote-approved", "Quote-Approved", "quote_approved", " quote approved "])
def test_a_name_is_found_however_it_is_typed(typed: str) -> None:
    assert find(typed, RULES) is APPROVED


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("quote-aproved", "Did you mean quote-approved?"),
        ("centroid", "Did you mean centroid-designators-match-bom?"),
        ("zzz", "`handoff explain` lists them all."),
        ("", "`handoff explain` lists them all."),
    ],
)
def test_an_unknown_rule_names_the_nearest(typed: str, hint: str) -> None:
    with pytest.raises(HandoffError) as caught:
        find(typed, RULES)
    assert (caught.value.hint, caught.value.exit_code) == (hint, USAGE)


def test_json() -> None:
    data = json.loads(as_json(RULES))
    assert data["schema"] == 1
    assert data["rules"][0] == {
        "rule": "quote-approved",
        "title": "Somebody approved the quote.",
        "parameter": "commercial",
        "severity": {"chapter": "warn", "handbook": "reject"},
        "acts": "finance",
        "source": "HB 11/4.4",
        "clears": None,
        "waivable": True,
        "reads": [],
        "page": "Somebody approved the quote.",
    }


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in all_rules()]
    assert len(names) > 20
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_every_rule_has_a_whole_page(rule: Rule) -> None:
    starts = [line.split(":")[0] for line in rule.page.splitlines() if line.startswith(HEADINGS)]
    assert starts == list(HEADINGS)
    assert rule.title.endswith(".")
    assert rule.source in ("chapter", "handoff", "practice") or rule.source.startswith("HB ")
    assert rule.name in page(rule)
    assert rule.parameter in PARAMETERS


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == YES
    out = capsys.readouterr().out
    assert all(f" {rule.name} " in out for rule in all_rules())
    name = all_rules()[0].name
    assert main(["explain", name]) == YES
    assert capsys.readouterr().out.startswith(f"{name}\n")
    assert main(["explain", "--format", "json"]) == YES
    assert len(json.loads(capsys.readouterr().out)["rules"]) == len(all_rules())
    assert main(["explain", "no-such-rule-at-all"]) == USAGE
    assert "There is no rule 'no-such-rule-at-all'." in capsys.readouterr().err
