"""People who live in the terminal: `submit` opens the pull request, `accept --pr` and `reject --pr` decide about it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.forge.links import file_links
from handoff_cli.forge.site import Site
from tests.forge.company import HOST, Company, Open, on_gitea, on_github
from tests.forge.faults import Fault
from tests.forge.hub import Rules
from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, FOLDER, OFFER, Ran

SUBMIT = ("submit", DEAL)


def test_from_submit_to_accept_without_a_browser(company: Company, package: Repo, at_desk: Callable[..., Ran]) -> None:
    ran = at_desk("tom", *SUBMIT)
    assert ran.code == 0, ran.err
    pull = company.hub.pull(1)
    assert "Pull request 1 is open: https://git.nordhall.example/sales/deals/pull" in ran.out
    assert (pull.branch, pull.base, pull.head) == (OFFER, "main", company.git.rev_parse(OFFER))
    assert pull.title == f"Handoff {DEAL}: 1000 x BW-FSG-100 revision C, 1000 x BW-CBL-012 revision B"

    told = at_desk("dana", "accept", "--pr", "1", "--sign", str(company.keys["dana"]), "--yes")
    assert told.code == 0, told.err
    (record,) = company.records()
    assert (record["kind"], record["subject"], record["head"], record["observed"]) == ("accept", DEAL, pull.head, None)
    assert company.owner()["owner"] == "pm"


def test_a_second_run_opens_no_second_one_and_keeps_the_title_right(
    company: Company, package: Repo, at_desk: Callable[..., Ran]
) -> None:
    at_desk("tom", *SUBMIT)
    company.hub.pull(1).body = "What Tom wrote himself."
    assert "Pull request 1 shows it" in at_desk("tom", *SUBMIT).out
    deal = package.path / FOLDER / "deal.yaml"
    deal.write_bytes(deal.read_bytes().replace(b"revision: C", b"revision: D", 1))
    assert at_desk("tom", *SUBMIT).code == 0
    assert list(company.hub.pulls) == [1]
    pull = company.hub.pull(1)
    assert (pull.head, pull.body) == (company.git.rev_parse(OFFER), "What Tom wrote himself.")
    assert "revision D" in pull.title
    pull.title = "Mine"
    deal.write_bytes(deal.read_bytes().replace(b"revision: D", b"revision: C", 1))
    at_desk("tom", *SUBMIT)
    assert company.hub.pull(1).title == "Mine"


@on_github
def test_a_forge_that_is_down_has_the_offer_all_the_same(
    company: Company, package: Repo, at_desk: Callable[..., Ran]
) -> None:
    company.server.faults.append(Fault("GET /repos/sales/deals/pulls", status=500, times=99))
    ran = at_desk("tom", *SUBMIT)
    assert ran.code == 1
    assert "No pull request was opened" in ran.out
    assert f"https://git.nordhall.example/sales/deals/compare/main...{OFFER}?expand=1" in ran.out
    assert company.git.rev_parse(OFFER)
    company.server.faults.clear()
    assert at_desk("tom", *SUBMIT).code == 0
    assert list(company.hub.pulls) == [1]


@on_gitea
def test_without_a_token_the_link_is_printed(
    company: Company, package: Repo, at_desk: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object) -> None:
        raise HandoffError("There is no access token for git.nordhall.example.", hint="Log in.", exit_code=UNDECIDED)

    site = Site(kind="gitea", host=HOST, api="", owner="sales", name="deals")
    monkeypatch.setattr("handoff_cli.commands.submit.connect", nobody)
    monkeypatch.setattr("handoff_cli.commands.submit.site_of", lambda *_: site)
    ran = company.run("tom", *SUBMIT)
    assert ran.code == 0
    assert "There is no access token" in ran.out
    assert f"Open it here: https://git.nordhall.example/sales/deals/compare/main...{OFFER}\n" in ran.out


def test_a_change_of_the_policy_from_submit_to_accept(company: Company, at_desk: Callable[..., Ran]) -> None:
    repo = Repo(company.folder / "arvid")
    text = (repo.path / "handoff.yaml").read_text(encoding="utf-8")
    repo.write({"handoff.yaml": text.replace("profile: chapter", "profile: handbook")})
    ran = at_desk("arvid", "submit", "policy")
    assert ran.code == 0, ran.err
    assert "Pull request 1 is open: https://git.nordhall.example/sales/deals/pull" in ran.out
    pull = company.hub.pull(1)
    assert (pull.branch, pull.title) == ("offer/policy", "Change of the policy")
    assert "until an admin accepts exactly these files" in pull.body
    pull.title = "Stricter from now on"
    assert "Pull request 1 shows it" in at_desk("arvid", "submit", "policy").out
    assert pull.title == "Stricter from now on"
    assert [deal.deal for deal in company.look().deals] == ["_policy"]
    assert company.status().description == "A change of the policy: waiting for an admin (Arvid Holm)."
    assert pull.asked == []
    told = at_desk("arvid", "accept", "--pr", "1", "--sign", str(company.keys["arvid"]), "--yes")
    assert told.code == 0, told.err
    assert (company.records()[-1]["kind"], company.records()[-1]["head"]) == ("policy", pull.head)
    assert "profile: handbook" in company.git.git("show", "main:handoff.yaml")


@on_github
def test_a_rejection_by_hand(company: Company, package: Repo, at_desk: Callable[..., Ran]) -> None:
    at_desk("tom", *SUBMIT)
    words = ("--sign", str(company.keys["dana"]), "--yes", "--reason", "No date.")
    assert at_desk("dana", "reject", DEAL, "--pr", "1", *words).code == 0
    (record,) = company.records()
    assert (record["kind"], record["head"]) == ("reject", company.hub.pull(1).head)


def _protected(company: Company) -> None:
    """A target that takes pull requests alone, as a forge's rules have it."""
    company.hub.rules = Rules(approvals=1, required=("handoff/gate",))
    hook = company.git.path / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        '#!/bin/sh\n[ "$1" != refs/heads/main ] || { echo "Changes come by pull request." >&2; exit 1; }\n', "ascii"
    )
    hook.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="the hook is a shell script")
