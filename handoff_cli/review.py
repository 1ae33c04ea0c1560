"""What the reviews of a pull request decide: values in, one ruling out. Nothing is asked here and nothing is written.

Three rules carry it. The newest decision of anybody entitled speaks, and only about the very commit it was given for: an older one
never comes back, whatever happens to the newer. A review is recorded once. And what was decided by hand (`handoff accept`) stands
until it is decided by hand again, because nothing says whether a review was earlier or later.
"""

from __future__ import annotations

from typing import Final

from handoff_cli.core.decider import distrust, may_decide
from handoff_cli.core.pull import Review
from handoff_cli.core.record import Record
from handoff_cli.ruling import (
    MERGED,
    Case,
    Ruling,
    called,
    decider_ids,
    entitled,
    is_in_force,
    is_ours,
    newest_decision,
    no_ruling,
    with_evidence,
)
from handoff_cli.subjects import word_for

_OPEN: Final = ("waiting-for-pm", "waiting-for-admin", "rejected")
"""What the gate says of an offer that an approval can decide."""
_AGREES: Final = {"accept": "approved", "policy": "approved", "reject": "changes-requested"}
"""A record by hand → the review that says the same."""


def decide_reviews(case: Case) -> Ruling:
    """The one thing the reviews decide now. After it is recorded, ask again: a withdrawal may be followed by a new acceptance."""
    withdrawn = _withdrawal(case)
    if withdrawn:
        return with_evidence(case, withdrawn)
    obstacle = _out_of_order(case)
    if obstacle:
        return obstacle
    review = newest_decision(case)
    if review is None:
        return _nobody(case)
    person = entitled(case)[review.reviewer.id if review.reviewer else 0]
    settled = _settled(case, review, person)
    if settled:
        return settled
    ruling = _approval(case, review, person) if review.state == "approved" else _rejection(case, review, person)
    return with_evidence(case, ruling) if ruling.action else ruling


def _withdrawal(case: Case) -> Ruling | None:
    """The review behind the pending acceptance was dismissed, or a newer one about the same commit was: a dismissed review no
    longer tells whether it said yes or no. One that is merely not listed may be on a page that got lost."""
    pending = case.offered.ownership.pending
    seen = pending.record.observed if pending else None
    if pending is None or seen is None or not is_ours(case, pending.record) or seen.number != case.pull.number:
        return None
    newest, people = newest_decision(case), entitled(case)
    candidates = [one for one in case.reviews if one.id == seen.review] + ([newest] if newest else [])
    for review in candidates:
        person = people.get(review.reviewer.id) if review.reviewer else None
        if person and review.state == "dismissed" and review.id >= seen.review and review.commit == pending.record.head:
            name = case.policy.name(person)
            sentence = f"{name}'s review was dismissed before the merge: the acceptance is withdrawn. Sales owns it."
            return Ruling("withdraw", "dismissed", sentence, review, person)
    return None


def _out_of_order(case: Case) -> Ruling | None:
    """What keeps any review from deciding, whoever wrote it."""
    pull = case.pull
    if pull.merged:
        return MERGED
    if not pull.open:
        return no_ruling("closed", "The pull request is closed.")
    if pull.base != case.target:
        return no_ruling("other-target", f"It asks to change {pull.base}; deals are handed over on {case.target}.")
    if pull.draft:
        return no_ruling("draft", "The pull request is a draft: mark it ready when the package is to be decided.")
    if pull.head != case.offered.head:
        return no_ruling("moved", "The offer has changed since it was looked at; it is looked at again.")
    return None


def _nobody(case: Case) -> Ruling:
    """Nobody entitled has reviewed: said so, and why an approval that is there does not help."""
    verdict, people = case.offered.verdict, [case.policy.people[id] for id in decider_ids(case)]
    unknown = [person.name for person in people if case.host not in person.forge_ids]
    approved = next((one for one in case.reviews if one.state == "approved" and one.reviewer), None)
    if verdict.outcome != "waiting":
        return no_ruling(verdict.code, verdict.sentence)
    if unknown and len(unknown) == len(people):
        names = " and ".join(unknown)
        return no_ruling(
            "unknown-account",
            f"handoff.yaml does not say which account on {case.host} is {names}'s: an admin adds it under `forge_ids`.",
        )
    if approved and approved.reviewer:
        names = " or ".join(person.name for person in people)
        return no_ruling(
            "not-the-decider", f"{called(case, approved)}'s approval decides nothing: that is for {names}."
        )
    return no_ruling("no-review", verdict.sentence)


