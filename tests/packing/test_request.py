"""`handoff request`: the e-mail to the customer, in his words and with nothing of ours in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from handoff_cli.cli import main
from handoff_cli.core.finding import Finding
from handoff_cli.core.tree import Place, Span
from handoff_cli.letters import requests, secrets
from handoff_cli.rules import RULES, run
from tests.gitrepo import Repo
from tests.packing.sending import DEAL, SAMPLE, begin
from tests.rules.cases import Case
from tests.rules.good import Sample
from tests.rules.test_rules import CASES

Out = pytest.CaptureFixture[str]
OURS = re.compile(
    r"manifest|\.yaml|projects/|data-pack|golden|\bRAID\b|margin|`|the customer\b|\bPM\b|\bSales\b|REV_C01|"
    + "|".join(re.escape(rule.name) for rule in RULES if "-" in rule.name)
)
FINDING = Finding(
    rule="pack-is-readable",
    kind="ambiguous",
    parameter="data-pack",
    severity="reject",
    place=Place("projects/BRW-1042/data-pack/x/X_REV_A01.zip", "X_REV_A01/01_BOM/bom.csv", Span(7, 1, 7, 2)),
    message="R5 has no part number",
    remedy="Ask the customer for the part number.",
    acts="customer",
)


def letter(finding: Finding) -> str:
    deal = Sample().deal()
    return " ".join(f"{each.file} {each.said} {each.needed}" for each in requests([finding], (), secrets(deal)))


def test_it_names_his_file_and_line_and_what_is_needed() -> None:
    (asked,) = requests([FINDING], (), ())
    assert (asked.file, asked.line) == ("bom.csv", 7)
    assert (asked.said, asked.needed) == ("R5 has no part number.", "Please send the part number.")


@pytest.mark.parametrize(
    "ours",
    [
        "mira", "Mira", "Tom Okafor", "43.90", "23.2", "EUR 12", "12 €", "margin", "see R-02", "`members`", "quote.yaml", "projects/BRW-1042",
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["message", "remedy"])
def test_nothing_of_ours_comes_along(ours: str, where: str) -> None:
    words = {"message": f"R5 costs too much, says {ours}", "remedy": f"Ask the customer for the part, {ours}."}
    told = letter(replace(FINDING, **{where: words[where]}))
    assert told.startswith("bom.csv ")
    assert ours.casefold() not in told.casefold()


@pytest.mark.parametrize("acts", ["sales", "finance", "pm", "admin"])
@pytest.mark.parametrize("parameter", ["commercial", "raid", "context", "scope"])
def test_what_others_have_to_do_is_not_asked(acts: str, parameter: str) -> None:
    other = replace(FINDING, acts=acts, parameter=parameter, place=Place("projects/BRW-1042/quote.yaml"))  # type: ignore[arg-type]
    assert requests([other], (), ()) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_no_finding_of_any_rule_leaks(case: Case) -> None:
    sample = Sample()
    case.change(sample)
    deal = sample.deal()
    for each in requests(run(deal), deal.packs.values(), secrets(deal)):
        assert not OURS.search(f"{each.said} {each.needed}")
        assert "/" not in each.file
        assert each.said.endswith((".", "?"))
        assert each.needed.startswith("Please ")


def test_a_new_deal_gets_a_letter_to_paste(repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    folder = begin(repo, monkeypatch)
    assert main(["pack", DEAL, str(SAMPLE)]) == 0
    people = folder.parents[1] / "stakeholders.yaml"
    people.write_text(
        "customer:\n  - {id: bob, name: Bob Tanaka, email: bob@brightwater.example, contact_for: [technical]}\n",
        "utf-8",
    )
    capsys.readouterr()
    assert main(["request", DEAL]) == 0
    mail = capsys.readouterr().out
    lines = mail.splitlines()
    assert lines[:4] == [
        "To: bob@brightwater.example",
        "Subject: BW-FSG-100 revision C: 2 points to clarify",
        "",
        "Dear Bob Tanaka,",
    ]
    assert "1. BOM FSG-100 C.csv" in mail
    assert "   - line 16: J1 is to be fitted but has no row in the centroid file." in lines
    assert max(len(line) for line in lines) <= 76
    assert not OURS.search(mail)


def test_it_says_when_nothing_is_open(repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    begin(repo, monkeypatch)
    capsys.readouterr()
    assert main(["request", DEAL]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing to ask the customer" in said.err


def test_a_deal_nobody_knows(repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: Out, tmp_path: Path) -> None:
    begin(repo, monkeypatch)
    assert main(["request", "NOBODY-1"]) == 2
    assert "There is no deal NOBODY-1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("what", "said", "needed"),
    [
        ("first weeks nobody ordered", "Your forecast puts 500 pieces of board into its first 4 weeks, and only 400 are ordered for them.", "Please send an order or a release for the rest, or a corrected forecast."),
        ("a minimum of 2500", "J9 (B3B-XH-A) is sold from 2500 pieces on, of which the order takes 1030.", "Please sign for what is left over."),
        ("a part bought for a month nobody ordered", "J9 (B3B-XH-A) takes 20 weeks, so your forecast makes us buy 299 that nobody has ordered.", "Please sign for them, or order them."),
        ("a part nobody can send back", "C1 (GRM155R71C104KA88D) cannot be cancelled or sent back.", "Please sign for it, for as many as your order takes."),
    ],
)  # fmt: skip
def test_he_is_asked_for_his_signature(what: str, said: str, needed: str) -> None:
    sample = Sample()
    next(case for case in CASES if case.what == what).change(sample)
    deal = sample.deal()
    (asked,) = requests(run(deal), (), secrets(deal))
    assert (asked.said, asked.needed) == (said, needed)
