"""Clearances: a named person of the function a rule names has looked at a finding and lets it pass.

A clearance lifts the findings of one rule at one place, as that place is written today: when the value changes, it is stale and lifts
nothing. What is lifted stays visible. No condition of the handoff itself can be cleared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Clearer, Finding
from handoff_cli.core.rule import Hit, Rule, conflict, finding_of, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.clearance_pages import BY_WHO_MAY, CURRENT, LIFT_SOMETHING
from handoff_cli.rules.registers import are_unique, is_known
from handoff_cli.rules.routes import at_route
from handoff_cli.rules.words import all_filled, is_filled

_NEEDED: Final = ("id", "rule", "file", "states", "by", "evidence", "evidence_sha256")
_APPROVAL: Final = "engineering-deviation"


@rule(parameter="commercial", acts="sales", source="handoff")
def clearance_evidence_is_there(deal: Deal) -> Iterator[Hit]:
    """The proof of a clearance is in the package, byte for byte as it was given.

    Why: whoever asks in a year why something was let pass gets to read the person's own words.

    Bad:
        evidence: evidence/2026-02-05-release.md   # not there, or changed since its hash was written

    Good:
        evidence: evidence/2026-02-05-release.md   # the mail, with its SHA-256 in evidence_sha256

    Fix: save the mail below evidence/ and write its path and its SHA-256.
    """
    for entry in _entries(deal):
        named, stated = entry.get("evidence"), entry.get("evidence_sha256")
        file = deal.files.get(named.text)
        if is_filled(named, deal.policy) and file is None:
            remedy = "Save the mail there (the path begins in the deal's folder), or correct the path."
            yield missing(named, f"{named.text}, the proof of {entry.get('id').text}, is not in the package", remedy)
        elif file and is_filled(stated, deal.policy) and stated.text.casefold() != file.sha256:
            yield conflict(
                stated,
                f"evidence_sha256 of {entry.get('id').text} is not that of {named.text}",
                "Put the original back, or have it cleared again and write the new hash.",
                related=[see(deal.place(named.text), f"this file has {file.sha256}")],
            )


def clear(deal: Deal, found: Sequence[Finding], rules: Iterable[Rule]) -> Iterator[Finding]:
    """What the rules have found, lifted where a clearance holds, and what is wrong with the clearances themselves."""
    by_name = {rule.name: rule for rule in rules}
    lifted: dict[Finding, str] = {}
    for entry in _entries(deal):
        if all(is_filled(entry.get(field), deal.policy) for field in _NEEDED):
            for own, hit in _apply(deal, entry, found, by_name, lifted):
                yield finding_of(own, hit, deal.policy)
    for finding in found:
        yield replace(finding, cleared=lifted[finding]) if finding in lifted else finding


def _apply(
    deal: Deal, entry: Node, found: Sequence[Finding], rules: Mapping[str, Rule], lifted: dict[Finding, str]
) -> Iterator[tuple[Rule, Hit]]:
    """Lift what this clearance lifts, or say why it lifts nothing."""
    id, named = entry.get("id").text, entry.get("rule")
    own = rules.get(named.text)
    if own is None or own.clears is None:
        remedy = "Put the matter right, or name a rule that `handoff explain` says can be cleared."
        yield LIFT_SOMETHING, conflict(named, f"{id} clears {named.text}, which nobody may clear", remedy)
        return
    about = [finding for finding in found if finding.rule == own.name and _covers(deal, entry, finding)]
    fresh = [finding for finding in about if finding not in lifted]
    if not _is_entitled(deal, entry, own.clears):
        yield from _stranger(deal, entry, own.clears)
    elif fresh:
        yield from _settled(deal, entry, fresh, lifted)
    elif not _is_unreadable(deal, entry):
        said = "is cleared already" if about else f"finds nothing at {_where(entry)}"
        remedy = "Delete the clearance, or correct its file and its field."
        yield LIFT_SOMETHING, conflict(named, f"{id} lifts nothing: {named.text} {said}", remedy)


def _settled(
    deal: Deal, entry: Node, fresh: Sequence[Finding], lifted: dict[Finding, str]
) -> Iterator[tuple[Rule, Hit]]:
    id, outdated = entry.get("id").text, list(_outdated(deal, entry, fresh))
    yield from ((CURRENT, hit) for hit in outdated)
    if not outdated and _is_proven(deal, entry) and _is_enough(entry, fresh):
        lifted.update(dict.fromkeys(fresh, id))


def _is_entitled(deal: Deal, entry: Node, function: Clearer) -> bool:
    """Whether this person is of the function, as the policy that judges says; for the customer, as the stakeholder map does."""
    by = entry.get("by").text
    if function == "customer-engineering":
        people = [person for person in deal.stakeholders.get("customer") if person.get("id").text == by]
        return len(people) == 1 and _APPROVAL in {power.text for power in people[0].get("can_approve")}
    return by != deal.deal.get("team", "sales").text and deal.policy.has_role(by, function)


def _stranger(deal: Deal, entry: Node, function: Clearer) -> Iterator[tuple[Rule, Hit]]:
    """Why this person cannot clear it; nothing where it is the stakeholder map that cannot be read."""
    by, id = entry.get("by"), entry.get("id").text
    if function == "customer-engineering":
        people = deal.stakeholders.get("customer")
        powers = [power for person in people for power in (person.get("id"), *person.get("can_approve"))]
        said = f"{id} is by {by.text}, who may not approve engineering deviations"
        remedy = f"Ask somebody of the customer who may: `can_approve: [{_APPROVAL}]` in stakeholders.yaml."
        if not is_known(people, "id", deal.policy) or not are_unique(people) or not all_filled(powers, deal.policy):
            return
    elif by.text == deal.deal.get("team", "sales").text:
        said, remedy = f"{id} is by {by.text}, who sells this deal", f"Ask somebody with the role `{function}`."
    else:
        said = f"{id} is by {by.text}, who has not the role `{function}` in handoff.yaml"
        remedy = f"Ask somebody with the role `{function}`, or have an admin give it."
    yield BY_WHO_MAY, conflict(by, said, remedy)


def _covers(deal: Deal, entry: Node, finding: Finding) -> bool:
    """Whether a finding is at the place a clearance names: that field, or anything in that file where no field is named."""
    if finding.place.path != deal.path(entry.get("file").text):
        return False
    named = _named(deal, entry)
    return named is None or named.place == finding.place


def _outdated(deal: Deal, entry: Node, about: Collection[Finding]) -> Iterator[Hit]:
    states, id = entry.get("states"), entry.get("id").text
    there = _stands(deal, entry)
    if there is not None and states.text != there and states.text.casefold() != there:
        now, said = _named(deal, entry), f"{id} states something else than what stands at {_where(entry)} now"
        # Only a fingerprint is told: a value may be an amount, and messages are forwarded.
        what = "that" if now is not None and now.text else f"the SHA-256 of {entry.get('file').text} ({there})"
        remedy = f"Have it cleared as it is now, and write {what} into `states`."
        yield conflict(states, said, remedy, related=[see(now, "as it is now")] if now is not None and now.text else ())
    stakes, amount = _stakes(about), entry.get("amount")
    if stakes and not amount.exists:
        yield missing(entry, f"{id} does not say up to which amount", "Ask how much is let pass, and add `amount`.")
    elif stakes and amount.decimal is not None and amount.decimal < max(stakes):
        yield conflict(amount, f"{id} covers less than is at stake now", "Have it cleared again for all of it.")


def _stands(deal: Deal, entry: Node) -> str | None:
    """What a clearance has to state: the value, or the hash of the file where it names no single value."""
    named = _named(deal, entry)
    if named is not None and named.text:
        return named.text
    file = deal.files.get(entry.get("file").text)
    return file.sha256 if file else None


def _named(deal: Deal, entry: Node) -> Node | None:
    at = entry.get("at")
    return at_route(deal.document(entry.get("file").text), at.text) if at.exists else None


def _where(entry: Node) -> str:
    at = entry.get("at").text
    return f"{entry.get('file').text}, {at}" if at else entry.get("file").text


def _is_proven(deal: Deal, entry: Node) -> bool:
    file = deal.files.get(entry.get("evidence").text)
    return file is not None and entry.get("evidence_sha256").text.casefold() == file.sha256


def _is_enough(entry: Node, about: Collection[Finding]) -> bool:
    """An amount nobody can read covers nothing; the reader has said so."""
    stakes, amount = _stakes(about), entry.get("amount").decimal
    return not stakes or (amount is not None and amount >= max(stakes))


def _stakes(about: Collection[Finding]) -> list[Decimal]:
    return [finding.amount for finding in about if finding.amount is not None]


def _is_unreadable(deal: Deal, entry: Node) -> bool:
    """What cannot be read is found nowhere; the reader has said so, and the clearance is not to blame."""
    name = entry.get("file").text
    flawed = any(pack.archive == deal.path(name) and pack.flaws for pack in deal.packs.values())
    return flawed or (name in deal.documents and not deal.documents[name].exists) or _is_gap(deal, entry)


def _is_gap(deal: Deal, entry: Node) -> bool:
    """Whether nobody has filled in the field a clearance names, or what it stands in."""
    named, root = _named(deal, entry), deal.document(entry.get("file").text)
    if named is None:
        return False
    around = (root.get(*named.route[:length]) for length in range(len(named.route), -1, -1))
    there = next((node for node in around if node.exists), None)
    return there is not None and not is_filled(there, deal.policy)


def _entries(deal: Deal) -> Iterator[Node]:
    return iter(deal.clearances.get("clearances"))


RULES = (clearance_evidence_is_there, BY_WHO_MAY, CURRENT, LIFT_SOMETHING)
