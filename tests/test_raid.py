"""`handoff raid suggest`: what is owed is said, and `--write` adds it with every other byte of the file where it was."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from handoff_cli.check import check
from handoff_cli.cli import main
from handoff_cli.core.deal import PROJECTS
from handoff_cli.errors import NO, USAGE, YES, HandoffError
from handoff_cli.raid import suggest
from handoff_cli.resources import sample_folder
from tests.gitrepo import Repo

DEAL = "BRW-1042"
NONE = "issues: {none_confirmed_by: tom, on: 2026-02-02}  # looked on Monday\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    repo = Repo.init(tmp_path / "repo")
    shutil.copytree(sample_folder() / PROJECTS / DEAL, repo.path / PROJECTS / DEAL)
    for name in ("handoff.yaml", ".gitattributes"):
        shutil.copy(sample_folder() / name, repo.path / name)
    monkeypatch.chdir(repo.path)
    return repo.path / PROJECTS / DEAL


def change(file: Path, *pairs: tuple[str, str]) -> bytes:
    text = file.read_bytes().decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file.write_bytes(text.encode())
    return text.encode()


def without_u1(shop: Path) -> bytes:
    return change(shop / "raid.yaml", ('    links: ["bom:U1", AS-09]\n', ""))


def rules_of(shop: Path) -> set[str]:
    report = check(shop, [DEAL])
    return {finding.rule for finding in report.all_findings}


def test_a_complete_log_owes_nothing(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (shop / "raid.yaml").read_bytes()
    assert main(["raid", "suggest", DEAL, "--write"]) == YES
    assert capsys.readouterr().out == f"The RAID log of {DEAL} owes nothing: every fact that needs an entry has one.\n"
    assert (shop / "raid.yaml").read_bytes() == before


def test_what_is_owed_is_printed_ready_to_paste(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = without_u1(shop)
    assert main(["raid", "suggest", DEAL]) == YES
    assert (
        capsys.readouterr().out
        == f"""# For projects/{DEAL}/raid.yaml:
risks:
  - id: R-04
    description: Component U1 (STM32G071CBT6) is single-source.
    impact: TBD
    owner: purchasing
    status: open
    mitigation: TBD
    raised: TBD
    customer_visible: TBD
    links: ["bom:U1"]

