"""Reviews becoming records over HTTP and real git: who, what, and what happens when the forge is slow, wrong or changing."""

from __future__ import annotations

import pytest

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.forge.site import Site
from tests.forge.company import AT, HOST, Company, Open, on_gitea, on_github
from tests.forge.faults import Fault
from tests.forge.hub import Reviewed, Rules
from tests.ownership.shop import DEAL, FOLDER, OFFER, author

LOT = ("deal.yaml", "First shipment", "First lot")


@pytest.fixture
def offered(company: Company) -> Company:
    """A complete package, and its pull request."""
    company.offer()
    return company


def kinds(company: Company) -> list[str]:
    return [record["kind"] for record in company.records()]


def test_a_request_for_changes_becomes_a_rejection_with_its_places(offered: Company) -> None:
    seen = offered.review(
        "dana",
        "CHANGES_REQUESTED",
        body="Two things.\r\n\x1b[31mSoon.",
        remarks=[(f"{FOLDER}/quote.yaml", 7, "Which currency?"), (f"{FOLDER}/raid.yaml", 12, "Who owns this?")],
    )
    done = offered.record()
    assert done.ruling.code == "rejected"
    (record,) = offered.records()
    assert (record["kind"], record["by"], record["observed"]["review"]) == ("reject", "dana", seen.id)
    assert record["reasons"] == [
        {"rule": None, "path": None, "line": None, "message": "Two things.\n [31mSoon."},
        {"rule": None, "path": f"{FOLDER}/quote.yaml", "line": 7, "message": "Which currency?"},
        {"rule": None, "path": f"{FOLDER}/raid.yaml", "line": 12, "message": "Who owns this?"},
    ]
    offered.look()
    assert offered.status().state == "failure"
    assert "Rejected by Dana Reyes, 3 reasons" in offered.status().description
    assert offered.record().recorded == ()


@on_github
def test_what_somebody_may_write_into_a_review(offered: Company) -> None:
    """Nothing a reviewer or a file's name holds makes a record that cannot be read again."""
    remarks = [
        ("a\nb\x1b.yaml", 3, "x" * 5000),
        ("", 1, "\u200b"),
        *[("quote.yaml", n, "\U0001f600" * 3000) for n in range(1, 80)],
    ]
    offered.review("dana", "CHANGES_REQUESTED", body="\ud800 \u202e\x00", remarks=remarks)
    offered.record()
    (record,) = offered.records()
    reasons = record["reasons"]
    assert reasons[0] == {"rule": None, "path": "a\nb .yaml", "line": 3, "message": "x" * 1999 + "…"}
    assert len(reasons) == 51
    assert reasons[-1]["message"] == "30 more remarks stand in the review."
    assert offered.run("arvid", "audit").code == 0


@on_github
def test_a_request_for_changes_without_a_word(offered: Company) -> None:
    offered.review("dana", "CHANGES_REQUESTED", body="\u200b")
    offered.record()
    assert [reason["message"] for reason in offered.records()[0]["reasons"]] == [
        "Changes are asked for, without a word of why."
    ]


@on_github
def test_an_approval_after_the_rejection_accepts(offered: Company) -> None:
    offered.review("dana", "CHANGES_REQUESTED", body="No.")
    offered.record()
    offered.review("dana")
    offered.record()
    assert kinds(offered) == ["reject", "accept"]


def test_a_dismissal_before_the_merge(offered: Company) -> None:
    seen = offered.review("dana")
    offered.record()
    offered.hub.dismiss(1, seen.id, "too early")
    offered.record()
    assert kinds(offered) == ["accept", "withdraw"]
    offered.look()
    assert offered.status().state == "pending"
    offered.review("dana")
    offered.record()
    assert kinds(offered) == ["accept", "withdraw", "accept"]


@on_gitea
def test_a_push_takes_the_approval_of_what_was_there_back(offered: Company) -> None:
    """T21, where the forge dismisses stale approvals: they count as taken back, and the acceptance of the old head goes."""
    offered.hub.rules = Rules(dismiss_stale=True)
    offered.review("dana")
    offered.record()
    offered.push("tom", OFFER, offered.edited(*LOT))
    offered.record()
    assert kinds(offered) == ["accept", "withdraw"]


@on_github
def test_T17_T18_who_wrote_part_of_it_does_not_accept_it(company: Company) -> None:
    company.offer()
    company.push("tom", OFFER, company.edited(*LOT), by=author("dana"))
    company.review("dana")
    ruling = company.record().ruling
    assert (ruling.action, ruling.code) == (None, "refused")
    assert "Who wrote part of a baseline cannot accept it." in ruling.sentence
    assert company.records() == []


@on_gitea
def test_T19_a_writer_the_policy_does_not_know(company: Company) -> None:
    company.offer()
    company.push("tom", OFFER, company.edited(*LOT), by="Nobody <nobody@elsewhere.example>")
    company.review("dana")
    ruling = company.record().ruling
    assert ruling.code == "refused"
    assert "whom the policy does not know" in ruling.sentence


