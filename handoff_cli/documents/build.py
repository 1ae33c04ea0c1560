"""YAML events → a tree of nodes with positions. A builder of its own, because PyYAML's constructor reads YAML 1.1, keeps the
last of two equal keys in silence, and is the slow half of loading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import yaml

from handoff_cli.core.finding import Related
from handoff_cli.core.tree import Node, Route, Source, Span
from handoff_cli.documents.flaw import Flaw, shown
from handoff_cli.documents.mistakes import quoted, split
from handoff_cli.documents.pages import FIELD_FILLED, NO_DUPLICATE_KEYS, NO_YAML_TRICKS, TEXT_READABLE
from handoff_cli.documents.placeholders import is_placeholder
from handoff_cli.documents.scalars import resolve
from handoff_cli.documents.text import UNSAFE, character_name

MAX_DEPTH: Final = 40
MAX_NODES: Final = 50_000
FAST: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PURE: Final[Any] = yaml.SafeLoader
_QUOTING: Final = "Put the text in quotes"


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
    except ValueError:
        # The pure parser hands an escape such as \UFFFFFFFF to chr() unchecked.
        reached = min(getattr(builder.parser, "line", 0), len(source.lines) - 1)
        return Built(None, tuple(builder.flaws), Refusal(reached, reached))
    finally:
        builder.parser.dispose()
    return Built(root, tuple(builder.flaws))


def _refusal(error: yaml.MarkedYAMLError) -> Refusal:
    mark, context, words = error.problem_mark, error.context_mark, error.context or ""
    line = mark.line if mark else 0
    # Only these contexts begin at the mistake; a block mapping or list begins far above it.
    tight = any(
        word in words for word in ("quoted scalar", "simple key", "flow", "block scalar", "alias", "anchor", "tag")
    )
    start = context.line if context and tight else line
    return Refusal(line, min(start, line))


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
            self._trick(
                start, "a line with `%` gives orders to the parser", "Delete the line that begins with `%`.", None
            )
        root = self._node(next_event(), (), None, 0)
        next_event()
        more = next_event()
        if isinstance(more, yaml.DocumentStartEvent):
            self._trick(more, "a second document begins here", "Delete the line `---`: one file is one document.", None)
        return root

    def _node(self, event: Any, route: Route, key_span: Span | None, depth: int) -> Node:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            self._too_much(event, depth)
        if type(event) is yaml.ScalarEvent:
            return self._scalar(event, route, key_span)
        if type(event) is yaml.AliasEvent:
            return self._alias(event, route, key_span)
        self._decorated(event, route)
        if type(event) is yaml.MappingStartEvent:
            return self._mapping(event, route, key_span, depth)
        return self._list(event, route, key_span, depth)

    def _scalar(self, event: Any, route: Route, key_span: Span | None) -> Node:
        written, plain = event.value, not event.style
        self._decorated(event, route)
        if event.style == '"' and (unsafe := UNSAFE.search(written)):
            self._unsafe(event, unsafe[0], route)
        return Node(
            source=self.source,
            route=route,
            value=resolve(written) if plain else written,
            written=written,
            quoted=not plain,
            span=self._span(event),
            key_span=key_span,
        )

    def _mapping(self, event: Any, route: Route, key_span: Span | None, depth: int) -> Node:
        children: dict[str, Node] = {}
        next_event = self.parser.get_event
        while type(key := next_event()) is not yaml.MappingEndEvent:
            name, span = self._key(key, route, depth)
            child = self._node(next_event(), (*route, name), span, depth + 1)
            if name == "<<" and not key.style:
                self._merge_key(child, route)
            elif name in children:
                self._duplicate(name, child, children[name])
            else:
                children[name] = child
        return self._closed(event, key, children, route, key_span, tuple(children.values()))

    def _list(self, event: Any, route: Route, key_span: Span | None, depth: int) -> Node:
        children: list[Node] = []
        next_event = self.parser.get_event
        while type(item := next_event()) is not yaml.SequenceEndEvent:
            children.append(self._node(item, (*route, len(children)), None, depth + 1))
        return self._closed(event, item, tuple(children), route, key_span, tuple(children))

    def _closed(
        self, start: Any, end: Any, value: Any, route: Route, key_span: Span | None, children: tuple[Node, ...]
    ) -> Node:
        first = start.start_mark
        # A block collection has no end of its own: the parser's mark is the next token, somewhere below.
        last = children[-1].span if children and not start.flow_style else None
        if last is None:
            last = Span(0, 0, end.end_mark.line + 1, end.end_mark.column + 1)
        span = Span(first.line + 1, first.column + 1, last.end_line, last.end_column)
        return Node(source=self.source, route=route, value=value, span=span, key_span=key_span)

    def _key(self, event: Any, route: Route, depth: int) -> tuple[str, Span]:
        span = self._span(event)
        if type(event) is not yaml.ScalarEvent:
            return self._key_that_is_none(event, route, depth, span), span
        name: str = event.value
        self._decorated(event, (*route, name))
        if not event.style and not isinstance(resolve(name), str):
            remedy = f'Put the key in quotes: `"{name}":`.' if name else "Write the name of the field before the colon."
            self._trick(
                event,
                f"`{name}` is read as a value, not as the name of a field" if name else "a colon has no name before it",
                remedy,
                (*route, name),
            )
        elif event.style == '"' and (unsafe := UNSAFE.search(name)):
            self._unsafe(event, unsafe[0], (*route, name))
        return name, span

    def _key_that_is_none(self, event: Any, route: Route, depth: int, span: Span) -> str:
        self._node(event, (*route, "?"), None, depth + 1)
        line = self.source.lines[span.line - 1] if span.line <= len(self.source.lines) else ""
        if "{{" in line and is_placeholder(line[line.index("{{") :].strip()):
            self.flaws.append(
                Flaw(
                    rule=FIELD_FILLED,
                    kind="missing",
                    place=self.source.place(span),
                    message=f"a placeholder of a template is left here: `{line[line.index('{{') :].strip()}`",
                    remedy="Write the value of this deal in its place.",
                    route=route,
                )
            )
        else:
            self._trick(
                event,
                "a list or a group stands where the name of a field belongs",
                "Write `name: value`; a text with brackets needs quotes.",
                route,
            )
        return "?"

    def _alias(self, event: Any, route: Route, key_span: Span | None) -> Node:
        written = f"*{event.anchor}"
        message = f"`{written}` at the start of a value points elsewhere in the file"
        self._trick(event, message, f'Write the value out, or put the text in quotes: `"{written}"`.', route)
        return Node(
            source=self.source, route=route, value=written, written=written, span=self._span(event), key_span=key_span
        )

    def _decorated(self, event: Any, route: Route) -> None:
        if event.anchor is None and event.tag is None:
            return
        line = self.source.lines[event.start_mark.line] if event.start_mark.line < len(self.source.lines) else ""
        mark, what = ("&", "is the name of an anchor") if event.anchor is not None else ("!", "is a tag for programs")
        parts = split(line)
        is_text = type(event) is yaml.ScalarEvent and parts.value.startswith(mark)
        remedy = (
            f"{_QUOTING}: `{shown(parts.line(quoted(parts.value)))}`."
            if is_text
            else f"Delete the word that begins with `{mark}`."
        )
        self._trick(event, f"a word that begins with `{mark}` {what}, not text", remedy, route)

    def _merge_key(self, child: Node, route: Route) -> None:
        place = self.source.place(child.key_span)
        self.flaws.append(
            Flaw(
                NO_YAML_TRICKS,
                "malformed",
                place,
                "`<<` merges another group into this one",
                "Write the fields out here.",
                route=route,
            )
        )

    def _duplicate(self, name: str, second: Node, first: Node) -> None:
        self.flaws.append(
            Flaw(
                rule=NO_DUPLICATE_KEYS,
                kind="malformed",
                place=self.source.place(second.key_span),
                message=f"`{name}` stands twice in the same group",
                remedy="Delete the line that is wrong.",
                related=(Related(self.source.place(first.key_span), f"`{name}` stands here first"),),
            )
        )

    def _unsafe(self, event: Any, character: str, route: Route) -> None:
        message = f"there is {character_name(character)} in this text, written as an escape"
        remedy = "Write the text without the backslash and what belongs to it."
        self.flaws.append(
            Flaw(TEXT_READABLE, "malformed", self.source.place(self._span(event)), message, remedy, route=route)
        )

    def _too_much(self, event: Any, depth: int) -> None:
        what = (
            f"goes more than {MAX_DEPTH} levels deep" if depth > MAX_DEPTH else f"holds more than {MAX_NODES:,} values"
        )
        self._trick(
            event, f"the document {what}", "Keep to the fields of the document; attach anything larger as a file.", None
        )
        raise _LimitError

    def _trick(self, event: Any, message: str, remedy: str, route: Route | None) -> None:
        self.flaws.append(
            Flaw(NO_YAML_TRICKS, "malformed", self.source.place(self._span(event)), message, remedy, route=route)
        )

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
