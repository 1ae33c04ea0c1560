"""Row 22: a clone that has seen more than the server now shows decides nothing, and says which branch was put back."""

from __future__ import annotations

import pytest

from tests.ownership.shop import LEDGER, Shop


def put_back(shop: Shop, branch: str) -> None:
    shop.server.git("update-ref", f"refs/heads/{branch}", f"{branch}~1")


@pytest.mark.parametrize("branch", [LEDGER, "main"])
def test_a_branch_that_was_put_back(handed: Shop, branch: str) -> None:
    assert handed.run("dana", "status").code == 0
    put_back(handed, branch)
    before = handed.refs()
    for words in (["status"], ["audit"], ["accept", "BRW-1042", "--sign", str(handed.keys["dana"]), "--yes"]):
        told = handed.run("dana", *words)
        assert told.code == 3, words
        assert f"origin/{branch} does not go on from where it was last seen" in told.err
    assert handed.refs() == before


@pytest.mark.parametrize("command", [["status", "--no-fetch"], ["gate", "--head", "origin/main"]])
def test_also_when_plain_git_has_fetched_it(handed: Shop, command: list[str]) -> None:
    handed.run("dana", "status")
    put_back(handed, LEDGER)
    handed.clone("dana").git("fetch", "-q", "origin")
    told = handed.run("dana", *command)
    assert told.code == 3
    assert f"origin/{LEDGER} does not go on" in told.err


def test_another_ledger_in_its_place(handed: Shop) -> None:
    handed.run("dana", "status")
    handed.server.git("update-ref", "-d", f"refs/heads/{LEDGER}")
    assert handed.run("dana", "status").code == 3
    fresh = handed.fresh()
    assert handed.run(fresh.path, "init", "--sign", str(handed.keys["arvid"])).code == 0
    told = handed.run("dana", "status")
    assert told.code == 3
    assert f"origin/{LEDGER} does not go on" in told.err


def test_the_old_state_is_forgotten_once_it_is_explained(handed: Shop) -> None:
    handed.run("dana", "status")
    put_back(handed, "main")
    told = handed.run("dana", "status")
    assert "git update-ref -d refs/handoff/seen/origin/main" in told.err
    handed.clone("dana").git("update-ref", "-d", "refs/handoff/seen/origin/main")
    assert handed.status("dana")["owner"] == "sales"


def test_what_this_clone_pushed_it_has_seen(handed: Shop) -> None:
    """Dana has only ever pushed, never looked."""
    put_back(handed, LEDGER)
    assert handed.run("dana", "status").code == 3


def test_a_ledger_that_was_merged_the_wrong_way_round(handed: Shop) -> None:
    handed.run("dana", "status")
    tip = handed.server.rev_parse(LEDGER)
    tree = handed.server.rev_parse(f"{LEDGER}^{{tree}}")
    foxtrot = handed.server.commit_tree(tree, f"{tip}~1", tip)
    handed.server.git("update-ref", f"refs/heads/{LEDGER}", foxtrot)
    assert handed.run("dana", "status").code == 3
    told = handed.run(handed.fresh().path, "status")
    assert told.code == 3, "and somebody who comes new does not believe it either"
    assert "The ledger cannot be trusted" in told.err
