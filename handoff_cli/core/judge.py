"""The one function that judges. Pure: values in, values out; no git, no file, no clock.

`judge` takes the ownership before a step, the records that begin to count there and the policy in force at the step's first
parent, and says whether the step is covered. Folded over a history from genesis it yields the owner; asked about the step an
offer would make it is the gate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from handoff_cli.core.decider import distrust, evidence_of, flaw_of, is_outsider, may_decide
from handoff_cli.core.ownership import Counted, Note, Ownership, Refusal, Snapshot, Step, Uncovered
from handoff_cli.core.policy import POLICY_FILES, Evidence, Policy
from handoff_cli.core.record import Entry
from handoff_cli.core.report import Verdict
from handoff_cli.core.strays import strays

_ENDED: Final = {"reject": "rejected", "withdraw": "withdrawn"}
_SENTENCES: Final = {
    "rejected": "The PM rejected exactly these files after accepting them.",
    "withdrawn": "The acceptance of exactly these files was withdrawn.",
    "superseded": "A newer acceptance has taken the place of the one for these files.",
    "restores": "These files were accepted before, and putting them back is a change too: the PM accepts it first.",
    "wrong-decider": "Who decided about these files is not the one who decides about this deal.",
    "no-accept": "The PM has not accepted these files.",
    "package-differs": "The files are not the ones the PM accepted: a living document changed before the first handover.",
    "deal-removed": "A deal that was offered once is never deleted or renamed.",
    "octopus": "A commit with more than two parents cannot be judged.",
    "policy-and-deal": "The policy and a deal change in one step{}: each is offered and decided by itself.",
    "several-deals": "The step changes the baseline of a deal and touches another deal as well{}: offer each by itself.",
    "outside-the-deal": "The step changes the baseline of a deal and files outside it{}: move those into a change of their own.",
    "outside-the-policy": "The policy changes in one step with other files{}: it is offered and decided by itself.",
    "policy-removed": "The policy is never deleted.",
    "no-policy-record": "No admin has decided this change of the policy.",
    "policy-malformed": "The policy this step brings cannot be read.",
    "malformed": "A file this step changes cannot be read.",
    "irregular": "The deal holds an entry that is not a regular file with a lawful name.",
}
_LATE: Final = "It names an older state of the target than a record before it: it was written after the fact."
_STALE: Final = Refusal("stale-from", "It starts from a baseline that is not in force.")


def judge(before: Ownership, step: Step, records: Iterable[Counted], roster: Policy) -> tuple[Verdict, Ownership]:
    """Whether `step` is covered, and the ownership after it. `records` count from this step on, in the order of the ledger."""
    now = absorb(before, records, roster)
    refusal, effective = _decide(now, step, roster)
    after = _advance(now, step)
    if refusal:
        verdict = Verdict("refused", refusal.code, refusal.sentence)
        return verdict, _uncover(after, step, verdict)
    if effective:
        after = _in_force(after, effective, step.commit, evidence_of(effective, roster))
    return _covered(effective, roster), after


def _advance(now: Ownership, step: Step) -> Ownership:
    """The target as the step leaves it. What contested the bytes it carried before goes with them, late records stay."""
    if step.before.baseline == step.after.baseline:
        return replace(now, target=step.after)
    return replace(now, target=step.after, contested=tuple(note for note in now.contested if note.code == "late"))


def absorb(now: Ownership, records: Iterable[Counted], roster: Policy) -> Ownership:
    """The ownership once these records count, before any further step."""
    for counted in records:
        now = _take(now, counted, roster)
    return now


def refuse(code: str) -> Refusal:
    """A refusal in the judge's own words."""
    return Refusal(code, _SENTENCES[code])


def _decide(now: Ownership, step: Step, roster: Policy) -> tuple[Refusal | None, Entry | None]:
    """Why the step is not covered, or None and the accept that takes effect with it, if any does."""
    code = _shape(now, step)
    if code:
        return Refusal(code, " ".join(filter(None, (_SENTENCES[code], step.after.flaw)))), None
    if step.before.baseline == step.after.baseline:
        return (refuse("malformed"), None) if step.malformed else (None, _late_start(now, step, roster))
    code = _scope(now, step)
    refusal = _stray(code, step) if code else _cover(now, step.after, roster)
    return refusal, None if refusal else now.pending


def _shape(now: Ownership, step: Step) -> str | None:
    if step.shape == "octopus":
        return "octopus"
    if step.before.exists and not step.after.exists:
        return _removed(now)
    if now.is_policy and step.after.flaw:
        return "policy-malformed"
    return "irregular" if step.after.flaw else None


def _removed(now: Ownership) -> str | None:
    """What the ledger has never heard of may go again."""
    if now.is_policy:
        return "policy-removed"
    known = now.in_force or now.pending or now.ended or now.contested or now.void
    return "deal-removed" if known else None


def _scope(now: Ownership, step: Step) -> str | None:
    """A step that changes a baseline touches that deal and nothing else; so does one that changes the policy."""
    if now.is_policy:
        return "outside-the-policy" if step.outside else None
    if any(path in POLICY_FILES for path in step.outside):
        return "policy-and-deal"
    if any(path.startswith("projects/") for path in step.outside):
        return "several-deals"
    return "outside-the-deal" if step.outside else None


def _stray(code: str, step: Step) -> Refusal:
    return Refusal(code, _SENTENCES[code].format(strays(code, step.outside)))


