"""The audit in words: who owns what on what evidence, and every step that is not covered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from handoff_cli.core.record import POLICY_SUBJECT, Record
from handoff_cli.core.report import DealReport, Report
from handoff_cli.reporters.decisions import waivers
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import count, name, ownership, short


class Audit(Protocol):
    @property
    def report(self) -> Report: ...
    @property
    def genesis(self) -> str: ...
    @property
    def told(self) -> bool: ...
    @property
    def tip(self) -> str: ...
    @property
    def ledger(self) -> str: ...
    @property
    def steps(self) -> int: ...
    @property
    def records(self) -> int: ...
    @property
    def waived_before(self) -> Mapping[str, tuple[Record, ...]]: ...


def render(audit: Audit) -> str:
    lines = (*_opening(audit), *_deals(audit), *_verdict(audit))
    return "".join(f"{inert(plain(line))}\n" for line in lines)


def _opening(audit: Audit) -> Iterator[str]:
    report = audit.report
    yield f"Ledger {audit.ledger}, which begins with {audit.genesis}"
    if not audit.told:
        yield "  That is what the ledger says of itself. Compare it with what you were told from outside: `--genesis ID`."
    steps, records = count(audit.steps, "step", "steps"), count(audit.records, "record", "records")
    yield f"Target {report.target} at {report.base}: {steps}, {records}"
    yield ""


def _deals(audit: Audit) -> Iterator[str]:
    for deal in audit.report.deals:
        yield f"{name(deal)}: {_standing(deal)}"
        for waiver in deal.waivers or ():
            yield f"  - {waiver.rule} is waived until {waiver.until}: {waiver.reason}"
        for record in audit.waived_before.get(deal.deal, ()):
            yield from (f"  - record {record.seq}, no longer in force, waived {line}" for line in waivers(record))
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


def _verdict(audit: Audit) -> Iterator[str]:
    report = audit.report
    open_ = sum(finding.rejects for finding in report.all_findings)
    yield ""
    if open_:
        yield f"{count(open_, 'thing', 'things')} that nobody decided. The audit does not pass."
    else:
        yield f"Every step is covered or ratified, up to {short(report.base or '')}."
    yield f"Keep this for the next audit: `--seen {audit.tip}`. A ledger that does not hold it has lost decisions."
