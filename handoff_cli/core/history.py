"""Folding `judge` over a history: which records begin to count at which step, and what comes out at the tip.

Policy and deals are folded together, because a record is held to the policy in force at its tip, and a step to the one in
force at its first parent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handoff_cli.core.judge import absorb, judge
from handoff_cli.core.ownership import ABSENT, Counted, Ownership, Snapshot, Step
from handoff_cli.core.policy import Policy
from handoff_cli.core.record import POLICY_SUBJECT, Entry
from handoff_cli.core.report import Verdict


@dataclass(frozen=True, slots=True)
class Moment:
    """One commit of the target: the step it is for each subject it touches, the policy's first."""

    commit: str
    steps: tuple[tuple[str, Step], ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One step of a subject and what `judge` says of it."""

    subject: str
    step: Step
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class History:
    """The target's first-parent history from the ledger's start. `start` are the subjects as they stood there, `positions`
    counts the commits from it (0), `policies` are the policies the target ever carried, by digest."""

    start: Mapping[str, Snapshot]
    moments: tuple[Moment, ...]
    positions: Mapping[str, int]
    policies: Mapping[str, Policy]


@dataclass(slots=True)
class World:
    """Every subject at a position of the history, and the verdicts on the way there."""

    policies: Mapping[str, Policy]
    subjects: dict[str, Ownership]
    judged: list[Judged] = field(default_factory=list)

    def of(self, subject: str) -> Ownership:
        return self.subjects.get(subject) or Ownership(subject)

    @property
    def policy(self) -> Policy:
        """The policy in force. A policy that nobody decided decides nothing, whatever the target carries."""
        return self.policies[self.of(POLICY_SUBJECT).baseline_in_force or ""]


def fold(history: History, ledger: Sequence[Entry], founded: str, *, only: Collection[str] | None = None) -> World:
    """The world at the target's tip with every record counted. `founded` is the policy's digest in genesis; `only` leaves out
    every other deal: their records and steps cannot matter to these."""
    world = World(history.policies, dict(_start(history, founded)))
    waiting = _by_position(history, ledger, only)
    for position, moment in enumerate(history.moments, start=1):
        _count(world, waiting.get(position - 1, ()))
        roster = world.policy
        for subject, step in moment.steps:
            if _wanted(subject, only):
                verdict, world.subjects[subject] = judge(world.of(subject), step, (), roster)
                world.judged.append(Judged(subject, step, verdict))
    _count(world, waiting.get(len(history.moments), ()))
    return world


def _start(history: History, founded: str) -> Iterator[tuple[str, Ownership]]:
    policy = history.start.get(POLICY_SUBJECT, ABSENT)
    yield POLICY_SUBJECT, Ownership(POLICY_SUBJECT, target=policy, founded=founded)
    for subject, snapshot in history.start.items():
        if subject != POLICY_SUBJECT:
            yield subject, Ownership(subject, target=snapshot)


def _count(world: World, records: Iterable[Counted]) -> None:
    """Let records count one by one: a policy that is ratified here is in force for the record behind it."""
    for counted in records:
        subject = counted.entry.record.subject
        world.subjects[subject] = absorb(world.of(subject), (counted,), world.policy)


def _by_position(history: History, ledger: Iterable[Entry], only: Collection[str] | None) -> dict[int, list[Counted]]:
    """Records by the position of their tips. Tips never go backwards along the whole ledger; one that does counts late."""
    placed: dict[int, list[Counted]] = {}
    latest = 0
    for entry in ledger:
        position = history.positions.get(entry.record.tip)
        late = position is None or position < latest
        latest = latest if position is None else max(latest, position)
        if _wanted(entry.record.subject, only):
            placed.setdefault(latest if late or position is None else position, []).append(Counted(entry, late))
    return placed


def _wanted(subject: str, only: Collection[str] | None) -> bool:
    return only is None or subject == POLICY_SUBJECT or subject in only
