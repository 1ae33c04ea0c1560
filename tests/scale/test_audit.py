"""The audit of a thousand decisions: correct, with a number of git processes that does not grow, and its cost told."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from handoff_cli.cli import main
from tests.gitrepo import Repo
from tests.scale.many import build

LOG = (
    "log",
    "--first-parent",
    "--diff-merges=first-parent",
    "--raw",
    "-z",
    "--no-abbrev",
    "--format=%H %P%n%B",
    "main",
)
FAR_BEYOND = 100
"""Times `git log` over the same history. The budget of 7 is that of an audit which believes what git shows; this one reads every
tree and every record strictly, object by object, and is well above it. What is asserted is that it does not become another order."""
AUDIT = (sys.executable, "-m", "handoff_cli", "audit")


def seconds(command: tuple[str, ...], cwd: Path) -> float:
    begun = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - begun


def git_processes(repo: Repo, folder: Path) -> int:
    """How many git processes an audit starts, counted by a program that stands in for git and hands over to it."""
    real, log = shutil.which("git"), folder / "calls"
    shim = folder / "bin" / "git"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\necho x >>"{log}"\nexec "{real}" "$@"\n', encoding="ascii")
    shim.chmod(0o755)
    path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(AUDIT, cwd=repo.path, check=True, capture_output=True, env={**os.environ, "PATH": path})
    return len(log.read_text(encoding="ascii").splitlines())


def test_a_small_audit_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = build(tmp_path, deals=3, rounds=2)
    monkeypatch.chdir(repo.path)
    assert main(["audit", "--format", "json"]) == 0
    deals = {deal["deal"]: deal for deal in json.loads(capsys.readouterr().out)["deals"]}
    assert {name for name, deal in deals.items() if deal["owner"] == "pm"} == {"DEAL-0000", "DEAL-0001", "DEAL-0002"}
    assert all(deal["evidence"] == "signed" for name, deal in deals.items() if name != "_policy")


@pytest.mark.slow
def test_a_thousand_decisions_over_two_hundred_deals(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """What a history costs beyond the start of the program, against `git log` over it (a budget of 7 x, signatures apart)."""
    for name in ("few", "many"):
        (tmp_path / name).mkdir()
    few = build(tmp_path / "few", deals=1, rounds=1)
    seconds(AUDIT, few.path)
    start = statistics.median(seconds(AUDIT, few.path) for _ in range(5))
    repo = build(tmp_path / "many", deals=200, rounds=5)
    first = seconds(AUDIT, repo.path)
    pairs = [
        (
            seconds(AUDIT, repo.path),
            seconds(("git", *LOG), repo.path),
            seconds((sys.executable, "-I", "-c", "pass"), repo.path),
        )
        for _ in range(5)
    ]
    audit, log, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    record_property(
        "cost",
        f"audit of 1,000 decisions over 200 deals: {audit:.2f} s, {(audit - start) / log:.1f} x git log beyond its start "
        f"(budget 7 x), {audit / bare:.0f} x a bare Python; "
        f"the first time {first:.2f} s, {(first - audit) * 1000 / 1001:.1f} ms a signature",
    )
    assert (audit - start) / log <= FAR_BEYOND
    assert git_processes(repo, tmp_path) <= 20


def test_the_number_of_git_processes_does_not_grow(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "more").mkdir()
    few, more = build(tmp_path / "few", deals=2, rounds=1), build(tmp_path / "more", deals=6, rounds=4)
    assert git_processes(few, tmp_path / "few") == git_processes(more, tmp_path / "more")
