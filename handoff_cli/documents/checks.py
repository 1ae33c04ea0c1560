"""A document against its schema, each complaint at the very key and in the words of the person who filled it in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, cast

from jsonschema import Draft7Validator, ValidationError, validators

from handoff_cli.core.rule import Rule
from handoff_cli.core.tree import Node, Place, Route
from handoff_cli.documents.flaw import Flaw, shown
from handoff_cli.documents.forms import not_a_list
from handoff_cli.documents.instance import TYPES, Entries, Group, Instance, instance, key_of
from handoff_cli.documents.keys import meant, unknown
from handoff_cli.documents.pages import FIELD_FILLED, FIELD_KNOWN, FIELD_PRESENT, FIELD_WELL_FORMED, STRAIGHT_QUOTES
from handoff_cli.documents.schemas import Schema, prepared
from handoff_cli.documents.unfilled import unfilled
from handoff_cli.documents.values import VALUE_CHECKS, Check
from handoff_cli.documents.wording import Said, described, how_to_write, is_register, listing, name, short

_SMART: Final = "“”„‟«»‘’"
_SHORT: Final = 40
_RANKS: Final = {keyword: rank for rank, keyword in enumerate(VALUE_CHECKS)}


class _FlawError(ValidationError):
    """How a flaw travels through jsonschema."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.message)
        self.flaw = flaw


Found = Iterator[ValidationError]


def validate(root: Node, schema: Schema, skip: Collection[Route] = ()) -> Iterator[Flaw]:
    """What a schema as written (references and all) has against a document."""
    return check(root, prepared(schema), skip)


def check(root: Node, schema: Schema, skip: Collection[Route] = ()) -> Iterator[Flaw]:
    """What a prepared schema has against a document, except below the routes where something has been found already."""
    for error in _Validator(schema).iter_errors(instance(root)):
        flaw = _flaw_of(error, root, schema)
        if not any(flaw.route is not None and flaw.route[: len(route)] == route for route in skip):
            yield flaw


def _flaw_of(error: ValidationError, node: Node, schema: Schema) -> Flaw:
    """A keyword without words of its own (`not`, `dependencies`) still says where."""
    if isinstance(error, _FlawError):
        return error.flaw
    found = getattr(error.instance, "node", node)
    said = Said(
        f"{name(found)} is not as it should be{described(schema)}", "Compare it with the description of the field."
    )
    return _error(FIELD_WELL_FORMED, found, schema, said).flaw


def _error(rule: Rule, node: Node, schema: Schema, said: Said, place: Place | None = None) -> _FlawError:
    return _FlawError(
        Flaw(
            rule=rule,
            kind=said.kind,
            place=place or node.place,
            message=said.message,
            remedy=said.remedy,
            acts=schema.get("x-acts"),
            route=node.route,
        )
    )


def _child(validator: Any, child: Instance, schema: Any, *, required: bool) -> Found:
    """One value: of a scalar one thing is said at most; a list or a group speaks for its parts."""
    if not isinstance(schema, Mapping):
        return
    empty = unfilled(child.node, schema, required=required)
    if empty:
        yield _FlawError(empty)
    elif isinstance(child, Group) and is_register(schema) and _is_entry(child, schema):
        yield _error(FIELD_WELL_FORMED, child.node, schema, not_a_list(child.node, schema))
    elif isinstance(child, Group | Entries):
        errors = list(validator.descend(child, schema))
        # A list where one word belongs is not one of the words either, nor of their form.
        yield from [error for error in errors if error.validator == "type"][:1] or errors
    else:
        yield from _scalar(child.node, list(validator.descend(child, schema)), schema)


def _is_entry(found: Group, schema: Schema) -> bool:
    """The fields of one entry where the list of entries, or the word that there is none, belongs."""
    entry = schema.get("items", {}).get("properties", {})
    return any(key in entry for key in found) and not any(key in schema.get("properties", {}) for key in found)


