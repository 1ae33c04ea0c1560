"""The shared repository over a real transport: fetched, compared, and never forced."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoff_cli.errors import UNDECIDED, USAGE, HandoffError
from handoff_cli.git.remote import check_descends, default_remote, fetch, fetch_commit, push, remember_seen, seen
from handoff_cli.git.repository import Repository
from tests.gitrepo import Repo


@pytest.fixture
def server(tmp_path: Path) -> Repo:
    return Repo.init(tmp_path / "server.git", bare=True)


@pytest.fixture
def clone(repo: Repo, server: Repo) -> Repo:
    repo.commit("first", {"a": "1"})
    repo.git("remote", "add", "origin", server.path.as_uri())
    repo.git("push", "-q", "origin", "main")
    return repo


def test_which_remote_counts(repo: Repo, tmp_path: Path) -> None:
    found = Repository.discover(repo.path)
    assert default_remote(found) is None
    repo.git("remote", "add", "upstream", "x")
    assert default_remote(found) == "upstream"
    repo.git("remote", "add", "fork", "y")
    with pytest.raises(HandoffError, match="fork, upstream") as caught:
        default_remote(found)
    assert caught.value.exit_code == USAGE
    repo.git("remote", "add", "origin", "z")
    assert default_remote(found) == "origin"
    repo.config("handoff.remote", "upstream")
    assert default_remote(found) == "upstream"
    repo.config("handoff.remote", "gone")
    with pytest.raises(HandoffError, match="no remote of this clone"):
        default_remote(found)


def test_fetch_says_what_the_remote_has_now(clone: Repo, server: Repo, tmp_path: Path) -> None:
    other = server.clone(tmp_path / "other")
    commit = other.commit("theirs", {"b": "1"})
    other.git("push", "-q", "origin", "main", "main:refs/heads/handoff-ledger")
    found = Repository.discover(clone.path)
    assert fetch(found, "origin", ("main", "handoff-ledger", "nothing")) == {
        "main": commit,
        "handoff-ledger": commit,
        "nothing": None,
    }
    assert clone.rev_parse("refs/remotes/origin/main") == commit
    assert clone.git("branch", "--list") == "* main"
    other.git("push", "-q", "origin", ":handoff-ledger")
    assert fetch(found, "origin", ("handoff-ledger",)) == {"handoff-ledger": None}


def test_fetch_touches_nothing_else(clone: Repo, server: Repo, tmp_path: Path) -> None:
    other = server.clone(tmp_path / "other")
    other.commit("theirs", {"b": "1"})
    other.git("tag", "v1")
    other.git("push", "-q", "origin", "main", "main:side", "v1", "main:refs/replace/" + clone.rev_parse("HEAD"))
    clone.config("fetch.prune", "true").config("remote.origin.tagOpt", "--tags")
    clone.git("update-ref", "refs/remotes/origin/old", "HEAD")
    before = set(clone.git("for-each-ref", "--format=%(refname)").split())
    fetch(Repository.discover(clone.path), "origin", ("main",))
    assert set(clone.git("for-each-ref", "--format=%(refname)").split()) == before | {"refs/remotes/origin/main"}
    assert not (clone.path / ".git/FETCH_HEAD").exists()


def test_a_commit_is_fetched_by_its_id_from_whatever_branch_it_lies_on(
    clone: Repo, server: Repo, tmp_path: Path
) -> None:
    other = server.clone(tmp_path / "other")
    commit = other.branch("gh-readonly-queue/main/pr-1").commit("grouped", {"a": "1"})
    other.git("push", "-q", "origin", "HEAD")
    repo = Repository.discover(clone.path)
    assert repo.resolve(commit) is None
    assert fetch_commit(repo, "origin", commit) == commit
    assert fetch_commit(repo, "origin", "a" * 40) is None
    with pytest.raises(HandoffError, match="not the full id"):
        fetch_commit(repo, "origin", "--upload-pack=touch gone")


def test_a_remote_is_a_name_and_never_an_address(clone: Repo, tmp_path: Path) -> None:
    found = Repository.discover(clone.path)
    for hostile in ("ext::sh -c touch% x", "--upload-pack=touch x", str(tmp_path / "server.git"), "origin;x"):
        with pytest.raises(HandoffError, match="no remote of this clone"):
            fetch(found, hostile, ("main",))
        with pytest.raises(HandoffError, match="no remote of this clone"):
            push(found, hostile, clone.rev_parse("HEAD"), "main", None)


def test_a_remote_that_cannot_be_reached(clone: Repo, tmp_path: Path) -> None:
    clone.git("remote", "set-url", "origin", (tmp_path / "gone").as_uri())
    with pytest.raises(HandoffError, match="origin cannot be reached") as caught:
        fetch(Repository.discover(clone.path), "origin", ("main",))
    assert caught.value.exit_code == UNDECIDED


def test_a_refusal_repeats_no_password(clone: Repo, server: Repo) -> None:
    hook = server.path / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_bytes(b"#!/bin/sh\necho no, not to https://tom:secret@git.nordhall.example/deals.git >&2\nexit 1\n")
    hook.chmod(0o755)
    old, new = clone.rev_parse("HEAD"), clone.commit("second", {"a": "2"})
    with pytest.raises(HandoffError, match=r"did not take main: no, not to https://git\.nordhall\.example") as caught:
        push(Repository.discover(clone.path), "origin", new, "main", old)
    assert "secret" not in caught.value.message


def test_a_push_moves_the_branch_from_where_it_was(clone: Repo, server: Repo) -> None:
    old = clone.rev_parse("main")
    new = clone.commit("second", {"a": "2"})
    found = Repository.discover(clone.path)
    assert push(found, "origin", new, "main", old)
    assert server.rev_parse("main") == new
    assert push(found, "origin", new, "main", old)  # said again after a lost answer
    assert push(found, "origin", new, "handoff-ledger", None)
    assert server.rev_parse("handoff-ledger") == new


def test_a_push_that_lost_the_race_changes_nothing(clone: Repo, server: Repo, tmp_path: Path) -> None:
    old = clone.rev_parse("main")
    theirs = server.clone(tmp_path / "other").commit("theirs", {"b": "1"})
    Repo(tmp_path / "other").git("push", "-q", "origin", "main")
    ours = clone.commit("ours", {"a": "2"})
    found = Repository.discover(clone.path)
    assert not push(found, "origin", ours, "main", old)
    assert not push(found, "origin", ours, "main", None)
    assert server.rev_parse("main") == theirs


def test_a_push_is_refused_where_the_target_was_merged_the_wrong_way_round(clone: Repo, server: Repo) -> None:
    """The branch moved to the second parent of our merge: going on from there would look like a fast-forward."""
    old = clone.rev_parse("main")
    offer = clone.branch("offer").commit("offer", {"b": "1"})
    clone.checkout("main")
    merge = clone.merge("offer")
    clone.git("push", "-q", "origin", "offer:main")
    assert not push(Repository.discover(clone.path), "origin", merge, "main", old)
    assert server.rev_parse("main") == offer


def test_nothing_is_forced(clone: Repo, server: Repo) -> None:
    old = clone.rev_parse("main")
    clone.git("checkout", "-q", "--orphan", "foreign")
    foreign = clone.commit("foreign", {"x": "1"})
    with pytest.raises(HandoffError, match="does not go on"):
        push(Repository.discover(clone.path), "origin", foreign, "main", old)
    assert server.rev_parse("main") == old


def test_what_a_hook_of_the_remote_says_is_passed_on(clone: Repo, server: Repo) -> None:
    old = clone.rev_parse("main")
    hook = server.path / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'BRW-1042: not accepted' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    new = clone.commit("second", {"a": "2"})
    with pytest.raises(HandoffError, match="did not take main: BRW-1042: not accepted") as caught:
        push(Repository.discover(clone.path), "origin", new, "main", old)
    assert caught.value.exit_code == UNDECIDED


def test_hooks_and_options_of_the_clone_do_not_change_a_push(clone: Repo, server: Repo, tmp_path: Path) -> None:
    old = clone.rev_parse("main")
    hook = clone.path / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    clone.config("push.followTags", "true").config("remote.origin.push", "+refs/heads/*:refs/heads/*")
    clone.config("remote.origin.mirror", "false")
    clone.git("branch", "private")
    new = clone.commit("second", {"a": "2"})
    clone.git("tag", "-a", "v1", "-m", "tag")
    assert push(Repository.discover(clone.path), "origin", new, "main", old)
    assert server.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert not (tmp_path / "ran").exists()


def test_what_was_seen_is_remembered_and_only_goes_on(clone: Repo) -> None:
    first = clone.rev_parse("main")
    second = clone.commit("second", {"a": "2"})
    found = Repository.discover(clone.path)
    name = "origin/main"
    assert seen(found, name) is None
    check_descends(found, name, first)
    remember_seen(found, name, second)
    remember_seen(found, name, second)
    assert seen(found, name) == second
    third = clone.commit("third", {"a": "3"})
    check_descends(found, name, third)
    check_descends(found, name, second)
    clone.git("checkout", "-q", "-b", "fox", first)
    clone.commit("fox", {"f": "1"})
    foxtrot = clone.merge("main")
    for gone_wrong in (first, foxtrot):
        with pytest.raises(HandoffError, match="rewritten or put back") as caught:
            check_descends(found, name, gone_wrong)
        assert caught.value.exit_code == UNDECIDED
    assert clone.rev_parse("refs/handoff/seen/origin/main") == second