def _cover(now: Ownership, after: Snapshot, roster: Policy) -> Refusal | None:
    """None when the pending accept covers what the target would carry, otherwise the reason why nothing does."""
    accept = now.pending
    if accept is None or accept.record.to != after.baseline:
        return _uncovered_by(now, after)
    if now.baseline_in_force is None and accept.record.package != after.package:
        return refuse("package-differs")
    return distrust(accept, roster) or may_decide(accept.record, now, after, roster)


def _uncovered_by(now: Ownership, after: Snapshot) -> Refusal:
    if after.baseline is not None and after.baseline == now.baseline_in_force:
        return refuse("restores")
    return refuse(now.ended.get(after.baseline or "", "no-policy-record" if now.is_policy else "no-accept"))


def _late_start(now: Ownership, step: Step, roster: Policy) -> Entry | None:
    """The accept of a first handover whose package the target carries only now (histories.md, row 28)."""
    waiting = now.baseline_in_force is None and now.pending is not None and now.pending.record.to == step.after.baseline
    return now.pending if waiting and _cover(now, step.after, roster) is None else None


def _take(now: Ownership, counted: Counted, roster: Policy) -> Ownership:
    entry, record = counted.entry, counted.entry.record
    flaw = distrust(entry, roster) if counted.late else flaw_of(entry, roster)
    if flaw:
        return _void(now, record.seq, flaw)
    if is_outsider(record, now, roster):
        ended = now.ended if record.kind in _ENDED else {record.to or "": "wrong-decider", **now.ended}
        return _void(replace(now, ended=ended), record.seq, refuse("wrong-decider"))
    if counted.late:
        return replace(now, contested=(*now.contested, Note(record.seq, "late", _LATE)), pending=None)
    return _end(now, entry, roster) if record.kind in _ENDED else _accept(now, entry, roster)


def _accept(now: Ownership, entry: Entry, roster: Policy) -> Ownership:
    record = entry.record
    if record.to is not None and record.to == now.target.baseline:
        return _ratify(now, entry, roster)
    if record.from_ != now.baseline_in_force:
        return _void(replace(now, pending=None), record.seq, _STALE)
    ended = dict(now.ended)
    if now.pending and now.pending.record.to:
        ended[now.pending.record.to] = "superseded"
    ended.pop(record.to or "", None)
    return replace(now, pending=entry, ended=ended)


def _ratify(now: Ownership, entry: Entry, roster: Policy) -> Ownership:
    """An accept of what the target carries already: it makes every open step up to its tip good."""
    record = entry.record
    if record.from_ not in (now.baseline_in_force, record.to):
        return _void(now, record.seq, _STALE)
    if now.target.baseline == now.baseline_in_force and not now.open_steps and not now.contested:
        return _void(now, record.seq, Refusal("nothing-to-decide", "Exactly these files were in force already."))
    if not now.is_policy and record.package != now.target.package:
        return _void(now, record.seq, refuse("package-differs"))
    refusal = may_decide(record, now, now.target, roster)
    if refusal:
        return _void(now, record.seq, refusal)
    steps = tuple(replace(s, ratified=record.seq) if s.ratified is None else s for s in now.uncovered)
    settled = replace(now, uncovered=steps, contested=())
    return replace(_in_force(settled, entry, record.tip, evidence_of(entry, roster)), ratified=True)


def _end(now: Ownership, entry: Entry, roster: Policy) -> Ownership:
    """A rejection or withdrawal: it voids the pending accept of the same baseline and never what is in force."""
    record = entry.record
    if record.to is not None and record.to == now.baseline_in_force == now.target.baseline:
        return _void(now, record.seq, Refusal("in-force", "What the PM owns already cannot be rejected or withdrawn."))
    if not now.pending or now.pending.record.to != record.to:
        return now
    if now.pending.record.for_ != record.for_ or record.by not in (record.for_, roster.deputy(record.for_)):
        return _void(now, record.seq, Refusal("wrong-decider", "It is not by the PM whose acceptance it would end."))
    return replace(now, pending=None, ended={**now.ended, record.to or "": _ENDED[record.kind]})


def _in_force(now: Ownership, entry: Entry, since: str, evidence: Evidence | None) -> Ownership:
    ended = dict(now.ended)
    if now.baseline_in_force:
        ended[now.baseline_in_force] = "superseded"
    ended.pop(entry.record.to or "", None)
    return replace(
        now, in_force=entry, since=since, evidence=evidence, ratified=False, pm=now.target.pm, pending=None, ended=ended
    )


def _uncover(now: Ownership, step: Step, verdict: Verdict) -> Ownership:
    """Name the step; bytes whose acceptance was ended contest the ownership, whoever wrote which first."""
    after = replace(now, uncovered=(*now.uncovered, Uncovered(step.commit, verdict.code, verdict.sentence)))
    if verdict.code not in _ENDED.values():
        return after
    return replace(after, contested=(*after.contested, Note(0, verdict.code, verdict.sentence)))


def _void(now: Ownership, seq: int, refusal: Refusal) -> Ownership:
    return replace(now, void=(*now.void, Note(seq, refusal.code, refusal.sentence)))


def _covered(accept: Entry | None, roster: Policy) -> Verdict:
    if accept is None:
        return Verdict("covered", "living-only", "The change leaves the accepted baseline alone.")
    worth = " (claimed)" if accept.is_claimed else ""
    return Verdict("covered", "covered", f"Accepted by {roster.name(accept.record.by)}{worth}.")
