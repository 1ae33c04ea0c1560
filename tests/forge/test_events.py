"""What GitHub sends leads our workflows to the right pull request and commit, and to nothing else of the event.

The events are those GitHub publishes as examples; `bash .ci/recorded FOLDER` fetches them, and without them these tests are skipped.
What no example shows (an edited title, an approval, a fork) is made of one that does, and held against GitHub's description.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.forge import told
from tests.forge.events import (
    Event,
    Values,
    action,
    condition,
    environment,
    examples,
    flow,
    group,
    lawful,
    said,
    starts,
    step,
)
from tests.forge.tape import Player, folder, stub

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32" or not shutil.which("bash"), reason="the jobs run on Linux, with bash"),
]
SHA = "5f" * 20


@pytest.fixture(scope="module")
def published() -> list[Event]:
    return list(examples(folder("events")))


@pytest.fixture(scope="module")
def events(published: list[Event]) -> list[Event]:
    """The published ones and those made of them."""
    return [*published, *derived(published)]


def derived(published: list[Event]) -> Iterator[Event]:
    pull = one(published, "pull_request", "opened")
    yield (
        pull.but("action", "edited")
        .but("changes", {"base": {"ref": {"from": "main"}, "sha": {"from": SHA}}})
        .but("pull_request.title", "$(touch gone)")
    )
    yield fork(pull)
    review = one(published, "pull_request_review", "submitted")
    for state in ("approved", "changes_requested"):
        yield review.but("review.state", state)
        yield fork(review.but("review.state", state))
    yield review.but("action", "edited").but("changes", {"body": {"from": "before"}})
    run = one(published, "workflow_run", "completed")
    for event in ("pull_request_review", "merge_group"):
        yield run.but("workflow_run.event", event).but("workflow_run.head_sha", SHA)


def one(published: list[Event], name: str, act: str) -> Event:
    """One that GitHub's description allows: of each kind it has an example that it does not."""
    found = (e for e in published if (e.site, e.name, e.action) == ("api.github.com", name, act))
    return next(e for e in found if lawful(folder("events"), e))


def fork(event: Event) -> Event:
    source = {**event.payload["pull_request"]["head"]["repo"], "id": 99, "fork": True}
    return event.but("pull_request.head.repo", source)


def test_enough_is_published_and_what_is_made_of_it_is_lawful(published: list[Event]) -> None:
    found = Counter(event.name for event in published)
    least = {"pull_request": 45, "pull_request_review": 10, "merge_group": 2, "push": 13, "workflow_run": 9}
    assert all(found[name] >= n for name, n in least.items()), found
    where = folder("events")
    broken = [event for event in published if event.site == "api.github.com" and not lawful(where, event)]
    assert len(broken) <= 5, "one of each kind"
    assert [event.payload for event in derived(published) if not lawful(where, event)] == []


def expected(event: Event) -> Values:
    """Where the gate has to look: taken from the event by hand."""
    if event.name == "workflow_run":
        run = event.payload["workflow_run"]
        return {"NUMBER": "", "HEAD": run["head_sha"], "SIGNAL": run["event"]}
    pull = event.payload["pull_request"]
    return {"NUMBER": str(pull["number"]), "HEAD": pull["head"]["sha"], "SIGNAL": ""}


def asks(wanted: Values) -> str:
    """The first of: this commit of the merge queue, this pull request, this commit."""
    if wanted["SIGNAL"] == "merge_group":
        return f"--queue {wanted['HEAD']}"
    return wanted["NUMBER"] or f"--head {wanted['HEAD']}"


def test_the_gate_looks_where_the_event_happened(events: list[Event], tmp_path: Path) -> None:
    gate, act, found = flow("gate"), action(), Counter[str]()
    for event in (event for event in events if starts(gate, event)):
        wanted = expected(event)
        found[f"{event.name} {event.action}"] += 1
        assert group(gate, event) == f"handoff-gate-{wanted['HEAD']}"
        for plan in (gate, act):
            first, verdict = step(plan, "Being looked at"), step(plan, "Verdict")
            told = environment(plan, verdict, event)
            assert {name: told[name] for name in wanted} == wanted
            assert said(tmp_path, first, environment(plan, first, event)) == [f"pending {wanted['HEAD']}"]
            assert said(tmp_path, verdict, told) == [f"handoff announce {asks(wanted)} --outputs OUT"]
    assert set(found) >= {
        f"pull_request {a}" for a in ("opened", "synchronize", "reopened", "edited", "ready_for_review", "closed")
    } | {"pull_request converted_to_draft", "workflow_run completed"}
    assert found.total() >= 25, found


def test_the_record_job_looks_there_as_well(events: list[Event], tmp_path: Path) -> None:
    gate, act = flow("gate"), action()
    for event in (event for event in events if starts(gate, event)):
        wanted = {**expected(event), "SIGNAL": ""}
        for plan in (gate, act):
            for name, does in (("Record what the reviews decide", "observe"), ("Tell how it stands now", "announce")):
                told = environment(plan, step(plan, name), event) | {"WITNESS": ""}
                assert said(tmp_path, step(plan, name), told) == [f"handoff {does} {asks(wanted)}"]


