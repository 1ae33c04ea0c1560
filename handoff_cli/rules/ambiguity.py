"""Ambiguity: words in the scope that leave the decision to whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Parameter
from handoff_cli.core.rule import Hit, ambiguous, rule
from handoff_cli.core.tree import Node
from handoff_cli.rules.registers import raid_entries
from handoff_cli.rules.sources import order
from handoff_cli.rules.words import is_reported_missing, vague, vague_identifier

_REMEDY = (
    "Write what was agreed: one part, one revision, one number, one day. Where nothing was agreed, ask the customer."
)

Field = tuple[Node, Parameter]


@rule(parameter="scope", acts="sales")
def part_and_revision_name_one_thing(deal: Deal) -> Iterator[Hit]:
    """A part number and a revision name exactly one thing.

    Why: "C or D" and "latest" are answered by whoever opens the file first.

    Bad:
        revision: C or D

    Good:
        revision: C

    Fix: ask the customer which one is to be built.
    """
    for node, parameter in _identifiers(deal):
        found = vague_identifier(node.text, deal.policy)
        if found and not is_reported_missing(node.text):
            hit = ambiguous(
                node,
                f"{node.key} {node.text!r} does not name one thing",
                "Ask the customer which one is to be built.",
                acts="customer",
            )
            yield replace(hit, parameter=parameter)


@rule(parameter="scope", acts="sales")
def scope_is_exact(deal: Deal) -> Iterator[Hit]:
    """What is to be built, and on which terms, is said without placeholders and hedges.

    Why: ambiguity within the scope returns the package at once: nobody can answer for a schedule of things that are still open.
    The policy may add words (`words: {placeholders: [..], hedges: [..]}`).

    Bad:
        description: Gateway board, housing black or equivalent, label TBD

    Good:
        description: Gateway board, housing black RAL 9005, label BW-LBL-004 revision A

    Fix: write what was agreed; where nothing was agreed, ask the customer.
    """
    for node, parameter in _sentences(deal):
        yield from _open(deal, node, parameter, dated=False)


@rule(parameter="raid", acts="sales")
def commitments_are_exact(deal: Deal) -> Iterator[Hit]:
    """What the customer committed to is said exactly: what, and by which day.

    Why: the slip is counted from that day; "end of March" and "ASAP" cannot be counted from.

    Bad:
        commitment: {what: "fixture, mid March or similar", due: 2026-03-16, slip: day-for-day}

    Good:
        commitment: {what: programming fixture BW-FIX-02, due: 2026-03-16, slip: day-for-day}

    Fix: name the thing in `what` and the day in `due`.
    """
    for entry in raid_entries(deal, "assumptions"):
        yield from _open(deal, entry.get("commitment", "what"), "raid", dated=True)


def _open(deal: Deal, node: Node, parameter: Parameter, *, dated: bool) -> Iterator[Hit]:
    found = vague(node.text, deal.policy, dated=dated)
    if found and not is_reported_missing(node.text):
        yield replace(ambiguous(node, f"{node.key} leaves something open: {found!r}", _REMEDY), parameter=parameter)


def _identifiers(deal: Deal) -> Iterator[Field]:
    rows = (*deal.items, *deal.quote.get("items"), *order(deal).get("lines"), *deal.external_kickoff.get("scope"))
    for row in rows:
        yield row.get("part"), "scope"
        yield row.get("revision"), "scope"
    for pack in deal.packs.values():
        yield pack.manifest.get("part"), "data-pack"
        yield pack.manifest.get("revision"), "data-pack"


def _sentences(deal: Deal) -> Iterator[Field]:
    yield from ((item.get("description"), "scope") for item in deal.items)
    yield from ((line.get("description"), "scope") for line in order(deal).get("lines"))
    for terms in (deal.quote, order(deal), deal.contract.get("terms")):
        yield terms.get("payment_terms"), "commercial"
        yield terms.get("incoterm_place"), "commercial"
    yield from ((charge.get("description"), "commercial") for charge in deal.quote.get("nre"))
    yield from ((entry.get("statement"), "commercial") for entry in deal.quote.get("assumptions"))
    for deviation in deal.deviations.get("deviations"):
        yield deviation.get("requirement"), "technical"
        yield deviation.get("accepted"), "technical"


RULES = (part_and_revision_name_one_thing, scope_is_exact, commitments_are_exact)
