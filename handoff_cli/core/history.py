"""Folding `judge` over a history: which records begin to count at which step, and what comes out at the tip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handoff_cli.core.judge import absorb, judge
from handoff_cli.core.ownership import Counted, Ownership, Snapshot, Step
from handoff_cli.core.policy import Policy
from handoff_cli.core.record import Entry
from handoff_cli.core.report import Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """One step of a deal and what `judge` says of it."""

    step: Step
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class History:
    """A deal over the target's first-parent history. `positions` counts its commits from the ledger's start (0)."""

    deal: str
    start: Snapshot
    steps: tuple[Step, ...]
    positions: Mapping[str, int]


def fold(history: History, ledger: Sequence[Entry], roster: Policy) -> tuple[Ownership, tuple[Judged, ...]]:
    """The ownership at the tip of the target, every record counted, and the verdict of each step."""
    waiting = list(_placed(history, ledger))
    now, judged = Ownership(history.deal, target=history.start), []
    for step in history.steps:
        position = history.positions[step.commit]
        due, waiting = _split(waiting, before=position)
        verdict, now = judge(now, step, due, roster)
        judged.append(Judged(step, verdict))
    return absorb(now, (counted for _, counted in waiting), roster), tuple(judged)


def _placed(history: History, ledger: Iterable[Entry]) -> Iterator[tuple[int, Counted]]:
    """The deal's records with the position of their tips. Tips never go backwards along the whole ledger."""
    latest = 0
    for entry in ledger:
        position = history.positions.get(entry.record.tip)
        late = position is None or position < latest
        latest = max(latest, position or 0)
        if entry.record.subject == history.deal:
            yield (latest if late else position or 0), Counted(entry, late)


def _split(waiting: Sequence[tuple[int, Counted]], *, before: int) -> tuple[list[Counted], list[tuple[int, Counted]]]:
    due = [counted for position, counted in waiting if position < before]
    return due, [(position, counted) for position, counted in waiting if position >= before]
