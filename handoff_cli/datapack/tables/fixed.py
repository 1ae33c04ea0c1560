"""Tables of fixed width: columns lie between gutters, stretches of blanks that run through all lines.

Positions of the column names alone do not do (KiCad aligns numbers to the right of theirs), and blanks alone neither (values
hold some). A gutter with no column name on one side of it is no gutter: a value had a blank there in every row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from handoff_cli.core.pack import Flaw
from handoff_cli.core.tree import Span
from handoff_cli.datapack.tables.table import EXCERPT, HEADER_ROWS, Fields, Grid, Row

MAX_WIDTH: Final = 4_000
_WORD: Final = re.compile(r"\S+")
_MARK: Final = re.compile(r"^\s*[#*!]+")
_DRAWN: Final = re.compile(r"\s*[-=_*+|~ ]*\s*")
_MOST_NAMES: Final = 40

Columns = tuple[tuple[int, int], ...]


def fixed_width(member: str, lines: Sequence[str], fields: Fields) -> Grid | None:
    """The lines as one table of fixed width, None when no line among the first reads like its column names."""
    best: tuple[int, Grid] | None = None
    for at, line in enumerate(lines[:HEADER_ROWS]):
        names = _MARK.sub(lambda mark: " " * len(mark[0]), line)
        if "\t" in names or len(names) > MAX_WIDTH or not 2 < len(_WORD.findall(names)) <= _MOST_NAMES:
            continue
        if len(fields(_WORD.findall(names))) + len(fields(re.split(r"\s{2,}", names.strip()))) < 2:
            continue
        grid, found = _divided(member, lines, at, names, fields)
        if best is None or found > best[0]:
            best = found, grid
    return best[1] if best and best[0] > 1 else None


def _divided(member: str, lines: Sequence[str], at: int, names: str, fields: Fields) -> tuple[Grid, int]:
    body = _body(lines, at + 1)
    columns = _columns(names, [line for _, line in body])
    header = Row(at + 1, _cells(names, columns))
    if len(fields(header.cells)) >= len(fields(_WORD.findall(names))):
        rows = tuple(Row(number, _cells(line, columns)) for number, line in body)
        grid = Grid(member=member, lines=tuple(lines), rows=(header, *rows), separator="fixed")
    else:
        grid = _by_words(member, lines, Row(at + 1, tuple(_WORD.findall(names))), body)
    return grid, len(fields(grid.rows[0].cells))


def _body(lines: Sequence[str], start: int) -> list[tuple[int, str]]:
    numbered = enumerate(lines[start:], start + 1)
    return [(number, line) for number, line in numbered if not _DRAWN.fullmatch(line) and not _MARK.match(line)]


def _columns(names: str, body: Iterable[str]) -> Columns:
    used = _used(names)
    for line in body:
        used |= _used(line[:MAX_WIDTH])
    columns: list[tuple[int, int]] = []
    for start, end in _runs(used):
        if columns and (not names[start:end].strip() or not names[: columns[-1][1]].strip()):
            columns[-1] = columns[-1][0], end
        else:
            columns.append((start, end))
    # The last column holds whatever is longer than the rest: a description after the last gutter.
    return (*columns[:-1], (columns[-1][0], MAX_WIDTH)) if columns else ()


def _used(line: str) -> int:
    bits = 0
    for word in _WORD.finditer(line):
        bits |= ((1 << (word.end() - word.start())) - 1) << word.start()
    return bits


def _runs(bits: int) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer("1+", bin(bits)[:1:-1])]


def _cells(line: str, columns: Columns) -> tuple[str, ...]:
    cells = (line[start:end].strip() for start, end in columns)
    return tuple(cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell for cell in cells)


def _by_words(member: str, lines: Sequence[str], header: Row, body: Sequence[tuple[int, str]]) -> Grid:
    """Columns that run into each other: a line counts where it has one word a name, and is told where it has not."""
    rows, flaws = [header], list[Flaw]()
    for number, line in body:
        words = tuple(word.strip('"') for word in _WORD.findall(line))
        if len(words) == len(header.cells):
            rows.append(Row(number, words))
        else:
            flaws.append(_runs_over(member, number, line))
    return Grid(member=member, lines=tuple(lines), rows=tuple(rows), separator="fixed", flaws=tuple(flaws))


def _runs_over(member: str, number: int, line: str) -> Flaw:
    message = f"Line {number} of the table cannot be divided into its columns: they run into each other."
    place = Span(number, 1, number, len(line) + 1)
    return Flaw("malformed", member, message, "Export the file again as CSV.", place, line.strip()[:EXCERPT])
