"""The policy is decided like a deal: by an admin of the policy in force, and it counts from the step that brings it."""

from dataclasses import replace

from handoff_cli.core.policy import Person, Policy
from handoff_cli.core.record import POLICY_SUBJECT
from tests.core.ledgers import ROSTER, Told, history

NEW = replace(ROSTER, digest="1:new")
GRAB = replace(
    ROSTER,
    digest="1:grab",
    people={**ROSTER.people, "tom": Person(id="tom", name="Tom", roles=frozenset({"pm", "admin"}))},
)


def policy_steps(told: Told) -> list[str]:
    return [step.code for step in told.world.of(POLICY_SUBJECT).uncovered]


def test_a_change_an_admin_decided_comes_into_force() -> None:
    told = history("· ·", "policy policy→new @0", policy="policy new", policies={"new": NEW})
    assert told.world.policy == NEW
    assert policy_steps(told) == []


def test_a_change_nobody_decided_decides_nothing() -> None:
    told = history(
        "· · 1", "accept ·→1 @1 by tom under grab", policy="policy grab grab", policies={"grab": GRAB}, pms={"1": "tom"}
    )
    assert told.world.policy == ROSTER
    assert policy_steps(told) == ["no-policy-record"]
    assert told.owner == "sales"
    assert [note.code for note in told.ownership.void] == ["other-policy"]


def test_a_grab_cannot_ratify_itself() -> None:
    told = history("· ·", "policy policy→grab @1 by tom under grab", policy="policy grab", policies={"grab": GRAB})
    assert told.world.policy == ROSTER
    told = history("· ·", "policy policy→grab @1 by tom", policy="policy grab", policies={"grab": GRAB})
    assert told.world.policy == ROSTER
    assert [note.code for note in told.world.of(POLICY_SUBJECT).void] == ["no-role"]


def test_an_admin_ratifies_a_change_that_is_there() -> None:
    told = history("· ·", "policy policy→new @1", policy="policy new", policies={"new": NEW})
    assert told.world.policy == NEW
    assert [step.ratified for step in told.world.of(POLICY_SUBJECT).uncovered] == [1]


def test_the_record_behind_a_ratification_is_held_to_the_new_policy() -> None:
    told = history("· ·", "policy policy→new @1", "accept ·→1 @1 under new", policy="policy new", policies={"new": NEW})
    assert told.pending == "1"
    old = history("· ·", "policy policy→new @1", "accept ·→1 @1", policy="policy new", policies={"new": NEW})
    assert old.pending is None


def test_going_back_to_an_older_policy_needs_a_decision_too() -> None:
    told = history("· · ·", "policy policy→new @0", policy="policy new policy", policies={"new": NEW})
    assert told.world.policy == NEW
    assert policy_steps(told) == ["superseded"]


def test_an_older_record_cannot_be_used_again() -> None:
    told = history(
        "· · · ·",
        "policy policy→new @0",
        "policy new→policy @1 under new",
        policy="policy new policy new",
        policies={"new": NEW},
    )
    assert told.world.policy == ROSTER
    assert policy_steps(told) == ["superseded"]


def test_only_an_admin_decides() -> None:
    told = history("· ·", "policy policy→new @0 by dana", policy="policy new", policies={"new": NEW})
    assert told.world.policy == ROSTER


def test_a_key_taken_away_between_record_and_step_takes_the_accept_with_it() -> None:
    without = replace(
        ROSTER, digest="1:new", people={**ROSTER.people, "dana": replace(ROSTER.people["dana"], roles=frozenset())}
    )
    told = history("· · 1", "accept ·→1 @0", "policy policy→new @0", policy="policy new new", policies={"new": without})
    assert (told.owner, told.uncovered) == ("sales", {2: "no-role"})


def test_losing_the_role_later_undoes_nothing() -> None:
    without: Policy = replace(
        ROSTER, digest="1:new", people={**ROSTER.people, "dana": replace(ROSTER.people["dana"], roles=frozenset())}
    )
    told = history(
        "· 1 1", "accept ·→1 @0", "policy policy→new @1", policy="policy policy new", policies={"new": without}
    )
    assert (told.owner, told.of, told.clean) == ("pm", "1", True)
