"""YAML events → a tree of nodes with positions. A builder of its own, because PyYAML's constructor reads YAML 1.1, keeps the
last of two equal keys in silence, and is the slow half of loading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import yaml

from handoff_cli.core.tree import Node, Route, Source, Span
from handoff_cli.documents import tricks
from handoff_cli.documents.flaw import Flaw
from handoff_cli.documents.scalars import resolve
from handoff_cli.documents.text import UNSAFE

MAX_DEPTH: Final = 40
MAX_NODES: Final = 50_000
FAST: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PURE: Final[Any] = yaml.SafeLoader
_BEGIN_AT_THE_MISTAKE: Final = ("quoted scalar", "simple key", "flow", "block scalar", "alias", "anchor", "tag")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The line where the parser gave up and the one where what it was reading begins (0-based, as the parser counts)."""

    line: int
    start: int


@dataclass(frozen=True, slots=True)
class Built:
    """`root` is None where the parser refused, where nothing is in the file, or where it is too deep or too large."""

    root: Node | None
    flaws: tuple[Flaw, ...] = ()
    refusal: Refusal | None = None


def build(text: str, source: Source, loader: Any = FAST) -> Built:
    """The tree of a text that has as many lines as `source`, which is what places refer to."""
    builder = _Builder(text, source, loader)
    try:
        root = builder.document()
    except _LimitError:
        return Built(None, tuple(builder.flaws))
    except yaml.MarkedYAMLError as error:
        return Built(None, tuple(builder.flaws), _refusal(error))
    except (ValueError, OverflowError):
        # The pure parser hands an escape such as \UFFFFFFFF to chr() unchecked.
        reached = min(getattr(builder.parser, "line", 0), len(source.lines) - 1)
        return Built(None, tuple(builder.flaws), Refusal(reached, reached))
    finally:
        builder.parser.dispose()
    return Built(root, tuple(builder.flaws))


def _refusal(error: yaml.MarkedYAMLError) -> Refusal:
    line = error.problem_mark.line if error.problem_mark else 0
    # A block mapping or list begins far above the mistake; the other contexts begin at it.
    tight = error.context_mark and any(word in (error.context or "") for word in _BEGIN_AT_THE_MISTAKE)
    return Refusal(line, min(error.context_mark.line, line) if tight and error.context_mark else line)


class _LimitError(Exception):
    """Too deep or too large: a flaw says so, the rest is not read."""


