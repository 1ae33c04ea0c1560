"""What a pull request has to show: the verdict on every deal in it, and what a person asks next. Reads objects only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from handoff_cli.barring import barred
from handoff_cli.briefing import declared
from handoff_cli.compared import since_decided
from handoff_cli.core.deal import Deal
from handoff_cli.core.decider import deciders, designated_pm, evidence_of
from handoff_cli.core.pull import PullRequest, Review
from handoff_cli.core.record import Record
from handoff_cli.core.report import DealReport, Verdict
from handoff_cli.core.screen import Lapsed, Rejection, Screen, View
from handoff_cli.gate import header, offered_report
from handoff_cli.git.history import is_ancestor, last_change
from handoff_cli.git.trees import changed
from handoff_cli.offers import Offered, evaluate, touched
from handoff_cli.progress import progress
from handoff_cli.review import decide_reviews
from handoff_cli.ruling import Case, Ruling, called, entitled, newest_decision
from handoff_cli.standing import Standing
from handoff_cli.subjects import subject_of_change, word_for

_SAID: Final = frozenset(
    {"draft", "other-target", "closed", "incomplete", "not-the-decider", "unknown-account", "taken-back", "own-pull", "opener-unknown", "by-hand",
     "decider-is-sales", "wants-signature", "no-witness", "unknown-witness", "policy-not-rejected", "approved", "changes-requested",
     "dismissed", "refused"}
)  # fmt: skip
"""Rulings that say something the verdict does not."""
_WAITING: Final = ("waiting-for-pm", "waiting-for-admin")
_SOON: Final = "It is about to be recorded."
_MOST: Final = 5


def screen(standing: Standing, host: str, pull: PullRequest, reviews: tuple[Review, ...]) -> Screen:
    """Everything there is to show about the head of a pull request. `host` is the forge's name in the policy; the commits the
    reviews are of need not be here."""
    subjects = [subject for subject in touched(standing.repo, standing.tip, pull.head) if subject is not None]
    views = tuple(_view(standing, host, pull, reviews, subject) for subject in subjects)
    report = replace(header(standing, pull.head), deals=tuple(view.report for view in views))
    return Screen(
        report=report, views=views, draft=pull.draft, merged=pull.merged, closed=not (pull.open or pull.merged),
        elsewhere="" if pull.base == standing.target else pull.base, merges=standing.policy.merge == "auto",
    )  # fmt: skip


def _view(standing: Standing, host: str, pull: PullRequest, reviews: tuple[Review, ...], subject: str) -> View:
    offered = evaluate(standing, subject, pull.head)
    case = _case(standing, host, pull, reviews, offered)
    ruling = decide_reviews(case)
    policy, after = standing.policy, offered.step.after
    pm = designated_pm(offered.ownership, after.pm, policy)
    since, changes = since_decided(standing, offered)
    lapsed = _lapsed(standing, case)
    opener = _opener(case)
    ruling = _allowed(standing, offered, ruling)
    return View(
        report=_held(offered_report(offered, pull.branch), ruling),
        scope=after.scope,
        sales=policy.name(after.sales) if after.sales else "",
        pm=policy.name(pm) if pm else "",
        deciders=tuple(policy.name(id) for id in deciders(offered.ownership, after.pm, policy)),
        terms=tuple(_terms(offered.loaded)) if offered.loaded else (),
        declared=declared(offered.loaded) if offered.loaded else (),
        since=since,
        changes=changes,
        rejection=_rejection(standing, offered),
        progress=progress(standing, offered),
        lapsed=lapsed,
        accepted=_accepted(standing, offered),
        note="" if lapsed and ruling.code == "taken-back" else _note(ruling, offered),
        command=_command(standing, pull, offered),
        account=policy.people[pm].forge_ids.get(host) if pm and pm in policy.people else None,
        opener=opener,
        by_hand=_by_hand(standing, pull, offered) if opener else "",
        recording=ruling.action is not None,
        barred=barred(standing, offered, pm) if offered.verdict.code in _WAITING else "",
        changes_baseline=offered.changes_baseline,
    )


def _held(deal: DealReport, ruling: Ruling) -> DealReport:
    """What is accepted waits while a newer word against it has no record yet: nobody merges it in between."""
    accepted = deal.verdict is not None and deal.verdict.outcome == "covered"
    if not accepted or ruling.action not in ("reject", "withdraw"):
        return deal
    return replace(deal, verdict=Verdict("waiting", ruling.code, f"{ruling.sentence} {_SOON}"))


def _allowed(standing: Standing, offered: Offered, ruling: Ruling) -> Ruling:
    """The ruling as the record will have it: an approval by somebody who may not accept this becomes none."""
    stopped = barred(standing, offered, ruling.person) if ruling.action == "accept" else ""
    if not stopped:
        return ruling
    name = standing.policy.name(ruling.person or "")
    return replace(ruling, action=None, code="refused", sentence=f"{name} approved, which decides nothing. {stopped}")


def _opener(case: Case) -> str:
    """The decider who opened the pull request himself: no forge, and not we either, let him review it."""
    author = case.pull.author
    person = entitled(case).get(author.id) if author else None
    return case.policy.name(person) if person else ""


def _case(standing: Standing, host: str, pull: PullRequest, reviews: tuple[Review, ...], offered: Offered) -> Case:
    """As the job that records will see it: with a witness where the policy knows one, whose key is not here."""
    witness = next(iter(standing.policy.witnesses), None)
    return Case(
        host=host, target=standing.target, pull=pull, reviews=reviews, offered=offered, policy=standing.policy,
        entries=standing.ledger.of(offered.deal), witness=witness,
    )  # fmt: skip


def _note(ruling: Ruling, offered: Offered) -> str:
    if ruling.action:
        return f"{ruling.sentence} {_SOON}"
    news = ruling.code in _SAID and ruling.sentence != offered.verdict.sentence
    return ruling.sentence if news else ""


def _terms(deal: Deal) -> Iterator[str]:
    """The non-standard terms by name alone: what they say may hold an amount."""
    for term in deal.contract.get("non_standard_terms"):
        yield f"{term.get('id').text} ({term.get('category').text}, {term.get('clause').text})"


def _accepted(standing: Standing, offered: Offered) -> str:
    pending = offered.ownership.pending
    if pending is None or offered.verdict.outcome != "covered" or not offered.changes_baseline:
        return ""
    record, evidence = pending.record, evidence_of(pending, standing.policy)
    return f"Record {record.seq}: accepted by {standing.policy.name(record.by)} on {record.at[:10]} ({evidence})."


def _command(standing: Standing, pull: PullRequest, offered: Offered) -> str:
    """What the decider types where the policy takes no review for a signature."""
    return _by_hand(standing, pull, offered) if standing.policy.evidence == "signed" else ""


def _by_hand(standing: Standing, pull: PullRequest, offered: Offered) -> str:
    return f"handoff accept {word_for(offered.deal)} --pr {pull.number}{'' if standing.policy.evidence == 'claimed' else ' --sign'}"


def _rejection(standing: Standing, offered: Offered) -> Rejection | None:
    """The deal's newest decision, where it is a rejection; what of it the check no longer finds."""
    entries = standing.ledger.of(offered.deal)
    last = entries[-1].record if entries else None
    if last is None or last.kind != "reject":
        return None
    now = {(finding.rule, finding.place.path, finding.message) for finding in offered.findings}
    found = [(reason.rule, reason.path, reason.message) for reason in last.reasons if reason.rule]
    settled = sum(reason not in now for reason in found)
    current = last.package == offered.step.after.package
    return Rejection(standing.policy.name(last.by), last.at, last.reasons, len(found), settled, current)


