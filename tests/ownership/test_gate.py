"""The gate: which deals it speaks of, how it ends, and what it does not fall for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, FOLDER, LEDGER, OFFER, Shop, author, in_deal

LOT = ("deal.yaml", "First shipment", "First lot")


def make_tom_pm(shop: Shop) -> dict[str, str]:
    text = shop.server.git("show", "main:handoff.yaml") + "\n"
    assert "roles: [sales]" in text
    return {"/handoff.yaml": text.replace("roles: [sales]", "roles: [sales, pm]")}


def test_a_change_of_one_deal_reports_that_deal_only(handed: Shop) -> None:
    handed.commit("tom", "offer/ACME-1", {"projects/ACME-1/deal.yaml": "deal: ACME-1\n"})
    told = handed.gate("origin/offer/ACME-1")
    assert [deal["deal"] for deal in told.report["deals"]] == ["ACME-1"]
    assert told.code == 1


def test_a_change_that_touches_no_deal_passes(handed: Shop) -> None:
    handed.commit("tom", "docs", {"/docs/how.md": "# How\n", "/projects/README.md": "# Deals\n"})
    told = handed.gate("origin/docs")
    assert (told.code, told.report["deals"]) == (0, [])


def test_a_complete_offer_waits_for_the_pm(shop: Shop) -> None:
    told = shop.gate()
    verdict = told.deal()["verdict"]
    assert (told.code, verdict["outcome"], verdict["code"]) == (1, "waiting", "waiting-for-pm")
    assert "Dana Reyes" in verdict["sentence"]
    assert told.deal()["owner"] == "sales"


def test_an_accepted_offer_passes_until_another_byte_is_pushed(shop: Shop) -> None:
    shop.accept("dana", "--no-merge")
    told = shop.gate()
    assert (told.code, told.deal()["verdict"]["code"]) == (0, "covered")
    shop.commit("tom", OFFER, shop.edited(*LOT, ref=OFFER))
    assert shop.gate().code == 1


def test_the_merge_commit_of_a_queue_is_judged_by_its_files(shop: Shop) -> None:
    shop.accept("dana", "--no-merge")
    queue = shop.clone("mira")
    queue.git("fetch", "-q", "origin")
    queue.git("checkout", "-q", "-b", "queue", "origin/main")
    queue.merge(f"origin/{OFFER}")
    queue.git("push", "-q", "origin", "queue")
    assert shop.gate("origin/queue").code == 0
    queue.write(in_deal({"quote.yaml": "quote: other\n"})).git("commit", "-q", "-a", "--amend", "--no-edit")
    queue.git("push", "-q", "-f", "origin", "queue")
    assert shop.gate("origin/queue").code == 1


def test_the_worst_deal_wins(handed: Shop) -> None:
    files = handed.edited("raid.yaml", "status: open", "status: mitigating")
    handed.commit("tom", "both", {**files, "projects/ACME-1/raid.yaml": "risks: [\n"})
    told = handed.gate("origin/both")
    assert {d["deal"]: d["verdict"]["outcome"] for d in told.report["deals"]} == {"ACME-1": "refused", DEAL: "covered"}
    assert told.code == 1


def test_two_deals_in_one_offer_are_refused(handed: Shop) -> None:
    handed.commit("tom", "both", {**handed.edited(*LOT), "projects/ACME-1/deal.yaml": "deal: ACME-1\n"})
    told = handed.gate("origin/both")
    assert {deal["verdict"]["code"] for deal in told.report["deals"]} == {"several-deals"}


def test_living_documents_of_several_deals_may_change_together(handed: Shop) -> None:
    files = handed.edited("raid.yaml", "status: open", "status: mitigating")
    handed.commit("tom", "both", {**files, "projects/ACME-1/evidence/mail.txt": "Hello.\n"})
    assert handed.gate("origin/both").code == 0


def test_making_oneself_pm_gains_nothing(shop: Shop) -> None:
    shop.commit("tom", "promotion", make_tom_pm(shop))
    told = shop.gate("origin/promotion")
    assert [deal["deal"] for deal in told.report["deals"]] == ["_policy"]
    assert (told.code, told.deal("_policy")["verdict"]["code"]) == (1, "waiting-for-admin")


def test_making_oneself_pm_together_with_a_deal_gains_nothing(shop: Shop) -> None:
    files = shop.edited("deal.yaml", "sales: tom, pm: dana", "sales: mira, pm: tom", ref=OFFER)
    shop.commit("tom", OFFER, {**files, **make_tom_pm(shop)})
    told = shop.gate()
    assert {d["deal"]: d["verdict"]["code"] for d in told.report["deals"]} == {
        "_policy": "outside-the-policy",
        DEAL: "policy-and-deal",
    }
    assert told.code == 1
    assert shop.accept("tom").code == 1


def test_making_oneself_pm_by_force_gains_nothing(shop: Shop) -> None:
    """Even on the target a policy that nobody decided decides nothing."""
    before = shop.status()
    shop.commit("tom", "main", make_tom_pm(shop))
    files = shop.edited("deal.yaml", "sales: tom, pm: dana", "sales: mira, pm: tom", ref=OFFER)
    shop.commit("tom", OFFER, files)
    told = shop.accept("tom")
    assert told.code == 1, told.out
    assert shop.records() == []
    assert shop.status()["owner"] == before["owner"] == "sales"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        pytest.param("raid.yaml", "risks: [\n", 1, id="yaml that cannot be read"),
        pytest.param("raid.yaml", "risks: yes please\n", 1, id="a register that is no list"),
        pytest.param("why.md", "no front matter\n", 1, id="a page without its front matter"),
        pytest.param("evidence/mail.txt", "Hello.\n", 0, id="evidence is read by people"),
    ],
)
def test_what_cannot_be_read_is_refused_whoever_wrote_it(handed: Shop, name: str, text: str, code: int) -> None:
    handed.commit("dana", "edit", {name: text})
    told = handed.gate("origin/edit")
    assert told.code == code
    assert told.deal()["verdict"]["code"] == ("malformed" if code else "living-only")


def test_a_half_known_risk_may_be_logged(handed: Shop) -> None:
    text = handed.server.git("show", f"main:{FOLDER}/raid.yaml") + "\n"
    half = text.replace(
        "assumptions:", '  - {id: R-09, description: Fire in the plant, raised: "2026-03-04"}\nassumptions:', 1
    )
    handed.commit("dana", "edit", {"raid.yaml": half})
    told = handed.gate("origin/edit")
    assert (told.code, told.deal()["verdict"]["code"]) == (0, "living-only")


def test_a_living_change_begun_before_a_change_order_landed(handed: Shop) -> None:
    handed.commit("dana", "edit", handed.edited("raid.yaml", "status: open", "status: mitigating"))
    handed.commit("tom", OFFER, handed.edited(*LOT))
    assert handed.accept().code == 0
    assert handed.gate("origin/edit").code == 0


def test_a_deleted_deal(handed: Shop) -> None:
    tom = handed.clone("tom")
    tom.git("fetch", "-q", "origin")
    tom.git("checkout", "-q", "-b", "gone", "origin/main")
    tom.git("rm", "-q", "-r", FOLDER)
    tom.git("commit", "-q", "-m", "gone")
    tom.git("push", "-q", "origin", "gone")
    told = handed.gate("origin/gone")
    assert (told.code, told.deal()["verdict"]["code"]) == (1, "deal-removed")


def test_wrong_usage(shop: Shop) -> None:
    assert shop.run("arvid", "gate").code == 2
    assert shop.run("arvid", "gate", "--head", "HEAD", "--format", "xml").code == 2


def test_without_a_ledger_nothing_is_decided(shop: Shop) -> None:
    shop.server.git("update-ref", "-d", f"refs/heads/{LEDGER}")
    told = shop.gate()
    assert told.code == 3
    assert "There is no ledger" in told.err
    assert shop.run("arvid", "status").code == 3


def test_without_anything_nothing_is_decided(tmp_path: Path, shop: Shop) -> None:
    plain = Repo.init(tmp_path / "plain")
    plain.commit("first", {"README.md": "Hello.\n"})
    assert shop.run(plain.path, "gate", "--head", "HEAD").code == 3


def test_a_target_without_the_policy_the_ledger_was_founded_on(shop: Shop) -> None:
    arvid = shop.clone("arvid")
    other = arvid.commit_tree(arvid.tree())
    told = shop.run("arvid", "gate", "--target", other, "--head", other)
    assert told.code == 3


def test_a_clone_without_the_history(shop: Shop) -> None:
    shallow = shop.server.clone(shop.folder / "shallow", "--depth=1")
    told = shop.run(shallow.path, "gate", "--head", "HEAD")
    assert told.code == 3
    assert "fetch-depth: 0" in told.err


def test_two_merge_bases(handed: Shop) -> None:
    """Target and offer have merged each other: what merging gives depends on who computes it."""
    one = handed.commit("tom", OFFER, handed.edited(*LOT))
    two = handed.commit("dana", "main", handed.edited("raid.yaml", "status: open", "status: mitigating"))
    tom = handed.clone("tom")
    tom.git("fetch", "-q", "origin")
    main = tom.commit_tree(f"{two}^{{tree}}", two, one)
    offer = tom.commit_tree(f"{one}^{{tree}}", one, two)
    tom.git("push", "-q", "origin", f"{main}:refs/heads/main", f"{offer}:refs/heads/{OFFER}")
    told = handed.gate()
    assert told.code == 3
    assert "2 merge bases" in told.err
    before = handed.refs()
    assert handed.accept().code == 3
    assert handed.refs() == before
    status = handed.status()
    assert (status["owner"], status["verdict"]["outcome"]) == ("pm", "undecided")


def test_an_offer_of_another_history(shop: Shop) -> None:
    tom = shop.clone("tom")
    orphan = tom.commit_tree(tom.rev_parse(f"origin/{OFFER}^{{tree}}"))
    tom.git("push", "-q", "-f", "origin", f"{orphan}:refs/heads/{OFFER}")
    assert shop.gate().code == 3


@pytest.mark.parametrize("name", ["main", OFFER])
def test_a_tag_does_not_pass_for_a_branch(shop: Shop, name: str) -> None:
    """Whoever pushes offers may push tags, and git takes a tag first."""
    shop.accept("dana", "--no-merge")
    arvid = shop.clone("arvid")
    good = shop.server.rev_parse(OFFER)
    shop.commit("tom", OFFER, shop.edited(*LOT, ref=OFFER))
    shop.clone("tom").git("push", "-q", "origin", f"{good}:refs/tags/origin/{name}")
    arvid.git("fetch", "-q", "origin", f"refs/tags/origin/{name}:refs/tags/origin/{name}")
    assert shop.gate().code == 1


def test_the_gate_reads_what_is_committed_and_touches_no_file(shop: Shop) -> None:
    arvid = shop.clone("arvid")
    arvid.write(in_deal({"why.md": "# Changed here\n"}))
    before = sorted(arvid.path.rglob("*"))
    assert shop.gate().deal()["complete"] is True
    found = [file for file in sorted(arvid.path.rglob("*")) if ".git" not in file.parts]
    assert found == [file for file in before if ".git" not in file.parts]


def test_who_wrote_the_offer_is_not_the_gates_question(shop: Shop) -> None:
    shop.commit("dana", OFFER, shop.edited(*LOT, ref=OFFER), by=author("dana"))
    assert shop.verdict() == "waiting-for-pm"


def _smaller(shop: Shop, ref: str) -> dict[str, str]:
    """Every document with 900 boards instead of 1000, as if that had always been the deal."""
    edits = {
        "deal.yaml": (
            ("    quantity: 1000\n    pack: fsg-100", "    quantity: 900\n    pack: fsg-100"),
            ("quantity: 600", "quantity: 500"),
        ),
        "contract.yaml": (("revision: C\n      quantity: 1000", "revision: C\n      quantity: 900"),),
        "kickoff/external.md": (("revision: C, quantity: 1000}", "revision: C, quantity: 900}"),),
    }
    texts = {}
    for name, changes in edits.items():
        text = shop.server.git("show", f"{ref}:{FOLDER}/{name}") + "\n"
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        texts[name] = text
    return texts


def test_a_change_of_what_the_pm_accepted_asks_for_a_change_order(handed: Shop) -> None:
    handed.commit("tom", "offer/less", _smaller(handed, "main"))
    told = handed.gate("origin/offer/less")
    assert told.deal()["verdict"]["outcome"] == "waiting"
    (finding,) = [each for each in told.deal()["findings"] if each["rule"] == "accepted-scope-changes-by-order"]
    assert (finding["severity"], finding["acts"]) == ("warn", "sales")
    assert "the PM has accepted 1000" in finding["message"]


def test_the_first_scope_of_a_deal_is_no_change(shop: Shop) -> None:
    shop.commit("tom", OFFER, _smaller(shop, OFFER))
    assert shop.gate().deal()["verdict"]["outcome"] == "waiting"
