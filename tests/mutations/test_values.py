"""A field that takes another document's value: noticed where anything else in the deal says otherwise, and a list of where nothing does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from handoff_cli.core.tree import dotted
from tests.mutations.fields import NAMES, Field, fields
from tests.mutations.values import FREE, NOTICED, SEE_BELOW, SEE_BELOW_STRICT, STRICT
from tests.mutations.verdict import HANDBOOK, Mutation, complaints


def scalars(name: str) -> Iterator[Field]:
    return (field for field in fields(name) if not field.node.is_mapping and not field.node.is_list)


def exact(field: Field) -> str:
    return f"{field.document.name} {dotted(field.node.route)}"


def general(field: Field) -> str:
    return re.sub(r"\[\d+\]", "[]", exact(field))


def replaced(
    name: str, values: Mapping[str, tuple[str, ...]], key: Callable[[Field], str], which: slice
) -> Iterator[Mutation]:
    for field in scalars(name):
        others = [value for value in values.get(key(field), ()) if value.strip('"') != field.node.text]
        yield from map(field.written, others[which])


each_kind = pytest.mark.parametrize(
    "which", [slice(0, 1), pytest.param(slice(1, None), marks=pytest.mark.slow)], ids=["one value", "the others"]
)


def under_the_handbook(mutations: Iterator[Mutation]) -> list[Mutation]:
    return [Mutation(each.what, {**each.changes, **HANDBOOK}, each.name, each.lines) for each in mutations]


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_in_one_of_the_lists(name: str) -> None:
    listed = [*NOTICED, *STRICT, *FREE]
    assert len(listed) == len(set(listed))
    assert {general(field) for field in scalars(name)} - set(listed) == set()


def test_the_lists_name_nothing_else() -> None:
    present = [field for name in NAMES for field in scalars(name)]
    assert {*NOTICED, *STRICT, *FREE} <= set(map(general, present))
    assert {*SEE_BELOW, *SEE_BELOW_STRICT} <= set(map(exact, present))


def test_what_is_free_says_why_and_where_it_is_not() -> None:
    assert all(reason.strip() for reason in FREE.values())
    promised = {field for field, reason in FREE.items() if "see below" in reason}
    kept = {re.sub(r"\[\d+\]", "[]", field) for field in (*SEE_BELOW, *SEE_BELOW_STRICT)}
    assert promised <= kept


@each_kind
@pytest.mark.parametrize("name", NAMES)
def test_another_documents_value_is_noticed(name: str, which: slice) -> None:
    assert complaints([*replaced(name, NOTICED, general, which), *replaced(name, SEE_BELOW, exact, which)]) == []


@each_kind
@pytest.mark.parametrize("name", NAMES)
def test_another_documents_value_is_noticed_by_strict_companies(name: str, which: slice) -> None:
    mutations = [*replaced(name, STRICT, general, which), *replaced(name, SEE_BELOW_STRICT, exact, which)]
    assert complaints(under_the_handbook(iter(mutations))) == []
