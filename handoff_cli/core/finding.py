"""What a check has to say: one thing wrong, where, and who does what about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from handoff_cli.core.tree import Place

Kind = Literal["malformed", "missing", "conflict", "ambiguous"]
Severity = Literal["reject", "warn"]
Parameter = Literal["data-pack", "commercial", "technical", "raid", "context", "scope", "policy"]
Actor = Literal["sales", "customer", "engineering", "finance", "pm", "admin"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Related:
    """The second place of a finding: the other document that says something else."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `message` says what, in the reader's words; `remedy` what to do; `acts` who has to."""

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

    @property
    def rejects(self) -> bool:
        return self.severity == "reject" and not self.waived


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first and stable: severity, kind, path, line, column, then the words."""
    return tuple(sorted(set(findings), key=_order))


def _order(finding: Finding) -> tuple[object, ...]:
    place, span = finding.place, finding.place.span
    where = (place.path, place.member or "", span.line if span else 0, span.column if span else 0)
    return SEVERITIES.index(finding.severity), KINDS.index(finding.kind), *where, finding.rule, finding.message
