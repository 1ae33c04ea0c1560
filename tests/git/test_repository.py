"""Finding a repository, refusing what cannot be trusted, and starting git without waking anything up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.checkout import is_clean
from handoff_cli.git.history import contributions, first_parent_steps
from handoff_cli.git.process import environment
from handoff_cli.git.repository import Repository, branch_ref
from handoff_cli.git.snapshot import entries_at
from handoff_cli.git.trees import changed, tree_entries
from handoff_cli.git.worktree import WorkTree
from tests.gitrepo import Repo

posix = pytest.mark.skipif(os.name == "nt", reason="shell scripts as traps")


def test_a_repository_is_found_from_any_folder_inside(repo: Repo) -> None:
    repo.commit("first", {"projects/BRW-1042/deal.yaml": "x"})
    for folder in (repo.path, repo.path / "projects/BRW-1042"):
        found = Repository.discover(folder)
        assert found.worktree == repo.path
        assert found.git_dir == found.common_dir == repo.path / ".git"
        assert found.resolve("HEAD") == repo.rev_parse("HEAD")


def test_a_linked_work_tree_and_a_bare_repository(repo: Repo, tmp_path: Path) -> None:
    commit = repo.commit("first", {"a": "1"})
    repo.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    linked = Repository.discover(tmp_path / "linked")
    assert (linked.worktree, linked.common_dir) == (tmp_path / "linked", repo.path / ".git")
    bare = Repository.discover(repo.clone(tmp_path / "bare.git", "--bare").path)
    assert bare.worktree is None
    assert bare.resolve("main") == commit
    with pytest.raises(HandoffError, match="no working folder"):
        WorkTree(bare)


def test_inside_a_hook_of_another_repository_the_folder_counts(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repo.init(tmp_path / "other")
    other.commit("theirs", {"b": "2"})
    commit = repo.commit("ours", {"a": "1"})
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git/index"))
    found = Repository.discover(repo.path)
    assert found.resolve("HEAD") == commit
    assert [entry.path for entry in WorkTree(found).entries("a").entries] == ["a"]


def test_no_repository_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(HandoffError, match="not inside a git repository") as caught:
        Repository.discover(tmp_path)
    assert caught.value.exit_code == UNDECIDED
    assert caught.value.hint
    with pytest.raises(HandoffError, match="is not a folder"):
        Repository.discover(tmp_path / "nowhere")


def test_without_git_it_says_what_to_install(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(HandoffError, match="git is not installed") as caught:
        Repository.discover(repo.path)
    assert caught.value.exit_code == UNDECIDED


@posix
def test_an_old_git_is_told_from_a_damaged_repository(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "bin/git"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho --path-format=absolute\necho .git\n", encoding="utf-8")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}:{os.environ['PATH']}")
    with pytest.raises(HandoffError, match="too old"):
        Repository.discover(repo.path)


def test_names_resolve_to_full_ids_or_nothing(repo: Repo) -> None:
    commit = repo.commit("first", {"a": "1"})
    repo.git("tag", "-a", "v1", "-m", "tag")
    found = Repository.discover(repo.path)
    assert found.resolve("v1") == found.resolve(commit[:8]) == found.branch("main") == commit
    assert found.resolve("nothing") is None
    assert found.resolve("") is None
    assert found.resolve("main\nmain") is None
    assert found.resolve("main:a") is None


def test_T83_a_name_is_never_an_option(repo: Repo) -> None:
    first = repo.commit("first", {"a": "1"})
    repo.git("update-ref", "refs/heads/--output=x", first)
    found = Repository.discover(repo.path)
    assert found.resolve("--output=x") == first
    assert found.resolve("--all") is None
    assert not (repo.path / "x").exists()
    for hostile in ("--output=x", "-x", "HEAD", first[:39], first.upper(), f"{first}\n", f"^{first}"):
        with pytest.raises(HandoffError, match="not the full id"):
            tree_entries(found, hostile)
        with pytest.raises(HandoffError, match="not the full id"):
            first_parent_steps(found, first, hostile)


@pytest.mark.parametrize(
    "name", ["-x", "a..b", "a:b", "+a", "a b", "a~1", "a^", "x.lock", "x.lock/y", "/a", "a/", "a//b", "@", "a@{1}", "", "a\nb", ".a", "a/.b", "a\\b"]
)  # fmt: skip
def test_what_is_no_branch_is_refused(name: str) -> None:
    if name == "+a":
        assert branch_ref(name) == "refs/heads/+a"
        return
    with pytest.raises(HandoffError):
        branch_ref(name)


def test_branches_of_offers_are_lawful() -> None:
    assert branch_ref("offer/BRW-1042") == "refs/heads/offer/BRW-1042"
    assert branch_ref("handoff-ledger") == "refs/heads/handoff-ledger"


def test_the_acting_person_is_the_configured_address(repo: Repo) -> None:
    found = Repository.discover(repo.path)
    assert found.user_email() is None
    repo.config("user.email", "dana@nordhall.example")
    assert found.user_email() == "dana@nordhall.example"


def test_T63_replace_refs(repo: Repo) -> None:
    first = repo.commit("first", {"a": "1"})
    evil = repo.commit("evil", {"a": "evil", "b": "2"})
    repo.git("checkout", "-q", "-b", "decoy", first)
    decoy = repo.commit("decoy", {"a": "harmless"})
    repo.git("replace", evil, decoy)
    assert repo.git("show", f"{evil}:a") == "harmless"  # git itself is fooled
    found = Repository.discover(repo.path)
    assert {change.path for change in changed(found, first, evil)} == {"a", "b"}
    assert [step.commit for step in first_parent_steps(found, first, evil)] == [evil]
    blob = next(entry.oid for entry in tree_entries(found, evil) if entry.path == "a")
    repo.git("replace", blob, repo.blob("harmless"))
    assert entries_at(found, evil, "a").entries[0].size == len("evil")


def test_T64_grafts(repo: Repo) -> None:
    first = repo.commit("first", {"a": "1"})
    hidden = repo.commit("hidden", {"a": "evil"})
    tip = repo.commit("tip", {"a": "3"})
    (repo.path / ".git/info/grafts").write_text(f"{tip} {first}\n", encoding="utf-8")
    assert hidden not in repo.git("rev-list", "HEAD")  # git itself is fooled
    found = Repository.discover(repo.path)
    assert [step.commit for step in first_parent_steps(found, first, tip)] == [hidden, tip]
    with pytest.raises(HandoffError, match="grafts") as caught:
        found.judging()
    assert caught.value.exit_code == UNDECIDED


def test_T65_shallow_clone(repo: Repo, tmp_path: Path) -> None:
    repo.commit("first", {"a": "1"})
    repo.commit("second", {"a": "2"})
    whole = Repository.discover(repo.path)
    assert whole.judging() is whole
    shallow = Repository.discover(repo.clone(tmp_path / "shallow", "--depth=1").path)
    with pytest.raises(HandoffError, match="only the end of the history") as caught:
        shallow.judging()
    assert caught.value.exit_code == UNDECIDED


def test_T66_partial_clone_is_no_basis_for_an_audit(repo: Repo, tmp_path: Path) -> None:
    repo.commit("first", {"a": "1"}) and repo.config("uploadpack.allowFilter", "true")
    partial = Repository.discover(repo.clone(tmp_path / "partial", "--filter=blob:none").path)
    assert partial.judging() is partial
    with pytest.raises(HandoffError, match="partial"):
        partial.judging(audit=True)
    whole = Repository.discover(repo.path)
    assert whole.judging(audit=True) is whole


def test_a_commit_graph_that_lies_is_not_read(repo: Repo) -> None:
    first = repo.commit("first", {"a": "1"})
    second = repo.commit("second", {"a": "2"})
    repo.git("commit-graph", "write", "--reachable")
    graph = repo.path / ".git/objects/info/commit-graph"
    graph.chmod(0o644)
    graph.write_bytes(graph.read_bytes().replace(bytes.fromhex(first), bytes.fromhex(second)))
    assert repo.git("log", "-1", "--format=%P", second) != first  # git itself is fooled
    assert [s.parents for s in first_parent_steps(Repository.discover(repo.path), first, second)] == [(first,)]


@posix
def test_T81_nothing_a_repository_configures_is_run(repo: Repo, tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\necho sprung >> '{sprung}'\ncat\n", encoding="utf-8")
    trap.chmod(0o755)
    first = repo.commit("first", {"projects/BRW-1042/a.txt": "1", ".gitattributes": "* filter=trap diff=trap\n"})
    second = repo.commit("second", {"projects/BRW-1042/a.txt": "2"})
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("pre-commit", "post-checkout", "reference-transaction", "pre-push", "post-index-change"):
        (hooks / hook).symlink_to(trap)
    for key in (
        "core.fsmonitor", "gpg.program", "gpg.ssh.program", "core.pager", "diff.external", "diff.trap.command",
        "diff.trap.textconv", "filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "core.editor",
        "alias.ls-tree",
    ):  # fmt: skip
        repo.config(key, str(trap))
    repo.config("core.hooksPath", str(hooks)).config("log.showSignature", "true").config("commit.gpgSign", "true")
    (repo.path / "projects/BRW-1042/a.txt").write_text("3", encoding="utf-8")
    found = Repository.discover(repo.path).judging(audit=True)
    first_parent_steps(found, first, second)
    contributions(found, first, second)
    entries_at(found, second, "projects/BRW-1042")
    assert WorkTree(found).deals() == ("BRW-1042",)
    assert WorkTree(found).read("projects/BRW-1042/a.txt") == b"3"
    assert not is_clean(repo.path)
    assert not sprung.exists()
    repo.git("status", check=False)
    assert sprung.exists()  # the traps work


def test_a_check_writes_nothing_into_the_repository(repo: Repo) -> None:
    commit = repo.commit("first", {"projects/BRW-1042/a.txt": "1"})
    os.utime(repo.path / "projects/BRW-1042/a.txt", (1, 1))
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in (repo.path / ".git").rglob("*")}
    found = Repository.discover(repo.path)
    entries_at(found, commit, "projects/BRW-1042")
    WorkTree(found).entries("projects/BRW-1042")
    is_clean(repo.path)
    assert {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in (repo.path / ".git").rglob("*")} == before


def test_only_named_variables_reach_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "GIT_DIR",
        "GIT_EXTERNAL_DIFF",
        "GIT_CONFIG",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_SSH_COMMAND",
    ):
        monkeypatch.setenv(name, "x")
    kept = {name for name in environment() if name.startswith("GIT_")}
    assert "GIT_SSH_COMMAND" in kept
    assert kept.isdisjoint({"GIT_DIR", "GIT_EXTERNAL_DIFF", "GIT_CONFIG", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY"})
    monkeypatch.setenv("GIT_QUARANTINE_PATH", "q")
    assert environment()["GIT_OBJECT_DIRECTORY"] == "x"


def test_a_push_can_be_examined_before_it_is_taken(repo: Repo, tmp_path: Path) -> None:
    """Inside a pre-receive hook the new objects lie in quarantine; they can be read there."""
    server = Repo.init(tmp_path / "server.git", bare=True)
    hook = server.path / "hooks/pre-receive"
    hook.write_text(
        f"#!{sys.executable}\n"
        "import sys; from pathlib import Path\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n"
        "from handoff_cli.git.repository import Repository\n"
        "from handoff_cli.git.trees import tree_entries\n"
        "new = sys.stdin.read().split()[1]\n"
        "print([e.path for e in tree_entries(Repository.discover(Path.cwd()).judging(), new)], file=sys.stderr)\n"
        "sys.exit(1)\n",
        encoding="utf-8",
    )
    hook.chmod(0o755)
    repo.commit("first", {"a": "1"})
    repo.git("remote", "add", "origin", server.path.as_uri())
    refused = subprocess.run(["git", "push", "origin", "main"], cwd=repo.path, capture_output=True, check=False)
    assert b"['a']" in refused.stderr
