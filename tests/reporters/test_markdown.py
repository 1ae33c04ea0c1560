"""Markdown for a pull request: whatever a deal says stays text, and the room of a comment is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from handoff_cli.core.report import DealReport, Report
from handoff_cli.core.tree import Place
from handoff_cli.reporters import Options
from handoff_cli.reporters.markdown import render
from handoff_cli.reporters.prose import code
from tests.reporters.reports import CURRENCY, HOSTILE, JUDGED, RISK, USUAL

PARSER = MarkdownIt("gfm-like", {"html": True, "linkify": False})
OURS = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "code_inline", "softbreak",
    "strong_open", "strong_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
    "table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close",
    "th_open", "th_close", "td_open", "td_close",
}  # fmt: skip


def tokens(markdown: str) -> Iterator[Token]:
    for token in PARSER.parse(markdown):
        yield token
        yield from token.children or ()


@pytest.mark.parametrize("report", [USUAL, JUDGED, HOSTILE], ids=["usual", "judged", "hostile"])
def test_t114_only_our_own_structure(report: Report) -> None:
    found = list(tokens(render(report, Options())))
    assert {token.type for token in found} <= OURS
    prose = " ".join(token.content for token in found if token.type == "text")
    assert not set("@#<>[]`") & set(prose)


@given(st.text())
def test_t114_a_code_span_holds_whatever_it_is_given(text: str) -> None:
    found = [token for token in tokens(f"- {code(text)}, end") if token.type not in ("inline", "text")]
    spans = [token.content for token in found if token.type == "code_inline"]
    assert len(spans) == 1
    assert {token.type for token in found} <= OURS
    if text.isprintable() and text.strip():
        assert spans[0].strip() == text.strip()


def test_who_acts_and_what_stands_in_every_parameter() -> None:
    out = render(USUAL, Options())
    assert "| Data pack | **1 to do** | the customer |" in out
    assert "| Commercial | **1 to do**, 1 warning | Sales |" in out
    assert "| Technical | complete |  |" in out
    assert "| Stakeholder context | complete, 1 waived |  |" in out


def test_a_parameter_is_not_called_complete_while_a_file_cannot_be_read() -> None:
    out = render(HOSTILE, Options())
    assert "complete" not in out
    assert out.count("nothing found so far") == 5


def test_a_complete_deal_alone_shows_its_checklist() -> None:
    out = render(Report("0.1.0", deals=(DealReport("BRW-1042"),)), Options())
    assert out.count("| complete |") == 6


def test_the_room_of_a_comment_is_kept_and_the_rest_is_counted() -> None:
    findings = tuple(
        replace(RISK, message=f"risk {n:04}", place=Place(f"projects/BRW-1042/{n % 7}")) for n in range(900)
    )
    deals = (DealReport("BRW-1042", findings=findings), DealReport("BRW-1043", findings=(CURRENCY,)))
    out = render(Report("0.1.0", deals=deals), Options())
    assert 50_000 < len(out) <= 60_000
    shown = out.count("`risk ")
    assert f"{901 - shown} findings more" in out
    assert "### `BRW-1043`" in out
