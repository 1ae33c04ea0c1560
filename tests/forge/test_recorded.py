"""Our adapter reads what GitHub really answered: every recorded answer of a route we use, to the right values or to a refusal in words.

The traffic is what PyGithub's tests recorded; `bash .ci/recorded FOLDER` fetches it, and without it these tests are skipped.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from handoff_cli.core.pull import Merged
from handoff_cli.forge.answers import ForgeError
from tests.forge.contract import ROUTES as PUBLISHED
from tests.forge.contract import validator
from tests.forge.recorded import HEAD, PLAIN, ROUTES, Tape, held
from tests.forge.tape import Exchange, Player, stub

pytestmark = pytest.mark.slow


def test_the_recordings_are_there(recorded: dict[str, Tape], exchanges: list[Exchange]) -> None:
    assert len(recorded) >= 1000
    assert len(exchanges) >= 2300
    assert [name for name, tape in recorded.items() if not tape] == []


@pytest.mark.parametrize("name", ROUTES)
def test_every_recorded_answer_is_read_or_refused(player: Player, recorded: dict[str, Tape], name: str) -> None:
    route, found = ROUTES[name], Counter[str]()
    for tape in recorded.values():
        for one in tape:
            if re.fullmatch(route.asked, one.asked) and one.page == 1:
                found[held(player, route, one, tape)] += 1
    print(name, json.dumps(found, indent=1))
    assert found["read"] >= route.read, found
    assert found.total() - found["read"] >= route.refused, found


def test_every_refusal_is_told_in_words(player: Player, exchanges: list[Exchange]) -> None:
    """Whatever route it was recorded on: what GitHub says of it reaches the person, and the kind of refusal is kept."""
    bad = [one for one in exchanges if one.status >= 400]
    for one in bad:
        here = replace(one, method="GET", target="/repos/a/b/pulls/1")
        player.load(here)
        with pytest.raises(ForgeError) as caught:
            player.forge(here).pull(1)
        assert caught.value.status == one.status, one.tape
        said = one.value.get("message", "") if isinstance(one.value, dict) else ""
        assert " ".join(said.split())[:100] in caught.value.message, one.tape
        assert caught.value.hint, one.tape
    limits = [one for one in bad if one.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in one.headers]
    assert (len(bad) >= 80, len(limits) >= 2) == (True, True)
    for one in limits:
        player.load(replace(one, method="GET", target="/repos/a/b/pulls/1"))
        with pytest.raises(ForgeError, match="asked too often"):
            player.forge(stub("GET /repos/a/b/pulls/1", {})).pull(1)


@pytest.mark.parametrize(("tape", "calls"), [("testReturnsRepoAfter1Retry", 2), ("testReturnsRepoAfter3Retries", 4)])
def test_what_came_right_after_a_while_is_read(
    player: Player, recorded: dict[str, Tape], tape: str, calls: int
) -> None:
    found = recorded[f"Retry.{tape}"]
    assert len(found) == calls
    player.load(*found)
    assert player.forge(found[0]).repository == found[-1].value["id"]
    assert player.served == set(found)


def test_a_conflict_is_no_merge(player: Player, exchanges: list[Exchange]) -> None:
    """Recorded on the route that merges branches; the one that merges pull requests answers alike."""
    (conflict,) = [one for one in exchanges if one.status == 409 and one.path.endswith("/merges")]
    player.load(
        stub("GET /repos/a/b/pulls/1", PLAIN), replace(conflict, method="PUT", target="/repos/a/b/pulls/1/merge")
    )
    done = player.forge(stub("GET /repos/a/b/pulls/1", {})).merge(1, head=HEAD, title="t")
    assert done == Merged(refused=conflict.value["message"])


def test_what_github_publishes_of_a_route_is_no_stricter_than_what_it_answers(exchanges: list[Exchange]) -> None:
    """`contract.py` holds our fake to the description of today. Recordings of years ago lack fields that came later, and none that
    the adapter needs; nothing in them is of another kind than described."""
    whole, young, wrong = 0, Counter[str](), Counter[str]()
    for one in exchanges:
        route = next((route for route in PUBLISHED if re.fullmatch(route[0], one.asked)), None)
        if (
            route is None
            or route[3] is None
            or one.value is None
            or one.status != route[2]
            or one.tape.startswith("BadAttributes.")
        ):
            continue
        shape = route[3].strip("[]")
        listed = one.value if route[3] != shape else [one.value]
        found = [leaf for value in listed for error in validator(shape).iter_errors(value) for leaf in leaves(error)]
        whole += not found
        young.update(f"{shape} {error.message}" for error in found if error.validator == "required")
        wrong.update(
            f"{shape} {error.json_path} {error.message}"[:120] for error in found if error.validator != "required"
        )
    print(whole, json.dumps(young, indent=1))
    assert not wrong, wrong
    assert [lack for lack in young if lack in NEEDED] == ["Status 'context' is a required property"], "of 2012"
    assert whole >= 150


NEEDED = {
    f"{shape} '{field}' is a required property"
    for shape, fields in {
        "Me": "id login",
        "Repository": "id",
        "Pull": "number state user head base sha ref id login",
        "ShortPull": "number state user head base sha ref id login",
        "Review": "id user state commit_id",
        "Status": "id state context",
        "Comment": "id user body",
        "MergeResult": "merged sha",
    }.items()
    for field in fields.split()
}
"""What the adapter cannot do without."""


def leaves(error: Any) -> Iterator[Any]:
    """What is wrong with the shape itself; that it is not null either is no news."""
    if not error.context:
        yield error
    for inner in error.context or ():
        if not (inner.validator == "type" and inner.validator_value == "null"):
            yield from leaves(inner)
