"""The gate's work on a forge: look at what is offered, and tell it where people look. It holds no key and records nothing.

What an event carries only says where to look. A head that moves meanwhile is looked at again; what cannot be decided is told as that,
so that no run leaves an older yes behind.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.announce import CONTEXT, MARKER, announce_status, explain, hand_over, mark_pending
from handoff_cli.asking import ask_the_pm, asked_before
from handoff_cli.core.pull import PullRequest, Status
from handoff_cli.core.report import DealReport, Verdict
from handoff_cli.core.screen import Screen
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.forge.links import file_links
from handoff_cli.forge.protocol import Forge
from handoff_cli.gate import owner_report
from handoff_cli.git.remote import fetch_commit, fetch_pull
from handoff_cli.offers import touched
from handoff_cli.reporters.comment import comment, handed_over, merged
from handoff_cli.reporters.failure import failed
from handoff_cli.screen import screen
from handoff_cli.standing import Standing, local, stand

ATTEMPTS: Final = 4
DRAFT: Final = "The pull request is a draft: mark it ready when the package is to be decided."
MERGED: Final = "Merged; `handoff status` says who owns what."
_BROKE: Final = HandoffError(
    "The gate was stopped or broke while it looked.",
    hint="That is no fault of the deal. The log of its run says more.",
    exit_code=UNDECIDED,
)


@dataclass(frozen=True, slots=True)
class Teller:
    """What it takes to tell: the forge, and the standing fetched anew at each look (the policy's records suffice)."""

    forge: Forge
    opened: Callable[[], Standing]


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a commit. `decidable`: there is one subject here that reviews may decide about."""

    head: str
    status: Status
    number: int | None = None
    decidable: bool = False


def tell(teller: Teller, number: int) -> Told:
    """Look at a pull request and tell how it stands: pending first, then the verdict on exactly the head it was reached for."""
    for _ in range(ATTEMPTS):
        pull = teller.forge.pull(number)
        with _failure_told(teller, pull.head, number):
            mark_pending(teller.forge, pull)
            told = _merged(teller, pull) if pull.merged else _offered(teller, pull)
        if told is not None:
            return told
    with _failure_told(teller, pull.head, number):
        raise HandoffError(
            "The pull request changed each time it was looked at, so nothing was told.",
            hint="Run it again when it is quiet.",
            exit_code=UNDECIDED,
        )


def tell_queue(teller: Teller, commit: str) -> Told:
    """Look at a commit of the merge queue, which carries several offers: each of its first-parent steps passes by itself."""
    with _failure_told(teller, commit):
        teller.forge.set_status(commit, Status(context=CONTEXT, state="pending", description="Being looked at."))
        status = _queued(teller.opened(), commit)
    teller.forge.set_status(commit, status)
    return Told(head=commit, status=status)


def _offered(teller: Teller, pull: PullRequest) -> Told | None:
    """None when the head is no longer the one that was asked about."""
    standing = teller.opened()
    if fetch_pull(standing.repo, standing.remote or "", pull.number) != pull.head:
        return None
    reviews = teller.forge.reviews(pull.number)
    seen = screen(_about(standing, _touched(standing, pull.head)), teller.forge.host, pull, reviews)
    seen = _as_draft(seen) if pull.draft else seen
    status = announce_status(teller.forge, pull, seen.report)
    seen = ask_the_pm(teller.forge, pull, reviews, seen)
    explain(teller.forge, pull, seen.report, comment(seen, file_links(pull, pull.head)))
    decidable = len(seen.views) == 1 and pull.open and pull.base == standing.target
    return Told(head=pull.head, status=status, number=pull.number, decidable=decidable)


def _as_draft(seen: Screen) -> Screen:
    """A draft waits, whatever was decided about it; what is wrong with it is told all the same."""
    views = tuple(replace(view, report=_waiting(view.report)) for view in seen.views)
    return replace(seen, views=views, report=replace(seen.report, deals=tuple(view.report for view in views)))


def _waiting(deal: DealReport) -> DealReport:
    waits = deal.verdict is not None and deal.verdict.outcome in ("covered", "waiting")
    return replace(deal, verdict=Verdict("waiting", "draft", DRAFT)) if waits else deal


def _merged(teller: Teller, pull: PullRequest) -> Told:
    """Nothing is judged any more; whoever reads it sees whose the deal is."""
    standing = teller.opened()
    status, words = Status(context=CONTEXT, state="success", description=MERGED), merged()
    accepts = (e.record for e in standing.ledger.entries if e.record.kind == "accept" and e.record.head == pull.head)
    subject = next((record.subject for record in accepts), None)
    if subject is not None and _about(standing, {subject}).ownership(subject).owner == "pm":
        hand_over(teller.forge, pull.number)
        report = owner_report(_about(standing, {subject}).ownership(subject))
        words = handed_over(replace(report, by=standing.policy.name(report.by) if report.by else None))
        status = replace(status, description=f"Merged: the PM owns {subject}.")
    teller.forge.set_status(pull.head, status)
    teller.forge.keep_comment(pull.number, MARKER, words)
    return Told(head=pull.head, status=status, number=pull.number)


def _queued(standing: Standing, commit: str) -> Status:
    if fetch_commit(standing.repo, standing.remote or "", commit) is None:
        raise HandoffError(
            f"The remote does not show {commit[:12]}.", hint="It may have left the queue.", exit_code=UNDECIDED
        )
    subjects = _touched(standing, commit)
    about = _about(standing, subjects)
    ahead = stand(standing.repo, standing.remote, commit, about.ledger)
    known = ahead.replay.positions.get(standing.tip)
    if known is None:
        raise HandoffError(
            f"{commit[:12]} does not go on from {standing.target} as it is now.",
            hint="The queue makes another commit.",
            exit_code=UNDECIDED,
        )
    for judged in ahead.fold(subjects).judged:
        if judged.verdict.outcome != "covered" and ahead.replay.positions[judged.step.commit] > known:
            words = f"{judged.subject}: {judged.verdict.sentence}"
            return Status(context=CONTEXT, state="failure", description=words)
    return Status(context=CONTEXT, state="success", description="Every deal in this group is accepted as it is here.")


def _touched(standing: Standing, head: str) -> set[str]:
    return {subject for subject in touched(standing.repo, standing.tip, head) if subject}


def _about(standing: Standing, subjects: Collection[str]) -> Standing:
    """The same moment, with the records of these subjects: what is not asked about is not verified."""
    return local(standing.repo, standing.remote, standing.tip, subjects=subjects)


@contextmanager
def _failure_told(teller: Teller, commit: str, number: int | None = None) -> Iterator[None]:
    """A look that ends in any other way than well is told, and goes on to fail; our own mistakes without what they say of themselves."""
    failure: HandoffError | None = _BROKE
    try:
        yield
        failure = None
    except HandoffError as error:
        failure = error
        raise
    finally:
        if failure is not None:
            _tell_failure(teller, commit, number, failure)


def _tell_failure(teller: Teller, commit: str, number: int | None, failure: HandoffError) -> None:
    """As far as the forge lets us: what went wrong first is what has to be heard."""
    words = f"Cannot be decided: {failure.message}"
    with suppress(HandoffError):
        teller.forge.set_status(commit, Status(context=CONTEXT, state="error", description=words))
    if number is not None:
        with suppress(HandoffError):
            asked = asked_before(teller.forge, number)
            teller.forge.keep_comment(number, MARKER, failed(commit, failure.message, failure.hint, asked))
