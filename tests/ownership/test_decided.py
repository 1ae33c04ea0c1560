"""Decisions that are taken: by whom, on what evidence, against what, and what becomes of the target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handoff_cli import decide
from tests.ownership.shop import DEAL, FOLDER, LEDGER, OFFER, Shop

LOT = ("deal.yaml", "First shipment", "First lot")
MITIGATING = ("raid.yaml", "status: open", "status: mitigating")


def before_first(monkeypatch: pytest.MonkeyPatch, name: str, action: Callable[[], object]) -> None:
    """Let somebody else act in the moment before this step of a decision is taken for the first time."""
    real = getattr(decide, name)

    def step(*args: Any) -> Any:
        monkeypatch.setattr(decide, name, real)
        action()
        return real(*args)

    monkeypatch.setattr(decide, name, step)


def test_the_pm_accepts_and_owns_exactly_these_files(shop: Shop) -> None:
    told = shop.accept()
    assert told.code == 0
    assert f"{DEAL} is accepted (record 1)." in told.out
    assert "The PM owns it." in told.out
    offered, main = shop.server.rev_parse(OFFER), shop.main()
    assert shop.server.git("log", "-1", "--format=%P", "main").split()[1:] == [offered]
    assert shop.server.git("rev-parse", f"main:{FOLDER}") == shop.server.git("rev-parse", f"{offered}:{FOLDER}")
    status = shop.status()
    assert (status["owner"], status["by"], status["evidence"], status["since"]) == ("pm", "dana", "signed", main)
    assert status["in_force"] == status["baseline"] == shop.records()[0]["to"]
    assert shop.run("arvid", "audit").code == 0


def test_the_record_says_what_was_decided(handed: Shop) -> None:
    tip, head = handed.server.rev_parse("main~1"), handed.server.rev_parse(OFFER)
    (record,) = handed.records()
    assert (record["tip"], record["head"], record["from"], record["target"]) == (tip, head, None, "main")
    assert (record["by"], record["for"], record["authors"]) == ("dana", "dana", ["tom"])
    assert record["complete"] == {"reject": 0, "warn": 0}
    assert record["terms"], "the sample has a non-standard term, and it was shown"


def test_the_deputy_decides_for_the_pm(shop: Shop) -> None:
    told = shop.accept("lee")
    assert told.code == 0
    assert "by lee for dana" in told.err
    (record,) = shop.records()
    assert (record["by"], record["for"]) == ("lee", "dana")
    status = shop.status()
    assert (status["owner"], status["by"], status["evidence"]) == ("pm", "lee", "signed")
    assert "accepted by Lee Park for Dana Reyes (signed)" in shop.run("arvid", "status").out
    shop.commit("tom", OFFER, shop.edited(*LOT))
    assert shop.accept("dana").code == 0, "the deputy does not become the PM"


def test_claimed_decisions_say_so_everywhere(claimed: Shop) -> None:
    assert claimed.run("dana", "accept", DEAL, "--yes").code == 0
    assert claimed.status()["evidence"] == "claimed"
    for command in ("status", "audit"):
        told = claimed.run("arvid", command)
        assert told.code == 0
        assert "(claimed)" in told.out
    claimed.commit("tom", OFFER, claimed.edited(*LOT))
    assert claimed.gate().deal()["evidence"] == "claimed"
    assert claimed.accept().code == 0
    assert claimed.status()["evidence"] == "signed", "more than was asked for"


def test_as_names_the_person_for_scripts(claimed: Shop) -> None:
    claimed.clone("mira").config("user.email", "robot@nordhall.example")
    assert claimed.run("mira", "accept", DEAL, "--yes", "--as", "dana").code == 0
    assert claimed.records()[0]["by"] == "dana"
    assert claimed.status()["evidence"] == "claimed"
    told = claimed.run("mira", "accept", DEAL, "--yes", "--as", "pat")
    assert told.code == 1
    assert "knows nobody called 'pat'" in told.err


def test_the_key_of_git_signs(shop: Shop) -> None:
    shop.clone("dana").config("user.signingkey", str(shop.keys["dana"]))
    assert shop.run("dana", "accept", DEAL, "--sign", "--yes").code == 0
    assert shop.status()["evidence"] == "signed"


def test_only_recorded(shop: Shop) -> None:
    main = shop.main()
    head = shop.server.rev_parse(OFFER)
    told = shop.accept("dana", "--no-merge")
    assert told.code == 0
    assert "It is not merged yet" in told.out
    assert shop.main() == main
    assert shop.server.git("merge-base", "--is-ancestor", head, LEDGER) == "", "the bytes stay reachable"
    status = shop.status()
    assert (status["owner"], status["pending"]) == ("sales", shop.records()[0]["to"])


def test_accepting_again_finishes_the_merge(shop: Shop) -> None:
    shop.accept("dana", "--no-merge")
    told = shop.accept()
    assert told.code == 0
    assert "was accepted already (record 1); nothing new was recorded." in told.out
    assert "Merged into main" in told.out
    assert len(shop.records()) == 1
    assert shop.status()["owner"] == "pm"


def test_the_deputy_finishes_the_merge(shop: Shop) -> None:
    shop.accept("dana", "--no-merge")
    assert shop.accept("lee").code == 0
    assert len(shop.records()) == 1
    assert shop.status()["owner"] == "pm"


def test_a_second_decider_is_slower(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dana and her deputy accept at the same moment: one record, one merge."""
    before_first(monkeypatch, "publish_record", lambda: shop.accept("lee", "--no-merge"))
    told = shop.accept()
    assert told.code == 0, told.err
    assert [record["by"] for record in shop.records()] == ["lee"]
    assert shop.status()["owner"] == "pm"


