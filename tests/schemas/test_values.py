"""What the documents take and what they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from handoff_cli.core.deal import is_deal_id
from tests.schemas.shapes import (
    DOCUMENT_KINDS,
    SCHEMAS,
    Schema,
    at,
    below,
    from_examples,
    is_register,
    lawful,
    types,
)


@pytest.mark.parametrize("field", ["part", "revision", "item", "line", "number", "price", "gross_percent"])
def test_an_identifier_or_an_amount_may_look_like_a_number(field: str) -> None:
    found = [
        schema for kind in sorted(DOCUMENT_KINDS) for at, schema in below(SCHEMAS[kind]) if at.endswith(f".{field}")
    ]
    assert found
    assert all(types(schema) == {"string", "number"} for schema in found)


@pytest.mark.parametrize("value", [0, -1, 1.5, "1000", "400-600", True, None])
def test_a_quantity_is_one_whole_number(value: object) -> None:
    assert not lawful(at("deal", "items", "[]", "quantity"), value)


@pytest.mark.parametrize("digest", ["9f" * 32, "9F" * 32])
def test_a_sha256_may_be_written_as_windows_writes_it(digest: str) -> None:
    assert lawful(at("contract", "documents", "[]", "sha256"), digest)
    assert not lawful(at("contract", "documents", "[]", "sha256"), digest[:-1])


REGISTERS = [
    pytest.param(schema, SCHEMAS[kind], id=f"{kind}{where}")
    for kind in sorted(DOCUMENT_KINDS)
    for where, schema in below(SCHEMAS[kind])
    if is_register(schema)
]


def test_the_registers_that_can_say_none() -> None:
    names = {
        name
        for kind in sorted(DOCUMENT_KINDS)
        for where, schema in below(SCHEMAS[kind])
        if is_register(schema)
        for name in [where.lstrip(".")]
    }
    assert names == {
        "nre",
        "assumptions",
        "non_standard_terms",
        "deviations",
        "risks",
        "issues",
        "decisions",
        "promises",
        "questions",
        "technical_risks",
    }


@pytest.mark.parametrize(("register", "root"), REGISTERS)
def test_a_register_is_a_list_or_none_by_a_named_person(register: Schema, root: Schema) -> None:
    assert lawful(register, from_examples(register, root))
    assert lawful(register, {"none_confirmed_by": "tom", "on": "2026-01-30"})
    for nothing in (
        [],
        {},
        None,
        "none",
        {"none_confirmed_by": "tom"},
        {"on": "2026-01-30"},
        {"none_confirmed_by": "", "on": "2026-01-30"},
    ):
        assert not lawful(register, nothing)


@pytest.mark.parametrize("kind", sorted(set(SCHEMAS) - {"record"}))
def test_a_document_made_of_the_examples_is_lawful(kind: str) -> None:
    document = from_examples(SCHEMAS[kind], SCHEMAS[kind])
    assert list(Draft7Validator(SCHEMAS[kind], format_checker=FormatChecker()).iter_errors(document)) == []


@pytest.mark.parametrize("kind", sorted(DOCUMENT_KINDS))
def test_leaving_out_any_required_field_is_noticed(kind: str) -> None:
    document = from_examples(SCHEMAS[kind], SCHEMAS[kind])
    for name in SCHEMAS[kind]["required"]:
        assert not lawful(SCHEMAS[kind], {key: value for key, value in document.items() if key != name})


def test_an_inner_layer_is_a_role_like_any_other() -> None:
    role = at("manifest", "members", "[]", "role")
    assert lawful(role, "inner-copper-1")
    assert lawful(role, "inner-copper-30")
    assert not lawful(role, "inner-copper-0")
    assert not lawful(role, "inner-copper")


@pytest.mark.parametrize(
    "link", ["R-01", "AS-12", "DEV-01", "NST-100", "NRE-01", "PR-01", "M-01", "bom:U1", "bom:IC_3A"]
)
def test_what_an_entry_of_the_raid_log_may_point_to(link: str) -> None:
    assert lawful(at("raid", "risks", "[]", "links"), [link])


@pytest.mark.parametrize("link", ["R-1", "r-01", "X-01", "R-01 ", "bom:", "bom:1", "xR-01", "R-01x"])
def test_what_it_may_not_point_to(link: str) -> None:
    assert not lawful(at("raid", "risks", "[]", "links"), [link])


@pytest.mark.parametrize("zone", ["UTC", "Europe/Stockholm", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])
def test_a_time_zone_is_a_region_and_a_city(zone: str) -> None:
    assert lawful(at("kickoff-external", "cadence", "timezone"), zone)


@pytest.mark.parametrize("zone", ["CET", "local", "+02:00", "Europe"])
def test_an_abbreviation_is_no_time_zone(zone: str) -> None:
    assert not lawful(at("kickoff-external", "cadence", "timezone"), zone)


@given(st.text(alphabet=st.sampled_from("ABZ09-az_ /."), min_size=0, max_size=44))
def test_the_id_of_a_deal_is_the_one_the_core_takes(text: str) -> None:
    # Device names of Windows are a matter for the core alone.
    if lawful(at("deal", "deal"), text):
        assert is_deal_id(text) or text in {f"{device}{n}" for device in ("COM", "LPT") for n in range(1, 10)} | {
            "CON",
            "PRN",
            "AUX",
            "NUL",
        }
    else:
        assert not is_deal_id(text)
