"""A pull request from somebody's fork: read under its number, told on our repository, decided like any other (T32)."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from handoff_cli.pulls import Wanted, numbers
from handoff_cli.telling import Teller, Told, tell
from tests.forge.bare import BareGit
from tests.forge.company import Company, on_gitea, on_github
from tests.forge.hub import Fork, Pull, User
from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, OFFER, Ran, author, sample

MALLORY = User(666, "mallory")


@pytest.fixture
def fork(company: Company) -> Fork:
    """Mallory's copy. He has no account in the policy and no right in our repository."""
    there = company.folder / "fork.git"
    shutil.copytree(company.git.path, there)
    company.hub.users["mallory"] = MALLORY
    return Fork(9009, MALLORY, BareGit(Repo(there)))


def offered(company: Company, fork: Fork, files: dict[str, str | bytes | None], by: str) -> Pull:
    """Pushed to the fork alone, under the name an offer of ours would have."""
    assert isinstance(fork.git, BareGit)
    clone = fork.git.repo.clone(company.folder / "mallory")
    clone.git("checkout", "-q", "-B", OFFER, "origin/main")
    clone.commit("An offer", {**sample(), **files}, by=by)
    clone.git("push", "-q", "origin", OFFER)
    pull: Pull = company.hub.open_pull(MALLORY, OFFER, "main", "Handoff", "", fork=fork)
    return pull


def look(company: Company) -> Told:
    return tell(Teller(forge=company.forge(), opened=company.standing), 1)


def test_T32_what_a_fork_offers_is_read_under_its_number_and_told_on_our_repository(
    company: Company, fork: Fork
) -> None:
    head = offered(company, fork, {}, author("tom")).head
    pull = company.forge().pull(1)
    assert (pull.from_fork, pull.source, pull.repository, pull.head) == (True, 9009, 7001, head)
    assert company.git.git("rev-parse", "--verify", "-q", OFFER, check=False) == "", "no branch of ours carries it"
    assert numbers(company.forge(), Wanted(head=head)) == (1,), "an event that names the commit alone finds it"
    told = look(company)
    assert (told.status.description, told.decidable) == ("Complete: waiting for Dana Reyes (PM).", True)
    assert company.hub.status(head, "handoff/gate").state == "pending"
    company.review("dana")
    (entry,) = company.record().recorded
    assert (entry.record.kind, entry.record.head) == ("accept", head)
    fork.gone = True
    assert company.forge().pull(1).source is None
    assert look(company).status.state == "success", "what was offered stays, also when the fork is gone"
    assert company.forge("tom").merge(1, head=head, title="Merge").commit
    assert company.owner()["owner"] == "pm"
    assert company.run("arvid", "audit").code == 0


@on_github
def test_T32_an_outsider_decides_nothing_and_carries_nothing_in(company: Company, fork: Fork) -> None:
    """His name under the offer, and a workflow beside it: neither is accepted, whatever the PM clicks."""
    there: dict[str, str | bytes | None] = {".github/workflows/handoff-gate.yml": "on: push\n"}
    offered(company, fork, there, "Mallory <mallory@elsewhere.example>")
    company.review("dana")
    assert look(company).status.state == "failure"
    assert "files outside it" in company.status().description
    assert company.record().recorded == ()
    assert company.records() == []


@on_gitea
def test_T32_an_unknown_author_is_refused_by_name(company: Company, fork: Fork) -> None:
    offered(company, fork, {}, "Mallory <mallory@elsewhere.example>")
    company.review("dana")
    told = look(company)
    assert told.status.state != "success"
    assert "mallory@elsewhere.example" in company.hub.pull(1).comments[0].body.replace("`", "")
    company.record()
    assert company.records() == []


@on_github
def test_a_fork_s_pull_request_of_the_same_name_is_not_taken_for_ours(
    company: Company, fork: Fork, package: Repo, at_desk: Callable[..., Ran]
) -> None:
    offered(company, fork, {}, author("tom"))
    told = at_desk("tom", "submit", DEAL)
    assert "Pull request 2 is open" in told.out
    assert (company.hub.pull(1).title, company.hub.pull(2).fork) == ("Handoff", None)
