"""Which files of a step are named when it touches more than one subject."""

from __future__ import annotations

import pytest

from handoff_cli.core.judge import judge
from handoff_cli.core.ownership import Ownership, Snapshot, Step
from handoff_cli.core.policy import Policy
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.reporters.prose import prose

BEFORE, AFTER = Snapshot(baseline="1:a", package="1:a"), Snapshot(baseline="1:b", package="1:b")


def said(*outside: str, subject: str = "ACME-1") -> tuple[str, str]:
    step = Step("c" * 40, BEFORE, AFTER, outside=outside)
    verdict, _ = judge(Ownership(subject, target=BEFORE), step, (), Policy())
    return verdict.code, verdict.sentence


def test_a_few_are_named_and_the_others_counted() -> None:
    code, sentence = said("README.md", "docs/plan of the line.md")
    assert code == "outside-the-deal"
    assert sentence.endswith(
        "outside it (`README.md`, `docs/plan of the line.md`): move those into a change of their own."
    )
    many = said(*(f"docs/{at}.md" for at in range(5)))[1]
    assert "(`docs/0.md`, `docs/1.md`, `docs/2.md` and 2 more)" in many


def test_only_those_it_is_about() -> None:
    assert said("README.md", "projects/ACME-2/deal.yaml")[1].count("`") == 2
    assert "(`projects/ACME-2/deal.yaml`)" in said("README.md", "projects/ACME-2/deal.yaml")[1]
    code, sentence = said("README.md", "handoff.yaml", "projects/ACME-2/deal.yaml")
    assert (code, "one step (`handoff.yaml`): each" in sentence) == ("policy-and-deal", True)
    assert "(`README.md`)" in said("README.md", subject=POLICY_SUBJECT)[1]


@pytest.mark.parametrize(
    "name", ["a\n::error::b", "a\x1b[31m", "a\u202eb", "a\udcffb", "{0}{x}", "a`@tom`b", "n" * 900]
)
def test_a_name_stays_on_its_line_and_means_nothing(name: str) -> None:
    sentence = said(name)[1]
    assert sentence.isprintable()
    assert len(sentence) < 300
    assert prose(sentence).replace(" ", "").count("`") % 2 == 0
