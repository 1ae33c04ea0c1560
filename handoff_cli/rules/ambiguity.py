"""Ambiguity: words in the scope that leave the decision to whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Parameter
from handoff_cli.core.rule import Hit, ambiguous, rule
from handoff_cli.core.tree import Node
from handoff_cli.rules.registers import raid_entries
from handoff_cli.rules.sources import order
from handoff_cli.rules.texts import PARAMETER_OF, Text, texts
from handoff_cli.rules.words import hint, is_reported_missing, left_over, vague, vague_identifier

_REMEDY = (
    "Write what was agreed: one part, one revision, one number, one day. Where nothing was agreed, ask the customer."
)

Field = tuple[Node, Parameter]


_LISTS: Final = ("words.placeholders", "words.hedges")


@rule(parameter="scope", acts="sales", reads=_LISTS)
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


@rule(parameter="scope", acts="sales", reads=_LISTS)
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


@rule(parameter="raid", acts="sales", reads=_LISTS)
def commitments_are_exact(deal: Deal) -> Iterator[Hit]:
    """What the customer committed to is said exactly: what, and by which day.

    Why: the slip is counted from that day; "end of March" and "ASAP" cannot be counted from.

    Bad:
        commitment: {what: "fixture, mid March or similar", due: 2026-03-16, slip: day-for-day}

    Good:
        commitment: {what: programming fixture BW-FIX-02, due: 2026-03-16, slip: day-for-day}

    Fix: name the thing in `what` and the day in `due`.
    """
    for node, parameter in _committed(deal):
        yield from _open(deal, node, parameter, dated=True)


@rule(parameter="scope", acts="sales", source="HB 11/1.6", severity="warn", reads=("words.placeholders",))
def nothing_is_left_of_a_template(deal: Deal) -> Iterator[Hit]:
    """No text of the package still holds a blank of its template.

    Why: "the fixture comes by [Date]" reads like an agreement, and there is none. What is really open stands in the RAID log, as
    an issue with an owner.

    Bad:
        description: Customer commits to providing the programming fixture by [Date].

    Good:
        description: Customer commits to providing the programming fixture by 2026-03-16.

    Fix: write what was agreed. Where nothing was, log an issue that says who finds out, and by when.
    """
    found = [
        (name, text, left)
        for name, root in deal.documents.items()
        for text in texts(root)
        if (left := left_over(text.words, deal.policy, may_be_open=name == "raid.yaml"))
    ]
    judged = {node.place for node, _ in (*_identifiers(deal), *_sentences(deal), *_committed(deal))} if found else ()
    for name, text, left in found:
        if text.place not in judged and not is_reported_missing(text.words):
            message = f"{text.what} still says {left!r}"
            hit = ambiguous(text.place, message, "Write what was agreed, or log an issue: who finds out, by when.")
            yield replace(hit, parameter=PARAMETER_OF.get(name, "scope"))


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn", reads=("words.hedges",))
def hints_are_written_down_as_promises(deal: Deal) -> Iterator[Hit]:
    """What a customer gets to read holds no hint that could be taken for a promise.

    Why: "we might be able to squeeze it in" is remembered as a promise by whoever heard it. Kept where nobody looks, it is found
    when it is asked for.

    Bad:
        ## Scope
        We might be able to squeeze in fifty boards before Easter.

    Good:
        ## Scope
        Two shipments: 400 on 2026-04-20, 600 on 2026-05-18. Fifty boards before Easter were talked about and declined (PR-02).

    Fix: say what will be done, or that it will not; what was said already goes into promises.yaml with what became of it.
    """
    for text in (*texts(deal.external_kickoff), *_shown_entries(deal)):
        found = hint(text.words, deal.policy)
        if found:
            message = f"{text.what} says {found!r}, which a customer takes for a promise"
            yield ambiguous(text.place, message, "Say what is agreed; what was said goes into promises.yaml.")


def _shown_entries(deal: Deal) -> Iterator[Text]:
    """The RAID entries the customer gets to see."""
    for entry in deal.raid_entries().values():
        if entry.get("customer_visible").value is True:
            yield from texts(entry)


def _committed(deal: Deal) -> Iterator[Field]:
    return ((entry.get("commitment", "what"), "raid") for entry in raid_entries(deal, "assumptions"))


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
    yield from ((term.get("summary"), "commercial") for term in deal.contract.get("non_standard_terms"))
    yield from ((milestone.get("name"), "scope") for milestone in deal.deal.get("milestones"))


RULES = (
    part_and_revision_name_one_thing,
    scope_is_exact,
    commitments_are_exact,
    nothing_is_left_of_a_template,
    hints_are_written_down_as_promises,
)
