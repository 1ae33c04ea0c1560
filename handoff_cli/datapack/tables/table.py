"""Rows, grids and tables as values, and how column names are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw
from handoff_cli.core.tree import Span

HEADER_ROWS: Final = 30
EXCERPT: Final = 200

_UNIT: Final = re.compile(r"[(\[]\s*(mm|mil|mils|inch|in|cm|um|deg|degrees|°)\s*[)\]]", re.ASCII)
_RULED: Final = re.compile(r"[-=_*+|~ \t]{3,}")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, trimmed, and the 1-based line of the file (or row of the sheet) it starts on."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)

    @property
    def is_ruled(self) -> bool:
        """A line of dashes, as reports draw below their column names."""
        return _RULED.fullmatch("".join(self.cells)) is not None


@dataclass(frozen=True, slots=True)
class Grid:
    """A member, or one sheet of it, as rows; nobody knows yet where its table starts. `flaws` lie in rows that were not divided."""

    member: str
    lines: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str = ""
    sheet: str = ""
    hidden: bool = False
    numbers: frozenset[tuple[int, int]] = frozenset()
    """(line, column) of the cells a workbook holds as numbers: they cannot have leading zeros."""
    flaws: tuple[Flaw, ...] = ()
    broken: Flaw | None = None
    """Why the rows end before the text does."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a member: header, the rows below it, the lines around it, and the whole text's lines for excerpts."""

    member: str
    lines: tuple[str, ...]
    separator: str
    header: Row
    rows: tuple[Row, ...]
    sheet: str = ""
    numbers: frozenset[tuple[int, int]] = frozenset()
    flaws: tuple[Flaw, ...] = ()
    broken: Flaw | None = None

    @property
    def banner(self) -> tuple[str, ...]:
        """What is written above the first row of data."""
        first = self.rows[0].line if self.rows else len(self.lines) + 1
        return self.lines[: first - 1]

    @property
    def width(self) -> int:
        return len(self.header.cells)

    def excerpt(self, line: int) -> str:
        return self.lines[line - 1].strip()[:EXCERPT] if 0 < line <= len(self.lines) else ""

    def flaw(self, kind: Kind, line: int, message: str, remedy: str) -> Flaw:
        """Something wrong with one line; with the whole table where the line is 0, as that of names nobody has written."""
        length = len(self.lines[line - 1]) if 0 < line <= len(self.lines) else 0
        return Flaw(
            kind=kind,
            member=self.member,
            message=message,
            remedy=remedy,
            span=Span(line, 1, line, length + 1) if line else None,
            excerpt=self.excerpt(line) or None,
        )


Fields = Callable[[Sequence[str]], Mapping[str, object]]
"""Header cells → the fields they name."""


def normal(header: str) -> str:
    """A column name as compared: `Center-X(mm)`, ` center x` and `CENTER_X` are one."""
    text = unicodedata.normalize("NFKC", header).strip().lower()
    text = _UNIT.sub("", text).replace("#", " #").replace(".", "").replace(":", "").replace("*", "")
    return " ".join(text.replace("_", " ").replace("-", " ").split()).removeprefix("# ").removeprefix("fields ")
