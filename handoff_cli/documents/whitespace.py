"""Blanks that are none: tabs and non-breaking spaces, which come with a paste from Outlook, Word or Excel.

Parsers disagree about them and an eye cannot tell them apart, so they are settled before any parser sees the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.tree import Source, Span
from handoff_cli.documents.flaw import MOST_FLAWS, Flaw, shown
from handoff_cli.documents.lines import TEXT, indent, masked
from handoff_cli.documents.pages import YAML_READABLE

_NBSP: Final = "\u00a0"
_LEAD: Final = re.compile(rf"[ \t{_NBSP}]*(?:-[ \t{_NBSP}]+)*")
_COLON: Final = re.compile(rf"([a-z][\w.-]*)([ {_NBSP}]*):([ {_NBSP}]+)", re.ASCII)


_OPENS: Final = re.compile(r"(?:: [|>][+-]?|:)\s*$")


@dataclass(frozen=True, slots=True)
class Straightened:
    lines: tuple[str, ...]
    flaws: tuple[Flaw, ...]


def straighten(source: Source, lines: tuple[str, ...]) -> Straightened:
    """The lines as they were meant, and what was wrong with them."""
    if not any("\t" in line or _NBSP in line for line in lines):
        return Straightened(lines, ())
    out: list[str] = []
    flaws: list[Flaw] = []
    for number, (line, code) in enumerate(zip(lines, masked(lines), strict=True), 1):
        fixed = _straight(line, code, out)
        out.append(fixed)
        if len(flaws) < MOST_FLAWS:
            flaws.extend(_flaws(source, number, line, code, fixed))
    return Straightened(tuple(out), tuple(flaws))


def _straight(line: str, code: str, above: list[str]) -> str:
    if code.strip(TEXT) == "":
        return line
    if not code.strip(f" \t{_NBSP}"):
        return " " * len(line)
    lead = _LEAD.match(code)
    width = lead.end() if lead else 0
    if _NBSP in code:
        line = _without_nbsp(line, code, width)
        code = line if TEXT not in code else "".join(b if a != TEXT else TEXT for a, b in zip(code, line, strict=True))
    body = "".join(" " if c == "\t" else line[width + at] for at, c in enumerate(code[width:]))
    head = line[:width]
    if "\t" not in head:
        return head + body
    dashes = head.strip(" \t")
    depth = _depth(head[: len(head) - len(head.lstrip(" \t"))], above)
    return " " * depth + " ".join(dashes.split()) + (" " if dashes else "") + body


def _without_nbsp(line: str, code: str, width: int) -> str:
    """Blanks for the non-breaking spaces of the indentation, around the key's colon and at the edges; inside a text they stay."""
    head, body = line[:width].replace(_NBSP, " "), line[width:]
    colon = _COLON.match(code, width)
    if colon:
        end = colon.end() - width
        body = body[:end].replace(_NBSP, " ") + body[end:]
    end = max(len(code.rstrip(f" {_NBSP}")), width)
    return head + body[: end - width] + " " * (len(line) - end)


def _depth(white: str, above: list[str]) -> int:
    """How far a line with tabs was meant to be indented, judged by the line above it."""
    if "\t" not in white:
        return len(white)
    before = next((line for line in reversed(above) if line.strip() and not line.lstrip().startswith("#")), "")
    lead = _LEAD.match(before)
    key_column = lead.end() if lead else 0
    if _OPENS.search(before):
        return key_column + 2
    wanted = len(white.expandtabs(2))
    return min((indent(before), key_column), key=lambda depth: abs(depth - wanted)) if before else 0


def _flaws(source: Source, number: int, line: str, code: str, fixed: str) -> Iterator[Flaw]:
    lead = _LEAD.match(code)
    width = lead.end() if lead else 0
    if "\t" in line[:width] and code.strip(f" \t{_NBSP}"):
        dash = "-" in line[:width].split("\t", maxsplit=1)[0]
        where = "after the dash" if dash else "at the start of the line"
        yield _flaw(source, number, line.index("\t"), f"there is a tab {where} where blanks belong", fixed)
    elif _NBSP in line and line != fixed and _NBSP in "".join(a for a, b in zip(line, fixed, strict=True) if a != b):
        at = next(at for at, (a, b) in enumerate(zip(line, fixed, strict=True)) if a == _NBSP and b != _NBSP)
        yield _flaw(source, number, at, "there is a non-breaking space where an ordinary blank belongs", fixed)


def _flaw(source: Source, number: int, at: int, message: str, fixed: str) -> Flaw:
    remedy = f"Type the line again with blanks: `{' ' * indent(fixed)}{shown(fixed)}`."
    span = Span(number, at + 1, number, at + 2)
    return Flaw(rule=YAML_READABLE, kind="malformed", place=source.place(span), message=message, remedy=remedy)
