"""The same decisions where the server looks at every push: what is lawful passes, what is not does not land."""

from __future__ import annotations

import subprocess

from tests.ownership.shop import OFFER, Shop

LOT = ("deal.yaml", "First shipment", "First lot")
WORDS = ("--reason", "Not yet.")


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


def test_a_change_of_the_policy_is_sent_to_the_admin_not_to_the_pm(shop: Shop) -> None:
    assert shop.run("arvid", "init", "--server", str(shop.server.path)).code == 0
    tom = shop.clone("tom")
    tom.git("checkout", "-q", "-B", "quick-fix", "origin/main")
    text = (tom.path / "handoff.yaml").read_text(encoding="utf-8").replace("evidence: signed", "evidence: claimed")
    tom.commit("less to ask for", {"handoff.yaml": text})
    done = subprocess.run(
        ["git", "push", "origin", "quick-fix:main"], cwd=tom.path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode != 0
    assert "Push it to offer/policy instead, and let an admin accept it" in done.stderr
    assert "offer/<DEAL>" not in done.stderr
