"""RAID: the log is seeded, and what the other documents show is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import BomLine, Pack
from handoff_cli.core.rule import Hit, Owed, conflict, missing, rule, see
from handoff_cli.rules.parts import called, fitted_lines, is_linked, link_to, linked_parts, row_of
from handoff_cli.rules.registers import RAID_PARTS, are_unique, ids, is_known, unlogged
from handoff_cli.rules.words import is_filled

_SINGLE: Final = re.compile(r"(?<!not )(?<!no )(?<!non-)\b(?:single|sole)[ _-]?sourced?\b", re.IGNORECASE)
_SOURCES: Final = re.compile(r"(?:number of |no\.? of |# ?of |approved |supply )?sources|source count", re.IGNORECASE)
_YES: Final = frozenset({"yes", "y", "true", "x", "1"})
_ONE: Final = frozenset({"1", "one", "single", "sole"})
DAY_FOR_DAY: Final = "Each day it is late moves the production schedule by one day."


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
            name = entry.get("id").text
            owed = Owed("assumptions", entry.get("statement").text, (name,), impact=DAY_FOR_DAY, commitment="TBD")
            yield unlogged(deal, entry, f"{name}, which the customer has to do,", owed)


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
    if not deal.deal.exists or (
        milestones.exists and not (is_known(milestones, "id", deal.policy) and are_unique(milestones))
    ):
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


@rule(parameter="raid", acts="sales")
def single_source_parts_are_in_raid(deal: Deal) -> Iterator[Hit]:
    """A part with one source only is a risk in the RAID log.

    Why: when that source is late, the line is down; the PM has to know which part to buy first. A BOM line says so in a column of
    sources (1), in a column that asks for it (yes), or in words (single source).

    Bad:
        U1,1,STM32G071CBT6,…,1                     # Sources: 1; and no risk links U1

    Good:
        risks: [{id: R-01, description: Component U1 is single-source., mitigation: Pre-buy stock., links: ["bom:U1"], …}]

    Fix: log the risk with its mitigation and link the part: `bom:` and its designator (`bom:fsg-100/U1` where several packs have one).
    """
    linked = linked_parts(deal, "risks")
    for pack, line in fitted_lines(deal) if linked is not None else ():
        if is_single_source(line) and not is_linked(pack, line, linked or frozenset()):
            yield _unlinked(deal, pack, line)


def is_single_source(line: BomLine) -> bool:
    """Whether a line of the BOM says that its part can be bought in one place only."""
    cells = (line.fields or {}).items()
    return bool(line.refdes) and not line.dnp and any(_says_single(header, cell) for header, cell in cells)


def _says_single(header: str, cell: str) -> bool:
    if _SINGLE.search(header):
        return cell.casefold() in _YES or bool(_SINGLE.search(cell))
    return bool(_SINGLE.search(cell) or (_SOURCES.fullmatch(header.strip()) and cell in _ONE))


def _unlinked(deal: Deal, pack: Pack, line: BomLine) -> Hit:
    return missing(
        deal.raid.get("risks"),
        f"risks leave out {called(line)}, which has one source only",
        f'Log the risk with its mitigation and link the part: `links: ["{link_to(deal, pack, line)}"]`.',
        related=[see(row_of(pack, line), "one source")],
        owes=Owed(
            "risks",
            f"Component {called(line)} is single-source.",
            (link_to(deal, pack, line),),
            owner="purchasing",
        ),
    )


RULES = (
    raid_log_is_seeded,
    raid_ids_fit_their_part,
    customer_dependencies_are_in_raid,
    commitments_name_known_milestones,
    single_source_parts_are_in_raid,
)
