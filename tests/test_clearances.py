"""A clearance as people write it: in a file of the deal, beside the mail that shows it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from handoff_cli.cli import main
from handoff_cli.errors import NO, YES
from handoff_cli.resources import sample_folder
from tests.gitrepo import Repo
from tests.ownership.shop import FOLDER, sample

Out = pytest.CaptureFixture[str]
RULE = "closed-credit-issues-are-released"
MAIL = "Ines Albrecht, 2026-02-17: released up to 30,000 until 2026-06-30.\n"
CLEARANCE = f"""\
# yaml-language-server: $schema=../../schemas/clearances.schema.json
clearances:
  - id: CL-01
    rule: {RULE}
    file: contract.yaml
    at: credit.limit
    states: "60000.00"
    by: ines
    on: "2026-02-17"
    amount: "30000.00"
    reason: The insurer covers the order until the end of June.
    evidence: evidence/2026-02-17-release.md
    evidence_sha256: {hashlib.sha256(MAIL.encode()).hexdigest()}
"""


@pytest.fixture
def closed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample deal in a company that holds to the handbook; its issue about the credit is closed."""
    policy = (sample_folder() / "handoff.yaml").read_text(encoding="utf-8")
    files = sample()
    log = files[f"{FOLDER}/raid.yaml"]
    assert isinstance(log, bytes)
    before, after = log.decode().split("  - id: I-01", 1)
    files[f"{FOLDER}/raid.yaml"] = f"{before}  - id: I-01{after.replace('status: open', 'status: closed', 1)}"
    files |= {".gitattributes": "projects/** -text\n", "handoff.yaml": f"{policy}rules: {{{RULE}: reject}}\n"}
    monkeypatch.chdir(repo.write(files).path)
    return repo.path / FOLDER


def cleared(deal: Path, text: str = CLEARANCE) -> None:
    (deal / "clearances.yaml").write_text(text, encoding="utf-8", newline="\n")
    (deal / "evidence" / "2026-02-17-release.md").write_text(MAIL, encoding="utf-8", newline="\n")


def test_who_may_clear_it_is_told_and_what_is_cleared_is_shown(closed: Path, capsys: Out) -> None:
    assert main(["check"]) == NO
    out = capsys.readouterr().out
    assert f"contract.yaml:59:17  conflict  {RULE}" in out
    assert f"→ Or Finance may clear it, in clearances.yaml: `handoff explain {RULE}`." in " ".join(out.split())
    cleared(closed)
    assert main(["check"]) == YES
    out = capsys.readouterr().out
    assert f"contract.yaml:59:17  conflict, cleared by CL-01  {RULE}" in out
    assert "Finance: 1 cleared" in out
    assert out.endswith("BRW-1042: complete. Cleared: CL-01.\n")
    assert "30000" not in out.replace(",", ""), "an amount never stands in a message"


def test_programs_see_it_too(closed: Path, capsys: Out) -> None:
    cleared(closed)
    main(["check", "--format", "json"])
    (deal,) = json.loads(capsys.readouterr().out)["deals"]
    (finding,) = deal["findings"]
    assert (finding["rule"], finding["severity"], finding["clears"], finding["cleared"], finding["waived"]) == (
        RULE, "reject", "finance", "CL-01", False,
    )  # fmt: skip
    assert deal["complete"] is True
    main(["check", "--format", "markdown"])
    assert "complete, 1 cleared" in capsys.readouterr().out
    main(["check", "--format", "github"])
    assert capsys.readouterr().out == ""


def test_a_changed_limit_takes_the_clearance_away(closed: Path, capsys: Out) -> None:
    cleared(closed)
    contract = closed / "contract.yaml"
    text = contract.read_text(encoding="utf-8")
    contract.write_text(text.replace('limit: "60000.00"', 'limit: "55000.00"'), encoding="utf-8", newline="\n")
    assert main(["check"]) == NO
    out = capsys.readouterr().out
    assert "CL-01 states something else than what stands at contract.yaml, credit.limit now" in out
    assert "cleared by" not in out


def test_a_clearance_that_says_too_little_is_told_where(closed: Path, capsys: Out) -> None:
    cleared(closed, CLEARANCE.replace("    by: ines\n", "").replace("CL-01", "CL-1"))
    assert main(["check"]) == NO
    out = capsys.readouterr().out
    assert "clearances.yaml:3:5  missing  field-present" in out
    assert "`by` is missing" in out
    assert "clearances.yaml:3:9  malformed  field-well-formed" in out


SPOILT = {
    "rule": ("rule: liability-is-capped", "rule: revisions-agree", "rule: TBD", None),
    "file": ("file: quote.yaml", "file: TBD", None),
    "at": ("at: credit.open_receivables", "at: TBD", None),
    "states": ('states: "60000.01"', "states: TBD", None),
    "by": ("by: dana", "by: tom", "by: alice", "by: TBD", None),
    "amount": ('amount: "1.00"', "amount: some", "amount: TBD", None),
    "evidence": ("evidence: evidence/2026-01-22-solder-mask.md", "evidence: TBD", None),
    "evidence_sha256": (f"evidence_sha256: {'0' * 64}", "evidence_sha256: TBD", None),
}
"""Field → lines in its place; None leaves it out."""


@pytest.mark.parametrize("field", SPOILT)
def test_whatever_is_wrong_in_it_it_lifts_nothing_and_somebody_says_so(closed: Path, capsys: Out, field: str) -> None:
    line = next(line for line in CLEARANCE.splitlines() if line.startswith(f"    {field}:"))
    for other in SPOILT[field]:
        cleared(closed, CLEARANCE.replace(f"{line}\n", f"    {other}\n" if other else ""))
        assert main(["check", "--format", "json"]) == NO
        (deal,) = json.loads(capsys.readouterr().out)["deals"]
        assert not any(finding["cleared"] for finding in deal["findings"]), other
        assert any(finding["path"].endswith("/clearances.yaml") for finding in deal["findings"]), other
