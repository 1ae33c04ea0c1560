"""What every schema promises: known keywords, a description and an example for each field, no loose ends."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from jsonschema import Draft7Validator

from handoff_cli.core.deal import DOCUMENTS
from handoff_cli.core.finding import Actor
from tests.schemas.shapes import (
    DOCUMENT_KINDS,
    SCHEMAS,
    as_written,
    at,
    below,
    everything,
    is_scalar,
    lawful,
    types,
)

KEYWORDS = {
    "$schema", "$ref", "title", "description", "definitions", "type", "enum", "format", "pattern", "minLength", "minimum", "maximum",
    "items", "minItems", "uniqueItems", "properties", "required", "additionalProperties", "propertyNames", "minProperties",
    "if", "then", "else", "examples", "x-acts", "x-headings", "x-month",
}  # fmt: skip
FORMATS = {"date", "date-time"}
OPEN_MAPS = {".people", ".people.*.forge_ids", ".witnesses", ".rules", ".thresholds", ".words"}


def test_every_kind_of_document_has_its_schema_and_no_other_is_there() -> None:
    assert set(SCHEMAS) == DOCUMENT_KINDS | {"handoff", "report", "record", "inspection", "doctor"}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_lawful_draft_07(kind: str) -> None:
    assert SCHEMAS[kind]["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(SCHEMAS[kind])


@pytest.mark.parametrize("kind", SCHEMAS)
def test_T105_a_mistyped_keyword_does_not_pass_unnoticed(kind: str) -> None:
    assert {keyword for schema in everything(SCHEMAS[kind]) for keyword in schema} <= KEYWORDS
    assert {schema["format"] for schema in everything(SCHEMAS[kind]) if "format" in schema} <= FORMATS


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_field_says_what_it_is(kind: str) -> None:
    for where, schema in below(SCHEMAS[kind]):
        text = schema.get("description", "")
        assert text or "$ref" in schema, where
        assert text == text.strip(), where
        # It completes "`valid_until` is missing: …", so it starts small and brings no full stop of its own.
        if where and text:
            assert not text.endswith((".", "!")), where
            assert text[0].islower(), where


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_required_scalar_shows_a_real_value(kind: str) -> None:
    for where, schema in below(SCHEMAS[kind]):
        for name in schema.get("required", ()):
            field = schema["properties"][name]
            if is_scalar(field) and "null" not in types(field):
                assert field.get("examples"), f"{where}.{name}"


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_example_is_lawful_itself(kind: str) -> None:
    for where, schema in below(SCHEMAS[kind]):
        for example in schema.get("examples", ()):
            assert lawful(schema, example), where
            assert re.search(schema.get("pattern", ""), as_written(example)), where


@pytest.mark.parametrize("kind", SCHEMAS)
def test_what_is_required_exists(kind: str) -> None:
    for where, schema in below(SCHEMAS[kind]):
        assert set(schema.get("required", ())) <= set(schema.get("properties", ())), where


@pytest.mark.parametrize("kind", SCHEMAS)
def test_unknown_keys_are_refused_everywhere_but_in_open_maps(kind: str) -> None:
    for where, schema in below(SCHEMAS[kind]):
        if kind == "handoff" and where in OPEN_MAPS:
            assert isinstance(schema["additionalProperties"], dict), where
        elif "object" in types(schema):
            assert schema["additionalProperties"] is False, where


@pytest.mark.parametrize("kind", SCHEMAS)
def test_references_stay_inside_the_schema(kind: str) -> None:
    for schema in everything(SCHEMAS[kind]):
        if "$ref" in schema:
            assert schema["$ref"].startswith("#/definitions/")
            assert schema["$ref"].removeprefix("#/definitions/") in SCHEMAS[kind]["definitions"]
            assert set(schema) == {"$ref"}


def test_only_the_record_has_conditions() -> None:
    assert [kind for kind, root in SCHEMAS.items() if any("if" in schema for schema in everything(root))] == ["record"]


@pytest.mark.parametrize("kind", sorted(DOCUMENT_KINDS | {"handoff"}))
def test_a_document_says_who_must_act(kind: str) -> None:
    assert SCHEMAS[kind]["x-acts"] in get_args(Actor)
    assert {schema["x-acts"] for _, schema in below(SCHEMAS[kind]) if "x-acts" in schema} <= set(get_args(Actor))


def test_who_must_act_where_it_is_not_sales() -> None:
    assert at("contract", "credit")["x-acts"] == "finance"
    assert SCHEMAS["deviations"]["x-acts"] == "engineering"
    assert SCHEMAS["handoff"]["x-acts"] == "admin"


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_exactly_the_markdown_documents_have_headings(kind: str) -> None:
    markdown = {name for path, name in DOCUMENTS.items() if path.endswith(".md")}
    assert ("x-headings" in SCHEMAS[kind]) == (kind in markdown)
