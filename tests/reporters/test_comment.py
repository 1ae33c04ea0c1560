"""The comment of a pull request: nothing an offer holds means anything in it, and it fits however much there is to say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from handoff_cli.core.compare import Difference, FileChange
from handoff_cli.core.record import Reason
from handoff_cli.core.report import DealReport, Outcome, Report, Verdict
from handoff_cli.core.screen import Lapsed, Rejection, Screen, View
from handoff_cli.core.tree import Place
from handoff_cli.reporters.comment import comment
from handoff_cli.reporters.failure import failed
from tests.reporters.reports import COMMIT, CURRENCY, EVIL, HOSTILE, JUDGED, RISK, USUAL

PARSER = MarkdownIt("gfm-like", {"html": True, "linkify": False})
OUR_HTML = re.compile(r"</?(details|summary|sub)>")
AT = "2026-03-03T10:02:00Z"


def link(path: str, line: int | None) -> str | None:
    return "https://git.example/x" if line != 99 else None


def nowhere(_path: str, _line: int | None) -> None:
    return None


def screen(*views: View, **more: Any) -> Screen:
    report = Report("0.1.0", base=COMMIT, head=COMMIT[::-1], target="main", deals=tuple(view.report for view in views))
    return Screen(report=report, views=views, **more)


def judged(
    code: str = "waiting-for-pm", outcome: Outcome = "waiting", sentence: str = "Words.", **more: object
) -> View:
    deal = DealReport("BRW-1042", owner="sales", verdict=Verdict(outcome, code, sentence))
    return replace(View(report=deal, pm="Dana Reyes", deciders=("Dana Reyes",), sales="Tom Okafor"), **more)  # type: ignore[arg-type]


def hostile(evil: str) -> View:
    finding = replace(HOSTILE.deals[0].findings[0], message=evil, remedy=evil)
    deal = DealReport(
        "BRW-1042", findings=(finding, replace(finding, severity="warn")), owner="pm",
        verdict=Verdict("refused", "rejected", f"Rejected by {evil}"),
    )  # fmt: skip
    place = Place(f"projects/BRW-1042/{evil}")
    change = Difference("changed", (evil, "x"), place, evil, f"{evil}!", shown=True)
    return View(
        report=deal, scope=(evil,), sales=evil, pm=evil, deciders=(evil, evil), terms=(evil,), since=evil,
        changes=(FileChange("changed", place.path, (change,)), FileChange("removed", evil)),
        rejection=Rejection(evil, evil, (Reason(None, evil, 3, evil), Reason(None, None, None, evil)), 0, 0, current=evil > "b"),
        lapsed=Lapsed(evil, True, evil, ((place.path, evil),)), accepted=evil, note=evil, command=evil,
    )  # fmt: skip


def outside_code(text: str) -> str:
    """Everything but code spans and our own links and folds; fails where anything else has become structure."""
    said = []
    for token in PARSER.parse(text):
        assert token.type not in ("fence", "code_block"), text
        if token.type == "html_block":
            assert not OUR_HTML.sub("", token.content).strip() or OUR_HTML.match(token.content), token.content
            said.append(OUR_HTML.sub("", token.content))
        for child in token.children or ():
            assert child.type in (
                "text",
                "code_inline",
                "softbreak",
                "strong_open",
                "strong_close",
                "link_open",
                "link_close",
                "html_inline",
            )
            if child.type == "html_inline":
                assert OUR_HTML.fullmatch(child.content), child.content
            if child.type == "link_open":
                assert child.attrs["href"] == "https://git.example/x"
            said += [child.content] if child.type == "text" else []
    return " ".join(said)


EVILS = st.text(max_size=12) | st.sampled_from(
    [EVIL, "@dana", "\n/approve", "Fixes #1", "`", "``` \n", "<!-- handoff:gate -->", "</details>", "[x](http://evil.example)", "|", "a\n- b", "# h"]
)  # fmt: skip


@settings(max_examples=40)
@given(EVILS, st.booleans())
def test_t114_nothing_an_offer_holds_means_anything(evil: str, linked: bool) -> None:
    said = outside_code(comment(screen(hostile(evil)), link if linked else nowhere))
    assert not set("@#<>[]`|\\") & set(said)
    assert not re.search(r"https?:|www\.|(?m:^)\s*/", said)
    assert not set("@#<>[]`|\\") & set(outside_code(failed(evil, evil, evil)))


def test_it_fits_whatever_there_is_to_say() -> None:
    findings = tuple(
        replace(RISK, message=f"risk {n:04} " + "words " * 60, severity="reject" if n % 2 else "warn",
                place=Place(f"projects/BRW-1042/{n % 7}")) for n in range(900)
    )  # fmt: skip
    deal = replace(judged("incomplete", "refused").report, findings=findings)
    text = comment(screen(*[replace(judged(), report=deal)] * 3), link)
    assert len(text) < 65_000
    assert "And 390 more: `handoff check BRW-1042` lists all." in text
    assert text.index("risk ") < text.index("And 390 more")


def test_worst_first_and_who_has_to_act() -> None:
    view = replace(
        judged("incomplete", "refused"), report=replace(USUAL.deals[0], verdict=Verdict("refused", "incomplete", "x"))
    )
    text = comment(screen(view), nowhere)
    assert text.index("currency is USD") < text.index("nobody has approved the quote")
    assert "- **Sales**: 2 points, in `raid.yaml`, `quote.yaml`\n" in text
    assert "- **The customer**: 1 point, in `data-pack/fsg-100/BW-FSG-100_REV_C01.zip`\n" in text
    assert "<details><summary>1 warning. 1 waived by the PM. Nothing of it blocks.</summary>" in text


@pytest.mark.parametrize(
    ("view", "more", "said"),
    [
        (judged(), {}, "**Dana Reyes (PM)** reads the scope"),
        (judged(), {"draft": True}, "**Sales (Tom Okafor)** marks the pull request as ready for review."),
        (judged(deciders=()), {}, "**The PM, whom `deal.yaml` has to name,** reads"),
        (judged(deciders=("Dana Reyes", "Lee Park")), {}, "**Dana Reyes (PM) or Lee Park (deputy)** reads"),
        (
            judged(command="handoff accept BRW-1042 --pr 1 --sign"),
            {},
            "returns it with `handoff reject BRW-1042 --pr 1 --sign`",
        ),
        (judged("covered", "covered"), {}, "Anybody with the right to merges this pull request"),
        (
            judged("covered", "covered"),
            {"merges": True},
            "Nothing: the gate merges it as soon as the rules of the forge allow it.",
        ),
        (judged("living-only", "covered", changes_baseline=False), {}, "so nobody has to decide."),
        (judged("stale-base", "refused", "The deal changed."), {}, "brings the offer up to date, then offers it again"),
        (judged("outside-the-deal", "refused", "x.txt changes too."), {}, "puts this right: `x.txt` changes too."),
        (judged(), {"merged": True}, "Nothing: it is merged."),
        (
            judged(),
            {"closed": True},
            "- Nothing: the pull request is closed. Whoever wants it decided opens it again.\n\n",
        ),
        (judged("covered", "covered"), {"elsewhere": "lax"}, "has it ask to change `main` in the place of `lax`;"),
        (
            judged(barred="Who wrote it cannot."),
            {},
            "an approval by Dana Reyes decides nothing: Who wrote it cannot.\n- **Dana",
        ),
        (
            judged(recording=True),
            {},
            "- Nothing for now: the gate records this review next, and then says",
        ),
        (
            judged(opener="Dana Reyes", by_hand="handoff accept X-1 --pr 1 --sign"),
            {},
            "then runs `handoff accept X-1 --pr 1 --sign` to",
        ),
        (
            judged(opener="Lee Park", by_hand="handoff accept X-1 --pr 1", deciders=("Dana Reyes", "Lee Park")),
            {},
            "- Lee Park opened this pull request, so a review by Lee Park decides nothing: `handoff accept X-1 --pr 1` does.",
        ),
        (
            judged("waiting-for-admin", pm="", opener="Dana Reyes", by_hand="handoff accept policy --sign"),
            {},
            "- **Dana Reyes** runs `handoff accept policy --sign`, or leaves it.\n",
        ),
    ],
)
def test_who_does_what_next(view: View, more: dict[str, Any], said: str) -> None:
    assert said in comment(screen(view, **more), nowhere)


@pytest.mark.parametrize(
    ("lapsed", "said"),
    [
        (Lapsed("Dana", True, AT, (("projects/X-1/quote.yaml", "2026-03-03T10:07:00Z"),)),
         "> **Dana: your 10:02 UTC approval does not cover** `quote.yaml` changed 10:07 UTC. A new review decides."),
        (Lapsed("Dana", True, AT, (("projects/X-1/quote.yaml", "2026-03-04T10:07:00Z"),)), "`quote.yaml` changed 2026-03-04 10:07 UTC."),
        (Lapsed("Dana", False, "yesterday", (("projects/X-1/quote.yaml", ""),)), "**Dana: your request for changes does not cover** `quote.yaml`. A"),
        (Lapsed("Dana", True, AT, tuple((f"projects/X-1/{n}", "") for n in range(9))), "`0`, `1`, `2` and 6 more. A new"),
        (Lapsed("Dana", None, AT), "**Dana: your 10:02 UTC review does not cover the newest commit**, although"),
        (Lapsed("Dana", True, AT, gone=True), "does not cover this offer**: it was begun anew since."),
        (Lapsed("Dana", True, AT), "does not cover the newest commit**, although no file of the deal changed since."),
    ],
)  # fmt: skip
def test_a_review_of_an_older_state(lapsed: Lapsed, said: str) -> None:
    assert said in comment(screen(judged(lapsed=lapsed)), nowhere)


def test_a_price_is_named_and_never_shown() -> None:
    price = Difference(
        "changed", ("items board", "price"), Place("projects/X-1/quote.yaml"), "43.90", "44.90", amount=True
    )
    text = comment(
        screen(judged(since="x", changes=(FileChange("changed", "projects/X-1/quote.yaml", (price,)),))), nowhere
    )
    assert "- `board, price` changed" in text
    assert "43.90" not in text


def test_the_owner_of_what_was_accepted_before_stands_in_it() -> None:
    view = View(report=JUDGED.deals[0])
    assert "The PM goes on owning what was accepted before" in comment(screen(view), nowhere)
    assert CURRENCY.message.split(",")[0] in comment(screen(view), nowhere)
