"""`handoff status`: who owns what, since when, on what evidence, and what is offered beside it."""

from __future__ import annotations

from dataclasses import replace

from handoff_cli.core.report import DealReport, Report
from handoff_cli.errors import USAGE, HandoffError
from handoff_cli.gate import header, offered_report, owner_report
from handoff_cli.offers import evaluate
from handoff_cli.standing import Standing, offer_branches


def status(standing: Standing, deal: str | None = None) -> Report:
    """Every deal the target, the ledger or an offer branch knows; only `deal` where it is given."""
    offers = offer_branches(standing)
    known = sorted({*standing.replay.deals(), *offers, *_recorded(standing)})
    if deal is not None and deal not in known:
        raise HandoffError(
            f"Nobody knows a deal {deal}: not {standing.target}, not the ledger, and there is no branch offer/{deal}.",
            hint=f"Known: {', '.join(known)}." if known else "`handoff new` begins one.",
            exit_code=USAGE,
        )
    chosen = [deal] if deal else known
    return replace(header(standing, None), deals=tuple(_one(standing, id, offers.get(id)) for id in chosen))


def _one(standing: Standing, deal: str, offer: tuple[str, str] | None) -> DealReport:
    """An offer that would change nothing on the target is no offer any more."""
    if offer is None:
        return owner_report(standing.ownership(deal))
    ref, head = offer
    offered = evaluate(standing, deal, head)
    if offered.step.before.package == offered.step.after.package:
        return owner_report(offered.ownership)
    return offered_report(offered, ref)


def _recorded(standing: Standing) -> set[str]:
    return {entry.record.subject for entry in standing.ledger.entries if not entry.record.subject.startswith("_")}