@on_github
def test_T34_an_offer_that_changes_no_deal(company: Company) -> None:
    company.push("tom", OFFER, {"/notes.txt": "nothing\n"})
    company.forge("tom").open_pull(branch=OFFER, base="main", title="Notes", body="")
    company.review("dana")
    assert company.record().ruling.code == "nothing-to-decide"


@on_github
def test_a_deal_and_the_policy_together_are_nobodys_to_decide(company: Company) -> None:
    company.offer({"/.gitattributes": "projects/** -text\n* text\n"})
    company.review("dana")
    company.review("arvid")
    assert company.record().ruling.code == "several-subjects"
    assert company.records() == []


@on_gitea
def test_a_change_of_the_policy_is_decided_by_the_review_of_an_admin(company: Company) -> None:
    text = company.git.git("show", "main:handoff.yaml").replace("profile: chapter", "profile: handbook")
    company.push("tom", "offer/policy", {"/handoff.yaml": f"{text}\n"})
    company.forge("tom").open_pull(branch="offer/policy", base="main", title="Stricter", body="")
    company.review("dana")
    assert company.record().ruling.code == "not-the-decider"
    company.review("arvid")
    company.record()
    (record,) = company.records()
    assert (record["kind"], record["by"], record["observed"]["reviewer"]) == ("policy", "arvid", 107)
    company.forge("tom").merge(1, head=company.hub.pull(1).head, title="Merge the policy")
    assert company.run("arvid", "audit").code == 0


@on_github
def test_without_a_witness_key_nothing_stronger_than_claimed(open_company: Open) -> None:
    company = open_company("claimed")
    company.offer()
    company.review("dana")
    company.record(witness=False)
    company.look()
    assert company.status().description == "Accepted by Dana Reyes (claimed)."
    assert "accepted by Dana Reyes on 2026-03-03 (claimed)" in company.hub.pull(1).comments[0].body
    assert "Accepted by Dana Reyes (claimed)." in company.run("arvid", "gate", "--head", f"origin/{OFFER}").out
    assert "record 1 by dana (claimed)" in company.run("arvid", "status", DEAL).out
    company.forge("tom").merge(1, head=company.hub.pull(1).head, title="Merge")
    assert (company.owner()["owner"], company.owner()["evidence"]) == ("pm", "claimed")
    assert "(claimed)" in company.run("arvid", "audit").out


@on_github
def test_a_decision_typed_without_a_key_says_that_it_is_only_claimed(open_company: Open) -> None:
    company = open_company("claimed")
    company.offer()
    told = company.run("dana", "reject", DEAL, "--reason", "No date.", "--yes")
    assert f"{DEAL} is rejected, 1 reason (record 1, claimed)." in told.out
    company.look()
    assert company.status().description == "Sales owns this. Rejected by Dana Reyes (claimed), 1 reason: No date."
    assert "rejected by Dana Reyes (claimed) on" in company.run("arvid", "status", DEAL).out
    assert "(record 2, claimed)" in company.run("dana", "accept", DEAL, "--yes", "--no-merge").out
    assert "(record 3, claimed)" in company.run("dana", "withdraw", DEAL, "--yes").out


@on_github
def test_without_a_witness_key_where_the_policy_wants_one(offered: Company) -> None:
    offered.review("dana")
    assert offered.record(witness=False).ruling.code == "no-witness"
    assert offered.records() == []


@on_gitea
def test_where_a_signature_is_wanted(open_company: Open) -> None:
    company = open_company("signed")
    company.offer()
    company.review("dana")
    ruling = company.record().ruling
    assert ruling.code == "wants-signature"
    assert f"`handoff accept {DEAL} --pr 1 --sign`" in ruling.sentence
    assert company.records() == []


# --- the forge is slow, wrong, or changing


@on_gitea
def test_T39_the_head_moves_between_the_first_look_and_the_last(offered: Company) -> None:
    """Sales push while the record is being made: what is signed is about the head that was approved, or nothing is."""
    offered.review("dana")
    calls = "GET /repos/sales/deals/pulls/1/reviews/"
    offered.server.meanwhile(calls, lambda: offered.push("tom", OFFER, offered.edited(*LOT)))
    assert offered.record().ruling.code == "older-commit"
    assert offered.records() == []


@on_github
def test_the_review_is_dismissed_while_the_record_is_being_made(offered: Company) -> None:
    seen = offered.review("dana")
    calls = f"GET /repos/sales/deals/pulls/1/reviews/{seen.id}"
    offered.server.meanwhile(calls, lambda: offered.hub.dismiss(1, seen.id, "no"))
    assert offered.record().ruling.code == "taken-back"
    assert offered.records() == []


def test_T39_a_stale_answer_about_the_head(offered: Company) -> None:
    offered.forge().pull(1)
    offered.push("tom", OFFER, offered.edited(*LOT))
    offered.review("dana")
    offered.server.faults.append(Fault("GET /repos/sales/deals/pulls/1", "stale"))
    assert offered.record().recorded[0].record.head == offered.hub.pull(1).head


