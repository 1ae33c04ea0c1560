"""Every field of every document of a sample deal, with what its schema says of it, and the ways to spoil it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handoff_cli.core.deal import DOCUMENTS, WHEN_NEEDED, is_manifest
from handoff_cli.core.tree import Node, dotted
from handoff_cli.documents.schemas import schema_of
from tests.mutations.edits import Document, Spot, document, drop, put, spots
from tests.mutations.memory import DEAL
from tests.mutations.verdict import Mutation

Schema = Mapping[str, Any]
MANIFEST = "data-pack/fsg-100/manifest.yaml"
ALWAYS = tuple(name for name in DOCUMENTS if name not in WHEN_NEEDED)
NAMES = (*ALWAYS, MANIFEST)
OTHERS = (*ALWAYS, "data-pack/ptc-210/manifest.yaml", "data-pack/rfm-040/manifest.yaml")
"""The documents of the second deal."""


_SAYS_NOTHING = ("null", '""', "TBD", "???", "<name>")
"""Each field is given one of them by its line, and the others by the slow tests: all of them everywhere take minutes."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a document, its schema, and whether its group needs it."""

    document: Document
    spot: Spot
    schema: Schema
    required: bool

    @property
    def types(self) -> frozenset[str]:
        listed = self.schema.get("type", ())
        return frozenset((listed,) if isinstance(listed, str) else listed)

    @property
    def node(self) -> Node:
        return self.spot.node

    def mutation(self, what: str, text: str) -> Mutation:
        name = self.document.name
        return Mutation(
            f"{name} {dotted(self.node.route)} {what}", {name: text.encode()}, name, self.spot.lines, self.document.deal
        )

    def written(self, value: str) -> Mutation:
        shown = value or "nothing"
        return self.mutation(f"= {shown}", put(self.document.text, self.spot, value))

    def removed(self) -> Mutation:
        return self.mutation("removed", drop(self.document.text, self.spot))


def fields(name: str, deal: str = DEAL) -> Iterator[Field]:
    found = document(name, deal)
    root = schema_of("manifest" if is_manifest(name) else DOCUMENTS[name])
    for spot in spots(found):
        schema, required = _schema(root, spot.node)
        yield Field(found, spot, schema, required)


def _schema(schema: Schema, node: Node) -> tuple[Schema, bool]:
    required = True
    for step in node.route:
        if isinstance(step, int):
            schema, required = schema["items"], True
        else:
            required = step in schema.get("required", ())
            schema = schema["properties"][step]
    return schema, required


def emptied(field: Field) -> Iterator[Mutation]:
    """The field taken out, or there without saying anything."""
    if field.required and field.node.key_span:
        yield field.removed()
    yield field.written(_by_line(field))
    if field.node.is_list and ("object" in field.types or field.schema.get("minItems")):
        yield field.written("[]")
    if field.node.is_mapping:
        yield field.written("{}")


def otherwise_emptied(field: Field) -> Iterator[Mutation]:
    """The ways of saying nothing that `emptied` leaves out."""
    yield from (field.written(value) for value in _SAYS_NOTHING if value != _by_line(field))


def _by_line(field: Field) -> str:
    return _SAYS_NOTHING[field.spot.line % len(_SAYS_NOTHING)]


def mistyped(field: Field) -> Iterator[Mutation]:
    """Something of another type in its place."""
    if field.node.is_list or field.node.is_mapping:
        yield field.written("one")
        # A register may be a group: the word of a person that there is nothing to list.
        if not field.node.is_list or "object" not in field.types:
            yield field.written("{one: two}" if field.node.is_list else "[one, two]")
        return
    yield field.written("[one, two]" if field.spot.line % 4 else "{one: two}")
    nonsense = _nonsense(field)
    if nonsense:
        yield field.written(nonsense)


def _nonsense(field: Field) -> str | None:
    """A scalar that this field cannot have, None where any text will do."""
    schema, types = field.schema, field.types
    if "enum" in schema or "boolean" in types:
        return "perhaps"
    if schema.get("format") == "date":
        return "Q3"
    if types == {"integer"}:
        return "1.000"
    if types == {"string"}:
        return "12"
    pattern = str(schema.get("pattern", ""))
    return "1,5" if "[0-9]{1,6}" in pattern else '"ä"' if pattern else None
