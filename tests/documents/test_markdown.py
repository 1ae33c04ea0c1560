"""Front matter and text."""

from __future__ import annotations

from typing import Any

import pytest

from handoff_cli.core.tree import Node, Span
from tests.documents.reading import both, group, only, read, sentence, where

PATH = "projects/BRW-1042/why.md"
SCHEMA = {
    **group(
        ["driver"], driver={"type": "string", "enum": ["speed", "quality", "price"], "description": "why they bought"}
    ),
    "x-headings": ["Why the customer bought", "What they will judge us by"],
}
WHY = """\
---
driver: speed
---
# The deal

## Why the customer bought

Their **former** supplier was [late](https://x.example) three times.

## What they will judge us by

- [x] On time
- [ ] In `full`

| Measure | Target |
|---------|--------|
| OTIF    | 98 %   |
| FPY     |        |
"""


def why(text: str, loader: Any) -> tuple[Node, Any]:
    return read(text, SCHEMA, path=PATH, kind="why", loader=loader)


@both
def test_fields_and_text_of_a_document_that_is_right(loader: Any) -> None:
    root, found = why(WHY, loader)
    assert not found
    assert root.get("driver").text == "speed"
    assert root.get("driver").span == Span(2, 9, 2, 14)
    body = root.get("body")
    assert [(h.get("level").count, h.get("text").text, h.span.line) for h in body.get("headings")] == [  # type: ignore[union-attr]
        (1, "The deal", 4), (2, "Why the customer bought", 6), (2, "What they will judge us by", 10),
    ]  # fmt: skip
    assert body.get("sections", "Why the customer bought").text == "Their former supplier was late three times."
    assert body.get("sections", "What they will judge us by").text == "On time\nIn full\nOTIF\n98 %\nFPY"
    assert [(t.get("text").text, t.get("done").value) for t in body.get("tasks")] == [
        ("On time", True),
        ("In full", False),
    ]
    (table,) = body.get("tables")
    assert [cell.text for cell in table.get("header")] == ["Measure", "Target"]
    assert [[cell.text for cell in row] for row in table.get("rows")] == [["OTIF", "98 %"], ["FPY", ""]]
    assert table.span == Span(15, 1, 19, 1)


@both
@pytest.mark.parametrize(
    "change", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t], ids=["CRLF", "byte order mark"]
)
def test_line_ends_and_mark_change_nothing(change: Any, loader: Any) -> None:
    assert why(change(WHY), loader) == why(WHY, loader)


@both
@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param(
            "# Why\n\n## Why the customer bought\n\nx\n\n## What they will judge us by\n\ny\n",
            1,
            "the file does not begin with its fields between two lines `---`. Begin the file with a line `---`, a line for each field "
            "(`driver`), and another line `---`.",
            id="no front matter",
        ),
        pytest.param(
            "---\ndriver: speed\n\n## Why the customer bought\n",
            1,
            "the fields at the top are not closed with a second line `---`. Write a line `---` below the last field, before the text "
            "begins.",
            id="front matter that is not closed",
        ),
        pytest.param(
            "",
            1,
            "the file does not begin with its fields between two lines `---`. Begin the file with a line `---`, a line for each field "
            "(`driver`), and another line `---`.",
            id="an empty file",
        ),
    ],
)
def test_front_matter_that_is_not_there(text: str, line: int, words: str, loader: Any) -> None:
    root, found = why(text, loader)
    finding = next(f for f in found if f.rule == "yaml-readable")
    assert (finding.kind, where(finding)[0]) == ("malformed", line)
    assert sentence(finding) == words
    assert not root.exists


@both
def test_mistakes_in_the_front_matter_have_the_line_of_the_file(loader: Any) -> None:
    finding = only(why(WHY.replace("driver: speed", "driver: a: b"), loader)[1][:1])
    assert (finding.rule, where(finding)) == ("yaml-readable", (2, 9, 2, 13))
    finding = only(why(WHY.replace("driver: speed", "# why\ndriver: fast"), loader)[1])
    assert (finding.rule, where(finding)) == ("field-well-formed", (3, 9, 3, 13))


@both
@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        pytest.param(
            "## Why the customer bought\n\nTheir **former** supplier was [late](https://x.example) three times.\n",
            "",
            3,
            "the section `Why the customer bought` is missing. Add a line `## Why the customer bought` and write below it.",
            id="no such heading",
        ),
        pytest.param(
            "Their **former** supplier was [late](https://x.example) three times.",
            "",
            6,
            "the section `Why the customer bought` is empty. Write below it what was said, in the words that were used.",
            id="nothing below it",
        ),
        pytest.param(
            "Their **former** supplier was [late](https://x.example) three times.",
            "<!-- the customer's\nwords -->",
            6,
            "the section `Why the customer bought` is empty. Write below it what was said, in the words that were used.",
            id="only a comment below it",
        ),
        pytest.param(
            "Their **former** supplier was [late](https://x.example) three times.",
            "TBD\n\n- [ ]\n- ...",
            6,
            "the section `Why the customer bought` still says `TBD`. Write below it what was said, in the words that were used.",
            id="only placeholders below it",
        ),
        pytest.param(
            "## Why the customer bought",
            "### Why the customer bought",
            6,
            "the heading `Why the customer bought` has 3 `#` before it. Write `## Why the customer bought`.",
            id="a heading of another level",
        ),
        pytest.param(
            "## Why the customer bought",
            "## Why the costumer bought",
            6,
            "the heading `Why the costumer bought` should read `Why the customer bought`. Write `## Why the customer bought`.",
            id="a misspelt heading: one finding",
        ),
    ],
)
def test_sections(old: str, new: str, line: int, words: str, loader: Any) -> None:
    root, found = why(WHY.replace(old, new), loader)
    finding = only(found)
    assert (finding.rule, finding.kind, finding.parameter) == ("markdown-headings", "missing", "context")
    assert where(finding)[0] == line
    assert sentence(finding) == words
    assert root.exists


@both
@pytest.mark.parametrize(
    "heading", ["##   why the Customer bought ##", "Why the customer bought\n---", "## Why the *customer* bought:"]
)
def test_a_heading_may_be_written_as_markdown_allows(heading: str, loader: Any) -> None:
    assert not why(WHY.replace("## Why the customer bought", heading), loader)[1]


@both
def test_a_section_may_have_sections_of_its_own(loader: Any) -> None:
    root, found = why(WHY.replace("Their **former**", "### Speed\n\nTheir **former**"), loader)
    assert not found
    assert "three times" in root.get("body", "sections", "Why the customer bought").text
    empty = WHY.replace(
        "Their **former** supplier was [late](https://x.example) three times.", "### Speed\n\n### Price"
    )
    assert only(why(empty, loader)[1]).message == "the section `Why the customer bought` is empty"


@both
def test_images_and_html_are_text_and_nothing_else(loader: Any) -> None:
    text = WHY.replace("Their **former**", "<b>x</b> ![a](https://track.example/p.png) Their **former**")
    section = why(text, loader)[0].get("body", "sections", "Why the customer bought").text
    assert section == "<b>x</b> !a Their former supplier was late three times."


def test_thousands_of_brackets_are_read_in_no_time() -> None:
    root, _ = read(f"---\na: 1\n---\n## X\n\n{'[' * 50_000}\n", {}, path=PATH, kind="why")
    assert root.get("body", "sections", "X").text == "[" * 50_000
