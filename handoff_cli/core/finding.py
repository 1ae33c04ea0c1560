"""What a check has to say: one thing wrong, where, and who does what about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from handoff_cli.core.tree import Place

Kind = Literal["malformed", "missing", "conflict", "ambiguous"]
Severity = Literal["reject", "warn"]
Parameter = Literal["data-pack", "commercial", "technical", "raid", "context", "scope", "policy"]
Actor = Literal["sales", "customer", "engineering", "finance", "pm", "admin"]
Clearer = Literal["finance", "engineering", "quality", "purchasing", "operations", "legal", "customer-engineering"]
"""Who may clear a finding: a role of the policy, or somebody at the customer who may approve engineering deviations."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Related:
    """The second place of a finding: the other document that says something else."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `message` says what, in the reader's words; `remedy` what to do; `acts` who has to. `clears` is who may clear
    it, `cleared` the id of the clearance that does (`CL-01`), `amount` what is at stake: it is compared and never shown."""

    rule: str
    kind: Kind
    parameter: Parameter
    severity: Severity
    place: Place
    message: str
    remedy: str
    acts: Actor
    waived: bool = False
    related: tuple[Related, ...] = ()
    clears: Clearer | None = None
    cleared: str | None = None
    amount: Decimal | None = None

    @property
    def rejects(self) -> bool:
        return self.severity == "reject" and not self.is_lifted

    @property
    def is_lifted(self) -> bool:
        """Whether somebody who may has taken its weight away; it is shown all the same."""
        return self.waived or self.cleared is not None


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first and stable: severity, kind, path, line, column, then the words."""
    return tuple(sorted(set(findings), key=_order))


def _order(finding: Finding) -> tuple[object, ...]:
    place, span = finding.place, finding.place.span
    where = (place.path, place.member or "", span.line if span else 0, span.column if span else 0)
    return SEVERITIES.index(finding.severity), KINDS.index(finding.kind), *where, finding.rule, finding.message
