"""Reports made by hand: the usual ones, and one whose every text wants to be something else."""

from __future__ import annotations

from handoff_cli.core.finding import Finding, Related
from handoff_cli.core.report import DealReport, Offer, Report, Verdict
from handoff_cli.core.tree import Place, Span

QUOTE = "projects/BRW-1042/quote.yaml"
CONTRACT = "projects/BRW-1042/contract.yaml"
ARCHIVE = "projects/BRW-1042/data-pack/fsg-100/BW-FSG-100_REV_C01.zip"
COMMIT = "3f2a9c1b0d1e4f5a6b7c8d9e0f1a2b3c4d5e6f70"
DIGEST = "1:" + "ab" * 32


def at(path: str, line: int, column: int, end: int, excerpt: str | None, member: str | None = None) -> Place:
    return Place(path, member, Span(line, column, line, end), excerpt)


CURRENCY = Finding(
    rule="currencies-agree",
    kind="conflict",
    parameter="commercial",
    severity="reject",
    place=at(QUOTE, 6, 11, 14, "currency: USD"),
    message="currency is USD here, but the purchase order says EUR",
    remedy="Ask the customer which currency holds, then write it in both documents.",
    acts="sales",
    related=(Related(at(CONTRACT, 21, 13, 16, "  currency: EUR"), "the purchase order is in EUR"),),
)
APPROVER = Finding(
    rule="quote-approved",
    kind="missing",
    parameter="commercial",
    severity="warn",
    place=Place(QUOTE),
    message="nobody has approved the quote",
    remedy="Add `approval` with approver, role and date.",
    acts="finance",
)
CENTROID = Finding(
    rule="centroid-designators-match-bom",
    kind="conflict",
    parameter="data-pack",
    severity="reject",
    place=at(ARCHIVE, 17, 1, 4, "U12,10.5,20.1,90,top", "assembly/centroid.csv"),
    message="U12 is placed, but the BOM does not know it",
    remedy="Ask the customer whether U12 is fitted, and have BOM or centroid corrected.",
    acts="customer",
)
RISK = Finding(
    rule="single-source-has-risk",
    kind="missing",
    parameter="raid",
    severity="reject",
    place=Place("projects/BRW-1042/raid.yaml", span=Span(3, 1, 3, 6), excerpt="risks:"),
    message=(
        "risks say nothing of U1, which only one manufacturer makes; when that part runs out the line stops, and "
        "nobody has been told what happens then"
    ),
    remedy="Add a risk with owner and mitigation, and link it to `bom:U1`.",
    acts="sales",
)
WAIVED = Finding(
    rule="kickoff-internal-held",
    kind="missing",
    parameter="context",
    severity="reject",
    place=Place("projects/BRW-1042/kickoff/internal.md"),
    message="the internal kickoff has not been held",
    remedy="Hold it and write `held:`.",
    acts="pm",
    waived=True,
)
ATTRIBUTES = Finding(
    rule="attributes-keep-bytes",
    kind="missing",
    parameter="policy",
    severity="reject",
    place=Place(".gitattributes"),
    message="the line `projects/** -text` is missing",
    remedy="Run `handoff init`.",
    acts="admin",
)

USUAL = Report(
    tool="0.1.0",
    policy=DIGEST,
    deals=(DealReport("BRW-1042", findings=(APPROVER, RISK, CENTROID, WAIVED, CURRENCY)), DealReport("BRW-1043")),
)

JUDGED = Report(
    tool="0.1.0",
    base=COMMIT,
    head=COMMIT[::-1],
    target="main",
    ledger="e" * 40,
    policy=DIGEST,
    findings=(ATTRIBUTES,),
    deals=(
        DealReport(
            "BRW-1042",
            findings=(CURRENCY,),
            owner="pm",
            since=COMMIT,
            by="dana",
            evidence="signed",
            baseline=DIGEST,
            package=DIGEST,
            in_force=DIGEST,
            contested=False,
            offer=Offer("offer/BRW-1042", COMMIT[::-1], "refused"),
            verdict=Verdict("refused", "incomplete", "The package is not complete, so the PM cannot accept it."),
        ),
    ),
)

EVIL = "x\n::error::y\x1b[31m](http://evil.example)<img src=x> `a``b` @team #1 | \u202e"

HOSTILE = Report(
    tool="0.1.0",
    deals=(
        DealReport(
            "BRW-1042",
            findings=(
                Finding(
                    rule="files-lawful",
                    kind="malformed",
                    parameter="scope",
                    severity="reject",
                    place=Place(f"projects/BRW-1042/{EVIL}", f"m,%:{EVIL}", Span(2, 3, 2, 5), f"a\t{EVIL}"),
                    message=f"::stop-commands::x ##[error] ##vso[task] {EVIL}",
                    remedy=f"@admin {EVIL}",
                    acts="sales",
                    related=(Related(Place(EVIL), EVIL),),
                ),
            ),
            owner="sales",
            offer=Offer(f"offer/{EVIL}", "f" * 40, "refused"),
            verdict=Verdict("refused", "x", EVIL),
        ),
    ),
)
