"""What the gate tells a pull request and the merge queue, and what it does when it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.repository import Repository
from handoff_cli.ledger.verified import verify_all
from handoff_cli.pulls import Wanted, numbers
from handoff_cli.standing import fetched
from handoff_cli.telling import DRAFT, MERGED, Teller, Told, tell, tell_queue
from tests.forge.company import Company, Open, on_github
from tests.forge.faults import Fault
from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, FOLDER, OFFER

pytestmark = on_github


def teller(company: Company) -> Teller:
    """As the command makes it: what is not asked about is not verified."""
    repo = Repository.discover(company.folder / "gate").judging()
    return Teller(forge=company.forge(), opened=lambda: fetched(repo, "origin", subjects=()))


def told(company: Company, number: int = 1) -> tuple[str, str]:
    status = tell(teller(company), number).status
    seen = company.status(number)
    assert (seen.state, seen.description) == (status.state, status.description), "what is told is what is there"
    return status.state, status.description


def accepted(company: Company) -> None:
    company.offer()
    company.review("dana")
    company.record()


def queued(company: Company, *heads: str, base: str = "main") -> str:
    """What a merge queue makes of these heads: merge commits one after the other, on a branch of its own."""
    commit = company.git.rev_parse(base)
    for head in heads:
        tree = company.git.git("merge-tree", "--write-tree", commit, head)
        commit = company.git.commit_tree(tree, commit, head, message="group")
    company.git.git("update-ref", "refs/heads/gh-readonly-queue/main/pr-1", commit)
    return commit


def test_T31_a_draft_waits_whatever_was_decided(company: Company) -> None:
    accepted(company)
    assert told(company)[0] == "success"
    company.hub.edit(1, draft=True)
    assert told(company) == ("pending", DRAFT)


def test_reviews_are_asked_for_where_one_deal_is_offered_to_the_target(company: Company) -> None:
    company.offer()
    assert tell(teller(company), 1).decidable
    company.hub.edit(1, base="handoff-ledger")
    assert not tell(teller(company), 1).decidable


def test_a_change_without_a_deal_passes_and_asks_for_nothing(company: Company) -> None:
    company.push("tom", "docs", {"/README.md": "How we work.\n"})
    company.forge("tom").open_pull(branch="docs", base="main", title="Docs", body="")
    one = tell(teller(company), 1)
    assert (one.status.state, one.decidable) == ("success", False)


def test_what_is_taken_back_is_not_merged_before_that_is_recorded(company: Company) -> None:
    """T21, T25: between the dismissal and its record the ledger still says yes, and the gate has seen that it will not."""
    company.offer()
    review = company.review("dana")
    company.record()
    assert told(company)[0] == "success"
    company.hub.dismiss(1, review.id, "too early")
    state, words = told(company)
    assert (state, "is withdrawn. Sales owns it. It is about to be recorded." in words) == ("pending", True)
    assert "Anybody with the right to" not in body(company)
    company.record()
    assert told(company) == ("pending", "Complete: waiting for Dana Reyes (PM).")


def test_after_an_acceptance_the_pm_is_shown_what_changed_since(company: Company) -> None:
    accepted(company)
    company.push("tom", OFFER, company.edited("deal.yaml", "First shipment", "First lot"))
    assert told(company)[0] == "pending"
    assert "#### What changed against what Dana Reyes accepted and nobody merged" in body(company)
    assert body(company).count("deal.yaml`](") == 1
    assert "nothing before it to compare with" not in body(company)


def test_a_change_of_the_policy_is_owned_by_no_pm(open_company: Open) -> None:
    company = open_company("claimed", "auto")
    text = company.git.git("show", "main:handoff.yaml").replace("profile: chapter", "profile: handbook")
    company.push("tom", "offer/policy", {"/handoff.yaml": f"{text}\n"})
    company.forge("tom").open_pull(branch="offer/policy", base="main", title="Stricter", body="")
    assert told(company)[0] == "pending"
    company.review("arvid")
    assert told(company)[0] == "pending"
    assert "Nothing for now: the gate records this review next" in body(company)
    company.record(witness=False)
    assert company.git.git("log", "-1", "--format=%s", "main") == "Merge policy: accepted"
    assert told(company) == ("success", MERGED)
    assert company.hub.pull(1).labels == []


def test_T30_two_pull_requests_of_one_head_are_told_the_same(company: Company) -> None:
    """Which branch a pull request asks to change makes no difference to whether the target may carry its head."""
    head = company.offer().head
    company.push("arvid", "lax", {"/README.md": "Anything goes.\n"})
    company.forge("tom").open_pull(branch=OFFER, base="lax", title="Elsewhere", body="")
    assert [told(company, number)[0] for number in (1, 2)] == ["pending", "pending"]
    company.review("dana", number=2)
    assert company.record(2).ruling.code == "other-target"
    assert company.records() == []
    assert told(company, 2) == told(company, 1) == ("pending", "Complete: waiting for Dana Reyes (PM).")
    assert company.hub.status(head, "handoff/gate").state == "pending"


def test_T36_a_label_set_by_hand_is_no_acceptance(company: Company) -> None:
    company.offer()
    company.hub.pull(1).labels.append("owned-by: pm")
    assert told(company)[0] == "pending"
    assert company.hub.pull(1).labels == ["owned-by: sales"]


def test_T60_a_head_that_moves_meanwhile_is_looked_at_again(company: Company) -> None:
    old = company.offer().head
    moved: list[str] = []

    def move() -> None:
        moved.append(company.push("tom", OFFER, {"deviations.yaml": None}))
        company.hub.pull(1)

    company.server.meanwhile(f"POST /repos/sales/deals/statuses/{old}", move)
    one = tell(teller(company), 1)
    assert (one.head, one.status.state) == (moved[0], "failure")
    assert company.hub.status(old, "handoff/gate").state == "pending", "nobody says yes to what is gone"


def test_what_cannot_be_decided_is_told_as_that(company: Company) -> None:
    accepted(company)
    assert told(company)[0] == "success"
    company.git.git("update-ref", "-d", "refs/heads/handoff-ledger")
    with pytest.raises(HandoffError) as raised:
        tell(teller(company), 1)
    assert raised.value.exit_code == UNDECIDED
    assert company.status().state == "error"


def body(company: Company) -> str:
    """The one comment, however often it was written."""
    (comment,) = company.hub.pull(1).comments
    return str(comment.body)


def look_fails(company: Company, wrong: Teller | None = None, error: type[Exception] = HandoffError) -> str:
    """A look that fails is told in both places, the same way each time; its comment is given."""
    head = company.hub.pull(1).head
    for _ in range(2):
        with pytest.raises(error):
            tell(wrong or teller(company), 1)
        assert company.status().state == "error"
        text = body(company)
        assert f"`{head[:12]}`" in text
        assert "does not hold any more" in text
        assert "tells an admin" in text
        assert "Accepted by Dana Reyes." not in text, "an old verdict does not stay"
        assert "Traceback" not in text
    edits = [call for call in company.server.calls if call.method == "PATCH" and "/issues/comments/" in call.path]
    assert len({call.body["body"] for call in edits}) == len(edits), "said once, not at every look"
    return text


def test_a_look_that_fails_takes_the_old_verdict_out_of_the_comment(company: Company) -> None:
    accepted(company)
    company.look()
    assert "Accepted by Dana Reyes." in body(company)
    ledger, main = (company.git.rev_parse(branch) for branch in ("handoff-ledger", "main"))

    company.git.git("update-ref", "-d", "refs/heads/handoff-ledger")
    assert "There is no ledger (handoff-ledger) on origin" in look_fails(company)
    company.git.git("update-ref", "refs/heads/handoff-ledger", ledger)
    tell(teller(company), 1)
    assert company.status().state == "success"
    assert "Accepted by Dana Reyes." in body(company)
    assert "failed" not in body(company), "the next good look takes its place"

    gate = Repo(company.folder / "gate")
    gate.config("remote.origin.url", "../gone.git")
    assert "origin cannot be reached" in look_fails(company)
    gate.config("remote.origin.url", "../server.git")

    company.git.git("update-ref", "refs/heads/main", company.git.commit_tree(f"{main}^{{tree}}", message="anew"))
    assert "was rewritten" in look_fails(company)


def test_our_own_mistake_is_told_without_what_it_says_of_itself(company: Company) -> None:
    company.offer()

    def broken() -> Any:
        raise TypeError("secret-of-robot in /home/runner/deals.git")

    text = look_fails(company, Teller(forge=company.forge(), opened=broken), TypeError)
    assert "stopped or broke" in text
    assert "secret" not in text + company.status().description
    assert "/home" not in text + company.status().description
    company.hub.pull(1).comments.clear()
    company.server.faults.append(Fault("POST /repos/sales/deals/statuses", status=422, times=99))
    with pytest.raises(HandoffError, match="does not take that"):
        tell(teller(company), 1)
    assert "last look at this pull request failed" in body(company), (
        "where no status can be written, the comment says it"
    )


def test_T15_a_forge_that_goes_silent_leaves_it_pending(company: Company) -> None:
    accepted(company)
    assert told(company)[0] == "success"
    company.server.faults.append(Fault("POST /repos/sales/deals/statuses", status=500, skip=1, times=99))
    with pytest.raises(HandoffError):
        tell(teller(company), 1)
    assert company.status().state == "pending"


def test_what_is_merged_is_the_pms_only_where_a_record_covers_it(company: Company) -> None:
    accepted(company)
    head = company.hub.pull(1).head
    assert company.forge("tom").merge(1, head=head, title="in").commit
    assert told(company) == ("success", f"Merged: the PM owns {DEAL}.")
    assert company.hub.pull(1).labels == ["owned-by: pm"]


def test_the_pms_own_log_of_his_deal_is_no_offer_of_sales(company: Company) -> None:
    accepted(company)
    assert company.forge("tom").merge(1, head=company.hub.pull(1).head, title="in").commit
    text = company.git.git("show", f"main:{FOLDER}/raid.yaml")
    company.push("dana", "log", {"raid.yaml": f"{text}\n# Seen.\n"})
    company.forge("dana").open_pull(branch="log", base="main", title="Log", body="")
    assert told(company, 2) == ("success", "The change leaves the accepted baseline alone.")
    assert company.hub.pull(2).labels == ["owned-by: pm"]
    assert "**Dana Reyes (PM)** reads what changed below" in company.hub.pull(2).comments[0].body
    company.push("dana", "log", {"raid.yaml": f"{text}\n: [\n"})
    words = "A file this step changes cannot be read. The PM owns it as before."
    assert told(company, 2) == ("failure", words)
    assert company.hub.pull(2).labels == ["owned-by: pm"]
    comment = company.hub.pull(2).comments[0].body
    assert "- **Whoever wrote it** puts this right" in comment
    assert "raid.yaml#L" in comment
    assert "Sales owns" not in comment
    rules = {"/.github/workflows/handoff-gate.yml": "on: push\n", "/README.md": "More.\n"}
    company.push("dana", "log", {"raid.yaml": f"{text}\n# Seen.\n", **rules})
    words = "A deal and what judges it change together (`.github/workflows/handoff-gate.yml`): offer each by itself. "
    assert told(company, 2) == ("failure", f"{words}The PM owns it as before.")
    company.push("dana", "log", {"/.github/workflows/handoff-gate.yml": None})
    assert told(company, 2)[0] == "success"


def test_what_the_gate_merges_is_told_at_once(open_company: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """No event tells of it: what is done with a job's own token starts no run."""
    company = open_company("claimed", "auto")
    company.offer()
    company.review("dana")
    company.look()
    monkeypatch.setattr("handoff_cli.commands.observe.connect", lambda *_: company.forge())
    ran = company.run("gate", "observe", "1")
    assert ran.code == 0, ran.err
    assert "Merged into main as" in ran.out
    assert (company.status().state, company.status().description) == ("success", f"Merged: the PM owns {DEAL}.")
    assert f"### The PM owns `{DEAL}`" in body(company)
    assert company.hub.pull(1).labels == ["owned-by: pm"]


