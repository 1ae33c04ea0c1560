"""The patterns of the schemas: anchored, ASCII, quick, and money is money everywhere."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.schemas.shapes import (
    SCHEMAS,
    as_written,
    below,
    conditions,
)

MONEY = r"^(0|[1-9][0-9]*)(\.[0-9]{1,6})?$"
PERCENT = r"^-?(0|[1-9][0-9]*)(\.[0-9]{1,6})?$"
MONEY_FIELDS = {"price", "unit_price", "cost_if_wrong", "liability_cap", "exposure", "limit", "open_receivables"}

PATTERNS = sorted(
    {
        part["pattern"]
        for root in SCHEMAS.values()
        for part in [*(s for _, s in below(root)), *conditions(root)]
        if "pattern" in part
    }
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_T105_a_pattern_is_anchored_and_knows_only_ascii_digits(pattern: str) -> None:
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert not re.search(r"\\[dwDW]", pattern)
    assert pattern.isascii()
    # `^a|b$` anchors each half at one end only.
    assert "|" not in _outside_groups(pattern)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_T105_no_pattern_repeats_a_repetition(pattern: str) -> None:
    tree = re._parser.parse(pattern)  # type: ignore[attr-defined]
    assert not _nested(tree, inside=False)


def test_T105_the_check_for_repetitions_sees_one() -> None:
    assert _nested(re._parser.parse(r"^(a+)+$"), inside=False)  # type: ignore[attr-defined]
    assert not _nested(re._parser.parse(r"^a+(b*)?$"), inside=False)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_T105_a_line_end_or_foreign_digits_are_not_part_of_a_value(kind: str) -> None:
    foreign = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    for where, schema in below(SCHEMAS[kind]):
        pattern = re.compile(schema.get("pattern", "$").removesuffix("$") + r"\Z")
        for example in map(as_written, schema.get("examples", ()) if "pattern" in schema else ()):
            assert not pattern.search(example + "\n"), where
            # The comment of a key is a name, and names are people's own business.
            if example.translate(foreign) != example and "ssh-" not in example:
                assert not pattern.search(example.translate(foreign)), where


def _outside_groups(pattern: str) -> str:
    text, depth = "", 0
    for char in re.sub(r"\\.|\[[^]]*\]", "", pattern):
        depth += (char == "(") - (char == ")")
        text += char if depth == 0 else ""
    return text


def _nested(tree: Any, *, inside: bool) -> bool:
    for op, value in tree:
        repeats = str(op) in ("MAX_REPEAT", "MIN_REPEAT") and value[1] > 1000
        if repeats and inside:
            return True
        children = (
            value[-1:]
            if str(op) in ("MAX_REPEAT", "MIN_REPEAT", "SUBPATTERN")
            else value[1]
            if str(op) == "BRANCH"
            else ()
        )
        if any(_nested(child, inside=inside or repeats) for child in children):
            return True
    return False


@pytest.mark.parametrize("text", ["0", "49.80", "0.000001", "100000.00", "1000"])
def test_money_is_plain_digits(text: str) -> None:
    assert re.search(MONEY, text)


@pytest.mark.parametrize(
    "text",
    ["", "049", "1,50", "1.000,00", "1e3", "-1", "+1", ".5", "5.", "€5", "5 EUR", "1_000", "٣", "0.0000001", "1-2"],
)
def test_anything_else_is_not_money(text: str) -> None:
    assert not re.search(MONEY, text)


def test_all_money_and_all_percents_are_written_the_same_way() -> None:
    found = {
        (at.rsplit(".", 1)[-1], schema["pattern"])
        for root in SCHEMAS.values()
        for at, schema in below(root)
        if "pattern" in schema
    }
    assert {pattern for name, pattern in found if name in MONEY_FIELDS} == {MONEY}
    assert {pattern for name, pattern in found if "percent" in name} == {PERCENT}
