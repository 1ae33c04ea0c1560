"""How fields are named, described and shown to people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.tree import Node
from handoff_cli.documents.flaw import shown
from handoff_cli.documents.placeholders import is_placeholder
from handoff_cli.documents.scalars import resolve
from handoff_cli.documents.schemas import Schema

NONE_SAID: Final = "{none_confirmed_by: <id in handoff.yaml>, on: <date>}"
AT_MOST: Final = 8
_PLAIN: Final = re.compile(r"[A-Za-z0-9](?:[\w ./@+-]*[\w./@+-])?", re.ASCII)
_SHOWN_AMOUNT: Final = "12.50"


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong with a value, and the way out."""

    message: str
    remedy: str
    kind: Kind = "malformed"


def as_line(node: Node, text: str) -> str:
    """A value with its key, as it should stand in the file."""
    return f"`{shown(f'{node.key}: {text}')}`" if node.key_span else f"`{shown(text)}`"


def name(node: Node) -> str:
    """A value as its reader knows it: `price`, or entry 2 of `items`."""
    if node.route and isinstance(node.route[-1], int):
        parents = [step for step in node.route if isinstance(step, str)]
        return f"entry {node.route[-1] + 1} of `{parents[-1]}`" if parents else f"entry {node.route[-1] + 1}"
    return f"`{node.key}`" if node.route else "the file"


def described(schema: Schema) -> str:
    """`: the last day the quoted prices hold`, from the field's description; empty where it has none."""
    sentence = re.split(r"(?<=[a-z0-9)])[.;] ", str(schema.get("description", "")), maxsplit=1)[0].strip().rstrip(".")
    if sentence[:1].isupper() and not sentence[1:2].isupper():
        sentence = sentence[0].lower() + sentence[1:]
    return f": {sentence}" if sentence else ""


def types(schema: Schema) -> tuple[str, ...]:
    listed = schema.get("type", ())
    return (listed,) if isinstance(listed, str) else tuple(listed)


def is_register(schema: Schema) -> bool:
    """A list that may be replaced by a named person's word that there is nothing to list."""
    return {"array", "object"} <= set(types(schema))


def is_decimal(schema: Schema) -> bool:
    """Amounts and percentages: decimal text. Their values are never put into a message."""
    pattern = schema.get("pattern")
    if not isinstance(pattern, str) or "integer" in types(schema):
        return False
    return bool(re.search(pattern, _SHOWN_AMOUNT)) and not any(re.search(pattern, text) for text in ("abc", "1.2.3"))


def is_hash(schema: Schema) -> bool:
    """A SHA-256. Nobody can make one up, so an example of one helps nobody."""
    pattern = schema.get("pattern")
    return isinstance(pattern, str) and bool(re.search(pattern, "a" * 64)) and not re.search(pattern, "a" * 63)


def short(text: str, longest: int = 40) -> str:
    """A value inside a sentence."""
    text = " ".join(text.replace("`", "'").split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def listing(options: Iterable[Any]) -> str:
    shown = [f"`{render(option)}`" for option in options]
    return ", ".join(shown[:AT_MOST]) + (", …" if len(shown) > AT_MOST else "")


def render(value: Any) -> str:
    """A value as one would type it into a document."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {render(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(render, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if not isinstance(value, str) or (_PLAIN.fullmatch(text) and isinstance(resolve(text), str)):
        return text
    return f'"{text}"'


def example(schema: Schema) -> str | None:
    """How a value of this field looks."""
    if is_decimal(schema):
        return f'"{_SHOWN_AMOUNT}"'
    examples = schema.get("examples") or ()
    if examples:
        return render(examples[0])
    return "2026-03-31" if schema.get("format") == "date" else None


def how_to_write(key: str, schema: Schema) -> str:
    """The line to add, as far as the schema can tell: "`valid_until: 2026-02-28`"."""
    shown, kinds = example(schema), types(schema)
    if is_hash(schema):
        return f"`{key}:` with the SHA-256 of the file: `sha256sum FILE`, on Windows `Get-FileHash FILE`"
    if shown and not is_placeholder(shown):
        return f"`{key}: {shown}`"
    if schema.get("enum"):
        return f"`{key}:` with one of {listing(schema['enum'])}"
    if kinds == ("boolean",):
        return f"`{key}: true` or `{key}: false`"
    if "array" in kinds:
        none = f", or `{key}: {NONE_SAID}`" if "object" in kinds else ""
        return f"`{key}:` and below it one entry a line, each starting with `- `{none}"
    if "object" in kinds and schema.get("required"):
        return f"`{key}:` and below it {listing(schema['required'])}"
    return f"a line `{key}: …`"
