"""What became of an offer, in words for Sales."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from handoff_cli.core.finding import Finding
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.core.report import Verdict
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import count, counts

_MOST: Final = 5


class Told(Protocol):
    """An offer, as far as it is told. `missing` is what keeps it from being complete."""

    @property
    def deal(self) -> str: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def verdict(self) -> Verdict: ...


def offered_text(offer: Told, branch: str, *, new: bool, anew: bool, where: str) -> str:
    """What was offered, and how complete it is."""
    return _text(_offered(offer, branch, new=new, anew=anew, where=where))


def clone_text(offer: Told, branch: str, *, moved: bool, left_out: Sequence[str]) -> str:
    """What became of the clone, and what of the folder stays in it."""
    return _text(_clone(offer, branch, moved=moved, left_out=left_out))


def pull_text(number: int, url: str, *, opened: bool) -> str:
    return _text(iter([f"Pull request {number} {'is open' if opened else 'shows it'}: {url}".removesuffix(": ")]))


def by_hand_text(reason: str, link: str | None) -> str:
    lines = [f"No pull request was opened: {reason}"]
    lines += [f"Open it here: {link}"] if link else []
    return _text(iter(lines))


def _clone(offer: Told, branch: str, *, moved: bool, left_out: Sequence[str]) -> Iterator[str]:
    if moved:
        yield f"Your clone stands on the branch {branch} now; nothing but the {'policy' if _is_policy(offer) else 'deal'} was committed."
    if left_out:
        more = f" and {len(left_out) - _MOST} more" if len(left_out) > _MOST else ""
        yield f"Not offered, because git is told to ignore it (.gitignore): {', '.join(left_out[:_MOST])}{more}."


def _offered(offer: Told, branch: str, *, new: bool, anew: bool, where: str) -> Iterator[str]:
    name = "The policy" if _is_policy(offer) else offer.deal
    if new:
        how = ", begun anew from what the target carries" if anew else ""
        yield f"{name} is offered on {branch}{where}{how}."
    else:
        yield f"{name} is offered already, just as it lies here ({branch}{where})."
    missing = counts(offer.findings)
    warnings = sum(not finding.rejects and not finding.is_lifted for finding in offer.findings)
    if missing:
        yield f"It is not complete yet: {missing}. The PM is asked when it is; `handoff check {offer.deal}` lists everything."
    else:
        yield offer.verdict.sentence
    if warnings:
        yield f"{count(warnings, 'warning', 'warnings')}, which block nothing."


def _is_policy(offer: Told) -> bool:
    return offer.deal == POLICY_SUBJECT


def _text(lines: Iterator[str]) -> str:
    return "".join(f"{inert(plain(line))}\n" for line in lines)
