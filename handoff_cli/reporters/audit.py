"""The audit in words: who owns what on what evidence, and every step that is not covered."""

from __future__ import annotations

from collections.abc import Iterator

from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.core.report import DealReport, Report
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import count, name, ownership, short


def render(report: Report, *, genesis: str, ledger: str, steps: int, records: int) -> str:
    lines = (*_opening(report, genesis, ledger, steps, records), *_deals(report), *_verdict(report))
    return "".join(f"{inert(plain(line))}\n" for line in lines)


def _opening(report: Report, genesis: str, ledger: str, steps: int, records: int) -> Iterator[str]:
    yield f"Ledger {ledger}, which begins with {genesis}"
    yield f"Target {report.target} at {report.base}: {count(steps, 'step', 'steps')}, {count(records, 'record', 'records')}"
    yield ""


def _deals(report: Report) -> Iterator[str]:
    for deal in report.deals:
        yield f"{name(deal)}: {_standing(deal)}"
        for finding in deal.findings:
            mark = "!" if finding.rejects else "-"
            yield f"  {mark} {finding.message}"
            if finding.rejects:
                yield f"    → {finding.remedy}"


def _standing(deal: DealReport) -> str:
    if deal.deal == POLICY_SUBJECT:
        return (
            f"in force is {deal.in_force}"
            if deal.baseline == deal.in_force
            else "the target carries one that is not in force"
        )
    return next(ownership(deal), f"Sales owns {deal.deal} until the PM accepts.")


def _verdict(report: Report) -> Iterator[str]:
    open_ = sum(finding.rejects for finding in report.all_findings)
    yield ""
    if open_:
        yield f"{count(open_, 'thing', 'things')} that nobody decided. The audit does not pass."
    else:
        yield f"Every step is covered or ratified, up to {short(report.base or '')}."