def _lapsed(standing: Standing, case: Case) -> Lapsed | None:
    """The newest review of somebody entitled, where it is of another commit than the head, and what changed since."""
    review = newest_decision(case)
    if review is None or review.commit in (None, case.pull.head) or case.pull.merged:
        return None
    name, recorded = called(case, review), _recorded(case, review)
    if recorded is not None and recorded.kind == "reject":
        return None
    # A forge may dismiss what a push has made stale; what it was then, only its record still says.
    approved = None if review.state == "dismissed" and recorded is None else review.state != "changes-requested"
    files = _changed_since(standing, case, review.commit or "")
    if files is None:
        return Lapsed(name, approved, review.at, gone=True)
    return Lapsed(name, approved, review.at, tuple(files))


def _recorded(case: Case, review: Review) -> Record | None:
    records = (entry.record for entry in case.entries if entry.record.observed)
    return next((record for record in records if record.observed and record.observed.review == review.id), None)


def _changed_since(standing: Standing, case: Case, commit: str) -> list[tuple[str, str]] | None:
    """Paths of the subject changed since a commit of the offer, and when; None where the offer no longer holds that commit."""
    repo, head = standing.repo, case.pull.head
    if repo.resolve(commit) != commit or not is_ancestor(repo, commit, head):
        return None
    paths = [one.path for one in changed(repo, commit, head) if subject_of_change(one) == case.offered.deal]
    return [(path, last_change(repo, commit, head, path) if at < _MOST else "") for at, path in enumerate(paths)]