# What says TBD only a person can know; `handoff check {DEAL}` asks for it.
"""
    )
    assert (shop / "raid.yaml").read_bytes() == before


def test_written_entries_are_the_only_change(shop: Path) -> None:
    before = without_u1(shop).decode()
    suggest(shop, DEAL, write=True)
    after = (shop / "raid.yaml").read_bytes().decode()
    added = after[after.index("  - id: R-04") : after.index("assumptions:")]
    assert after.replace(added, "", 1) == before
    assert added.endswith('    links: ["bom:U1"]\n')


def test_what_was_written_settles_the_rule_and_leaves_the_gaps_refused(shop: Path) -> None:
    without_u1(shop)
    assert "single-source-parts-are-in-raid" in rules_of(shop)
    suggest(shop, DEAL, write=True)
    assert rules_of(shop) == {"field-filled"}
    assert suggest(shop, DEAL).entries == ()


def test_line_ends_of_windows_are_kept(shop: Path) -> None:
    text = without_u1(shop).replace(b"\n", b"\r\n")
    (shop / "raid.yaml").write_bytes(text)
    suggest(shop, DEAL, write=True)
    after = (shop / "raid.yaml").read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n") == text.count(b"\n") + 9
    assert b"\r\r" not in after


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_without_a_last_line_end_gets_one_for_the_entry(shop: Path, end: str) -> None:
    text = change(shop / "raid.yaml", ('    links: [PR-02, "contract:partial-shipment"]\n', ""))
    bare = text.decode().rstrip("\n").replace("\n", end).encode()
    (shop / "raid.yaml").write_bytes(bare)
    suggest(shop, DEAL, write=True)
    after = (shop / "raid.yaml").read_bytes()
    assert after.startswith(bare + f"{end}  - id: D-03{end}".encode())
    assert not after.endswith(b"\n")


def test_a_part_that_said_none_gets_its_entries_and_keeps_its_comment(shop: Path) -> None:
    text = (shop / "raid.yaml").read_text(encoding="utf-8")
    start, end = text.index("issues:"), text.index("decisions:")
    (shop / "raid.yaml").write_text(text[:start] + NONE + text[end:], encoding="utf-8", newline="")
    change(shop / "contract.yaml", (", raid: I-01}", "}"))
    done = suggest(shop, DEAL, write=True)
    after = (shop / "raid.yaml").read_text(encoding="utf-8")
    assert "issues:  # looked on Monday\n  - id: I-01\n    description: Credit limit insufficient" in after
    assert after.startswith(text[:start])
    assert after.endswith(text[end:])
    assert [(each.path, each.what, each.id) for each in done.references] == [
        (f"{PROJECTS}/{DEAL}/contract.yaml", "credit", "I-01")
    ]


def test_a_part_that_is_not_there_is_added_at_the_end(shop: Path) -> None:
    text = (shop / "raid.yaml").read_text(encoding="utf-8")
    (shop / "raid.yaml").write_text(text[: text.index("decisions:")], encoding="utf-8", newline="")
    done = suggest(shop, DEAL, write=True)
    assert [entry.id for entry in done.entries] == ["D-01"]
    assert (shop / "raid.yaml").read_text(encoding="utf-8").count("\ndecisions:\n  - id: D-01\n") == 1
    assert done.references == ()


def test_an_entry_that_is_there_is_named_and_not_written_again(shop: Path) -> None:
    change(shop / "quote.yaml", (", raid: A-02}", "}"), ("    raid: A-01\n", ""))
    done = suggest(shop, DEAL)
    assert done.entries == ()
    assert [(each.what, each.id) for each in done.references] == [
        ("NRE-01", "A-02"),
        ("NRE-02", "A-02"),
        ("AS-02", "A-01"),
    ]


def test_one_payment_of_several_lines_is_one_entry(shop: Path) -> None:
    change(shop / "quote.yaml", (", raid: A-02}", "}"))
    change(shop / "raid.yaml", ("    links: [AS-03, NRE-01, NRE-02, NRE-03, NRE-04, NRE-05]\n", "    links: [AS-03]\n"))
    done = suggest(shop, DEAL)
    assert [(entry.id, entry.fields["links"]) for entry in done.entries] == [("A-03", ("NRE-01", "NRE-02"))]
    assert done.entries[0].fields["description"] == "Customer pays the NRE before tooling starts."
    assert [(each.what, each.id) for each in done.references] == [("NRE-01", "A-03"), ("NRE-02", "A-03")]


def test_a_customers_duty_comes_with_its_day_to_fill_in(shop: Path) -> None:
    change(shop / "quote.yaml", ("    raid: A-01\n", ""))
    change(shop / "raid.yaml", ("    links: [AS-02]\n", ""))
    (entry,) = suggest(shop, DEAL).entries
    assert entry.part == "assumptions"
    assert entry.fields["commitment"] == {"what": "TBD", "due": "TBD", "slip": "day-for-day"}
    assert entry.fields["impact"] == "Each day it is late moves the production schedule by one day."


def test_a_deviation_gets_the_decision_it_names(shop: Path) -> None:
    change(shop / "deviations.yaml", ("raid: D-01", "raid: D-07"))
    change(shop / "raid.yaml", ("links: [DEV-01, PR-01]", "links: [PR-01]"))
    (entry,) = suggest(shop, DEAL).entries
    assert entry.id == "D-07"
    assert entry.fields["links"] == ("DEV-01",)
    assert entry.fields["description"] == (
        "Blue solder mask on both sides instead of: Black solder mask (drawing BW-FSG-100-FAB, note 4)"
    )


def test_the_next_id_is_behind_all_that_are_used_or_named(shop: Path) -> None:
    without_u1(shop)
    change(shop / "kickoff/internal.md", ("technical_risks: [R-01, R-03]", "technical_risks: [R-01, R-11]"))
    assert [entry.id for entry in suggest(shop, DEAL).entries] == ["R-12"]


@pytest.mark.parametrize(
    "spoilt",
    ["  - id: R-09\n description: oops\n", "<<<<<<< HEAD\n", "\tissues: x\n", "risks: []\n"],
    ids=["indent", "conflict", "tab", "twice"],
)
def test_a_log_that_cannot_be_read_is_not_touched(shop: Path, spoilt: str) -> None:
    text = without_u1(shop) + spoilt.encode()
    (shop / "raid.yaml").write_bytes(text)
    with pytest.raises(HandoffError) as refused:
        suggest(shop, DEAL, write=True)
    assert refused.value.exit_code == NO
    assert (shop / "raid.yaml").read_bytes() == text


def test_a_log_on_one_line_is_not_touched(shop: Path) -> None:
    text = without_u1(shop).decode()
    start, end = text.index("risks:"), text.index("assumptions:")
    flow = (
        "risks: [{id: R-01, description: Late, impact: Cost, owner: sales, status: open, mitigation: Ask, "
        "raised: 2026-01-12, customer_visible: false}]\n"
    )
    (shop / "raid.yaml").write_text(text[:start] + flow + text[end:], encoding="utf-8", newline="")
    before = (shop / "raid.yaml").read_bytes()
    with pytest.raises(HandoffError, match="is written on one line"):
        suggest(shop, DEAL, write=True)
    assert (shop / "raid.yaml").read_bytes() == before
    assert suggest(shop, DEAL).entries


def test_without_a_log_there_is_nothing_to_add_to(shop: Path) -> None:
    (shop / "raid.yaml").unlink()
    with pytest.raises(HandoffError, match=re.escape("raid.yaml is not there")):
        suggest(shop, DEAL, write=True)
    assert not (shop / "raid.yaml").exists()


def test_a_deal_nobody_knows(shop: Path) -> None:
    with pytest.raises(HandoffError) as refused:
        suggest(shop, "BRW-9999")
    assert refused.value.exit_code == USAGE


def test_no_file_but_the_log_is_written(shop: Path) -> None:
    without_u1(shop)
    change(shop / "contract.yaml", ("    raid: R-02\n", ""))
    others = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file() and path.name != "raid.yaml"}
    suggest(shop, DEAL, write=True)
    now = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file() and path.name != "raid.yaml"}
    assert now == others
