"""Both dialects say the same through the adapters."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from handoff_cli.core.pull import Account, LineComment, RequiredStatus, Status
from handoff_cli.errors import HandoffError
from handoff_cli.forge.answers import ForgeError
from tests.forge.company import on_gitea
from tests.forge.desk import BRANCH, HEAD, Bench, bench
from tests.forge.faults import Fault
from tests.forge.hub import CAP, Rules
from tests.forge.server import Dialect

MARK = "<!-- handoff:gate -->"


@pytest.fixture
def desk(dialect: Dialect) -> Iterator[Bench]:
    with bench(dialect) as opened:
        yield opened


def test_a_pull_request(desk: Bench) -> None:
    pull = desk.forge().pull(1)
    assert (pull.number, pull.repository, pull.author) == (1, 7001, Account(101, "tom"))
    assert (pull.head, pull.branch, pull.base, pull.title, pull.body) == (
        HEAD,
        BRANCH,
        "main",
        "Handoff BRW-1042",
        "Please.",
    )
    assert (pull.draft, pull.open, pull.merged, pull.from_fork) == (False, True, False, False)
    assert desk.forge().pulls(base="main") == (pull,)
    assert desk.forge().pulls(base="release") == ()
    assert desk.forge().repository == 7001


def test_a_pull_request_whose_author_is_gone_keeps_nobody_from_the_others(desk: Bench) -> None:
    told = json.dumps([{**desk.forge().api.get("/repos/sales/deals/pulls/1"), "user": None}]).encode()
    desk.server.faults.append(Fault("GET /repos/sales/deals/pulls", status=200, body=told))
    (pull,) = desk.forge().pulls()
    assert (pull.author, pull.head) == (None, HEAD)


def test_every_question_names_the_version_it_is_of(desk: Bench) -> None:
    desk.forge().pull(1)
    desk.forge().set_status(HEAD, Status("handoff/gate", "pending"))
    wanted = "2022-11-28" if desk.server.dialect.name == "github" else ""
    assert {call.version for call in desk.server.calls} == {wanted}


def test_a_pull_request_that_is_closed_or_a_draft(desk: Bench) -> None:
    desk.hub.edit(1, draft=True)
    assert desk.forge().pull(1).draft
    desk.hub.edit(1, open=False)
    assert not desk.forge().pull(1).open
    assert desk.forge().pulls() == ()


def test_opening_and_editing_one(desk: Bench) -> None:
    desk.hub.git.push("offer/ACME-1", "c" * 40)  # type: ignore[attr-defined]
    made = desk.forge().open_pull(branch="offer/ACME-1", base="main", title="Handoff", body="B", draft=True)
    assert (made.number, made.draft, made.head) == (2, True, "c" * 40)
    assert desk.forge().edit_pull(2, body="C").body == "C"
    with pytest.raises(ForgeError, match="already exists"):
        desk.forge().open_pull(branch="offer/ACME-1", base="main", title="again", body="")


def test_a_pull_request_nobody_opened(desk: Bench) -> None:
    with pytest.raises(ForgeError) as caught:
        desk.forge().pull(9)
    assert caught.value.status == 404


def test_reviews(desk: Bench) -> None:
    desk.hub.review(desk.user("dana"), 1, "COMMENTED", body="Hm.")
    desk.hub.review(desk.user("dana"), 1, "CHANGES_REQUESTED", body="No.", remarks=[("quote.yaml", 7, "Which?")])
    desk.hub.review(desk.user("arvid"), 1, "APPROVED")
    first, second, third = desk.forge().reviews(1)
    assert [one.state for one in (first, second, third)] == ["commented", "changes-requested", "approved"]
    assert {one.commit for one in (first, second, third)} == {HEAD}
    assert second.reviewer == Account(102, "dana")
    whole = desk.forge().review(1, second.id)
    assert whole.body == "No."
    assert [(r.path, r.line, r.body) for r in whole.comments] == [("quote.yaml", 7, "Which?")]
    assert isinstance(whole.comments[0], LineComment)
    assert desk.forge().review(1, third.id).comments == ()


def test_a_dismissed_review(desk: Bench) -> None:
    seen = desk.hub.review(desk.user("dana"), 1, "APPROVED")
    desk.hub.dismiss(1, seen.id, "no")
    assert desk.forge().reviews(1)[0].state == "dismissed"


def test_who_is_asked_has_not_reviewed(desk: Bench) -> None:
    desk.forge().ask_review(1, ["dana"])
    assert desk.hub.pull(1).asked == ["dana"]
    assert [one for one in desk.forge().reviews(1) if one.state in ("approved", "changes-requested", "dismissed")] == []
    assert desk.forge().pull(1).asked == (102,)
    desk.hub.review(desk.user("dana"), 1, "APPROVED")
    assert desk.forge().pull(1).asked == ()
    desk.hub.outsiders.add("arvid")
    for who in ("nobody", "arvid", "tom"):
        with pytest.raises(ForgeError):
            desk.forge().ask_review(1, [who])


def test_how_an_account_is_called_now(desk: Bench) -> None:
    assert [desk.forge("job").login_of(number) for number in (102, 107, 999)] == ["dana", "arvid", None]


def test_posting_a_review(desk: Bench) -> None:
    made = desk.forge("dana").post_review(1, "changes-requested", commit=HEAD, body="The fixture has no date.")
    assert (made.state, made.commit, made.reviewer) == ("changes-requested", HEAD, Account(102, "dana"))
    assert desk.forge("dana").post_review(1, "approved", commit=HEAD, body="").state == "approved"
    with pytest.raises(ForgeError, match="own pull request"):
        desk.forge("tom").post_review(1, "approved", commit=HEAD, body="")
    with pytest.raises(ForgeError, match="not part of"):
        desk.forge("dana").post_review(1, "approved", commit="d" * 40, body="")


def test_statuses_the_newest_of_each_context(desk: Bench) -> None:
    forge = desk.forge("job")
    for state in ("pending", "failure", "success"):
        forge.set_status(HEAD, Status("handoff/gate", state, f"is {state}", "https://ci.example/1"))  # type: ignore[arg-type]
    forge.set_status(HEAD, Status("other", "error"))
    found, robot = {one.context: one for one in forge.statuses(HEAD)}, desk.hub.tokens["secret-of-job"].user.id
    assert found["handoff/gate"] == Status(
        "handoff/gate", "success", "is success", "https://ci.example/1", creator=robot
    )
    assert found["other"].state == "error"


def test_a_long_status_is_one_line_and_cut(desk: Bench) -> None:
    desk.forge("job").set_status(HEAD, Status("handoff/gate", "failure", "a\nb " + "c" * 200))
    told = desk.hub.status(HEAD, "handoff/gate")
    assert told is not None
    assert len(told.description) == 140
    assert told.description.startswith("a b c")
    assert told.description.endswith("…")


def test_more_statuses_than_a_forge_takes(desk: Bench) -> None:
    for _ in range(CAP):
        desk.hub.state(desk.user("tom"), HEAD, "handoff/gate", "pending")
    with pytest.raises(ForgeError, match="maximum number"):
        desk.forge().set_status(HEAD, Status("handoff/gate", "success"))


@pytest.mark.parametrize("who", ["tom", "job"])
def test_one_comment_kept_up_to_date(desk: Bench, who: str) -> None:
    """A job's own token cannot ask who it is; its account is known by a login nobody can register."""
    first = desk.forge(who).keep_comment(1, MARK, "3 things missing")
    second = desk.forge(who).keep_comment(1, MARK, "2 things missing")
    assert first.id == second.id
    writes = len([call for call in desk.server.calls if call.method != "GET"])
    desk.forge(who).keep_comment(1, MARK, "2 things missing")
    assert len([call for call in desk.server.calls if call.method != "GET"]) == writes, "nothing new, nothing written"
    assert [one.body for one in desk.hub.pull(1).comments] == [f"{MARK}\n2 things missing"]


