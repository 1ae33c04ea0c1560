"""What YAML can do and a document does not need, each as a flaw with the way out."""

from __future__ import annotations

from handoff_cli.core.finding import Kind, Related
from handoff_cli.core.rule import Rule
from handoff_cli.core.tree import Node, Route, Source, Span
from handoff_cli.documents.flaw import Flaw, shown
from handoff_cli.documents.pages import (
    FIELD_FILLED,
    FIELD_WELL_FORMED,
    NO_DUPLICATE_KEYS,
    NO_YAML_TRICKS,
    TEXT_READABLE,
)
from handoff_cli.documents.parts import quoted, split
from handoff_cli.documents.placeholders import is_placeholder
from handoff_cli.documents.text import character_name


def _flaw(
    source: Source, span: Span | None, route: Route | None, message: str, remedy: str, rule: Rule = NO_YAML_TRICKS
) -> Flaw:
    kind: Kind = "missing" if rule is FIELD_FILLED else "malformed"
    return Flaw(rule=rule, kind=kind, place=source.place(span), message=message, remedy=remedy, route=route)


def _line(source: Source, span: Span) -> str:
    return source.lines[span.line - 1] if span.line <= len(source.lines) else ""


def directive(source: Source, span: Span) -> Flaw:
    return _flaw(
        source, span, None, "a line with `%` gives orders to the parser", "Delete the line that begins with `%`."
    )


def second_document(source: Source, span: Span) -> Flaw:
    return _flaw(
        source, span, None, "a second document begins here", "Delete the line `---`: one file is one document."
    )


def too_much(source: Source, span: Span, what: str) -> Flaw:
    remedy = "Keep to the fields of the document; attach anything larger as a file."
    return _flaw(source, span, None, f"the document {what}", remedy)


def alias(source: Source, span: Span, route: Route, written: str) -> Flaw:
    message = f"`{written}` at the start of a value points elsewhere in the file"
    return _flaw(source, span, route, message, f'Write the value out, or put the text in quotes: `"{written}"`.')


def decoration(source: Source, span: Span, route: Route, mark: str, *, is_text: bool) -> Flaw:
    """An anchor (`&`) or a tag (`!`), mostly a text that only begins like one."""
    what = "is the name of an anchor" if mark == "&" else "is a tag for programs"
    parts = split(_line(source, span))
    whole = is_text and parts.value.startswith(mark)
    remedy = (
        f"Put the text in quotes: `{shown(parts.line(quoted(parts.value)))}`."
        if whole
        else f"Delete the word that begins with `{mark}`."
    )
    return _flaw(source, span, route, f"a word that begins with `{mark}` {what}, not text", remedy)


def merge_key(source: Source, span: Span | None, route: Route) -> Flaw:
    return _flaw(source, span, route, "`<<` merges another group into this one", "Write the fields out here.")


def duplicate(source: Source, name: str, second: Node, first: Node) -> Flaw:
    return Flaw(
        rule=NO_DUPLICATE_KEYS,
        kind="malformed",
        place=source.place(second.key_span),
        message=f"`{name}` stands twice in the same group",
        remedy="Delete the line that is wrong.",
        related=(Related(source.place(first.key_span), f"`{name}` stands here first"),),
    )


def unsafe_escape(source: Source, span: Span, route: Route, character: str) -> Flaw:
    message = f"there is {character_name(character)} in this text, written as an escape"
    return _flaw(
        source, span, route, message, "Write the text without the backslash and what belongs to it.", TEXT_READABLE
    )


def key_that_is_a_value(source: Source, span: Span, route: Route, name: str) -> Flaw:
    line = _line(source, span)
    before, here = line[: span.column - 1], line[span.column - 1 : span.column]
    if here.isdigit() and before[-1:] == "," and before[-2:-1].isdigit():
        message = "a comma inside braces ends the value before it"
        remedy = "Write a point before the decimals and nothing between thousands, and the number in quotes."
        return _flaw(source, span, route, message, remedy, FIELD_WELL_FORMED)
    if not name:
        return _flaw(
            source, span, route, "a colon has no name before it", "Write the name of the field before the colon."
        )
    remedy = f'Put the key in quotes: `"{name}":`.'
    return _flaw(source, span, route, f"`{name}` is read as a value, not as the name of a field", remedy)


def key_that_is_a_group(source: Source, span: Span, route: Route) -> Flaw:
    """`{{name}}` of a template is one, to YAML."""
    line = _line(source, span)
    left = line[line.find("{{") :].strip() if "{{" in line else ""
    if is_placeholder(left):
        message = f"a placeholder of a template is left here: `{left}`"
        return _flaw(source, span, route, message, "Write the value of this deal in its place.", FIELD_FILLED)
    message = "a list or a group stands where the name of a field belongs"
    return _flaw(source, span, route, message, "Write `name: value`; a text with brackets needs quotes.")
