"""A report for machines: the contract of `schemas/report.schema.json`. What is not known is null, never left out."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from handoff_cli.core.finding import Finding, in_order
from handoff_cli.core.report import DealReport, Report
from handoff_cli.core.tree import Place
from handoff_cli.reporters.options import Options

SCHEMA: Final = 1
_UNSAFE: Final = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def render(report: Report, options: Options) -> str:  # noqa: ARG001 - a contract has no options
    return dumped(_report(report))


def dumped(value: Any) -> str:
    """Text that is safe to print and to write as UTF-8."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # JSON may hold these as they are, but a terminal obeys some of them and UTF-8 cannot write the others.
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _report(report: Report) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "tool": report.tool,
        "base": report.base,
        "head": report.head,
        "target": report.target,
        "ledger": report.ledger,
        "policy": report.policy,
        "findings": [finding_of(finding) for finding in in_order(report.findings)],
        "deals": [_deal(deal) for deal in report.deals],
    }


def _deal(deal: DealReport) -> dict[str, Any]:
    offer, verdict = deal.offer, deal.verdict
    return {
        "deal": deal.deal,
        "owner": deal.owner,
        "since": deal.since,
        "by": deal.by,
        "evidence": deal.evidence,
        "baseline": deal.baseline,
        "package": deal.package,
        "in_force": deal.in_force,
        "pending": deal.pending,
        "contested": deal.contested,
        "waivers": _waivers(deal),
        "offer": {"ref": offer.ref, "head": offer.head, "outcome": offer.outcome} if offer else None,
        "complete": deal.complete,
        "verdict": {"outcome": verdict.outcome, "code": verdict.code, "sentence": verdict.sentence}
        if verdict
        else None,
        "findings": [finding_of(finding) for finding in in_order(deal.findings)],
    }


def _waivers(deal: DealReport) -> list[dict[str, str]] | None:
    if deal.waivers is None:
        return None
    return [{"rule": each.rule, "reason": each.reason, "until": each.until} for each in deal.waivers]


def finding_of(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "parameter": finding.parameter,
        "severity": finding.severity,
        **_place(finding.place),
        "message": finding.message,
        "remedy": finding.remedy,
        "acts": finding.acts,
        "waived": finding.waived,
        "clears": finding.clears,
        "cleared": finding.cleared,
        "related": [{**_place(related.place), "message": related.message} for related in finding.related],
    }


def _place(place: Place) -> dict[str, Any]:
    """Without the excerpt: a line may hold amounts, and this travels."""
    span = place.span
    return {
        "path": place.path,
        "member": place.member,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
    }
