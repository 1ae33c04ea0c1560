"""What became of an offer, in words for Sales."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from handoff_cli.core.finding import Finding
from handoff_cli.core.report import Verdict
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import count, counts


class Told(Protocol):
    """An offer, as far as it is told. `missing` is what keeps it from being complete."""

    @property
    def deal(self) -> str: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def verdict(self) -> Verdict: ...


def offered_text(offer: Told, branch: str, *, new: bool, anew: bool, where: str) -> str:
    return _text(_offered(offer, branch, new=new, anew=anew, where=where))


def pull_text(number: int, url: str, *, opened: bool) -> str:
    return _text(iter([f"Pull request {number} {'is open' if opened else 'shows it'}: {url}".removesuffix(": ")]))


def by_hand_text(reason: str, link: str | None) -> str:
    lines = [f"No pull request was opened: {reason}"]
    lines += [f"Open it here: {link}"] if link else []
    return _text(iter(lines))


def _offered(offer: Told, branch: str, *, new: bool, anew: bool, where: str) -> Iterator[str]:
    if new:
        how = ", begun anew from what the target carries" if anew else ""
        yield f"{offer.deal} is offered on {branch}{where}{how}."
    else:
        yield f"{offer.deal} is offered already, just as it lies here ({branch}{where})."
    missing = counts(offer.findings)
    warnings = sum(not finding.rejects for finding in offer.findings)
    if missing:
        yield f"It is not complete yet: {missing}. The PM is asked when it is; `handoff check {offer.deal}` lists everything."
    else:
        yield offer.verdict.sentence
    if warnings:
        yield f"{count(warnings, 'warning', 'warnings')}, which block nothing."


def _text(lines: Iterator[str]) -> str:
    return "".join(f"{inert(plain(line))}\n" for line in lines)
