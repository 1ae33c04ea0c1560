"""What a commit holds and what two commits differ in, whatever names and kinds stand in their trees."""

from __future__ import annotations

import pytest

from handoff_cli.errors import HandoffError
from handoff_cli.git.repository import Repository
from handoff_cli.git.snapshot import Measures, as_files, entries_at
from handoff_cli.git.trees import DAMAGED, changed, tree_entries
from tests.gitrepo import Repo

DEAL = "projects/BRW-1042"


def test_the_files_of_some_folders(repo: Repo) -> None:
    commit = repo.commit("first", {f"{DEAL}/a": "1", f"{DEAL}/b/c": "2", "projects/BRW-10/a": "3", "top": "4"})
    found = Repository.discover(repo.path)
    assert [e.path for e in tree_entries(found, commit, DEAL)] == [f"{DEAL}/a", f"{DEAL}/b/c"]
    assert [e.path for e in tree_entries(found, commit, "projects/BRW-10", "top")] == ["projects/BRW-10/a", "top"]
    assert len(tree_entries(found, commit)) == 4
    assert tree_entries(found, commit, "projects/NONE") == ()
    assert tree_entries(found, commit, "top")[0] == ("100644", repo.rev_parse("HEAD:top"), "top")
    for folder in ("", "/etc"):
        with pytest.raises(HandoffError):
            tree_entries(found, commit, folder)


def test_a_pattern_in_a_name_is_only_a_name(repo: Repo) -> None:
    commit = repo.commit("first", {"projects/A*/a": "1", "projects/ABC/a": "2"})
    found = Repository.discover(repo.path)
    assert [e.path for e in tree_entries(found, commit, "projects/A*")] == ["projects/A*/a"]


def test_changes_say_old_and_new(repo: Repo) -> None:
    before = repo.commit("first", {"a": "1", "b": "2", "c": "3"})
    after = repo.commit("second", {"a": "9", "b": None, "d": "4"})
    found = Repository.discover(repo.path)
    a, b, d = changed(found, before, after)
    assert (a.path, a.old, a.new) == ("a", ("100644", repo.blob("1")), ("100644", repo.blob("9")))
    assert (b.path, b.new) == ("b", None)
    assert (d.path, d.old) == ("d", None)
    assert changed(found, before, before) == ()


def test_T58_a_rename_is_a_deletion_and_an_addition(repo: Repo) -> None:
    repo.config("diff.renames", "copies")
    before = repo.commit("first", {f"{DEAL}/deal.yaml": "the same bytes\n" * 9})
    after = repo.commit("moved", {f"{DEAL}/deal.yaml": None, "projects/OTHER-1/deal.yaml": "the same bytes\n" * 9})
    gone, new = changed(Repository.discover(repo.path), before, after)
    assert (gone.path, gone.new) == (f"{DEAL}/deal.yaml", None)
    assert (new.path, new.old) == ("projects/OTHER-1/deal.yaml", None)


def test_T75_a_submodule_shows_although_the_configuration_hides_it(repo: Repo) -> None:
    repo.config("diff.ignoreSubmodules", "all").config("diff.orderFile", "/nowhere").config("diff.relative", "true")
    first = repo.commit("first", {"a": "1"})
    tree = repo.tree(("100644", "a", repo.blob("1")), ("160000", "sub", first))
    second = repo.commit_tree(tree, first)
    found = Repository.discover(repo.path)
    assert [(c.path, c.new) for c in changed(found, first, second)] == [("sub", ("160000", first))]
    assert entries_at(found, second, "sub").irregular == ("sub",)


def test_T74_links_and_programs_are_no_files_of_a_deal(repo: Repo) -> None:
    repo.commit("first", {f"{DEAL}/run.sh": "x"})
    (repo.path / DEAL / "run.sh").chmod(0o755)
    (repo.path / DEAL / "deal.yaml").symlink_to("../../handoff.yaml")
    commit = repo.commit("second")
    snapshot = entries_at(Repository.discover(repo.path), commit, DEAL)
    assert snapshot.irregular == (f"{DEAL}/deal.yaml", f"{DEAL}/run.sh")
    assert "link" in snapshot.reasons[f"{DEAL}/deal.yaml"]
    assert "program" in snapshot.reasons[f"{DEAL}/run.sh"]
    assert snapshot.entries == ()


