"""What the reviews of a pull request decide: values in, one ruling out. Nothing is asked here and nothing is written.

Three rules carry it. The newest decision of anybody entitled speaks, and only about the very commit it was given for: an older one
never comes back, whatever happens to the newer. A review is recorded once. And what was decided by hand (`handoff accept`) stands
until it is decided by hand again, because nothing says whether a review was earlier or later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from handoff_cli.core.decider import deciders, distrust, may_decide
from handoff_cli.core.policy import EVIDENCE, Evidence, Policy
from handoff_cli.core.pull import PullRequest, Review
from handoff_cli.core.record import POLICY_SUBJECT, Entry, Record
from handoff_cli.offers import Offered

Action = Literal["accept", "reject", "withdraw"]
_DECISIVE: Final = ("approved", "changes-requested", "dismissed")
_OPEN: Final = ("waiting-for-pm", "waiting-for-admin", "rejected")
"""What the gate says of an offer that an approval can decide."""


@dataclass(frozen=True, slots=True)
class Case:
    """All that a ruling depends on. `host` is the forge's name in the policy, `entries` the ledger's records about the subject,
    `witness` the fingerprint of the key that will sign, None without one."""

    host: str
    target: str
    pull: PullRequest
    reviews: tuple[Review, ...]
    offered: Offered
    policy: Policy
    entries: tuple[Entry, ...]
    witness: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to be recorded (`action`), or None and why not. `review` is the one it rests on, `person` whose it is."""

    action: Action | None
    code: str
    sentence: str
    review: Review | None = None
    person: str | None = None
    evidence: Evidence | None = None


MERGED: Final = Ruling(None, "merged", "It is merged: `handoff status` says who owns it.")


def decide_reviews(case: Case) -> Ruling:
    """The one thing the reviews decide now. After it is recorded, ask again: a withdrawal may be followed by a new acceptance."""
    withdrawn = _withdrawal(case)
    if withdrawn:
        return _with_evidence(case, withdrawn)
    obstacle = _out_of_order(case)
    if obstacle:
        return obstacle
    review = _newest(case)
    if review is None:
        return _nobody(case)
    person = _entitled(case)[review.reviewer.id if review.reviewer else 0]
    settled = _settled(case, review, person)
    if settled:
        return settled
    ruling = _approval(case, review, person) if review.state == "approved" else _rejection(case, review, person)
    return _with_evidence(case, ruling) if ruling.action else ruling


def _withdrawal(case: Case) -> Ruling | None:
    """The review behind the pending acceptance was dismissed, or a newer one about the same commit was: a dismissed review no
    longer tells whether it said yes or no. One that is merely not listed may be on a page that got lost."""
    pending = case.offered.ownership.pending
    seen = pending.record.observed if pending else None
    if pending is None or seen is None or not _ours(case, pending.record) or seen.number != case.pull.number:
        return None
    newest, entitled = _newest(case), _entitled(case)
    candidates = [one for one in case.reviews if one.id == seen.review] + ([newest] if newest else [])
    for review in candidates:
        person = entitled.get(review.reviewer.id) if review.reviewer else None
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
        return _no("closed", "The pull request is closed.")
    if pull.base != case.target:
        return _no("other-target", f"It asks to change {pull.base}; deals are handed over on {case.target}.")
    if pull.draft:
        return _no("draft", "The pull request is a draft: mark it ready when the package is to be decided.")
    if pull.head != case.offered.head:
        return _no("moved", "The offer has changed since it was looked at; it is looked at again.")
    return None


def _entitled(case: Case) -> dict[int, str]:
    """Account number on this forge → policy id of everybody who may decide about this subject."""
    people = (case.policy.people[id] for id in _deciders(case))
    return {number: person.id for person in people if (number := person.forge_ids.get(case.host))}


def _deciders(case: Case) -> tuple[str, ...]:
    return deciders(case.offered.ownership, case.offered.step.after.pm, case.policy)


def _newest(case: Case) -> Review | None:
    """The newest review of anybody entitled that says yes or no, or said so before it was dismissed. Remarks undo nothing."""
    entitled = _entitled(case)
    made = (one for one in case.reviews if one.state in _DECISIVE and one.reviewer and not one.reviewer.bot)
    return max(
        (one for one in made if one.reviewer and one.reviewer.id in entitled), key=lambda one: one.id, default=None
    )


def _nobody(case: Case) -> Ruling:
    """Nobody entitled has reviewed: said so, and why an approval that is there does not help."""
    verdict, people = case.offered.verdict, [case.policy.people[id] for id in _deciders(case)]
    unknown = [person.name for person in people if case.host not in person.forge_ids]
    approved = next((one for one in case.reviews if one.state == "approved" and one.reviewer), None)
    if verdict.outcome != "waiting":
        return _no(verdict.code, verdict.sentence)
    if unknown and len(unknown) == len(people):
        names = " and ".join(unknown)
        return _no(
            "unknown-account",
            f"handoff.yaml does not say which account on {case.host} is {names}'s: an admin adds it under `forge_ids`.",
        )
    if approved and approved.reviewer:
        names = " or ".join(person.name for person in people)
        return _no("not-the-decider", f"{_called(case, approved)}'s approval decides nothing: that is for {names}.")
    return _no("no-review", verdict.sentence)


def _called(case: Case, review: Review) -> str:
    number = review.reviewer.id if review.reviewer else 0
    known = (person.name for person in case.policy.people.values() if person.forge_ids.get(case.host) == number)
    return next(known, review.reviewer.login if review.reviewer else "Somebody")


