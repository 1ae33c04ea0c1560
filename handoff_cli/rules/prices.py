"""Arithmetic of a quote: which price break a quantity falls in, what an item costs, what an order comes to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.tree import Node
from handoff_cli.rules.sources import order

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def breaks_for(quoted: Node, quantity: int) -> tuple[Node, ...]:
    """The price breaks of a quote item that cover a quantity: one, when the quote is in order."""
    return tuple(row for row in quoted.get("price_breaks") if _covers(row, quantity))


def breaks_are_readable(quoted: Node) -> bool:
    """Whether each break says in plain numbers where it begins and ends."""
    rows = list(quoted.get("price_breaks"))
    ends = [row.get("to") for row in rows if row.get("to").exists]
    return bool(rows) and all(node.count is not None for node in (*(row.get("from") for row in rows), *ends))


def unit_price(quoted: Node, quantity: int | None) -> Decimal | None:
    """The price of one piece at a quantity, None where the quote does not give exactly one."""
    rows = breaks_for(quoted, quantity) if quantity is not None else ()
    return rows[0].get("price").decimal if len(rows) == 1 else None


def unit_cost(quoted: Node) -> Decimal | None:
    """All cost buckets together, None when one of them cannot be read or a required one is not there."""
    cost = quoted.get("cost")
    return _total([cost.get("material").decimal, cost.get("labour").decimal, *_others(cost)])


def order_total(deal: Deal) -> Decimal | None:
    """What all lines of the order come to."""
    return _total(_line_total(line) for line in order(deal).get("lines"))


def day(node: Node) -> date | None:
    """A date as `YYYY-MM-DD`; None for anything else."""
    try:
        return date.fromisoformat(node.text) if _DAY.fullmatch(node.text) else None
    except ValueError:
        return None


def _covers(row: Node, quantity: int) -> bool:
    first, last = row.get("from").count, row.get("to")
    return first is not None and first <= quantity and (not last.exists or (last.count or 0) >= quantity)


def _line_total(line: Node) -> Decimal | None:
    price, quantity = line.get("unit_price").decimal, line.get("quantity").count
    return None if price is None or quantity is None else price * quantity


def _others(cost: Node) -> Iterator[Decimal | None]:
    return (node.decimal for bucket, node in cost.items() if bucket not in ("material", "labour"))


def _total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    found = tuple(amounts)
    known = [amount for amount in found if amount is not None]
    return sum(known, Decimal()) if known and len(known) == len(found) else None
