"""Lines of YAML → a tree and everything that is wrong with them as YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from handoff_cli.core.tree import Node, Source, Span
from handoff_cli.documents.build import FAST, build
from handoff_cli.documents.flaw import MOST_FLAWS, Flaw, shown
from handoff_cli.documents.lines import masked
from handoff_cli.documents.mend import Mended, mend, mistake_flaw
from handoff_cli.documents.mistakes import Mistake, dash_without_blank
from handoff_cli.documents.pages import FIELD_FILLED, NO_TEXT_LOST, YAML_READABLE
from handoff_cli.documents.parts import quoted
from handoff_cli.documents.whitespace import straighten

_SWALLOWED: Final = re.compile(r"\s+(#[0-9].*)")
_SWALLOWED_WHOLE: Final = re.compile(r"\s*:\s+(#[^\s#!].*)")
_DASHED_KEY: Final = re.compile(r" *-[^\W\d_][\w-]*:(?: |$)")
_GLUED_KEY: Final = re.compile(r"([A-Za-z_][\w-]*):(?!//)\S.*")
_CONFLICT: Final = re.compile(r"<{7}(?: |$)")


@dataclass(frozen=True, slots=True)
class Read:
    """`root` says what the file says once its flaws are mended; `readable` is whether it says so without."""

    root: Node | None
    flaws: tuple[Flaw, ...]
    readable: bool


def read_yaml(source: Source, lines: tuple[str, ...], loader: Any = FAST) -> Read:
    """`lines` are those of the source that hold YAML; lines around them are empty, so that numbers agree."""
    conflict = next((number for number, line in enumerate(lines, 1) if _CONFLICT.match(line)), None)
    if conflict:
        return Read(None, (_two_versions(source, conflict),), readable=False)
    straight = straighten(source, lines)
    lines, dashes = _with_blanks_after_dashes(straight.lines)
    built = build("\n".join(lines), source, loader)
    mended = mend(lines, source, built, loader) if built.refusal else Mended(built, ())
    early = (*straight.flaws, *(mistake_flaw(source, mistake) for mistake in dashes), *mended.flaws)
    flaws = (*early, *mended.built.flaws)
    root = mended.built.root
    if root is None or mended.built.refusal:
        return Read(None, flaws or (_empty(source),), readable=False)
    if not root.is_mapping:
        return Read(None, flaws or (_empty(source) if root.value is None else _no_fields(root),), readable=False)
    # A placeholder the parser cannot take (`note: -`) is the schema's to word, now that the tree is there.
    flaws = (
        *(flaw for flaw in flaws if flaw.rule is not FIELD_FILLED or flaw.route is not None),
        *_silent_mistakes(root),
    )
    return Read(root, flaws, readable=not any(flaw.rule is YAML_READABLE for flaw in flaws))


def _with_blanks_after_dashes(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Mistake, ...]]:
    """No field begins with a dash, so that `-id: R-01` is certain to be a list entry, even where a parser takes it."""
    found: list[Mistake] = []
    if any(_DASHED_KEY.match(line) for line in lines):
        for at, code in enumerate(masked(lines)):
            if _DASHED_KEY.match(code) and len(found) < MOST_FLAWS:
                found.extend(dash_without_blank(lines, at))
                lines = found[-1].lines
    return lines, tuple(found)


def _two_versions(source: Source, number: int) -> Flaw:
    place = source.place(Span(number, 1, number, len(source.lines[number - 1]) + 1))
    message = "two versions of this part stand in the file, between `<<<<<<<` and `>>>>>>>`"
    remedy = "Keep the version that is right and delete the other one and the lines with the markers."
    return Flaw(rule=YAML_READABLE, kind="malformed", place=place, message=message, remedy=remedy)


def _empty(source: Source) -> Flaw:
    place = source.place()
    return Flaw(
        rule=FIELD_FILLED,
        kind="missing",
        place=place,
        message="the file holds no fields",
        remedy="Fill it in, or delete the file.",
    )


def _no_fields(root: Node) -> Flaw:
    what = "a list" if root.is_list else "a text"
    message = f"the file holds {what}, where fields are expected"
    remedy = "Write a field a line: its name, a colon, a blank, its value."
    return Flaw(rule=YAML_READABLE, kind="malformed", place=root.place, message=message, remedy=remedy)


def _silent_mistakes(root: Node) -> Iterator[Flaw]:
    """What a parser takes without a word, and not as it was meant."""
    for node in root.walk():
        if node.value is None and (glued := _GLUED_KEY.fullmatch(node.key)):
            yield _glued(node, glued[1])
        elif not node.quoted:
            yield from _swallowed(node)
        elif node.value == "" and node.span:
            yield from _block_indicator(node)


def _glued(node: Node, name: str) -> Flaw:
    """`{from:1, to:499}` has two keys without values."""
    remedy = f"Write `{shown(node.key.replace(':', ': ', 1))}`."
    message = f"`{name}` needs a blank after its colon"
    return Flaw(YAML_READABLE, "malformed", node.source.place(node.key_span), message, remedy, route=node.route[:-1])


def _swallowed(node: Node) -> Iterator[Flaw]:
    if node.value is None and node.key_span:
        line = _line(node, node.key_span)
        match = _SWALLOWED_WHOLE.match(line, node.key_span.end_column - 1)
        if match:
            remedy = f"Put the text in quotes: `{shown(f'{node.key}: {quoted(match[1].rstrip())}')}`."
            message = f"`{node.key}` is empty: a `#` after a blank starts a comment"
            yield Flaw(FIELD_FILLED, "missing", node.place, message, remedy, route=node.route)
    elif isinstance(node.value, str) and node.span:
        line = _line(node, node.span, last=True)
        match = _SWALLOWED.match(line, node.span.end_column - 1)
        if match:
            text = f"{node.text} {match[1].rstrip()}"
            start = node.span.end_column
            place = node.source.place(Span(node.span.end_line, start, node.span.end_line, len(line) + 1))
            name = f"`{node.key}`" if node.key_span else "the entry"
            shown_key = f"{node.key}: " if node.key_span else "- "
            remedy = f"Put the text in quotes: `{shown(shown_key + quoted(text))}`; where a comment is meant, write a blank after the `#`."
            yield Flaw(
                NO_TEXT_LOST,
                "ambiguous",
                place,
                f"the end of {name} is lost: a `#` after a blank starts a comment",
                remedy,
            )


def _block_indicator(node: Node) -> Iterator[Flaw]:
    """`target: >5` is the head of an empty text block, not a text."""
    line = _line(node, node.span)
    text = line[node.span.column - 1 :].strip() if node.span else ""
    if text[:1] in (">", "|") and text[1:2].isdigit():
        remedy = f"Put the text in quotes: `{shown(f'{node.key}: {quoted(text)}')}`."
        message = f"`{node.key}` is empty: a text that begins with `{text[0]}` needs quotes"
        yield Flaw(FIELD_FILLED, "missing", node.place, message, remedy, route=node.route)


def _line(node: Node, span: Span | None, *, last: bool = False) -> str:
    number = (span.end_line if last else span.line) if span else 0
    return node.source.lines[number - 1] if 0 < number <= len(node.source.lines) else ""
