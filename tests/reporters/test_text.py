"""What the text says beyond the golden outputs: underlines, colours, widths, and the words about a deal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_cli.core.finding import Finding
from handoff_cli.core.report import DealReport, Offer, Outcome, Report, Verdict
from handoff_cli.core.tree import Place, Span
from handoff_cli.reporters import Options
from handoff_cli.reporters.excerpt import excerpt
from handoff_cli.reporters.text import render
from tests.reporters.reports import APPROVER, CENTROID, COMMIT, CURRENCY, HOSTILE, RISK, USUAL, WAIVED

ANSI = re.compile(r"\x1b\[\d*m")


def frame(line: str, first: int, last: int, width: int = 100) -> tuple[str, str]:
    shown = excerpt(Place("x", span=Span(1, first, 1, last), excerpt=line), width)
    assert shown
    return shown[1], shown[2]


@pytest.mark.parametrize(
    ("line", "first", "last", "shown", "mark"),
    [
        ("a: bcd", 4, 7, "a: bcd", "   ^~~"),
        ("a: bcd", 4, 4, "a: bcd", "   ^"),
        ("\tab: c", 2, 4, "    ab: c", "    ^~"),
        ("x\tab", 3, 5, "x   ab", "    ^~"),
        ("名前: 株式", 5, 7, "名前: 株式", "      ^~~~"),
        ("e\u0301: x", 5, 6, "e\u0301: x", "   ^"),
        ("a\x1b[1m: x", 8, 9, "a\\x1b[1m: x", "          ^"),
        ("a\u202eb", 3, 4, "a\\u202eb", "       ^"),
        ("a: b\r\n", 4, 5, "a: b", "   ^"),
        ("a:", 9, 12, "a:", "  ^"),
    ],
)
def test_the_underline_stands_below_the_culprit(line: str, first: int, last: int, shown: str, mark: str) -> None:
    assert frame(line, first, last) == (shown, mark)


def test_a_span_over_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    assert excerpt(Place("x", span=Span(7, 3, 9, 1), excerpt="- abc"), 100) == ("7", "- abc", "  ^~~")


def test_a_long_line_shows_its_culprit() -> None:
    line, mark = frame("a" * 300 + "XYZ" + "b" * 300, 301, 304, width=60)
    assert len(line) <= 64
    assert line[mark.index("^") : mark.index("^") + 3] == "XYZ"
    assert len(mark.strip()) == 3


@given(line=st.text(max_size=300), first=st.integers(1, 400), length=st.integers(0, 40), width=st.integers(10, 120))
def test_any_line_can_be_underlined(line: str, first: int, length: int, width: int) -> None:
    shown, mark = frame(line, first, first + length, width)
    assert (shown + mark).isprintable()
    assert set(mark) <= set(" ^~")
    assert mark.count("^") == 1


def test_colour_changes_nothing_but_the_colour() -> None:
    for report in (USUAL, HOSTILE):
        coloured = render(report, Options(color=True))
        assert ANSI.search(coloured)
        assert ANSI.sub("", coloured) == render(report, Options())


def test_without_excerpts_no_line_of_a_document_is_shown() -> None:
    assert "currency: USD" not in render(USUAL, Options(excerpts=False))
    assert "quote.yaml:6:11" in render(USUAL, Options(excerpts=False))


def test_prose_is_wrapped_and_paths_are_not() -> None:
    place = Place("projects/BRW-1042/evidence/" + "a long name " * 12 + ".pdf")
    finding = replace(CURRENCY, message="word " * 80, related=(replace(CURRENCY.related[0], place=place),))
    lines = render(Report("0.1.0", findings=(finding,)), Options(width=60)).splitlines()
    assert all(len(line) <= 60 for line in lines if "word" in line)
    assert any(place.path in line for line in lines)


def test_long_lists_are_not_cut() -> None:
    findings = tuple(replace(RISK, message=f"risk {number:04}") for number in range(400))
    out = render(Report("0.1.0", deals=(DealReport("BRW-1042", findings=findings),)), Options())
    assert all(f"risk {number:04}" in out for number in range(400))
    assert "400 things missing" in out


def last_line(deal: DealReport, **options: bool) -> str:
    return render(Report("0.1.0", deals=(deal,)), Options(**options)).splitlines()[-1]


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ((), "BRW-1042: complete."),
        ((APPROVER,), "BRW-1042: complete. 1 warning."),
        ((WAIVED,), "BRW-1042: complete. 1 waived by the PM."),
        ((RISK,), "BRW-1042: returned: 1 thing missing. Nothing is lost; Sales owns what the PM has not accepted."),
        (
            (RISK, replace(RISK, message="y"), CURRENCY, replace(CURRENCY, kind="ambiguous")),
            (
                "BRW-1042: returned: 2 things missing, 1 conflict, 1 thing ambiguous. "
                "Nothing is lost; Sales owns what the PM has not accepted."
            ),
        ),
    ],
)
def test_summary(findings: tuple[Finding, ...], said: str) -> None:
    assert last_line(DealReport("BRW-1042", findings=findings)) == said


def test_a_draft_is_not_returned() -> None:
    deal = DealReport("BRW-1042", findings=(RISK, CENTROID))
    assert last_line(deal, draft=True) == "BRW-1042: still a draft: 1 thing missing, 1 conflict."


def test_an_unreadable_draft_says_what_holds_it_up() -> None:
    deal = DealReport("BRW-1042", findings=(RISK, replace(CENTROID, kind="malformed")))
    assert "1 thing unreadable, 1 thing missing. What is unreadable has to be put right first." in last_line(
        deal, draft=True
    )


def test_what_cannot_be_read_hides_what_else_may_be_wrong() -> None:
    deal = DealReport("BRW-1042", findings=(replace(RISK, kind="malformed"),))
    assert last_line(deal).endswith("Something could not be read, so more may come to light.")


def said(deal: DealReport) -> list[str]:
    return [line.strip() for line in render(Report("0.1.0", deals=(deal,)), Options()).splitlines()]


def test_status_says_who_owns_and_claims_nothing_about_the_files() -> None:
    deal = DealReport("BRW-1042", owner="pm", since=COMMIT, by="dana", evidence="observed")
    assert said(deal) == ["BRW-1042: PM owns BRW-1042 since 3f2a9c1b0d1e, accepted by dana (observed)."]
    assert said(DealReport("BRW-1042", owner="sales")) == ["BRW-1042: Sales owns BRW-1042 until the PM accepts."]


def test_an_open_change_beside_what_the_pm_owns() -> None:
    deal = DealReport(
        "BRW-1042",
        owner="pm",
        by="dana",
        evidence="signed",
        offer=Offer("offer/BRW-1042", COMMIT, "waiting"),
        verdict=Verdict("waiting", "no-accept", "Dana Reyes has not decided yet."),
        pending="1:aa",
        contested=True,
    )
    assert said(deal) == [
        "BRW-1042: complete, waiting for the PM.",
        "PM owns BRW-1042, accepted by dana (signed).",
        "An acceptance is pending: it takes effect when the accepted files are merged.",
        "Contested: a record and the history disagree, so it counts against a handover.",
        "Open change offer/BRW-1042 at 3f2a9c1b0d1e: Sales owns it, waiting for the PM.",
        "Dana Reyes has not decided yet.",
    ]


def test_a_flaw_found_after_acceptance_is_the_pms() -> None:
    deal = DealReport("BRW-1042", owner="pm", by="dana", findings=(RISK,))
    assert "BRW-1042: 1 thing missing. The PM owns it: open an Issue or ask Sales for a change." in said(deal)


@pytest.mark.parametrize("outcome", ["refused", "undecided"])
def test_a_complete_package_that_is_refused_is_not_shown_as_good_news(outcome: Outcome) -> None:
    deal = DealReport("BRW-1042", owner="sales", verdict=Verdict(outcome, "stale-base", "It starts from old files."))
    out = render(Report("0.1.0", deals=(deal,)), Options(color=True))
    assert "\x1b[32m" not in out
    assert "complete." not in out


def test_the_policy_is_no_deal() -> None:
    deal = DealReport(
        "_policy", verdict=Verdict("refused", "policy-change", "An admin decides a change of the policy.")
    )
    assert said(deal) == ["The policy: cannot be merged.", "An admin decides a change of the policy."]


def test_nothing_to_look_at_is_said() -> None:
    assert render(Report("0.1.0"), Options()) == "No deal to look at.\n"
