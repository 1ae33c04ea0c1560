"""Schemas before they are used, and the ones that travel with the tool."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator

from handoff_cli.documents.checks import validate
from handoff_cli.documents.schemas import prepared, schema_of
from handoff_cli.errors import HandoffError
from handoff_cli.resources import schemas_folder
from tests.documents.reading import findings, only, read

KINDS = (
    "deal", "quote", "contract", "manifest", "deviations", "stakeholders", "why", "raid", "promises", "kickoff-internal",
    "kickoff-external", "clearances", "handoff",
)  # fmt: skip


def test_a_reference_within_the_file_is_put_in_place_and_may_be_described_anew() -> None:
    schema = {
        "properties": {"a": {"$ref": "#/definitions/day", "description": "The day it ends."}},
        "definitions": {"day": {"type": "string", "format": "date", "examples": ["2026-02-28"]}},
        "required": ["a"],
    }
    assert prepared(schema)["properties"]["a"] == {
        "type": "string", "format": "date", "examples": ["2026-02-28"], "description": "The day it ends.",
    }  # fmt: skip
    assert only(findings("b: 1\n", schema)).remedy == "Add `a: 2026-02-28`."
    assert [flaw.message for flaw in validate(read("a: Q3\n")[0], schema)] == [
        "`a` says `Q3`, which is no day: the day it ends"
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "https://schemas.example/day.json",
        "file:///etc/passwd",
        "day.schema.json",
        "other.json#/definitions/day",
        "#/properties/a",
        "#/definitions/x",
    ],
)
def test_a_reference_elsewhere_is_refused_and_never_fetched(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(HandoffError, match="not in the same file"):
        list(validate(read("a: 1\n")[0], {"properties": {"a": {"$ref": reference}}}))


def test_a_schema_that_refers_to_itself_is_refused() -> None:
    with pytest.raises(HandoffError, match="refers to itself"):
        prepared({"$ref": "#/definitions/a", "definitions": {"a": {"properties": {"b": {"$ref": "#/definitions/a"}}}}})


def test_who_acts_is_handed_down_to_the_field() -> None:
    schema = {
        "x-acts": "sales",
        "properties": {"a": {"items": {"x-acts": "finance", "properties": {"b": {}}}}, "c": {}},
    }
    ready = prepared(schema)
    assert ready["properties"]["a"]["x-acts"] == "sales"
    assert ready["properties"]["a"]["items"]["properties"]["b"]["x-acts"] == "finance"
    assert ready["properties"]["c"]["x-acts"] == "sales"


def test_a_schema_that_is_not_there_is_the_tools_problem() -> None:
    with pytest.raises(HandoffError, match=r"invoice\.schema\.json is missing"):
        schema_of("invoice")


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_schemas_are_ready(kind: str) -> None:
    raw = json.loads((schemas_folder() / f"{kind}.schema.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(raw)
    assert "$ref" not in set(keys(schema_of(kind)))


def keys(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from part
    for below in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from keys(below)
