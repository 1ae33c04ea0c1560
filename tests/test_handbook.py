"""docs/rules.md says what the rules say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handoff_cli.core.rule import HEADINGS, Rule
from handoff_cli.handbook import as_markdown, sections
from handoff_cli.rulebook import all_rules

DOCUMENT = Path(__file__).parent.parent / "docs" / "rules.md"


def test_the_document_is_fresh() -> None:
    """Write it again: `handoff explain --format markdown > docs/rules.md`."""
    assert DOCUMENT.read_bytes().decode() == as_markdown(all_rules())


def test_every_rule_is_in_it_once() -> None:
    headings = re.findall(r"^### (\S+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(rule.name for rule in all_rules())


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_a_page_has_something_under_every_heading(rule: Rule) -> None:
    found = sections(rule)
    assert tuple(found) == HEADINGS
    assert all(text.strip() and "```" not in text for text in found.values())
    assert found["Why"][-1] in ".:`)", "it ends where a sentence ends"
    assert found["Bad"] != found["Good"]


def test_an_example_keeps_its_indentation() -> None:
    page = "It holds.\n\nWhy: because\nof it.\n\nBad:\n    items:\n      - a\n\nGood:\n    items:\n      - b\n\nFix: do it."
    rule = Rule("r", "scope", "reject", "reject", "sales", "chapter", page)
    assert sections(rule) == {
        "Why": "because\nof it.", "Bad": "items:\n  - a", "Good": "items:\n  - b", "Fix": "do it.",
    }  # fmt: skip