def test_what_is_signed_where_the_target_is_protected_is_merged_on_the_forge(
    open_company: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record, the review that the forge's rule counts and the gate hears, then its green, then the merge."""
    company = open_company("signed")
    monkeypatch.setattr("handoff_cli.commands.deciding.connect", lambda *_: company.forge("dana"))
    company.offer()
    _protected(company)
    told = company.run("dana", "accept", "--pr", "1", "--sign", str(company.keys["dana"]), "--yes")
    assert told.code == 0, told.err
    assert "Changes come by pull request." in told.err
    assert told.err.endswith("Pull request 1 has your approval, too: the gate looks again.\n")
    (review,) = company.hub.pull(1).reviews
    assert (review.user.login, review.state, review.commit) == ("dana", "APPROVED", company.hub.pull(1).head)
    company.look()
    assert company.status().state == "success"
    assert "by hand" not in company.hub.pull(1).comments[0].body, "the review says what the record says"
    again = company.run("dana", "accept", "--pr", "1", "--sign", str(company.keys["dana"]), "--yes")
    assert (again.code, len(company.hub.pull(1).reviews), len(company.records())) == (0, 1, 1)
    assert company.forge("tom").merge(1, head=review.commit, title="Merge").commit
    assert company.owner()["evidence"] == "signed"


@pytest.mark.skipif(sys.platform == "win32", reason="the hook is a shell script")
def test_what_an_admin_opened_himself_he_decides_with_a_remark(
    company: Company, at_desk: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No forge takes his approval; the gate has to look all the same."""
    repo = Repo(company.folder / "arvid")
    text = (repo.path / "handoff.yaml").read_text(encoding="utf-8")
    repo.write({"handoff.yaml": text.replace("profile: chapter", "profile: handbook")})
    assert at_desk("arvid", "submit", "policy").code == 0
    company.look()
    assert "`handoff accept policy --pr 1 --sign`" in company.hub.pull(1).comments[0].body
    _protected(company)
    words = ("accept", "policy", "--pr", "1", "--sign", str(company.keys["arvid"]), "--yes")
    for _ in range(2):
        told = at_desk("arvid", *words)
        assert told.code == 0, told.err
        assert "Pull request 1 has a remark about it, too: the gate looks again." in told.err
    (remark,) = company.hub.pull(1).reviews
    assert (remark.user.login, remark.state) == ("arvid", "COMMENTED")
    company.look()
    assert company.status().state == "success"


@on_github
def test_a_decision_the_forge_does_not_hear_of_stands(open_company: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    company = open_company("signed")
    company.offer()
    words = ("--pr", "1", "--sign", str(company.keys["dana"]), "--yes")
    for who, said in (
        ("robot", "the access token is not Dana Reyes's"),
        ("lee", "the access token is not Dana Reyes's"),
    ):
        monkeypatch.setattr("handoff_cli.commands.deciding.connect", lambda *_, who=who: company.forge(who))
        told = company.run("dana", "reject", *words, "--reason", f"{who}: no date.")
        assert (told.code, said in told.err) == (0, True), told.err
    monkeypatch.setattr("handoff_cli.commands.deciding.connect", lambda *_: company.forge("dana"))
    company.server.faults.append(Fault("POST /repos/sales/deals/pulls/1/reviews", status=422))
    told = company.run("dana", "reject", *words, "--reason", "Still none.")
    assert "Pull request 1 does not show it: " in told.err
    assert company.hub.pull(1).reviews == []
    assert company.run("dana", "reject", *words, "--reason", "See @all.").code == 0
    (review,) = company.hub.pull(1).reviews
    assert (review.state, review.body.splitlines()[-1]) == ("CHANGES_REQUESTED", "- because: See `@all`.")
    assert [one["reasons"][0]["message"] for one in company.records()][-1] == "See @all."


@on_gitea
def test_what_is_not_to_be_decided(company: Company, package: Repo, at_desk: Callable[..., Ran]) -> None:
    at_desk("tom", *SUBMIT)
    pull = company.hub.pull(1)
    words = ("accept", "--pr", "1", "--sign", str(company.keys["dana"]), "--yes")
    for change, said in (
        ({"base": "release"}, "asks to change release"), ({"draft": True}, "is a draft"), ({"open": False}, "is closed"),
        ({"branch": "topic"}, "which names no deal"),
    ):  # fmt: skip
        before = {name: getattr(pull, name) for name in change}
        for name, value in change.items():
            setattr(pull, name, value)
        ran = at_desk("dana", *words)
        assert ran.code != 0, change
        assert said in ran.err
        for name, value in before.items():
            setattr(pull, name, value)
    assert company.records() == []
    assert at_desk("dana", *words, "--head", "HEAD").code == 2
    assert at_desk("dana", "accept", "--yes").code == 2


@on_github
def test_a_pull_request_that_moves_while_it_is_read(
    company: Company, package: Repo, at_desk: Callable[..., Ran]
) -> None:
    at_desk("tom", *SUBMIT)
    old = company.forge().pull(1).head
    company.push("tom", OFFER, company.edited("deal.yaml", "First shipment", "First lot"))
    company.server.faults.append(Fault("GET /repos/sales/deals/pulls/1", kind="stale", times=9))
    ran = at_desk("dana", "accept", "--pr", "1", "--sign", str(company.keys["dana"]), "--yes")
    assert ran.code == 3
    assert f"Pull request 1 shows {old[:12]}, and git fetches" in ran.err
    assert company.records() == []


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (
            "https://github.com/sales/deals/pull/7",
            "https://github.com/sales/deals/blob/abc/a%20%28b%29/%C3%BC%5D.md#L3",
        ),
        (
            "http://git.example:3000/x/sales/deals/pulls/7",
            "http://git.example:3000/x/sales/deals/src/commit/abc/a%20%28b%29/%C3%BC%5D.md#L3",
        ),
        ("javascript:alert(1)/pull/7", None),
        ("https://git.example/sales/deals/pull/7) [x](https://elsewhere.example/pull/7", None),
        ("", None),
    ],
)
def test_a_link_to_a_line(url: str, link: str | None, company_pull: Any) -> None:
    assert file_links(company_pull(url), "abc")("a (b)/ü].md", 3) == link


@pytest.fixture
def company_pull() -> Callable[[str], Any]:
    from handoff_cli.core.pull import Account, PullRequest

    return lambda url: PullRequest(
        number=7, repository=1, author=Account(1, "tom"), head="abc", branch=OFFER, base="main", url=url
    )
