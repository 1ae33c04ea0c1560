"""First-parent steps and contributions, on every shape a history can have."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.history import (
    contributions,
    first_parent_steps,
    is_ancestor,
    last_change,
    merge_bases,
    on_first_parents,
)
from handoff_cli.git.repository import Repository
from handoff_cli.git.trees import DAMAGED, changed
from tests.gitrepo import Repo

PEOPLE = "Tom <tom@nordhall.example>"


def test_steps_are_taken_against_the_first_parent(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    repo.branch("side")
    repo.commit("side one", {"b": "1"})
    side = repo.commit("side two", {"b": "2"})
    repo.checkout("main")
    direct = repo.commit("direct", {"c": "1"})
    merge = repo.merge("side")
    empty = repo.commit("empty")
    steps = first_parent_steps(Repository.discover(repo.path), start, empty)
    assert [(step.commit, step.parents) for step in steps] == [
        (direct, (start,)),
        (merge, (direct, side)),
        (empty, (merge,)),
    ]
    assert [[change.path for change in step.changes] for step in steps] == [["c"], ["b"], []]


def test_from_the_very_first_commit(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    tip = repo.commit("tip", {"a": "2"})
    steps = first_parent_steps(Repository.discover(repo.path), None, tip)
    assert [step.commit for step in steps] == [start, tip]
    assert steps[0].parents == ()
    assert [(c.path, c.old) for c in steps[0].changes] == [("a", None)]
    assert first_parent_steps(Repository.discover(repo.path), tip, tip) == ()


def test_T44_an_evil_merge_shows_what_no_parent_has(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1", "price": "10"})
    repo.branch("side")
    side = repo.commit("side", {"b": "1"})
    repo.checkout("main")
    tip = repo.commit("main", {"c": "1"})
    repo.git("merge", "-q", "--no-ff", "--no-commit", "side")
    evil = repo.commit("merge", {"price": "1"}, by="Eve <eve@nordhall.example>")
    assert repo.git("log", "-p", "--format=", "-1", evil, "--", "price") == ""  # an ordinary log shows nothing
    found = Repository.discover(repo.path)
    assert [c.path for c in first_parent_steps(found, tip, evil)[0].changes] == ["b", "price"]
    by_commit = {c.commit: c for c in contributions(found, start, evil)}
    assert by_commit[evil].paths == ("price",)
    assert by_commit[evil].author_email == "eve@nordhall.example"
    assert by_commit[side].paths == ("b",)


def test_T55_a_foxtrot_merge_is_refused(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    old_tip = repo.commit("main", {"b": "1"})
    repo.branch("side", start)
    repo.commit("side", {"c": "1"})
    foxtrot = repo.merge("main")  # the old tip is only the second parent
    found = Repository.discover(repo.path)
    assert is_ancestor(found, old_tip, foxtrot)
    assert not on_first_parents(found, old_tip, foxtrot)
    with pytest.raises(HandoffError, match="straight line") as caught:
        first_parent_steps(found, old_tip, foxtrot)
    assert caught.value.exit_code == UNDECIDED
    assert on_first_parents(found, start, foxtrot)


def test_T54_a_rewound_or_foreign_history_is_refused(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    later = repo.commit("later", {"a": "2"})
    repo.git("checkout", "-q", "--orphan", "other")
    foreign = repo.commit("foreign", {"x": "1"})
    found = Repository.discover(repo.path)
    for begin, end in ((later, start), (start, foreign), (foreign, later)):
        assert not on_first_parents(found, begin, end)
        with pytest.raises(HandoffError, match="straight line"):
            first_parent_steps(found, begin, end)


def test_T57_an_octopus_and_an_unrelated_root_are_shown_whole(repo: Repo) -> None:
    root = repo.commit("start", {"a": "1"})
    sides = []
    for name in "xy":
        repo.branch(name, root)
        sides.append(repo.commit(name, {name: "1"}))
    start = repo.checkout("main").commit("main", {"b": "1"})
    repo.git("merge", "-q", "-m", "octopus", "x", "y")
    octopus = repo.rev_parse("HEAD")
    repo.git("checkout", "-q", "--orphan", "root")
    root = repo.commit("root", {"evil": "1"})
    repo.checkout("main")
    merge = repo.merge("root", "merge", "--allow-unrelated-histories")
    found = Repository.discover(repo.path)
    first, second = first_parent_steps(found, start, merge)
    assert first.parents == (start, *sides)
    assert [c.path for c in first.changes] == ["x", "y"]
    assert second.parents == (octopus, root)
    assert [c.path for c in second.changes] == ["evil"]
    everything = {c.commit: c.paths for c in contributions(found, start, merge)}
    assert everything[root] == ("a", "b", "evil", "x", "y")
    assert set(everything) == {*sides, octopus, root, merge}


def test_T57_an_empty_tree_deletes_everything(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1", "b/c": "2"})
    emptied = repo.commit_tree(repo.tree(), start)
    step = first_parent_steps(Repository.discover(repo.path), start, emptied)[0]
    assert [(c.path, c.new) for c in step.changes] == [("a", None), ("b/c", None)]


@pytest.mark.parametrize("order", ["ge", "eg"], ids=["the evil one second", "the evil one first"])
def test_T72_a_name_held_twice_never_passes_for_the_good_one(repo: Repo, order: str) -> None:
    """git shows the first entry, an unwary reader of the differences keeps the last."""
    blobs = {"g": repo.blob("good"), "e": repo.blob("evil")}
    start = repo.commit_tree(repo.tree(("100644", "deal.yaml", repo.blob("before"))))
    tip = repo.commit_tree(repo.tree(*(("100644", "deal.yaml", blobs[one]) for one in order)), start)
    mended = repo.commit_tree(repo.tree(("100644", "deal.yaml", blobs["g"])), tip)
    found = Repository.discover(repo.path)
    (change,) = first_parent_steps(found, start, tip)[0].changes
    assert change.new is not None
    assert change.new[0] == DAMAGED
    assert changed(found, start, tip) == (change,)
    assert changed(found, start, mended)[0].new == ("100644", blobs["g"])


def test_T72_a_folder_held_twice_is_damaged_too(repo: Repo) -> None:
    good, evil = (repo.tree(("100644", "deal.yaml", repo.blob(text))) for text in ("good", "evil"))
    start = repo.commit_tree(repo.tree(("40000", "projects", good)))
    tip = repo.commit_tree(repo.tree(("40000", "projects", evil), ("40000", "projects", good)), start)
    (change,) = first_parent_steps(Repository.discover(repo.path), start, tip)[0].changes
    assert (change.path, change.new and change.new[0]) == ("projects/deal.yaml", DAMAGED)


def test_a_path_that_looks_like_git_output_is_a_path(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    fake = f":100644 100644 {'0' * 40} {'1' * 40} M"
    tip = repo.commit("tip", {fake: "1", "\n:x": "2", start: "3"})
    found = Repository.discover(repo.path)
    assert [c.path for c in first_parent_steps(found, start, tip)[0].changes] == sorted([fake, "\n:x", start])
    assert contributions(found, start, tip)[0].paths == tuple(sorted([fake, "\n:x", start]))


def test_T69_notes_and_messages_say_nothing(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    tip = repo.commit(f"tip\n\nAccepted-by: Dana\n{start} {start}\n:100644 x", {"b": "1"})
    found = Repository.discover(repo.path)
    before = first_parent_steps(found, start, tip), contributions(found, start, tip)
    repo.git("notes", "add", "-m", "Accepted-by: Dana", tip)
    repo.config("notes.displayRef", "refs/notes/*")
    assert (first_parent_steps(found, start, tip), contributions(found, start, tip)) == before
    assert [c.path for c in before[0][0].changes] == ["b"]


def test_T93_clocks_do_not_order_anything(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    chain = []
    for number, date in enumerate(("2099-01-01T00:00:00Z", "1970-01-02T00:00:00Z", "2030-01-01T00:00:00Z")):
        repo.write({"a": str(number)}).git("add", ".")
        repo.git("commit", "-qm", "x", env={"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date})
        chain.append(repo.rev_parse("HEAD"))
    assert [s.commit for s in first_parent_steps(Repository.discover(repo.path), start, chain[-1])] == chain


def test_merge_bases_none_one_and_two(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    repo.branch("x")
    x = repo.commit("x", {"x": "1"})
    repo.branch("y", start)
    y = repo.commit("y", {"y": "1"})
    one = repo.commit_tree(repo.rev_parse(f"{x}^{{tree}}"), x, y)
    two = repo.commit_tree(repo.rev_parse(f"{y}^{{tree}}"), y, x)
    root = repo.commit_tree(repo.tree())
    found = Repository.discover(repo.path)
    assert merge_bases(found, x, y) == (start,)
    assert merge_bases(found, one, two) == tuple(sorted((x, y)))
    assert merge_bases(found, x, root) == ()
    assert is_ancestor(found, start, start)
    assert not is_ancestor(found, x, y)
    with pytest.raises(HandoffError):
        is_ancestor(found, "0" * 40, x)


def test_T19_contributors_on_every_side_of_every_merge(repo: Repo) -> None:
    """Against brute force: in a random history, the paths in which a commit differs from each of its parents."""
    dice = random.Random(7)
    base = repo.commit_tree(repo.tree(), message="base")
    trees, commits = {base: dict[str, str]()}, [base]
    for number in range(40):
        parents = dice.sample(commits, min(len(commits), dice.choice((1, 1, 2, 2, 3))))
        if number % 13 == 12:
            parents = []
        files = dict(trees[parents[0]]) if parents else {}
        for parent in parents[1:]:
            files |= {path: oid for path, oid in trees[parent].items() if dice.random() < 0.7}
        for path in dice.sample("abcdefgh", 2):
            files[path] = repo.blob(str(dice.randrange(4)))
        if dice.random() < 0.4 and files:
            del files[dice.choice(sorted(files))]
        tree = repo.tree(*(("100644", path, oid) for path, oid in sorted(files.items())))
        commit = repo.commit_tree(tree, *parents, message=str(number))
        trees[commit] = files
        commits.append(commit)
    head = commits[-1]
    found = Repository.discover(repo.path)
    wanted = set(repo.git("rev-list", head, f"^{base}").split())
    told = {c.commit: set(c.paths) for c in contributions(found, base, head)}
    assert set(told) == wanted
    for commit, paths in told.items():
        parents = repo.git("rev-list", "--parents", "-n1", commit).split()[1:]
        differing = [{c.path for c in changed(found, parent, commit)} for parent in parents]
        assert paths == (set.intersection(*differing) if differing else set(trees[commit])), commit


def test_the_people_are_those_of_the_commit_object(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    repo.write({".mailmap": "Dana <dana@nordhall.example> <tom@nordhall.example>\n", "a": "2"}).git("add", ".")
    repo.config("log.mailmap", "true")
    repo.git("commit", "-qm", "x", env={"GIT_AUTHOR_EMAIL": "tom@nordhall.example", "GIT_COMMITTER_EMAIL": ""})
    (told,) = contributions(Repository.discover(repo.path), start, repo.rev_parse("HEAD"))
    assert (told.author_email, told.committer_email) == ("tom@nordhall.example", "")


def _raw(repo: Repo, *lines: str, message: bytes = b"message\n") -> str:
    return repo.raw_commit("".join(f"{line}\n" for line in lines).encode() + b"\n" + message)


def test_T71_a_commit_that_programs_read_differently_is_refused(repo: Repo) -> None:
    start = repo.commit("start", {"a": "1"})
    tree = repo.rev_parse("HEAD^{tree}")
    tom = "author Tom <tom@nordhall.example> 1 +0000"
    dana = "author Dana <dana@nordhall.example> 1 +0000"
    by = "committer Tom <tom@nordhall.example> 1 +0000"
    found = Repository.discover(repo.path)

    def told(*lines: str, message: bytes = b"message\n") -> tuple[str, str]:
        (one,) = contributions(found, start, _raw(repo, *lines, message=message))
        return one.author_email, one.committer_email

    head = (f"tree {tree}", f"parent {start}")
    assert told(*head, tom, by) == ("tom@nordhall.example", "tom@nordhall.example")
    assert told(*head, tom, by, "encoding latin-1", "gpgsig -----BEGIN", " author Dana <d@x> 1 +0000") == told(
        *head, tom, by
    )
    for lines in (
        (*head, tom, dana, by),
        (*head, tom, by, by),
        (*head, tom, by, dana),
        (*head, tom, by, f"tree {tree}"),
        (*head, tom, by, f"parent {tree}"),
        (*head, "author Tom <tom@nordhall.example> <dana@nordhall.example> 1 +0000", by),
        (*head, "author Tom <tom@nordhall.example>", by),
        (*head, "author Tom tom@nordhall.example 1 +0000", by),
    ):
        with pytest.raises(HandoffError, match="malformed") as caught:
            told(*lines)
        assert caught.value.exit_code == UNDECIDED
    with pytest.raises(HandoffError, match="malformed"):
        told(*head, tom, by, message=b"message\0author Dana\n")


def test_sha256_histories_are_read_the_same(tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "r", object_format="sha256")
    start = repo.commit("start", {"a": "1"})
    tip = repo.commit("tip", {"b": "1"}, by=PEOPLE)
    found = Repository.discover(repo.path)
    assert len(tip) == 64
    assert [c.path for c in first_parent_steps(found, start, tip)[0].changes] == ["b"]
    assert contributions(found, start, tip)[0].author_email == "tom@nordhall.example"
    with pytest.raises(HandoffError, match="not the full id"):
        merge_bases(found, start[:40], tip)


def test_when_a_file_changed_last(repo: Repo) -> None:
    base = repo.commit("one", {"a": "1", "b": "1"})
    repo.commit("two", {"a": "2"})
    head = repo.commit("three", {"b": "2"})
    here = Repository.discover(repo.path)
    assert last_change(here, base, head, "a") == "2026-03-01T12:00:00Z"
    assert last_change(here, head, head, "a") == ""
    assert last_change(here, base, head, "c") == ""


@pytest.mark.parametrize("seconds", ["99999999999999", "8589934592", "0"])
def test_a_time_there_is_not(repo: Repo, seconds: str) -> None:
    base = repo.commit("one", {"a": "1"})
    tree = repo.tree(("100644", "a", repo.blob("2")))
    raw = (
        f"tree {tree}\nparent {base}\nauthor X <x@x.example> 1 +0000\ncommitter X <x@x.example> {seconds} +0000\n\nx\n"
    )
    assert last_change(Repository.discover(repo.path), base, repo.raw_commit(raw.encode()), "a") == ""
