"""What differs between two states of a deal, and which values may be told."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handoff_cli.core.compare import Difference, Version, compare, fields
from handoff_cli.core.tree import Node
from handoff_cli.documents import load, parse
from handoff_cli.resources import sample_folder

QUOTE = (sample_folder() / "projects/BRW-1042/quote.yaml").read_text(encoding="utf-8")
DEAL = (sample_folder() / "projects/BRW-1042/deal.yaml").read_text(encoding="utf-8")
WHY = (sample_folder() / "projects/BRW-1042/why.md").read_text(encoding="utf-8")


def tree(text: str, name: str = "quote.yaml") -> Node:
    return load(name, text.encode(), "why")[0] if name.endswith(".md") else parse(name, text.encode())


def changed(text: str, *swaps: tuple[str, str], name: str = "quote.yaml") -> list[Difference]:
    after = text
    for old, new in swaps:
        assert old in after
        after = after.replace(old, new, 1)
    return list(fields(tree(text, name), tree(after, name)))


def told(found: list[Difference]) -> list[tuple[str, str, str | None, str | None]]:
    return [(one.mark, one.field, one.before, one.after) for one in found]


def test_nothing_changed() -> None:
    assert changed(QUOTE) == []


def test_a_date_is_told_with_its_place() -> None:
    (one,) = changed(QUOTE, ('valid_until: "2026-02-28"', 'valid_until: "2026-03-31"'))
    assert (one.field, one.before, one.after, one.shown) == ("valid_until", "2026-02-28", "2026-03-31", True)
    assert (one.place.path, one.place.line) == ("quote.yaml", QUOTE[: QUOTE.index("valid_until")].count("\n") + 1)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ('price: "43.90"', 'price: "44.10"', "items board.price_breaks 2.price"),
        ('material: "24.10"', 'material: "24.90"', "items board.cost.material"),
        ('gross_percent: "23.2"', 'gross_percent: "20.2"', "items board.margin.gross_percent"),
        ('cost_if_wrong: "0.65"', 'cost_if_wrong: "1.65"', "assumptions AS-02.cost_if_wrong"),
        ("    cost: {material", '    target_price: "41.00"\n    cost: {material', "items board.target_price"),
        ("from: 500, price", "from: 600, price", "items board.price_breaks 2.from"),
    ],
)
def test_an_amount_is_never_told(old: str, new: str, name: str) -> None:
    (one,) = changed(QUOTE, (old, new))
    assert (one.field, one.shown, one.amount) == (name, False, True)


@pytest.mark.parametrize("value", ["net 30, 5,000 EUR down", "EUR 5000 first", "50% = €2.000"])
def test_an_amount_in_a_field_for_words_is_not_told_either(value: str) -> None:
    (one,) = changed(QUOTE, ("payment_terms: net 30", f'payment_terms: "{value}"'))
    assert not one.shown


def test_free_text_is_named_and_not_shown() -> None:
    (one,) = changed(QUOTE, ("Custom packaging is not in the price.", "Custom packaging costs 1.40 more."))
    assert (one.field, one.shown, one.amount) == ("assumptions AS-01.statement", False, False)


def test_an_entry_in_the_middle_is_one_entry_more() -> None:
    line = '  - {id: NRE-09, kind: other, description: More, price: "1.00"}\n'
    found = changed(QUOTE, ("  - {id: NRE-03", f"{line}  - {{id: NRE-03"))
    assert told(found) == [("added", "nre NRE-09", None, None)]


def test_entries_without_a_name_are_compared_in_order() -> None:
    found = changed(
        DEAL, ("{quantity: 400,", "{quantity: 300,"), ("{quantity: 600,", "{quantity: 700,"), name="deal.yaml"
    )
    assert told(found) == [
        ("changed", "items board.deliveries 1.quantity", "400", "300"),
        ("changed", "items board.deliveries 2.quantity", "600", "700"),
    ]


def test_an_entry_that_is_gone_points_to_where_it_was() -> None:
    line = '  - {id: M-02, name: Last shipment, date: "2026-05-18"}\n'
    (one,) = changed(DEAL, (line, ""), name="deal.yaml")
    assert (one.mark, one.field, one.place.line) == (
        "removed",
        "milestones M-02",
        DEAL[: DEAL.index(line)].count("\n") + 1,
    )


def test_quoted_or_not_is_no_change_and_another_spelling_is() -> None:
    assert changed('a: "03"\n', ('"03"', "03"), name="x.yaml") == []
    assert told(changed("quantity: 1.10\n", ("1.10", "1.1"), name="x.yaml")) == [("changed", "quantity", "1.10", "1.1")]


def test_the_words_of_a_text_below_its_fields_count() -> None:
    heading = re.findall(r"(?m)^## .*\n\n?(.+)$", WHY)[0]
    found = changed(WHY, (heading, "Something else entirely."), name="why.md")
    assert found
    assert not any(one.shown for one in found)


def test_files_that_come_go_and_cannot_be_read() -> None:
    before = Version(files={"a.zip": 1, "b.yaml": 1, "c.yaml": 1}, documents={"b.yaml": tree("x: 1\n")})
    after = Version(files={"b.yaml": 2, "c.yaml": 1, "d.pdf": 1}, documents={"b.yaml": tree("{")})
    assert [(one.mark, one.path, one.fields) for one in compare(before, after)] == [
        ("removed", "a.zip", ()), ("changed", "b.yaml", ()), ("added", "d.pdf", ()),
    ]  # fmt: skip


VALUES = st.recursive(
    st.sampled_from(["1", "2", "EUR 5", "x"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["id", "price", "due", "note"]), below, max_size=3),
    max_leaves=10,
)  # fmt: skip


@example({"id": []}, {"id": ["1", "1"]})
@given(VALUES, VALUES)
def test_whatever_differs_is_named_and_nothing_else(left: object, right: object) -> None:
    import json

    old, new = (tree(json.dumps(value), "x.yaml") for value in (left, right))
    found = list(fields(old, new))
    assert bool(found) == (old.plain() != new.plain())
    assert all("EUR" not in f"{one.before}{one.after}" for one in found if one.shown)
    assert len({(one.mark, one.field) for one in found}) == len(found)
