"""Rejections and withdrawals: what they say, what they end, and what they cannot touch."""

from __future__ import annotations

import re

from tests.ownership.shop import DEAL, OFFER, Ran, Shop

LOT = ("deal.yaml", "First shipment", "First lot")
WORDS = ("--reason", "The fixture has no date.")


def reject(shop: Shop, who: str = "dana", *words: str) -> Ran:
    return shop.decide(who, "reject", *words)


def test_the_pms_words_and_the_findings_are_in_the_record(shop: Shop) -> None:
    shop.commit("tom", OFFER, {"why.md": None})
    told = reject(shop, "dana", *WORDS)
    assert told.code == 0
    (record,) = shop.records()
    first, *found = record["reasons"]
    assert first == {"rule": None, "path": None, "line": None, "message": "The fixture has no date."}
    assert [reason["path"] for reason in found] == [f"projects/{DEAL}/why.md"]
    assert record["complete"]["reject"] == len(found)
    assert "The fixture has no date." in told.out
    assert shop.status()["owner"] == "sales"


def test_findings_alone_are_reason_enough(shop: Shop) -> None:
    shop.commit("tom", OFFER, {"why.md": None})
    assert reject(shop).code == 0
    assert all(reason["rule"] for reason in shop.records()[0]["reasons"])


def test_of_many_reasons_status_shows_the_first_and_how_to_see_the_rest(shop: Shop) -> None:
    words = [word for number in range(12) for word in ("--reason", f"Question {number} is open.")]
    assert reject(shop, "dana", *words).code == 0
    told = shop.run("tom", "status", DEAL).out
    assert "Question 9 is open." in told
    assert "Question 10 is open." not in told
    assert re.search(rf"- and 2 more: `handoff check {DEAL} --ref [0-9a-f]{{12}}` lists what is still found\.", told)


def test_a_complete_package_needs_words(shop: Shop) -> None:
    before = shop.refs()
    told = reject(shop)
    assert told.code == 1
    assert "A rejection needs a reason." in told.err
    assert shop.refs() == before


def test_only_the_pm_or_the_deputy_rejects(shop: Shop) -> None:
    before = shop.refs()
    for who in ("tom", "quinn", "mira"):
        assert reject(shop, who, *WORDS).code == 1
    assert shop.refs() == before
    assert reject(shop, "lee", *WORDS).code == 0
    assert (shop.records()[0]["by"], shop.records()[0]["for"]) == ("lee", "dana")


def test_the_gate_says_why_until_something_else_is_pushed(shop: Shop) -> None:
    reject(shop, "dana", *WORDS)
    told = shop.gate()
    verdict = told.deal()["verdict"]
    assert (told.code, verdict["code"]) == (1, "rejected")
    assert "The fixture has no date." in verdict["sentence"]
    shop.commit("tom", OFFER, shop.edited("raid.yaml", "status: open", "status: mitigating", ref=OFFER))
    assert shop.verdict() == "waiting-for-pm"


def test_a_rejected_package_may_still_be_accepted(shop: Shop) -> None:
    reject(shop, "dana", *WORDS)
    assert shop.accept().code == 0
    assert shop.status()["owner"] == "pm"


def test_a_package_by_somebody_unknown_is_rejected_all_the_same(shop: Shop) -> None:
    shop.commit("tom", OFFER, shop.edited(*LOT, ref=OFFER), by="Pat Example <pat@elsewhere.example>")
    assert reject(shop, "dana", *WORDS).code == 0
    assert shop.records()[0]["authors"] == ["tom"]


def test_row_08_a_rejection_after_the_acceptance_and_before_the_merge(shop: Shop) -> None:
    shop.accept("dana", "--no-merge")
    assert reject(shop, "dana", *WORDS).code == 0
    assert shop.status()["pending"] is None
    assert shop.verdict() == "rejected"
    shop.clone("tom").git("push", "-q", "origin", f"{OFFER}:main")
    assert shop.status()["owner"] == "sales"
    assert shop.run("arvid", "audit").code == 1


def test_row_09_what_is_in_force_is_not_rejected(handed: Shop) -> None:
    before = handed.refs()
    told = reject(handed, "dana", *WORDS)
    assert told.code == 1
    assert "The PM owns exactly these files." in told.err
    assert "ask Sales for a change" in told.err
    assert handed.decide("dana", "withdraw").code == 1
    assert handed.refs() == before


def test_row_15_a_rejected_change_order_takes_nothing_away(handed: Shop) -> None:
    handed.commit("tom", OFFER, handed.edited(*LOT))
    assert reject(handed, "dana", *WORDS).code == 0
    status = handed.status()
    assert (status["owner"], status["offer"]["outcome"]) == ("pm", "refused")
    assert handed.run("arvid", "audit").code == 0


def test_row_29_a_withdrawal_before_the_merge(shop: Shop) -> None:
    shop.accept("dana", "--no-merge")
    told = shop.decide("dana", "withdraw")
    assert told.code == 0
    assert "is withdrawn (record 2)" in told.out
    assert shop.verdict() == "waiting-for-pm"
    shop.clone("tom").git("push", "-q", "origin", f"{OFFER}:main")
    assert shop.status()["owner"] == "sales"
    assert shop.run("arvid", "audit").code == 1


def test_a_withdrawal_finds_what_is_pending(handed: Shop) -> None:
    """Sales has pushed on, and the target has been bypassed: the PM takes back what he accepted, not what is there now."""
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.accept("dana", "--no-merge")
    head = handed.server.rev_parse(OFFER)
    handed.commit("tom", OFFER, handed.edited("deal.yaml", "Last shipment", "Last lot", ref=OFFER))
    handed.commit("tom", "main", handed.edited("deal.yaml", "Last shipment", "End"))
    assert handed.decide("dana", "withdraw").code == 0
    assert handed.records()[-1]["head"] == head
    assert handed.status()["pending"] is None


def test_there_is_nothing_to_withdraw(shop: Shop) -> None:
    before = shop.refs()
    told = shop.decide("dana", "withdraw")
    assert told.code == 1
    assert "There is no pending acceptance of these files." in told.err
    shop.accept("dana", "--no-merge")
    before = shop.refs()
    assert shop.decide("quinn", "withdraw").code == 1
    assert shop.refs() == before


def test_the_policy_is_not_rejected(shop: Shop) -> None:
    before = shop.refs()
    assert shop.decide("arvid", "reject", *WORDS, deal="policy").code == 1
    assert shop.refs() == before
