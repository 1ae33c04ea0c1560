"""The schemas as the tests see them: loaded, walked, and turned into the smallest lawful document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft7Validator, FormatChecker

from handoff_cli.core.deal import DOCUMENTS
from handoff_cli.resources import schemas_folder

Schema = dict[str, Any]

SCHEMAS: dict[str, Schema] = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(schemas_folder().glob("*.schema.json"))
}
DOCUMENT_KINDS = {*DOCUMENTS.values(), "manifest"}
SCALARS = {"string", "number", "integer", "boolean", "null"}


def below(schema: Schema, at: str = "") -> Iterator[tuple[str, Schema]]:
    """Every schema that describes a value: the root, fields, entries of lists, values of open maps, definitions."""
    yield at, schema
    for key in ("properties", "definitions"):
        for name, child in schema.get(key, {}).items():
            yield from below(child, f"{at}.{name}")
    if "items" in schema:
        yield from below(schema["items"], f"{at}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from below(schema["additionalProperties"], f"{at}.*")


def conditions(schema: Schema) -> Iterator[Schema]:
    """The branches of `if`, `then`, `else`, and the schemas of keys: they describe no value of their own."""
    for _, child in below(schema):
        for key in ("if", "then", "else", "propertyNames"):
            if key in child:
                yield child[key]
                yield from conditions(child[key])


def types(schema: Schema) -> set[str]:
    written = schema.get("type", [])
    return {written} if isinstance(written, str) else set(written)


def is_scalar(schema: Schema) -> bool:
    return bool(types(schema)) and types(schema) <= SCALARS


def is_register(schema: Schema) -> bool:
    return types(schema) == {"array", "object"}


def resolve(schema: Schema, root: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = root["definitions"][schema["$ref"].removeprefix("#/definitions/")]
    return found


def from_examples(schema: Schema, root: Schema) -> Any:
    """A document made of nothing but the examples of its required fields: what the remedies tell people to write."""
    schema = resolve(schema, root)
    if "null" in types(schema):
        return None
    if is_scalar(schema):
        return schema["examples"][0]
    if "array" in types(schema):
        return [from_examples(schema["items"], root)]
    names = schema.get("required", [])
    filled = {name: from_examples(schema["properties"][name], root) for name in names}
    if isinstance(schema.get("additionalProperties"), dict):
        return filled | {"dana": from_examples(schema["additionalProperties"], root)}
    if schema.get("minProperties") and not filled:
        name = next(iter(schema["properties"]))
        return {name: from_examples(schema["properties"][name], root)}
    return filled


def as_written(value: Any) -> str:
    """The text of a scalar as it stands in YAML: what a pattern is applied to."""
    return value if isinstance(value, str) else json.dumps(value)


def lawful(schema: Schema, value: object) -> bool:
    return Draft7Validator(schema, format_checker=FormatChecker()).is_valid(value)


def at(kind: str, *route: str) -> Schema:
    schema = SCHEMAS[kind]
    for step in route:
        schema = schema["items"] if step == "[]" else schema["properties"][step]
    return schema


def everything(schema: Schema) -> list[Schema]:
    return [*(part for _, part in below(schema)), *conditions(schema)]
