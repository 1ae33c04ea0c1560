"""A git-lfs pointer is not the file: whoever accepts it has accepted three lines of text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handoff_cli.check import check, examine
from handoff_cli.core.finding import Finding
from handoff_cli.git.repository import Repository
from handoff_cli.git.worktree import Commit
from handoff_cli.loading import load_policy
from tests.gitrepo import Repo

POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 1234567\n"
TOP = Path(__file__).parents[1]
DEAL = "projects/BRW-1042"


@pytest.fixture
def deal(repo: Repo) -> Repo:
    shutil.copytree(TOP / DEAL, repo.path / DEAL)
    for name in ("handoff.yaml", ".gitattributes"):
        shutil.copy(TOP / name, repo.path / name)
    return repo


def about(findings: tuple[Finding, ...], path: str) -> list[Finding]:
    return [each for each in findings if each.place.path == f"{DEAL}/{path}" and "git-lfs pointer" in each.message]


@pytest.mark.parametrize(
    "path",
    [
        "contract/PO-88213.pdf",
        "quote.yaml",
        "data-pack/fsg-100/manifest.yaml",
        "data-pack/fsg-100/BW-FSG-100_REV_C01.zip",
        "data-pack/fsg-100/received/FSG-100 Rev C release 2026-01-08.zip",
    ],
)
def test_a_pointer_is_refused_once_with_the_way_out(deal: Repo, path: str) -> None:
    deal.write({f"{DEAL}/{path}": POINTER})
    (found,) = about(check(deal.path, ["BRW-1042"]).deals[0].findings, path)
    assert found.kind == "malformed"
    assert found.rejects
    assert "git lfs untrack" in found.remedy


def test_what_is_committed_is_judged_the_same(deal: Repo) -> None:
    """Gate, accept and audit read commits."""
    commit = deal.write({f"{DEAL}/contract/PO-88213.pdf": POINTER}).commit("an order")
    source = Commit(Repository.discover(deal.path), commit)
    _, findings = examine(source, "BRW-1042", load_policy(source)[0])
    assert [found.rule for found in about(findings, "contract/PO-88213.pdf")] == ["files-lawful"]


def test_a_text_about_git_lfs_is_no_pointer(deal: Repo) -> None:
    deal.write({f"{DEAL}/evidence/mail.txt": f"He wrote:\n{POINTER}"})
    assert about(check(deal.path, ["BRW-1042"]).deals[0].findings, "evidence/mail.txt") == []