def test_what_was_merged_past_the_gate_is_not_the_pms(company: Company) -> None:
    head = company.offer().head
    tell(teller(company), 1)
    assert "waiting for Dana Reyes" in body(company)
    assert company.forge("arvid").merge(1, head=head, title="in").commit
    assert told(company) == ("success", MERGED)
    assert company.hub.pull(1).labels == ["owned-by: sales"]
    assert "### This pull request is merged" in body(company)
    assert "Dana" not in body(company), "nobody is told to do what cannot be done any more"


def test_T50_every_step_of_a_queue_passes_by_itself(company: Company) -> None:
    accepted(company)
    head = company.hub.pull(1).head
    good = queued(company, head)
    assert tell_queue(teller(company), good).status.state == "success"
    second = company.push("tom", OFFER, {"deviations.yaml": None})
    bad = queued(company, head, second)
    one = tell_queue(teller(company), bad)
    assert (one, company.hub.status(bad, "handoff/gate").state) == (Told(head=bad, status=one.status), "failure")
    assert one.status.description.startswith(f"{DEAL}: ")


def test_T55_a_queue_that_does_not_go_on_from_the_target_is_not_believed(company: Company) -> None:
    accepted(company)
    old = company.git.rev_parse("main")
    company.push("arvid", "main", {"/README.md": "How we work.\n"})
    elsewhere = queued(company, company.hub.pull(1).head, base=old)
    with pytest.raises(HandoffError, match="does not go on from main"):
        tell_queue(teller(company), elsewhere)
    assert company.hub.status(elsewhere, "handoff/gate").state == "error"


