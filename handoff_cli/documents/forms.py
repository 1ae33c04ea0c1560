"""What to say about a value that is another sort of thing than its field takes: a text for a list, a number for a text."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.core.tree import Node
from handoff_cli.documents.choices import wrong_date
from handoff_cli.documents.figures import no_number, not_whole, wrong_decimal
from handoff_cli.documents.flaw import shown
from handoff_cli.documents.schemas import Schema
from handoff_cli.documents.wording import (
    NONE_SAID,
    Said,
    as_line,
    described,
    example,
    is_decimal,
    is_register,
    listing,
    name,
    render,
    types,
)

_GLUED: Final = re.compile(r"([A-Za-z_][\w-]*):(\S.*)", re.DOTALL)
_YES: Final = {
    "yes": "true",
    "y": "true",
    "on": "true",
    "1": "true",
    "no": "false",
    "n": "false",
    "off": "false",
    "0": "false",
}
_WORDS_OF_NONE: Final = frozenset({"none", "no", "nil", "nothing", "false"})


def wrong_type(node: Node, schema: Schema) -> Said:
    wanted = types(schema)
    scalar = not (node.is_mapping or node.is_list)
    if schema.get("format") == "date" and scalar:
        return wrong_date(node, schema)
    if "integer" in wanted and scalar:
        return not_whole(node, schema)
    if is_decimal(schema) and scalar:
        return wrong_decimal(node)
    if "array" in wanted:
        return not_a_list(node, schema)
    if "object" in wanted:
        return _not_a_group(node, schema)
    if "boolean" in wanted:
        return _not_yes_or_no(node)
    return no_number(node) if scalar and "string" not in wanted else _not_a_text(node, schema)


def not_a_list(node: Node, schema: Schema) -> Said:
    must, text = f"{name(node)} must be a list: one entry a line, each starting with `- `", node.text
    if is_register(schema) and text.casefold() in _WORDS_OF_NONE:
        message = f"that there are no {node.key.replace('_', ' ')} must be said by a named person"
        return Said(message, f"Write `{node.key}: {NONE_SAID}`.", "missing")
    if node.is_mapping:
        return Said(must, "Put `- ` before the first field of the entry and indent its other fields to match.")
    if text.startswith("-"):
        first = text.lstrip("-").partition(" -")[0].strip()
        return Said(f"the dashes of {name(node)} need a blank after them", f"Write `- {shown(first)}`, and so on.")
    entries = [part.strip() for part in text.split(",") if part.strip()]
    return Said(must, _as_list(node, schema, entries))


def _as_list(node: Node, schema: Schema, entries: list[str]) -> str:
    """The line with brackets, where what stands there may be the entries; otherwise how entries look."""
    each = schema.get("items", {})
    options, pattern = each.get("enum"), each.get("pattern")
    fits = all((not options or entry in options) and (not pattern or re.search(pattern, entry)) for entry in entries)
    if entries and fits:
        return f"Write {as_line(node, render(entries))}."
    if options:
        return f"Write `{node.key}: […]` with some of {listing(options)}."
    like = example(each)
    return f"Write it like `{node.key}: [{like}]`." if like else "Write one entry a line, each starting with `- `."


def _in_brackets(node: Node) -> bool:
    line = node.source.lines[node.span.line - 1] if node.span else ""
    return bool(node.span) and line[node.span.column - 1 : node.span.column] == "[" if node.span else False


def _not_a_group(node: Node, schema: Schema) -> Said:
    glued = _GLUED.fullmatch(node.text)
    if glued:
        return Said(f"`{glued[1]}` needs a blank after its colon", f"Write `{shown(f'{glued[1]}: {glued[2]}')}`.")
    if node.is_list:
        only = (
            "Delete the dash before it; there is only one."
            if not _in_brackets(node)
            else "Write `{name: value, …}`: each field with its name."
        )
        return Said(f"{name(node)} is one group of fields, not a list", only)
    fields = listing(schema.get("required") or schema.get("properties", ()))
    message = f"{name(node)} is a group of fields{f': {fields}' if fields else ''}"
    return Said(message, "Write each field on a line of its own below it, indented by two blanks: `name: value`.")


def _not_yes_or_no(node: Node) -> Said:
    meant = _YES.get(node.text.casefold())
    if meant:
        return Said(f"{name(node)} is `{node.text}`, which is neither true nor false", f"Write {as_line(node, meant)}.")
    return Said(f"{name(node)} is either true or false", f"Write {as_line(node, 'true')} or {as_line(node, 'false')}.")


def _not_a_text(node: Node, schema: Schema) -> Said:
    if node.is_list:
        return Said(
            f"{name(node)} takes one value, not a list{described(schema)}", "Keep one entry, without dash and brackets."
        )
    if node.is_mapping:
        remedy = "Write the value behind the colon; a text with a colon or braces needs quotes."
        return Said(f"{name(node)} takes one value, not fields of its own{described(schema)}", remedy)
    what = "true or false" if isinstance(node.value, bool) else "a number"
    quoted = f'"{node.text}"'
    return Said(f"{name(node)} is a text, and this is read as {what}", f"Put it in quotes: {as_line(node, quoted)}.")
