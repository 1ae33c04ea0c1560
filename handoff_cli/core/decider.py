"""Who may decide about a deal, and on what evidence a record counts."""

from __future__ import annotations

from handoff_cli.core.ownership import Ownership, Refusal, Snapshot
from handoff_cli.core.policy import EVIDENCE, Evidence, Policy
from handoff_cli.core.record import Entry, Record


def designated_pm(now: Ownership, named: str | None, roster: Policy) -> str | None:
    """The PM in force while he holds the role, otherwise the one the package names."""
    return now.pm if now.in_force and roster.has_role(now.pm, "pm") else named


def deciders(now: Ownership, named: str | None, roster: Policy) -> tuple[str, ...]:
    """The designated PM and, where the policy gives him one, his deputy; about the policy, every admin."""
    if now.is_policy:
        return tuple(sorted(id for id in roster.people if roster.has_role(id, "admin")))
    pm = designated_pm(now, named, roster)
    if pm is None or not roster.has_role(pm, "pm"):
        return ()
    deputy = roster.deputy(pm)
    return (pm, deputy) if deputy is not None and roster.has_role(deputy, "pm") else (pm,)


def is_outsider(record: Record, now: Ownership, roster: Policy) -> bool:
    """Whether somebody decides who cannot, whatever the package says: the deal has a PM, and he holds the role."""
    if now.is_policy or now.in_force is None or not roster.has_role(now.pm, "pm"):
        return False
    return record.for_ != now.pm or record.by not in deciders(now, None, roster)


def may_decide(record: Record, now: Ownership, package: Snapshot, roster: Policy) -> Refusal | None:
    """None when the record is by somebody entitled to it. `package` is what was decided about."""
    if now.is_policy:
        lawful = record.by == record.for_ and record.by in deciders(now, None, roster)
        return None if lawful else Refusal("wrong-decider", f"{roster.name(record.by)} is no admin.")
    pm = designated_pm(now, package.pm, roster)
    if record.for_ != pm or record.by not in deciders(now, package.pm, roster):
        return Refusal("wrong-decider", f"{roster.name(record.by)} is not the one who decides about this deal.")
    if record.by == package.sales:
        return Refusal("decider-is-sales", f"{roster.name(record.by)} is the deal's Sales owner.")
    return None


def evidence_of(entry: Entry, roster: Policy) -> Evidence | None:
    """How strong a record is: the decider's own key, a witness's, or nothing but the word of whoever pushed it."""
    if entry.signature.flaw:
        return None
    if entry.signature.fingerprint is None:
        return "claimed"
    signer = roster.by_key(entry.signature.fingerprint)
    if signer is not None:
        return "signed" if signer.id == entry.record.by else None
    witnessed = entry.signature.fingerprint in roster.witnesses and _saw_the_decider(entry.record, roster)
    return "observed" if witnessed else None


def _saw_the_decider(record: Record, roster: Policy) -> bool:
    """Whether the review the witness saw is by the account of who decided, and about the commit that was decided."""
    seen, person = record.observed, roster.people.get(record.by)
    if seen is None or person is None:
        return False
    return person.forge_ids.get(seen.forge) == seen.reviewer and seen.commit == record.head


def distrust(entry: Entry, roster: Policy) -> Refusal | None:
    """Why a record is not to be trusted under this policy: its evidence, or the role of who decided. It has to hold twice,
    when the record is made and when it takes effect."""
    record, evidence = entry.record, evidence_of(entry, roster)
    if evidence is None:
        return Refusal("bad-signature", entry.signature.flaw or "The key is not that of the person it names.")
    if EVIDENCE.index(evidence) < EVIDENCE.index(roster.evidence):
        return Refusal("weak-evidence", f"It is {evidence}; the policy asks for {roster.evidence}.")
    role = role_for(record)
    if not roster.has_role(record.by, role):
        return Refusal("no-role", f"{roster.name(record.by)} has no role `{role}` in the policy in force.")
    return None


def role_for(record: Record) -> str:
    """What somebody has to be to decide this."""
    return "admin" if record.kind == "policy" else "pm"


def flaw_of(entry: Entry, roster: Policy) -> Refusal | None:
    """Why a record counts for nothing, whatever its subject; `roster` is the policy in force at its tip."""
    record = entry.record
    if record.policy != roster.digest:
        return Refusal("other-policy", "It was decided under a policy that was not in force.")
    if record.kind == "accept" and record.complete.reject:
        return Refusal("incomplete", "It accepts a package with rejecting findings.")
    if record.kind == "accept" and record.by in record.authors:
        return Refusal("decider-is-author", f"{roster.name(record.by)} wrote part of what is accepted.")
    return distrust(entry, roster)