def _settled(case: Case, review: Review, person: str) -> Ruling | None:
    """Why the review decides nothing by itself: taken back, about something else, or decided already."""
    name = case.policy.name(person)
    if review.state == "dismissed":
        return no_ruling(
            "taken-back",
            f"{name}'s review was dismissed; an older one does not come back. A new review decides.",
            review,
            person,
        )
    if review.commit != case.pull.head:
        return no_ruling(
            "older-commit",
            f"{name}'s review is of {review.commit[:12] if review.commit else 'another commit'}; the offer is at {case.pull.head[:12]} now.",
            review,
            person,
        )
    if case.pull.author is None:
        return no_ruling(
            "opener-unknown",
            f"The forge does not say who opened this pull request, so nobody can tell whether {name} did: close it and open another.",
            review,
            person,
        )
    if review.reviewer and case.pull.author.id == review.reviewer.id:
        return no_ruling(
            "own-pull", f"{name} opened this pull request, so a review by {name} decides nothing.", review, person
        )
    return _recorded(case, review, person)


def _recorded(case: Case, review: Review, person: str) -> Ruling | None:
    """What the ledger already says about these very files, if that is the last word on this review."""
    verdict, last = case.offered.verdict, _last(case)
    if any(review.id == seen for seen in _seen(case)):
        return no_ruling(verdict.code, verdict.sentence, review, person)
    if last is None:
        return None
    if _AGREES.get(last.kind) == review.state and last.observed is None:
        return no_ruling(verdict.code, verdict.sentence, review, person)
    if not is_ours(case, last):
        words = f"{case.policy.name(last.by)} decided about exactly this by hand (record {last.seq})"
        return no_ruling(
            "by-hand",
            f"{words}; to change that, run `handoff accept {word_for(last.subject)}` or `handoff reject`.",
            review,
            person,
        )
    newer = last.observed is not None and last.observed.review > review.id
    return no_ruling(verdict.code, verdict.sentence, review, person) if newer else None


def _seen(case: Case) -> list[int]:
    """The reviews that have their record. One that counts for nothing takes no review out of the way."""
    records = (
        entry.record for entry in case.entries if not distrust(entry, case.policy) and is_ours(case, entry.record)
    )
    return [record.observed.review for record in records if record.observed]


def _last(case: Case) -> Record | None:
    """The newest record about exactly this baseline by somebody whose word about it counts."""
    now, after = case.offered.ownership, case.offered.step.after
    about = [entry for entry in case.entries if entry.record.to is not None and entry.record.to == after.baseline]
    counted = [
        entry.record
        for entry in about
        if not distrust(entry, case.policy) and not may_decide(entry.record, now, after, case.policy)
    ]
    return counted[-1] if counted and not is_in_force(case) else None


def _approval(case: Case, review: Review, person: str) -> Ruling:
    offered, name = case.offered, case.policy.name(person)
    if not offered.complete:
        count = sum(finding.rejects for finding in offered.findings)
        things = "1 thing is" if count == 1 else f"{count} things are"
        return no_ruling(
            "incomplete", f"{name} approved, but {things} to be put right first: Sales owns it.", review, person
        )
    if offered.verdict.code not in _OPEN:
        return no_ruling(offered.verdict.code, offered.verdict.sentence, review, person)
    if person == offered.step.after.sales:
        return no_ruling("decider-is-sales", f"{name} is the deal's Sales owner and cannot accept it.", review, person)
    return Ruling("accept", "approved", f"Accepted by {name}.", review, person)


def _rejection(case: Case, review: Review, person: str) -> Ruling:
    name = case.policy.name(person)
    if case.offered.ownership.is_policy:
        return no_ruling(
            "policy-not-rejected",
            f"{name} asks for changes: a change of the policy is decided or left alone.",
            review,
            person,
        )
    if is_in_force(case):
        return no_ruling(
            "in-force", "The PM owns exactly these files; what is in force is not rejected.", review, person
        )
    if not case.offered.step.after.exists or case.offered.verdict.code == "living-only":
        return no_ruling(
            "nothing-to-decide", "Nothing that is accepted changes here, so there is nothing to reject.", review, person
        )
    return Ruling("reject", "changes-requested", f"Rejected by {name}.", review, person)
