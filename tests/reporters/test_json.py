"""The JSON is a contract: it fits its schema, leaves nothing out, and carries no line of a document."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from handoff_cli.core.finding import KINDS, SEVERITIES, Finding
from handoff_cli.core.report import DealReport, Report
from handoff_cli.core.tree import Place
from handoff_cli.reporters import Options
from handoff_cli.reporters.json import render
from handoff_cli.resources import schemas_folder
from tests.reporters.reports import CURRENCY, HOSTILE, JUDGED, USUAL


def data(report: Report) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render(report, Options()))
    return loaded


@pytest.mark.parametrize(
    "report", [USUAL, JUDGED, HOSTILE, Report("0.1.0")], ids=["usual", "judged", "hostile", "empty"]
)
def test_fits_the_schema(report: Report) -> None:
    schema = json.loads((schemas_folder() / "report.schema.json").read_text(encoding="utf-8"))
    assert not list(Draft7Validator(schema).iter_errors(data(report)))


def test_unknown_is_null_and_never_absent() -> None:
    deal = data(USUAL)["deals"][1]
    assert deal == {
        "deal": "BRW-1043", "owner": None, "since": None, "by": None, "evidence": None, "baseline": None, "package": None,
        "in_force": None, "pending": None, "contested": None, "waivers": None, "offer": None, "complete": True, "verdict": None, "findings": [],
    }  # fmt: skip


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    return replace(
        CURRENCY,
        kind=draw(st.sampled_from(KINDS)),
        severity=draw(st.sampled_from(SEVERITIES)),
        place=Place(draw(st.sampled_from(["a", "b"]))),
        waived=draw(st.booleans()),
    )


@given(st.lists(findings(), max_size=8))
def test_order_is_severity_kind_path(given: list[Finding]) -> None:
    found = data(Report("0.1.0", deals=(DealReport("BRW-1042", findings=tuple(given)),)))["deals"][0]["findings"]
    keys = [(SEVERITIES.index(f["severity"]), KINDS.index(f["kind"]), f["path"]) for f in found]
    assert keys == sorted(keys)


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_any_text_comes_back_unchanged_and_can_be_written(text: str) -> None:
    out = render(Report("0.1.0", findings=(replace(CURRENCY, message=text, place=Place(text)),)), Options())
    assert out.encode()
    assert not set(out) & set(map(chr, (*range(10), *range(11, 32), *range(0x7F, 0xA0), 0x2028, 0x202E)))
    assert [json.loads(out)["findings"][0][key] for key in ("message", "path")] == [text, text]


def test_foreign_letters_stay_readable() -> None:
    assert "Nordhälle 株式" in render(
        Report("0.1.0", findings=(replace(CURRENCY, message="Nordhälle 株式"),)), Options()
    )
