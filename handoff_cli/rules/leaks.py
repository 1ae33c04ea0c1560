"""Stakeholder context: nothing the customer reads carries margin, cost or what only we may know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Node, Place, Span
from handoff_cli.rules.kickoff import INSIDE, read_aloud
from handoff_cli.rules.prices import unit_cost
from handoff_cli.rules.registers import raid_entries

_FIGURE: Final = re.compile(r"(?<![\d.,])\d+[.,]\d+(?![\d.,]*\d)")
_LONG: Final = 4
"""Characters: two digits say nothing, 1.5 is a width as well."""
_TEXTS: Final = ("description", "impact", "mitigation", "action")


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def visible_entries_keep_secrets(deal: Deal) -> Iterator[Hit]:
    """What the customer may see of log and quote says nothing about margin and cost, and so does what was promised to him.

    Why: an entry marked `customer_visible: true` is read out in the external kickoff and printed in reports for the customer.

    Bad:
        - {id: R-01, customer_visible: true, mitigation: Our margin carries one air freight., …}

    Good:
        - {id: R-01, customer_visible: true, mitigation: Stock is bought ahead., …}

    Fix: take the words out, or keep the entry inside.
    """
    for name, node, flag in _visible(deal):
        found = INSIDE.search(node.text)
        if found:
            yield conflict(
                node,
                f"{found.group()!r} in {name} is nothing for the customer, who may see it",
                "Take the words out, or keep the entry inside.",
                related=[see(flag, "the customer sees it")],
            )


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def external_kickoff_tells_no_figures(deal: Deal) -> Iterator[Hit]:
    """No figure of our costs, margins or limits stands in the external kickoff.

    Why: the word margin need not stand beside it: a customer who reads what the material costs does the sum himself.

    Bad:
        One board needs parts for (the figure that quote.yaml has as material).

    Good:
        U1 is bought at once for the whole order.

    Fix: take the figure out.
    """
    lines = read_aloud(deal.external_kickoff.source.lines)
    told = [(number, match) for number, line in enumerate(lines, 1) for match in _FIGURE.finditer(line)]
    secret = _figures(deal) if told else {}
    for number, match in told:
        figure = match.group().replace(",", ".")
        node = secret.get(Decimal(figure)) if len(figure) >= _LONG else None
        if node is not None:
            place = deal.external_kickoff.source.place(Span(number, match.start() + 1, number, match.end() + 1))
            yield _told(place, node)


def _told(place: Place, node: Node) -> Hit:
    return conflict(
        place,
        f"a figure here is that of {node.key} in {node.source.path.rsplit('/', 1)[-1]}, which the customer must not read",
        "Take the figure out.",
        related=[see(node, node.key)],
    )


def _visible(deal: Deal) -> Iterator[tuple[str, Node, Node]]:
    """What people call the text, the text, and what makes it visible."""
    for entry in raid_entries(deal):
        flag = entry.get("customer_visible")
        if flag.value is True:
            yield from ((entry.get("id").text, entry.get(field), flag) for field in _TEXTS)
    for entry in deal.quote.get("assumptions"):
        if entry.get("visible_to_customer").value is True:
            yield entry.get("id").text, entry.get("statement"), entry.get("visible_to_customer")
    for promise in deal.promises.get("promises"):
        yield promise.get("id").text, promise.get("words"), promise.get("said_to")


def _figures(deal: Deal) -> dict[Decimal, Node]:
    """The figures nobody outside may read → where they stand. Prices are none: the customer knows them."""
    credit, terms = deal.contract.get("credit"), deal.contract.get("non_standard_terms")
    nodes = [
        node for item in deal.quote.get("items") for part in ("cost", "margin") for _, node in item.get(part).items()
    ]
    nodes += [
        deal.quote.get("margin", "gross_percent"),
        *(node for _, node in deal.quote.get("margin", "by_bucket").items()),
    ]
    nodes += [entry.get("cost_if_wrong") for entry in deal.quote.get("assumptions")]
    nodes += [credit.get("limit"), credit.get("open_receivables"), *(term.get("exposure") for term in terms)]
    found = {node.decimal: node for node in nodes if node.decimal is not None and len(node.text) >= _LONG}
    # All cost buckets of an item together are its cost, though no document has the sum.
    sums = {cost: item.get("cost") for item in deal.quote.get("items") if (cost := unit_cost(item)) is not None}
    known = {node.decimal for node in deal.quote.walk() if node.key == "price"} | {
        node.decimal for node in deal.contract.walk() if node.key == "unit_price"
    }
    return {figure: node for figure, node in {**sums, **found}.items() if figure not in known}


RULES = (visible_entries_keep_secrets, external_kickoff_tells_no_figures)
