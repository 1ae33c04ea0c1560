"""The convenience commands: what a person would have typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from handoff_cli.errors import HandoffError
from handoff_cli.git import porcelain
from handoff_cli.git.repository import Repository
from tests.gitrepo import Repo


def test_a_story_from_init_to_push(tmp_path: Path) -> None:
    assert porcelain.create(tmp_path / "server.git", bare=True).worktree is None
    server = Repo(tmp_path / "server.git")
    repo = porcelain.create(tmp_path / "deals")
    mine = Repo(tmp_path / "deals")
    mine.git("remote", "add", "origin", server.path.as_uri())
    mine.write({"handoff.yaml": "x", "-odd name.txt": "y", "other": "z"})
    porcelain.stage(repo, ["handoff.yaml", "-odd name.txt"])
    first = porcelain.commit(repo, "First\n\nwith a body")
    assert mine.git("ls-tree", "--name-only", first).splitlines() == ["-odd name.txt", "handoff.yaml"]
    assert mine.git("log", "-1", "--format=%B").strip() == "First\n\nwith a body"
    porcelain.switch(repo, "offer/BRW-1042", new_at=first)
    mine.write({"handoff.yaml": None})
    porcelain.stage(repo, ["handoff.yaml"])
    second = porcelain.commit(repo, "-m looks like an option")
    porcelain.publish(repo, "origin", "offer/BRW-1042")
    assert server.rev_parse("offer/BRW-1042") == second
    assert mine.git("rev-parse", "--abbrev-ref", "@{u}") == "origin/offer/BRW-1042"
    porcelain.switch(repo, "main")
    assert mine.git("symbolic-ref", "HEAD") == "refs/heads/main"
    porcelain.fetch(repo, "origin")
    assert mine.rev_parse("refs/remotes/origin/offer/BRW-1042") == second


def test_an_existing_repository_is_left_as_it_is(repo: Repo) -> None:
    commit = repo.commit("first", {"a": "1"})
    repo.branch("trunk")
    assert porcelain.create(repo.path).resolve("HEAD") == commit
    assert repo.git("symbolic-ref", "HEAD") == "refs/heads/trunk"


def test_what_does_not_work_is_a_sentence(repo: Repo) -> None:
    repo.commit("first", {"a": "1"})
    found = Repository.discover(repo.path)
    with pytest.raises(HandoffError, match="`git commit` did not work"):
        porcelain.commit(found, "nothing to commit")
    with pytest.raises(HandoffError, match="`git add` did not work"):
        porcelain.stage(found, ["nowhere"])
    with pytest.raises(HandoffError, match="cannot be the name of a branch"):
        porcelain.switch(found, "--orphan")


def test_git_python_is_loaded_only_when_it_is_used() -> None:
    code = (
        "import sys; import handoff_cli.git.porcelain, handoff_cli.git.worktree, handoff_cli.ledger.store\n"
        "sys.exit('git' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0
