"""What a pull request shows of the deals in it, as values: the verdict and everything around it that a person asks next."""

from __future__ import annotations

from dataclasses import dataclass

from handoff_cli.core.compare import FileChange
from handoff_cli.core.finding import Actor
from handoff_cli.core.record import Reason
from handoff_cli.core.report import DealReport, Report


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A review of an older commit. `files` are the paths changed since and when (RFC 3339, as the commit says, or empty), `at` is
    when it was given; `approved` is None where the forge dismissed it and nobody can tell any more what it was. `gone`: the commit it
    was for is no longer part of the offer."""

    name: str
    approved: bool | None
    at: str
    files: tuple[tuple[str, str], ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """The newest formal rejection. `found` of its reasons came from the check, `settled` of them are found no longer. `current`:
    it is about exactly the files offered now."""

    name: str
    at: str
    reasons: tuple[Reason, ...]
    found: int
    settled: int
    current: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the points the check `found` when the deal was first offered, those one side (`acts`) had to settle: `done` are found no
    longer."""

    acts: Actor
    found: int
    done: int


@dataclass(frozen=True, slots=True)
class View:
    """One deal. `since` says what `changes` are against, empty for a first offer. `pm` and `sales` are names, empty where nobody is
    named; `deciders` are all who may decide. `command` is what a PM has to run where an approval alone is not enough. `note` is
    what the reviews come to, where that says more than the verdict. `terms` name the non-standard terms, `declared` who has looked at what
    no machine can check, `accepted` is the record of an acceptance that waits for its merge, with its evidence. `account` is the
    PM's number on this forge, None where the policy does not say; `asked` says that a review was asked of him, or why that could not be. `opener` is the decider who opened the
    pull request himself and `by_hand` what he runs, because his review decides nothing there; both empty where it is nobody's case.
    `recording`: a review decides it, and its record is about to be written. `barred` says why the PM cannot accept this although it
    is complete, and what helps."""

    report: DealReport
    scope: tuple[str, ...] = ()
    sales: str = ""
    pm: str = ""
    deciders: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    since: str = ""
    changes: tuple[FileChange, ...] = ()
    rejection: Rejection | None = None
    progress: tuple[Progress, ...] = ()
    lapsed: Lapsed | None = None
    accepted: str = ""
    note: str = ""
    command: str = ""
    account: int | None = None
    asked: str = ""
    opener: str = ""
    by_hand: str = ""
    recording: bool = False
    barred: str = ""
    changes_baseline: bool = True


@dataclass(frozen=True, slots=True)
class Screen:
    """A pull request at one commit. `merges`: the gate merges by itself what is accepted. `elsewhere` is the branch it asks to change
    where that is not the target, else empty."""

    report: Report
    views: tuple[View, ...] = ()
    draft: bool = False
    merged: bool = False
    closed: bool = False
    elsewhere: str = ""
    merges: bool = False
