"""Writing objects and refs: exact, and never through anybody's index or work tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoff_cli.errors import NO, HandoffError
from handoff_cli.git.checkout import advance_worktree, checked_out, is_clean
from handoff_cli.git.repository import Repository
from handoff_cli.git.trees import tree_entries
from handoff_cli.git.writing import (
    Author,
    commit_tree,
    read_ref,
    regular,
    update_ref,
    write_blob,
    write_tree,
)
from tests.gitrepo import Repo

WHO = Author(name="Dana Reyes", email="dana@nordhall.example", date="2026-03-03T10:00:00Z")


def test_a_tree_is_the_base_with_its_updates(repo: Repo) -> None:
    base = repo.commit("first", {"a": "1", "b/c": "2", "b/d": "3", "keep": "4"})
    (repo.path / "a").write_text("dirty", encoding="utf-8")
    repo.git("add", "a")
    staged = repo.git("ls-files", "-s")
    found = Repository.discover(repo.path)
    new = regular(write_blob(found, b"new \r\n \xff"))
    tree = write_tree(
        found, base, {"a": None, "b/c": new, "b/d": None, "Größe 1.pdf": new, "keep": None, "keep/x": new}
    )
    commit = commit_tree(found, tree=tree, parents=(base,), message="made\n", author=WHO)
    assert [e.path for e in tree_entries(found, commit)] == ["Größe 1.pdf", "b/c", "keep/x"]
    assert repo.git_bytes("cat-file", "blob", f"{commit}:b/c") == b"new \r\n \xff"
    assert repo.git("ls-files", "-s") == staged
    assert (repo.path / "a").read_text(encoding="utf-8") == "dirty"
    assert write_tree(found, None, {}) == repo.tree()
    assert write_tree(found, base, {}) == repo.rev_parse(f"{base}^{{tree}}")


def test_a_commit_says_exactly_what_it_was_given(repo: Repo) -> None:
    base = repo.commit("first", {"a": "1"})
    repo.config("commit.gpgSign", "true").config("i18n.commitEncoding", "latin-1").config("user.name", "Machine")
    found = Repository.discover(repo.path)
    tree = repo.rev_parse("HEAD^{tree}")
    commit = commit_tree(found, tree=tree, parents=(base,), message="Grüße #1\n", author=WHO)
    assert repo.git("cat-file", "commit", commit) == (
        f"tree {tree}\nparent {base}\nauthor Dana Reyes <dana@nordhall.example> 1772532000 +0000\n"
        "committer Dana Reyes <dana@nordhall.example> 1772532000 +0000\n\nGrüße #1"
    )
    assert commit == commit_tree(found, tree=tree, parents=(base,), message="Grüße #1\n", author=WHO)


@pytest.mark.parametrize("path", ["../x", ".git/config", "a\0b", "a\\b", "/x", "a//b"])
def test_a_path_that_leads_elsewhere_is_not_written(repo: Repo, path: str) -> None:
    found = Repository.discover(repo.path)
    file = regular(write_blob(found, b"x"))
    with pytest.raises(HandoffError):
        write_tree(found, None, {path: file})


def test_a_ref_moves_only_from_where_it_was_thought_to_be(repo: Repo) -> None:
    first, second = repo.commit("first", {"a": "1"}), repo.commit("second", {"a": "2"})
    third = repo.commit("third", {"a": "3"})
    found = Repository.discover(repo.path)
    ref = "refs/heads/handoff-ledger"
    assert read_ref(found, ref) is None
    update_ref(found, ref, first, None)
    with pytest.raises(HandoffError, match="somebody else") as caught:
        update_ref(found, ref, second, None)
    assert caught.value.exit_code == NO
    with pytest.raises(HandoffError, match="handoff-ledger was changed"):
        update_ref(found, ref, third, second)
    assert read_ref(found, ref) == first
    update_ref(found, ref, second, first)
    assert read_ref(found, ref) == second


@pytest.mark.parametrize(
    "ref", ["HEAD", "refs/heads/../x", "--stdin", "refs/heads/a b", "refs/replace/x", "refs/heads/a.lock"]
)
def test_only_branches_and_our_own_refs_are_moved(repo: Repo, ref: str) -> None:
    commit = repo.commit("first", {"a": "1"})
    found = Repository.discover(repo.path)
    with pytest.raises(HandoffError, match="cannot be the name"):
        update_ref(found, ref, commit, None)


def test_a_lock_left_behind_is_not_taken_for_a_lost_race(repo: Repo) -> None:
    first, second = repo.commit("first", {"a": "1"}), repo.commit("second", {"a": "2"})
    repo.git("branch", "other", first)
    (repo.path / ".git/refs/heads/other.lock").touch()
    with pytest.raises(HandoffError, match="could not answer"):
        update_ref(Repository.discover(repo.path), "refs/heads/other", second, first)


def test_where_a_branch_is_checked_out(repo: Repo, tmp_path: Path) -> None:
    repo.commit("first", {"a": "1"})
    repo.git("branch", "free")
    repo.git("worktree", "add", "-q", "-b", "linked", str(tmp_path / "with space"))
    found = Repository.discover(repo.path)
    assert checked_out(found, "main") == repo.path
    assert checked_out(found, "linked") == tmp_path / "with space"
    assert checked_out(found, "free") is None
    bare = Repository.discover(repo.clone(tmp_path / "bare.git", "--bare").path)
    assert checked_out(bare, "main") is None


def test_clean_is_about_what_is_tracked(repo: Repo) -> None:
    repo.commit("first", {"a": "1", "b": "2"})
    repo.write({"untracked": "x"})
    assert is_clean(repo.path)
    repo.write({"a": "2"})
    assert not is_clean(repo.path)
    repo.git("add", "a")
    assert not is_clean(repo.path)
    repo.git("commit", "-qm", "second")
    assert is_clean(repo.path)
    repo.write({"b": None})
    assert not is_clean(repo.path)


def test_a_clean_work_tree_follows_its_branch(repo: Repo) -> None:
    old = repo.commit("first", {"a": "1", "gone": "x", "same": "s"})
    new = repo.branch("side").commit("second", {"a": "2", "gone": None, "dir/new": "n"})
    repo.checkout("main").write({"untracked": "mine"})
    advance_worktree(repo.path, old, new)
    assert repo.rev_parse("main") == new
    assert repo.git("status", "--porcelain") == "?? untracked"
    assert (repo.path / "dir/new").read_text(encoding="utf-8") == "n"
    assert not (repo.path / "gone").exists()


def test_a_dirty_work_tree_is_left_alone(repo: Repo) -> None:
    old = repo.commit("first", {"a": "1", "b": "1"})
    new = repo.branch("side").commit("second", {"a": "2"})
    repo.checkout("main").write({"b": "mine"})
    with pytest.raises(HandoffError, match="not committed") as caught:
        advance_worktree(repo.path, old, new)
    assert caught.value.exit_code == NO
    assert (
        repo.rev_parse("main"),
        (repo.path / "a").read_text(encoding="utf-8"),
        (repo.path / "b").read_text(encoding="utf-8"),
    ) == (old, "1", "mine")


def test_a_file_in_the_way_is_not_overwritten(repo: Repo) -> None:
    old = repo.commit("first", {"a": "1"})
    new = repo.branch("side").commit("second", {"new": "theirs"})
    repo.checkout("main").write({"new": "mine"})
    with pytest.raises(HandoffError, match="could not follow"):
        advance_worktree(repo.path, old, new)
    assert (repo.rev_parse("main"), (repo.path / "new").read_text(encoding="utf-8")) == (old, "mine")


def test_when_the_branch_moved_meanwhile_the_files_go_back(repo: Repo) -> None:
    old = repo.commit("first", {"a": "1"})
    new = repo.branch("side").commit("second", {"a": "2"})
    repo.checkout("main")
    other = repo.commit_tree(repo.rev_parse(f"{old}^{{tree}}"), old)
    repo.git("update-ref", "refs/heads/main", other)
    with pytest.raises(HandoffError, match="somebody else"):
        advance_worktree(repo.path, old, new)
    assert (repo.rev_parse("main"), (repo.path / "a").read_text(encoding="utf-8")) == (other, "1")
    assert is_clean(repo.path)
