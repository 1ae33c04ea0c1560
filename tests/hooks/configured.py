"""The pre-commit configuration as the README prints it, and a repository in which a person has installed it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from handoff_cli.resources import sample_folder
from tests.gitrepo import Repo

TOP = Path(__file__).parent.parent.parent
DEAL = "projects/BRW-1042"
QUOTE = f"{DEAL}/quote.yaml"
CONFIG = ".pre-commit-config.yaml"


def documented(kind: str) -> tuple[str, dict[str, Any]]:
    """The README's block with `repo: local`, or the one with an address: its text, and the hook it defines."""
    blocks = re.findall(r"^ *```yaml\n(.*?)^ *```$", (TOP / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    for block in map(textwrap.dedent, blocks):
        found = yaml.safe_load(block)
        if "repos" in found and (found["repos"][0]["repo"] == "local") == (kind == "local"):
            return block, found["repos"][0]
    raise AssertionError(f"the README shows no block for {kind}")


def shipped() -> dict[str, Any]:
    """The hook as other repositories get it."""
    (hook,) = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return dict(hook)


@dataclass(frozen=True)
class Desk:
    """A person's clone with the sample deal and the hook installed. Nothing of it lies outside the test's folder."""

    repo: Repo
    env: Mapping[str, str]

    @classmethod
    def at(cls, folder: Path) -> Desk:
        desk = cls(Repo.init(folder / "desk"), _environment(folder))
        shutil.copytree(sample_folder() / DEAL, desk.repo.path / DEAL)
        for name in ("handoff.yaml", ".gitattributes"):
            shutil.copy(sample_folder() / name, desk.repo.path / name)
        desk.repo.commit("the deal", {CONFIG: documented("local")[0]})
        desk.pre_commit("install")
        return desk

    def pre_commit(self, *args: str) -> str:
        done = self.run(sys.executable, "-m", "pre_commit", *args)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def run(self, *command: str, cwd: str = ".") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.repo.path / cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.env},
            encoding="utf-8",
            check=False,
        )

    def commit(self, *args: str, cwd: str = ".") -> Outcome:
        before = self.repo.rev_parse("HEAD")
        done = self.run("git", "commit", "-m", "change", *args, cwd=cwd)
        return Outcome(done.returncode == 0 and self.repo.rev_parse("HEAD") != before, done.stdout)

    def read(self, name: str) -> bytes:
        return (self.repo.path / name).read_bytes()

    def committed(self, name: str) -> bytes:
        return self.repo.git_bytes("show", f"HEAD:{name}")

    def stage(self, files: Mapping[str, bytes | str | None]) -> Desk:
        self.repo.write(files)
        self.repo.git("add", "--all", "--", *files)
        return self


@dataclass(frozen=True)
class Outcome:
    """Whether there is a new commit, and everything the person saw."""

    made: bool
    said: str


def _environment(folder: Path) -> dict[str, str]:
    """`handoff` on the PATH, as `language: system` finds it, and a store of pre-commit's that belongs to the test."""
    bin = folder / "bin"
    bin.mkdir()
    program = bin / "handoff"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m handoff_cli "$@"\n', encoding="utf-8", newline="\n")
    program.chmod(0o755)
    return {
        "PATH": os.pathsep.join([str(bin), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(TOP), os.environ.get("PYTHONPATH", "")])),
        "PRE_COMMIT_HOME": str(folder / "store"),
        # Whoever tries to install something during a commit is to fail, not to reach out.
        "PIP_NO_INDEX": "1",
    }