def test_T73_odd_modes_are_read_as_git_reads_them(repo: Repo) -> None:
    blob = repo.blob("1")
    modes = {"a": "100664", "b": "0100644", "c": "100600", "d": "100700", "e": "10644", "f": "120777"}
    tree = repo.tree(*((mode, name, blob) for name, mode in modes.items()))
    found = Repository.discover(repo.path)
    read = {e.path: e.mode for e in tree_entries(found, repo.commit_tree(tree))}
    assert [name for name, mode in read.items() if mode == "100644"] == ["a", "b", "c"]
    assert read["d"] == "100755"
    assert read["f"] == "120000"


def test_T72_trees_that_git_never_writes_have_no_digest(repo: Repo) -> None:
    blob, other = repo.blob("1"), repo.blob("2")
    found = Repository.discover(repo.path)

    def irregular(*entries: tuple[str, str | bytes, str]) -> tuple[str, ...]:
        deal = repo.tree(("40000", "BRW-1042", repo.tree(*entries)))
        return entries_at(found, repo.commit_tree(repo.tree(("40000", "projects", deal))), DEAL).irregular

    inner = repo.tree(("100644", "b", blob))
    assert irregular(("100644", "a", blob)) == ()
    assert irregular(("100644", "a", blob), ("100644", "a", other)) == (f"{DEAL}/a",)
    assert irregular(("100644", "a/b", blob)) == (f"{DEAL}/a/b",)
    assert irregular(("100644", "a/b", other), ("40000", "a", inner)) == (f"{DEAL}/a/b",)
    assert irregular(("100644", "..", blob)) == (f"{DEAL}/..",)
    assert irregular(("100644", ".git", blob)) == (f"{DEAL}/.git",)
    assert irregular(("100644", ".GIT", blob)) == (f"{DEAL}/.GIT",)
    assert irregular(("100644", "git~1", blob)) == (f"{DEAL}/git~1",)
    assert irregular(("40000", "..", inner)) == (f"{DEAL}/../b",)


def test_T73_names_that_are_no_utf8_are_irregular_and_can_be_printed(repo: Repo) -> None:
    deal = repo.tree(("100644", b"caf\xe9.pdf", repo.blob("1")), ("100644", "a\nx=1", repo.blob("2")))
    commit = repo.commit_tree(repo.tree(("40000", "projects", repo.tree(("40000", "BRW-1042", deal)))))
    found = Repository.discover(repo.path)
    snapshot = entries_at(found, commit, DEAL)
    assert set(snapshot.irregular) == {f"{DEAL}/caf\\xe9.pdf", f"{DEAL}/a\nx=1"}
    assert snapshot.irregular[1].encode()


def test_the_second_entry_of_a_path_is_the_one_that_counts_against_it(repo: Repo) -> None:
    tree = repo.tree(("100644", "a", repo.blob("1")), ("100644", "a", repo.blob("2")))
    files = as_files(tree_entries(Repository.discover(repo.path), repo.commit_tree(tree)))
    assert files["a"][0] == DAMAGED


def test_a_flaw_is_said_in_words(repo: Repo) -> None:
    measures = Measures(Repository.discover(repo.path))
    assert measures.flaw({f"{DEAL}/a": ("100644", "0" * 40)}) is None
    assert measures.flaw({f"{DEAL}/a": ("120000", "0" * 40)}) == f"{DEAL}/a: it is a link to another place, not a file"


def test_T85_a_folder_of_too_many_files_is_refused(repo: Repo) -> None:
    files = {f"{DEAL}/{number}": ("100644", "0" * 40) for number in range(20_001)}
    measures = Measures(Repository.discover(repo.path))
    assert "20,001 files" in (measures.flaw(files) or "")
    with pytest.raises(HandoffError, match="20,001 files"):
        measures.snapshot(files)
