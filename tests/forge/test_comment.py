"""What people read on a pull request, word for word: kept as files and read as the PM would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handoff_cli.telling import Teller, tell
from tests.forge.company import Company, Open, on_gitea, on_github
from tests.ownership.shop import DEAL, FOLDER, OFFER, sample

KEPT = Path(__file__).parent / "comments"


def body(company: Company) -> str:
    """The comment without its marker, and with names in the place of commit ids, which differ from run to run."""
    (comment,) = company.hub.pull(1).comments
    text = comment.body.split("\n", 1)[1]
    names = {company.hub.pull(1).head: "HEAD", company.git.rev_parse("main"): "MAIN"}
    for commit, name in names.items():
        text = text.replace(commit, name).replace(commit[:12], name)
    return text


def held(company: Company, name: str, request: pytest.FixtureRequest) -> str:
    text, file = body(company), KEPT / f"{name}.md"
    if request.config.getoption("--update"):
        file.write_bytes(text.encode())
    assert text == file.read_text(encoding="utf-8"), "read the difference aloud, then run pytest with --update"
    return text


@on_gitea
def test_a_deal_with_gaps_is_returned(company: Company, request: pytest.FixtureRequest) -> None:
    company.offer({"deviations.yaml": None, "why.md": None})
    company.push("tom", OFFER, company.edited("quote.yaml", 'valid_until: "2026-02-28"', "valid_until: TBD"))
    company.push("tom", OFFER, company.edited("contract.yaml", "quantity: 1000", "quantity: 1500"))
    company.look()
    text = held(company, "returned", request)
    assert company.status().description == "Sales owns this: 3 things missing, 1 conflict"
    assert f"https://git.nordhall.example/sales/deals/src/commit/HEAD/{FOLDER}/quote.yaml#L" in text


@on_gitea
def test_a_deal_the_pm_rejected(company: Company, request: pytest.FixtureRequest) -> None:
    company.offer()
    remarks = [(f"{FOLDER}/quote.yaml", 7, "Which currency does @alice mean?")]
    company.review("dana", "CHANGES_REQUESTED", body="The fixture has no date.", remarks=remarks)
    company.record()
    company.look()
    held(company, "rejected", request)


@on_gitea
def test_a_deal_that_is_complete_and_waits(company: Company, request: pytest.FixtureRequest) -> None:
    company.offer()
    company.look()
    held(company, "waiting", request)
    assert company.status().description == "Complete: waiting for Dana Reyes (PM)."


@on_github
def test_a_deal_that_is_accepted(company: Company, request: pytest.FixtureRequest) -> None:
    company.offer()
    company.review("dana")
    company.record()
    company.look()
    text = held(company, "accepted", request)
    assert "Accepted by Dana Reyes." in text


@on_github
def test_a_change_of_an_accepted_deal(company: Company, request: pytest.FixtureRequest) -> None:
    """What the PM owns goes on; the change beside it is Sales', and only what differs is shown."""
    company.offer()
    company.review("dana")
    company.record()
    company.forge("tom").merge(1, head=company.hub.pull(1).head, title=f"Merge {DEAL}")
    company.hub.pulls.clear()
    company.push(
        "tom",
        OFFER,
        company.edited(
            "deal.yaml", '{quantity: 600, requested: "2026-05-18"', '{quantity: 600, requested: "2026-05-11"'
        ),
    )
    company.push("tom", OFFER, company.edited("quote.yaml", 'price: "43.90"', 'price: "44.90"'))
    company.forge("tom").open_pull(branch=OFFER, base="main", title="Change", body="")
    company.look()
    text = held(company, "change", request)
    assert "44.90" not in text
    assert "43.90" not in text
    assert "`2026-05-18` → `2026-05-11`" in text


@on_github
def test_an_approval_of_what_was_there_before(company: Company) -> None:
    company.offer()
    company.review("dana")
    company.push("tom", OFFER, company.edited("quote.yaml", "revision: 2", "revision: 3"))
    company.look()
    assert re.search(
        r"> \*\*Dana Reyes: your \d\d:\d\d UTC approval does not cover\*\* `quote.yaml` changed 2026-03-01 12:00 UTC\. A new review decides\.",
        body(company),
    )


