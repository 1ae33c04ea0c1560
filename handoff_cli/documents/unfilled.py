"""Fields that are there and say nothing: null, blank, an empty list, a placeholder of a template."""

from __future__ import annotations

from handoff_cli.core.tree import Node
from handoff_cli.documents.flaw import Flaw
from handoff_cli.documents.pages import FIELD_FILLED
from handoff_cli.documents.placeholders import is_placeholder
from handoff_cli.documents.schemas import Schema
from handoff_cli.documents.wording import NONE_SAID, described, how_to_write, is_register, name, types


def unfilled(node: Node, schema: Schema, *, required: bool) -> Flaw | None:
    placeholder = _placeholder(node, schema)
    if placeholder:
        return _flaw(node, schema, f"still says `{placeholder}`", required)
    return _flaw(node, schema, "is empty", required) if _is_empty(node, schema) else None


def _flaw(node: Node, schema: Schema, what: str, required: bool) -> Flaw:
    return Flaw(
        rule=FIELD_FILLED,
        kind="missing",
        place=node.place,
        message=f"{name(node)} {what}{described(schema)}",
        remedy=_remedy(node, schema, required),
        acts=schema.get("x-acts"),
        route=node.route,
    )


def _remedy(node: Node, schema: Schema, required: bool) -> str:
    if is_register(schema):
        return f"List the entries, or let a named person say there are none: `{node.key}: {NONE_SAID}`."
    if not node.route or isinstance(node.route[-1], int):
        return "Fill it in, or delete the line."
    return (
        f"Fill it in: {how_to_write(node.key, schema)}."
        if required
        else "Fill it in, or delete the line if it does not apply."
    )


def _is_empty(node: Node, schema: Schema) -> bool:
    if node.value is None:
        return "null" not in types(schema)
    if node.is_list:
        return not node.value and (schema.get("minItems", 0) > 0 or is_register(schema))
    if node.is_mapping:
        return not node.value and bool(schema.get("required") or schema.get("minProperties"))
    return isinstance(node.value, str) and not node.value.strip()


def _placeholder(node: Node, schema: Schema) -> str | None:
    if isinstance(node.value, str):
        allowed = node.text in map(str, schema.get("enum", ())) or node.text == schema.get("const")
        return node.text if is_placeholder(node.text) and not allowed else None
    if node.is_list and "array" not in types(schema):
        return _bracketed(node, "[", "]", [entry.text for entry in node])
    if node.is_mapping and "object" not in types(schema):
        return _bracketed(node, "{", "}", [key for key, value in node.items() if value.value is None])
    return None


def _bracketed(node: Node, opening: str, closing: str, words: list[str]) -> str | None:
    """`[Date]` left from a template is a list to YAML, and `{Date}` a group."""
    line = node.source.lines[node.span.line - 1] if node.span and node.span.line <= len(node.source.lines) else ""
    is_flow = bool(node.span) and line[node.span.column - 1 : node.span.column] == opening if node.span else False
    plain = len(node.value) == len(words) == 1 and bool(words[0])
    return f"{opening}{words[0]}{closing}" if is_flow and plain else None
