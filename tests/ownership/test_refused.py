"""What an acceptance is refused for. Refused means: exit 1, and the server has no new ref, no new commit, no new record."""

from __future__ import annotations

import pytest

from tests.ownership.shop import DEAL, FOLDER, OFFER, PEOPLE, Shop, email

CHANGE = ("deal.yaml", "First shipment", "First lot")


def refused(shop: Shop, who: str, *words: str, says: str, kind: str = "accept", deal: str = DEAL) -> None:
    before = shop.refs()
    told = shop.decide(who, kind, *words, deal=deal)
    assert told.code == 1, told.out + told.err
    assert says in told.err
    assert shop.refs() == before


def test_anybody_but_the_designated_pm_or_the_deputy(shop: Shop) -> None:
    for who in ("mira", "quinn", "arvid", "tom"):
        refused(shop, who, says=f"{PEOPLE[who]} is not the one who decides about this deal.")
    assert shop.status()["owner"] == "sales"


def test_a_pm_who_is_the_deals_sales_owner(shop: Shop) -> None:
    shop.commit("tom", OFFER, shop.edited("deal.yaml", "sales: tom, pm: dana", "sales: lee, pm: dana", ref=OFFER))
    refused(shop, "lee", says="Lee Park is the deal's Sales owner")


def test_who_wrote_part_of_the_baseline(shop: Shop) -> None:
    shop.commit("dana", OFFER, shop.edited("quote.yaml", "net 30", "net  30", ref=OFFER))
    refused(shop, "dana", says="Who wrote part of a baseline cannot accept it.")
    assert shop.accept("lee").code == 0


def test_who_only_committed_part_of_the_baseline(shop: Shop) -> None:
    tom = shop.clone("tom")
    tom.write(
        {f"{FOLDER}/deal.yaml": tom.git("show", f"HEAD:{FOLDER}/deal.yaml").replace("First shipment", "First lot")}
    )
    people = {"GIT_AUTHOR_EMAIL": email("tom"), "GIT_COMMITTER_EMAIL": email("dana")}
    tom.git("commit", "-q", "-a", "-m", "applied for Tom", env=people)
    tom.git("push", "-q", "origin", OFFER)
    refused(shop, "dana", says="Who wrote part of a baseline cannot accept it.")


def test_who_wrote_part_of_the_baseline_on_a_side_branch(shop: Shop) -> None:
    shop.commit("dana", "side", {})
    side = shop.commit("dana", "side", {"data-pack/README.txt": "From Dana.\n"})
    tom = shop.clone("tom")
    tom.git("fetch", "-q", "origin", "side")
    tom.git("merge", "-q", "--no-ff", "-m", "take it", side, env={"GIT_COMMITTER_EMAIL": email("tom")})
    tom.git("push", "-q", "origin", OFFER)
    refused(shop, "dana", says="Who wrote part of a baseline cannot accept it.")


def test_who_wrote_living_documents_may_accept(shop: Shop) -> None:
    shop.commit("dana", OFFER, shop.edited("raid.yaml", "status: open", "status: mitigating", ref=OFFER))
    assert shop.accept().code == 0
    assert shop.records()[-1]["authors"] == ["tom"]


def test_a_merge_that_brings_back_what_the_pm_once_wrote_beside_the_target(handed: Shop) -> None:
    """Dana's own change goes into the target's history without effect, and a merge nobody would look at takes it up again."""
    dana = handed.clone("dana")
    hers = handed.commit("dana", "hers", handed.edited(*CHANGE))
    dana.git("checkout", "-q", "--detach", "origin/main")
    dana.git("merge", "-q", "--no-ff", "-s", "ours", "-m", "nothing to see", hers)
    dana.git("push", "-q", "origin", "HEAD:main")
    tree = dana.git("rev-parse", f"{hers}^{{tree}}")
    people = {f"GIT_{role}_EMAIL": email("dana") for role in ("AUTHOR", "COMMITTER")}
    offer = dana.git("commit-tree", tree, "-p", "HEAD", "-p", hers, "-m", "take up", env=people)
    dana.git("push", "-q", "-f", "origin", f"{offer}:refs/heads/{OFFER}")
    before = handed.refs()
    told = handed.accept()
    assert told.code == 1, told.out
    assert "Who wrote part of a baseline cannot accept it." in told.err
    assert handed.refs() == before


