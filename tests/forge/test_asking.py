"""The PM is asked for his review: when the package is complete, once, and whatever the forge says to it the verdict stands."""

from __future__ import annotations

import pytest

from handoff_cli.asking import ask_the_pm
from handoff_cli.errors import HandoffError
from handoff_cli.screen import screen
from handoff_cli.telling import Teller, tell
from tests.forge.company import Company, on_github
from tests.forge.faults import Fault
from tests.gitrepo import Repo
from tests.ownership.shop import FOLDER, OFFER, author, sample


def told(company: Company) -> str:
    """A look; the state it tells, after the comment was read."""
    tell(Teller(forge=company.forge(), opened=company.standing), 1)
    return str(company.status().state)


def text(company: Company) -> str:
    (comment,) = company.hub.pull(1).comments
    return str(comment.body)


def requests(company: Company) -> list[int]:
    calls = [call for call in company.server.calls if call.path.endswith("/requested_reviewers")]
    return [call.status for call in calls]


def test_the_pm_is_asked_once_and_only_when_it_is_complete(company: Company) -> None:
    company.offer({"deviations.yaml": None})
    assert (told(company), company.hub.pull(1).asked) == ("failure", [])
    head = company.push("tom", OFFER, {"deviations.yaml": sample()[f"{FOLDER}/deviations.yaml"]})
    assert (told(company), company.hub.pull(1).asked) == ("pending", ["dana"])
    assert f"> Dana Reyes was asked to review `{head[:12]}`." in text(company)
    assert told(company) == "pending"
    company.hub.pull(1).asked.clear()  # by somebody who asks the deputy instead
    assert told(company) == "pending"
    assert f"> Dana Reyes was asked to review `{head[:12]}`." in text(company)
    assert (requests(company), company.hub.pull(1).asked) == ([201], [])

    ledger = company.git.rev_parse("handoff-ledger")
    company.git.git("update-ref", "-d", "refs/heads/handoff-ledger")
    with pytest.raises(HandoffError):
        told(company)
    assert f"> Dana Reyes was asked to review `{head[:12]}`." in text(company)
    company.git.git("update-ref", "refs/heads/handoff-ledger", ledger)
    assert (told(company), requests(company)) == ("pending", [201]), "a look that failed has not forgotten it"

    company.review("dana", "COMMENTED", body="I am reading it.")
    assert told(company) == "pending"
    assert "was asked" not in text(company), "who has looked is not asked"
    company.push("tom", OFFER, company.edited("quote.yaml", "revision: 2", "revision: 3"))
    assert told(company) == "pending"
    assert (requests(company), company.hub.pull(1).asked) == ([201, 201], ["dana"]), (
        "another package is another question"
    )


def test_a_forge_that_refuses_to_ask_changes_no_verdict(company: Company) -> None:
    company.hub.outsiders.add("dana")
    company.offer()
    assert told(company) == "pending"
    assert company.status().description == "Complete: waiting for Dana Reyes (PM)."
    assert "> Dana Reyes could not be asked for a review: " in text(company)
    assert "admin" in text(company)
    company.hub.outsiders.clear()
    company.server.faults.append(Fault("requested_reviewers", status=500, times=99))
    assert told(company) == "pending"
    assert "could not be asked for a review" in text(company)
    company.server.faults.clear()
    assert told(company) == "pending"
    assert company.hub.pull(1).asked == ["dana"], "asked as soon as it works"


@on_github
@pytest.mark.parametrize("writer", [author("dana"), "Nobody <nobody@elsewhere.example>"])
def test_T18_T19_who_cannot_accept_is_not_asked_and_reads_why(company: Company, writer: str) -> None:
    """The reason stood in the log of the job that refused to record; the comment said for ever that it was about to be recorded."""
    company.offer()
    company.push("tom", OFFER, company.edited("deal.yaml", "First shipment", "First lot"), by=writer)
    why = "Who wrote part of a baseline cannot accept it." if "Dana" in writer else "whom the policy does not know"
    assert (told(company), company.hub.pull(1).asked) == ("pending", [])
    assert "an approval by Dana Reyes decides nothing: " in text(company)
    assert why in text(company)
    company.review("dana")
    assert told(company) == "pending"
    assert "> Dana Reyes approved, which decides nothing. " in text(company)
    assert "about to be recorded" not in text(company)
    assert company.record().ruling.code == "refused"


@on_github
def test_who_is_not_asked(company: Company) -> None:
    """Nobody by a draft, nobody where it is not handed over, and no PM who opened it himself."""
    company.offer(draft=True)
    assert told(company) == "pending"
    company.hub.edit(1, draft=False, base="handoff-ledger")
    assert told(company) == "pending"
    company.hub.edit(1, base="main", user=company.hub.users["dana"])
    assert told(company) == "pending"
    assert requests(company) == []
    assert "could not be asked" not in text(company)


@on_github
def test_a_pm_whose_account_the_policy_does_not_know_is_named_and_not_asked(company: Company) -> None:
    company.offer()
    forge = company.forge()
    pull = forge.pull(1)
    standing = company.standing()
    Repo(company.folder / "gate").git("fetch", "-q", "origin", "refs/pull/1/head")
    seen = ask_the_pm(forge, pull, (), screen(standing, "elsewhere.example", pull, ()))
    assert (seen.views[0].pm, seen.views[0].account, seen.views[0].asked) == ("Dana Reyes", None, "")
    assert requests(company) == []
