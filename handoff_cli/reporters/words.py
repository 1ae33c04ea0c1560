"""The sentences that every report for people shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from handoff_cli.core.finding import KINDS, Actor, Clearer, Finding, Kind, Parameter, in_order
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.core.report import DealReport, Offer, Outcome
from handoff_cli.core.strays import RULES_AND_DEAL
from handoff_cli.core.tree import Place

ACTORS: Final[Mapping[Actor, str]] = {
    "sales": "Sales",
    "customer": "the customer",
    "engineering": "Engineering",
    "finance": "Finance",
    "pm": "the PM",
    "admin": "the admin",
}
CLEARERS: Final[Mapping[Clearer, str]] = {
    "finance": "Finance",
    "engineering": "Engineering",
    "quality": "Quality",
    "purchasing": "Purchasing",
    "operations": "Operations",
    "legal": "Legal",
    "customer-engineering": "the customer's engineers",
}
PARAMETERS: Final[Mapping[Parameter, str]] = {
    "data-pack": "Data pack",
    "commercial": "Commercial",
    "technical": "Technical",
    "raid": "RAID",
    "context": "Stakeholder context",
    "scope": "Scope",
    "policy": "Policy",
}
REPOSITORY: Final = "The repository"
_COUNTED: Final[Mapping[Kind, tuple[str, str]]] = {
    "malformed": ("thing unreadable", "things unreadable"),
    "missing": ("thing missing", "things missing"),
    "conflict": ("conflict", "conflicts"),
    "ambiguous": ("thing ambiguous", "things ambiguous"),
}
_OFFERED: Final[Mapping[Outcome, str]] = {
    "covered": "accepted, not merged yet",
    "waiting": "waiting for the PM",
    "refused": "returned",
    "undecided": "not decided",
}
_COMPLETE: Final[Mapping[Outcome, str]] = {
    "covered": "complete and accepted.",
    "waiting": "complete, waiting for the PM.",
    "refused": "complete, but it cannot be merged.",
    "undecided": "complete, but nothing can be decided.",
}
_POLICY: Final[Mapping[Outcome, str]] = {
    "covered": "accepted.",
    "waiting": "waiting for an admin.",
    "refused": "cannot be merged.",
    "undecided": "nothing can be decided.",
}
_LIVING: Final = ("living-only", "malformed", RULES_AND_DEAL)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """For people: what blocks, then what warns, then what somebody has lifted, each in the order of the contract."""
    return sorted(in_order(findings), key=lambda finding: (finding.is_lifted, not finding.rejects))


def label(finding: Finding) -> str:
    """The kind of a finding, and what takes its weight away."""
    if finding.waived:
        return f"{finding.kind}, waived"
    if finding.cleared:
        return f"{finding.kind}, cleared by {finding.cleared}"
    return finding.kind if finding.rejects else f"{finding.kind}, warning"


def count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def lifted(findings: Iterable[Finding]) -> Iterator[str]:
    """`2 cleared`, `1 waived`: what somebody who may has taken the weight from."""
    states = ["waived" if finding.waived else "cleared" for finding in findings if finding.is_lifted]
    yield from (f"{states.count(state)} {state}" for state in ("cleared", "waived") if state in states)


def counts(findings: Iterable[Finding]) -> str:
    """`3 things missing, 1 conflict`: what blocks, worst kind first."""
    blocking = [finding.kind for finding in findings if finding.rejects]
    return ", ".join(count(blocking.count(kind), *_COUNTED[kind]) for kind in KINDS if kind in blocking)


def headline(deal: DealReport) -> str:
    """Whose it is and why, in one line that fits beside a commit."""
    verdict = deal.verdict
    if verdict is None:
        return f"{name(deal)}: {summary(deal)}"
    if verdict.outcome in ("waiting", "covered") or deal.deal == POLICY_SUBJECT:
        return verdict.sentence
    if stays_the_pms(deal):
        return f"{verdict.sentence} The PM owns it as before."
    whose = "Sales owns this change" if deal.owner == "pm" else "Sales owns this"
    if verdict.code == "incomplete":
        return f"{whose}: {counts(deal.findings)}"
    return f"{whose}. {verdict.sentence}"


def stays_the_pms(deal: DealReport) -> bool:
    """A change of living documents alone, readable or not, of a deal the PM owns: nothing of it is offered to anybody."""
    return deal.owner == "pm" and deal.verdict is not None and deal.verdict.code in _LIVING


def summary(deal: DealReport, *, draft: bool = False) -> str:
    """What became of a deal, in a sentence or two, without its name."""
    return " ".join((_result(deal, draft=draft), *asides(deal.findings)))


def repository(findings: Sequence[Finding]) -> str:
    """What is wrong outside every deal."""
    blocking = counts(findings)
    return " ".join((*([f"{blocking}."] if blocking else []), *asides(findings)))


def asides(findings: Sequence[Finding]) -> Iterator[str]:
    """What does not block, and why the list may not be all."""
    warnings = sum(finding.severity == "warn" and not finding.is_lifted for finding in findings)
    waived = sum(finding.waived for finding in findings)
    cleared = sorted({finding.cleared for finding in findings if finding.cleared and not finding.waived})
    if warnings:
        yield count(warnings, "warning", "warnings") + "."
    if cleared:
        yield f"Cleared: {', '.join(cleared)}."
    if waived:
        yield f"{waived} waived by the PM."
    if is_partial(findings):
        yield "Something could not be read, so more may come to light."


def is_partial(findings: Iterable[Finding]) -> bool:
    """Whether a file could not be read, so that rules about it had nothing to look at."""
    return any(finding.kind == "malformed" and finding.rejects for finding in findings)


def _result(deal: DealReport, *, draft: bool) -> str:
    if deal.deal == POLICY_SUBJECT:
        return _POLICY[deal.verdict.outcome] if deal.verdict else "no change."
    if deal.complete:
        return _COMPLETE[deal.verdict.outcome] if deal.verdict else "complete."
    if draft:
        first = " What is unreadable has to be put right first." if is_partial(deal.findings) else ""
        return f"still a draft: {counts(deal.findings)}.{first}"
    if deal.owner is None:
        return f"returned: {counts(deal.findings)}. Nothing is lost; Sales owns what the PM has not accepted."
    if deal.owner != "pm":
        return f"returned: {counts(deal.findings)}. Nothing is lost; Sales owns it until the PM accepts."
    if deal.verdict and deal.verdict.outcome != "covered":
        return f"returned: {counts(deal.findings)}. Nothing is lost; Sales owns this change until the PM accepts it."
    return f"{counts(deal.findings)}. The PM owns it: open an Issue or ask Sales for a change."


def name(deal: DealReport) -> str:
    return "The policy" if deal.deal == POLICY_SUBJECT else deal.deal


def is_judged(deal: DealReport) -> bool:
    """Whether the package was looked at. `status` alone says who owns a deal, and nothing about its files."""
    return deal.owner is None or deal.verdict is not None or bool(deal.findings)


def is_blocked(deal: DealReport) -> bool:
    return not deal.complete or (deal.verdict is not None and deal.verdict.outcome in ("refused", "undecided"))


def conclusion(deal: DealReport, *, draft: bool = False) -> tuple[str, ...]:
    """Everything there is to say about a deal as a whole, the most important first."""
    owned = tuple(ownership(deal))
    return (summary(deal, draft=draft), *owned) if is_judged(deal) else owned


def ownership(deal: DealReport) -> Iterator[str]:
    """Who owns a deal, on what evidence, and what is under way; nothing where nothing was judged."""
    if deal.owner == "pm" or (deal.owner and deal.complete):
        yield _owner(deal)
    if deal.pending:
        yield "An acceptance is pending: it takes effect when the accepted files are merged."
    if deal.contested:
        yield "Contested: a record and the history disagree, so it counts against a handover."
    if deal.offer:
        yield f"Open change {_offer(deal.offer)}: Sales owns it, {_OFFERED[deal.offer.outcome]}."
    if deal.verdict:
        yield deal.verdict.sentence


def _owner(deal: DealReport) -> str:
    if deal.owner == "sales":
        return f"Sales owns {deal.deal} until the PM accepts."
    said = f"PM owns {deal.deal}"
    said += f" since {short(deal.since)}" if deal.since else ""
    said += f", accepted by {deal.by}" if deal.by else ""
    return said + (f" ({deal.evidence})." if deal.evidence else ".")


def _offer(offer: Offer) -> str:
    return short(offer.head) if offer.ref == offer.head else f"{offer.ref} at {short(offer.head)}"


def short(commit: str) -> str:
    """A commit's id as people quote it; anything else as it is."""
    return commit[:12] if _COMMIT.fullmatch(commit) else commit


def file(place: Place) -> str:
    """`data-pack/board.zip!BOM.csv`: a file, or a file inside a ZIP."""
    return f"{place.path}!{place.member}" if place.member else place.path


def where(place: Place) -> str:
    """`quote.yaml:5:16`, as editors and terminals take it."""
    return f"{file(place)}:{place.span.line}:{place.span.column}" if place.span else file(place)
