"""The whole story on Gitea through the workflows, as far as its events go: no merge queue, and nobody tells of a dismissal."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.forge.company import Company, Open, on_gitea
from tests.forge.happenings import Forge
from tests.forge.hub import Rules
from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, FOLDER, OFFER, Ran, sample

pytestmark = [
    pytest.mark.slow,
    on_gitea,
    pytest.mark.skipif(
        sys.platform == "win32" or not shutil.which("bash") or not shutil.which("curl"),
        reason="the jobs run on Linux, with bash and curl",
    ),
]
MISSING = "deviations.yaml"
RULES = Rules(approvals=1, dismiss_stale=True, required=("handoff/gate",))
Typed = Callable[..., Ran]


def shown(company: Company) -> tuple[str, str]:
    status = company.status()
    assert status.user.login == "gitea-actions"
    return status.state, status.description


def text(company: Company) -> str:
    (comment,) = company.hub.pull(1).comments
    return str(comment.body)


def kinds(company: Company) -> list[str]:
    return [record["kind"] for record in company.records()]


@pytest.fixture
def company(request: pytest.FixtureRequest, open_company: Open) -> Company:
    """Who merges what is accepted is the parameter, where a test names it."""
    return open_company(merge=getattr(request, "param", "manual"))


@pytest.mark.parametrize("company", ["auto"], indirect=True)
def test_from_submit_to_a_clean_audit(company: Company, package: Repo, at_desk: Typed, tmp_path: Path) -> None:
    company.hub.rules = RULES
    forge = Forge(company, tmp_path / "runner")
    (package.path / FOLDER / MISSING).unlink()
    assert at_desk("tom", "submit", DEAL).code == 0
    gate, record = forge.pushed("opened")
    assert (gate.ok, record.ok) == (True, True), gate.said + record.said
    assert shown(company) == ("failure", "Sales owns this: 1 thing missing")
    assert MISSING in text(company)
    assert (company.hub.pull(1).labels, company.hub.pull(1).asked) == (["owned-by: sales"], [])

    company.review("dana")
    forge.reviewed()
    assert shown(company)[0] == "failure"
    assert "Dana Reyes approved, but 1 thing is to be put right first" in text(company)
    assert company.records() == []
    assert company.forge("tom").merge(1, head=company.hub.pull(1).head, title="now").commit is None

    package.write({f"{FOLDER}/{MISSING}": sample()[f"{FOLDER}/{MISSING}"]})
    assert at_desk("tom", "submit", DEAL).code == 0
    forge.pushed()
    assert shown(company) == ("pending", "Complete: waiting for Dana Reyes (PM).")
    assert company.hub.pull(1).asked == ["dana"]
    assert re.search(
        r"Dana Reyes: your \d\d:\d\d UTC review does not cover\*\* `deviations.yaml` changed", text(company)
    )
    assert "was dismissed" not in text(company), "the forge does that of every stale approval"
    assert company.records() == []

    head = company.hub.pull(1).head
    seen = company.review("dana")
    gate, record = forge.reviewed()
    assert (gate.ok, record.ok) == (True, True), gate.said + record.said
    (written,) = company.records()
    assert (written["kind"], written["by"], written["head"]) == ("accept", "dana", head)
    assert (written["observed"]["review"], written["observed"]["forge"]) == (seen.id, "git.nordhall.example")
    assert not company.hub.pull(1).open
    assert shown(company) == ("success", f"Merged: the PM owns {DEAL}.")
    assert company.hub.pull(1).labels == ["owned-by: pm"]
    assert text(company).startswith(f"<!-- handoff:gate -->\n### The PM owns `{DEAL}`")
    owner = company.owner()
    assert (owner["owner"], owner["by"], owner["evidence"]) == ("pm", "dana", "observed")
    audit = forge.runner.play("audit", {}, name="handoff-audit")
    assert audit.ok, audit.said
    assert DEAL in audit.summary
    assert "secret-of-robot" not in "".join(played.said for played in (gate, record, audit))


def test_changes_asked_for_a_later_push_and_a_dismissal_nobody_tells_of(company: Company, tmp_path: Path) -> None:
    company.hub.rules = RULES
    forge = Forge(company, tmp_path / "runner")
    company.offer()
    forge.pushed("opened")
    remark = (f"{FOLDER}/quote.yaml", 7, "Which currency?")
    company.review("dana", "CHANGES_REQUESTED", body="The fixture has no date.", remarks=[remark])
    forge.reviewed()
    (rejected,) = company.records()
    assert [(one["message"], one["line"]) for one in rejected["reasons"]] == [
        ("The fixture has no date.", None),
        ("Which currency?", 7),
    ]
    assert shown(company)[0] == "failure"
    assert "#### Why Dana Reyes returned it" in text(company)

    company.push("tom", OFFER, company.edited("quote.yaml", "revision: 2", "revision: 3"))
    forge.pushed()
    assert shown(company)[0] == "pending"
    assert "Since Dana Reyes returned it" in text(company)
    company.review("dana")
    forge.reviewed()
    assert shown(company) == ("success", "Accepted by Dana Reyes.")

    company.push("tom", OFFER, company.edited("quote.yaml", "revision: 3", "revision: 4"))
    gate, _ = forge.pushed()
    assert gate.ok, gate.said
    assert shown(company) == ("pending", "Complete: waiting for Dana Reyes (PM).")
    assert re.search(r"Dana Reyes: your \d\d:\d\d UTC approval does not cover\*\* `quote.yaml` changed", text(company))
    assert kinds(company) == ["reject", "accept", "withdraw"], (
        "the push made the approval stale, and the forge dismissed it"
    )
    seen = company.review("dana")
    forge.reviewed()
    assert (kinds(company)[-1], company.status().state) == ("accept", "success")

    company.hub.dismiss(1, seen.id, "The customer called.")
    assert company.status().state == "success", "no event tells of it"
    assert company.forge("tom").merge(1, head=company.hub.pull(1).head, title="now").commit is None
    gate, record = forge.happened({})
    assert (gate.ok, record.ok) == (True, True), gate.said + record.said
    assert kinds(company)[3:] == ["accept", "withdraw"]
    assert shown(company)[0] == "pending"
    assert "A new review decides." in text(company)
    assert (company.owner()["owner"], company.hub.pull(1).labels) == ("sales", ["owned-by: sales"])
    audit = forge.runner.play("audit", {}, name="handoff-audit")
    assert audit.ok, audit.said


def test_without_the_witness_key_it_is_claimed_or_nothing(open_company: Open, tmp_path: Path) -> None:
    """As docs/forges.md advises there: the forge holds no key. A machine of one's own records, where the policy asks for more."""
    strict = open_company()
    strict.offer()
    strict.review("dana")
    _, record = Forge(strict, tmp_path / "strict", witness=False).reviewed()
    assert "no witness key is set up" in record.said
    assert (record.ok, strict.records(), shown(strict)[0]) == (True, [], "pending")
    assert [entry.record.kind for entry in strict.record().recorded] == ["accept"]
    Forge(strict, tmp_path / "later", witness=False).happened({})
    assert shown(strict) == ("success", "Accepted by Dana Reyes.")
    shutil.rmtree(strict.folder)

    lax = open_company("claimed")
    lax.offer()
    lax.review("dana")
    forge = Forge(lax, tmp_path / "lax", witness=False)
    _, record = forge.reviewed()
    assert "claimed" in record.said
    assert (kinds(lax), lax.git.git("ls-tree", "-r", "--name-only", "handoff-ledger").count(".sig")) == (["accept"], 1)
    assert "accepted by Dana Reyes" in text(lax)
    assert "(claimed)" in text(lax)
    assert lax.forge("tom").merge(1, head=lax.hub.pull(1).head, title="in").commit
    assert lax.owner()["evidence"] == "claimed"


def test_one_that_cannot_be_decided_leaves_no_other_untold(company: Company, tmp_path: Path) -> None:
    """The nightly look: a stray pull request fails, and what is accepted meanwhile is recorded and told all the same."""
    stranger = Repo.init(tmp_path / "stranger").commit("alone", {"a": "1"})
    company.git.git("fetch", "-q", str(tmp_path / "stranger"), f"{stranger}:refs/heads/stray")
    company.forge("tom").open_pull(branch="stray", base="main", title="Stray", body="")
    company.offer()
    company.review("dana", number=2)
    gate, record = Forge(company, tmp_path / "runner").happened({})
    assert (gate.ok, record.ok) == (False, False), "somebody has to look at the stray one"
    assert (kinds(company), company.status(1).state, company.status(2).state) == (["accept"], "error", "success")
    (comment,) = company.hub.pull(1).comments
    assert "The last look at this pull request failed" in comment.body