class _Builder:
    def __init__(self, text: str, source: Source, loader: Any) -> None:
        self.parser = loader(text)
        self.source = source
        self.flaws: list[Flaw] = []
        self.count = 0

    def document(self) -> Node | None:
        next_event = self.parser.get_event
        next_event()
        start = next_event()
        if isinstance(start, yaml.StreamEndEvent):
            return None
        if start.version or start.tags:
            self.flaws.append(tricks.directive(self.source, self._span(start)))
        root = self._node(next_event(), (), None, 0)
        next_event()
        more = next_event()
        if isinstance(more, yaml.DocumentStartEvent):
            self.flaws.append(tricks.second_document(self.source, self._span(more)))
        return root

    def _node(self, event: Any, route: Route, key_span: Span | None, depth: int) -> Node:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            self._too_much(event, depth)
        if type(event) is yaml.AliasEvent:
            written = f"*{event.anchor}"
            self.flaws.append(tricks.alias(self.source, self._span(event), route, written))
            return Node(
                source=self.source,
                route=route,
                value=written,
                written=written,
                span=self._span(event),
                key_span=key_span,
            )
        if event.anchor is not None or event.tag is not None:
            self._decorated(event, route)
        if type(event) is yaml.ScalarEvent:
            return self._scalar(event, route, key_span)
        if type(event) is yaml.MappingStartEvent:
            return self._mapping(event, route, key_span, depth)
        return self._list(event, route, key_span, depth)

    def _scalar(self, event: Any, route: Route, key_span: Span | None) -> Node:
        written, plain = event.value, not event.style
        if event.style == '"':
            self._escapes(event, route)
        span = self._span(event)
        if plain and not written and key_span:
            # Where nothing is, each parser has its own idea of where it is.
            span = Span(key_span.end_line, key_span.end_column, key_span.end_line, key_span.end_column)
        return Node(
            source=self.source,
            route=route,
            value=resolve(written) if plain else written,
            written=written,
            quoted=not plain,
            span=span,
            key_span=key_span,
        )

    def _mapping(self, event: Any, route: Route, key_span: Span | None, depth: int) -> Node:
        children: dict[str, Node] = {}
        next_event = self.parser.get_event
        while type(key := next_event()) is not yaml.MappingEndEvent:
            name, span = self._key(key, route, depth)
            child = self._node(next_event(), (*route, name), span, depth + 1)
            if name == "<<" and not key.style:
                self.flaws.append(tricks.merge_key(self.source, span, route))
            elif name in children:
                self.flaws.append(tricks.duplicate(self.source, name, child, children[name]))
            else:
                children[name] = child
        return self._closed(event, key, children, route, key_span)

    def _list(self, event: Any, route: Route, key_span: Span | None, depth: int) -> Node:
        children: list[Node] = []
        next_event = self.parser.get_event
        while type(item := next_event()) is not yaml.SequenceEndEvent:
            children.append(self._node(item, (*route, len(children)), None, depth + 1))
        return self._closed(event, item, tuple(children), route, key_span)

    def _closed(self, start: Any, end: Any, value: Any, route: Route, key_span: Span | None) -> Node:
        first, last = start.start_mark, None
        if value and not start.flow_style:
            # A block collection has no end of its own: the parser's mark is the next token, somewhere below.
            last = (value[-1] if isinstance(value, tuple) else next(reversed(value.values()))).span
        if last is None:
            last = Span(0, 0, end.end_mark.line + 1, end.end_mark.column + 1)
        span = Span(first.line + 1, first.column + 1, last.end_line, last.end_column)
        return Node(source=self.source, route=route, value=value, span=span, key_span=key_span)

    def _key(self, event: Any, route: Route, depth: int) -> tuple[str, Span]:
        span = self._span(event)
        if type(event) is not yaml.ScalarEvent:
            self.flaws.append(tricks.key_that_is_a_group(self.source, span, route))
            self._node(event, (*route, "?"), None, depth + 1)
            return "?", span
        name: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._decorated(event, (*route, name))
        if not event.style and not isinstance(resolve(name), str):
            self.flaws.append(tricks.key_that_is_a_value(self.source, span, (*route, name), name))
        elif event.style == '"':
            self._escapes(event, (*route, name))
        return name, span

    def _decorated(self, event: Any, route: Route) -> None:
        mark, is_text = "&" if event.anchor is not None else "!", type(event) is yaml.ScalarEvent
        self.flaws.append(tricks.decoration(self.source, self._span(event), route, mark, is_text=is_text))

    def _escapes(self, event: Any, route: Route) -> None:
        """An escape can smuggle in what may not stand in the file itself."""
        unsafe = UNSAFE.search(event.value)
        if unsafe and "\ud800" <= unsafe[0] <= "\udfff":
            # libyaml refuses half a character, the pure parser does not.
            raise yaml.MarkedYAMLError("in a quoted scalar", event.start_mark, "half a character", event.start_mark)
        if unsafe:
            self.flaws.append(tricks.unsafe_escape(self.source, self._span(event), route, unsafe[0]))

    def _too_much(self, event: Any, depth: int) -> None:
        what = (
            f"goes more than {MAX_DEPTH} levels deep" if depth > MAX_DEPTH else f"holds more than {MAX_NODES:,} values"
        )
        self.flaws.append(tricks.too_much(self.source, self._span(event), what))
        raise _LimitError

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        line, column = end.line, end.column
        if column == 0 and line > start.line:
            line, column = self._end_of_text(start.line, line)
        return Span(start.line + 1, start.column + 1, line + 1, column + 1)

    def _end_of_text(self, first: int, line: int) -> tuple[int, int]:
        """A text block's mark is where the next thing begins; the text ends with its last line that is not blank."""
        lines = self.source.lines
        line = min(line, len(lines)) - 1
        while line > first and not lines[line].strip():
            line -= 1
        return line, len(lines[line].rstrip())
