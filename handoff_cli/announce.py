"""The verdict where people look: one status beside the commit, one comment kept up to date, one label that says who owns it."""

from __future__ import annotations

from typing import Final

from handoff_cli.core.pull import PullRequest, Status, StatusState
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.core.report import Outcome, Report, Verdict
from handoff_cli.forge.protocol import Forge
from handoff_cli.reporters.words import headline, stays_the_pms

CONTEXT: Final = "handoff/gate"
MARKER: Final = "<!-- handoff:gate -->"
SALES: Final = "owned-by: sales"
PM: Final = "owned-by: pm"
_STATES: Final[dict[Outcome, StatusState]] = {
    "covered": "success",
    "waiting": "pending",
    "refused": "failure",
    "undecided": "error",
}
_WORST: Final[tuple[Outcome, ...]] = ("undecided", "refused", "waiting", "covered")


def mark_pending(forge: Forge, pull: PullRequest) -> None:
    """Before anything can go wrong: a run that dies leaves no old verdict behind that still says yes."""
    forge.set_status(pull.head, Status(context=CONTEXT, state="pending", description="Being looked at."))


def announce_status(forge: Forge, pull: PullRequest, report: Report) -> Status:
    """The verdict on exactly the commit it is about, beside it: what the merge waits for comes first."""
    status = status_of(report)
    forge.set_status(report.head or pull.head, status)
    return status


def explain(forge: Forge, pull: PullRequest, report: Report, body: str) -> None:
    """What people read of it. `body` is the comment's text."""
    forge.keep_comment(pull.number, MARKER, body)
    deals = [deal for deal in report.deals if deal.deal != POLICY_SUBJECT]
    if deals and all(stays_the_pms(deal) for deal in deals):
        hand_over(forge, pull.number)
    elif deals:
        forge.relabel(pull.number, add=(SALES,), remove=(PM,))


def hand_over(forge: Forge, number: int) -> None:
    """The label of a pull request that takes nothing from the PM: its package is what the target carries, covered. Until then the offer
    is Sales', accepted or not."""
    forge.relabel(number, add=(PM,), remove=(SALES,))


def status_of(report: Report) -> Status:
    """The status of a report: the worst deal speaks, and a change that touches no deal passes."""
    judged = [(deal.verdict.outcome, deal) for deal in report.deals if deal.verdict]
    if not judged:
        return Status(context=CONTEXT, state="success", description="No deal changes here.")
    outcome, worst = min(judged, key=lambda pair: _WORST.index(pair[0]))
    return Status(context=CONTEXT, state=_STATES[outcome], description=headline(worst))


def status_of_verdict(verdict: Verdict) -> Status:
    return Status(context=CONTEXT, state=_STATES[verdict.outcome], description=verdict.sentence)
