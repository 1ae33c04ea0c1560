"""Bytes that are no text one can see."""

from __future__ import annotations

import pytest

from handoff_cli.documents.text import MAX_BYTES
from tests.documents.reading import findings, only, read, sentence, where

SAVE = "Save the file as UTF-8: in Notepad with Save as, Encoding: UTF-8; in VS Code with Save with Encoding at the bottom right."
TEXT = "title: Grüße\nprice: 12\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param(TEXT.encode("utf-16"), "UTF-16", id="UTF-16 with a byte order mark, as Notepad's Unicode"),
        pytest.param(TEXT.encode("utf-16-le"), "UTF-16", id="UTF-16 little-endian without a mark"),
        pytest.param(TEXT.encode("utf-16-be"), "UTF-16", id="UTF-16 big-endian without a mark"),
        pytest.param(TEXT.encode("utf-32"), "UTF-32", id="UTF-32"),
    ],
)
def test_another_encoding_is_named(data: bytes, encoding: str) -> None:
    root, found = read(data)
    finding = only(found)
    assert not root.exists
    assert (finding.rule, finding.kind) == ("text-readable", "malformed")
    assert sentence(finding) == f"the file is saved as {encoding}, not as UTF-8. {SAVE}"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_windows_1252_is_recognised_by_its_letter_and_place(end: str) -> None:
    finding = only(findings(f"note: x{end}title: ä Gr".replace("ä", "\u00e4").encode() + b"\xfc\xdfe" + end.encode()))
    assert where(finding) == (2, 12, 2, 13)
    assert (
        sentence(finding)
        == f"line 2 is not UTF-8, probably Windows-1252 (ANSI): a `ü` stands there as one byte. {SAVE}"
    )


UNSEEN = [
    pytest.param("\0", "a zero byte (U+0000)", id="NUL"),
    pytest.param("\x07", "a control character (U+0007)", id="C0"),
    pytest.param("\x7f", "a control character (U+007F)", id="DEL"),
    pytest.param("\x9b", "a control character (U+009B)", id="C1"),
    pytest.param("\x85", "a next-line character (U+0085)", id="NEL, a line end for PyYAML only"),
    pytest.param("\u2028", "a line separator (U+2028)", id="line separator"),
    pytest.param("\u2029", "a paragraph separator (U+2029)", id="paragraph separator"),
    pytest.param("\u200b", "a zero-width space (U+200B)", id="zero-width space"),
    pytest.param("\u200f", "right-to-left mark (U+200F)", id="direction mark"),
    pytest.param("\u202e", "right-to-left override (U+202E)", id="bidi override"),
    pytest.param("\u2066", "left-to-right isolate (U+2066)", id="bidi isolate"),
    pytest.param("\ufeff", "a byte order mark (U+FEFF)", id="byte order mark inside"),
    pytest.param("\U000e0041", "tag latin capital letter a (U+E0041)", id="tag character"),
    pytest.param("\uffff", "a control character (U+FFFF)", id="no character at all"),
]


@pytest.mark.parametrize(("character", "name"), UNSEEN)
def test_what_cannot_be_seen_is_named_where_it_stands(character: str, name: str) -> None:
    root, found = read(f"title: x\nnote: a{character}b\n")
    finding = only(found)
    assert not root.exists
    assert where(finding) == (2, 8, 2, 9)
    assert finding.message == f"there is {name} in this line, which cannot be seen"
    assert finding.remedy == "Delete it: put the cursor behind it and press Backspace, or type the line again."


def test_a_lone_carriage_return_is_no_line_end() -> None:
    finding = only(findings("title: x\rquantity: 1\n"))
    assert sentence(finding) == (
        "there is a lone carriage return (U+000D) in this line, which cannot be seen. Save the file with line ends LF or CRLF."
    )


def test_a_comment_cannot_hide_a_line_behind_a_line_separator() -> None:
    assert only(findings("# note\u2028owner: pm\n")).rule == "text-readable"


def test_one_finding_a_line_and_not_thousands() -> None:
    assert [where(f)[0] for f in findings("a: \u200b\u200b\nb: \u200b\n")] == [1, 2]
    assert len(findings("a: \u200b\n" * 5000)) == 20


def test_an_escape_smuggles_nothing_in() -> None:
    finding = only(findings('part: "BW\\u202eGSF"\n'))
    assert (finding.rule, where(finding)) == ("text-readable", (1, 7, 1, 20))
    assert finding.message == "there is right-to-left override (U+202E) in this text, written as an escape"


def test_a_megabyte_is_read_and_not_a_byte_more() -> None:
    fits = b"a: b\n".rjust(MAX_BYTES, b"#").replace(b"#a:", b"\na:")
    assert len(fits) == MAX_BYTES
    assert read(fits)[0].get("a").text == "b"
    assert (
        only(findings(b"#" * (MAX_BYTES + 1))).message
        == "the file is larger than 1 MiB, far more than a document of a deal needs"
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"a: 1\nb:\n  - x: y\n", id="LF"),
        pytest.param(b"a: 1\r\nb:\r\n  - x: y\r\n", id="CRLF"),
        pytest.param(b"\xef\xbb\xbfa: 1\nb:\n  - x: y\n", id="byte order mark"),
        pytest.param(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - x: y\r\n", id="both"),
    ],
)
def test_line_ends_and_one_byte_order_mark_change_nothing(data: bytes) -> None:
    assert read(data) == read(b"a: 1\nb:\n  - x: y\n")
    assert read(data)[0].exists