@on_gitea
def test_an_approval_of_an_offer_that_was_begun_anew(company: Company) -> None:
    company.offer()
    company.review("dana")
    company.git.git("update-ref", f"refs/heads/{OFFER}", company.git.rev_parse("main"))
    company.push("tom", OFFER, {**sample(), "notes.txt": "another offer\n"})
    company.look()
    assert "approval does not cover this offer**: it was begun anew since." in body(company)


@on_github
def test_what_of_a_rejection_is_done_since(company: Company) -> None:
    company.offer({"deviations.yaml": None, "why.md": None})
    company.review("dana", "CHANGES_REQUESTED", body="And the fixture?")
    company.record()
    company.push("tom", OFFER, {"why.md": sample()[f"{FOLDER}/why.md"]})
    company.look()
    text = body(company)
    assert "1 of 2 findings in the rejection done." in text
    assert "- **Sales**: 1 point, in `deviations.yaml`; 1 of 2 done since the first offer\n" in text
    assert "#### What changed against the rejection by Dana Reyes" in text
    assert re.search(r"- \[`why.md`\]\(\S+\) added\n", text)


@on_github
def test_where_the_policy_wants_a_signature_the_pm_learns_what_to_run(open_company: Open) -> None:
    company = open_company("signed")
    company.offer()
    company.review("dana")
    company.look()
    text = body(company)
    assert f"`handoff accept {DEAL} --pr 1 --sign`" in text
    assert "the policy asks for a signature" in text


@on_gitea
def test_a_change_of_the_policy(company: Company) -> None:
    text = company.git.git("show", "main:handoff.yaml").replace("profile: chapter", "profile: handbook")
    company.push("tom", "offer/policy", {"/handoff.yaml": f"{text}\n"})
    company.forge("tom").open_pull(branch="offer/policy", base="main", title="Stricter", body="")
    company.look()
    said = body(company)
    assert "#### What changed against the policy of main" in said
    assert re.search(r"- \[`profile`\]\(\S+handoff\.yaml#L\d+\): `chapter` → `handbook`", said)
    assert "waiting for an admin" in said
    assert "**Arvid Holm** approves this pull request, or leaves it." in said
    assert "| Gate parameter |" not in said


@on_github
def test_who_makes_himself_admin_is_seen(company: Company) -> None:
    """And so is every key; a margin the company asks for is nobody else's business."""
    text = company.git.git("show", "main:handoff.yaml")
    tom = text.replace("roles: [sales]", "roles: [sales, admin]", 1).replace(
        "emails: [tom.", "emails: [t@home.example, tom."
    )
    company.push("tom", "offer/policy", {"/handoff.yaml": tom.replace("margin.m1: 20", "margin.m1: 17")})
    company.forge("tom").open_pull(branch="offer/policy", base="main", title="A new number", body="")
    company.look()
    said = body(company)
    assert re.search(r"`people, tom, roles 2`\]\(\S+\) added: `admin`", said)
    assert re.search(r"`people, tom, emails 1`\]\(\S+\) added\n", said)
    assert re.search(r"`thresholds, margin.m1`\]\(\S+\) changed\n", said)


@on_github
def test_a_pull_request_without_a_deal(company: Company) -> None:
    company.push("tom", OFFER, {"/notes.txt": "nothing\n"})
    company.forge("tom").open_pull(branch=OFFER, base="main", title="Notes", body="")
    company.look()
    assert body(company).startswith("### No deal changes here\n")


@on_gitea
def test_once_it_is_merged_the_comment_says_whose_it_is(company: Company) -> None:
    company.offer()
    company.review("dana")
    company.record()
    company.look()
    company.forge("tom").merge(1, head=company.hub.pull(1).head, title=f"Merge {DEAL}")
    tell(Teller(forge=company.forge(), opened=company.standing), 1)
    text = body(company)
    assert text.startswith(f"### The PM owns `{DEAL}`\n")
    assert "accepted by Dana Reyes (observed)." in text


@on_github
def test_a_draft_asks_nobody(company: Company) -> None:
    company.offer(draft=True)
    tell(Teller(forge=company.forge(), opened=company.standing), 1)
    text = body(company)
    assert text.count("The pull request is a draft: mark it ready when the package is to be decided.") == 1
    assert "**Sales (Tom Okafor)** marks the pull request as ready for review" in text
    assert "takes it over" not in text
