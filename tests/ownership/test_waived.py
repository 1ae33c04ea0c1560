"""Waivers: what is not the chapter's own the PM may let pass, in the decision, with reason and end, for exactly these files."""

from __future__ import annotations

import pytest

from tests.ownership.shop import DEAL, OFFER, Shop

RULE = "liability-is-capped"
GIVEN = ("--waive", RULE, "--reason", "The cap comes with the frame agreement in May.", "--until", "2099-06-30")


@pytest.fixture
def strict(shop: Shop) -> Shop:
    """A company that insists on a cap of liability, and an offer without one."""
    text = shop.server.git("show", "main:handoff.yaml") + "\n"
    shop.commit("arvid", "offer/policy", {"/handoff.yaml": f"{text}rules: {{{RULE}: reject}}\n"})
    assert shop.accept("arvid", deal="policy").code == 0
    shop.commit("tom", OFFER, shop.edited("contract.yaml", '  liability_cap: "100000.00"\n', "", ref=OFFER))
    assert shop.gate().deal()["verdict"]["code"] == "incomplete"
    return shop


def decided(shop: Shop) -> list[dict[str, object]]:
    """The records of the deal; the ledger also has that of the policy."""
    return [record for record in shop.records() if record["subject"] == DEAL]


def test_without_a_waiver_the_package_is_not_accepted(strict: Shop) -> None:
    assert strict.accept().code == 1
    assert decided(strict) == []


def test_with_one_it_is_and_everybody_sees_it_for_ever_after(strict: Shop) -> None:
    told = strict.accept("dana", *GIVEN)
    assert told.code == 0, told.err
    assert f"waived    {RULE} until 2099-06-30: The cap comes with" in told.err
    (record,) = decided(strict)
    assert record["waivers"] == [{"rule": RULE, "reason": GIVEN[3], "until": GIVEN[5]}]
    assert record["complete"]["reject"] == 0
    status = strict.status()
    assert (status["owner"], status["waivers"]) == ("pm", record["waivers"])
    assert f"waived: {RULE} until 2099-06-30" in strict.run("tom", "status").out
    audit = strict.run("arvid", "audit")
    assert audit.code == 0
    assert f"{RULE} is waived until 2099-06-30: The cap comes with" in audit.out


def test_the_gate_passes_what_was_accepted_with_it_and_shows_it_as_waived(strict: Shop) -> None:
    strict.accept("dana", *GIVEN, "--no-merge")
    told = strict.gate()
    (finding,) = [each for each in told.deal()["findings"] if each["rule"] == RULE]
    assert (told.code, finding["waived"], told.deal()["complete"]) == (0, True, True)


def test_a_server_with_the_hook_takes_it(strict: Shop) -> None:
    assert strict.run("arvid", "init", "--server", str(strict.server.path)).code == 0
    assert strict.accept("dana", *GIVEN).code == 0
    assert strict.status()["owner"] == "pm"


def test_it_holds_for_these_files_alone(strict: Shop) -> None:
    strict.accept("dana", *GIVEN)
    strict.anew()
    strict.commit("tom", OFFER, strict.edited("deal.yaml", "First shipment", "First lot"))
    told = strict.gate()
    assert told.deal()["verdict"]["code"] == "incomplete"
    assert not any(each["waived"] for each in told.deal()["findings"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--waive", "no-such-rule", "--reason", "x", "--until", "2099-06-30"), "There is no rule 'no-such-rule'"),
        (("--waive", "quantities-agree", "--reason", "x", "--until", "2099-06-30"), "is the chapter's own"),
        (("--waive", "old-pieces-have-a-use", "--reason", "x", "--until", "2099-06-30"), "stops nothing"),
        (("--waive", RULE, "--reason", " ", "--until", "2099-06-30"), "has no reason"),
        (("--waive", RULE, "--reason", "x", "--until", "soon"), "is no day"),
        (("--waive", RULE, "--reason", "x", "--until", "2020-01-31"), "would have ended"),
        (("--waive", RULE, "--reason", "x"), "has no --until"),
        (("--waive", RULE, "--until", "2099-06-30"), "has no --reason"),
        ((*GIVEN, *GIVEN), "is waived twice"),
    ],
)
def test_what_is_no_lawful_waiver_is_refused_and_nothing_is_written(
    strict: Shop, words: tuple[str, ...], said: str
) -> None:
    told = strict.accept("dana", *words)
    assert told.code in (1, 2)
    assert said in told.err
    assert decided(strict) == []


def test_nobody_waives_for_the_pm(strict: Shop) -> None:
    assert strict.accept("tom", *GIVEN).code == 1
    assert decided(strict) == []


def test_a_record_that_waives_the_chapters_own_is_not_taken(strict: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PM whose own program looks away still meets the server."""
    assert strict.run("arvid", "init", "--server", str(strict.server.path)).code == 0
    strict.commit("tom", OFFER, strict.edited("contract.yaml", "quantity: 1000", "quantity: 1500", ref=OFFER))
    with monkeypatch.context() as patch:
        patch.setattr("handoff_cli.waivers.is_waivable", lambda rule: True)
        both = (*GIVEN, "--waive", "quantities-agree", "--reason", "x", "--until", "2099-06-30")
        told = strict.accept("dana", *both, "--no-merge")
    assert told.code != 0
    assert "is the chapter's own and cannot be waived" in told.err
    assert decided(strict) == []
    assert DEAL in told.err


def test_what_was_waived_once_is_told_after_another_acceptance_has_taken_its_place(strict: Shop) -> None:
    assert strict.accept("dana", *GIVEN, "--no-merge").code == 0
    assert f"    waived: {RULE} until 2099-06-30" in strict.run("tom", "status").out, "not merged yet, and shown"
    assert strict.accept().code == 0
    strict.anew()
    capped = strict.edited(
        "contract.yaml", "  liquidated_damages:", '  liability_cap: "100000.00"\n  liquidated_damages:'
    )
    strict.commit("tom", OFFER, capped)
    assert strict.accept().code == 0
    assert strict.status()["waivers"] == []
    told = strict.run("arvid", "audit")
    assert told.code == 0
    assert f"record 1, no longer in force, waived {RULE} until 2099-06-30: The cap comes with" in told.out


def test_a_living_document_that_went_on_is_not_waived_with_the_baseline(strict: Shop) -> None:
    """The PM saw the living documents of that day; what the same rule finds in one of them later is news."""
    known = "named-people-are-known"
    strict.commit("tom", OFFER, strict.edited("deal.yaml", "engineer: mira", "engineer: someone", ref=OFFER))
    assert strict.accept("dana", *GIVEN, "--waive", known, *GIVEN[2:]).code == 0
    strict.commit("mira", "work", strict.edited("why.md", "owner: dana", "owner: nobody"))
    found = strict.gate("origin/work").deal()["findings"]
    told = sorted((each["path"].rpartition("/")[2], each["waived"]) for each in found if each["rule"] == known)
    assert told == [("deal.yaml", True), ("why.md", False)]