def test_an_unknown_author_is_refused_with_the_fix(shop: Shop) -> None:
    files = shop.edited("deal.yaml", "First shipment", "First lot", ref=OFFER)
    shop.commit("tom", OFFER, files, by="Pat Example <pat@elsewhere.example>")
    refused(shop, "dana", says="'pat@elsewhere.example', whom the policy does not know")
    assert "Add the address to its person in handoff.yaml" in shop.accept().err


def test_a_package_with_a_rejecting_finding(shop: Shop) -> None:
    shop.commit("tom", OFFER, {"why.md": None})
    refused(shop, "dana", says=f"{DEAL} is not complete: 1 thing is to be put right.")
    assert shop.gate().code == 1


def test_a_finding_that_only_the_merge_brings(handed: Shop) -> None:
    """The offer is complete as Sales pushed it, but the target has lost a RAID entry the baseline points to."""
    handed.commit("tom", OFFER, handed.edited("deal.yaml", "First shipment", "First lot"))
    text = handed.edited("raid.yaml", "id: R-02", "id: R-07")
    handed.commit("dana", "main", text)
    before = handed.refs()
    told = handed.accept()
    assert told.code == 1, told.out
    assert "is not complete" in told.err
    assert handed.refs() == before
    assert handed.verdict() == "incomplete"


def test_a_deal_nobody_offered(shop: Shop) -> None:
    before = shop.refs()
    told = shop.accept(deal="ACME-1")
    assert told.code == 2
    assert "There is no offer/ACME-1 on origin." in told.err
    assert shop.refs() == before


def test_a_name_that_is_no_deal(shop: Shop) -> None:
    before = shop.refs()
    told = shop.accept(deal="../BRW-1042")
    assert told.code == 2, told.err
    assert "bug" not in told.err
    assert shop.refs() == before


def test_an_offer_that_touches_another_deal(shop: Shop) -> None:
    shop.commit("tom", OFFER, {"projects/ACME-1/raid.yaml": "risks: []\n"})
    refused(shop, "dana", says="touches another deal as well")


def test_an_offer_that_touches_the_policy(shop: Shop) -> None:
    text = shop.server.git("show", "main:handoff.yaml") + "\n"
    shop.commit("tom", OFFER, {"/handoff.yaml": text.replace("roles: [sales]", "roles: [sales, pm]")})
    refused(shop, "dana", says="The policy and a deal change in one step")


def test_a_link_in_the_package(shop: Shop) -> None:
    (shop.clone("tom").path / FOLDER / "evidence" / "latest").symlink_to("../quote.yaml")
    shop.commit("tom", OFFER, {})
    refused(shop, "dana", says="not a regular file")


def test_bytes_that_were_not_offered(shop: Shop) -> None:
    """Dana accepts; Sales pushes other bytes before the merge. The new ones are nobody's but Sales'."""
    assert shop.accept("dana", "--no-merge").code == 0
    shop.commit("tom", OFFER, shop.edited("quote.yaml", 'price: "43.90"', 'price: "49.30"', ref=OFFER))
    assert shop.gate().code == 1
    tom = shop.clone("tom")
    tom.git("push", "-q", "origin", f"{OFFER}:main")
    assert shop.status()["owner"] == "sales"
    assert shop.status()["baseline"] != shop.records()[-1]["to"]


