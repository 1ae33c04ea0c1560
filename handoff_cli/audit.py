"""`handoff audit`: the whole first-parent history of the target against ledger and rosters, from genesis on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from handoff_cli.core.finding import Finding
from handoff_cli.core.history import World
from handoff_cli.core.ownership import Note, Ownership, Uncovered
from handoff_cli.core.policy import POLICY_FILE
from handoff_cli.core.record import Record
from handoff_cli.core.report import DealReport, Report
from handoff_cli.errors import NO, UNDECIDED, USAGE, YES, HandoffError
from handoff_cli.gate import header, owner_report
from handoff_cli.proof import disproved
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of, word_for
from handoff_cli.upkeep import CONTESTED, COUNTED, COVERED, finding


@dataclass(frozen=True, slots=True)
class Audit:
    """The report, and what it rests on: how many steps and records were replayed, where the ledger begins and ends, and whether
    somebody outside has told where it begins."""

    report: Report
    genesis: str
    told: bool
    tip: str
    ledger: str
    steps: int
    records: int
    waived_before: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    """Deal → acceptances with waivers that another one has taken the place of."""

    @property
    def exit_code(self) -> int:
        return NO if any(finding.rejects for finding in self.report.all_findings) else YES


def audit(
    standing: Standing, *, since: str | None = None, genesis: str | None = None, seen: str | None = None
) -> Audit:
    """Replay everything. `since` is a target commit known to be good: steps up to it are not told again. `genesis` is what the
    auditor was told from outside: the commit the ledger begins with, or its id; `seen` a commit of the ledger he saw before."""
    root = standing.ledger.root
    _refuse_another(standing, genesis, seen)
    good = _up_to(standing, since)
    world = standing.fold()
    lies: dict[str, list[Note]] = {}
    for subject, note in disproved(standing, world):
        lies.setdefault(subject, []).append(note)
    deals = tuple(_deal(world, subject, good, lies.get(subject, ())) for subject in sorted(world.subjects))
    return Audit(
        report=replace(header(standing, None), deals=deals),
        genesis=root,
        told=genesis is not None,
        tip=standing.ledger.commit,
        ledger=standing.ledger.genesis.ledger,
        steps=len(standing.replay.steps),
        records=len(standing.ledger.entries),
        waived_before={subject: tuple(_waived_before(standing, world.of(subject))) for subject in world.subjects},
    )


def _waived_before(standing: Standing, now: Ownership) -> Iterator[Record]:
    """What was waived once stays told. What is waived of what is in force, the report says itself."""
    void = {note.seq for note in now.void}
    for entry in standing.ledger.of(now.deal):
        if entry.record.waivers and entry.record.seq not in void and entry not in (now.in_force, now.pending):
            yield entry.record


def _refuse_another(standing: Standing, genesis: str | None, seen: str | None) -> None:
    ledger = standing.ledger
    if genesis is not None and genesis not in (ledger.root, ledger.genesis.ledger):
        raise HandoffError(
            f"This ledger begins with {ledger.root} ({ledger.genesis.ledger}), not with {genesis}.",
            hint="It is another ledger than the one you were told of: believe nothing it says.",
            exit_code=UNDECIDED,
        )
    if seen is not None and seen not in (ledger.root, *(entry.commit for entry in ledger.entries)):
        raise HandoffError(
            f"This ledger, which ends with {ledger.commit}, does not hold {seen}.",
            hint="It was put back or rewritten since: what was decided in between is missing. Ask an admin.",
            exit_code=UNDECIDED,
        )


def _up_to(standing: Standing, since: str | None) -> Collection[str]:
    if since is None:
        return ()
    commit = standing.repo.resolve(since)
    if commit not in standing.replay.positions:
        raise HandoffError(
            f"{since} is no commit of {standing.target} since the ledger was founded.",
            hint="Name a commit of its first-parent history.",
            exit_code=USAGE,
        )
    last = standing.replay.positions[commit]
    return {commit for commit, position in standing.replay.positions.items() if position <= last}


def _deal(world: World, subject: str, good: Collection[str], lies: Iterable[Note]) -> DealReport:
    now = world.of(subject)
    return replace(owner_report(now), findings=tuple(_findings(now, good, lies)))


def _findings(now: Ownership, good: Collection[str], lies: Iterable[Note]) -> Iterator[Finding]:
    for step in now.uncovered:
        if step.commit not in good:
            yield _step(now, step)
    for note in now.contested:
        yield _note(now, note, "contested")
    for note in lies:
        yield _lie(now, note)
    for note in now.void:
        yield _note(now, note, "void")


def _step(now: Ownership, step: Uncovered) -> Finding:
    told = f"{step.commit}: {step.sentence} ({step.code})"
    if step.ratified is not None:
        made_good = finding(
            COVERED, "conflict", _path(now), f"{told} Made good by record {step.ratified}.", "Nothing to do."
        )
        return replace(made_good, severity="warn")
    remedy = "Put the accepted files back, or have the PM ratify what is there: `handoff accept DEAL --ratify`."
    return finding(COVERED, "conflict", _path(now), told, remedy.replace("DEAL", word_for(now.deal)))


def _note(now: Ownership, note: Note, what: str) -> Finding:
    record = f"record {note.seq} is {what}: " if note.seq else ""
    told = f"{record}{note.sentence} ({note.code})"
    if what == "void":
        return finding(COUNTED, "conflict", _path(now), told, "Nothing to do: it counts for nothing.")
    remedy = "Find out who wrote it when; the PM's ratification settles it: `handoff accept DEAL --ratify`."
    return finding(CONTESTED, "conflict", _path(now), told, remedy.replace("DEAL", word_for(now.deal)))


def _lie(now: Ownership, note: Note) -> Finding:
    """It fails the audit as long as something rests on the record; the next acceptance takes its place."""
    told = f"record {note.seq} is disproved by its own commits: {note.sentence} ({note.code})"
    remedy = (
        f"Ask who signed it. Have {word_for(now.deal)} offered again, and accepted by somebody who wrote none of it."
    )
    found = finding(CONTESTED, "conflict", _path(now), told, remedy)
    resting = {entry.record.seq for entry in (now.in_force, now.pending) if entry}
    return found if note.seq in resting else replace(found, severity="warn")


def _path(now: Ownership) -> str:
    return POLICY_FILE if now.is_policy else folder_of(now.deal)
