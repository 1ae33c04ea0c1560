"""How a BOM says the least that is sold of a part, and what a piece costs."""

from __future__ import annotations

import pytest

from handoff_cli.rules.minimums import minimum_orders_are_authorised
from tests.rules.good import Sample
from tests.rules.liability_cases import columns, signed

NEEDED = 1030
"""Of J9, for a thousand boards at 3 percent attrition."""


def found(part: str, **cells: str) -> list[str]:
    sample = Sample()
    columns(part, **cells)(sample)
    return [hit.message for hit in (minimum_orders_are_authorised.check or list)(sample.deal())]


@pytest.mark.parametrize(
    "heading",
    ["MOQ", "MOQ (pcs)", "Supplier MOQ", "Min. order qty", "Minimum Order Quantity (MOQ)", "Mindestbestellmenge", "Mindestmenge [Stk]"],
)  # fmt: skip
@pytest.mark.parametrize("cell", ["2500", "2.500", "2,500", "2'500 pcs", "2 500 Stk"])
def test_a_minimum_is_read_however_it_is_written(heading: str, cell: str) -> None:
    (said,) = found("J9", **{heading: cell})
    assert f"from 2500 pieces on, of which the order takes {NEEDED}" in said


@pytest.mark.parametrize("heading", ["Min", "Minimum", "Min temp", "Quantity", "Package"])
def test_other_columns_are_no_minimum(heading: str) -> None:
    assert found("J9", **{heading: "2500"}) == []


@pytest.mark.parametrize("heading", ["Unit price", "Price (EUR)", "Unit cost USD", "Einzelpreis €", "Preis/Stk", "Price (each)"])  # fmt: skip
@pytest.mark.parametrize(("price", "signed"), [("0.08", 1), ("0,08 €", 1), ("USD 0.08", 1), ("0.02", 0), ("€0,002", 0)])
def test_a_reel_counts_by_what_is_left_over_of_it(heading: str, price: str, signed: int) -> None:
    """1940 capacitors are left over of 4000."""
    assert len(found("C1", MOQ="4000", **{heading: price})) == signed


@pytest.mark.parametrize("heading", ["Extended price", "Total price", "Price per 1000", "Price/1k", "Cost"])
def test_a_price_of_something_else_is_none(heading: str) -> None:
    assert found("C1", MOQ="4000", **{heading: "800"}) == []


def test_a_packing_unit_counts_where_there_is_a_price() -> None:
    assert found("J9", MPQ="800") == []
    (said,) = found("J9", MPQ="800", Unit_price="0.40")
    assert "from 1600 pieces on" in said


@pytest.mark.parametrize(
    ("kind", "words"),
    [("moq", "Have him sign for all 1470 that are left over, and correct the quantity."), ("ncnr", "Have him sign for the 1470 that are left over, and add them")],
)  # fmt: skip
def test_what_is_to_be_signed_is_the_rest_and_not_the_lot(kind: str, words: str) -> None:
    sample = Sample()
    for change in (columns("J9", MOQ="2500"), signed(kind, 200)):
        change(sample)
    (hit,) = (minimum_orders_are_authorised.check or list)(sample.deal())
    assert hit.remedy.startswith(words)
