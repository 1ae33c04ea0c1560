"""Histories in a line: `history("· 1 2", "accept ·→1 @0", "accept 1→2 @1")`, as the table of histories writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from handoff_cli.core.history import History, Moment, World, fold
from handoff_cli.core.ownership import ABSENT, Snapshot, Step
from handoff_cli.core.policy import Person, Policy
from handoff_cli.core.record import POLICY_SUBJECT, Complete, Entry, Record, Signature

DEAL = "BRW-1042"
ROSTER = Policy(
    people={
        "dana": Person(id="dana", name="Dana Reyes", roles=frozenset({"pm"}), keys=("SHA256:dana",), deputy="lee"),
        "lee": Person(id="lee", name="Lee Park", roles=frozenset({"pm"}), keys=("SHA256:lee",)),
        "quinn": Person(id="quinn", name="Quinn Abara", roles=frozenset({"pm"})),
        "arvid": Person(id="arvid", name="Arvid Holm", roles=frozenset({"admin"})),
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
    """`accept 1→2 @1 by lee for dana`, `reject 2 @1`, `policy policy→new @1`, `accept 1→2 @2 under new`."""
    match = re.fullmatch(
        r"(\w+) (?:(\S+)→)?(\S+) @(\d+)(?: by (\w+))?(?: for (\w+))?(?: deal (\S+))?(?: under (\w+))?", text
    )
    assert match, text
    kind, source, target, tip, by, on_behalf, deal, policy = match.groups()
    by = by or ("arvid" if kind == "policy" else "dana")
    deal = deal or (POLICY_SUBJECT if kind == "policy" else DEAL)
    made = Record(
        kind=kind,  # type: ignore[arg-type]
        ledger="l", subject=deal, seq=seq, prev="", target="main", tip=tip, head=f"head {target}",
        from_=_digest(source), to=_digest(target.rstrip("'")), package=f"package {target}", policy=f"1:{policy or 'policy'}",
        by=by, for_=on_behalf or by, at="2026-03-03T10:00:00Z", tool="0", rules="1", complete=Complete(reject=0, warn=0),
    )  # fmt: skip
    return Entry(record=made, sha256=f"sha {seq}", signature=Signature(), commit=f"ledger {seq}")


def _digest(label: str | None) -> str | None:
    return None if label in (None, "·") else f"1:{label}"


def history(
    main: str,
    *records: str,
    roster: Policy = ROSTER,
    pms: dict[str, str] | None = None,
    policy: str = "",
    policies: dict[str, Policy] | None = None,
) -> Told:
    """Fold the records over the target `main`; `pms` names the PM a label's package names where it is not dana.

    `policy` gives the policy at each commit of `main` (`policy new new`), `policies` what the labels stand for.
    """
    labels, rules = main.split(), policy.split() or ["policy"] * len(main.split())
    deals = [snapshot(label, (pms or {}).get(label.rstrip("'"), "dana")) for label in labels]
    known = {f"1:{name}": value for name, value in ({"policy": roster} | (policies or {})).items()}
    start = {POLICY_SUBJECT: _policy(rules[0])} | ({DEAL: deals[0]} if deals[0].exists else {})
    moments = tuple(Moment(str(at), tuple(_steps(deals, rules, at))) for at in range(1, len(labels)))
    positions = {str(index): index for index in range(len(labels))}
    entries = tuple(record(text, seq) for seq, text in enumerate(records, start=1))
    return Told(fold(History(start, moments, positions, known), entries, f"1:{rules[0]}", only={DEAL}))


def _steps(deals: list[Snapshot], rules: list[str], at: int) -> Iterator[tuple[str, Step]]:
    moved = rules[at - 1] != rules[at]
    if moved:
        outside = (f"projects/{DEAL}/quote.yaml",) if deals[at - 1] != deals[at] else ()
        yield POLICY_SUBJECT, Step(str(at), _policy(rules[at - 1]), _policy(rules[at]), outside=outside)
    if not moved or deals[at - 1] != deals[at]:
        yield DEAL, Step(str(at), deals[at - 1], deals[at], outside=("handoff.yaml",) if moved else ())


def _policy(label: str) -> Snapshot:
    return Snapshot(baseline=f"1:{label}", package=f"1:{label}")


class Told:
    """What came out of a history, in the words of the table."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ownership = world.of(DEAL)
        self.judged = [judged for judged in world.judged if judged.subject == DEAL]

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
