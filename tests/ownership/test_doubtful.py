"""A policy in force that this version does not understand in every word: nothing is judged under it, and an admin can change it."""

from __future__ import annotations

import pytest

from tests.ownership.shop import DEAL, OFFER, Shop


def test_the_way_out_of_a_policy_that_names_a_rule_no_longer_there(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = shop.server.git("show", "main:handoff.yaml") + "\n"
    with monkeypatch.context() as earlier:
        earlier.setattr("handoff_cli.core.doubts.doubts", lambda *_: ())
        shop.commit("arvid", "offer/policy", {"/handoff.yaml": f"{policy}rules: {{an-old-rule: warn}}\n"})
        assert shop.accept("arvid", deal="policy").code == 0
    for told in (shop.gate(), shop.accept()):
        assert told.code == 2
        assert "rules: there is no rule 'an-old-rule'" in told.err
    assert shop.run("arvid", "status").code == 0, "who owns what is known all the same"
    shop.anew("offer/policy")
    shop.commit("arvid", "offer/policy", {"/handoff.yaml": policy})
    assert shop.accept("arvid", deal="policy").code == 0, "who wrote a policy may decide about it as an admin"
    shop.anew(OFFER)
    assert shop.gate("origin/main").code == 0
    assert shop.run("arvid", "audit").code == 0
    assert DEAL not in shop.run("arvid", "audit").err