def test_the_check_compares_with_the_target_of_the_event(events: list[Event], tmp_path: Path) -> None:
    check, act, found = flow("check"), action(), 0
    for event in (event for event in events if starts(check, event)):
        pull = event.payload["pull_request"]
        assert group(check, event) == f"handoff-check-{pull['number']}"
        for plan in (check, act):
            what = step(plan, "Check what changes")
            calls = said(tmp_path, what, environment(plan, what, event))
            base = pull["base"]["sha"]
            assert calls[-1] == f"handoff check --since {base} --format github"
        found += 1
    assert found >= 8


def test_what_starts_what(events: list[Event]) -> None:
    plans = {name: flow(name) for name in ("check", "signal", "gate", "audit")}
    started = {
        f"{event.name} {event.action}".strip(): {name for name, plan in plans.items() if starts(plan, event)}
        for event in events
        if event.name != "push"
    }
    assert {what for what, names in started.items() if "signal" in names} == {
        "pull_request_review submitted",
        "pull_request_review edited",
        "pull_request_review dismissed",
        "merge_group checks_requested",
    }
    assert {what for what, names in started.items() if names == {"check", "gate"}} == {
        f"pull_request {a}" for a in ("opened", "synchronize", "reopened", "edited")
    }
    assert started["pull_request labeled"] == set(), "what the gate itself writes starts nothing"
    pushes = [event for event in events if event.name == "push"]
    assert not [event for event in pushes if starts(plans["audit"], event) and "/tags/" in event.payload["ref"]]
    assert starts(plans["audit"], pushes[0].but("ref", "refs/heads/main"))


def poisoned(value: Any, kept: set[str]) -> Any:
    """Every text somebody could have written, but for the commits the gate is led by, as a command."""
    if isinstance(value, dict):
        return {name: poisoned(inner, kept) for name, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, kept) for inner in value]
    return "$(touch gone)`touch gone`;touch gone" if isinstance(value, str) and value not in kept else value


def test_nothing_else_of_an_event_reaches_a_step(events: list[Event]) -> None:
    gate = flow("gate")
    for event in (event for event in events if starts(gate, event)):
        wanted = expected(event)
        bad = replace(event, payload=poisoned(event.payload, {wanted["HEAD"], wanted["SIGNAL"]}))
        for name in ("Being looked at", "Verdict", "Record what the reviews decide", "Tell how it stands now"):
            assert environment(gate, step(gate, name), bad) == environment(gate, step(gate, name), event)


def test_an_event_that_does_not_say_leads_to_all_of_them(published: list[Event], tmp_path: Path) -> None:
    """And no status is set on a commit nobody named."""
    gate = flow("gate")
    first, verdict = step(gate, "Being looked at"), step(gate, "Verdict")
    run = one(published, "workflow_run", "completed")
    for event in (Event("", "schedule", {"schedule": "23 4 * * *"}), run.but("workflow_run", None)):
        assert said(tmp_path, first, environment(gate, first, event)) == []
        assert said(tmp_path, verdict, environment(gate, verdict, event)) == ["handoff announce --all --outputs OUT"]
    by_hand = environment(gate, verdict, Event("", "workflow_dispatch", {"inputs": {"number": "7"}}), number="7")
    assert said(tmp_path, verdict, by_hand) == ["handoff announce 7 --outputs OUT"]
    assert not condition(step(action(), "Verdict"), run, run="check")


def test_the_objects_inside_are_read_as_the_interface_s_own(events: list[Event], player: Player) -> None:
    """A review's state is written small in an event; a fork is another repository, and a reviewer may be gone."""
    any, found = stub("GET /repos/a/b", {}), Counter[str]()
    for event in events:
        pull, review = event.payload.get("pull_request"), event.payload.get("review")
        player.load(
            stub("GET /repos/a/b/pulls/2", pull), stub("GET /repos/a/b/pulls/2/reviews", [review]),
            stub("GET /repos/a/b", event.payload.get("repository")), stub("GET /user", event.payload.get("sender")),
        )  # fmt: skip
        forge = player.forge(any)
        assert forge.repository == event.payload["repository"]["id"]
        assert forge.me() == told.account(event.payload["sender"])
        if pull and "merged_at" in pull:
            read = forge.pull(2)
            assert read == told.pull(pull)
            found["fork" if read.from_fork else "pull"] += 1
        if review:
            assert forge.reviews(2) == (told.review(review),)
            found[forge.reviews(2)[0].state] += 1
    assert found["pull"] >= 40, found
    assert all(found[state] for state in ("approved", "changes-requested", "commented", "dismissed", "fork")), found
    nobody = one(events, "pull_request_review", "dismissed").but("review.user", None).payload["review"]
    player.load(stub("GET /repos/a/b/pulls/2/reviews", [nobody]))
    assert [review.reviewer for review in player.forge(any).reviews(2)] == [None]
