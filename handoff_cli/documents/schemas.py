"""The schemas as the validator uses them: references put in place, and what holds for a whole part written into each field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from handoff_cli.errors import HandoffError
from handoff_cli.resources import schemas_folder

Schema = Mapping[str, Any]

_MAPS: Final = ("properties", "patternProperties", "definitions")
_LISTS: Final = ("allOf", "anyOf", "oneOf")
_CONDITIONS: Final = ("if", "then", "else", "not")
_DEEPEST: Final = 30


@cache
def schema_of(kind: str) -> Schema:
    """The shipped schema of a kind of document, ready for use."""
    path = schemas_folder() / f"{kind}.schema.json"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise HandoffError(
            f"{path.name} is missing from this installation.", hint="Install handoff-cli again."
        ) from None
    schema: Schema = json.loads(text)
    return prepared(schema)


def prepared(schema: Schema) -> Schema:
    """`$ref` replaced by what it names (only `#/definitions/…` of the same file); `x-acts` handed down to every part."""
    ready: Schema = _prepared(schema, schema, None, {}, 0)
    return ready


def _prepared(part: Any, root: Schema, acts: str | None, near: Schema, depth: int) -> Any:
    if not isinstance(part, Mapping):
        return part
    if depth > _DEEPEST:
        raise HandoffError("A schema of this installation refers to itself.", hint="Install handoff-cli again.")
    if "$ref" in part:
        merged = {**_target(part["$ref"], root), **{key: value for key, value in part.items() if key != "$ref"}}
        return _prepared(merged, root, acts, near, depth + 1)
    acts = part.get("x-acts", acts)
    here = part.get("properties", near)
    out = dict(_parts(part, root, acts, here, depth + 1))
    if "properties" not in part and near:
        # A condition (`then: {required: [pack]}`) names fields that are described beside it.
        out["x-near"] = {key: _prepared(value, root, acts, {}, depth + 1) for key, value in near.items()}
    if acts:
        out["x-acts"] = acts
    return out


def _parts(part: Schema, root: Schema, acts: str | None, here: Schema, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in part.items():
        if key == "definitions":
            continue
        if key in _MAPS:
            yield key, {name: _prepared(sub, root, acts, {}, depth) for name, sub in value.items()}
        elif key in _LISTS:
            yield key, [_prepared(sub, root, acts, here, depth) for sub in value]
        elif key in _CONDITIONS:
            yield key, _prepared(value, root, acts, here, depth)
        elif key in ("items", "additionalProperties", "propertyNames", "contains"):
            yield key, _prepared(value, root, acts, {}, depth)
        else:
            yield key, value


def _target(reference: str, root: Schema) -> Schema:
    name = reference.removeprefix("#/definitions/")
    target = root.get("definitions", {}).get(name)
    if name == reference or not isinstance(target, Mapping):
        raise HandoffError(
            f"A schema refers to {reference}, which is not in the same file.", hint="Install handoff-cli again."
        )
    return target
