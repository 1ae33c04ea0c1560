"""What was on the target before anybody decided about it: older deals, and bypasses."""

from __future__ import annotations

import pytest

from tests.ownership.shop import OFFER, Shop, email, sample

LOT = ("deal.yaml", "First shipment", "First lot")


def ratify(shop: Shop, who: str = "dana", *, code: int = 0) -> str:
    before = shop.refs()
    told = shop.accept(who, "--ratify")
    assert told.code == code, told.out + told.err
    assert (shop.refs() == before) == bool(code)
    return told.out + told.err


@pytest.fixture
def adopted(shop: Shop) -> Shop:
    """The deal was on main, by people nobody knows any more, when the ledger was founded."""
    shop.server.git("update-ref", "-d", "refs/heads/handoff-ledger")
    shop.anew()
    mira = shop.clone("mira")
    mira.git("checkout", "-q", "main")
    mira.commit("how it always was", sample(), by="Old Hand <old.hand@gone.example>")
    mira.git("push", "-q", "origin", "main")
    for who in shop.keys:
        shop.clone(who).git("update-ref", "-d", "refs/handoff/seen/origin/handoff-ledger")
        shop.clone(who).git("pull", "-q", "--ff-only", "origin", "main", check=False)
    assert shop.run("arvid", "init", "--sign", str(shop.keys["arvid"])).code == 0
    return shop


def test_an_older_deal_is_adopted(adopted: Shop) -> None:
    assert adopted.status()["owner"] == "sales"
    assert adopted.run("arvid", "audit").code == 0
    main = adopted.main()
    assert "main carries it already. The PM owns it." in ratify(adopted)
    assert adopted.main() == main
    status = adopted.status()
    assert (status["owner"], status["since"], status["by"]) == ("pm", main, "dana")
    assert adopted.run("arvid", "audit").code == 0
    assert "ratified by Dana Reyes" in adopted.run("arvid", "status").out


def test_a_change_of_an_older_deal_is_an_ordinary_offer(adopted: Shop) -> None:
    adopted.commit("tom", OFFER, adopted.edited(*LOT))
    assert adopted.accept().code == 0
    assert adopted.records()[0]["authors"] == ["tom"]
    assert adopted.status()["owner"] == "pm"
    assert adopted.run("arvid", "audit").code == 0


def test_only_the_pm_or_the_deputy_ratifies(adopted: Shop) -> None:
    for who in ("tom", "quinn"):
        ratify(adopted, who, code=1)
    ratify(adopted, "lee")
    assert adopted.status()["by"] == "lee"


def test_what_is_incomplete_is_not_ratified(adopted: Shop) -> None:
    adopted.commit("tom", "main", {"why.md": None})
    assert "is not complete" in ratify(adopted, code=1)


def test_row_14_a_bypass_is_made_good(shop: Shop) -> None:
    shop.clone("tom").git("push", "-q", "origin", f"{OFFER}:main")
    assert shop.status()["owner"] == "sales"
    assert shop.run("arvid", "audit").code == 1
    ratify(shop)
    assert shop.status()["owner"] == "pm"
    told = shop.run("arvid", "audit")
    assert told.code == 0
    assert "Made good by record 1" in told.out


def test_row_24_a_bypassed_change_is_made_good(handed: Shop) -> None:
    handed.commit("tom", "main", handed.edited(*LOT))
    assert handed.status()["owner"] == "sales"
    ratify(handed)
    assert handed.status()["owner"] == "pm"
    assert handed.records()[1]["from"] == handed.records()[0]["to"]
    assert handed.run("arvid", "audit").code == 0


def test_row_25_a_red_history_is_made_good(handed: Shop) -> None:
    tom, first = handed.clone("tom"), handed.main()
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.accept()
    second = handed.main()
    tom.git("fetch", "-q", "origin")
    for tree in (first, second):
        tip = tom.git("rev-parse", "FETCH_HEAD") if tree == second else second
        people = {f"GIT_{role}_EMAIL": email("tom") for role in ("AUTHOR", "COMMITTER")}
        made = tom.git("commit-tree", f"{tree}^{{tree}}", "-p", tip, "-m", "back and forth", env=people)
        tom.git("push", "-q", "origin", f"{made}:main")
        tom.git("fetch", "-q", "origin", "main")
        assert handed.status()["owner"] == ("sales" if tree == first else "pm")
    assert handed.run("arvid", "audit").code == 1
    ratify(handed)
    assert handed.status()["owner"] == "pm"
    assert handed.run("arvid", "audit").code == 0


def test_the_pm_who_wrote_the_bypass_does_not_ratify_it(handed: Shop) -> None:
    handed.commit("dana", "main", handed.edited(*LOT))
    assert "Who wrote part of a baseline cannot accept it." in ratify(handed, code=1)
    ratify(handed, "lee")
    assert handed.status()["owner"] == "pm"


def test_nor_does_he_by_another_name(handed: Shop) -> None:
    """The same bytes wait on the offer branch, written by Sales; on the target they are the PM's own."""
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.commit("dana", "main", handed.edited(*LOT))
    before = handed.refs()
    told = handed.accept()
    assert told.code == 1, told.out
    assert "Who wrote part of a baseline cannot accept it." in told.err
    assert handed.refs() == before


def test_nor_with_a_small_change_by_sales_on_top(handed: Shop) -> None:
    handed.commit("dana", "main", handed.edited(*LOT))
    handed.anew()
    handed.commit("tom", OFFER, handed.edited("deal.yaml", "Last shipment", "Last lot"))
    before = handed.refs()
    told = handed.accept()
    assert told.code == 1, told.out
    assert "Who wrote part of a baseline cannot accept it." in told.err
    assert handed.refs() == before
    assert handed.accept("lee").code == 0
    assert handed.records()[-1]["authors"] == ["dana", "tom"]


def test_there_is_nothing_to_ratify(handed: Shop) -> None:
    assert "The PM owns exactly these files already." in ratify(handed, code=1)


def test_nothing_is_there_to_ratify(shop: Shop) -> None:
    assert shop.accept("dana", "--ratify").code == 1


def test_what_is_ratified_stays_as_it_is_for_living_edits(adopted: Shop) -> None:
    ratify(adopted)
    adopted.commit("dana", "main", adopted.edited("raid.yaml", "status: open", "status: mitigating"))
    assert adopted.status()["owner"] == "pm"
