"""The table of histories where the shape of git's history matters: what the owner is, and what the audit says."""

from __future__ import annotations

import pytest

from tests.ownership.shop import DEAL, FOLDER, OFFER, Shop, author, email, in_deal, sample

LOT = ("deal.yaml", "First shipment", "First lot")
LATER = ("deal.yaml", "Last shipment", "Last lot")
MITIGATING = ("raid.yaml", "status: open", "status: mitigating")


def told(shop: Shop, deal: str = DEAL) -> tuple[str, int]:
    """(owner, exit code) of the audit."""
    audit = shop.run("arvid", "audit", "--format", "json")
    return audit.deal(deal)["owner"], audit.code


def codes(shop: Shop) -> str:
    """Every step that nobody decided, and why."""
    return shop.run("arvid", "audit").out


def push(shop: Shop, commit: str = "HEAD", who: str = "tom") -> None:
    shop.clone(who).git("push", "-q", "origin", f"{commit}:main")


def at_main(shop: Shop, who: str = "tom") -> None:
    """Somebody stands on the target as the server has it."""
    shop.clone(who).git("fetch", "-q", "origin")
    shop.clone(who).git("checkout", "-q", "--detach", "origin/main")


@pytest.mark.parametrize("way", ["merge", "squash", "fast-forward"])
def test_row_02_however_git_merges_what_was_accepted(shop: Shop, way: str) -> None:
    shop.accept("dana", "--no-merge")
    tom = shop.clone("tom")
    at_main(shop)
    if way == "merge":
        tom.merge(OFFER)
    elif way == "squash":
        tom.git("merge", "-q", "--squash", OFFER)
        tom.git("commit", "-q", "-m", "squashed")
    else:
        tom.git("merge", "-q", "--ff-only", OFFER)
    push(shop)
    assert told(shop) == ("pm", 0)


def test_row_04_living_edits_go_on_while_a_change_order_is_pending(handed: Shop) -> None:
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.accept("dana", "--no-merge")
    handed.commit("mira", "main", handed.edited(*MITIGATING))
    assert told(handed) == ("pm", 0)
    assert handed.status()["pending"] == handed.records()[1]["to"]
    assert handed.accept().code == 0
    assert told(handed) == ("pm", 0)


def test_rows_06_and_07_reverted_and_fixed_forward(handed: Shop) -> None:
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.accept()
    at_main(handed)
    tom = handed.clone("tom")
    tom.git("revert", "--no-edit", "-m", "1", "HEAD")
    push(handed)
    assert told(handed) == ("sales", 1)
    tom.git("revert", "--no-edit", "HEAD")
    push(handed)
    assert told(handed) == ("pm", 1)
    assert "(superseded)" in codes(handed)
    assert "(restores)" in codes(handed)


def test_row_10_the_older_of_two_change_orders_is_merged(handed: Shop) -> None:
    older = handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.accept("dana", "--no-merge")
    handed.anew()
    handed.commit("tom", OFFER, handed.edited(*LATER))
    handed.accept("dana", "--no-merge")
    at_main(handed)
    handed.clone("tom").merge(older)
    push(handed)
    assert told(handed) == ("sales", 1)


def test_row_11_a_union_that_nobody_accepted(handed: Shop) -> None:
    """Two offers that git merges without a word, in one file; each was accepted, but not both together."""
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.commit("tom", "other", handed.edited("deal.yaml", "gateway, first series", "gateway, series 1"))
    handed.accept()
    at_main(handed)
    handed.clone("tom").merge("other")
    assert "series 1" in handed.clone("tom").git("show", f"HEAD:{FOLDER}/deal.yaml")
    assert "First lot" in handed.clone("tom").git("show", f"HEAD:{FOLDER}/deal.yaml")
    push(handed)
    assert told(handed) == ("sales", 1)


def test_row_12_the_folder_is_deleted(handed: Shop) -> None:
    at_main(handed)
    handed.clone("tom").git("rm", "-q", "-r", FOLDER)
    handed.clone("tom").git("commit", "-q", "-m", "gone")
    push(handed)
    assert told(handed) == ("sales", 1)
    assert "(deal-removed)" in codes(handed)


