"""Edits of a YAML text by the positions of its nodes, as a person would make them in an editor: nothing is dumped again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from handoff_cli.core.deal import DOCUMENTS, is_manifest
from handoff_cli.core.tree import Node, Span
from handoff_cli.documents import load
from tests.mutations.memory import DEAL, folder, text


@dataclass(frozen=True, slots=True)
class Spot:
    """A value of a document with what is around it: what it is in, outermost first, and its neighbours in document order."""

    name: str
    node: Node
    above: tuple[Node, ...]
    before: Node | None
    after: Node | None

    @property
    def parent(self) -> Node:
        return self.above[-1]

    @property
    def lines(self) -> frozenset[int]:
        """The lines a finding about this value may point to: its own, those of its group, and the keys of the lists it is in."""
        group = self.parent if len(self.above) > 1 else self.node
        spans = [node.span for node in (self.node, group) if node.span]
        keys = [node.key_span for node in (self.node, *self.above) if node.key_span]
        root = self.above[0].span
        first = range(1, root.line + 1) if len(self.above) == 1 and root else ()
        inside = {line for span in spans for line in range(span.line, span.end_line + 1)}
        return frozenset(inside.union(first) | {span.line for span in keys})

    @property
    def line(self) -> int:
        span = self.node.key_span or self.node.span
        assert span
        return span.line


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    root: Node
    text: str = field(repr=False)
    deal: str = DEAL


def document(name: str, deal: str = DEAL) -> Document:
    kind = "manifest" if is_manifest(name) else DOCUMENTS[name]
    root, found = load(f"{folder(deal)}/{name}", text(name, deal).encode(), kind)
    assert found == ()
    return Document(name, root, text(name, deal), deal)


def spots(document: Document) -> Iterator[Spot]:
    """Every value of a document below its root, in document order; not the text below a front matter."""
    yield from _below(document.name, (document.root,))


def _below(name: str, above: tuple[Node, ...]) -> Iterator[Spot]:
    parent = above[-1]
    children = [node for key, node in parent.items() if key != "body"] if parent.is_mapping else list(parent)
    for at, node in enumerate(children):
        before, after = children[at - 1] if at else None, children[at + 1] if at + 1 < len(children) else None
        yield Spot(name, node, above, before, after)
        yield from _below(name, (*above, node))


def put(text: str, spot: Spot, value: str) -> str:
    """The value replaced by what somebody typed in its place."""
    node = spot.node
    assert node.span
    if node.key_span is None:
        return _cut(text, _start(node.span), _end(node.span), value)
    return _cut(text, _end(node.key_span), _end(node.span), f": {value}" if value else ":")


def drop(text: str, spot: Spot) -> str:
    """The field or the entry taken out, with its line where it has one of its own."""
    node = spot.node
    assert node.span
    first = _start(node.key_span or node.span)
    if spot.after is not None:
        following = spot.after.key_span or spot.after.span
        assert following
        return _cut(text, first, _start(following), "")
    if spot.before is not None:
        assert spot.before.span
        return _cut(text, _end(spot.before.span), _end(node.span), "")
    assert spot.parent.span
    empty = "{}" if spot.parent.is_mapping else "[]"
    if spot.parent.key_span is None:
        return _cut(text, _start(spot.parent.span), _end(spot.parent.span), empty)
    return _cut(text, _end(spot.parent.key_span), _end(spot.parent.span), f": {empty}")


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _end(span: Span) -> tuple[int, int]:
    return span.end_line, span.end_column


def _cut(text: str, start: tuple[int, int], end: tuple[int, int], new: str) -> str:
    lines = text.split("\n")
    head, tail = lines[: start[0] - 1], lines[end[0] :]
    middle = lines[start[0] - 1][: start[1] - 1] + new + lines[end[0] - 1][end[1] - 1 :]
    return "\n".join([*head, middle, *tail])
