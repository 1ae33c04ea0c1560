"""`handoff gate`: may this change be merged into the target? Reads objects only, never a work tree."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from handoff_cli import __version__
from handoff_cli.core.ownership import Ownership
from handoff_cli.core.report import DealReport, Offer, Outcome, Report
from handoff_cli.errors import NO, UNDECIDED, YES
from handoff_cli.offers import Offered, evaluate, touched
from handoff_cli.standing import Standing

EXIT: Final[dict[Outcome, int]] = {"covered": YES, "waiting": NO, "refused": NO, "undecided": UNDECIDED}


def gate(standing: Standing, head: str, *, ref: str | None = None) -> Report:
    """The verdict on every deal that `head` touches, under the policy in force on the target."""
    subjects = [subject for subject in touched(standing.repo, standing.tip, head) if subject is not None]
    reports = tuple(offered_report(evaluate(standing, subject, head), ref) for subject in subjects)
    return replace(header(standing, head), deals=reports)


def exit_code(report: Report) -> int:
    """The worst deal wins; a change that touches no deal passes."""
    return max((EXIT[deal.verdict.outcome] for deal in report.deals if deal.verdict), default=YES)


def offered_report(offered: Offered, ref: str | None) -> DealReport:
    """A deal as the target has it, with the offer and the verdict on it beside."""
    report = owner_report(offered.ownership)
    outcome = offered.verdict.outcome
    return replace(
        report,
        baseline=offered.step.after.baseline,
        package=offered.step.after.package,
        findings=offered.findings,
        offer=Offer(ref or offered.head, offered.head, outcome),
        verdict=offered.verdict,
    )


def owner_report(now: Ownership) -> DealReport:
    """Who owns a deal on the target, since which commit, by whom and on what evidence."""
    owned = now.owner == "pm" and now.in_force is not None
    return DealReport(
        deal=now.deal,
        owner=None if now.is_policy else now.owner,
        since=now.since if owned else None,
        by=now.in_force.record.by if owned and now.in_force else None,
        evidence=now.evidence if owned else None,
        baseline=now.target.baseline,
        package=now.target.package,
        in_force=now.baseline_in_force,
        pending=now.pending.record.to if now.pending else None,
        contested=bool(now.contested),
        waivers=now.in_force.record.waivers if owned and now.in_force else (),
    )


def header(standing: Standing, head: str | None) -> Report:
    return Report(
        tool=__version__,
        base=standing.tip,
        head=head,
        target=standing.target,
        ledger=standing.ledger.commit,
        policy=standing.policy.digest,
    )
