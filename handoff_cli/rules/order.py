"""Scope: the purchase order is the quote said yes to: same number, prices, currency, payment and delivery terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import ORDER, QUOTE, TERMS, Fact, disagreement, normalised, normalised_terms
from handoff_cli.rules.prices import breaks_are_readable, breaks_for
from handoff_cli.rules.registers import are_unique
from handoff_cli.rules.sources import distinct_items, order, order_lines, ordered_quantity, quantities, quote_item
from handoff_cli.rules.words import is_filled, vague

_AMENDED: Final = (
    "Ask the customer for an amended order, or issue a new revision of the quote with the price agreed and its margin."
)


@rule(parameter="scope", acts="sales")
def order_refers_to_the_quote(deal: Deal) -> Iterator[Hit]:
    """The purchase order names the quote of this deal.

    Why: an order against an older quote has other prices, quantities and exclusions.

    Bad:
        purchase_order: {quote: Q-2025-0290, …}    # quote.yaml is Q-2026-0311

    Good:
        purchase_order: {quote: Q-2026-0311, …}

    Fix: hand over the quote the customer ordered from, or get an amended order.
    """
    named, quote = order(deal).get("quote"), deal.quote.get("quote")
    if (
        not is_filled(named, deal.policy)
        or not is_filled(quote, deal.policy)
        or normalised(named.text) == normalised(quote.text)
    ):
        return
    yield conflict(
        named,
        f"quote is {named.text} in the purchase order, but this deal's quote is {quote.text}",
        "Hand over the quote the customer ordered from, or get an amended order.",
        related=[see(quote, f"the quote of this deal is {quote.text}")],
    )


@rule(parameter="scope", acts="sales")
def order_number_is_on_the_signed_file(deal: Deal) -> Iterator[Hit]:
    """The signed order among the contract's documents is the purchase order described there.

    Why: a signature on another order does not bind anybody to this one.

    Bad:
        documents: [{kind: po, reference: PO-88210, …}]
        purchase_order: {number: PO-88213, …}

    Good:
        documents: [{kind: po, reference: PO-88213, …}]
        purchase_order: {number: PO-88213, …}

    Fix: file the signed copy of this order, or correct the number.
    """
    number = order(deal).get("number")
    signed = [
        document.get("reference") for document in deal.contract.get("documents") if document.get("kind").text == "po"
    ]
    if not signed or not are_unique(deal.contract.get("documents"), "reference"):
        return
    if not all(is_filled(node, deal.policy) for node in (number, *signed)):
        return
    if normalised(number.text) not in {normalised(node.text) for node in signed}:
        yield conflict(
            number,
            f"purchase order {number.text} is described, but the signed file is {signed[0].text}",
            "File the signed copy of this order, or correct the number.",
            related=[see(signed[0], f"the signed file is {signed[0].text}")],
        )


@rule(parameter="scope", acts="sales")
def order_price_matches_the_quote(deal: Deal) -> Iterator[Hit]:
    """The unit price ordered is the quote's price for that quantity.

    Why: the margin was calculated on the quoted price; the difference would be the project's loss.

    Bad:
        - {line: 10, kind: product, item: board, quantity: 1000, unit_price: "41.50"}        # quoted for 500 and more: 43.90

    Good:
        - {line: 10, kind: product, item: board, quantity: 1000, unit_price: "43.90"}

    Fix: ask the customer for an amended order, or issue a new revision of the quote with the price agreed and its margin.
    """
    for item in distinct_items(deal):
        if quoted := quote_item(deal, item):
            yield from _price_hits(deal, item, quoted)


@rule(parameter="scope", acts="sales")
def currencies_agree(deal: Deal) -> Iterator[Hit]:
    """Quote and purchase order are in the same currency.

    Why: the same figure in another currency is another price.

    Bad:
        purchase_order: {currency: USD, …}         # quote.yaml: EUR

    Good:
        purchase_order: {currency: EUR, …}

    Fix: ask the customer for an amended order, or quote in the currency he orders in.
    """
    facts = _facts(deal, ((QUOTE, deal.quote.get("currency")), (ORDER, order(deal).get("currency"))), normalised)
    yield from disagreement(
        "currency", facts, "Ask the customer for an amended order, or quote in the currency of the order."
    )


@rule(parameter="scope", acts="sales")
def payment_terms_agree(deal: Deal) -> Iterator[Hit]:
    """Quote, purchase order and contract give the same payment terms.

    Why: the price was approved for these terms, and the credit check as well.

    Bad:
        purchase_order: {payment_terms: net 60, …}           # quote and contract: net 30

    Good:
        purchase_order: {payment_terms: net 30, …}

    Fix: ask the customer for an amended order, or have the other terms approved and quoted.
    """
    stated = (
        (QUOTE, deal.quote.get("payment_terms")),
        (ORDER, order(deal).get("payment_terms")),
        (TERMS, deal.contract.get("terms", "payment_terms")),
    )
    facts = _facts(deal, stated, normalised_terms)
    yield from disagreement(
        "payment terms", facts, "Ask the customer for an amended order, or have the other terms approved and quoted."
    )


@rule(parameter="scope", acts="sales")
def delivery_terms_agree(deal: Deal) -> Iterator[Hit]:
    """Purchase order and contract name the same Incoterm and the same place.

    Why: it decides who pays the freight and who bears the loss on the way.

    Bad:
        purchase_order: {incoterm: DAP, incoterm_place: Bristol}
        terms: {incoterm: FCA, incoterm_place: "Nordhall, Gothenburg"}

    Good:
        purchase_order: {incoterm: FCA, incoterm_place: "Nordhall, Gothenburg"}
        terms: {incoterm: FCA, incoterm_place: "Nordhall, Gothenburg"}

    Fix: ask the customer for an amended order, or record the changed term in the contract.
    """
    for field, thing in (("incoterm", "Incoterm"), ("incoterm_place", "place of the Incoterm")):
        facts = _facts(deal, ((ORDER, order(deal).get(field)), (TERMS, deal.contract.get("terms", field))), normalised)
        hits = list(
            disagreement(
                thing, facts, "Ask the customer for an amended order, or record the changed term in the contract."
            )
        )
        yield from hits
        if hits:
            return


def _price_hits(deal: Deal, item: Node, quoted: Node) -> Iterator[Hit]:
    total, lines = ordered_quantity(deal, item), order_lines(deal, item)
    if total is None or not lines or not breaks_are_readable(quoted):
        return
    # Where the documents differ about the quantity, a price that is right for one of the quantities is not a second fact.
    stated = [total, *(int(fact.value) for fact in quantities(deal, item))]
    prices = [row.get("price") for quantity in stated for row in breaks_for(quoted, quantity)]
    if not prices:
        yield conflict(
            quoted.get("price_breaks"),
            f"price breaks of {item.get('item').text} have no price for {total} pieces",
            _AMENDED,
            related=[see(lines[0].get("quantity"), f"{total} pieces are ordered")],
        )
    for line in lines if prices else ():
        price = line.get("unit_price")
        if price.decimal is not None and all(quote.decimal not in (None, price.decimal) for quote in prices):
            yield _mispriced(item, line, prices[0], total)


def _mispriced(item: Node, line: Node, quoted: Node, total: int) -> Hit:
    named = f"order line {line.get('line').text} ({item.get('item').text})"
    return conflict(
        line.get("unit_price"),
        f"unit price of {named} is not the quote's price for {total} pieces",
        _AMENDED,
        related=[see(quoted, f"the quoted price for {total} pieces")],
    )


def _facts(deal: Deal, stated: Iterable[tuple[str, Node]], normalise: Callable[[str], str]) -> tuple[Fact, ...]:
    return tuple(
        Fact(document=document, node=node, value=normalise(node.text), shown=node.text)
        for document, node in stated
        if is_filled(node, deal.policy) and vague(node.text, deal.policy) is None
    )


RULES = (
    order_refers_to_the_quote,
    order_number_is_on_the_signed_file,
    order_price_matches_the_quote,
    currencies_agree,
    payment_terms_agree,
    delivery_terms_agree,
)
