"""`handoff init`: nothing is overwritten, nothing is asked, and the ledger is founded once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.core.policy import ATTRIBUTES_LINE
from handoff_cli.documents import load
from handoff_cli.git.remote import push
from tests.gitrepo import Repo
from tests.ownership.shop import LEDGER, Ran, Shop, identify, refs, setup


@pytest.fixture
def empty(shop: Shop) -> Repo:
    """A clone of an empty server; Arvid sits at it."""
    Repo.init(shop.folder / "new.git", bare=True)
    Repo(shop.folder / "new.git").git("symbolic-ref", "HEAD", "refs/heads/main")
    repo = identify(Repo(shop.folder / "new.git").clone(shop.folder / "new"), "arvid")
    repo.git("checkout", "-q", "-B", "main")
    return repo


def commit(shop: Shop, repo: Repo, evidence: str = "signed") -> None:
    repo.commit("policy", setup(evidence, shop.keys))
    repo.git("push", "-q", "origin", "main")


def run(shop: Shop, repo: Repo, *words: str) -> Ran:
    return shop.run(repo.path, "init", *words)


def test_the_first_run_writes_policy_and_attributes(shop: Shop, empty: Repo) -> None:
    told = run(shop, empty)
    assert told.code == 0
    assert told.out.split()[:2] == ["handoff.yaml", ".gitattributes"]
    assert "then run `handoff init` again" in told.err
    text = (empty.path / "handoff.yaml").read_text(encoding="utf-8")
    assert "arvid.holm@nordhall.example" in text
    assert (empty.path / ".gitattributes").read_text(encoding="utf-8") == f"{ATTRIBUTES_LINE}\n"
    assert refs(Repo(shop.folder / "new.git")) == {}


def test_the_second_run_before_the_commit_changes_nothing(shop: Shop, empty: Repo) -> None:
    run(shop, empty)
    before = (empty.path / "handoff.yaml").read_bytes()
    told = run(shop, empty)
    assert (told.code, told.out) == (0, "")
    assert "then run `handoff init` again" in told.err
    assert (empty.path / "handoff.yaml").read_bytes() == before
    assert refs(Repo(shop.folder / "new.git")) == {}


@pytest.mark.parametrize(
    ("there", "after"),
    [
        (b"*.zip binary\n", b"*.zip binary\nprojects/** -text\n"),
        (b"*.zip binary", b"*.zip binary\nprojects/** -text\n"),
        (b"*.zip binary\r\n*.pdf binary\r\n", b"*.zip binary\r\n*.pdf binary\r\nprojects/** -text\r\n"),
        (b"# Gr\xfc\xdfe\n", b"# Gr\xfc\xdfe\nprojects/** -text\n"),
        (b"projects/**   -text\n*.zip binary\n", b"projects/**   -text\n*.zip binary\n"),
    ],
)
def test_existing_attributes_are_kept_byte_for_byte(shop: Shop, empty: Repo, there: bytes, after: bytes) -> None:
    empty.write({".gitattributes": there, "handoff.yaml": "# mine\n"})
    told = run(shop, empty, "--yes")
    assert told.code == (0 if there != after else 2), "with both files there, the policy is read"
    assert (empty.path / ".gitattributes").read_bytes() == after
    assert (empty.path / "handoff.yaml").read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize("name", ['Ann "Annie" O\'Neil', "Anna: the admin", "Åsa Ö.", "# Hash", "- dash", "yes", "007"])
def test_a_name_of_any_kind_makes_a_policy_that_can_be_read(shop: Shop, empty: Repo, name: str) -> None:
    empty.config("user.name", name)
    assert run(shop, empty).code == 0
    root, findings = load("handoff.yaml", (empty.path / "handoff.yaml").read_bytes(), "handoff")
    assert [finding.message for finding in findings if finding.rejects] == []
    assert [node.get("name").text for _, node in root.get("people").items()] == [name]


def test_the_ledger_is_founded_on_what_the_target_carries(shop: Shop, empty: Repo) -> None:
    commit(shop, empty)
    told = run(shop, empty, "--sign", str(shop.keys["arvid"]))
    assert told.code == 0
    server = Repo(shop.folder / "new.git")
    assert "Founded ledger" in told.err
    assert server.rev_parse(LEDGER) in told.err
    names = server.git("ls-tree", "-r", "--name-only", LEDGER).splitlines()
    assert names == ["ledger/genesis.json", "ledger/genesis.json.sig"]
    assert shop.run(empty.path, "status").code == 0


def test_an_existing_ledger_is_shown_to_anybody(shop: Shop) -> None:
    before = shop.refs()
    told = shop.run("tom", "init")
    assert told.code == 0
    assert "Already there: ledger" in told.err
    assert shop.refs() == before


def test_the_id_to_keep_is_where_the_ledger_begins_however_long_it_is(handed: Shop) -> None:
    told = handed.run("tom", "init")
    said = re.search(r"Keep this id outside the repository: ([0-9a-f]{40})", told.err)
    assert said
    assert handed.run("tom", "audit", "--genesis", said[1]).code == 0


def test_only_an_admin_founds_it(shop: Shop, empty: Repo) -> None:
    commit(shop, empty)
    before = refs(Repo(shop.folder / "new.git"))
    identify(empty, "dana")
    told = run(shop, empty, "--sign", str(shop.keys["dana"]))
    assert told.code == 1
    assert "Admins: Arvid Holm." in told.err
    identify(empty, "arvid")
    told = run(shop, empty, "--sign", str(shop.keys["dana"]))
    assert told.code == 1
    assert "is not a key of Arvid Holm" in told.err
    assert refs(Repo(shop.folder / "new.git")) == before


def test_where_decisions_are_signed_the_founding_is(shop: Shop, empty: Repo) -> None:
    commit(shop, empty)
    before = refs(Repo(shop.folder / "new.git"))
    told = run(shop, empty)
    assert told.code == 1
    assert "nothing was founded" in told.err
    assert "`handoff init --sign KEY`, with a key of Arvid Holm" in told.err
    assert refs(Repo(shop.folder / "new.git")) == before


def test_two_admins_found_it_in_the_same_moment(shop: Shop, empty: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(shop, empty, "claimed")
    other = identify(Repo(shop.folder / "new.git").clone(shop.folder / "other"), "arvid")
    signed = ("--sign", str(shop.keys["arvid"]))

    def slow(*args: Any) -> bool:
        monkeypatch.setattr("handoff_cli.init.push", push)
        assert run(shop, other, *signed).code == 0
        return push(*args)

    monkeypatch.setattr("handoff_cli.init.push", slow)
    told = run(shop, empty, *signed)
    assert told.code == 3
    assert "Somebody else founded a ledger" in told.err
    theirs = Repo(shop.folder / "new.git").rev_parse(LEDGER)
    told = run(shop, empty)
    assert told.code == 0
    assert theirs in told.err


def test_a_repository_by_itself(shop: Shop, tmp_path: Path) -> None:
    repo = identify(Repo.init(tmp_path / "alone"), "arvid")
    assert run(shop, repo).code == 0
    repo.commit("policy", setup("claimed", shop.keys))
    assert run(shop, repo).code == 0
    assert repo.rev_parse(LEDGER)
    assert shop.run(repo.path, "status").code == 0


def test_where_nobody_works(shop: Shop, tmp_path: Path) -> None:
    Repo.init(tmp_path / "bare", bare=True)
    told = shop.run(tmp_path / "bare", "init")
    assert told.code == 3
    assert "Run this inside a clone." in told.err


def test_where_signatures_are_asked_for_the_ledger_itself_is_signed(shop: Shop, empty: Repo) -> None:
    commit(shop, empty)
    told = run(shop, empty)
    assert told.code == 1
    assert "handoff init --sign KEY" in told.err
    assert list(refs(Repo(shop.folder / "new.git"))) == ["refs/heads/main"]
    assert run(shop, empty, "--sign", str(shop.keys["arvid"])).code == 0
