"""A line of a document with the culprit underlined, whatever the line holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from handoff_cli.core.tree import Place, Span
from handoff_cli.reporters.plain import visible

TAB: Final = 4
_CONTEXT: Final = 12
_NARROWEST: Final = 24

Cell = tuple[str, int]
"""What one character of the line becomes, and how many columns that takes."""


def excerpt(place: Place, width: int) -> tuple[str, str, str] | None:
    """Line number, line and underline; None where there is no line to show."""
    if place.span is None or place.excerpt is None:
        return None
    cells = tuple(_cells(place.excerpt.rstrip()))
    first, last = _bounds(place.span, len(cells))
    number = str(place.span.line)
    return number, *_window(cells, first, last, max(width - len(number) - 5, _NARROWEST))


def _bounds(span: Span, length: int) -> tuple[int, int]:
    """First and one past the last cell to underline; what goes on below the line is underlined to its end."""
    first = min(span.column - 1, length)
    last = span.end_column - 1 if span.end_line == span.line else length
    return first, max(first, min(last, length))


def _cells(line: str) -> Iterator[Cell]:
    at = 0
    for char in line:
        cell = _cell(char, at)
        at += cell[1]
        yield cell


def _cell(char: str, at: int) -> Cell:
    if char == "\t":
        gap = TAB - at % TAB
        return " " * gap, gap
    if unicodedata.combining(char):
        return char, 0
    shown = visible(char)
    return shown, len(shown) if len(shown) > 1 else 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _window(cells: Sequence[Cell], first: int, last: int, room: int) -> tuple[str, str]:
    """The part of a long line that shows the culprit, and its underline."""
    start = 0 if _columns(cells) <= room else _start(cells, first, room)
    stop = start + sum(
        columns <= room for columns in accumulate(columns for _, columns in cells[start : start + 2 * room])
    )
    before, after = "… " if start else "", " …" if stop < len(cells) else ""
    line = before + "".join(shown for shown, _ in cells[start:stop]) + after
    marked = max(_columns(cells[first : min(last, stop)]), 1)
    return line, " " * (len(before) + _columns(cells[start:first])) + "^" + "~" * (marked - 1)


def _start(cells: Sequence[Cell], first: int, room: int) -> int:
    return 0 if _columns(cells[: first + 1]) <= room - _CONTEXT else max(first - _CONTEXT, 0)


def _columns(cells: Sequence[Cell]) -> int:
    return sum(columns for _, columns in cells)
