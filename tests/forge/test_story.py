"""The whole story on both forges, from an incomplete package to a clean audit, with nobody running a command but the gate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoff_cli.announce import hand_over
from tests.forge.company import Company, Open
from tests.forge.faults import EveryFirst
from tests.forge.gitea import GITEA
from tests.forge.github import GITHUB
from tests.forge.hub import Rules
from tests.ownership.shop import DEAL, FOLDER, OFFER, sample

INCOMPLETE: dict[str, str | bytes | None] = {"deviations.yaml": None}


def test_from_an_incomplete_package_to_a_clean_audit(company: Company) -> None:
    told(company)


BAD_DAYS = [
    EveryFirst(status=502),
    EveryFirst(kind="drop", done=True),
    EveryFirst(status=429, headers={"Retry-After": "3"}),
]


@pytest.mark.parametrize(
    ("dialect", "day"),
    [(GITEA, 0), (GITHUB, 1), (GITEA, 1), (GITHUB, 2)],
    indirect=["dialect"],
    ids=["gitea 5xx", "github answers lost", "gitea answers lost", "github limited"],
)
def test_the_same_story_on_a_bad_day(company: Company, day: int) -> None:
    """Every call fails the first time it is made, or is done and its answer gets lost."""
    company.server.faults.append(replace(BAD_DAYS[day], seen=set()))
    told(company)


def told(company: Company) -> None:
    """From the first push to the audit, with everything that is seen on the way."""
    company.hub.rules = Rules(approvals=1, required=("handoff/gate",))
    company.offer(INCOMPLETE)
    company.look()

    status = company.status()
    assert (status.state, status.user.login) == ("failure", company.forge("robot").robots[0])  # type: ignore[attr-defined]
    assert status.description == "Sales owns this: 1 thing missing"
    (comment,) = company.hub.pull(1).comments
    assert "deviations.yaml" in comment.body
    assert company.hub.pull(1).labels == ["owned-by: sales"]

    company.review("dana")
    early = company.record()
    assert (early.ruling.action, early.ruling.code) == (None, "incomplete")
    assert company.records() == []
    refused = company.forge().merge(1, head=company.hub.pull(1).head, title="now")
    assert refused.commit is None
    assert refused.refused

    head = company.push("tom", OFFER, {"deviations.yaml": sample()[f"{FOLDER}/deviations.yaml"]})
    company.look()
    assert (company.status().state, company.status().description) == (
        "pending",
        "Complete: waiting for Dana Reyes (PM).",
    )
    assert company.record().ruling.code == "older-commit"
    assert company.records() == []

    seen = company.review("dana", body="Fine. Thank you.")
    done = company.record()
    assert [entry.record.kind for entry in done.recorded] == ["accept"]
    (record,) = company.records()
    assert record["observed"] == {
        "forge": "git.nordhall.example", "repository": 7001, "number": 1, "review": seen.id, "reviewer": 102, "commit": head,
    }  # fmt: skip
    assert (record["by"], record["for"], record["head"], record["authors"]) == ("dana", "dana", head, ["tom"])
    company.look()
    assert company.status().state == "success"
    assert len(company.hub.pull(1).comments) == 1, "one comment, kept up to date"
    assert company.hub.pull(1).labels == ["owned-by: sales"]
    assert company.owner()["owner"] == "sales", "until it is merged"

    merged = company.forge("tom").merge(1, head=head, title=f"Merge {DEAL}")
    assert merged.commit == company.git.rev_parse("main")
    owner = company.owner()
    assert (owner["owner"], owner["by"], owner["evidence"], owner["since"]) == ("pm", "dana", "observed", merged.commit)
    assert company.run("arvid", "audit").code == 0
    hand_over(company.forge(), 1)
    assert company.hub.pull(1).labels == ["owned-by: pm"]
    assert company.record().ruling.code == "merged"
    assert len(company.records()) == 1


def test_the_gate_merges_where_the_policy_leaves_it_to_it(open_company: Open) -> None:
    company = open_company(merge="auto")
    company.offer()
    company.review("dana")
    done = company.record()
    assert done.merged is not None
    assert done.merged.commit == company.git.rev_parse("main")
    assert company.owner()["owner"] == "pm"
    assert company.run("arvid", "audit").code == 0
