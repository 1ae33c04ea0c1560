"""Values are what YAML 1.2 says, and what is written stays known."""

from __future__ import annotations

from typing import Any

import pytest

from tests.documents.reading import both, read


@both
@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("NO", "NO", id="Norway is no falsehood"),
        pytest.param("yes", "yes", id="yes"),
        pytest.param("on", "on", id="on"),
        pytest.param("true", True, id="true"),
        pytest.param("False", False, id="False"),
        pytest.param("tRUE", "tRUE", id="odd case is text"),
        pytest.param("", None, id="nothing"),
        pytest.param("~", None, id="tilde"),
        pytest.param("NULL", None, id="NULL"),
        pytest.param("2026-01-02", "2026-01-02", id="a date is text"),
        pytest.param("12:30:45", "12:30:45", id="no base 60"),
        pytest.param("1_000", "1_000", id="no underscores"),
        pytest.param("1000", 1000, id="count"),
        pytest.param("0", 0, id="zero"),
        pytest.param("-5", -5, id="negative"),
        pytest.param("012", 12.0, id="leading zero is no count"),
        pytest.param("+5", 5.0, id="plus is no count"),
        pytest.param("1.000", 1.0, id="point is no count"),
        pytest.param("1.10", 1.1, id="a decimal"),
        pytest.param("1e3", 1000.0, id="exponent"),
        pytest.param("0x1F", 31.0, id="hexadecimal"),
        pytest.param("0o17", 15.0, id="octal"),
        pytest.param(".5", 0.5, id="no leading digit"),
        pytest.param(".nan", ".nan", id="no NaN"),
        pytest.param("-.inf", "-.inf", id="no infinity"),
        pytest.param("1e999", "1e999", id="no infinity by overflow"),
        pytest.param("9" * 5000, "9" * 5000, id="5000 digits"),
        pytest.param("0x" + "F" * 5000, "0x" + "F" * 5000, id="5000 hexadecimal digits"),
        pytest.param("123456789012345678", 123456789012345678, id="18 digits"),
        pytest.param("1234567890123456789", 1234567890123456789.0, id="19 digits are no count"),
        pytest.param("١٢", "١٢", id="Arabic digits are text"),
        pytest.param("C#1", "C#1", id="a hash inside a word"),
        pytest.param("http://x.example/a?b=c", "http://x.example/a?b=c", id="address"),
    ],
)
def test_plain_values(written: str, value: Any, loader: Any) -> None:
    root, _ = read(f"a: {written}\n", loader=loader)
    node = root.get("a")
    assert (node.value, type(node.value)) == (value, type(value))
    assert node.text == (written if value is not None else "")
    assert not node.quoted


@both
@pytest.mark.parametrize("written", ['"1.10"', "'0045'", '"true"', '"2026-01-02"'])
def test_a_quoted_value_is_text(written: str, loader: Any) -> None:
    node = read(f"a: {written}\n", loader=loader)[0].get("a")
    assert node.quoted
    assert node.value == node.text == written.strip("'\"")


@both
def test_identifiers_keep_their_text(loader: Any) -> None:
    root, found = read("revision: 03\nprice: 1.10\npart: 0045\n", loader=loader)
    assert [root.get(key).text for key in ("revision", "price", "part")] == ["03", "1.10", "0045"]
    assert not found
