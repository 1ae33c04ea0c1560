"""The yardstick itself: it refuses what GitHub would."""

from __future__ import annotations

from typing import Any

import pytest

from tests.forge.contract import ROUTES, SHAPES, held
from tests.forge.desk import HEAD, bench
from tests.forge.github import GITHUB
from tests.forge.server import Call

STATUS = "/repos/sales/deals/statuses/" + HEAD


def call(body: Any, answer: Any, *, status: int = 201, method: str = "POST", path: str = STATUS) -> Call:
    return Call(method, "a route", path, body, status, answer, "")


@pytest.fixture
def good() -> Any:
    """An answer of the fake that passes."""
    with bench(GITHUB) as desk:
        desk.forge().api.send("POST", "/repos/sales/deals/statuses/" + HEAD, {"state": "success", "context": "c"})
        return desk.server.calls[-1].answer


def test_what_passes(good: Any) -> None:
    held(call({"state": "success", "context": "c"}, good))


@pytest.mark.parametrize(
    "body",
    [{}, {"state": "green"}, {"state": "success", "status": "x"}, {"state": 1}, {"state": "success", "context": None}],
)
def test_a_request_github_would_not_take(good: Any, body: Any) -> None:
    with pytest.raises(AssertionError, match="request POST"):
        held(call(body, good))


@pytest.mark.parametrize("lost", ["id", "creator", "node_id", "context"])
def test_an_answer_github_would_not_give(good: Any, lost: str) -> None:
    with pytest.raises(AssertionError, match=lost):
        held(call({"state": "success"}, {name: value for name, value in good.items() if name != lost}))


def test_another_code_and_another_route(good: Any) -> None:
    with pytest.raises(AssertionError, match="answers 200"):
        held(call({"state": "success"}, good, status=200))
    with pytest.raises(AssertionError, match="GitHub has no"):
        held(call({}, {}, path="/repos/sales/deals/verdicts/1"))


def test_every_route_of_the_fake_is_github_s() -> None:
    """And the other way round: nothing stands in the table that nobody serves."""
    assert len(GITHUB.routes) == len(ROUTES)
    assert {name.strip("[]") for _, asked, _, told in ROUTES for name in (asked, told) if name} <= SHAPES.keys()
