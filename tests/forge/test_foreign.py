"""Clients other people wrote run against the fake forge: what they read out of it is what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from handoff_cli.core.pull import Status
from tests.forge.desk import BRANCH, HEAD, Bench, bench
from tests.forge.gitea import GITEA
from tests.forge.github import GITHUB

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # theirs
]


@pytest.fixture
def github() -> Iterator[Bench]:
    with bench(GITHUB) as desk:
        yield desk


@pytest.fixture
def gitea() -> Iterator[Bench]:
    with bench(GITEA) as desk:
        yield desk


def pygithub(desk: Bench, who: str) -> Any:
    module = pytest.importorskip("github")
    client = module.Github(
        base_url=desk.server.base, auth=module.Auth.Token(f"secret-of-{who}"), retry=None, seconds_between_writes=0,
        seconds_between_requests=0,
    )  # fmt: skip
    return client.get_repo("sales/deals")


def test_pygithub_plays_the_story(github: Bench) -> None:
    sales, pm = (pygithub(github, who) for who in ("tom", "dana"))
    (pull,) = list(sales.get_pulls(state="open"))
    assert (pull.number, pull.head.sha, pull.head.ref, pull.base.ref, pull.draft) == (1, HEAD, BRANCH, "main", False)
    review = pm.get_pull(1).create_review(body="Which currency?", event="REQUEST_CHANGES")
    assert (review.state, review.user.id, review.commit_id) == ("CHANGES_REQUESTED", 102, HEAD)
    assert review.dismiss("talked about it") is None
    assert [one.state for one in sales.get_pull(1).get_reviews()] == ["DISMISSED"]
    pm.get_pull(1).create_review(event="APPROVE")
    note = sales.get_pull(1).create_issue_comment("Thank you.")
    note.edit("Thanks.")
    assert [one.body for one in pm.get_pull(1).get_issue_comments()] == ["Thanks."]
    sales.get_pull(1).add_to_labels("owned-by: pm")
    assert [label.name for label in pm.get_pull(1).labels] == ["owned-by: pm"]
    done = sales.get_pull(1).merge(sha=HEAD, merge_method="merge", commit_title="Merge")
    assert (done.merged, done.sha) == (True, github.hub.git.tip("main"))
    assert sales.get_pull(1).merged
    assert [one.state for one in github.forge("tom").reviews(1)] == ["dismissed", "approved"]


def test_pygithub_is_refused_as_by_github(github: Bench) -> None:
    module = pytest.importorskip("github")
    own = pygithub(github, "tom").get_pull(1)
    with pytest.raises(module.GithubException) as caught:
        own.create_review(event="APPROVE")
    assert caught.value.status == 422
    with pytest.raises(module.UnknownObjectException):
        pygithub(github, "tom").get_pull(9)
    github.hub.git.push(BRANCH, "c" * 40)  # type: ignore[attr-defined]
    with pytest.raises(module.GithubException) as caught:
        own.merge(sha=HEAD)
    assert caught.value.status == 409


def test_pygithub_reads_all_pages(github: Bench) -> None:
    for _ in range(70):
        github.hub.review(github.user("dana"), 1, "COMMENTED", body="x")
    assert len(list(pygithub(github, "tom").get_pull(1).get_reviews())) == 70


def test_pyforgejo_reads_the_same(gitea: Bench) -> None:
    module = pytest.importorskip("pyforgejo")
    client = module.PyforgejoApi(base_url=gitea.server.base, api_key="token secret-of-dana")
    pull = client.repository.repo_get_pull_request(owner="sales", repo="deals", index=1)
    assert (pull.number, pull.head.sha, pull.base.ref, pull.user.id) == (1, HEAD, "main", 101)
    made = client.repository.repo_create_pull_review(
        owner="sales", repo="deals", index=1, event="REQUEST_CHANGES", body="Which currency?", commit_id=HEAD
    )
    assert (made.state, made.user.id, made.commit_id, made.dismissed) == ("REQUEST_CHANGES", 102, HEAD, False)
    gitea.forge("job").set_status(HEAD, Status("handoff/gate", "failure"))
    (told,) = client.repository.repo_list_statuses_by_ref(owner="sales", repo="deals", ref=HEAD)
    assert (told.status, told.context, told.creator.id) == ("failure", "handoff/gate", 41)
    assert [one.state for one in gitea.forge("tom").reviews(1)] == ["changes-requested"]