def _settled(case: Case, review: Review, person: str) -> Ruling | None:
    """Why the review decides nothing by itself: taken back, about something else, or decided already."""
    name = case.policy.name(person)
    if review.state == "dismissed":
        return _no(
            "taken-back",
            f"{name}'s review was dismissed; an older one does not come back. A new review decides.",
            review,
            person,
        )
    if review.commit != case.pull.head:
        return _no(
            "older-commit",
            f"{name}'s review is of {(review.commit or 'another commit')[:12]}; the offer is at {case.pull.head[:12]} now.",
            review,
            person,
        )
    if case.pull.author.id == (review.reviewer.id if review.reviewer else None):
        return _no("own-pull", f"{name} opened this pull request and cannot decide about it.", review, person)
    return _recorded(case, review, person)


def _recorded(case: Case, review: Review, person: str) -> Ruling | None:
    """What the ledger already says about these very files, if that is the last word on this review."""
    verdict, last = case.offered.verdict, _last(case)
    if any(review.id == seen for seen in _seen(case)):
        return _no(verdict.code, verdict.sentence, review, person)
    if last is None:
        return None
    if not _ours(case, last):
        accept = "policy" if case.offered.ownership.is_policy else last.subject
        words = f"{case.policy.name(last.by)} decided about exactly this by hand (record {last.seq})"
        return _no(
            "by-hand", f"{words}; to change that, run `handoff accept {accept}` or `handoff reject`.", review, person
        )
    newer = last.observed is not None and last.observed.review > review.id
    return _no(verdict.code, verdict.sentence, review, person) if newer else None


def _seen(case: Case) -> list[int]:
    """The reviews that have their record. One that counts for nothing takes no review out of the way."""
    records = (entry.record for entry in case.entries if not distrust(entry, case.policy) and _ours(case, entry.record))
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
    return counted[-1] if counted and not _in_force(case) else None


def _in_force(case: Case) -> bool:
    after = case.offered.step.after
    return after.baseline is not None and after.baseline == case.offered.ownership.baseline_in_force


def _ours(case: Case, record: Record) -> bool:
    """Whether a record rests on a review of this repository: their numbers tell which came first."""
    seen = record.observed
    return seen is not None and (seen.forge, seen.repository) == (case.host, case.pull.repository)


def _approval(case: Case, review: Review, person: str) -> Ruling:
    offered, name = case.offered, case.policy.name(person)
    if not offered.complete:
        count = sum(finding.rejects for finding in offered.findings)
        things = "1 thing is" if count == 1 else f"{count} things are"
        return _no("incomplete", f"{name} approved, but {things} to be put right first: Sales owns it.", review, person)
    if offered.verdict.code not in _OPEN:
        return _no(offered.verdict.code, offered.verdict.sentence, review, person)
    if person == offered.step.after.sales:
        return _no("decider-is-sales", f"{name} is the deal's Sales owner and cannot accept it.", review, person)
    return Ruling("accept", "approved", f"Accepted by {name}.", review, person)


def _rejection(case: Case, review: Review, person: str) -> Ruling:
    name = case.policy.name(person)
    if case.offered.ownership.is_policy:
        return _no(
            "policy-not-rejected",
            f"{name} asks for changes: a change of the policy is decided or left alone.",
            review,
            person,
        )
    if _in_force(case):
        return _no("in-force", "The PM owns exactly these files; what is in force is not rejected.", review, person)
    if not case.offered.step.after.exists or case.offered.verdict.code == "living-only":
        return _no(
            "nothing-to-decide", "Nothing that is accepted changes here, so there is nothing to reject.", review, person
        )
    return Ruling("reject", "changes-requested", f"Rejected by {name}.", review, person)


def _with_evidence(case: Case, ruling: Ruling) -> Ruling:
    """The same ruling with what its record will be worth, or why that is not enough."""
    if case.witness is not None and case.witness not in case.policy.witnesses:
        return _no(
            "unknown-witness",
            "The key of the witness is not the one handoff.yaml names: an admin puts it right.",
            ruling.review,
            ruling.person,
        )
    evidence: Evidence = "claimed" if case.witness is None else "observed"
    if EVIDENCE.index(evidence) >= EVIDENCE.index(case.policy.evidence):
        said = f"{ruling.sentence[:-1]} ({evidence})." if evidence == "claimed" else ruling.sentence
        return Ruling(ruling.action, ruling.code, said, ruling.review, ruling.person, evidence)
    name, action = case.policy.name(ruling.person or ""), ruling.action or "accept"
    said = {"accept": "approved", "reject": "asked for changes", "withdraw": "took the approval back"}[action]
    if case.policy.evidence == "signed":
        return _no(
            "wants-signature",
            f"{name} {said}; the policy asks for a signature: `{_command(case, action)}`.",
            ruling.review,
            ruling.person,
        )
    return _no(
        "no-witness",
        f"{name} {said}, but no witness key is set up, and the policy takes nobody at his word.",
        ruling.review,
        ruling.person,
    )


def _command(case: Case, action: Action) -> str:
    subject = "policy" if case.offered.deal == POLICY_SUBJECT else case.offered.deal
    return f"handoff {action} {subject} --sign"


def _no(code: str, sentence: str, review: Review | None = None, person: str | None = None) -> Ruling:
    return Ruling(None, code, sentence, review, person)
