"""What reviews decide, case by case, on values alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoff_cli.core.pull import Review
from handoff_cli.core.record import Observed
from handoff_cli.review import decide_reviews
from tests.forge.memory import HOST, POLICY, Office, as_policy_change, commit


@pytest.fixture
def office() -> Office:
    """A complete package is offered; nobody has said anything."""
    return Office()


def code(office: Office) -> tuple[str | None, str]:
    ruling = office.rule()
    return ruling.action, ruling.code


def test_the_pms_approval_of_the_very_head_accepts(office: Office) -> None:
    assert code(office) == (None, "no-review")
    seen = office.review()
    (record,) = office.run()
    assert (record.kind, record.by, record.head, record.observed and record.observed.review) == (
        "accept",
        "dana",
        office.head,
        seen.id,
    )
    assert office.covered
    assert office.run() == [], "one record a review"


def test_the_deputys_approval_is_for_the_pm(office: Office) -> None:
    office.review("lee")
    assert office.rule().person == "lee"
    (record,) = office.run()
    assert (record.by, record.for_) == ("lee", "dana")
    assert office.covered


@pytest.mark.parametrize("who", ["quinn", "arvid"])
def test_nobody_elses_review_decides(office: Office, who: str) -> None:
    office.review(who)
    assert code(office) == (None, "not-the-decider")
    assert "for Dana Reyes or Lee Park" in office.rule().sentence
    office.review(who, "CHANGES_REQUESTED")
    assert office.rule().action is None


def test_T28_the_number_counts_and_not_the_login(office: Office) -> None:
    office.hub.join("dana", 666, "somebody-else")
    office.users["dana"] = office.hub.users["dana"]
    office.review("dana")
    assert code(office) == (None, "not-the-decider")


def test_T17_a_bot_never_decides(office: Office) -> None:
    office.users["dana"] = replace(office.users["dana"], bot=True)
    office.review()
    assert office.rule().action is None


def test_T17_who_opened_the_pull_request_does_not_decide_about_it(office: Office) -> None:
    office.pull.user = office.users["dana"]
    case = replace(office.case(), reviews=(replace(_approved(office), id=900),))
    assert decide_reviews(case).code == "own-pull"


def test_T17_where_nobody_knows_who_opened_it_no_review_decides(office: Office) -> None:
    office.review()
    case = office.case()
    assert decide_reviews(replace(case, pull=replace(case.pull, author=None))).code == "opener-unknown"


def _approved(office: Office) -> Review:
    office.pull.user, opener = office.users["tom"], office.pull.user
    office.review()
    review = office.case().reviews[-1]
    office.pull.user = opener
    return review


def test_T21_a_push_after_the_approval_takes_its_object_away(office: Office) -> None:
    office.review()
    office.push(4)
    assert code(office) == (None, "older-commit")
    assert commit(2)[:12] in office.rule().sentence
    assert commit(4)[:12] in office.rule().sentence


def test_a_review_of_no_commit_that_the_forge_tells_decides_nothing(office: Office) -> None:
    office.review()
    case = office.case()
    ruling = decide_reviews(replace(case, reviews=tuple(replace(one, commit=None) for one in case.reviews)))
    assert (ruling.action, ruling.code) == (None, "older-commit")
    assert "review is of another commit; the offer is at" in ruling.sentence


def test_T21_a_push_after_the_record_needs_a_new_approval(office: Office) -> None:
    office.review()
    office.run()
    office.push(4)
    assert not office.covered
    assert code(office) == (None, "older-commit")
    office.review()
    (record,) = office.run()
    assert (record.kind, record.head) == ("accept", commit(4))
    assert office.covered


def test_T23_there_and_back_again_does_not_bring_an_old_approval_back(office: Office) -> None:
    office.review()
    office.push(4)
    office.review(state="CHANGES_REQUESTED")
    office.push(2)
    assert code(office) == (None, "older-commit")


def test_T24_dismissing_the_newer_review_does_not_revive_the_older(office: Office) -> None:
    office.review()
    later = office.review(state="CHANGES_REQUESTED")
    later.dismissed = True
    assert code(office) == (None, "taken-back")
    assert office.run() == []


def test_T24_after_both_are_on_record(office: Office) -> None:
    office.review()
    office.run()
    later = office.review(state="CHANGES_REQUESTED")
    assert [r.kind for r in office.run()] == ["reject"]
    later.dismissed = True
    assert office.run() == []
    assert not office.covered, "T25: a rejection is a record, whatever becomes of the review"
    office.review()
    assert [r.kind for r in office.run()] == ["accept"]
    assert office.covered


def test_a_remark_undoes_nothing(office: Office) -> None:
    office.review()
    office.review(state="COMMENTED")
    assert office.rule().action == "accept"


def test_a_dismissal_before_the_merge_withdraws(office: Office) -> None:
    seen = office.review()
    office.run()
    seen.dismissed = True
    (record,) = office.run()
    assert (record.kind, record.head, record.observed and record.observed.review) == ("withdraw", office.head, seen.id)
    assert not office.covered
    assert code(office) == (None, "taken-back")
    office.review()
    assert [r.kind for r in office.run()] == ["accept"]


def test_a_second_approval_that_is_dismissed_takes_the_first_with_it(office: Office) -> None:
    office.review()
    office.run()
    office.review("lee").dismissed = True
    assert [(r.kind, r.by) for r in office.run()] == [("withdraw", "lee")]
    assert not office.covered


def test_a_review_that_is_not_listed_takes_nothing_back(office: Office) -> None:
    office.review()
    office.run()
    office.pull.reviews.clear()
    assert office.rule().action is None
    assert office.covered


def test_after_the_merge_nothing_is_withdrawn(office: Office) -> None:
    seen = office.review()
    office.run()
    assert office.merge()
    seen.dismissed = True
    assert code(office) == (None, "merged")
    assert office.now.owner == "pm"


def test_an_incomplete_package_is_not_accepted_but_may_be_rejected(office: Office) -> None:
    office.push(3)
    office.review()
    assert code(office) == (None, "incomplete")
    assert "1 thing is to be put right first" in office.rule().sentence
    office.review(state="CHANGES_REQUESTED")
    assert [r.kind for r in office.run()] == ["reject"]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [({"draft": True}, "draft"), ({"base": "release"}, "other-target"), ({"open": False}, "closed")],
    ids=["T31 draft", "T29 retargeted", "T33 closed"],
)
def test_a_pull_request_that_is_not_in_order(office: Office, change: dict[str, object], wanted: str) -> None:
    office.review()
    office.hub.edit(1, **change)
    assert code(office) == (None, wanted)
    office.hub.edit(1, draft=False, base="main", open=True)
    assert code(office) == ("accept", "approved")


def test_T33_changed_while_it_was_closed(office: Office) -> None:
    office.review()
    office.hub.edit(1, open=False)
    office.push(4)
    office.hub.edit(1, open=True)
    assert code(office) == (None, "older-commit")


def test_T29_a_dismissal_counts_whatever_the_target_is_now(office: Office) -> None:
    seen = office.review()
    office.run()
    office.hub.edit(1, base="release")
    seen.dismissed = True
    assert [r.kind for r in office.run()] == ["withdraw"]


def test_T22_T42_only_the_full_id_of_the_head_counts(office: Office) -> None:
    office.review()
    case = office.case()
    for other in (office.head[:7], office.head.upper() + "0", None, ""):
        reviews = (replace(case.reviews[0], commit=other),)
        assert decide_reviews(replace(case, reviews=reviews)).code == "older-commit"


def test_T39_a_head_the_gate_has_not_seen(office: Office) -> None:
    office.review()
    case = office.case()
    assert decide_reviews(replace(case, offered=office.offered(commit(8)))).code == "moved"


def test_what_was_signed_by_hand_is_not_undone_by_a_review(office: Office) -> None:
    office.review()
    office.by_hand("reject")
    assert code(office) == (None, "by-hand"), "nothing says whether the review was the later one"
    assert not office.covered
    other = Office()
    other.review(state="CHANGES_REQUESTED")
    other.by_hand("accept")
    assert code(other) == (None, "by-hand")
    assert other.covered


def test_a_record_that_does_not_count_is_in_nobodys_way(office: Office) -> None:
    """Who can push to the ledger can write what he likes there, and nobody signs it for him."""
    seen = office.review()
    forged = office.made("reject", office.head, "dana")
    office.add(forged, None)
    office.add(replace(forged, seq=2, observed=office_seen(office, seen.id)), None)
    assert code(office) == ("accept", "approved")


def office_seen(office: Office, review: int) -> Observed:
    return Observed(HOST, office.hub.repository, 1, review, 102, office.head)


def test_a_review_of_another_repository_with_the_same_number_is_another_review(office: Office) -> None:
    seen = office.review()
    elsewhere = replace(office_seen(office, seen.id), repository=1)
    office.add(replace(office.made("reject", office.head, "dana"), observed=elsewhere), "SHA256:witness")
    assert code(office) == (None, "by-hand"), "which of two forges was first, nobody knows"


def test_without_a_witness_the_record_is_only_claimed() -> None:
    office = Office(replace(POLICY, evidence="claimed"), witness=None)
    office.review()
    ruling = office.rule()
    assert (ruling.action, ruling.evidence) == ("accept", "claimed")
    assert ruling.sentence == "Accepted by Dana Reyes (claimed)."
    strict = Office(witness=None)
    strict.review()
    assert code(strict) == (None, "no-witness")


def test_a_witness_the_policy_does_not_name() -> None:
    office = Office(witness="SHA256:other")
    office.review()
    assert code(office) == (None, "unknown-witness")


def test_where_a_signature_is_wanted_the_approval_says_what_to_run() -> None:
    office = Office(replace(POLICY, evidence="signed"))
    office.review()
    assert code(office) == (None, "wants-signature")
    assert "`handoff accept BRW-1042 --pr 1 --sign`" in office.rule().sentence
    office.by_hand("accept")
    assert office.covered
    assert office.rule().action is None


def test_a_pm_whose_account_nobody_wrote_down(office: Office) -> None:
    people = {id: replace(one, forge_ids={}) if id in ("dana", "lee") else one for id, one in POLICY.people.items()}
    office.policy = replace(POLICY, people=people)
    office.review()
    assert code(office) == (None, "unknown-account")
    assert "Dana Reyes and Lee Park" in office.rule().sentence


def test_T27_a_pm_who_lost_the_role(office: Office) -> None:
    office.review()
    people = {**POLICY.people, "dana": replace(POLICY.people["dana"], roles=frozenset({"sales"}))}
    office.policy = replace(POLICY, people=people)
    assert office.rule().action is None


def test_a_change_of_the_policy_is_an_admins(office: Office) -> None:
    office.review("arvid")
    case = as_policy_change(office.case())
    assert (decide_reviews(case).action, decide_reviews(case).person) == ("accept", "arvid")
    office.review("dana")
    only = tuple(review for review in office.case().reviews if review.reviewer and review.reviewer.login == "dana")
    assert decide_reviews(replace(case, reviews=only)).code == "not-the-decider"
    office.review("arvid", "CHANGES_REQUESTED")
    assert decide_reviews(replace(case, reviews=office.case().reviews)).code == "policy-not-rejected"


def test_an_older_review_that_was_dismissed_takes_nothing_back(office: Office) -> None:
    """The one the acceptance rests on is on a page that got lost; the one before it had been dismissed."""
    office.review().dismissed = True
    office.review()
    office.run()
    case = office.case()
    assert decide_reviews(replace(case, reviews=case.reviews[:1])).action is None
