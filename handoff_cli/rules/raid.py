"""RAID: the log is seeded, and what the other documents show is in it."""

from __future__ import annotations

from collections.abc import Iterator

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.rules.registers import RAID_PARTS, ids, is_known, unlogged
from handoff_cli.rules.words import is_filled


@rule(parameter="raid", acts="sales")
def raid_log_is_seeded(deal: Deal) -> Iterator[Hit]:
    """Sales seeds the RAID log from the negotiation.

    Why: it is the PM's navigation chart. A negotiation without a single risk, assumption, issue or decision has not taken place.

    Bad:
        risks: {none_confirmed_by: tom, on: 2026-02-05}
        assumptions: {none_confirmed_by: tom, on: 2026-02-05}
        issues: {none_confirmed_by: tom, on: 2026-02-05}
        decisions: {none_confirmed_by: tom, on: 2026-02-05}

    Good:
        risks: [{id: R-01, description: Component U1 is single-source., mitigation: Pre-buy stock., …}]

    Fix: write down what worried you and what was agreed.
    """
    parts = [deal.raid.get(part) for part in RAID_PARTS]
    if all(part.is_mapping and part.get("none_confirmed_by").exists for part in parts):
        yield missing(
            parts[0],
            "all four parts of the RAID log say none",
            "Write down what worried you in the negotiation, and what was agreed.",
        )


@rule(parameter="raid", acts="sales")
def raid_ids_fit_their_part(deal: Deal) -> Iterator[Hit]:
    """The letter of a RAID id says which part it stands in.

    Why: "R-02" in a meeting is understood as a risk.

    Bad:
        issues: [{id: R-04, …}]

    Good:
        issues: [{id: I-01, …}]

    Fix: give the entry an id with the letter of its part, or move it.
    """
    for part, letter in RAID_PARTS.items():
        for entry in deal.raid.get(part):
            id = entry.get("id")
            if is_filled(id, deal.policy) and not id.text.startswith(f"{letter}-"):
                yield conflict(
                    id,
                    f"{id.text} stands among the {part}, whose ids begin with {letter}-",
                    f"Give it an id with {letter}-, or move it.",
                )


@rule(parameter="raid", acts="sales")
def customer_dependencies_are_in_raid(deal: Deal) -> Iterator[Hit]:
    """What the price expects the customer to do is an assumption in the RAID log.

    Why: each day the programming fixture comes later, the whole schedule slips a day; the PM has to watch the date.

    Bad:
        - {id: AS-02, kind: customer-dependency, statement: The customer supplies the programming fixture., …}

    Good:
        - {id: AS-02, kind: customer-dependency, statement: The customer supplies the programming fixture., raid: A-01, …}

    Fix: log the assumption with its commitment (what, due, slip) and name it in `raid`.
    """
    for entry in deal.quote.get("assumptions"):
        if entry.get("kind").text == "customer-dependency" and not entry.get("raid").exists:
            yield unlogged(deal, entry, f"{entry.get('id').text}, which the customer has to do,", "A")


@rule(parameter="raid", acts="sales")
def commitments_name_known_milestones(deal: Deal) -> Iterator[Hit]:
    """A commitment of the customer holds up a milestone that deal.yaml has.

    Why: the slip is counted from there.

    Bad:
        commitment: {what: programming fixture, due: 2026-03-16, slip: day-for-day, milestone: M-07}

    Good:
        commitment: {what: programming fixture, due: 2026-03-16, slip: day-for-day, milestone: M-01}

    Fix: name a milestone of deal.yaml, or add it there.
    """
    milestones = deal.deal.get("milestones")
    if not deal.deal.exists or (milestones.exists and not is_known(milestones, "id", deal.policy)):
        return
    for entry in deal.raid.get("assumptions"):
        named = entry.get("commitment", "milestone")
        if is_filled(named, deal.policy) and named.text not in ids(milestones):
            yield conflict(
                named,
                f"milestone {named.text} of {entry.get('id').text} is not in deal.yaml",
                "Name a milestone of deal.yaml, or add it there.",
                related=[see(milestones, "the milestones of this deal")],
            )


RULES = (
    raid_log_is_seeded,
    raid_ids_fit_their_part,
    customer_dependencies_are_in_raid,
    commitments_name_known_milestones,
)
