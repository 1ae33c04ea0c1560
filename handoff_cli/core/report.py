"""What the judging commands have to say, before anybody words it as text, JSON or Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handoff_cli.core.finding import Finding
from handoff_cli.core.record import Waiver

Outcome = Literal["covered", "waiting", "refused", "undecided"]
Owner = Literal["sales", "pm"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`code` is for machines and tests, `sentence` for people."""

    outcome: Outcome
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An open offer: the branch, its commit, and what the gate says of it."""

    ref: str
    head: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class DealReport:
    """One deal. Everything about ownership is None where nothing was judged (`check`)."""

    deal: str
    findings: tuple[Finding, ...] = ()
    owner: Owner | None = None
    since: str | None = None
    by: str | None = None
    evidence: str | None = None
    baseline: str | None = None
    package: str | None = None
    in_force: str | None = None
    pending: str | None = None
    contested: bool | None = None
    waivers: tuple[Waiver, ...] | None = None
    offer: Offer | None = None
    verdict: Verdict | None = None

    @property
    def complete(self) -> bool:
        return not any(finding.rejects for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Report:
    """`policy` is the digest of the policy used, `ledger` the ledger's commit, `findings` belong to no deal."""

    tool: str
    base: str | None = None
    head: str | None = None
    target: str | None = None
    ledger: str | None = None
    policy: str | None = None
    findings: tuple[Finding, ...] = ()
    deals: tuple[DealReport, ...] = ()

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        return self.findings + tuple(finding for deal in self.deals for finding in deal.findings)