def test_an_id_is_not_used_again(handed: Shop) -> None:
    """Deleted and begun anew with other files: the old acceptance is worth nothing, and the same files come back named."""
    at_main(handed)
    tom = handed.clone("tom")
    tom.git("rm", "-q", "-r", FOLDER)
    tom.git("commit", "-q", "-m", "gone")
    tom.commit("again", {**sample(), **in_deal(handed.edited(*LOT))}, by=author("tom"))
    push(handed)
    assert told(handed) == ("sales", 1)
    assert handed.run("dana", "status").out.startswith(f"{DEAL}: Sales owns it: the target carries other files")


def test_a_renamed_deal(handed: Shop) -> None:
    at_main(handed)
    tom = handed.clone("tom")
    tom.git("mv", FOLDER, "projects/BRW-2000")
    tom.git("commit", "-q", "-m", "renamed")
    push(handed)
    assert told(handed) == ("sales", 1)
    assert told(handed, "BRW-2000") == ("sales", 1)


def test_row_13_a_rebase_shows_states_nobody_accepted(handed: Shop) -> None:
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.commit("tom", OFFER, handed.edited(*LATER, ref=OFFER))
    handed.accept("dana", "--no-merge")
    at_main(handed)
    tom = handed.clone("tom")
    tom.git("cherry-pick", f"{OFFER}~2..{OFFER}")
    push(handed)
    assert told(handed) == ("pm", 1)
    said = codes(handed)
    assert tom.rev_parse("HEAD~1") in said
    assert tom.rev_parse("HEAD") not in said.partition("\n\n")[2], "only the state between is not covered"


def test_a_foxtrot_on_the_target(handed: Shop) -> None:
    """The offer pulls main and is pushed as main: what main was is a second parent now."""
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.commit("dana", "main", handed.edited(*MITIGATING))
    handed.accept("dana", "--no-merge")
    tom = handed.clone("tom")
    tom.git("fetch", "-q", "origin")
    tom.checkout(OFFER).merge("origin/main")
    push(handed)
    seen = handed.run("dana", "status")
    assert seen.code == 3
    assert "merged the wrong way round" in seen.err or "put back" in seen.err
    fresh = handed.run(handed.fresh().path, "audit", "--format", "json")
    assert (fresh.deal()["owner"], fresh.code) == ("sales", 1)


def test_an_octopus_on_the_target(handed: Shop) -> None:
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.accept("dana", "--no-merge")
    tom = handed.clone("tom")
    at_main(handed)
    parents = ("HEAD", OFFER, tom.commit_tree(f"{OFFER}^{{tree}}", "HEAD"))
    made = tom.commit_tree(f"{OFFER}^{{tree}}", *parents)
    push(handed, made)
    assert told(handed) == ("sales", 1)
    assert "(octopus)" in codes(handed)


def test_rows_17_and_28_a_living_document_changes_before_the_first_merge(shop: Shop) -> None:
    shop.accept("dana", "--no-merge")
    tom = shop.clone("tom")
    at_main(shop)
    tom.git("merge", "-q", "--no-ff", "--no-commit", OFFER)
    original = (tom.path / FOLDER / "why.md").read_text(encoding="utf-8")
    tom.commit("with another why", in_deal({"why.md": f"{original}\nAnd cheap.\n"}))
    push(shop)
    assert told(shop) == ("sales", 1)
    assert "(package-differs)" in codes(shop)
    tom.commit("as it was", in_deal({"why.md": original}))
    push(shop)
    assert told(shop) == ("pm", 1)


def test_row_16_living_documents_are_edited_by_anyone(handed: Shop) -> None:
    for who in ("tom", "dana", "mira"):
        handed.commit(who, "main", {f"evidence/{who}.txt": "Hello.\n"})
    handed.commit("mira", "main", handed.edited(*MITIGATING), by="Pat Example <pat@elsewhere.example>")
    assert told(handed) == ("pm", 0)


@pytest.mark.parametrize("name", ["quote.yaml", "contract/PO-88213.pdf", "data-pack/notes.txt"])
def test_one_changed_byte_of_the_baseline_after_the_transfer(handed: Shop, name: str) -> None:
    data = handed.server.git_bytes("show", f"main:{FOLDER}/{name}", check=False)
    handed.commit("tom", "main", {name: data + b"\n"})
    assert handed.status()["owner"] == "sales"


