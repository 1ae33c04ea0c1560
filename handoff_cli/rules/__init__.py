"""The rules of the gate. One explicit tuple; each module holds the rules of one gate parameter, or of a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Finding
from handoff_cli.core.rule import Rule, findings
from handoff_cli.rules import (
    ambiguity,
    blanket,
    bom,
    bundling,
    changes,
    charges,
    clauses,
    clearances,
    commercial,
    context,
    contract,
    data_pack,
    deal_desk,
    engineering,
    exclusions,
    exports,
    fabrication,
    frames,
    items,
    kickoff,
    leaks,
    links,
    material,
    members,
    obligations,
    order,
    ordering,
    package,
    pads,
    placement,
    pricing,
    promises,
    quoting,
    raid,
    references,
    roles,
    schedule,
    scope,
    secrecy,
    sets,
    signatures,
    sourcing,
    specifications,
    team,
    technical,
    told,
    values,
)

RULES: Final[tuple[Rule, ...]] = (
    *package.RULES,
    *scope.RULES,
    *items.RULES,
    *order.RULES,
    *ordering.RULES,
    *blanket.RULES,
    *changes.RULES,
    *schedule.RULES,
    *team.RULES,
    *ambiguity.RULES,
    *data_pack.RULES,
    *members.RULES,
    *roles.RULES,
    *bom.RULES,
    *values.RULES,
    *placement.RULES,
    *sourcing.RULES,
    *pads.RULES,
    *frames.RULES,
    *fabrication.RULES,
    *sets.RULES,
    *exports.RULES,
    *commercial.RULES,
    *quoting.RULES,
    *pricing.RULES,
    *bundling.RULES,
    *charges.RULES,
    *deal_desk.RULES,
    *exclusions.RULES,
    *material.RULES,
    *signatures.RULES,
    *contract.RULES,
    *clauses.RULES,
    *secrecy.RULES,
    *technical.RULES,
    *specifications.RULES,
    *engineering.RULES,
    *raid.RULES,
    *obligations.RULES,
    *references.RULES,
    *links.RULES,
    *context.RULES,
    *promises.RULES,
    *kickoff.RULES,
    *told.RULES,
    *leaks.RULES,
    *clearances.RULES,
)

PACK_RULES: Final[tuple[Rule, ...]] = (
    data_pack.pack_is_readable,
    *bom.RULES,
    *values.RULES,
    placement.centroid_designators_match_bom,
    placement.placements_are_on_the_board,
    *pads.RULES,
    *frames.RULES,
    *fabrication.RULES,
    *sets.RULES,
    *exports.RULES,
)
"""The rules that look at a data pack alone: they hold for any ZIP, with no deal and no manifest around it."""


def run(deal: Deal) -> Iterator[Finding]:
    """Everything the rules find in a deal, at the severity its policy gives them; in no particular order."""
    found = [finding for rule in RULES for finding in findings(rule, deal)]
    yield from clearances.clear(deal, found, RULES)
