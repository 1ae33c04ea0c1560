"""The mistakes people make in YAML: one finding each, with the line as it should be."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.documents.reading import both, findings, only, read, sentence, where

QUOTE = "Put the text in quotes: "
MISTAKES = [
    pytest.param(
        "quote: Q-1\nnote: Lead time: 12 weeks\nissued: 2026-01-12\n",
        (2, 7, 2, 26),
        'the text of `note` holds a colon and a blank, which start a new key. Put the text in quotes: `note: "Lead time: 12 weeks"`.',
        id="a colon and a blank in a text",
    ),
    pytest.param(
        "items:\n\t- item: board\n",
        (2, 1, 2, 2),
        "there is a tab at the start of the line where blanks belong. Type the line again with blanks: `  - item: board`.",
        id="a tab for indentation",
    ),
    pytest.param(
        "items:\n  -\titem: board\n    kind: pcba\n",
        (2, 4, 2, 5),
        "there is a tab after the dash where blanks belong. Type the line again with blanks: `  - item: board`.",
        id="a tab after the dash, as Outlook pastes lists",
    ),
    pytest.param(
        "customer:\n\u00a0 name: Alice\n",
        (2, 1, 2, 2),
        "there is a non-breaking space where an ordinary blank belongs. Type the line again with blanks: `  name: Alice`.",
        id="a non-breaking space for indentation",
    ),
    pytest.param(
        "title: x\nname:\u00a0Alice\n",
        (2, 6, 2, 7),
        "there is a non-breaking space where an ordinary blank belongs. Type the line again with blanks: `name: Alice`.",
        id="a non-breaking space after the colon",
    ),
    pytest.param(
        "title: x\nname: Alice\u00a0\n",
        (2, 12, 2, 13),
        "there is a non-breaking space where an ordinary blank belongs. Type the line again with blanks: `name: Alice`.",
        id="a non-breaking space at the end of a value",
    ),
    pytest.param(
        "title: x\nname:Alice\nrole: buyer\n",
        (2, 5, 2, 11),
        "`name` needs a blank after its colon. Write `name: Alice`.",
        id="no blank after the colon",
    ),
    pytest.param(
        "risks:\n  - id:R-01\n    owner: dana\n",
        (2, 7, 2, 12),
        "`id` needs a blank after its colon. Write `- id: R-01`.",
        id="no blank after the colon of a list entry's first field",
    ),
    pytest.param(
        "team: {sales:tom, pm: dana}\n",
        (1, 8, 1, 17),
        "`sales` needs a blank after its colon. Write `sales: tom`.",
        id="no blank after the colon inside braces",
    ),
    pytest.param(
        "team:\n  sales: tom\n   pm: dana\nitems: x\n",
        (3, 4, 3, 12),
        "`pm` stands 1 blank further right than its neighbours. Take 1 blank away before it: `  pm: dana`.",
        id="a field one blank too deep",
    ),
    pytest.param(
        "items:\n  - item: board\n   kind: pcba\n",
        (3, 4, 3, 14),
        "`kind` stands 1 blank further left than its neighbours. Put 1 blank before it: `    kind: pcba`.",
        id="a field of a list entry one blank too shallow",
    ),
    pytest.param(
        'title: "Flow sensor\nissued: 2026-01-12\nquote: Q-1\n',
        (1, 8, 1, 20),
        'the quotes of `title` are not closed. Close them on the same line: `title: "Flow sensor"`.',
        id="quotes that are not closed",
    ),
    pytest.param(
        'title: "Flow sensor\nissued: "2026-01-12"\n',
        (1, 8, 1, 20),
        'the quotes of `title` are not closed. Close them on the same line: `title: "Flow sensor"`.',
        id="quotes that the next ones seem to close",
    ),
    pytest.param(
        "note: 'Tom's offer'\n",
        (1, 7, 1, 20),
        'the quotes of `note` end before the text does. Put the whole text in the other kind of quotes: `note: "Tom\'s offer"`.',
        id="an apostrophe in single quotes",
    ),
    pytest.param(
        'file: "C:\\Users\\tom"\nnote: x\n',
        (1, 7, 1, 21),
        "`file` has a backslash in double quotes, where it begins a code. Use single quotes: `file: 'C:\\Users\\tom'`.",
        id="a path of Windows in double quotes",
    ),
    pytest.param(
        "owner: @tom\nnote: x\n",
        (1, 8, 1, 12),
        f'a text cannot begin with `@` unless it stands in quotes. {QUOTE}`owner: "@tom"`.',
        id="@",
    ),
    pytest.param(
        "note: `x`\n",
        (1, 7, 1, 10),
        f'a text cannot begin with a backtick unless it stands in quotes. {QUOTE}`note: "`x`"`.',
        id="backtick",
    ),
    pytest.param(
        "unit: %\nnote: x\n",
        (1, 7, 1, 8),
        f'a text cannot begin with `%` unless it stands in quotes. {QUOTE}`unit: "%"`.',
        id="percent",
    ),
    pytest.param(
        "note: **urgent**\n",
        (1, 7, 1, 17),
        f'a text cannot begin with `*` unless it stands in quotes. {QUOTE}`note: "**urgent**"`.',
        id="bold text of Markdown",
    ),
    pytest.param(
        "note: & more\n",
        (1, 7, 1, 13),
        f'a text cannot begin with `&` unless it stands in quotes. {QUOTE}`note: "& more"`.',
        id="ampersand",
    ),
    pytest.param(
        "target: > 98\n",
        (1, 9, 1, 13),
        f'a text cannot begin with `>` unless it stands in quotes. {QUOTE}`target: "> 98"`.',
        id="greater than",
    ),
    pytest.param(
        "roles:\n  - sales\n  -pm\nname: x\n",
        (3, 3, 3, 6),
        "a list entry needs a blank after its dash. Write `- pm`.",
        id="no blank after the dash",
    ),
    pytest.param(
        "risks:\n  -id: R-01\n   owner: dana\n",
        (2, 3, 2, 12),
        "a list entry needs a blank after its dash. Write `- id: R-01`.",
        id="no blank after the dash of an entry with fields",
    ),
    pytest.param(
        "risks: [R-01, R-02\nnote: x\n",
        (1, 8, 1, 19),
        "the brackets of `risks` are not closed. Close them: `risks: [R-01, R-02]`.",
        id="brackets that are not closed",
    ),
    pytest.param(
        "note: [x] done\n",
        (1, 7, 1, 15),
        f'`note` goes on after its closing bracket. {QUOTE}`note: "[x] done"`.',
        id="a text that begins with brackets",
    ),
    pytest.param(
        "note: “see: below”\n",
        (1, 7, 1, 19),
        '`note` stands in typographic quotes, which do not hold a text together. Use straight quotes: `note: "see: below"`.',
        id="typographic quotes around a text that needs quotes",
    ),
    pytest.param(
        "title\uff1a x\nnote: y\n",
        (1, 6, 1, 9),
        "there is a full-width colon, which does not end a key. Write `title: x`.",
        id="a full-width colon",
    ),
    pytest.param(
        "title: x\nas agreed on the phone\nwith Alice\nnote: y\n",
        (2, 1, 2, 23),
        "this line is neither a field with a colon nor part of the text above. Write `name: value`; a text that goes on over "
        "several lines is indented more than its key.",
        id="lines of a mail",
    ),
    pytest.param(
        "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> offer\n",
        (2, 1, 2, 13),
        "two versions of this part stand in the file, between `<<<<<<<` and `>>>>>>>`. Keep the version that is right and delete "
        "the other one and the lines with the markers.",
        id="both versions of a merge",
    ),
    pytest.param(
        "title: x\n- item: board\n",
        (2, 1, 2, 14),
        "a list entry stands among fields: a group is either a list or fields, not both. Compare it with the line above: fields "
        "of one group begin in the same column, and so do dashes.",
        id="a list among fields",
    ),
    pytest.param(
        "just a note\n",
        (1, 1, 1, 12),
        "the file holds a text, where fields are expected. Write a field a line: its name, a colon, a blank, its value.",
        id="no fields at all",
    ),
]


@both
@pytest.mark.parametrize(("text", "span", "words"), MISTAKES)
def test_a_mistake_is_one_finding_with_the_line_as_it_should_be(
    text: str, span: tuple[int, int, int, int], words: str, loader: Any
) -> None:
    root, found = read(text, loader=loader)
    finding = only(found)
    assert sentence(finding) == words
    assert where(finding) == span
    assert (finding.rule, finding.kind, finding.severity) == ("yaml-readable", "malformed", "reject")
    assert not root.exists
    assert finding.place.excerpt == text.split("\n")[span[0] - 1]


@both
@pytest.mark.parametrize("end", [pytest.param("\r\n", id="CRLF"), pytest.param("\n", id="LF")])
def test_mistakes_are_the_same_with_windows_line_ends(end: str, loader: Any) -> None:
    for case in MISTAKES:
        text = str(case.values[0])
        assert read(text.replace("\n", end), loader=loader) == read(text, loader=loader)


@both
def test_several_mistakes_are_all_found_and_the_fields_are_checked_beyond_them(loader: Any) -> None:
    text = "note: Price: 12\nname:Alice\nowner: @tom\nlist: [a, b\ntitl: x\n"
    schema = {
        "type": "object",
        "required": ["title"],
        "additionalProperties": False,
        "properties": {key: {} for key in ("note", "name", "owner", "list", "title")},
    }
    found = findings(text, schema, loader=loader)
    assert [(where(f)[0], f.rule) for f in found] == [
        (1, "yaml-readable"),
        (2, "yaml-readable"),
        (3, "yaml-readable"),
        (4, "yaml-readable"),
        (5, "field-known"),
    ]


@both
def test_no_amount_is_repeated_in_a_message(loader: Any) -> None:
    for text in (
        "price:49.80\nx: y\n",
        "note: Price: 49.80 EUR\n",
        "items:\n\t- {price: 49.80}\n",
        "cost: [49.80, 12\n",
    ):
        finding = only(findings(text, loader=loader))
        assert "49" not in sentence(finding)
        assert "49.80" in (finding.place.excerpt or "")


@both
@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a:\tx\nb: y\n", "x", id="a tab behind the colon"),
        pytest.param("a: x\t# comment\nb: y\n", "x", id="a tab before a comment"),
        pytest.param("a: x\n\t\nb: y\n", "x", id="a tab in an empty line"),
        pytest.param('a: "x\ty"\nb: y\n', "x\ty", id="a tab in a quoted text"),
        pytest.param("a: |\n  x\ty\nb: y\n", "x\ty\n", id="a tab in a text block"),
        pytest.param("a: x\u00a0y\nb: y\n", "x\u00a0y", id="a non-breaking space inside a value"),
        pytest.param('a: "\u00a0x"\nb: y\n', "\u00a0x", id="a non-breaking space in quotes"),
        pytest.param("a: |\n  \u00a0x: y\nb: y\n", "\u00a0x: y\n", id="a non-breaking space in a text block"),
    ],
)
def test_odd_blanks_that_do_no_harm_are_let_be(text: str, value: str, loader: Any) -> None:
    root, found = read(text, loader=loader)
    assert root.get("a").value == value
    assert not found


@both
@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "note: see #4\n",
            'the end of `note` is lost: a `#` after a blank starts a comment. Put the text in quotes: `note: "see #4"`; where a '
            "comment is meant, write a blank after the `#`.",
            id="a number of a ticket",
        ),
        pytest.param(
            "list:\n  - ticket #4711 of Monday\n",
            "the end of the entry is lost: a `#` after a blank starts a comment. Put the text in quotes: "
            '`- "ticket #4711 of Monday"`; where a comment is meant, write a blank after the `#`.',
            id="in a list",
        ),
    ],
)
def test_text_lost_in_a_comment_is_a_warning(text: str, words: str, loader: Any) -> None:
    root, found = read(text, loader=loader)
    finding = only(found)
    assert root.exists
    assert (finding.rule, finding.severity, finding.kind) == ("no-text-lost", "warn", "ambiguous")
    assert sentence(finding) == words


@both
@pytest.mark.parametrize(
    "text", ["a: x # why\n", "a: 5 #4\n", "a: C#1\n", "# 1\na: x\n", "a: x #why\n", 'a: "see #4"\n', "a: |\n  see #4\n"]
)
def test_comments_are_comments(text: str, loader: Any) -> None:
    assert not findings(text, loader=loader)


@both
def test_a_value_that_is_only_a_comment_is_missing(loader: Any) -> None:
    finding = only(findings("part: #4711\nx: y\n", {"properties": {"part": {"type": "string"}}}, loader=loader))
    assert (finding.rule, finding.kind) == ("field-filled", "missing")
    assert (
        sentence(finding)
        == '`part` is empty: a `#` after a blank starts a comment. Put the text in quotes: `part: "#4711"`.'
    )


@both
def test_the_head_of_a_text_block_that_was_meant_as_text(loader: Any) -> None:
    finding = only(findings("target: >5\nx: y\n", loader=loader))
    assert (
        sentence(finding)
        == '`target` is empty: a text that begins with `>` needs quotes. Put the text in quotes: `target: ">5"`.'
    )


@both
@pytest.mark.parametrize("text", ["note: -\n", "note: - \n", "note: -\nx: y\n"])
def test_a_dash_for_nothing_is_missing_not_malformed(text: str, loader: Any) -> None:
    finding = only(findings(text, {"properties": {"note": {"description": "A word on it."}}}, loader=loader))
    assert (finding.kind, finding.rule, where(finding)[:2]) == ("missing", "field-filled", (1, 7))
    assert finding.message == "`note` still says `-`: a word on it"


UNQUOTABLE = ("inside braces", "an entry with fields", "backtick")
MENDED = [
    case
    for case in MISTAKES
    if re.search(r"`[^`]+`\.$", str(case.values[2])) and not any(name in str(case.id) for name in UNQUOTABLE)
]


@pytest.mark.parametrize(("text", "span", "words"), MENDED)
def test_the_proposed_line_is_read_without_a_finding(text: str, span: tuple[int, int, int, int], words: str) -> None:
    lines = text.split("\n")
    remedy = re.search(r"`([^`]+)`\.$", words)
    assert remedy
    before, proposed = lines[span[0] - 1], remedy[1]
    indent = "" if proposed.startswith(" ") else before[: len(before) - len(before.lstrip(" \t\u00a0"))]
    lines[span[0] - 1] = indent + proposed
    assert not findings("\n".join(lines))
