"""Commercial baseline: what is charged once (NRE) is quoted, ordered, and paid before it is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, Owed, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.registers import are_unique, ids, is_known, nowhere, unlogged
from handoff_cli.rules.sources import order
from handoff_cli.rules.words import all_filled, is_filled

_TOOLING: Final = frozenset({"stencil", "wave-pallet", "test-fixture"})
_BESIDE: Final = frozenset({"nre", "tooling", "other"})
"""Lines of an order that are no product."""
_PAID: Final = "Customer pays the NRE before tooling starts."
_AMENDED: Final = (
    "Ask the customer for an amended order, or issue a new revision of the quote with the price agreed and its margin."
)


@rule(parameter="commercial", acts="sales", source="HB 11/3.1", severity="warn")
def nre_is_ordered(deal: Deal) -> Iterator[Hit]:
    """Each NRE charge of the quote is a line of the order.

    Why: tooling starts only against an order; what is not ordered is not paid.

    Bad:
        nre: [{id: NRE-01, …}, {id: NRE-02, …}]
        lines: [{line: 30, kind: nre, nre: NRE-01, …}]

    Good:
        lines: [{line: 30, kind: nre, nre: NRE-01, …}, {line: 40, kind: nre, nre: NRE-02, …}]

    Fix: ask the customer to order the charge, or take it off the quote.
    """
    lines, charges = order(deal).get("lines"), deal.quote.get("nre")
    named = [line.get("nre") for line in lines if line.get("nre").exists]
    # A line for a charge nobody can make out is most likely the one that seems to be left out.
    clear = all_filled((*lines, *named), deal.policy) and ids(lines, "nre") <= ids(charges) and are_unique(charges)
    ordered = ids(lines, "nre")
    for name in (charge.get("id") for charge in charges if clear and lines.value):
        if name.text and name.text not in ordered:
            yield missing(
                lines,
                f"the purchase order has no line for {name.text}",
                "Ask the customer to order the charge, or take it off the quote.",
                related=[see(name, f"quoted as {name.text}")],
            )


@rule(parameter="scope", acts="sales", source="HB 11/3.1")
def nre_prices_match_the_quote(deal: Deal) -> Iterator[Hit]:
    """An NRE charge is ordered once, at the quoted price.

    Why: the tooling was calculated on the quoted price; the difference would be the project's loss.

    Bad:
        - {line: 30, kind: nre, nre: NRE-01, quantity: 1, unit_price: "300.00"}             # quoted: 380.00

    Good:
        - {line: 30, kind: nre, nre: NRE-01, quantity: 1, unit_price: "380.00"}

    Fix: ask the customer for an amended order, or issue a new revision of the quote with the price agreed and its margin.
    """
    quoted = {charge.get("id").text: charge.get("price") for charge in deal.quote.get("nre")}
    for line in order(deal).get("lines"):
        name, price = line.get("nre").text, quoted.get(line.get("nre").text)
        if price is not None and name:
            yield from _charge_hits(name, line, price)


@rule(parameter="commercial", acts="sales")
def ordered_charges_are_quoted(deal: Deal) -> Iterator[Hit]:
    """An NRE line of the order names a charge of the quote.

    Why: what was never quoted has neither a cost nor a margin.

    Bad:
        - {line: 30, kind: nre, nre: NRE-03, …}                # the quote ends at NRE-02

    Good:
        - {line: 30, kind: nre, nre: NRE-01, …}

    Fix: name the charge of the quote, or quote it.
    """
    charges = deal.quote.get("nre")
    for line in order(deal).get("lines") if is_known(charges, "id", deal.policy) and are_unique(charges) else ():
        named = line.get("nre")
        if is_filled(named, deal.policy) and named.text not in ids(charges):
            yield nowhere(named, "the quote", charges)


@rule(parameter="scope", acts="sales", source="HB 11/4.4", severity="warn")
def order_lines_are_covered(deal: Deal) -> Iterator[Hit]:
    """Every line of the order is about an item of the deal or a charge of the quote.

    Why: what stands in the order is owed, whatever it is called. Ten spare enclosures that are no item are in nobody's plan, cost and
    margin.

    Bad:
        - {line: 80, kind: other, description: Ten spare enclosures, quantity: 10, unit_price: "30.00"}

    Good:
        - {line: 80, kind: product, item: enclosure, part: KT-ENC-118, revision: A, quantity: 10, unit_price: "30.00"}

    Fix: make it an item of deal.yaml and quote it, or a charge of the quote (`nre`), and name it in the line.
    """
    charges, lines = deal.quote.get("nre"), order(deal).get("lines")
    for line in lines:
        kind = line.get("kind").text
        # Where a charge has no line, the line that names none is most likely its own: `nre-is-ordered` asks for it.
        open_ = kind == "nre" and not ids(charges) <= ids(lines, "nre")
        if kind in _BESIDE and not open_ and not line.get("item").exists and not line.get("nre").exists:
            yield missing(
                line,
                f"order line {line.get('line').text} is neither an item of this deal nor a charge of the quote",
                "Make it an item of deal.yaml or a charge of the quote (`nre`), and name it in the line.",
                related=[see(charges, "the charges of the quote")],
            )


@rule(parameter="raid", acts="sales", source="HB 11/3.1", severity="warn")
def tooling_is_paid_before_it_starts(deal: Deal) -> Iterator[Hit]:
    """Tooling that is charged once has its assumption about payment in the RAID log.

    Why: a fixture made before it was paid is our loss when the order is cancelled.

    Bad:
        - {id: NRE-01, kind: stencil, …}

    Good:
        - {id: NRE-01, kind: stencil, raid: A-02, …}

    Fix: log the assumption (customer pays NRE before tooling starts) and name it in `raid`.
    """
    for charge in deal.quote.get("nre"):
        if charge.get("kind").text in _TOOLING and not charge.get("raid").exists and not _is_free(charge):
            owed = Owed("assumptions", _PAID, (charge.get("id").text,), impact="Cash flow", owner="sales")
            yield unlogged(deal, charge, f"{charge.get('id').text} ({charge.get('kind').text})", owed)


@rule(parameter="commercial", acts="sales", source="handoff", severity="warn")
def free_charges_name_who_gave_them(deal: Deal) -> Iterator[Hit]:
    """A one-time charge at no price says who gave it away.

    Why: tooling costs us money whatever the customer pays. At no price it is a gift somebody decided on, or it hides in the price of a
    piece, where it is lost when the volume drops; the PM has to know which.

    Bad:
        - {id: NRE-02, kind: test-fixture, price: "0", …}

    Good:
        - {id: NRE-02, kind: test-fixture, price: "0", free_by: nora, …}

    Fix: quote its price, or name the person of ours who gave it away in `free_by`.
    """
    for charge in deal.quote.get("nre"):
        price = charge.get("price")
        if _is_free(charge) and not charge.get("free_by").exists:
            yield missing(
                price,
                f"{charge.get('id').text} ({charge.get('kind').text}) costs nothing, and nobody says who gave it away",
                "Quote its price, or name the person of ours who gave it away: `free_by: nora`.",
            )


def _is_free(charge: Node) -> bool:
    return charge.get("price").decimal == 0


def _charge_hits(name: str, line: Node, quoted: Node) -> Iterator[Hit]:
    price, quantity = line.get("unit_price"), line.get("quantity")
    if price.decimal is not None and quoted.decimal is not None and price.decimal != quoted.decimal:
        yield conflict(
            price,
            f"price of {name} in the order is not the quoted one",
            _AMENDED,
            related=[see(quoted, "the quoted price")],
        )
    elif quantity.count not in (None, 1):
        yield conflict(
            quantity,
            f"{name} is ordered {quantity.text} times, but quoted once",
            _AMENDED,
            related=[see(quoted, "the quoted price")],
        )


RULES = (
    nre_is_ordered,
    nre_prices_match_the_quote,
    ordered_charges_are_quoted,
    order_lines_are_covered,
    tooling_is_paid_before_it_starts,
    free_charges_name_who_gave_them,
)
