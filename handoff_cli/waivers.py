"""What the PM waives in a decision: findings of rules that are not the chapter's own, each with a reason and an end.

A waiver lives in the record, never in a file Sales writes. It holds for exactly the baseline that was accepted with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from handoff_cli.core.deal import is_living
from handoff_cli.core.finding import Finding
from handoff_cli.core.ownership import Ownership, Snapshot
from handoff_cli.core.record import Waiver
from handoff_cli.core.rule import Rule
from handoff_cli.errors import NO, USAGE, HandoffError
from handoff_cli.rulebook import all_rules, find

_DAY: Final = len("2026-01-31")


def waived(findings: Sequence[Finding], waivers: Iterable[Waiver]) -> tuple[Finding, ...]:
    """The findings, those marked that a waiver takes the weight from. What cannot be waived is never marked, whoever wrote it down."""
    rules = {waiver.rule for waiver in waivers}
    able = {rule.name for rule in all_rules() if rule.name in rules and is_waivable(rule)} if rules else frozenset()
    return tuple(replace(each, waived=True) if each.rule in able and _has_weight(each) else each for each in findings)


def is_waivable(rule: Rule) -> bool:
    """What the source chapter itself asks for is what the PM is there to insist on."""
    return not rule.chapter


def waived_as_decided(findings: Sequence[Finding], now: Ownership, after: Snapshot) -> tuple[Finding, ...]:
    """What the PM waived when he accepted this very baseline. What a living document says since then he has not seen, so that of
    another package with the same baseline only the baseline's findings are waived."""
    records = (entry.record for entry in (now.pending, now.in_force) if entry is not None)
    record = next((record for record in records if record.to == after.baseline), None)
    if record is None:
        return tuple(findings)
    marked = waived(findings, record.waivers)
    whole = record.package == after.package
    return tuple(new if whole or not _is_living(old) else old for old, new in zip(findings, marked, strict=True))


def _is_living(finding: Finding) -> bool:
    return is_living(finding.place.path.split("/", 2)[-1])


def refuse_unlawful(waivers: Sequence[Waiver], findings: Sequence[Finding], day: str) -> None:
    """Every waiver is of a rule that may be waived and has something to waive, has a reason, and ends on a day not gone by on `day`."""
    names = [waiver.rule for waiver in waivers]
    for waiver in waivers:
        rule = find(waiver.rule, all_rules())
        if not is_waivable(rule):
            _refuse(
                f"{rule.name} is the chapter's own and cannot be waived.", "Have it put right, or reject the package."
            )
        if names.count(rule.name) > 1:
            _refuse(f"{rule.name} is waived twice.", "Once is enough: it holds for all its findings.")
        if not any(each.rule == rule.name and _has_weight(each) for each in findings):
            _refuse(f"{rule.name} stops nothing in this package.", "Leave the waiver out.")
        if not waiver.reason.strip():
            _refuse(
                f"The waiver of {rule.name} has no reason.", 'Say why: --reason "The customer will send it in May."'
            )
        _refuse_day(rule.name, waiver.until, day)


def _refuse_day(rule: str, until: str, day: str) -> None:
    try:
        ends = date.fromisoformat(until) if len(until) == _DAY else None
    except ValueError:
        ends = None
    if ends is None:
        raise HandoffError(
            f"{until!r}, the end of the waiver of {rule}, is no day.", hint="Write it as 2026-06-30.", exit_code=USAGE
        )
    if until < day[:_DAY]:
        _refuse(f"The waiver of {rule} would have ended on {until} already.", "Name a later day, or have it put right.")


def _has_weight(finding: Finding) -> bool:
    """What cannot be read cannot be judged, so nobody can know what a waiver of it would let pass."""
    return finding.severity == "reject" and finding.kind != "malformed" and finding.cleared is None


def _refuse(message: str, hint: str) -> None:
    raise HandoffError(message, hint=hint, exit_code=NO)
