"""A deal as `handoff new` leaves it: a draft everybody may commit, a package nobody can mistake for complete."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.cli import main
from handoff_cli.errors import NO, YES
from handoff_cli.new import ITEMS
from tests.gitrepo import Repo

ROOT = Path(__file__).parents[2]
TEAM = ["--customer", "Acme Ltd", "--sales", "tom", "--pm", "dana"]
Out = pytest.CaptureFixture[str]


@pytest.fixture(params=sorted(ITEMS))
def untouched(request: pytest.FixtureRequest, repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> str:
    """A repository with a policy and one new deal of each kind; the kind."""
    files = {name: (ROOT / name).read_bytes() for name in ("handoff.yaml", ".gitattributes")}
    repo.commit("the policy", files)
    monkeypatch.chdir(repo.path)
    kind: str = request.param
    assert main(["new", "ACME-1042", *TEAM, "--kind", kind]) == YES
    capsys.readouterr()
    return kind


def _findings(capsys: Out, *flags: str) -> list[dict[str, Any]]:
    main(["check", "ACME-1042", "--format", "json", *flags])
    report = json.loads(capsys.readouterr().out)
    assert report["findings"] == []
    found: list[dict[str, Any]] = report["deals"][0]["findings"]
    return found


def test_a_draft_may_be_committed(untouched: str, capsys: Out) -> None:
    assert main(["check", "--draft"]) == YES
    assert "still a draft" in capsys.readouterr().out


def test_it_is_no_package(untouched: str, capsys: Out) -> None:
    assert main(["check"]) == NO
    out = capsys.readouterr().out
    assert re.search(
        r"^ACME-1042: returned: \d+ things missing\. Nothing is lost; Sales owns what the PM", out, re.MULTILINE
    )


def test_it_lacks_things_and_nothing_else_is_wrong_with_it(untouched: str, capsys: Out) -> None:
    found = _findings(capsys)
    assert {finding["kind"] for finding in found} == {"missing"}
    assert all("TBD" in finding["message"] for finding in found if finding["severity"] == "reject")
    optional = ("/kickoff/", "/promises.yaml")  # what a package may lack, it may also have begun
    warned = {
        finding["rule"]
        for finding in found
        if finding["severity"] == "warn" and not any(part in finding["path"] for part in optional)
    }
    assert warned <= {
        "engineer-and-buyer-are-assigned", "received-data-is-kept", "customer-is-screened", "terms-have-a-source",
        "liability-is-capped", "quality-class-is-declared",
    }  # fmt: skip


def test_every_gap_is_said_once_and_where(untouched: str, capsys: Out) -> None:
    found = _findings(capsys)
    places = [(finding["path"], finding["line"], finding["column"], finding["message"]) for finding in found]
    assert len(places) == len(set(places))
    assert all(finding["line"] for finding in found if finding["severity"] == "reject")
    gaps = sum(
        len(re.findall(r"(?<!`)\bTBD\b", re.sub(r"(?:^|\s)#.*|<!--.*?-->", "", path.read_text("utf-8"), flags=re.MULTILINE)))
        for path in Path("projects/ACME-1042").rglob("*.*")
        if path.is_file()
    )  # fmt: skip
    assert len([finding for finding in found if "TBD" in finding["message"]]) == gaps


def test_everybody_sees_his_own_gaps_together(untouched: str, capsys: Out) -> None:
    main(["check"])
    out = capsys.readouterr().out
    groups = re.findall(r"^(\w[\w ]*): (\d+) to do(?:, \d+ warnings?)?$", out, re.MULTILINE)
    acts = [finding["acts"] for finding in _findings(capsys) if finding["severity"] == "reject"]
    said = {"Sales": "sales", "Engineering": "engineering", "Finance": "finance"}
    assert {said[who]: int(count) for who, count in groups} == {who: acts.count(who) for who in set(acts)}
    for name in ("deviations.yaml", "contract.yaml", "why.md", "raid.yaml"):
        assert f"projects/ACME-1042/{name}" in out


def test_a_deal_begun_without_names_asks_for_them(repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    repo.commit("the policy", {name: (ROOT / name).read_bytes() for name in ("handoff.yaml", ".gitattributes")})
    monkeypatch.chdir(repo.path)
    assert main(["new", "ACME-1042"]) == YES
    capsys.readouterr()
    assert main(["check", "--draft"]) == YES
    out = capsys.readouterr().out
    for asked in ("`name` still says `TBD`", "`sales` still says `TBD`", "`pm` still says `TBD`"):
        assert asked in out
