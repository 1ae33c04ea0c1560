"""Whatever single field of the sample deal is taken out, emptied or written in another form: somebody notices, and says where."""

from __future__ import annotations

import pytest

from tests.mutations.fields import NAMES, emptied, fields, mistyped, otherwise_emptied
from tests.mutations.memory import findings
from tests.mutations.verdict import complaints


def test_as_it_is_the_sample_deal_has_no_finding() -> None:
    assert findings({}) == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_field_that_says_nothing_is_noticed(name: str) -> None:
    assert complaints([mutation for field in fields(name) for mutation in emptied(field)], single=True) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_field_of_another_type_is_noticed(name: str) -> None:
    assert complaints([mutation for field in fields(name) for mutation in mistyped(field)], single=True) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_other_way_of_saying_nothing_is_noticed(name: str) -> None:
    mutations = [mutation for field in fields(name) for mutation in otherwise_emptied(field)]
    assert complaints(mutations, single=True) == []
