"""The formats the tool itself reads and writes (report, record, policy) say what the code says."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given

from handoff_cli.core.finding import Actor, Finding, Kind, Parameter, Severity
from handoff_cli.core.policy import Evidence, Person, Policy, Profile
from handoff_cli.core.record import Complete, Genesis, Observed, Reason, Record, RecordKind, Waiver
from handoff_cli.core.report import DealReport, Offer, Outcome, Owner, Report, Verdict
from handoff_cli.ledger.codec import encode
from tests.ledger import records as ledger
from tests.schemas.shapes import (
    SCHEMAS,
    Schema,
    below,
    from_examples,
    lawful,
)


def _names(value: type) -> set[str]:
    return {field.name.rstrip("_") for field in fields(value)}  # type: ignore[arg-type]


def _enum(schema: Schema) -> set[object]:
    return set(schema["enum"]) - {None}


def test_the_report_has_the_fields_of_the_code_and_all_of_them() -> None:
    report, definitions = SCHEMAS["report"], SCHEMAS["report"]["definitions"]
    assert set(report["properties"]) == _names(Report) | {"schema"}
    assert set(definitions["deal"]["properties"]) == _names(DealReport) | {"complete"}
    assert set(definitions["deal"]["properties"]["offer"]["properties"]) == _names(Offer)
    assert set(definitions["deal"]["properties"]["verdict"]["properties"]) == _names(Verdict)
    spot = {"path", "member", "line", "column", "end_line", "end_column"}
    assert set(definitions["finding"]["properties"]) == (_names(Finding) - {"place", "amount"}) | spot
    assert set(definitions["related"]["properties"]) == {"message"} | spot


def test_nothing_in_a_report_is_left_out() -> None:
    for _, schema in below(SCHEMAS["report"]):
        assert set(schema.get("required", ())) == set(schema.get("properties", ()))


def test_the_report_takes_the_words_of_the_code() -> None:
    finding = SCHEMAS["report"]["definitions"]["finding"]["properties"]
    deal = SCHEMAS["report"]["definitions"]["deal"]["properties"]
    for field, words in (("kind", Kind), ("parameter", Parameter), ("severity", Severity), ("acts", Actor)):
        assert _enum(finding[field]) == set(get_args(words))
    assert _enum(deal["owner"]) == set(get_args(Owner))
    assert _enum(deal["evidence"]) == set(get_args(Evidence))
    assert _enum(deal["verdict"]["properties"]["outcome"]) == set(get_args(Outcome))


def test_unknown_in_a_report_is_null() -> None:
    report = from_examples(SCHEMAS["report"], SCHEMAS["report"])
    assert report["base"] is None
    assert report["deals"][0]["owner"] is None
    assert lawful(SCHEMAS["report"], report)
    del report["deals"][0]["owner"]
    assert not lawful(SCHEMAS["report"], report)


def test_the_record_has_the_fields_of_the_code() -> None:
    record = SCHEMAS["record"]
    assert set(record["then"]["required"]) == _names(Genesis) | {"scheme", "kind"}
    # The version of the rules stands beside that of the tool, in `tool`.
    assert set(record["else"]["required"]) == _names(Record) - {"rules"} | {"scheme"}
    assert set(record["properties"]) == _names(Record) - {"rules"} | _names(Genesis) | {"scheme"}
    assert _enum(record["properties"]["kind"]) == {"genesis", *get_args(RecordKind)}
    for field, value in (("complete", Complete), ("observed", Observed)):
        assert set(record["properties"][field]["required"]) == _names(value)
    for field, value in (("reasons", Reason), ("waivers", Waiver)):
        assert set(record["properties"][field]["items"]["required"]) == _names(value)


def test_the_policy_has_the_fields_of_the_code() -> None:
    policy = SCHEMAS["handoff"]
    assert set(policy["properties"]) == _names(Policy) - {"digest", "doubts"}
    person = policy["properties"]["people"]["additionalProperties"]
    assert set(person["properties"]) == _names(Person) - {"id", "public_keys"}
    assert _enum(policy["properties"]["evidence"]) == set(get_args(Evidence))
    assert _enum(policy["properties"]["profile"]) == set(get_args(Profile))
    assert _enum(policy["properties"]["rules"]["additionalProperties"]) == set(get_args(Severity))


def record(**changes: object) -> dict[str, object]:
    schema = SCHEMAS["record"]
    filled = {name: from_examples(schema["properties"][name], schema) for name in schema["else"]["required"]}
    return filled | {"to": filled["policy"], "package": filled["policy"], "reasons": [], "waivers": []} | changes


def genesis(**changes: object) -> dict[str, object]:
    schema = SCHEMAS["record"]
    return (
        {name: from_examples(schema["properties"][name], schema) for name in schema["then"]["required"]}
        | {"kind": "genesis"}
        | changes
    )


REASON = {"rule": None, "path": None, "line": None, "message": "The quantity differs from the order."}
SEEN = {
    "forge": "git.nordhall.example",
    "repository": 17,
    "number": 42,
    "review": 311,
    "reviewer": 48121,
    "commit": "0" * 40,
}


def test_records_and_genesis_are_lawful() -> None:
    assert lawful(SCHEMAS["record"], record())
    assert lawful(SCHEMAS["record"], record(kind="reject", reasons=[REASON]))
    assert lawful(SCHEMAS["record"], record(kind="policy", subject="_policy", package=None))
    assert lawful(SCHEMAS["record"], record(observed=SEEN, authors=["tom", "mira"]))
    assert lawful(SCHEMAS["record"], record(tip="a" * 64))
    assert lawful(SCHEMAS["record"], genesis())


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(record(kind="reject"), id="a rejection without a reason"),
        pytest.param(record(kind="conditional"), id="a third decision"),
        pytest.param(record(scheme=2), id="another scheme"),
        pytest.param(record(tip="4b825dc"), id="an abbreviated commit"),
        pytest.param(record(to="0" * 64), id="a digest without its scheme"),
        pytest.param(record(subject="../x"), id="a subject that is no deal"),
        pytest.param(record(seq=0), id="counting from nought"),
        pytest.param(record(start="0" * 40), id="a record with a field of genesis"),
        pytest.param(record(comment="fine"), id="an unknown field"),
        pytest.param(record(observed={**SEEN, "reviewer": "lee"}), id="a login where a number belongs"),
        pytest.param(genesis(seq=1), id="genesis with a field of a record"),
        pytest.param({key: value for key, value in genesis().items() if key != "start"}, id="genesis without a start"),
        pytest.param({key: value for key, value in record().items() if key != "observed"}, id="unknown left out"),
    ],
)
def test_what_is_no_record(value: dict[str, object]) -> None:
    assert not lawful(SCHEMAS["record"], value)


@given(ledger.records())
def test_every_lawful_record_fits_its_schema(record: Record) -> None:
    assert lawful(SCHEMAS["record"], json.loads(encode(record)))


def test_genesis_fits_its_schema() -> None:
    assert lawful(SCHEMAS["record"], json.loads(encode(ledger.genesis())))
