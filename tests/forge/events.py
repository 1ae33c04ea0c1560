"""Events as GitHub publishes them, what they start here, and what a step of a workflow then says to the shell."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from handoff_cli.resources import template
from tests.forge.actions import TOP, evaluate, fill

Values = dict[str, Any]
NAMES = ("pull_request", "pull_request_review", "merge_group", "push", "workflow_run")
STARTS = {"pull_request": ("pull_request", "pull_request_target")}
"""Event → under which names a workflow waits for it, where that is not its own alone."""


@dataclass(frozen=True)
class Event:
    """`site` is the forge that sends it: github.com, or a version of the Enterprise Server."""

    site: str
    name: str
    payload: Values

    @property
    def action(self) -> str:
        return str(self.payload.get("action", ""))

    def but(self, path: str, value: object, name: str = "") -> Event:
        """The same event with another value at one place; `a.b.c` leads there."""
        payload = copy.deepcopy(self.payload)
        *way, last = path.split(".")
        inner = payload
        for part in way:
            inner = inner[part]
        inner[last] = value
        return Event(self.site, name or self.name, payload)


def examples(where: Path) -> Iterator[Event]:
    for path in sorted(where.glob("*/index.json")):
        for told in json.loads(path.read_text(encoding="utf-8")):
            for payload in told["examples"] if told["name"] in NAMES else ():
                yield Event(path.parent.name, told["name"], payload)


@cache
def _schema(where: Path) -> Values:
    loaded: Values = json.loads((where / "schema.json").read_text(encoding="utf-8"))
    return loaded


def lawful(where: Path, event: Event) -> bool:
    """Whether GitHub's description allows this event."""
    definitions = _schema(where)["definitions"]
    name = f"{event.name}${event.action or 'event'}"
    schema = {"definitions": definitions, "$ref": f"#/definitions/{name}"}
    return not list(jsonschema.Draft7Validator(schema).iter_errors(event.payload))


def flow(name: str) -> Values:
    """A workflow; `on` is a truth value to YAML 1.1."""
    loaded = yaml.safe_load(template(f"workflows/handoff-{name}.yml"))
    return {("on" if key is True else key): value for key, value in loaded.items()}


def action() -> Values:
    loaded: Values = yaml.safe_load((TOP / "action.yml").read_text(encoding="utf-8"))
    return loaded


def starts(plan: Values, event: Event) -> bool:
    """Whether a workflow waits for this event. A run of another workflow than the signal is one that ended there, too: of its name the
    examples cannot know."""
    for name in STARTS.get(event.name, (event.name,)):
        if name in plan["on"]:
            types = (plan["on"][name] or {}).get("types")
            branches = (plan["on"][name] or {}).get("branches")
            on_branch = branches is None or event.payload["ref"].removeprefix("refs/heads/") in branches
            return on_branch and (types is None or event.action in types)
    return False


def context(event: Event, **inputs: str) -> Values:
    return {"github": {"event": event.payload, "token": "t"}, "inputs": inputs, "secrets": {}, "steps": {}}


def environment(plan: Values, step: Values, event: Event, **inputs: str) -> dict[str, str]:
    told = {**plan.get("env", {}), **step.get("env", {})}
    return {name: fill(value, context(event, **inputs)) for name, value in told.items()}


def step(plan: Values, name: str) -> Values:
    jobs = plan["jobs"].values() if "jobs" in plan else [plan["runs"]]
    found: Values = next(one for job in jobs for one in job["steps"] if one.get("name") == name)
    return found


def group(plan: Values, event: Event) -> str:
    return fill(plan["concurrency"]["group"], context(event))


def condition(step: Values, event: Event, **inputs: str) -> bool:
    return bool(evaluate(step["if"], context(event, **inputs)))


def said(folder: Path, step: Values, environ: Mapping[str, str]) -> list[str]:
    """What the step's script calls `handoff` and `curl` with."""
    calls = folder / "calls"
    for name in ("handoff", "curl"):
        tool = folder / "bin" / name
        if not tool.exists():
            tool.parent.mkdir(parents=True, exist_ok=True)
            (folder / "deals.git").mkdir(exist_ok=True)
            tool.write_text(f'#!/bin/sh\necho "{name} $*" >> "$CALLS"\n', encoding="utf-8", newline="\n")
            tool.chmod(0o755)
    calls.write_text("", encoding="utf-8")
    machine = {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "CALLS": str(calls), "RUNNER_TEMP": str(folder),
        "GITHUB_OUTPUT": "OUT", "GITHUB_STEP_SUMMARY": str(folder / "summary"), "GITHUB_API_URL": "https://api.example",
        "GITHUB_REPOSITORY": "sales/deals",
    }  # fmt: skip
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    subprocess.run(command, env={**machine, **environ}, cwd=folder, check=True, stdin=subprocess.DEVNULL)
    return [re.sub(r"^curl .*/statuses/", "pending ", line) for line in calls.read_text("utf-8").splitlines()]
