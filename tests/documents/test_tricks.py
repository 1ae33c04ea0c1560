"""What YAML can do and a document must not."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from tests.documents.reading import both, findings, group, only, read, sentence, where

TRICKS = [
    pytest.param(
        "terms: &base {a: 1}\nb: 2\n",
        (1, 8, 1, 15),
        "a word that begins with `&` is the name of an anchor, not text. Delete the word that begins with `&`.",
        id="an anchor",
    ),
    pytest.param(
        "name: &Sons Ltd\n",
        (1, 7, 1, 16),
        'a word that begins with `&` is the name of an anchor, not text. Put the text in quotes: `name: "&Sons Ltd"`.',
        id="a text that looks like an anchor",
    ),
    pytest.param(
        "note: !important\n",
        (1, 7, 1, 17),
        'a word that begins with `!` is a tag for programs, not text. Put the text in quotes: `note: "!important"`.',
        id="a text that looks like a tag",
    ),
    pytest.param(
        "note: !!python/object/apply:os.system [ls]\n",
        (1, 7, 1, 40),
        "a word that begins with `!` is a tag for programs, not text. Delete the word that begins with `!`.",
        id="a tag that runs a program",
    ),
    pytest.param(
        "a: x\n<<: {b: 1}\n",
        (2, 1, 2, 3),
        "`<<` merges another group into this one. Write the fields out here.",
        id="a merge key",
    ),
    pytest.param(
        "a: 1\n---\nb: 2\n",
        (2, 1, 2, 4),
        "a second document begins here. Delete the line `---`: one file is one document.",
        id="two documents",
    ),
    pytest.param(
        "%YAML 1.1\n---\na: 1\n",
        (1, 1, 2, 4),
        "a line with `%` gives orders to the parser. Delete the line that begins with `%`.",
        id="a directive",
    ),
    pytest.param(
        "1: x\n",
        (1, 1, 1, 2),
        '`1` is read as a value, not as the name of a field. Put the key in quotes: `"1":`.',
        id="a number as key",
    ),
    pytest.param(
        "true: x\n",
        (1, 1, 1, 5),
        '`true` is read as a value, not as the name of a field. Put the key in quotes: `"true":`.',
        id="a truth value as key",
    ),
    pytest.param(
        "? \n: y\n",
        (1, 2, 1, 2),
        "a colon has no name before it. Write the name of the field before the colon.",
        id="no key",
    ),
    pytest.param(
        "? [a]\n: b\n",
        (1, 3, 1, 4),
        "a list or a group stands where the name of a field belongs. Write `name: value`; a text with brackets needs quotes.",
        id="a list as key",
    ),
]


@both
@pytest.mark.parametrize(("text", "span", "words"), TRICKS)
def test_a_trick_is_refused_where_it_stands(text: str, span: tuple[int, ...], words: str, loader: Any) -> None:
    finding = only(findings(text, loader=loader))
    assert (finding.rule, finding.kind, finding.severity) == ("no-yaml-tricks", "malformed", "reject")
    assert sentence(finding) == words
    assert where(finding) == span


@both
def test_an_alias_is_refused_and_never_followed(loader: Any) -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    root, found = read(bomb, loader=loader)
    assert {finding.rule for finding in found} == {"no-yaml-tricks"}
    assert sum(1 for _ in root.walk()) < 100
    assert (
        only(findings("a: *a\n", loader=loader)).message == "`*a` at the start of a value points elsewhere in the file"
    )


@both
def test_a_value_that_was_refused_is_not_checked_again(loader: Any) -> None:
    schema = group(["a", "b"], a={"type": "integer"}, b={"type": "object", "required": ["c"]})
    assert only(findings("a: *x\nb: {c: 1}\n", schema, loader=loader)).rule == "no-yaml-tricks"
    assert only(findings("a: 1\nb: {<<: {c: 1}}\n", schema, loader=loader)).rule == "no-yaml-tricks"


@both
@pytest.mark.parametrize("text", ["owner: sales\nteam: x\nowner: pm\n", '{"owner": sales, team: x, owner: pm}\n'])
def test_equal_keys_are_shown_in_both_places(text: str, loader: Any) -> None:
    root, found = read(text, loader=loader)
    finding = only(found)
    assert (finding.rule, finding.kind) == ("no-duplicate-keys", "malformed")
    assert sentence(finding) == "`owner` stands twice in the same group. Delete the line that is wrong."
    (first,) = finding.related
    assert first.message == "`owner` stands here first"
    assert first.place.span is not None
    second = finding.place.span
    assert second is not None
    assert (first.place.span.line, first.place.span.column) < (second.line, second.column)
    assert root.get("owner").text == "sales"


@both
@pytest.mark.parametrize("text", ["a: " + "[" * 60 + "]" * 60 + "\n", "- " * 60 + "x\n", "{a: " * 60, "? " * 60 + "\n"])
def test_a_deep_document_is_refused(text: str, loader: Any) -> None:
    found = findings(text, loader=loader)
    assert "the document goes more than 40 levels deep" in [finding.message for finding in found]


@both
def test_forty_levels_are_enough_and_allowed(loader: Any) -> None:
    assert not findings("a: " + "[" * 39 + "1" + "]" * 39 + "\n", loader=loader)


@both
def test_a_document_with_too_many_values_is_refused(loader: Any) -> None:
    finding = only(findings("a: [" + "1," * 50_001 + "]\n", loader=loader))
    assert finding.message == "the document holds more than 50,000 values"


@both
@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "~\n"])
def test_an_empty_file_is_missing_what_it_should_say(text: str, loader: Any) -> None:
    root, found = read(text, {"type": "object", "required": ["quote"]}, loader=loader)
    finding = only(found)
    assert (finding.rule, finding.kind) == ("field-filled", "missing")
    assert sentence(finding) == "the file holds no fields. Fill it in, or delete the file."
    assert not root.exists


@both
def test_one_document_may_begin_with_dashes_and_end_with_dots(loader: Any) -> None:
    root, found = read("---\na: 1\n...\n", loader=loader)
    assert root.get("a").count == 1
    assert not found


@both
def test_reading_needs_no_network(loader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    findings("a: !<https://tags.example/x> y\n", group(["a"], a={"type": "string", "format": "uri"}), loader=loader)
