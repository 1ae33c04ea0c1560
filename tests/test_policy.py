"""A policy that names what does not exist: exit 2 with file and line, wherever something new is judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handoff_cli.cli import main
from handoff_cli.errors import USAGE, YES
from handoff_cli.loading import parse_policy
from tests.gitrepo import Repo

BASE = """\
# yaml-language-server: $schema=schemas/handoff.schema.json
people:
  arvid: {name: Arvid Holm, roles: [admin]}
target: main
"""
Out = pytest.CaptureFixture[str]


@pytest.fixture
def here(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.path)
    return repo.write({".gitattributes": "projects/** -text\n", "handoff.yaml": BASE})


WRONG = [
    (
        "rules: {quote-aproved: warn}",
        "handoff.yaml:5: rules: there is no rule 'quote-aproved'",
        "",
    ),
    (
        "rules:\n  revisions-agre: warn",
        "handoff.yaml:6: rules: there is no rule 'revisions-agre'",
        "Did you mean revisions-agree?",
    ),
    (
        "rules:\n  # as always\n  revisions-agree: warn",
        "handoff.yaml:7: rules: revisions-agree is a condition of the handoff itself, and no policy lowers it",
        "Remove the line. `handoff explain revisions-agree` says why the rule is there.",
    ),
    (
        "thresholds: {quote.fct_station_minuts: 4}",
        "handoff.yaml:5: thresholds: there is no 'quote.fct_station_minuts'",
        "Did you mean quote.fct_station_minutes?",
    ),
    (
        "thresholds:\n  quote.fx_buffer_pct: 3\n  raid.long_lead_weeks: 26.5",
        "handoff.yaml:7: thresholds: raid.long_lead_weeks is not a whole number of weeks",
        "correct the number",
    ),
    (
        "thresholds: {quote.attrition_min: 4}",
        "handoff.yaml:5: thresholds: quote.attrition_min is above quote.attrition_max",
        "Correct one of the two numbers.",
    ),
    (
        "thresholds: {margin.m1: 20, margin.m2: 30}",
        "handoff.yaml:5: thresholds: margin.m2 is above margin.m1",
        "Correct one of the two numbers.",
    ),
    ("thresholds: {quote.fx_buffer_pct: a few}", "handoff.yaml:5: ", ""),
    ("words: {hedge: [sort of]}", "handoff.yaml:5: words: there is no list 'hedge'", "Did you mean hedges?"),
]


@pytest.mark.parametrize(("lines", "said", "hint"), WRONG, ids=[said for _, said, _ in WRONG])
def test_what_does_not_exist_is_a_wrong_policy(here: Repo, capsys: Out, lines: str, said: str, hint: str) -> None:
    here.write({"handoff.yaml": f"{BASE}{lines}\n"})
    assert main(["check"]) == USAGE
    err = capsys.readouterr().err
    assert said in err
    assert hint in err
    assert main(["explain", "--policy"]) == USAGE


def test_what_exists_is_read(here: Repo, capsys: Out) -> None:
    lines = "rules: {margins-follow-from-costs: reject}\nthresholds: {margin.m1: 30, quote.attrition_max: '4.5'}\n"
    here.write({"handoff.yaml": BASE + lines})
    assert main(["check"]) == YES
    assert main(["explain", "--policy"]) == YES
    out = capsys.readouterr().out
    assert "  margins-follow-from-costs: reject (handoff.yaml:5)\n" in out
    assert "  margin.m1: 30 percent (handoff.yaml:6)\n" in out
    assert "  margin.m2: none: the company sets it (shipped)\n" in out
    assert "  quote.attrition_max: 4.5 percent (handoff.yaml:6)\n" in out


def test_the_history_can_be_read_with_a_rule_that_is_gone() -> None:
    """What an admin decided years ago stays a policy, whatever rules have been renamed since."""
    policy = parse_policy(f"{BASE}rules: {{some-old-rule: warn}}\n".encode())
    assert policy.people["arvid"].name == "Arvid Holm"
    assert [doubt.place.line for doubt in policy.doubts] == [5]


def test_a_page_says_what_is_in_force(here: Repo, capsys: Out) -> None:
    here.write({"handoff.yaml": f"{BASE}thresholds: {{quote.margin_points: '0.5'}}\nprofile: handbook\n"})
    assert main(["explain", "margins-follow-from-costs"]) == YES
    out = capsys.readouterr().out
    assert "Here:      rejects (handoff.yaml:6)\n" in out
    assert "Reads:     quote.margin_points: 0.5 points (handoff.yaml:5)\n" in out
    assert main(["explain", "margins-follow-from-costs", "--format", "json"]) == YES
    told = json.loads(capsys.readouterr().out)["policy"]
    assert told["profile"] == {"value": "handbook", "from": "handoff.yaml:6"}
    assert told["thresholds"]["quote.margin_points"]["read_by"] == ["margins-follow-from-costs"]
    assert told["thresholds"]["quote.margin_points"]["default"] == "0.1"


def test_a_page_can_be_read_while_the_policy_is_wrong(here: Repo, capsys: Out) -> None:
    here.write({"handoff.yaml": f"{BASE}rules: {{no-such-rule: warn}}\n"})
    assert main(["explain", "policy-understood"]) == YES
    told = capsys.readouterr()
    assert told.out.startswith("policy-understood\n")
    assert "handoff.yaml:5" in told.err


def test_outside_every_repository_the_shipped_values_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "--policy"]) == YES
    assert "profile   chapter (shipped)" in capsys.readouterr().out
