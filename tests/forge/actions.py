"""Plays the `run` steps of a workflow as a runner does: expressions, environment, outputs, and a shell. Nothing is installed."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from handoff_cli.resources import template
from tests.forge.company import HOST, Company

TOP = Path(__file__).parent.parent.parent
SKIPPED = ("actions/setup-python@", "actions/checkout@")
HANDOFF = """import time
time.sleep = lambda _: None
from handoff_cli.cli import run
run()
"""
"""The console script, without the second GitHub asks for between two writes."""
Values = dict[str, Any]


def workflow(name: str) -> Values:
    loaded: Values = yaml.safe_load(template(f"workflows/{name}.yml"))
    return loaded


@dataclass(frozen=True)
class Played:
    """What a job did: its outputs, everything it printed, what `python` was asked for, its summary, whether it ended well."""

    outputs: Mapping[str, str]
    said: str
    installed: str
    summary: str
    ok: bool


@dataclass
class Runner:
    """A machine for one event. `payload` is what the forge sends; `secrets` are those of the environment a job names."""

    company: Company
    folder: Path
    secrets: Mapping[str, str] = field(default_factory=dict)
    runs: int = 0

    def play(
        self,
        job: str,
        payload: Values,
        *,
        needs: Values | None = None,
        name: str = "handoff-gate",
        work: Path | None = None,
    ) -> Played:
        """One job. `work` is what `checkout` would have brought."""
        flow = workflow(name)
        plan = flow["jobs"][job]
        context: Values = {
            "github": {"event": payload, "token": "secret-of-robot"},
            "inputs": payload.get("inputs", {}),
            "needs": needs or {},
            "secrets": dict(self.secrets) if "environment" in plan else {},
            "steps": {},
        }
        if "if" in plan and not evaluate(str(plan["if"]).removeprefix("${{").removesuffix("}}"), context):
            return Played({}, "", "", "", ok=True)
        shared = {key: fill(value, context) for key, value in flow.get("env", {}).items()}
        return self._played(plan["steps"], plan.get("outputs", {}), payload, context, shared, work)

    def act(self, payload: Values, **inputs: str) -> Played:
        """What the composite action does for a job that gives it these inputs."""
        action = yaml.safe_load((TOP / "action.yml").read_text(encoding="utf-8"))
        github = {"event": payload, "token": "secret-of-robot"}
        given = {key: fill(one.get("default", ""), {"github": github}) for key, one in action["inputs"].items()}
        context = {"github": github, "inputs": {**given, **inputs}, "steps": {}}
        outputs = {key: one["value"] for key, one in action["outputs"].items()}
        return self._played(action["runs"]["steps"], outputs, payload, context, {"GITHUB_ACTION_PATH": str(TOP)}, None)

    def _played(
        self,
        steps: list[Values],
        outputs: Values,
        payload: Values,
        context: Values,
        shared: Mapping[str, str],
        work: Path | None,
    ) -> Played:
        self.runs += 1
        here = self.folder / f"run-{self.runs}"
        here.mkdir(parents=True)
        machine = self._machine(here, payload)
        said, ok = "", True
        for step in steps:
            wanted = str(step.get("if", "")).removeprefix("${{").removesuffix("}}")
            if (not ok and "cancelled()" not in wanted) or (wanted and not evaluate(wanted, context)):
                continue
            done = self._step(step, here, {**machine, **shared}, context, work or here / "work")
            said += done.stdout + done.stderr
            ok = ok and done.returncode == 0
        told = {key: fill(value, context) for key, value in outputs.items()}
        return Played(told, said, _read(here / "installed"), _read(here / "summary"), ok)

    def _step(
        self, step: Values, here: Path, environ: Mapping[str, str], context: Values, work: Path
    ) -> subprocess.CompletedProcess[str]:
        if "uses" in step:
            assert step["uses"].startswith(SKIPPED), step["uses"]
            return subprocess.CompletedProcess([], 0, "", "")
        script, outputs = here / "step.sh", here / "outputs"
        script.write_text(step["run"], encoding="utf-8", newline="\n")
        outputs.write_bytes(b"")
        own = {key: fill(value, context) for key, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=work,
            env={**environ, **own, "GITHUB_OUTPUT": str(outputs)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        if "id" in step:
            told = dict(line.split("=", 1) for line in _read(outputs).splitlines())
            context["steps"][step["id"]] = {"outputs": told}
        return done

    def _machine(self, here: Path, payload: Values) -> dict[str, str]:
        """A runner without anything of this machine but Python, git and a shell; git finds the forge in the bare repository."""
        for name in ("bin", "temp", "work", "home"):
            (here / name).mkdir()
        (here / "handoff.py").write_text(HANDOFF, encoding="utf-8")
        _script(here / "bin" / "handoff", f'exec "{sys.executable}" -P "{here / "handoff.py"}" "$@"')
        _script(here / "bin" / "python", f'printf "%s\\n" "$*" >> "{here / "installed"}"')
        (here / "event.json").write_text(json.dumps(payload), encoding="utf-8")
        (here / "gitconfig").write_text(
            f'[url "{self.company.git.path.as_uri()}"]\n\tinsteadOf = https://{HOST}/sales/deals\n', encoding="utf-8"
        )
        return {
            "PATH": f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(TOP),
            "HOME": str(here / "home"),
            "CI": "true",
            "GIT_CONFIG_GLOBAL": str(here / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "RUNNER_TEMP": str(here / "temp"),
            "GITHUB_API_URL": self.company.server.base,
            # Gitea's runner takes the address from the server's settings, where it ends in a slash.
            "GITHUB_SERVER_URL": f"https://{HOST}{'/' if self.company.server.dialect.name == 'gitea' else ''}",
            "GITHUB_REPOSITORY": "sales/deals",
            "GITHUB_EVENT_PATH": str(here / "event.json"),
            "GITHUB_STEP_SUMMARY": str(here / "summary"),
        }


def _script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8", newline="\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def fill(text: object, context: Values) -> str:
    """A value with its expressions worked out; what is not there is empty, as on a forge."""
    return re.sub(r"\$\{\{(.+?)\}\}", lambda found: _text(evaluate(found[1], context)), str(text))


def evaluate(words: str, context: Values) -> Any:
    """The little of the expression language that the workflows use: `||`, `&&`, `==`, `!=`, `!`, texts and paths."""
    for sign in ("||", "&&", "==", "!="):
        left, found, right = words.partition(sign)
        if found:
            one = evaluate(left, context)
            if sign in ("==", "!="):
                return (one == evaluate(right, context)) is (sign == "==")
            return one if bool(one) is (sign == "||") else evaluate(right, context)
    words = words.strip()
    if words.startswith("!"):
        return not evaluate(words[1:], context)
    if words == "cancelled()":
        return False
    if words.startswith("'"):
        return words[1:-1]
    value: Any = context
    for part in words.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: object) -> str:
    return "" if value is None else str(value)
