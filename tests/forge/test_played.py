"""The gate and the record job as a forge runs them: the steps of the workflow, an event, and nothing else from this machine."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from handoff_cli import __version__
from handoff_cli.core.pull import Status
from tests.forge.actions import Runner
from tests.forge.company import HOST, Company, Open, on_gitea, on_github
from tests.forge.happenings import Forge
from tests.forge.hub import Rules
from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, FOLDER, OFFER, sample

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform == "win32" or not shutil.which("bash") or not shutil.which("curl"),
        reason="the jobs run on Linux, with bash and curl",
    ),
]


@on_github
def test_from_a_push_to_the_handover(company: Company, tmp_path: Path) -> None:
    """Sales offer, the PM approves, somebody merges: three events, and nobody runs a command."""
    company.hub.rules = Rules(approvals=1, required=("handoff/gate",))
    head = company.offer().head
    forge = Forge(company, tmp_path / "runner")
    gate, record = forge.pushed("opened")
    assert gate.ok, gate.said
    assert gate.installed == f"-m pip install --quiet --only-binary :all: handoff-cli=={__version__}\n"
    assert (company.status().state, company.status().description) == (
        "pending",
        "Complete: waiting for Dana Reyes (PM).",
    )
    assert record.ok, record.said
    assert company.records() == []

    seen = company.review("dana")
    gate, record = forge.reviewed()
    assert (gate.ok, record.ok) == (True, True), gate.said + record.said
    (written,) = company.records()
    assert (written["kind"], written["head"], written["observed"]["review"]) == ("accept", head, seen.id)
    assert company.status().state == "success"
    assert len(company.hub.pull(1).comments) == 1
    assert "PRIVATE KEY" not in gate.said + record.said
    assert not list((tmp_path / "runner").rglob("witness")), "the key is not left behind"

    merged = company.forge("tom").merge(1, head=head, title=f"Merge {DEAL}")
    assert merged.commit
    forge.pushed("closed")
    assert company.hub.pull(1).labels == ["owned-by: pm"]
    assert company.status().description == f"Merged: the PM owns {DEAL}."
    assert not list((tmp_path / "runner").rglob("gone")), "a title is no command"


@on_github
def test_the_record_job_merges_what_is_accepted_where_the_policy_says_so(open_company: Open, tmp_path: Path) -> None:
    company = open_company(merge="auto")
    company.hub.rules = Rules(approvals=1, required=("handoff/gate",))
    company.offer()
    company.review("dana")
    _, record = Forge(company, tmp_path / "runner").reviewed()
    assert record.ok, record.said
    assert company.owner()["owner"] == "pm"
    assert company.hub.pull(1).labels == ["owned-by: pm"]


@on_gitea
def test_changes_asked_for_are_recorded_of_an_incomplete_package_too(company: Company, tmp_path: Path) -> None:
    company.offer({"deviations.yaml": None})
    company.review("dana", "CHANGES_REQUESTED", body="Which class?")
    Forge(company, tmp_path / "runner").reviewed()
    (written,) = company.records()
    assert (written["kind"], written["reasons"][0]["message"]) == ("reject", "Which class?")
    assert company.status().state == "failure"
    assert "deviations.yaml" in company.hub.pull(1).comments[0].body


@on_github
def test_T02_T07_a_change_of_workflows_beside_a_deal_is_refused_and_nothing_of_it_runs(
    company: Company, tmp_path: Path
) -> None:
    trap = f"open({str(tmp_path / 'sprung')!r}, 'w').close()\n"
    names = ("sitecustomize.py", "yaml.py", "handoff_cli/__init__.py", "conftest.py", "setup.py")
    company.offer()
    company.push(
        "tom", OFFER, {**{f"/{name}": trap for name in names}, "/.github/workflows/handoff-gate.yml": "on: push\n"}
    )
    company.review("dana")
    gate, record = Forge(company, tmp_path / "runner").reviewed()
    assert gate.ok, gate.said
    assert company.status().state == "failure"
    assert "files outside it" in company.status().description
    assert company.records() == []
    assert record.ok, record.said
    assert not (tmp_path / "sprung").exists()
    assert not list((tmp_path / "runner").rglob("sitecustomize.py")), "nothing of the change is checked out"


@on_github
def test_T15_a_run_that_dies_leaves_no_old_yes_behind(company: Company, tmp_path: Path) -> None:
    company.offer()
    yes = Status(context="handoff/gate", state="success", description="Accepted.")
    company.forge().set_status(company.hub.pull(1).head, yes)
    company.git.git("update-ref", "-d", "refs/heads/handoff-ledger")
    gate, record = Forge(company, tmp_path / "runner").pushed()
    assert (gate.ok, gate.outputs["complete"], record.said) == (False, "false", "")
    assert company.status().state == "error"
    assert "There is no ledger" in company.status().description
    token_of_the_step(tmp_path / "runner")


def token_of_the_step(folder: Path) -> None:
    """git gets the token from the step that runs, for this forge alone, and no file holds it."""
    bare = Repo(next(folder.rglob("deals.git")))
    token = {"GITHUB_TOKEN": "from-the-step"}
    for host, given in ((HOST, True), ("elsewhere.example", False)):
        asked = f"protocol=https\nhost={host}\n\n".encode()
        told = bare.git("credential", "fill", stdin=asked, check=False, env={**token, "GIT_TERMINAL_PROMPT": "0"})
        assert ("password=from-the-step" in told.splitlines()) is given
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert files
    assert not [data for data in files if b"secret-of-robot" in data]


@on_github
def test_the_check_shows_what_the_change_lacks_beside_its_lines(company: Company, tmp_path: Path) -> None:
    company.offer({"deviations.yaml": None})
    clone = Repo(company.folder / "tom")
    base = company.git.rev_parse("main")
    payload = {"number": 1, "pull_request": {"number": 1, "base": {"sha": base}}}
    played = Runner(company, tmp_path / "runner").play("check", payload, name="handoff-check", work=clone.path)
    assert not played.ok, "red, but it only advises"
    assert f"::error file={FOLDER}/deviations.yaml" in played.said
    assert "deviations.yaml" in played.summary
    assert clone.git("status", "--porcelain") == "", "a check writes nothing"
    payload["pull_request"] = {"number": 1, "base": {"sha": clone.rev_parse("HEAD")}}
    assert Runner(company, tmp_path / "again").play("check", payload, name="handoff-check", work=clone.path).ok


@on_gitea
def test_the_audit_is_red_when_somebody_wrote_past_the_gate(company: Company, tmp_path: Path) -> None:
    runner = Runner(company, tmp_path / "runner")
    good = runner.play("audit", {}, name="handoff-audit")
    assert good.ok, good.said
    company.push("tom", "main", {f"/{name}": data for name, data in sample().items()})
    bad = runner.play("audit", {}, name="handoff-audit")
    assert not bad.ok
    assert DEAL in bad.said
    assert DEAL in bad.summary


@on_github
def test_what_an_event_got_wrong_or_lost_the_nightly_look_finds(company: Company, tmp_path: Path) -> None:
    """Nothing told of the push and of the review; a review of an unknown commit is told instead."""
    head = company.offer().head
    company.review("dana")
    forge = Forge(company, tmp_path / "runner")
    gate, record = forge.happened(
        {"workflow_run": {"event": "pull_request_review", "head_sha": company.git.rev_parse("main")}}
    )
    assert (gate.ok, gate.outputs["complete"], record.said) == (True, "false", "")
    assert company.records() == []
    gate, record = forge.happened({})
    assert (gate.ok, record.ok) == (True, True), gate.said + record.said
    assert [written["head"] for written in company.records()] == [head]
    assert company.status().state == "success"


@on_github
def test_the_action_does_the_same_in_three_lines(company: Company, tmp_path: Path) -> None:
    company.offer()
    company.review("dana")
    runner, head = Runner(company, tmp_path / "runner"), company.hub.pull(1).head
    event = {"workflow_run": {"event": "pull_request_review", "head_sha": head}}
    gate = runner.act(event, run="gate")
    assert (gate.ok, gate.outputs) == (True, {"complete": "true"}), gate.said
    assert "--require-hashes" in gate.installed
    assert company.records() == []
    keyless = runner.act(event, run="record")
    assert "no witness key is set up" in keyless.said
    assert (keyless.ok, company.records(), company.status().state) == (True, [], "pending")
    record = runner.act(event, run="record", witness=company.keys["witness"].read_text(encoding="ascii"))
    assert record.ok, record.said
    assert company.records()[0]["observed"]["commit"] == head
    assert company.status().state == "success"
    audit = runner.act({}, run="audit", genesis="0" * 40)
    assert not audit.ok
    assert "It is another ledger than the one you were told of" in audit.said
