"""Decisions in words: what is about to be decided, and what was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from handoff_cli.core.finding import Finding
from handoff_cli.core.record import Entry, Record
from handoff_cli.core.report import DealReport
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import count, short, summary, where, worst_first


class Shown(Protocol):
    """What the decider is shown of the offer beside its record."""

    @property
    def scope(self) -> tuple[str, ...]: ...
    @property
    def terms(self) -> tuple[str, ...]: ...
    @property
    def declared(self) -> tuple[str, ...]: ...
    @property
    def since(self) -> str: ...
    @property
    def changes(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def hidden(self) -> tuple[tuple[str, str], ...]: ...


def proposal(findings: Sequence[Finding], record: Record, shown: Shown) -> str:
    """What is put before the decider: the scope, the bytes, the state they are judged against, and what the check says."""
    return _text(_proposed(findings, record, shown))


def accepted(entry: Entry, *, merged: str | None, repeated: bool, ratified: bool) -> str:
    return _text(_accepted(entry, merged, repeated=repeated, ratified=ratified))


def rejected(entry: Entry) -> str:
    record = entry.record
    said = count(len(record.reasons), "reason", "reasons")
    lines = [f"{record.subject} is rejected, {said} ({_numbered(entry)}). Nothing is lost; Sales owns it.", ""]
    return _text((*lines, *(f"  - {_reason(r.path, r.line, r.message)}" for r in record.reasons)))


def withdrawn(entry: Entry) -> str:
    record = entry.record
    return _text([f"The acceptance of {record.subject} is withdrawn ({_numbered(entry)}). Sales owns the change."])


def _proposed(findings: Sequence[Finding], record: Record, shown: Shown) -> Iterator[str]:
    on_behalf = "" if record.by == record.for_ else f" for {record.for_}"
    what = "the policy" if record.kind == "policy" else record.subject
    yield f"{'accept' if record.kind == 'policy' else record.kind} {what}, by {record.by}{on_behalf}"
    yield from (f"  scope     {line}" for line in shown.scope)
    yield from (f"  term      {line}" for line in shown.terms)
    yield from (f"  declared  {line}" for line in shown.declared)
    yield from _digests(record)
    yield f"  offered   {short(record.head)} against {record.target} at {short(record.tip)}"
    yield f"  written   by {', '.join(record.authors) or 'nobody: the baseline is as the target has it'}"
    yield from _changed(shown)
    yield from (f"  waived    {line}" for line in waivers(record))
    yield f"  check     {summary(DealReport(deal=record.subject, findings=tuple(findings)))}"
    for finding in worst_first(findings):
        if not finding.rejects:
            cleared = f" (cleared by {finding.cleared})" if finding.cleared else ""
            yield f"            {where(finding.place)}: {finding.message}{cleared}"


def waivers(record: Record) -> Iterator[str]:
    """What was let pass, why, and until when."""
    yield from (f"{each.rule} until {each.until}: {each.reason}" for each in record.waivers)


def _digests(record: Record) -> Iterator[str]:
    yield f"  {'policy  ' if record.kind == 'policy' else 'baseline'}  {record.to}"
    if record.package:
        yield f"  package   {record.package}"
    yield f"  instead   {record.from_ or 'of nothing: the first handover'}"


def _changed(shown: Shown) -> Iterator[str]:
    hidden = dict(shown.hidden)
    if shown.since:
        yield f"  changed   against {shown.since}:{'' if shown.changes else ' nothing'}"
    for mark, path in shown.changes:
        unseen = f"   (no diff shows it: {hidden[path]})" if path in hidden else ""
        yield f"            {mark} {path}{unseen}"


def _accepted(entry: Entry, merged: str | None, *, repeated: bool, ratified: bool) -> Iterator[str]:
    record = entry.record
    what, holds = ("The policy", "It is in force") if record.kind == "policy" else (record.subject, "The PM owns it")
    if repeated:
        yield f"{what} was accepted already ({_numbered(entry)}); nothing new was recorded."
    else:
        yield f"{what} is accepted ({_numbered(entry)})."
    yield from (f"  waived: {line}" for line in waivers(record))
    if merged:
        yield f"Merged into {record.target} as {short(merged)}. {holds}."
    elif ratified:
        yield f"{record.target} carries it already. {holds}."
    else:
        yield f"It is not merged yet: {holds[0].lower()}{holds[1:]} when {record.target} carries these files."


def _numbered(entry: Entry) -> str:
    return f"record {entry.record.seq}, claimed" if entry.is_claimed else f"record {entry.record.seq}"


def _reason(path: str | None, line: int | None, message: str) -> str:
    where = f"{path}:{line}" if path and line else path
    return f"{where}: {message}" if where else message


def _text(lines: Iterator[str] | Sequence[str]) -> str:
    return "".join(f"{inert(plain(line))}\n" for line in lines)