def test_many_changed_bytes_of_living_documents_after_the_transfer(handed: Shop) -> None:
    names = ["raid.yaml", "stakeholders.yaml", "why.md", "promises.yaml", "kickoff/external.md", "kickoff/internal.md"]
    for name in [*names, "evidence/2026-01-22-solder-mask.md", "evidence/notes.txt"]:
        data = handed.server.git_bytes("show", f"main:{FOLDER}/{name}", check=False)
        handed.commit("tom", "main", {name: data + b"\n"})
    assert told(handed) == ("pm", 0)


@pytest.mark.parametrize("name", ["quote.yaml", "raid.yaml"])
def test_a_file_that_becomes_a_program_after_the_transfer(handed: Shop, name: str) -> None:
    at_main(handed)
    tom = handed.clone("tom")
    tom.git("update-index", "--chmod=+x", f"{FOLDER}/{name}")
    tom.git("commit", "-q", "-m", "executable")
    push(handed)
    assert told(handed) == ("sales", 1)
    assert "(irregular)" in codes(handed)


def test_row_18_the_pm_leaves_and_another_takes_over(handed: Shop) -> None:
    """Dana changes her job, an admin takes the role away, Sales names Lee, and Lee accepts."""
    text = handed.server.git("show", "main:handoff.yaml") + "\n"
    left = text.replace("    name: Dana Reyes\n    roles: [pm]", "    name: Dana Reyes\n    roles: [engineering]")
    handed.commit("arvid", "offer/policy", {"/handoff.yaml": left.replace("    deputy: lee\n", "")})
    assert handed.accept("arvid", deal="policy").code == 0
    assert handed.status()["owner"] == "pm", "what she accepted stays accepted"
    handed.anew()
    handed.commit("tom", OFFER, handed.edited("deal.yaml", "pm: dana", "pm: lee"))
    assert handed.accept("dana").code == 1
    told_ = handed.accept("lee")
    assert told_.code == 0, told_.err
    assert (handed.records()[-1]["by"], handed.records()[-1]["for"]) == ("lee", "lee")
    assert told(handed) == ("pm", 0)


def test_row_19_the_other_pm_waits_while_the_first_is_there(handed: Shop) -> None:
    handed.commit("tom", OFFER, handed.edited("deal.yaml", "pm: dana", "pm: quinn"))
    assert handed.accept("quinn").code == 1
    assert handed.accept("dana").code == 0, "the one who hands over decides"
    handed.commit("tom", OFFER, handed.edited(*LOT))
    assert handed.accept("dana").code == 1
    assert handed.accept("quinn").code == 0
    assert told(handed) == ("pm", 0)


def test_row_21_policy_and_deal_in_one_step(shop: Shop) -> None:
    shop.accept("dana", "--no-merge")
    tom = shop.clone("tom")
    at_main(shop)
    tom.git("merge", "-q", "--no-ff", "--no-commit", OFFER)
    policy = shop.server.git("show", "main:handoff.yaml") + "\n"
    tom.commit("both", {"handoff.yaml": policy.replace("roles: [sales]", "roles: [sales, pm]")}, by=author("tom"))
    push(shop)
    assert told(shop) == ("sales", 1)
    assert email("tom") in policy


def test_status_tells_of_a_policy_that_is_offered_and_of_one_nobody_decided(handed: Shop) -> None:
    assert "The policy" not in handed.run("tom", "status").out
    text = handed.server.git("show", "main:handoff.yaml") + "\n"
    handed.commit("arvid", "offer/policy", {"/handoff.yaml": text.replace("    deputy: lee\n", "")})
    told = handed.run("tom", "status")
    assert "The policy: Offer offer/policy: " in told.out
    assert "admin" in told.out.splitlines()[0]
    policy = handed.run("tom", "status", "--format", "json").deal("_policy")
    assert policy["verdict"]["outcome"] == "waiting"
    arvid = handed.clone("arvid")
    arvid.git("push", "-q", "origin", "offer/policy:main", "--force")
    told = handed.run("tom", "status")
    assert "The policy: main carries a policy that is not in force" in told.out
