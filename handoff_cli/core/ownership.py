"""Who owns a deal, as far as the history has been read: the state that `judge` folds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from handoff_cli.core.policy import Evidence
from handoff_cli.core.record import POLICY_SUBJECT, Entry
from handoff_cli.core.report import Owner

Shape = Literal["linear", "merge", "octopus"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A deal at one commit: its digests, what its `deal.yaml` says of people and scope, why it has no digest if it has none."""

    baseline: str | None = None
    package: str | None = None
    sales: str | None = None
    pm: str | None = None
    scope: tuple[str, ...] = ()
    flaw: str | None = None

    @property
    def exists(self) -> bool:
        return self.package is not None or self.flaw is not None


ABSENT = Snapshot()


@dataclass(frozen=True, slots=True)
class Step:
    """One first-parent step of the target, seen from one deal.

    `outside` are the paths it changes elsewhere, `malformed` the files of the deal that it changes and that cannot be read.
    """

    commit: str
    before: Snapshot
    after: Snapshot
    shape: Shape = "linear"
    outside: tuple[str, ...] = ()
    malformed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A record that begins to count. `late`: its tip is older than that of a record before it in the ledger, or unknown."""

    entry: Entry
    late: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something does not count: `code` for machines, `sentence` for people."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A step that no accept covers; `ratified` is the number of the record that made it good, if one did."""

    commit: str
    code: str
    sentence: str
    ratified: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A record that does not count, or counts against: its number, a code and the reason in words."""

    seq: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """`pm` is the PM whom the package in force names, `evidence` what the accept in force was worth when it took effect; `ended` maps a baseline to how its last accept ended (rejected, …).

    The policy is a subject like a deal (`deal` is `_policy`); `founded` is the digest that genesis put in force.
    """

    deal: str
    target: Snapshot = ABSENT
    founded: str | None = None
    in_force: Entry | None = None
    since: str | None = None
    evidence: Evidence | None = None
    ratified: bool = False
    pm: str | None = None
    pending: Entry | None = None
    ended: dict[str, str] = field(default_factory=dict)
    uncovered: tuple[Uncovered, ...] = ()
    contested: tuple[Note, ...] = ()
    void: tuple[Note, ...] = ()

    @property
    def baseline_in_force(self) -> str | None:
        return self.in_force.record.to if self.in_force else self.founded

    @property
    def is_policy(self) -> bool:
        return self.deal == POLICY_SUBJECT

    @property
    def owner(self) -> Owner:
        """`pm` exactly when the target carries the baseline in force and nothing contests it."""
        held = self.in_force is not None and self.target.baseline == self.baseline_in_force
        return "pm" if held and not self.contested else "sales"

    @property
    def open_steps(self) -> tuple[Uncovered, ...]:
        """The uncovered steps that no later record made good."""
        return tuple(step for step in self.uncovered if step.ratified is None)
