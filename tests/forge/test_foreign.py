"""Clients other people wrote run against the fake forge: what they read out of it is what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from handoff_cli.core.pull import Status
from tests.forge.desk import BRANCH, HEAD, Bench, bench
from tests.forge.gitea import GITEA
from tests.forge.github import GITHUB

OTHER = "c" * 40
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


def pygithub(desk: Bench, who: str, *, lazy: bool = False) -> Any:
    module = pytest.importorskip("github")
    client = module.Github(
        lazy=lazy, base_url=desk.server.base, auth=module.Auth.Token(f"secret-of-{who}"), retry=None, seconds_between_writes=0,
        seconds_between_requests=0,
    )  # fmt: skip
    return client.get_repo("sales/deals")


def test_pygithub_plays_the_story(github: Bench) -> None:
    sales, pm = (pygithub(github, who) for who in ("tom", "dana"))
    github.hub.git.push("offer/ACME-1", OTHER)  # type: ignore[attr-defined]
    opened = sales.create_pull(base="main", head="offer/ACME-1", title="Handoff ACME-1", body="B", draft=True)
    assert (opened.number, opened.head.sha, opened.draft, opened.user.id) == (2, OTHER, True, 101)
    opened.edit(state="closed")
    made = (
        pygithub(github, "job", lazy=True)
        .get_commit(HEAD)
        .create_status("success", context="handoff/gate", description="Fine.")
    )
    assert (made.state, made.context, made.creator.id) == ("success", "handoff/gate", 41)
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
    assert github.forge("tom").statuses(HEAD) == (Status("handoff/gate", "success", "Fine.", creator=41),)
    assert [(one.number, one.draft, one.open) for one in [github.forge("tom").pull(2)]] == [(2, True, False)]


def test_pygithub_is_refused_as_by_github(github: Bench) -> None:
    module = pytest.importorskip("github")
    own = pygithub(github, "tom").get_pull(1)
    with pytest.raises(module.GithubException) as caught:
        own.create_review(event="APPROVE")
    assert caught.value.status == 422
    with pytest.raises(module.UnknownObjectException):
        pygithub(github, "tom").get_pull(9)
    github.hub.git.push(BRANCH, OTHER)  # type: ignore[attr-defined]
    with pytest.raises(module.GithubException) as caught:
        own.merge(sha=HEAD)
    assert caught.value.status == 409


def test_pygithub_reads_all_pages(github: Bench) -> None:
    for _ in range(70):
        github.hub.review(github.user("dana"), 1, "COMMENTED", body="x")
    assert len(list(pygithub(github, "tom").get_pull(1).get_reviews())) == 70


def pyforgejo(desk: Bench, who: str) -> Any:
    module = pytest.importorskip("pyforgejo")
    return module.PyforgejoApi(base_url=desk.server.base, api_key=f"token secret-of-{who}")


REPO = {"owner": "sales", "repo": "deals"}


def test_pyforgejo_plays_the_story(gitea: Bench) -> None:
    sales, pm, job = (pyforgejo(gitea, who) for who in ("tom", "dana", "job"))
    pull = sales.repository.repo_get_pull_request(**REPO, index=1)
    assert (pull.number, pull.head.sha, pull.base.ref, pull.user.id) == (1, HEAD, "main", 101)
    gitea.hub.git.push("offer/ACME-1", OTHER)  # type: ignore[attr-defined]
    opened = sales.repository.repo_create_pull_request(**REPO, base="main", head="offer/ACME-1", title="WIP: ACME-1")
    assert (opened.number, opened.head.sha, opened.draft) == (2, OTHER, True)
    made = pm.repository.repo_create_pull_review(
        **REPO, index=1, event="REQUEST_CHANGES", body="Which currency?", commit_id=HEAD
    )
    assert (made.state, made.user.id, made.commit_id, made.dismissed) == ("REQUEST_CHANGES", 102, HEAD, False)
    assert pm.repository.repo_dismiss_pull_review(**REPO, index=1, id=made.id, message="talked about it").dismissed
    pm.repository.repo_create_pull_review(**REPO, index=1, event="APPROVED", body="", commit_id=HEAD)
    listed = sales.repository.repo_list_pull_reviews(**REPO, index=1)
    assert [(one.state, one.dismissed, one.user.id) for one in listed] == [
        ("REQUEST_CHANGES", True, 102),
        ("APPROVED", False, 102),
    ]
    job.repository.repo_create_status(**REPO, sha=HEAD, context="handoff/gate", state="success", description="Fine.")
    (told,) = pm.repository.repo_list_statuses_by_ref(**REPO, ref=HEAD)
    assert (told.status, told.context, told.creator.id) == ("success", "handoff/gate", -2)
    note = sales.issue.create_comment(**REPO, index=1, body="Thank you.")
    sales.issue.edit_comment(**REPO, id=note.id, body="Thanks.")
    assert [one.body for one in pm.issue.get_comments(**REPO, index=1)] == ["Thanks."]
    label = sales.issue.create_label(**REPO, name="owned-by: pm", color="#4d6f8f")
    assert [one.id for one in sales.issue.add_label(**REPO, index=1, labels=[label.id])] == [label.id]
    sales.repository.repo_merge_pull_request(**REPO, index=1, do="merge", head_commit_id=HEAD)
    merged = sales.repository.repo_get_pull_request(**REPO, index=1)
    assert (merged.merged, merged.merge_commit_sha) == (True, gitea.hub.git.tip("main"))
    ours = gitea.forge("tom")
    assert [one.state for one in ours.reviews(1)] == ["dismissed", "approved"]
    assert ours.statuses(HEAD) == (Status("handoff/gate", "success", "Fine.", creator=-2),)
    assert (ours.pull(1).labels, ours.pull(2).draft) == (("owned-by: pm",), True)


def test_pyforgejo_is_refused_as_by_forgejo(gitea: Bench) -> None:
    module = pytest.importorskip("pyforgejo.core.api_error")
    sales = pyforgejo(gitea, "tom").repository
    with pytest.raises(module.ApiError) as caught:
        sales.repo_create_pull_review(**REPO, index=1, event="APPROVED", commit_id=HEAD)
    assert caught.value.status_code == 422
    with pytest.raises(module.ApiError) as caught:
        sales.repo_get_pull_request(**REPO, index=9)
    assert caught.value.status_code == 404
    gitea.hub.git.push(BRANCH, OTHER)  # type: ignore[attr-defined]
    with pytest.raises(module.ApiError) as caught:
        sales.repo_merge_pull_request(**REPO, index=1, do="merge", head_commit_id=HEAD)
    assert caught.value.status_code == 409
    assert not gitea.forge("tom").pull(1).merged
