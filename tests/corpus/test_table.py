"""The table is whole: every row is played here, held by a test elsewhere, or left out with a reason; and the page shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handoff_cli.documents import load
from tests.corpus.page import PAGE, page
from tests.corpus.rows import ELSEWHERE, LEFT_OUT, ROWS

HERE = Path(__file__).parent
TOP = HERE.parents[1]


def played() -> list[int]:
    """The row each test of the corpus is named after."""
    found = (
        re.findall(
            r"^def test_T(\d+)_\w+\(stage|^def test_T(\d+)_\w+\(careless", file.read_text(encoding="utf-8"), re.M
        )
        for file in HERE.glob("test_*_threats.py")
    )
    return sorted(int(one or other) for names in found for one, other in names)


def test_every_row_is_played_held_elsewhere_or_left_out() -> None:
    assert sorted([*ROWS, *LEFT_OUT, *ELSEWHERE]) == list(range(1, 117))


def test_each_row_has_one_test() -> None:
    assert played() == sorted(ROWS)


@pytest.mark.parametrize("number", sorted(ELSEWHERE))
def test_the_test_that_holds_a_row_exists(number: int) -> None:
    _, file, name = ELSEWHERE[number]
    assert re.search(rf"^ *def {name}\(", (TOP / file).read_text(encoding="utf-8"), re.M)


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.corpus.page writes it anew"


@pytest.mark.parametrize("digits", ["9" * 5000, "-" + "9" * 5000, "0" * 5000, "9" * 5000 + ".5"])
def test_T106_a_number_of_thousands_of_digits(digits: str) -> None:
    _, findings = load("projects/CAB-0071/deal.yaml", f"items:\n  - quantity: {digits}\n".encode(), "deal")
    assert any(finding.place.line == 2 and finding.rejects for finding in findings)