@pytest.mark.parametrize("who", ["arvid", "job"])
def test_a_comment_of_somebody_else_is_left_alone(desk: Bench, who: str) -> None:
    """Whoever writes the marker does not get his comment rewritten, nor does he keep ours from being written."""
    desk.hub.comment(desk.user("dana"), 1, f"{MARK}\nAll fine, merge it.")
    desk.forge(who).keep_comment(1, MARK, "3 things missing")
    assert [one.body for one in desk.hub.pull(1).comments] == [
        f"{MARK}\nAll fine, merge it.",
        f"{MARK}\n3 things missing",
    ]


@pytest.mark.parametrize(("who", "bodies"), [("arvid", ["accepted"]), ("tom", ["3 things missing", "accepted"])])
def test_who_tells_beside_the_job_goes_on_with_its_comment(desk: Bench, who: str, bodies: list[str]) -> None:
    """Where the forge lets him: Arvid is an admin, Tom may not change what others wrote."""
    desk.forge("job").keep_comment(1, MARK, "3 things missing")
    for _ in range(2):
        desk.forge(who).keep_comment(1, MARK, "accepted")
        assert [one.body for one in desk.hub.pull(1).comments] == [f"{MARK}\n{body}" for body in bodies]


@pytest.mark.parametrize("kind", ["drop", "answer"])
def test_a_comment_whose_answer_got_lost_is_not_written_twice(desk: Bench, kind: str) -> None:
    desk.server.faults.append(Fault("POST /repos/sales/deals/issues/1/comments", kind, done=True))  # type: ignore[arg-type]
    desk.forge().keep_comment(1, MARK, "3 things missing")
    assert len(desk.hub.pull(1).comments) == 1


