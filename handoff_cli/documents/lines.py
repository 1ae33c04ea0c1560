"""Where the words of YAML are and where only text is: a light look at lines, also of files that no parser takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

TEXT: Final = "\0"
"""Stands for every character of a comment, a quoted text or a text block; no document holds one."""

_BLOCK: Final = re.compile(r"(?:: +|- +|^ *)[|>](?:[1-9][+-]?|[+-][1-9]?)?[ \0]*$")
_LEAD: Final = re.compile(r" *(?:- +)*")
_OPENERS: Final = frozenset(":-[{,?")


def masked(lines: Iterable[str]) -> list[str]:
    """The lines, same length, with everything that is text and not structure replaced by `TEXT`."""
    out: list[str] = []
    quote, block = "", None
    for line in lines:
        if block is not None and (not line.strip() or indent(line) > block):
            out.append(TEXT * len(line))
            continue
        code, quote = _mask(line, quote)
        block = _block_parent(code) if not quote and _BLOCK.search(code) else None
        out.append(code)
    return out


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _block_parent(code: str) -> int:
    """The column a text block must be indented beyond."""
    lead = _LEAD.match(code)
    width = lead.end() if lead else 0
    if code[width : width + 1] in "|>":
        return code.rfind("-", 0, width)
    return width


def _mask(line: str, quote: str) -> tuple[str, str]:
    out: list[str] = []
    before, at = "", 0
    while at < len(line):
        if quote:
            end, closed = _quoted_end(line, at, quote)
            out.append(TEXT * (end - at))
            at, quote, before = end, "" if closed else quote, "x"
            continue
        character = line[at]
        if character == "#" and (at == 0 or line[at - 1] in " \t"):
            out.append(TEXT * (len(line) - at))
            break
        if character in "\"'" and _may_open(line, at, before):
            quote = character
            out.append(TEXT)
        else:
            out.append(character)
            before = before if character in " \t" else character
        at += 1
    return "".join(out), quote


def _may_open(line: str, at: int, before: str) -> bool:
    """A quote is one only where a value begins; elsewhere it is an apostrophe or an inch."""
    if not before:
        return True
    if before not in _OPENERS:
        return False
    if before == "-":
        return not line[:at].strip(" \t-")
    return before in "[{," or line[at - 1] in " \t"


def _quoted_end(line: str, at: int, quote: str) -> tuple[int, bool]:
    """Where a quoted text that goes on at `at` ends on this line, and whether it is closed there."""
    while at < len(line):
        if quote == '"' and line[at] == "\\":
            at += 2
        elif line[at] != quote:
            at += 1
        elif quote == "'" and line[at + 1 : at + 2] == "'":
            at += 2
        else:
            return at + 1, True
    return len(line), False
