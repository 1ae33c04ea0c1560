"""Scope, technical, context and RAID: a day that stands in two documents is one day, and nothing is agreed after the last delivery."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Node, Span
from handoff_cli.rules.kickoff import read_aloud
from handoff_cli.rules.prices import day
from handoff_cli.rules.references import log_is_known
from handoff_cli.rules.registers import raid_entries
from handoff_cli.rules.sources import distinct_items, is_blanket, order_lines
from handoff_cli.rules.words import all_filled

_BY: Final = re.compile(r"\b(?:by|until|before|no later than|due(?: on)?)\s+(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)
_ISO: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_REMEDY: Final = (
    "Correct the date that is wrong; what is agreed afterwards is for the customer to accept piece by piece."
)


@rule(parameter="scope", acts="sales", source="HB 11/4.4", severity="warn")
def requested_days_agree(deal: Deal) -> Iterator[Hit]:
    """The day an order line asks for is one that deal.yaml has as the customer's wish.

    Why: `requested` of a delivery is what the promise is held against. Where the order asks for an earlier day, a late promise looks
    punctual. The lines of a blanket order are left alone: its releases say when.

    Bad:
        lines: [{line: 10, item: board, requested: 2026-03-20, …}]
        deliveries: [{quantity: 1000, requested: 2026-04-20, promised: 2026-04-20}]        # deal.yaml

    Good:
        deliveries: [{quantity: 1000, requested: 2026-03-20, promised: 2026-04-20, raid: R-04}]

    Fix: copy the customer's day from the order, and log a promise that is later.
    """
    for item in distinct_items(deal) if not is_blanket(deal) else ():
        wishes = [delivery.get("requested") for delivery in item.get("deliveries")]
        if not wishes or not all(day(wish) for wish in wishes):
            continue
        for asked in (line.get("requested") for line in order_lines(deal, item)):
            if day(asked) and asked.text not in {wish.text for wish in wishes}:
                yield conflict(
                    asked,
                    f"{item.get('item').text} is ordered for {asked.text}, but deal.yaml has other days as the customer's wish",
                    "Copy the customer's day from the order into `requested` of deal.yaml, and log a promise that is later.",
                    related=[see(wish, f"requested: {wish.text}") for wish in wishes],
                )


@rule(parameter="raid", acts="sales", source="HB 11/1.6", severity="warn")
def commitment_days_agree(deal: Deal) -> Iterator[Hit]:
    """What an assumption says in words about the customer's day is the day of its commitment.

    Why: the slip is counted from `due`. Where the sentence beside it, or the register of the quote, names another day, each side is
    held to its own. Days are looked for behind "by", "until", "before", "due" and "no later than".

    Bad:
        description: The customer delivers the fixture by 2026-03-20.
        commitment: {what: programming fixture, due: 2026-03-16, slip: day-for-day}

    Good:
        description: The customer delivers the fixture by 2026-03-16.

    Fix: ask the customer which day holds, and write it in both places.
    """
    duties = [entry for entry in deal.quote.get("assumptions") if entry.get("kind").text == "customer-dependency"]
    for entry in raid_entries(deal, "assumptions"):
        due, name = entry.get("commitment", "due"), entry.get("id").text
        told = [entry.get("description"), *(each.get("statement") for each in duties if each.get("raid").text == name)]
        for sentence in told if day(due) else ():
            named = _BY.findall(sentence.text)
            if named and due.text not in named:
                yield conflict(
                    sentence,
                    f"{sentence.key} says {named[0]}, but what {name} waits for is due on {due.text}",
                    "Ask the customer which day holds, and write it in both places.",
                    related=[see(due, f"due: {due.text}")],
                )


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def days_told_in_the_kickoff_are_known(deal: Deal) -> Iterator[Hit]:
    """A day by which something has to be there, told in the external kickoff, is a day of the deal.

    Why: the customer writes down what he hears. A day that stands neither in deal.yaml nor in the contract nor in the RAID log is one
    that nobody of ours has planned with. Days are looked for behind "by", "until", "before", "due" and "no later than".

    Bad:
        We need the fixture by 2026-03-20.         # raid.yaml: due: 2026-03-16

    Good:
        We need the fixture by 2026-03-16.

    Fix: tell the day of the deal, or log the one that is new.
    """
    source = deal.external_kickoff.source
    told = [(number, match) for number, line in enumerate(read_aloud(source.lines), 1) for match in _BY.finditer(line)]
    known = _days_of(deal) if told else frozenset()
    # A document that is absent or cannot be read may be the one that has the day.
    for number, match in told if deal.deal.exists and deal.contract.exists and log_is_known(deal) else ():
        if match.group(1) not in known:
            yield conflict(
                source.place(Span(number, match.start(1) + 1, number, match.end(1) + 1)),
                f"{match.group()} is told to the customer, but neither deal, contract nor RAID log has that day",
                "Tell the day of the deal, or log the one that is new.",
            )


@rule(parameter="technical", acts="customer", source="HB 11/5.2", severity="warn")
def deviations_are_agreed_before_the_build(deal: Deal) -> Iterator[Hit]:
    """A deviation is approved before the last delivery of what it is about.

    Why: what is approved afterwards is a concession for pieces that are built, and no deviation anybody could have built to.

    Bad:
        approved_by: {name: Bob Tanaka, date: 2026-06-22, …}           # last delivery: 2026-05-18

    Good:
        approved_by: {name: Bob Tanaka, date: 2026-01-22, …}

    Fix: correct the date, or take the entry out and have the customer accept the pieces.
    """
    for deviation in deal.deviations.get("deviations"):
        last = _last_delivery(deal, {item.text for item in deviation.get("items")})
        for approver in (deviation.get("approved_by"), deviation.get("also_approved_by")):
            on = approver.get("date")
            if last and _after(on, last):
                yield conflict(
                    on,
                    f"{deviation.get('id').text} is approved on {on.text}, after the last delivery on {last.text}",
                    _REMEDY,
                    related=[see(last, "the last delivery")],
                )


@rule(parameter="commercial", acts="sales", source="practice", severity="warn")
def papers_are_signed_before_the_delivery(deal: Deal) -> Iterator[Hit]:
    """Every signature under the contract is older than the last delivery.

    Why: what is signed after everything was delivered bound nobody while it was built; most often the year is wrong.

    Bad:
        signatures: [{party: customer, date: 2027-02-03, …}]           # last delivery: 2026-05-18

    Good:
        signatures: [{party: customer, date: 2026-02-03, …}]

    Fix: write the day that stands under the document.
    """
    last = _last_delivery(deal, {item.get("item").text for item in distinct_items(deal)})
    for document in deal.contract.get("documents"):
        for on in (signature.get("date") for signature in document.get("signatures")):
            if last and _after(on, last):
                yield conflict(
                    on,
                    f"{document.get('reference').text} is signed on {on.text}, after the last delivery on {last.text}",
                    "Write the day that stands under the document.",
                    related=[see(last, "the last delivery")],
                )


def _days_of(deal: Deal) -> frozenset[str]:
    """Every day that deal, contract, RAID log and the head of the kickoff name, in fields and in sentences."""
    roots = (
        deal.deal,
        deal.contract,
        deal.raid,
        *(node for _, node in deal.external_kickoff.items() if node.key != "body"),
    )
    return frozenset(found for root in roots for node in root.walk() for found in _ISO.findall(node.text))


def _last_delivery(deal: Deal, items: set[str]) -> Node | None:
    """The last day that is promised of these items; None where one is not known."""
    affected = [item for item in distinct_items(deal) if item.get("item").text in items]
    days = [delivery.get("promised") for item in affected for delivery in item.get("deliveries")]
    known = all_filled(days, deal.policy) and all(day(each) for each in days)
    return max(days, key=lambda each: each.text) if days and known else None


def _after(late: Node, early: Node) -> bool:
    first, second = day(early), day(late)
    return bool(first and second and first < second)


RULES: Final = (
    requested_days_agree,
    commitment_days_agree,
    days_told_in_the_kickoff_are_known,
    deviations_are_agreed_before_the_build,
    papers_are_signed_before_the_delivery,
)