def test_a_comment_longer_than_a_forge_takes(desk: Bench) -> None:
    with pytest.raises(HandoffError, match="longer than"):
        desk.forge().keep_comment(1, MARK, "x" * 65_536)
    assert desk.hub.pull(1).comments == []


def test_labels(desk: Bench) -> None:
    forge = desk.forge()
    forge.relabel(1, add=["owned-by: sales"], remove=["owned-by: pm"])
    assert forge.pull(1).labels == ("owned-by: sales",)
    forge.relabel(1, add=["owned-by: pm"], remove=["owned-by: sales"])
    assert forge.pull(1).labels == ("owned-by: pm",)
    before = len(desk.server.calls)
    forge.relabel(1, add=["owned-by: pm"], remove=["owned-by: sales"])
    assert len(desk.server.calls) == before + 1, "looked at, nothing to do"


def test_merging(desk: Bench) -> None:
    done = desk.forge().merge(1, head=HEAD, title="Merge BRW-1042")
    assert done.commit == desk.hub.git.tip("main")
    assert desk.forge().pull(1).merged
    assert desk.forge().merge(1, head=HEAD, title="again") == done, "done before counts as done"


def test_T60_another_head_is_not_merged(desk: Bench) -> None:
    desk.hub.git.push(BRANCH, "c" * 40)  # type: ignore[attr-defined]
    done = desk.forge().merge(1, head=HEAD, title="Merge")
    assert (done.commit, bool(done.refused)) == (None, True)
    assert not desk.forge().pull(1).merged


def test_a_merge_the_rules_refuse(desk: Bench) -> None:
    desk.hub.rules = Rules(approvals=1, required=("handoff/gate",))
    assert desk.forge().merge(1, head=HEAD, title="Merge").commit is None
    desk.hub.state(desk.user("tom"), HEAD, "handoff/gate", "success")
    assert desk.forge().merge(1, head=HEAD, title="Merge").commit is None
    desk.hub.review(desk.user("dana"), 1, "APPROVED")
    assert desk.forge().merge(1, head=HEAD, title="Merge").commit


@pytest.mark.parametrize("kind", ["drop", "half", "answer"])
def test_a_merge_whose_answer_got_lost_is_done_once(desk: Bench, kind: str) -> None:
    desk.server.faults.append(Fault("/pulls/1/merge", kind, done=True))  # type: ignore[arg-type]
    before = desk.hub.git.tip("main")
    assert desk.forge().merge(1, head=HEAD, title="Merge").commit == desk.hub.git.tip("main") != before


def test_T28_T114_an_account_that_is_only_called_like_a_job_does_not_keep_the_comment(desk: Bench) -> None:
    """Anybody may be called `forgejo-actions` on a Gitea; on GitHub nobody's name has brackets."""
    if desk.server.dialect.name == "github":
        assert all("[" in name for name in desk.forge("job").robots)
        return
    desk.hub.join("forgejo-actions", 999, "secret-of-mallory")
    desk.forge("mallory").keep_comment(1, MARK, "Accepted.")
    assert desk.forge("job").kept_comment(1, MARK) is None
    assert desk.forge("job").keep_comment(1, MARK, "3 things missing").author == Account(-2, "gitea-actions")
    assert [one.body for one in desk.hub.pull(1).comments] == [f"{MARK}\nAccepted.", f"{MARK}\n3 things missing"]


