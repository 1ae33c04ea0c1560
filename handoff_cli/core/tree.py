"""A document as a tree of values that know where they stand.

A rule walks the tree by key (`quote.get("cost", "material")`) and never meets None: what is absent is a node too, with
`exists` False and the place of the nearest thing that does exist, so that "missing" can be pointed at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

Route = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Lines and columns count from 1 in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: a file of the repository, perhaps a member of a ZIP, perhaps a span. `excerpt` is the line itself."""

    path: str
    member: str | None = None
    span: Span | None = None
    excerpt: str | None = None

    @property
    def line(self) -> int | None:
        return self.span.line if self.span else None


@dataclass(frozen=True, slots=True)
class Source:
    """A text document: its path in the repository and its lines, for excerpts."""

    path: str
    lines: tuple[str, ...] = ()

    def place(self, span: Span | None = None) -> Place:
        if span is None or not 0 < span.line <= len(self.lines):
            return Place(self.path, span=span)
        return Place(self.path, span=span, excerpt=self.lines[span.line - 1])


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a document.

    `value` is None, bool, int, float, str, a mapping key → Node or a tuple of Nodes. `text` of a scalar is what was written
    (`03`, `1.10`), quotes removed. `span` covers the value, `key_span` the key that leads to it.
    """

    source: Source
    route: Route = ()
    value: Any = None
    written: str | None = None
    quoted: bool = False
    span: Span | None = None
    key_span: Span | None = None
    exists: bool = True

    def get(self, *route: str | int) -> Node:
        """The node at `route` below this one; an absent node, placed at the nearest existing parent, where there is none."""
        node = self
        for step in route:
            node = node._child(step)
        return node

    def _child(self, step: str | int) -> Node:
        if isinstance(self.value, dict) and step in self.value:
            child: Node = self.value[step]
            return child
        if isinstance(self.value, tuple) and isinstance(step, int) and 0 <= step < len(self.value):
            item: Node = self.value[step]
            return item
        return Node(self.source, (*self.route, step), span=self.key_span or self.span, exists=False)

    def __iter__(self) -> Iterator[Node]:
        """The entries of a list; nothing for anything else."""
        return iter(self.value) if isinstance(self.value, tuple) else iter(())

    def items(self) -> Iterator[tuple[str, Node]]:
        """Key and node of a mapping; nothing for anything else."""
        return iter(self.value.items()) if isinstance(self.value, dict) else iter(())

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, tuple)

    @property
    def key(self) -> str:
        """The last step of the route, as the reader knows it."""
        return str(self.route[-1]) if self.route else ""

    @property
    def text(self) -> str:
        """A scalar as written, trimmed; empty for what is absent, null, a list or a mapping."""
        return (self.written or "").strip() if self.value is not None else ""

    @property
    def count(self) -> int | None:
        """A whole number written in plain digits, or None."""
        return self.value if isinstance(self.value, int) and not isinstance(self.value, bool) else None

    @property
    def decimal(self) -> Decimal | None:
        """A number written as plain decimal digits, quoted or not; None for anything else."""
        text = self.text
        if not text or not text.lstrip("-").replace(".", "", 1).isascii() or "_" in text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None
        return number if number.is_finite() and "e" not in text.lower() else None

    @property
    def place(self) -> Place:
        """The place of the value, or of its key when the value spans lines or is empty."""
        return self.source.place(self._pointed_at())

    def _pointed_at(self) -> Span | None:
        if self.key_span and (self.value is None or self.is_mapping or self.is_list):
            return self.key_span
        if self.span and (self.is_mapping or self.is_list):
            first = self.span
            return Span(first.line, first.column, first.line, first.column + 1)
        return self.span or self.key_span

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, in document order."""
        yield self
        below: Sequence[Node] = tuple(self.value.values()) if isinstance(self.value, dict) else tuple(self)
        for child in below:
            yield from child.walk()

    def plain(self) -> Any:
        """The bare data, for a schema or for JSON."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, tuple) else self.value


def absent(path: str) -> Node:
    """The root of a document that is not there."""
    return Node(Source(path), exists=False)


def dotted(route: Route) -> str:
    """A route as people read it: `items[2].price` (counting from 1)."""
    out = ""
    for step in route:
        out += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if out else step
    return out
