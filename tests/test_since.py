"""`handoff check --since`: what a change touches, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoff_cli.check import check
from handoff_cli.errors import HandoffError
from handoff_cli.resources import sample_folder
from tests.gitrepo import Repo

POLICY = (sample_folder() / "handoff.yaml").read_text(encoding="utf-8")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two deals on main, and a branch that began before main went on with the second."""
    repo = Repo.init(tmp_path / "deals")
    repo.commit("both", {f"projects/{deal}/deal.yaml": "customer: TBD\n" for deal in ("ACME-1", "ACME-2")})
    repo.commit("policy", {"handoff.yaml": POLICY, ".gitattributes": "projects/** -text\n"})
    repo.branch("offer")
    repo.checkout("main").commit("on main", {"projects/ACME-2/deal.yaml": "customer: B\n"})
    return repo.checkout("offer")


def checked(repo: Repo, **since: str) -> list[str]:
    return [deal.deal for deal in check(repo.path, (), **since).deals]


def test_only_what_the_branch_changed_is_checked(repo: Repo) -> None:
    repo.commit("mine", {"projects/ACME-1/deal.yaml": "customer: A\n", "README.md": "hello\n"})
    assert checked(repo) == ["ACME-1", "ACME-2"]
    assert checked(repo, since="main") == ["ACME-1"]
    assert checked(repo, since="main", ref="main") == []


def test_a_deal_that_is_gone_is_not_looked_for(repo: Repo) -> None:
    repo.commit("gone", {"projects/ACME-1/deal.yaml": None})
    assert checked(repo, since="main") == []


def test_a_change_of_the_policy_concerns_every_deal(repo: Repo) -> None:
    repo.commit("stricter", {"handoff.yaml": f"{POLICY}# stricter\n"})
    assert checked(repo, since="main") == ["ACME-1", "ACME-2"]


def test_a_commit_that_is_not_there_is_said(repo: Repo) -> None:
    with pytest.raises(HandoffError, match="There is no commit 'nowhere' here"):
        check(repo.path, (), since="nowhere")
