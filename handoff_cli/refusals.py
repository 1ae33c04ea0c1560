"""Every reason why a decision is not taken, before anything is written: with exit code 1, and with what to do instead."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NoReturn

from handoff_cli.core.decider import deciders, evidence_of, may_decide
from handoff_cli.core.ownership import Ownership
from handoff_cli.core.policy import EVIDENCE, Person
from handoff_cli.core.record import Entry, Record
from handoff_cli.errors import NO, HandoffError
from handoff_cli.offers import Offered
from handoff_cli.standing import Standing

_OUT_OF_ORDER: Final = frozenset(
    {
        "stale-base", "stale-living", "irregular", "several-deals", "policy-and-deal", "outside-the-deal",
        "outside-the-policy", "policy-removed", "policy-malformed",
    }
)  # fmt: skip
"""Offers nobody can decide about as they are."""


def refuse_stranger(standing: Standing, offered: Offered, person: Person) -> None:
    """What is accepted is merged by whom it concerns, also when nothing new is recorded."""
    entitled = deciders(offered.ownership, offered.step.after.pm, standing.policy)
    if person.id not in entitled:
        names = " or ".join(standing.policy.name(id) for id in entitled)
        refuse(f"{person.name} is not the one who decides about this deal.", f"{names} can finish the merge.")


def refuse_unlawful(standing: Standing, offered: Offered, record: Record) -> None:
    """Everything that makes the decision not this person's to take, or not takeable at all."""
    now, policy = offered.ownership, standing.policy
    if not offered.step.after.exists:
        refuse(f"The offer holds no {record.subject}.", "Name the branch with --head.")
    if record.kind != "withdraw" and offered.verdict.code in _OUT_OF_ORDER:
        refuse(
            offered.verdict.sentence, "Nothing was decided. Bring the offer in order and ask for the decision again."
        )
    refusal = may_decide(record, now, offered.step.after, policy)
    if refusal:
        entitled = " or ".join(policy.name(person) for person in deciders(now, offered.step.after.pm, policy))
        refuse(refusal.sentence, f"{entitled or 'Nobody with the role `pm`'} can decide about {record.subject}.")
    _REFUSALS[record.kind](now, offered, record)


def _refuse_accept(now: Ownership, offered: Offered, record: Record) -> None:
    if record.to == now.baseline_in_force == now.target.baseline and not now.open_steps and not now.contested:
        refuse("The PM owns exactly these files already.", "There is nothing to accept.")
    if not offered.complete:
        open_ = sum(finding.rejects for finding in offered.findings)
        things = "1 thing is" if open_ == 1 else f"{open_} things are"
        refuse(
            f"{record.subject} is not complete: {things} to be put right.",
            "`handoff check` lists them; `handoff reject` returns it formally.",
        )
    refuse_author(record.by, record.authors)


def refuse_author(person: str, authors: Collection[str]) -> None:
    if person in authors:
        refuse(
            "Who wrote part of a baseline cannot accept it.",
            "Another person writes the change, or the deputy accepts it.",
        )


def _refuse_reject(now: Ownership, _: Offered, record: Record) -> None:
    _refuse_in_force(now, record)
    if not record.reasons:
        refuse("A rejection needs a reason.", 'Say what is wrong: --reason "The fixture has no date."')


def _refuse_withdraw(now: Ownership, _: Offered, record: Record) -> None:
    _refuse_in_force(now, record)
    if now.pending is None or now.pending.record.to != record.to:
        refuse("There is no pending acceptance of these files.", "`handoff status` shows what is pending.")


def _refuse_in_force(now: Ownership, record: Record) -> None:
    if record.to == now.baseline_in_force:
        refuse(
            "The PM owns exactly these files.",
            "Open an issue in RAID, or ask Sales for a change: what is in force is not rejected.",
        )


def _refuse_policy(now: Ownership, offered: Offered, record: Record) -> None:
    if record.to == now.baseline_in_force == now.target.baseline and not now.open_steps and not now.contested:
        refuse("Exactly this policy is in force already.", "There is nothing to decide.")
    if not offered.complete:
        wrong = next(finding for finding in offered.findings if finding.rejects)
        refuse(f"This policy would be wrong: {wrong.message}.", wrong.remedy)


_REFUSALS: Final = {
    "accept": _refuse_accept,
    "reject": _refuse_reject,
    "withdraw": _refuse_withdraw,
    "policy": _refuse_policy,
}


def refuse_weak(standing: Standing, entry: Entry) -> None:
    evidence, wanted = evidence_of(entry, standing.policy), standing.policy.evidence
    if evidence is None:
        refuse("This key is not the one handoff.yaml names for you.", "Sign with the key that stands there.")
    elif EVIDENCE.index(evidence) < EVIDENCE.index(wanted):
        refuse(f"This decision would be {evidence}; the policy asks for {wanted}.", "Sign it: --sign KEY.")


def refuse(message: str, hint: str) -> NoReturn:
    raise HandoffError(message, hint=hint, exit_code=NO)
