"""Workflow commands: ten of a kind, the worst first, and nothing a deal says becomes a command."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from handoff_cli.core.finding import Finding
from handoff_cli.core.report import DealReport, Report
from handoff_cli.core.tree import Place, Span
from handoff_cli.reporters import Options
from handoff_cli.reporters.github import render
from tests.reporters.reports import APPROVER, CENTROID, CURRENCY, RISK, WAIVED

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)", re.DOTALL)


def commands(*findings: Finding) -> list[tuple[str, dict[str, str], str]]:
    lines = render(Report("0.1.0", deals=(DealReport("BRW-1042", findings=findings),)), Options()).split("\n")[:-1]
    return [parsed(line) for line in lines]


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """As the runner reads it."""
    found = COMMAND.fullmatch(line)
    assert found, line
    level, properties, message = found.groups()
    pairs = (part.split("=", 1) for part in properties.split(","))
    return level, {key: unescaped(value, {"%3A": ":", "%2C": ","}) for key, value in pairs}, unescaped(message, {})


def unescaped(text: str, more: dict[str, str]) -> str:
    for code, char in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(code, char)
    return text


def test_ten_errors_ten_warnings_and_the_number_of_the_rest() -> None:
    missing = [replace(RISK, message=f"risk {number:02}") for number in range(14)]
    unread = replace(CENTROID, kind="malformed", message="the ZIP cannot be read")
    notes = [replace(APPROVER, message=f"note {number:02}") for number in range(13)]
    out = commands(*notes, *missing, unread)
    assert [level for level, _, _ in out] == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    assert "the ZIP cannot be read" in out[0][2]
    assert out[-1][2] == "8 more in the summary"


def test_columns_only_within_one_line() -> None:
    several = replace(CURRENCY, place=Place("projects/x.yaml", span=Span(3, 5, 6, 2)))
    assert set(commands(several)[0][1]) == {"file", "line", "endLine", "title"}
    assert commands(CURRENCY)[0][1] == {
        "file": "projects/BRW-1042/quote.yaml", "line": "6", "endLine": "6", "col": "11", "endColumn": "14",
        "title": "conflict: currencies-agree",
    }  # fmt: skip


def test_a_line_inside_a_zip_is_no_line_of_the_zip() -> None:
    _, properties, message = commands(CENTROID)[0]
    assert set(properties) == {"file", "title"}
    assert message.startswith("assembly/centroid.csv:17: U12 is placed")


def test_what_is_waived_is_not_annotated() -> None:
    assert commands(WAIVED) == []


@given(path=st.text(min_size=1), message=st.text(), remedy=st.text(), member=st.none() | st.text())
def test_t9_no_text_of_a_deal_becomes_a_command(path: str, message: str, remedy: str, member: str | None) -> None:
    finding = replace(CURRENCY, place=Place(path, member), message=message, remedy=remedy)
    out = commands(finding)
    assert [level for level, _, _ in out] == ["error"]
    shown = out[0][1]["file"]
    assert shown == path if path.isprintable() else shown.isprintable()