def test_a_decision_that_lost_the_race_begins_anew(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deputy rejects while Dana accepts: hers is written after his, knowing of it."""
    before_first(monkeypatch, "publish_record", lambda: shop.decide("lee", "reject", "--reason", "Not yet."))
    assert shop.accept().code == 0
    assert [(r["kind"], r["by"], r["seq"]) for r in shop.records()] == [("reject", "lee", 1), ("accept", "dana", 2)]
    assert shop.status()["owner"] == "pm"
    assert shop.run("arvid", "audit").code == 0


def test_a_ledger_that_never_stands_still(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "publish_record", lambda *_: False)
    before = shop.refs()
    told = shop.accept()
    assert told.code == 1
    assert "Run the command again." in told.err
    assert shop.refs() == before


def test_row_26_a_raid_edit_that_landed_meanwhile_is_kept(handed: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    handed.commit("tom", OFFER, handed.edited(*LOT))
    before_first(monkeypatch, "merge", lambda: handed.commit("dana", "main", handed.edited(*MITIGATING)))
    told = handed.accept()
    assert (told.code, len(handed.records())) == (0, 2)
    assert "Merged into main" in told.out
    assert "status: mitigating" in handed.server.git("show", f"main:{FOLDER}/raid.yaml")
    assert "First lot" in handed.server.git("show", f"main:{FOLDER}/deal.yaml")
    assert handed.status()["owner"] == "pm"
    assert handed.run("arvid", "audit").code == 0


def test_row_26_a_raid_edit_while_the_change_order_is_open(handed: Shop) -> None:
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.commit("dana", "main", handed.edited(*MITIGATING))
    assert handed.accept().code == 0
    assert "status: mitigating" in handed.server.git("show", f"main:{FOLDER}/raid.yaml")
    assert handed.status()["owner"] == "pm"


def test_row_27_the_same_living_file_on_both_sides(handed: Shop) -> None:
    raid = handed.edited("raid.yaml", 'due: "2026-05-11"', 'due: "2026-05-12"')
    handed.commit("tom", OFFER, {**handed.edited(*LOT), **raid})
    handed.commit("dana", "main", handed.edited(*MITIGATING))
    assert handed.verdict() == "stale-living"
    before = handed.refs()
    told = handed.accept()
    assert told.code == 1
    assert "raid.yaml changed on the target and in this offer" in told.err
    assert handed.refs() == before
    assert handed.status()["owner"] == "pm"


def test_a_change_order_from_before_another_one(handed: Shop) -> None:
    handed.commit("tom", "old", handed.edited("deal.yaml", "Last shipment", "Last lot"))
    handed.commit("tom", OFFER, handed.edited(*LOT))
    assert handed.accept().code == 0
    before = handed.refs()
    told = handed.accept("dana", "--head", "old")
    assert told.code == 2, "a branch only Sales has"
    handed.clone("dana").git("fetch", "-q", "origin")
    told = handed.accept("dana", "--head", "origin/old")
    assert told.code == 1
    assert "changed on the target since this offer was begun" in told.err
    assert handed.refs() == before
    assert handed.verdict("origin/old") == "stale-base"


def test_the_target_is_bypassed_between_record_and_merge(handed: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record stands, the merge does not happen, and the decider hears of both."""
    handed.commit("tom", OFFER, handed.edited(*LOT))
    late = handed.edited("deal.yaml", "Last shipment", "Last lot")
    before_first(monkeypatch, "merge", lambda: handed.commit("tom", "main", late))
    told = handed.accept()
    assert told.code == 0
    assert "It is not merged yet" in told.out
    assert "changed on the target since this offer was begun" in told.err
    assert len(handed.records()) == 2
    assert handed.status()["owner"] == "sales"


def test_a_change_order_replaces_what_was_accepted(handed: Shop) -> None:
    first = handed.records()[0]["to"]
    handed.commit("tom", OFFER, handed.edited(*LOT))
    assert handed.status()["owner"] == "pm", "an open change takes nothing away"
    assert handed.accept().code == 0
    assert handed.records()[1]["from"] == first
    assert handed.status()["in_force"] == handed.records()[1]["to"] != first


def test_a_newer_acceptance_takes_the_place_of_a_pending_one(handed: Shop) -> None:
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.accept("dana", "--no-merge")
    old = handed.server.rev_parse(OFFER)
    handed.commit("tom", OFFER, handed.edited("deal.yaml", "Last shipment", "Last lot", ref=OFFER))
    handed.accept("dana", "--no-merge")
    assert handed.verdict(old) == "waiting-for-pm"
    assert handed.gate().code == 0


def test_the_merge_waits_where_the_server_refuses_it(shop: Shop) -> None:
    """A protected branch: the record is there, the merge is the forge's."""
    hook = shop.server.path / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        '#!/bin/sh\ntest "$1" != refs/heads/main || { echo "main is protected" >&2; exit 1; }\n', encoding="utf-8"
    )
    hook.chmod(0o755)
    told = shop.accept()
    assert told.code == 0, told.err
    assert "It is not merged yet" in told.out
    assert "main is protected" in told.err
    assert shop.status()["pending"] == shop.records()[0]["to"]
    hook.unlink()
    assert shop.accept().code == 0
    assert shop.status()["owner"] == "pm"


def test_the_work_tree_of_a_clone_is_nobodys_business(shop: Shop) -> None:
    dana = shop.clone("dana")
    dana.write({"notes.txt": "mine\n", ".gitattributes": "changed\n"})
    assert shop.accept().code == 0
    assert dana.git("status", "--porcelain").split() == ["M", ".gitattributes", "??", "notes.txt"]