def test_the_signatures_of_other_deals_are_not_verified(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a look costs depends on what the change touches, not on how many deals the ledger holds."""
    accepted(company)
    assert company.forge("tom").merge(1, head=company.hub.pull(1).head, title="in").commit
    company.push("tom", "docs", {"/README.md": "How we work.\n"})
    company.forge("tom").open_pull(branch="docs", base="main", title="Docs", body="")
    asked: list[bytes] = []

    def counted(repo: Repository, signed: Iterable[tuple[bytes, str]]) -> Any:
        taken = list(signed)
        asked.extend(data for data, _ in taken)
        return verify_all(repo, taken)

    monkeypatch.setattr("handoff_cli.ledger.store.verify_all", counted)
    assert told(company, 2) == ("success", "No deal changes here.")
    assert asked, "that of the founding is"
    assert not [data for data in asked if DEAL.encode() in data]


def test_a_commit_nobody_offers_any_more_means_no_pull_request(company: Company) -> None:
    head = company.offer().head
    forge = company.forge()
    assert numbers(forge, Wanted(head=head)) == (1,)
    assert numbers(forge, Wanted(head="a" * 40)) == ()
    assert numbers(forge, Wanted(every=True)) == (1,)


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(number=1, every=True), Wanted(head="main"), Wanted(head="")])
def test_which_pull_request_is_said_exactly(company: Company, wanted: Wanted) -> None:
    with pytest.raises(HandoffError):
        numbers(company.forge(), wanted)


def test_one_that_cannot_be_decided_keeps_nobody_from_the_next(
    company: Company, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The first pull request shares no history with the target, the second is as it should be."""
    stranger = Repo.init(tmp_path / "stranger").commit("alone", {"a": "1"})
    company.git.git("fetch", "-q", str(tmp_path / "stranger"), f"{stranger}:refs/heads/stray")
    company.forge("tom").open_pull(branch="stray", base="main", title="Stray", body="")
    company.offer()
    monkeypatch.setattr("handoff_cli.commands.announce.connect", lambda *_: company.forge())
    ran = company.run("gate", "announce", "--all", "--outputs", str(tmp_path / "outputs"))
    assert ran.code == UNDECIDED
    assert "Pull request 1: The offer shares no history with the target." in ran.err
    assert (company.status(1).state, company.status(2).state) == ("error", "pending")
    assert (tmp_path / "outputs").read_bytes() == b"complete=true\n"
