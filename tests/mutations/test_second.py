"""The second sample deal: what the first does not have is spoilt in all ways, and the lists of values hold for it as well.

One place a field: its other entries would only take longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pytest

from handoff_cli.core.tree import dotted
from tests.mutations import second, values
from tests.mutations.fields import NAMES, OTHERS, Field, emptied, fields, mistyped
from tests.mutations.memory import SECOND, sample
from tests.mutations.verdict import Mutation, complaints

HANDBOOK = {"../../handoff.yaml": sample(SECOND)["handoff.yaml"].replace(b"profile: chapter", b"profile: handbook")}


def general(field: Field) -> str:
    """Without the places of a list; a data pack's manifest is called as the second deal's radio has it."""
    name = re.sub(r"^data-pack/[^/]+/manifest.yaml$", second.PACK, field.document.name)
    return re.sub(r"\[\d+\]", "[]", f"{name} {dotted(field.node.route)}")


@cache
def once() -> Mapping[str, Field]:
    """Every field of the second deal, at its first place; of the manifests at the last one, which says more."""
    found: dict[str, Field] = {}
    for name in reversed(OTHERS):
        for field in fields(name, SECOND):
            found.setdefault(general(field), field)
    return found


@cache
def own() -> Mapping[str, Field]:
    first = {general(field) for name in NAMES for field in fields(name)}
    return {name: field for name, field in once().items() if name not in first}


def is_scalar(field: Field) -> bool:
    return not field.node.is_mapping and not field.node.is_list


def replaced(listed: Mapping[str, tuple[str, ...]], without: Iterable[str] = ()) -> Iterator[Mutation]:
    for name, others in listed.items():
        field = once().get(name.replace("data-pack/fsg-100/manifest.yaml", second.PACK))
        for value in others if field and name not in without else ():
            if field and value.strip('"') != field.node.text:
                yield field.written(value)


def strict(mutations: Iterable[Mutation]) -> list[Mutation]:
    return [Mutation(each.what, {**each.changes, **HANDBOOK}, each.name, each.lines, each.deal) for each in mutations]


@pytest.mark.parametrize("spoil", [emptied, pytest.param(mistyped, marks=pytest.mark.slow)])
def test_what_the_first_deal_does_not_have_is_missed_when_it_is_spoilt(spoil: object) -> None:
    assert callable(spoil)
    spoilt = [*own().values(), *(once()[name] for name in second.AGAIN)]
    mutations = [mutation for field in spoilt for mutation in spoil(field)]
    # An empty value and a placeholder take the same way; the first deal has both of every field.
    assert complaints([each for each in mutations if not each.what.endswith(('= ""', "= null"))], single=True) == []


def test_every_field_of_its_own_is_in_one_of_the_lists() -> None:
    listed = {*second.NOTICED, *second.STRICT, *second.FREE}
    assert {name for name, field in own().items() if is_scalar(field)} == listed


def test_what_is_free_says_why_and_is_in_no_other_list() -> None:
    assert all(second.FREE.values())
    assert all(second.LAWFUL.values())
    assert not second.FREE.keys() & {*second.NOTICED, *second.STRICT}
    assert second.LAWFUL.keys() <= {*values.NOTICED, *values.STRICT}


def test_another_value_in_a_field_of_its_own_is_noticed() -> None:
    assert complaints([*replaced(second.NOTICED)]) == []
    assert complaints(strict([*replaced(second.STRICT), *replaced(second.STRICT_TOO)])) == []


@pytest.mark.slow
def test_the_lists_of_the_first_deal_hold_for_it() -> None:
    assert complaints([*replaced(values.NOTICED, second.LAWFUL)]) == []


@pytest.mark.slow
def test_the_strict_lists_of_the_first_deal_hold_for_it() -> None:
    assert complaints(strict(replaced(values.STRICT, second.LAWFUL))) == []
