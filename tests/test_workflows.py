"""The workflows hold what the gate's safety rests on: who may do what, what is pinned, what never runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from handoff_cli import __version__
from handoff_cli.announce import CONTEXT

TOP = Path(__file__).parent.parent
TEMPLATES = TOP / "handoff_cli" / "templates" / "workflows"
OURS = TOP / ".github" / "workflows"
FILES = sorted([*TEMPLATES.glob("*.yml"), *OURS.glob("*.yml")])
IDS = [path.relative_to(TOP).as_posix() for path in FILES]
ACTION = TOP / "action.yml"
TOOLS = Path(sys.executable).parent
MAY: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("handoff-check", "check"): {"contents": "read"},
    ("handoff-signal", "signal"): {},
    ("handoff-gate", "gate"): {"contents": "read", "pull-requests": "write", "statuses": "write"},
    ("handoff-gate", "record"): {"contents": "write", "pull-requests": "write", "statuses": "write"},
    ("handoff-audit", "audit"): {"contents": "read"},
    ("check", "check"): {"contents": "read"},
    ("ci", "test"): {"contents": "read"},
    ("ci", "systems"): {"contents": "read"},
    ("ci", "same"): {},
}
"""Workflow and job → all it may do. A new job is decided here."""
Values = dict[str, Any]


def load(path: Path) -> Values:
    """A workflow; `on` is a truth value to YAML 1.1, and stands under its own name here."""
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in loaded.items()}


def template(name: str) -> Values:
    return load(TEMPLATES / f"handoff-{name}.yml")


def steps(flow: Values) -> Iterator[Values]:
    jobs = flow["jobs"].values() if "jobs" in flow else [flow["runs"]]
    return (step for job in jobs for step in job["steps"])


def scripts(flow: Values) -> dict[str, set[str]]:
    """Name of a step → the scripts that go by it."""
    found: dict[str, set[str]] = {}
    for step in steps(flow):
        if "name" in step:
            found.setdefault(step["name"], set()).add(step["run"].rstrip("\n"))
    return found


def test_every_workflow_that_is_shipped_is_known_here() -> None:
    jobs = {(path.stem, job) for path in FILES for job in load(path)["jobs"]}
    assert jobs == set(MAY)
    assert {path.stem for path in TEMPLATES.iterdir()} == {f"handoff-{n}" for n in ("check", "signal", "gate", "audit")}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_job_may_do_what_it_needs_and_no_more(path: Path) -> None:
    flow = load(path)
    assert flow["permissions"] == {}
    for name, job in flow["jobs"].items():
        assert job.get("permissions", {}) == MAY[path.stem, name], name


@pytest.mark.parametrize("path", [*FILES, ACTION], ids=[*IDS, "action.yml"])
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    pinned = re.compile(r"\s*(?:- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    own = re.compile(r"\s*- uses: \./( #.*)?")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if re.match(r"\s*(- )?uses:", line)]
    assert [line for line in lines if not pinned.fullmatch(line) and not own.fullmatch(line)] == []
    for line in lines:
        assert path.parent == OURS or not own.fullmatch(line), "only our own repository holds the action"


@pytest.mark.parametrize("path", [*FILES, ACTION], ids=[*IDS, "action.yml"])
def test_t08_no_script_holds_an_expression(path: Path) -> None:
    flow = load(path)
    for step in steps(flow):
        assert "${{" not in step.get("run", ""), step
        assert "shell" not in step or step["shell"] == "bash"
    if "jobs" in flow and any("run" in step for step in steps(flow)) and path.stem != "handoff-signal":
        assert flow["defaults"] == {"run": {"shell": "bash"}}, "a pipe that breaks has to stop the job"


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_job_ends(path: Path) -> None:
    assert all(0 < job["timeout-minutes"] <= 45 for job in load(path)["jobs"].values())


def test_t07_what_holds_a_token_never_checks_anything_out() -> None:
    for name in ("gate", "audit"):
        flow = template(name)
        assert {step["uses"].partition("@")[0] for step in steps(flow) if "uses" in step} == {"actions/setup-python"}
        for step in steps(flow):
            words = step.get("run", "")
            assert not re.search(
                r"git (?:\S+ )*(?:checkout|clone|worktree|fetch|pull|reset|restore|switch)\b", words
            ), words
            assert "git init" not in words or "--bare" in words


def test_t16_what_holds_a_token_takes_nothing_from_another_job_but_complete() -> None:
    text = (TEMPLATES / "handoff-gate.yml").read_text(encoding="utf-8")
    assert "cache" not in text
    assert "artifact" not in text
    assert set(re.findall(r"needs\.[\w.]+", text)) == {"needs.gate.outputs.complete"}
    assert set(template("gate")["jobs"]["gate"]["outputs"]) == {"complete"}


def test_the_key_is_in_one_step_of_one_job_and_that_in_an_environment() -> None:
    holding = [
        (path.stem, name, step.get("name"))
        for path in FILES
        for name, job in load(path)["jobs"].items()
        for step in job["steps"]
        if "secrets." in str(step)
    ]
    assert holding == [("handoff-gate", "record", "Record what the reviews decide")]
    gate = template("gate")
    assert gate["jobs"]["record"]["environment"] == "handoff-witness"
    assert "environment" not in gate["jobs"]["gate"]
    assert set(gate["on"]) == {"pull_request_target", "workflow_run", "schedule", "workflow_dispatch"}, (
        "each of them runs the copy on the default branch"
    )


def test_t04_the_gate_runs_whatever_happens_and_marks_pending_before_anything_can_fail() -> None:
    gate = template("gate")["jobs"]["gate"]
    assert "if" not in gate
    assert "needs" not in gate
    first = gate["steps"][0]
    assert (first["name"], "uses" in first) == ("Being looked at", False)
    assert f'"context": "{CONTEXT}", "state": "pending"' in first["run"]
    assert all("if" not in step for step in gate["steps"])


def test_t05_the_status_has_another_name_than_every_job() -> None:
    for path in FILES:
        flow = load(path)
        assert CONTEXT not in {flow["name"], *flow["jobs"], *(job.get("name") for job in flow["jobs"].values())}
    assert "merge_group" in template("signal")["on"]


def test_no_run_of_the_gate_is_thrown_away_for_another() -> None:
    gate = template("gate")
    for held in (gate["concurrency"], gate["jobs"]["record"]["concurrency"]):
        assert (held["cancel-in-progress"], held["queue"]) == (False, "max")
    assert gate["jobs"]["record"]["concurrency"]["group"] == "handoff-record", "one writer at a time"


def test_the_gate_hears_of_everything_that_can_change_a_verdict() -> None:
    gate, signal = template("gate")["on"], template("signal")
    wanted = {"opened", "synchronize", "reopened", "edited", "ready_for_review", "converted_to_draft", "closed"}
    assert set(gate["pull_request_target"]["types"]) == wanted
    assert gate["workflow_run"] == {"workflows": [signal["name"]], "types": ["completed"]}
    assert set(signal["on"]["pull_request_review"]["types"]) == {"submitted", "edited", "dismissed"}


def test_the_templates_install_this_version() -> None:
    for path in TEMPLATES.glob("*.yml"):
        if path.stem != "handoff-signal":
            assert load(path)["env"]["HANDOFF"] == f"handoff-cli=={__version__}", path.name


def test_the_action_does_what_the_templates_do() -> None:
    mine = scripts(load(ACTION))
    theirs: dict[str, set[str]] = {}
    for name in ("check", "gate", "audit"):
        for step, texts in scripts(template(name)).items():
            theirs[step] = theirs.get(step, set()) | texts
    assert {step: texts for step, texts in mine.items() if step != "Install"} == {
        step: texts for step, texts in theirs.items() if step != "Install"
    }


def test_our_own_check_is_the_template_with_the_tool_of_this_checkout() -> None:
    ours, theirs = load(OURS / "check.yml"), template("check")
    for part in ("on", "permissions", "concurrency", "defaults"):
        assert ours[part] == theirs[part], part
    mine, other = ours["jobs"]["check"], theirs["jobs"]["check"]
    assert {**mine, "steps": []} == {**other, "steps": []}
    assert mine["steps"][0] == other["steps"][0]
    assert mine["steps"][1:] == [{"uses": "./", "with": {"run": "check"}}]


def test_the_action_installs_every_dependency_with_its_hash() -> None:
    text = (TOP / ".github" / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    assert all("==" in words[0] and any(word.startswith("--hash=sha256:") for word in words) for words in lines)
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=~!]", need)[0] for need in project["dependencies"]} | {"hatchling"}
    assert wanted <= {words[0].partition("==")[0] for words in lines}


def test_ci_compares_what_three_systems_say() -> None:
    ci = load(OURS / "ci.yml")
    systems = ci["jobs"]["systems"]["strategy"]["matrix"]["system"]
    assert {name.partition("-")[0] for name in systems} == {"ubuntu", "windows", "macos"}
    compared = next(step["run"] for step in ci["jobs"]["same"]["steps"] if "run" in step)
    assert all(f"reports-{name}" in compared for name in systems)


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", FILES),
        ("custom.github-workflows-require-timeout", FILES),
        ("vendor.github-actions", [ACTION]),
    ],
)
def test_the_published_schema_takes_them(schema: str, files: list[Path]) -> None:
    told = run("check-jsonschema", "--builtin-schema", schema, *map(str, files))
    assert told.returncode == 0, told.stdout


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    told = run("zizmor", "--offline", "--no-progress", "--quiet", str(ACTION), *map(str, FILES))
    assert told.returncode == 0, told.stdout + told.stderr
    holed = tmp_path / ".github" / "workflows" / "gate.yml"
    holed.parent.mkdir(parents=True)
    text = (TEMPLATES / "handoff-gate.yml").read_text(encoding="utf-8")
    holed.write_text(text.replace('handoff announce "$NUMBER"', "echo ${{ github.event.pull_request.title }}"), "utf-8")
    assert "template-injection" in run("zizmor", "--offline", "--no-progress", str(holed)).stdout


@pytest.mark.skipif(not (TOOLS / "actionlint").exists(), reason="actionlint is there on Linux")
def test_actionlint_finds_nothing() -> None:
    told = run("actionlint", "-no-color", *map(str, FILES))
    assert told.returncode == 0, told.stdout


def run(tool: str, *words: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which(tool, path=str(TOOLS))
    assert found, f"{tool} comes with the development dependencies"
    return subprocess.run([found, *words], capture_output=True, check=False, encoding="utf-8", cwd=TOP)
