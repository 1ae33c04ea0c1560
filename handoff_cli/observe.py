"""From a review on a forge to a record in the ledger, and to the merge where the policy leaves it to the gate.

Everything is asked of the forge again just before it is signed: an event only says that it is worth looking, and what it carries
is not read. A run that finds nothing new writes nothing, so it may run as often as anybody likes, in any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from handoff_cli.announce import hand_over, status_of_verdict
from handoff_cli.core.pull import Merged, PullRequest, Review
from handoff_cli.core.record import POLICY_SUBJECT, Entry, Observed, Reason, Record
from handoff_cli.decide import Decider, Decision, Desk, Request, decide
from handoff_cli.errors import NO, UNDECIDED, HandoffError
from handoff_cli.forge.protocol import Forge
from handoff_cli.git.remote import fetch_pull
from handoff_cli.ledger.signatures import key_fingerprint
from handoff_cli.offers import Offered, evaluate, touched
from handoff_cli.review import decide_reviews
from handoff_cli.ruling import MERGED, Case, Ruling
from handoff_cli.standing import Standing
from handoff_cli.subjects import word_for

ATTEMPTS: Final = 4
_WORDLESS: Final = "Changes are asked for, without a word of why."
_LONGEST: Final = 2000
_MOST: Final = 50
"""Characters of a remark and remarks of a review that a record keeps: it has to stay readable, and a ledger takes 1 MiB."""


class _Moved(Exception):
    """The forge shows something else than a moment ago: look again."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a look at a pull request needs: the standing fetched anew, the witness's key if there is one, and the time."""

    forge: Forge
    opened: Callable[[], Standing]
    at: str
    witness: Path | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What was found and done: the last ruling, the records it took to get there, the merge if the gate was to do it."""

    pull: PullRequest
    subject: str | None
    ruling: Ruling
    recorded: tuple[Entry, ...] = ()
    merged: Merged | None = None


def observe(watch: Watch, number: int) -> Observation:
    """Record what the reviews of a pull request decide. Asked again until nothing is left to record; bounded, because a forge that
    never shows the same thing twice cannot be believed."""
    recorded: list[Entry] = []
    for _ in range(ATTEMPTS):
        try:
            look = _look(watch, number)
            if look.ruling.action is None:
                return _finished(watch, look, tuple(recorded))
            decision = _carried_out(watch, look)
        except _Moved:
            continue
        if isinstance(decision, Ruling):
            return Observation(look.pull, look.case.offered.deal if look.case else None, decision, tuple(recorded))
        recorded += [] if decision.repeated else [decision.entry]
    raise HandoffError(
        "The pull request changed each time it was looked at, so nothing more was decided.",
        hint="Run it again when it is quiet.",
        exit_code=UNDECIDED,
    )


def _carried_out(watch: Watch, look: _Look) -> Decision | Ruling:
    """The decision, or why it cannot be taken, unless somebody was faster: then it is worth another look."""
    try:
        return _record(watch, look)
    except HandoffError as error:
        if error.exit_code != NO:
            raise
        if _look(watch, look.pull.number).ruling != look.ruling:
            raise _Moved from None
        words = f"{error.message} {error.hint}".strip()
        return replace(look.ruling, action=None, code="refused", sentence=words)


@dataclass(frozen=True, slots=True)
class _Look:
    """A pull request, its reviews and the standing at one moment."""

    standing: Standing
    case: Case | None
    pull: PullRequest
    ruling: Ruling


def _look(watch: Watch, number: int) -> _Look:
    pull = watch.forge.pull(number)
    reviews = watch.forge.reviews(number)
    if _shown(watch.forge.pull(number)) != _shown(pull):
        raise _Moved
    standing = watch.opened()
    if fetch_pull(standing.repo, standing.remote or "", number) != pull.head:
        raise _Moved
    subjects = [subject for subject in touched(standing.repo, standing.tip, pull.head) if subject is not None]
    if len(subjects) != 1:
        return _Look(standing, None, pull, MERGED if pull.merged else _no_subject(subjects))
    offered = evaluate(standing, subjects[0], pull.head)
    case = Case(
        host=watch.forge.host,
        target=standing.target,
        pull=pull,
        reviews=reviews,
        offered=offered,
        policy=standing.policy,
        entries=standing.ledger.of(subjects[0]),
        witness=key_fingerprint(watch.witness) if watch.witness else None,
    )
    return _Look(standing, case, pull, decide_reviews(case))


def _shown(pull: PullRequest) -> PullRequest:
    """What a decision rests on; a title or a label may change under it."""
    return replace(pull, title="", body="", labels=(), asked=(), url="")


def _no_subject(subjects: list[str]) -> Ruling:
    if not subjects:
        return Ruling(None, "nothing-to-decide", "No deal changes here, so there is nothing to decide.")
    names = " and ".join(sorted("the policy" if one == POLICY_SUBJECT else one for one in subjects))
    return Ruling(None, "several-subjects", f"{names} change together; each is offered by itself.")


def _record(watch: Watch, look: _Look) -> Decision:
    """The record of a ruling, written as any other decision is. Who decided is the reviewer; the witness signs what it saw."""
    case, ruling = look.case, look.ruling
    if case is None or ruling.review is None or ruling.action is None:
        raise AssertionError("only a ruling with a review is recorded")
    review = watch.forge.review(look.pull.number, ruling.review.id)
    if replace(review, comments=()) != ruling.review:
        raise _Moved
    head = _head(case, ruling)
    latest = [look.standing]

    def who(standing: Standing) -> Decider:
        latest[0] = standing
        person = standing.policy.people.get(ruling.person or "")
        if person is None:
            raise HandoffError("Who reviewed is no longer in handoff.yaml.", hint="Look again.", exit_code=NO)
        return Decider(person=person, email=next(iter(person.emails), ""), key=watch.witness)

    def confirm(offered: Offered, _: Record, __: object) -> bool:
        _refuse_moved(
            watch, replace(case, policy=latest[0].policy, entries=latest[0].ledger.of(offered.deal)), offered, ruling
        )
        return True

    request = Request(
        kind=ruling.action,
        deal=case.offered.deal,
        head=lambda _: head,
        at=watch.at,
        reasons=tuple(_reasons(review)) if ruling.action == "reject" else (),
        merge=False,
        observed=_observed(case, review, head),
    )
    return decide(Desk(opened=watch.opened, who=who, confirm=confirm), request)


def _refuse_moved(watch: Watch, case: Case, offered: Offered, ruling: Ruling) -> None:
    """The last look before it is signed: the forge shows the same, and on what the ledger says by now the ruling is the same."""
    pull, reviews = watch.forge.pull(case.pull.number), watch.forge.reviews(case.pull.number)
    if _shown(pull) != _shown(case.pull):
        raise _Moved
    again = replace(case, reviews=reviews, offered=offered if ruling.action != "withdraw" else case.offered)
    if decide_reviews(again) != ruling:
        raise _Moved


def _head(case: Case, ruling: Ruling) -> str:
    """What is decided about: the offer, or what was accepted before when that is taken back."""
    pending = case.offered.ownership.pending
    return pending.record.head if ruling.action == "withdraw" and pending else case.pull.head


def _observed(case: Case, review: Review, commit: str) -> Observed:
    return Observed(
        forge=case.host,
        repository=case.pull.repository,
        number=case.pull.number,
        review=review.id,
        reviewer=review.reviewer.id if review.reviewer else 0,
        commit=commit,
    )


def _reasons(review: Review) -> list[Reason]:
    """The reviewer's words: first what he says of the whole, then each remark with its place. What has no words is none."""
    own = [Reason(None, None, None, words)] if (words := _readable(review.body)) else []
    said = [(remark, words) for remark in review.comments if (words := _readable(remark.body))]
    remarks = [Reason(None, _readable(remark.path) or None, remark.line, words) for remark, words in said[:_MOST]]
    left = len(said) - len(remarks)
    more = [Reason(None, None, None, f"{left} more remarks stand in the review.")] if left else []
    return own + remarks + more or [Reason(None, None, None, _WORDLESS)]


def _readable(words: str) -> str:
    """Text for ever, so bounded, and without what a terminal would obey or what cannot be written as UTF-8."""
    plain = "".join(c if c.isprintable() or c == "\n" else " " for c in words.replace("\r\n", "\n")).strip()
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def _finished(watch: Watch, look: _Look, recorded: tuple[Entry, ...]) -> Observation:
    """Merge what is covered by an acceptance where the policy says so: guarded by the head that was looked at."""
    case, merged = look.case, None
    subject = case.offered.deal if case else None
    ready = case is not None and case.offered.verdict.outcome == "covered" and case.offered.changes_baseline
    in_order = look.pull.open and not look.pull.draft and look.pull.base == look.standing.target
    if case is not None and ready and in_order and look.standing.policy.merge == "auto":
        # The forge holds the merge back while the status still says that somebody is waited for.
        watch.forge.set_status(look.pull.head, status_of_verdict(case.offered.verdict))
        title = f"Merge {word_for(case.offered.deal)}: accepted"
        merged = watch.forge.merge(look.pull.number, head=look.pull.head, title=title)
        if merged.commit and subject != POLICY_SUBJECT:
            hand_over(watch.forge, look.pull.number)
    return Observation(look.pull, subject, look.ruling, recorded, merged)
