"""Scope: a blanket order agrees how many at which price; what is built is what its releases say, and never more than that."""

from __future__ import annotations

from collections.abc import Iterator

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.prices import day
from handoff_cli.rules.registers import ids, is_known, nowhere
from handoff_cli.rules.sources import distinct_items, is_blanket, order, total
from handoff_cli.rules.words import is_filled


@rule(parameter="scope", acts="sales")
def releases_stay_within_the_order(deal: Deal) -> Iterator[Hit]:
    """What is released of an item is no more than the blanket order holds of it.

    Why: a release beyond the order has no price, no terms and no buyer for the material.

    Bad:
        lines: [{…, item: board, quantity: 1000}]
        releases: [{…, item: board, quantity: 600}, {…, item: board, quantity: 600}]

    Good:
        releases: [{…, item: board, quantity: 600}, {…, item: board, quantity: 400}]

    Fix: ask the customer for an amended order, or correct the release.
    """
    for item in distinct_items(deal):
        releases, most = _releases(deal, item), item.get("quantity").count
        released = total(releases)
        if is_blanket(deal) and releases and released is not None and most is not None and released > most:
            yield conflict(
                releases[-1].get("quantity"),
                f"releases of {item.get('item').text} add up to {released}, but the order holds {most}",
                "Ask the customer for an amended order, or correct the release.",
                related=[
                    see(item.get("quantity"), f"{most} pieces in all"),
                    *(see(release.get("quantity"), release.get("release").text) for release in releases[:-1]),
                ],
            )


@rule(parameter="scope", acts="sales")
def deliveries_are_released(deal: Deal) -> Iterator[Hit]:
    """The deliveries of a blanket order are what its releases say.

    Why: what is not released, the customer has not bought yet; material for it is ours.

    Bad:
        releases: [{…, item: board, quantity: 400}]
        deliveries: [{quantity: 400, …}, {quantity: 600, …}]

    Good:
        deliveries: [{quantity: 400, …}]

    Fix: plan what is released, and add the next delivery when its release is here.
    """
    for item in distinct_items(deal) if is_blanket(deal) and _are_clear(deal) else ():
        releases, name = _releases(deal, item), item.get("item").text
        if not is_known(item.get("deliveries"), "quantity", deal.policy):
            continue
        planned, released = total(item.get("deliveries")), total(releases)
        if not releases:
            yield missing(
                order(deal).get("blanket"),
                f"nothing of {name} is released, but deliveries are planned",
                "Add the customer's first release under `releases`.",
                related=[see(item.get("deliveries"), "planned")],
            )
        # More than the order holds is another fact: then the release is what is wrong.
        elif (
            planned is not None
            and released is not None
            and planned != released <= (item.get("quantity").count or released)
        ):
            yield conflict(
                item.get("deliveries"),
                f"deliveries of {name} add up to {planned}, but {released} are released",
                "Plan what is released, and add the next delivery when its release is here.",
                related=[see(release.get("quantity"), release.get("release").text) for release in releases],
            )


@rule(parameter="scope", acts="sales")
def releases_belong_to_a_blanket_order(deal: Deal) -> Iterator[Hit]:
    """Releases name an item, and are dated between the blanket order and its last day.

    Why: after the last day the price no longer holds; without a blanket order a release is an order of its own.

    Bad:
        blanket: {until: 2026-12-31}
        releases: [{release: PO-88213/3, date: 2027-01-15, …}]

    Good:
        releases: [{release: PO-88213/3, date: 2026-12-10, …}]

    Fix: ask the customer for a longer validity or for a new order.
    """
    ordered, until = order(deal).get("date"), order(deal).get("blanket", "until")
    items = deal.deal.get("items")
    known = {item.get("item").text for item in distinct_items(deal)}
    for release in order(deal).get("releases"):
        named, dated = release.get("item"), release.get("date")
        if not is_blanket(deal):
            message = f"release {release.get('release').text} stands in an order that is no blanket order"
            yield conflict(
                release, message, "Say until when it is one: `blanket: {until: …}`, or take the release out."
            )
        elif is_filled(named, deal.policy) and is_known(items, "item", deal.policy) and named.text not in known:
            yield nowhere(named, "deal.yaml", items)
        elif (outside := _outside(dated, ordered, until)) is not None:
            yield conflict(
                dated,
                f"release {release.get('release').text} is of {dated.text}, {outside}",
                "Ask the customer for a longer validity or for a new order, or correct the date.",
                related=[see(ordered, "the order"), see(until, "its last day")],
            )


def _releases(deal: Deal, item: Node) -> list[Node]:
    return [release for release in order(deal).get("releases") if release.get("item").text == item.get("item").text]


def _are_clear(deal: Deal) -> bool:
    """Whether every release names an item of the deal: the one that does not may be what is left out of another."""
    releases, items = order(deal).get("releases"), deal.deal.get("items")
    known = is_known(releases, "item", deal.policy) and ids(releases, "item") <= ids(items, "item")
    return known or not releases.exists


def _outside(dated: Node, ordered: Node, until: Node) -> str | None:
    on, first, last = day(dated), day(ordered), day(until)
    if on and first and on < first:
        return f"before the order of {ordered.text}"
    return f"after the last day, {until.text}" if on and last and on > last else None


RULES = (releases_stay_within_the_order, deliveries_are_released, releases_belong_to_a_blanket_order)