@on_github
def test_a_forge_that_stays_behind_is_not_believed(offered: Company) -> None:
    offered.forge().pull(1)
    offered.push("tom", OFFER, offered.edited(*LOT))
    offered.review("dana")
    offered.server.faults.append(Fault("GET /repos/sales/deals/pulls/1", "stale", times=99))
    with pytest.raises(HandoffError, match="changed each time") as caught:
        offered.record()
    assert caught.value.exit_code == UNDECIDED
    assert offered.records() == []


def test_T37_a_review_on_a_page_that_got_lost(offered: Company) -> None:
    """The newest review is a no on the second page; the first page says yes."""
    offered.review("dana")
    quinn = offered.hub.users["quinn"]
    for _ in range(120):
        offered.hub.pulls[1].reviews.append(Reviewed(offered.hub.new_id(), quinn, "COMMENTED", "a" * 40, "hm", AT))
    offered.review("dana", "CHANGES_REQUESTED", body="No.")
    offered.record()
    assert kinds(offered) == ["reject"]


@pytest.mark.parametrize("kind", ["answer", "drop"])
@on_gitea
def test_T38_a_failure_at_every_single_call(company: Company, kind: str) -> None:
    """Each call fails for good, one after the other: nothing is written until the failure comes too late to matter."""
    company.offer()
    company.review("dana")
    tried, ledger = 0, company.git.rev_parse("handoff-ledger")
    while company.git.rev_parse("handoff-ledger") == ledger:
        company.server.faults[:] = [Fault("GET ", kind, status=502, skip=tried, times=99)]  # type: ignore[arg-type]
        tried += 1
        if outcome(company) is None:
            break
    assert 6 < tried < 20
    assert kinds(company) == ["accept"]


def outcome(company: Company) -> HandoffError | None:
    """Why the job failed, in words that may be shown."""
    try:
        company.record()
    except HandoffError as error:
        return error
    return None


@on_github
def test_T40_twice_at_once_is_once(offered: Company) -> None:
    """Another run of the same job is faster, between the look and the record."""
    offered.review("dana")
    offered.server.meanwhile("GET /repos/sales/deals/pulls/1/reviews/", offered.record)
    offered.record()
    assert kinds(offered) == ["accept"]


def test_T60_the_head_moves_just_before_the_merge(open_company: Open) -> None:
    company = open_company(merge="auto")
    company.offer()
    company.review("dana")
    approved = company.hub.pull(1).head
    company.server.meanwhile("/pulls/1/merge", lambda: company.push("tom", OFFER, company.edited(*LOT)))
    done = company.record()
    assert done.merged is not None
    assert (done.merged.commit, bool(done.merged.refused)) == (None, True)
    assert company.records()[0]["head"] == approved
    assert company.owner()["owner"] == "sales"


def test_the_answer_to_the_merge_gets_lost(open_company: Open) -> None:
    company = open_company(merge="auto")
    company.offer()
    company.review("dana")
    company.server.faults.append(Fault("/pulls/1/merge", "drop", done=True, status=502))
    done = company.record()
    assert done.merged is not None
    assert done.merged.commit == company.git.rev_parse("main")
    assert company.owner()["owner"] == "pm"


@on_gitea
def test_T26_what_is_written_later_into_a_review_changes_nothing(offered: Company) -> None:
    seen = offered.review("dana", "CHANGES_REQUESTED", body="The fixture has no date.")
    offered.record()
    seen.body = "All fine."
    offered.record()
    assert offered.records()[0]["reasons"][0]["message"] == "The fixture has no date."
    assert len(offered.records()) == 1


@on_gitea
def test_the_evidence_names_the_forge_as_the_policy_does(offered: Company) -> None:
    offered.review("dana")
    offered.record()
    assert offered.records()[0]["observed"]["forge"] == HOST


@on_gitea
def test_the_command_says_what_it_wrote(offered: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    offered.review("dana", "CHANGES_REQUESTED", body="No.\n::error::look here")
    monkeypatch.setenv("GITEA_TOKEN", "secret-of-robot")
    site = Site(kind="gitea", host=HOST, api=offered.server.base, owner="sales", name="deals")
    monkeypatch.setattr("handoff_cli.connect.site_of", lambda *_: site)
    told = offered.run("gate", "observe", "1", "--witness", str(offered.keys["witness"]))
    assert told.code == 0, told.err
    first, second = told.out.splitlines()
    assert first == f"{DEAL} is rejected by dana (record 1, observed)."
    assert second.startswith("Pull request 1: Rejected by Dana Reyes, 1 reason: No.")
    assert "secret-of-robot" not in told.out + told.err
    again = offered.run("gate", "observe", "1", "--witness", str(offered.keys["witness"]))
    assert (again.code, len(again.out.splitlines())) == (0, 1)
    monkeypatch.setenv("GITEA_TOKEN", "wrong")
    assert offered.run("gate", "observe", "1").code == 3
