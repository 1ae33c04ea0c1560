"""Bytes → text: UTF-8, of a sane size, with nothing in it that the eye cannot see."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.tree import Place, Source, Span
from handoff_cli.documents.flaw import MOST_FLAWS, Flaw
from handoff_cli.documents.pages import TEXT_READABLE

MAX_BYTES: Final = 1024 * 1024
_SAVE: Final = "Save the file as UTF-8: in Notepad with Save as, Encoding: UTF-8; in VS Code with Save with Encoding at the bottom right."

_CONTROLS: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_LINES: Final = "\u2028\u2029"
_INVISIBLE: Final = "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_NOT_CHARACTERS: Final = "\ud800-\udfff\ufffe\uffff"
UNSAFE: Final = re.compile(f"[{_CONTROLS}{_LINES}{_INVISIBLE}{_NOT_CHARACTERS}]")
_NAMES: Final = {
    "\x00": "a zero byte",
    "\r": "a lone carriage return",
    "\x85": "a next-line character",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\u200b": "a zero-width space",
    "\ufeff": "a byte order mark",
}
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def read_text(path: str, data: bytes) -> tuple[str | None, tuple[Flaw, ...]]:
    """The text with `\\n` line ends and no BOM, or None and the reasons."""
    if len(data) > MAX_BYTES:
        return None, (_too_big(path),)
    other = _other_encoding(data)
    if other:
        return None, (_flaw(Place(path), f"the file is saved as {other}, not as UTF-8", _SAVE),)
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(path, data.removeprefix(codecs.BOM_UTF8), error.start),)
    flaws = tuple(_unsafe(path, text))
    return (None, flaws) if flaws else (text, ())


def character_name(character: str) -> str:
    """A character nobody can see, in words: `a zero-width space (U+200B)`."""
    name = _NAMES.get(character) or unicodedata.name(character, "a control character").lower()
    return f"{name} (U+{ord(character):04X})"


def _flaw(place: Place, message: str, remedy: str) -> Flaw:
    return Flaw(rule=TEXT_READABLE, kind="malformed", place=place, message=message, remedy=remedy)


def _too_big(path: str) -> Flaw:
    return _flaw(
        Place(path),
        "the file is larger than 1 MiB, far more than a document of a deal needs",
        "Keep the facts here and put large material beside it as an attachment.",
    )


def _other_encoding(data: bytes) -> str | None:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    head = data[:4096]
    # Latin text in UTF-16 has a zero byte in every second place; no other text has.
    if len(head) > 3 and max(head[0::2].count(0), head[1::2].count(0)) > len(head) * 0.3:
        return "UTF-16"
    return None


def _not_utf8(path: str, data: bytes, start: int) -> Flaw:
    lines = data.decode("cp1252", errors="replace").replace("\r\n", "\n").split("\n")
    before = data[:start].replace(b"\r\n", b"\n").split(b"\n")
    line, column = len(before), len(before[-1].decode("utf-8", errors="replace")) + 1
    meant = data[start : start + 1].decode("cp1252", errors="replace")
    letter = f": a `{meant}` stands there as one byte" if meant.isprintable() and meant != "\ufffd" else ""
    place = Source(path, tuple(lines)).place(Span(line, column, line, column + 1))
    return _flaw(place, f"line {line} is not UTF-8, probably Windows-1252 (ANSI){letter}", _SAVE)


def _unsafe(path: str, text: str) -> Iterator[Flaw]:
    """One flaw a line: the first character that has no business in a document."""
    if not UNSAFE.search(text):
        return
    source = Source(path, tuple(text.split("\n")))
    found = 0
    for number, line in enumerate(source.lines, 1):
        match = UNSAFE.search(line)
        if match and found < MOST_FLAWS:
            found += 1
            column = match.start() + 1
            yield _unsafe_character(source, Span(number, column, number, column + 1), match[0])


def _unsafe_character(source: Source, span: Span, character: str) -> Flaw:
    remedy = "Delete it: put the cursor behind it and press Backspace, or type the line again."
    if character == "\r":
        remedy = "Save the file with line ends LF or CRLF."
    return _flaw(source.place(span), f"there is {character_name(character)} in this line, which cannot be seen", remedy)
