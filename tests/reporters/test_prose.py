"""Sentences from a deal in Markdown: readable where they are plain, inert where they are not."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from handoff_cli.reporters.prose import cell, prose

PIECES = st.sampled_from(
    ["@dana", "#1", "/approve", "Fixes", "`", "``", "<b>", "-->", "[a](b)", "![", "|", "www.a.example", "https://a.example", "deadbeef", "GH-1",
     ":tada:", "*", "_x_", "&amp;", "\\", "\n", "word", "two words", "a@b.example", "\u202e", "~~", "é", "1.", "ok:", "($)", "(", "sales/deals#1"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the quote has no last day", "the quote has no last day"),
        ("`valid_until` is empty: write a date", "`valid_until` is empty: write a date"),
        ("ask @dana and @tom about it", "ask `@dana` and `@tom` about it"),
        ("10 pieces (2.5%), as in BRW-1042 and quote.yaml", "10 pieces (2.5%), as in `BRW-1042` and `quote.yaml`"),
        ("see [here](https://x.example) now", "see `[here](https://x.example)` now"),
        ("changes too (`a.md` and 2 more): move it", "changes too (`a.md` and 2 more): move it"),
        ("one ` tick", "``one ` tick``"),
        ("`a``b`", "`a` `b`"),
        ("a\nb", "`a\\nb`"),
        ("", ""),
    ],
)
def test_what_becomes_of_a_sentence(text: str, said: str) -> None:
    assert prose(text) == said


def test_what_is_too_long_is_cut() -> None:
    assert prose("word " * 10_000).endswith("word…")
    assert len(prose("word " * 10_000)) == 600


@given(st.lists(PIECES | st.text(max_size=5), max_size=8), st.sampled_from(["", " "]))
@example(["`", "@dana", "`"], "")
def test_nothing_means_anything_outside_a_code_span(pieces: list[str], between: str) -> None:
    said = prose(between.join(pieces))
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(f"- x {said} y")
    assert [token.type for token in tokens] == [
        "bullet_list_open", "list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close", "bullet_list_close",
    ]  # fmt: skip
    children = tokens[3].children or []
    assert {child.type for child in children} <= {"text", "code_inline"}
    open_text = " ".join(child.content for child in children if child.type == "text")
    assert not re.search(r"[@#<>\[\]|*_\\~/$]|www\.|https?:|\b[0-9a-f]{7,40}\b|\b[A-Za-z]+-\d|:\w+:", open_text)


@given(st.text())
def test_a_cell_stays_one_cell(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(f"| a | b |\n|---|---|\n| {cell(text)} | end |\n")
    cells = [token.content for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    assert cells[3] == "end"
