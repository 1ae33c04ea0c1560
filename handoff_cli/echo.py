"""What was decided at a desk, said on the pull request as a review too: the forge's own rule counts nothing else, and a review is
what makes the gate look again. The record stands whether or not the forge takes it."""

from __future__ import annotations

from typing import Final

from handoff_cli.core.policy import Person
from handoff_cli.core.pull import Account, ReviewState
from handoff_cli.core.record import Record
from handoff_cli.decide import Decision
from handoff_cli.errors import HandoffError
from handoff_cli.forge.protocol import Forge
from handoff_cli.reporters.prose import prose

_STATES: Final[dict[str, ReviewState]] = {
    "accept": "approved",
    "policy": "approved",
    "reject": "changes-requested",
}
_WORDS: Final[dict[ReviewState, str]] = {
    "approved": "your approval",
    "changes-requested": "your request for changes",
    "commented": "a remark about it",
}
_DECISIVE: Final = ("approved", "changes-requested", "dismissed")


def echo(forge: Forge, number: int, decision: Decision, person: Person) -> str:
    """One line for whoever decided: that his review is there, or why it is not. Empty where it is merged already."""
    if decision.merged:
        return ""
    try:
        return _said(forge, number, decision.entry.record, person)
    except HandoffError as error:
        return _unheard(number, error.message)


def _unheard(number: int, why: str) -> str:
    return f"Pull request {number} does not show it: {why} Review it there yourself, so that the gate looks again."


def _said(forge: Forge, number: int, record: Record, person: Person) -> str:
    """What is there now. Nobody reviews what he opened himself; a remark of his makes the gate look as well."""
    me, author = forge.me(), forge.pull(number).author
    if me is None or person.forge_ids.get(forge.host, me.id) != me.id:
        return _unheard(number, f"the access token is not {person.name}'s.")
    state = _STATES[record.kind] if author is None or author.id != me.id else "commented"
    if not _is_there(forge, number, me, record, state):
        forge.post_review(number, state, commit=record.head, body=_body(record))
    return f"Pull request {number} has {_WORDS[state]}, too: the gate looks again."


def _is_there(forge: Forge, number: int, me: Account, record: Record, state: ReviewState) -> bool:
    """Whether his newest yes or no (or remark) is this one already."""
    mine = [one for one in forge.reviews(number) if one.reviewer and one.reviewer.id == me.id]
    kinds = _DECISIVE if state in _DECISIVE else (state,)
    last = next((one for one in reversed(mine) if one.state in kinds), None)
    return last is not None and (last.state, last.commit) == (state, record.head)


def _body(record: Record) -> str:
    reasons = [f"- because: {prose(reason.message)}" for reason in record.reasons if not reason.rule]
    return "\n".join([f"Decided with `handoff`: record {record.seq} of the ledger.", "", *reasons]).rstrip()
