"""One repository and nobody else: the same decisions, and a work tree that follows the target or is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, FOLDER, LEDGER, OFFER, Ran, Shop, identify, records, refs
from tests.ownership.test_decided import before_first


@pytest.fixture
def here(shop: Shop) -> Repo:
    """What the server holds, in one repository without a remote; `main` is checked out."""
    repo = identify(shop.fresh("here"), "dana")
    for branch in (OFFER, LEDGER):
        repo.git("branch", "-q", branch, f"origin/{branch}")
    repo.git("remote", "remove", "origin")
    return repo


def accept(shop: Shop, here: Repo, *words: str, who: str = "dana") -> Ran:
    identify(here, who)
    return shop.run(here.path, "accept", DEAL, "--sign", str(shop.keys[who]), "--yes", *words)


def owner(shop: Shop, here: Repo) -> str:
    told: str = shop.run(here.path, "status", DEAL, "--format", "json").deal()["owner"]
    return told


def test_the_work_tree_follows_the_target(shop: Shop, here: Repo) -> None:
    here.write({"notes.txt": "not in git\n"})
    told = accept(shop, here)
    assert told.code == 0, told.err
    assert "Merged into main" in told.out
    assert (here.path / FOLDER / "quote.yaml").is_file()
    assert here.git("status", "--porcelain") == "?? notes.txt"
    assert owner(shop, here) == "pm"
    assert shop.run(here.path, "gate", "--head", OFFER).code == 0


@pytest.mark.parametrize("staged", [False, True])
def test_a_dirty_work_tree_is_refused_before_anything_is_written(shop: Shop, here: Repo, staged: bool) -> None:
    here.write({"handoff.yaml": "# mine\n"})
    if staged:
        here.git("add", "handoff.yaml")
    before = refs(here)
    told = accept(shop, here)
    assert told.code == 1
    assert "not committed; nothing was written" in told.err
    assert refs(here) == before
    assert (here.path / "handoff.yaml").read_text(encoding="utf-8") == "# mine\n"


def test_a_dirty_work_tree_does_not_matter_where_nothing_is_merged(shop: Shop, here: Repo) -> None:
    here.write({"handoff.yaml": "# mine\n"})
    assert accept(shop, here, "--no-merge").code == 0
    assert len(records(here)) == 1
    assert shop.run(here.path, "withdraw", DEAL, "--sign", str(shop.keys["dana"]), "--yes").code == 0


def test_a_file_in_the_way_is_not_overwritten(shop: Shop, here: Repo) -> None:
    here.write({f"{FOLDER}/quote.yaml": "mine\n"})
    told = accept(shop, here)
    assert told.code == 0
    assert "It is not merged yet" in told.out
    assert "could not follow the branch" in told.err
    assert (here.path / FOLDER / "quote.yaml").read_text(encoding="utf-8") == "mine\n"
    assert owner(shop, here) == "sales"
    (here.path / FOLDER / "quote.yaml").unlink()
    assert accept(shop, here).code == 0
    assert len(records(here)) == 1
    assert owner(shop, here) == "pm"


def test_a_target_that_is_not_checked_out(shop: Shop, here: Repo) -> None:
    here.checkout(OFFER).write({f"{FOLDER}/why.md": "half a thought\n"})
    before = here.rev_parse("HEAD")
    assert accept(shop, here).code == 0
    assert here.rev_parse("HEAD") == before
    assert here.git("status", "--porcelain") == f" M {FOLDER}/why.md"
    assert owner(shop, here) == "pm"


def test_a_target_that_is_checked_out_in_another_work_tree(shop: Shop, here: Repo, tmp_path: Path) -> None:
    here.checkout(OFFER)
    here.git("worktree", "add", "-q", str(tmp_path / "other"), "main")
    other = Repo(tmp_path / "other")
    other.write({"handoff.yaml": "# mine\n"})
    assert accept(shop, here).code == 1
    other.git("checkout", "-q", "handoff.yaml")
    assert accept(shop, here).code == 0
    assert other.git("status", "--porcelain") == ""
    assert (other.path / FOLDER / "quote.yaml").is_file()


def test_a_bare_repository(shop: Shop) -> None:
    identify(shop.server, "dana")
    told = shop.run("server.git", "accept", DEAL, "--sign", str(shop.keys["dana"]), "--yes")
    assert told.code == 0, told.err
    assert shop.run("server.git", "status", DEAL, "--format", "json").deal()["owner"] == "pm"
    assert shop.status()["owner"] == "pm"


def test_who_may_not_decide_here_either(shop: Shop, here: Repo) -> None:
    before = refs(here)
    for who in ("tom", "quinn"):
        assert accept(shop, here, who=who).code == 1
    assert refs(here) == before


def test_somebody_else_decides_in_the_same_moment(shop: Shop, here: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def lee() -> None:
        accept(shop, here, "--no-merge", who="lee")
        identify(here, "dana")

    before_first(monkeypatch, "publish_record", lee)
    told = accept(shop, here)
    assert told.code == 0, told.err
    assert [record["by"] for record in records(here)] == ["lee"]
    assert owner(shop, here) == "pm"


@pytest.mark.parametrize("branch", ["main", OFFER])
def test_the_target_moves_in_the_same_moment(
    shop: Shop, here: Repo, monkeypatch: pytest.MonkeyPatch, branch: str
) -> None:
    """Checked out or not: the merge is rebuilt on what somebody has committed to main meanwhile."""
    here.checkout(branch)

    def commit() -> None:
        here.checkout("main").commit("readme", {"README.md": "Hello.\n"})
        here.checkout(branch)

    before_first(monkeypatch, "merge", commit)
    assert accept(shop, here).code == 0
    assert here.git("show", "main:README.md") == "Hello."
    assert owner(shop, here) == "pm"
    assert here.git("status", "--porcelain") == ""