def test_whose_token_it_is(desk: Bench) -> None:
    assert desk.forge("dana").me() == Account(102, "dana")
    assert desk.forge("job").me() is None


def test_what_protects_the_target(desk: Bench) -> None:
    desk.hub.rules = Rules(approvals=1, required=("handoff/gate",), dismiss_stale=True, app=15368)
    rules = desk.forge("arvid").rules("main")
    assert (rules.pull_required, rules.approvals, rules.stale_dismissed) == (True, 1, True)
    app = 15368 if desk.server.dialect.name == "github" else None
    assert rules.required == (RequiredStatus("handoff/gate", app),)
    assert (rules.force_push_blocked, rules.deletion_blocked) == (True, True)
    assert rules.merges == frozenset({"merge", "squash"})


def test_a_target_that_nothing_protects(desk: Bench) -> None:
    rules = desk.forge("arvid").rules("main")
    assert (rules.pull_required, rules.approvals, rules.required) == (False, 0, ())
    assert (rules.force_push_blocked, rules.deletion_blocked, rules.stale_dismissed) == (False, False, False)


def test_what_this_token_is_not_told(desk: Bench) -> None:
    """Gitea shows its rules to an admin alone, and so does GitHub its older ones: not told is not the same as no."""
    desk.hub.rules = Rules(approvals=1, required=("handoff/gate",), classic=True)
    rules = desk.forge("tom").rules("main")
    assert (rules.pull_required, rules.approvals, rules.stale_dismissed, rules.force_push_blocked) == (
        None,
        None,
        None,
        None,
    )


def test_the_older_protection_of_github(desk: Bench) -> None:
    desk.hub.rules = Rules(approvals=2, required=("handoff/gate",), classic=True)
    rules = desk.forge("arvid").rules("main")
    assert (rules.pull_required, rules.approvals, rules.force_push_blocked) == (True, 2, True)
    assert rules.required == (RequiredStatus("handoff/gate"),)


def test_T37_gitea_says_how_many_there_are(desk: Bench) -> None:
    """A list that is shorter than the forge itself says is not taken for whole; where it does not say, the pages are."""
    for _ in range(60):
        desk.hub.review(desk.user("dana"), 1, "COMMENTED", body="x")
    if desk.server.dialect.counts:
        desk.server.faults.append(Fault("/reviews", "page", times=9))
        with pytest.raises(ForgeError, match="says there are 60 entries and shows 25"):
            desk.forge().reviews(1)
        desk.server.faults.clear()
    assert len(desk.forge().reviews(1)) == 60


@pytest.mark.parametrize("title", ["WIP: Handoff", "wip:handoff", "[WIP] Handoff"])
@on_gitea
def test_T31_a_draft_of_an_older_gitea(desk: Bench, title: str) -> None:
    desk.hub.edit(1, title=title)
    value = desk.forge().api.get("/repos/sales/deals/pulls/1")
    answer = json.dumps({name: field for name, field in value.items() if name != "draft"}).encode()
    desk.server.faults.append(Fault("/pulls/1", status=200, body=answer))
    assert desk.forge().pull(1).draft


@pytest.mark.parametrize(
    "lost", ["title", "body", "html_url", "draft", "merged", "labels", "mergeable", "merged_at", "id", "url"]
)
def test_a_field_nothing_hangs_on_may_be_missing(desk: Bench, lost: str) -> None:
    """GitHub's own recordings of some years ago lack half of what it says today."""
    value = desk.forge().api.get("/repos/sales/deals/pulls/1")
    for changed in ({k: v for k, v in value.items() if k != lost}, {**value, lost: None}):
        desk.server.faults.append(Fault("/pulls/1", status=200, body=json.dumps(changed).encode()))
        assert desk.forge().pull(1).head == HEAD


@pytest.mark.parametrize("lost", ["number", "head", "base", "state"])
def test_a_field_a_decision_hangs_on_may_not(desk: Bench, lost: str) -> None:
    value = desk.forge().api.get("/repos/sales/deals/pulls/1")
    for changed in ({k: v for k, v in value.items() if k != lost}, {**value, lost: None}, {**value, lost: []}):
        desk.server.faults.append(Fault("/pulls/1", status=200, body=json.dumps(changed).encode()))
        with pytest.raises(HandoffError, match="lacks `"):
            desk.forge().pull(1)
