"""Histories in a line: `history("· 1 2", "accept ·→1 @0", "accept 1→2 @1")`, as the table of histories writes them."""

from __future__ import annotations

import re
from dataclasses import replace

from handoff_cli.core.history import History, Judged, fold
from handoff_cli.core.ownership import ABSENT, Ownership, Snapshot, Step
from handoff_cli.core.policy import Person, Policy
from handoff_cli.core.record import Complete, Entry, Record, Signature

DEAL = "BRW-1042"
ROSTER = Policy(
    people={
        "dana": Person(id="dana", name="Dana Reyes", roles=frozenset({"pm"}), keys=("SHA256:dana",), deputy="lee"),
        "lee": Person(id="lee", name="Lee Park", roles=frozenset({"pm"}), keys=("SHA256:lee",)),
        "quinn": Person(id="quinn", name="Quinn Abara", roles=frozenset({"pm"})),
        "tom": Person(id="tom", name="Tom Okafor", roles=frozenset({"sales"})),
    },
    evidence="claimed",
    digest="1:policy",
)


def snapshot(label: str, pm: str = "dana") -> Snapshot:
    """`·` is the absent deal; `1'` has the baseline of `1` and other living documents."""
    if label == "·":
        return ABSENT
    return Snapshot(baseline=_digest(label.rstrip("'")), package=f"package {label}", sales="tom", pm=pm)


def record(text: str, seq: int) -> Entry:
    """`accept 1→2 @1 by lee for dana`, `reject 2 @1`."""
    match = re.fullmatch(r"(\w+) (?:(\S+)→)?(\S+) @(\d+)(?: by (\w+))?(?: for (\w+))?(?: deal (\S+))?", text)
    assert match, text
    kind, source, target, tip, by, on_behalf, deal = match.groups()
    by = by or "dana"
    made = Record(
        kind=kind,  # type: ignore[arg-type]
        ledger="l", subject=deal or DEAL, seq=seq, prev="", target="main", tip=tip, head=f"head {target}",
        from_=_digest(source), to=_digest(target.rstrip("'")), package=f"package {target}", policy="1:policy",
        by=by, for_=on_behalf or by, at="2026-03-03T10:00:00Z", tool="0", rules="1", complete=Complete(reject=0, warn=0),
    )  # fmt: skip
    return Entry(record=made, sha256=f"sha {seq}", signature=Signature(), commit=f"ledger {seq}")


def _digest(label: str | None) -> str | None:
    return None if label in (None, "·") else f"1:{label}"


def history(main: str, *records: str, roster: Policy = ROSTER, pms: dict[str, str] | None = None) -> Told:
    """Fold the records over the target `main`; `pms` names the PM a label's package names where it is not dana."""
    labels = main.split()
    snapshots = [snapshot(label, (pms or {}).get(label.rstrip("'"), "dana")) for label in labels]
    steps = tuple(
        Step(commit=str(index), before=snapshots[index - 1], after=snapshots[index])
        for index in range(1, len(labels))
    )  # fmt: skip
    positions = {str(index): index for index in range(len(labels))}
    entries = tuple(record(text, seq) for seq, text in enumerate(records, start=1))
    return Told(*fold(History(DEAL, snapshots[0], steps, positions), entries, roster))


class Told:
    """What came out of a history, in the words of the table."""

    def __init__(self, ownership: Ownership, judged: tuple[Judged, ...]) -> None:
        self.ownership = ownership
        self.judged = judged

    @property
    def owner(self) -> str:
        return self.ownership.owner

    @property
    def of(self) -> str | None:
        return (self.ownership.baseline_in_force or "").removeprefix("1:") or None

    @property
    def pending(self) -> str | None:
        return (self.ownership.pending.record.to or "").removeprefix("1:") if self.ownership.pending else None

    @property
    def uncovered(self) -> dict[int, str]:
        return {int(step.commit): step.code for step in self.ownership.uncovered}

    @property
    def ratified(self) -> list[int]:
        return [int(step.commit) for step in self.ownership.uncovered if step.ratified]

    @property
    def clean(self) -> bool:
        return not self.ownership.open_steps and not self.ownership.contested


def with_evidence(evidence: str) -> Policy:
    return replace(ROSTER, evidence=evidence)