def _scalar(node: Node, errors: list[ValidationError], schema: Schema) -> Found:
    in_smart_quotes = len(node.text) > 2 and node.text[0] in _SMART and node.text[-1] in _SMART
    if in_smart_quotes and (errors or len(node.text) <= _SHORT):
        plain = node.text[1:-1]
        remedy = f"Delete them: `{shown(f'{node.key}: {plain}' if node.key_span else plain)}`."
        said = Said(
            f"{name(node)} stands in typographic quotes, which are part of the text",
            remedy,
            "malformed" if errors else "ambiguous",
        )
        yield _error(FIELD_WELL_FORMED if errors else STRAIGHT_QUOTES, node, schema, said)
    elif errors:
        first = min(errors, key=lambda error: _RANKS.get(str(error.validator), len(_RANKS)))
        yield _FlawError(_flaw_of(first, node, schema))


def _properties(validator: Any, properties: Any, found: Any, schema: Schema) -> Found:
    if isinstance(found, Group):
        required = schema.get("required", ())
        for key, sub in properties.items():
            if key in found:
                yield from _child(validator, found[key], sub, required=key in required)


def _pattern_properties(validator: Any, patterns: Any, found: Any, _schema: Schema) -> Found:
    for pattern, sub in patterns.items() if isinstance(found, Group) else ():
        for key, child in found.items():
            if re.search(pattern, key):
                yield from _child(validator, child, sub, required=False)


def _items(validator: Any, sub: Any, found: Any, _schema: Schema) -> Found:
    for entry in found if isinstance(found, Entries) else ():
        yield from _child(validator, entry, sub, required=True)


def _property_names(validator: Any, sub: Any, found: Any, _schema: Schema) -> Found:
    for child in found.values() if isinstance(found, Group) else ():
        key = key_of(child.node)
        yield from _scalar(key.node, list(validator.descend(key, sub)), sub)


def _additional(validator: Any, allowed: Any, found: Any, schema: Schema) -> Found:
    if not isinstance(found, Group) or allowed is True:
        return
    likely = meant(found, schema)
    for key in unknown(found, schema):
        node = found[key].node
        if allowed is False:
            said = _unknown_key(key, likely.get(key), found, schema)
            yield _error(FIELD_KNOWN, node, schema, said, node.source.place(node.key_span))
        else:
            yield from _child(validator, found[key], allowed, required=False)


def _unknown_key(key: str, likely: str | None, found: Group, schema: Schema) -> Said:
    parent = found.node.route[-1] if found.node.route else None
    message = (
        f"`{short(key)}` is not a field of `{parent}`"
        if isinstance(parent, str)
        else f"`{short(key)}` is not a field here"
    )
    if likely:
        text = found[key].node.text
        return Said(
            f"{message}: did you mean `{likely}`?", f"Write `{shown(f'{likely}: {text}' if text else f'{likely}:')}`."
        )
    free = [field for field in schema.get("properties", ()) if field not in found]
    return Said(message, f"Delete it, or use one of {listing(free)}." if free else "Delete it.")


def _required(_validator: Any, required: Any, found: Any, schema: Schema) -> Found:
    if not isinstance(found, Group):
        return
    fields = schema.get("properties") or schema.get("x-near", {})
    misspelt = meant(found, schema).values()
    for key in required:
        if key not in found and key not in misspelt:
            field = fields.get(key, {})
            said = Said(f"`{key}` is missing{described(field)}", f"Add {how_to_write(key, field)}.", "missing")
            yield _error(FIELD_PRESENT, found.node, {**schema, **field}, said)


def _keyword(value_check: Check) -> Any:
    def handler(_validator: Any, value: Any, found: Any, schema: Schema) -> Found:
        said = value_check(found, value, schema)
        if said:
            yield _error(FIELD_FILLED if said.kind == "missing" else FIELD_WELL_FORMED, found.node, schema, said)

    return handler


_Validator: Final = cast(
    "Any",
    validators.extend(  # type: ignore[no-untyped-call]
        Draft7Validator,
        {
            "properties": _properties,
            "patternProperties": _pattern_properties,
            "additionalProperties": _additional,
            "propertyNames": _property_names,
            "items": _items,
            "required": _required,
            **{keyword: _keyword(value_check) for keyword, value_check in VALUE_CHECKS.items()},
        },
        type_checker=TYPES,
    ),
)