def test_a_head_that_was_replaced_after_the_acceptance(shop: Shop) -> None:
    assert shop.accept("dana", "--no-merge").code == 0
    tom = shop.clone("tom")
    tom.git(
        "commit", "-q", "--amend", "--allow-empty", "-m", "same files, another commit", env={"GIT_AUTHOR_NAME": "Tom"}
    )
    tom.git("push", "-q", "-f", "origin", OFFER)
    assert shop.gate().code == 0, "the same bytes are what was accepted, whatever commit carries them"
    tom.write({f"{FOLDER}/why.md": tom.git("show", f"HEAD:{FOLDER}/why.md") + "\nOne more line.\n"})
    tom.git("commit", "-q", "-a", "--amend", "-m", "other files")
    tom.git("push", "-q", "-f", "origin", OFFER)
    assert shop.verdict() == "package-differs"


def test_what_was_shown_is_what_is_accepted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The branch moves while Dana reads: the record is about the bytes she saw."""
    shown = shop.server.rev_parse(OFFER)
    text = shop.edited("deal.yaml", "First shipment", "First lot", ref=OFFER)

    def sneak(*_: object) -> str:
        shop.commit("tom", OFFER, text)
        return ""

    monkeypatch.setattr("handoff_cli.commands.deciding.proposal", sneak)
    assert shop.accept().code == 0
    assert shop.records()[-1]["head"] == shown
    assert shop.server.git("rev-parse", f"main:{FOLDER}") == shop.server.git("rev-parse", f"{shown}:{FOLDER}")


def test_finishing_the_merge_of_somebody_elses_acceptance(shop: Shop) -> None:
    assert shop.accept("dana", "--no-merge").code == 0
    for who in ("tom", "mira"):
        refused(shop, who, says=f"{PEOPLE[who]} is not the one who decides")


def test_files_that_are_in_force_already(handed: Shop) -> None:
    handed.commit("dana", OFFER, handed.edited("raid.yaml", "status: open", "status: mitigating"))
    refused(handed, "dana", says="The PM owns exactly these files already.")


@pytest.mark.parametrize("words", [(), ("--sign",)])
def test_where_the_policy_wants_a_signature_and_there_is_none(shop: Shop, words: tuple[str, ...]) -> None:
    before = shop.refs()
    told = shop.run("dana", "accept", DEAL, "--yes", *words)
    assert told.code == (2 if words else 1)
    assert ("Which key signs?" if words else "This decision would be claimed; the policy asks for signed.") in told.err
    assert shop.refs() == before


def test_the_key_of_another_person(shop: Shop) -> None:
    before = shop.refs()
    told = shop.run("dana", "accept", DEAL, "--yes", "--sign", str(shop.keys["lee"]))
    assert told.code == 1
    assert "is not a key of Dana Reyes" in told.err
    told = shop.run("tom", "accept", DEAL, "--yes", "--as", "dana", "--sign", str(shop.keys["tom"]))
    assert told.code == 1
    assert shop.refs() == before


def test_somebody_the_policy_does_not_know(shop: Shop) -> None:
    shop.clone("dana").config("user.email", "dana@home.example")
    refused(shop, "dana", says="The policy does not know 'dana@home.example'.")


def test_nobody_there_to_confirm_it(shop: Shop) -> None:
    before = shop.refs()
    told = shop.run("dana", "accept", DEAL, "--sign", str(shop.keys["dana"]))
    assert told.code == 1
    assert "In a script, say --yes." in told.err
    assert shop.refs() == before


@pytest.mark.parametrize(("typed", "code"), [(f"{DEAL}\n", 0), ("yes\n", 1), ("", 1)])
def test_the_deals_id_is_typed_to_confirm(shop: Shop, monkeypatch: pytest.MonkeyPatch, typed: str, code: int) -> None:
    class Keyboard:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return typed

    monkeypatch.setattr("sys.stdin", Keyboard())
    before = shop.refs()
    assert shop.run("dana", "accept", DEAL, "--sign", str(shop.keys["dana"])).code == code
    assert (shop.refs() == before) == bool(code)


def test_a_pm_without_the_role_and_his_deputy(shop: Shop) -> None:
    """A deputy stands in for a PM. Who is none has nobody standing in for him either."""
    shop.commit("tom", OFFER, shop.edited("deal.yaml", "pm: dana", "pm: mira", ref=OFFER))
    refused(shop, "lee", says="is not the one who decides")
