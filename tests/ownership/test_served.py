"""The same decisions where the server looks at every push: what is lawful passes, what is not does not land."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import pytest

from handoff_cli import decide
from handoff_cli.publish import publish_record
from tests.gitrepo import FIXED
from tests.ownership.shop import DEAL, OFFER, Shop

LOT = ("deal.yaml", "First shipment", "First lot")
WORDS = ("--reason", "Not yet.")


def pushed(shop: Shop, who: str, spec: str) -> str:
    """What the server says to a push."""
    ran = subprocess.run(
        ["git", "push", "origin", spec],
        cwd=shop.clone(who).path,
        env={**os.environ, **FIXED},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return ran.stderr


def test_a_server_with_the_hook_takes_what_was_decided(shop: Shop) -> None:
    assert shop.run("arvid", "init", "--server", str(shop.server.path)).code == 0
    told = shop.accept()
    assert (told.code, told.err.count("handoff:")) == (0, 0)
    assert shop.status()["owner"] == "pm"
    merged = shop.main()
    shop.commit("tom", OFFER, shop.edited(*LOT), by="Pat Example <pat@elsewhere.example>")
    shop.clone("tom").git("push", "-q", "origin", f"{OFFER}:main", check=False)
    assert shop.main() == merged
    assert shop.decide("dana", "reject", *WORDS).code == 0
    shop.anew()
    shop.commit("tom", OFFER, shop.edited(*LOT))
    assert shop.accept("lee", "--no-merge").code == 0
    shop.anew()
    assert shop.decide("dana", "withdraw").code == 0
    assert [record["kind"] for record in shop.records()] == ["accept", "reject", "accept", "withdraw"]
    assert shop.run("arvid", "audit").code == 0


def test_a_target_that_moves_under_a_decision_makes_it_begin_anew(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook refuses a record that was decided against a target that is no more; nobody has to type the command again."""
    assert shop.run("arvid", "init", "--server", str(shop.server.path)).code == 0

    def publish(*args: Any) -> bool:
        monkeypatch.setattr(decide, "publish_record", publish_record)
        shop.commit("mira", "notes", {"/docs/notes.md": "# Notes\n"})
        shop.clone("mira").git("push", "-q", "origin", "notes:main")
        return publish_record(*args)

    monkeypatch.setattr(decide, "publish_record", publish)
    told = shop.accept()
    assert (told.code, told.err.count("handoff:")) == (0, 0)
    assert len(shop.records()) == 1
    assert shop.status()["owner"] == "pm"


def test_no_branch_may_stand_where_a_deal_is_offered(shop: Shop) -> None:
    assert shop.run("arvid", "init", "--server", str(shop.server.path)).code == 0
    for name in ("offer", "OFFER/x/y", f"offer/{DEAL}/now"):
        shop.clone("tom").git("push", "-q", "origin", ":refs/heads/" + OFFER, check=False)
        assert "would keep a deal from being offered" in pushed(shop, "tom", f"HEAD:refs/heads/{name}")
        assert f"refs/heads/{name}" not in shop.refs()


def test_a_change_of_the_policy_is_sent_to_where_it_is_offered(shop: Shop) -> None:
    assert shop.run("arvid", "init", "--server", str(shop.server.path)).code == 0
    text = shop.server.git("show", "main:handoff.yaml") + "\n"
    shop.commit("arvid", "sneaky", {"/handoff.yaml": text.replace("    deputy: lee\n", "")})
    told = pushed(shop, "arvid", "sneaky:main")
    assert "Offer it on offer/policy (`handoff submit policy`), and let an admin accept it" in told
    assert "offer/<DEAL>" not in told
