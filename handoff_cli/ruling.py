"""A case that reviews may decide, who in it has a say, and the ruling that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from handoff_cli.core.decider import deciders
from handoff_cli.core.policy import EVIDENCE, Evidence, Policy
from handoff_cli.core.pull import PullRequest, Review
from handoff_cli.core.record import Entry, Record
from handoff_cli.offers import Offered
from handoff_cli.subjects import word_for

Action = Literal["accept", "reject", "withdraw"]
_DECISIVE: Final = ("approved", "changes-requested", "dismissed")


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


def entitled(case: Case) -> dict[int, str]:
    """Account number on this forge → policy id of everybody who may decide about this subject."""
    people = (case.policy.people[id] for id in decider_ids(case))
    return {number: person.id for person in people if (number := person.forge_ids.get(case.host))}


def decider_ids(case: Case) -> tuple[str, ...]:
    return deciders(case.offered.ownership, case.offered.step.after.pm, case.policy)


def newest_decision(case: Case) -> Review | None:
    """The newest review of anybody entitled that says yes or no, or said so before it was dismissed. Remarks undo nothing."""
    people = entitled(case)
    made = (one for one in case.reviews if one.state in _DECISIVE and one.reviewer and not one.reviewer.bot)
    return max(
        (one for one in made if one.reviewer and one.reviewer.id in people), key=lambda one: one.id, default=None
    )


def called(case: Case, review: Review) -> str:
    number = review.reviewer.id if review.reviewer else 0
    known = (person.name for person in case.policy.people.values() if person.forge_ids.get(case.host) == number)
    return next(known, review.reviewer.login if review.reviewer else "Somebody")


def is_in_force(case: Case) -> bool:
    after = case.offered.step.after
    return after.baseline is not None and after.baseline == case.offered.ownership.baseline_in_force


def is_ours(case: Case, record: Record) -> bool:
    """Whether a record rests on a review of this repository: their numbers tell which came first."""
    seen = record.observed
    return seen is not None and (seen.forge, seen.repository) == (case.host, case.pull.repository)


def with_evidence(case: Case, ruling: Ruling) -> Ruling:
    """The same ruling with what its record will be worth, or why that is not enough."""
    if case.witness is not None and case.witness not in case.policy.witnesses:
        return no_ruling(
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
        return no_ruling(
            "wants-signature",
            f"{name} {said}; the policy asks for a signature: `{_command(case, action)}`.",
            ruling.review,
            ruling.person,
        )
    return no_ruling(
        "no-witness",
        f"{name} {said}, but no witness key is set up, and the policy takes nobody at his word.",
        ruling.review,
        ruling.person,
    )


def _command(case: Case, action: Action) -> str:
    subject = case.offered.deal
    which = f" --pr {case.pull.number}" if action != "withdraw" else ""
    return f"handoff {action} {word_for(subject)}{which} --sign"


def no_ruling(code: str, sentence: str, review: Review | None = None, person: str | None = None) -> Ruling:
    return Ruling(None, code, sentence, review, person)
