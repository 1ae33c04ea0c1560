"""Markdown with front matter: the fields between the `---` lines, and what the text below says as nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from handoff_cli.core.tree import Node, Source, Span
from handoff_cli.documents.flaw import Flaw
from handoff_cli.documents.pages import YAML_READABLE
from handoff_cli.documents.schemas import Schema
from handoff_cli.documents.wording import listing

_FENCE: Final = re.compile(r"---[ \t]*")
_MOST_BRACKETS: Final = 2000
_TASK: Final = re.compile(r"\[([ xX])\](?: +|$)")


@dataclass(frozen=True, slots=True)
class Parts:
    """Both with as many lines as the file, so that numbers agree; `end` is the line (from 1) that closes the front matter."""

    front: tuple[str, ...] | None
    text: tuple[str, ...]
    end: int
    flaws: tuple[Flaw, ...] = ()


def divide(source: Source, schema: Schema) -> Parts:
    """Front matter and text of a document."""
    lines = source.lines
    if not _FENCE.fullmatch(lines[0]):
        message = "the file does not begin with its fields between two lines `---`"
        return Parts(None, lines, 0, (_flaw(source, 1, message, _front_matter(schema)),))
    end = next((at for at in range(1, len(lines)) if _FENCE.fullmatch(lines[at])), None)
    if end is None:
        remedy = "Write a line `---` below the last field, before the text begins."
        return Parts(
            None, (), 0, (_flaw(source, 1, "the fields at the top are not closed with a second line `---`", remedy),)
        )
    front = ("", *lines[1:end], *("" for _ in lines[end:]))
    return Parts(front, (*("" for _ in lines[: end + 1]), *lines[end + 1 :]), end + 1)


def _front_matter(schema: Schema) -> str:
    fields = listing(schema.get("required", ()))
    return f"Begin the file with a line `---`, a line for each field{f' ({fields})' if fields else ''}, and another line `---`."


def _flaw(source: Source, line: int, message: str, remedy: str) -> Flaw:
    place = source.place(Span(line, 1, line, max(len(source.lines[line - 1]), 1) + 1))
    return Flaw(rule=YAML_READABLE, kind="malformed", place=place, message=message, remedy=remedy)


def read_body(source: Source, lines: Sequence[str]) -> Node:
    """`headings`, `sections` (heading → plain text), `tables` and `tasks` of a text. Raw HTML and images are left out."""
    text = _without_comments("\n".join(lines))
    tokens = _parser(links=text.count("[") < _MOST_BRACKETS).parse(text)
    blocks = tuple(_blocks(tokens))
    headings = tuple(block for block in blocks if block.level)
    route = ("body",)
    return Node(
        source=source,
        route=route,
        value={
            "headings": _list(
                source, (*route, "headings"), [{"level": h.level, "text": h.text, "at": h.span} for h in headings]
            ),
            "sections": _sections(source, (*route, "sections"), blocks),
            "tables": _tables(source, (*route, "tables"), tokens),
            "tasks": _list(source, (*route, "tasks"), [_task(b) for b in blocks if b.task is not None]),
        },
    )


@cache
def _parser(*, links: bool) -> MarkdownIt:
    # `js-default` passes no raw HTML on. Its search for links takes quadratic time in the number of brackets.
    parser = MarkdownIt("js-default").disable("image")
    return parser if links else parser.disable(["link", "reference"])


@dataclass(frozen=True, slots=True)
class _Block:
    """One piece of text. `level` is that of a heading, 0 for everything else; `task` is whether a task is done."""

    text: str
    span: Span
    level: int = 0
    task: bool | None = None


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    """Everything with words in it but the heads of tables, which are there whether or not a table says anything."""
    in_item = False
    for at, token in enumerate(tokens):
        before = tokens[at - 1].type if at else ""
        if token.type in ("fence", "code_block"):
            yield _Block(token.content.strip(), _span(token))
        elif token.type == "inline" and before == "heading_open":
            yield _Block(_words(token), _span(token), level=int(tokens[at - 1].tag[1:]))
        elif token.type == "inline" and before != "th_open":
            words = _words(token)
            box = _TASK.match(words) if in_item else None
            yield _Block(words[box.end() :] if box else words, _span(token), task=box[1] != " " if box else None)
        in_item = token.type == "list_item_open" or (in_item and token.type == "paragraph_open")


def _words(token: Token) -> str:
    out = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif child.content and child.type in ("text", "code_inline", "text_special"):
            out.append(child.content)
    return "".join(out).strip()


def _span(token: Token) -> Span:
    first, end = token.map or (0, 1)
    return Span(first + 1, 1, max(end, first + 1) + 1, 1)


def _sections(source: Source, route: tuple[str, ...], blocks: Sequence[_Block]) -> Node:
    """Each heading's text down to the next heading of its level or a higher one; equal headings are one section."""
    spans: dict[str, Span] = {}
    texts: dict[str, list[str]] = {}
    for at, head in enumerate(blocks):
        if head.level:
            below = list(_below(blocks, at))
            end = below[-1].span.end_line if below else head.span.end_line
            spans.setdefault(head.text, Span(head.span.line, 1, end, 1))
            texts.setdefault(head.text, []).extend(block.text for block in below if not block.level and block.text)
    leaves = {key: _leaf(source, (*route, key), "\n".join(texts[key]), span) for key, span in spans.items()}
    return Node(source=source, route=route, value=leaves)


def _below(blocks: Sequence[_Block], head: int) -> Iterator[_Block]:
    for at in range(head + 1, len(blocks)):
        if 0 < blocks[at].level <= blocks[head].level:
            return
        yield blocks[at]


def _tables(source: Source, route: tuple[str, ...], tokens: Sequence[Token]) -> Node:
    tables: list[dict[str, Any]] = []
    row: list[str] = []
    for at, token in enumerate(tokens):
        if token.type == "table_open":
            tables.append({"header": [], "rows": [], "at": _span(token)})
        elif token.type == "tr_open":
            row = []
            key = "header" if tokens[at + 1].type == "th_open" else "rows"
            if key == "rows":
                tables[-1]["rows"].append(row)
            else:
                tables[-1]["header"] = row
        elif token.type == "inline" and tokens[at - 1].type in ("th_open", "td_open"):
            row.append(_words(token))
    return _list(source, route, tables)


def _task(block: _Block) -> dict[str, Any]:
    return {"text": block.text, "done": block.task, "at": block.span}


def _list(source: Source, route: tuple[str | int, ...], entries: Sequence[dict[str, Any]]) -> Node:
    return Node(
        source=source, route=route, value=tuple(_entry(source, (*route, at), entry) for at, entry in enumerate(entries))
    )


def _entry(source: Source, route: tuple[str | int, ...], entry: dict[str, Any]) -> Node:
    span = entry["at"]
    value = {key: _leaf(source, (*route, key), plain, span) for key, plain in entry.items() if key != "at"}
    return Node(source=source, route=route, value=value, span=span)


def _leaf(source: Source, route: tuple[str | int, ...], plain: Any, span: Span) -> Node:
    if isinstance(plain, list):
        value = tuple(_leaf(source, (*route, at), entry, span) for at, entry in enumerate(plain))
        return Node(source=source, route=route, value=value, span=span)
    written = str(plain).lower() if isinstance(plain, bool) else str(plain)
    return Node(source=source, route=route, value=plain, written=written, span=span)


def _without_comments(text: str) -> str:
    """HTML comments are notes to the writer; their lines stay, empty."""
    out, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        out += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join(out) + text[at:]
