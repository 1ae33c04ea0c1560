"""Commercial: whoever binds us to material has signed for it: parts that cannot go back, and what is bought beyond the order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import ceil
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Related
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.bought import Part, covered, see_signed, signed_parts
from handoff_cli.rules.demand import Forecast, forecasts
from handoff_cli.rules.material import lead_time
from handoff_cli.rules.parts import called, row_of
from handoff_cli.rules.sources import delivered

_SIGN: Final = "Have him sign for the part and its quantity, and add it to `material_authorisations` in contract.yaml."


@rule(parameter="commercial", acts="customer", source="HB 11/4.3", severity="warn")
def ncnr_parts_are_authorised(deal: Deal) -> Iterator[Hit]:
    """The customer has signed for every part that can be neither cancelled nor sent back, and for as many as the order takes.

    Why: if he cancels, the stock stays with whoever has signed for it. Without his signature that is us. A column NCNR of the BOM says which
    parts; how many is what a piece takes times the deliveries of deal.yaml, over all boards that carry the part. What the customer supplies
    himself is his already.

    Bad:
        U1,1,STM32G071CBT6,…,yes                   # NCNR; and contract.yaml has no authorisation for it, or one for 500 of 1000

    Good:
        material_authorisations: [{mpn: STM32G071CBT6, kind: ncnr, quantity: 1050, signed_by: Alice Moreau, on: 2026-02-10}]

    Fix: have the customer sign for the part and its quantity, and add the entry.
    """
    for part, own in signed_parts(deal):
        if not part.is_ncnr:
            continue
        if not own:
            yield missing(
                row_of(part.pack, part.line),
                f"{called(part.line)} cannot be cancelled or sent back, and the customer has not signed for it",
                _SIGN,
                related=[see_signed(deal, own)],
            )
        else:
            yield from _lacking(part, own)


@rule(
    parameter="commercial",
    acts="customer",
    source="HB 11/4.3",
    severity="warn",
    reads=("windows.liability_slush_weeks",),
)
def long_buys_are_acknowledged(deal: Deal) -> Iterator[Hit]:
    """What has to be bought before the customer is bound to it is signed for by him.

    Why: he is bound to what he has ordered, and to the first `thresholds: {windows.liability_slush_weeks: 12}` weeks of his forecast. A
    part that takes longer is ordered for weeks in which he may still change his mind. Looked at are parts whose lead time in the BOM is
    longer than that, boards with a forecast, and the weeks of the forecast that the lead time reaches; what is ordered up to then is taken
    off, and so is what the first weeks hold. A signature for the rest is enough, whatever its `kind`: it may name all pieces as well.
    Without a forecast nothing is bought beyond the order, and nothing is asked. A custom part whose maker sells no fewer is asked for by
    `minimum-orders-are-authorised`.

    Bad:
        U3,1,ADS131M04IPWR,…,30                    # Lead time (weeks); 700 are forecast for these weeks, 400 of them ordered

    Good:
        material_authorisations: [{mpn: ADS131M04IPWR, kind: ncnr, quantity: 300, …}]

    Fix: have the customer sign for what is bought beyond his order, or buy the part with a later order.
    """
    weeks = int(deal.policy.number("windows.liability_slush_weeks"))
    known = {forecast.name: forecast for forecast in forecasts(deal)}
    for part, own in signed_parts(deal) if known else ():
        waits = max((wait for line in part.lines if (wait := lead_time(line)) is not None), default=0)
        # Where he has signed for nothing of an NCNR part, `ncnr-parts-are-authorised` has said so.
        if waits <= weeks or (part.is_ncnr and not own):
            continue
        needed, agreed = part.pieces(_unbound(known, weeks, waits)), covered(own)
        if needed is not None and agreed is not None and ceil(needed) > agreed:
            yield _beyond(deal, part, waits, ceil(needed), own, known)


def _lacking(part: Part, own: tuple[Node, ...]) -> Iterator[Hit]:
    """What the signature for a part that cannot be sent back leaves open."""
    fitting = [entry for entry in own if entry.get("kind").text == "ncnr"]
    needed, agreed = part.pieces(delivered), covered(own, "ncnr")
    if not fitting:
        yield conflict(
            own[0].get("kind"),
            f"{called(part.line)} cannot be cancelled or sent back, but he has signed for a minimum quantity only",
            "Have him sign for that as well, and add an entry with `kind: ncnr`.",
            related=[see(row_of(part.pack, part.line), "NCNR")],
        )
    elif needed is not None and agreed is not None and agreed < needed:
        yield conflict(
            fitting[-1].get("quantity"),
            f"quantity signed for {part.line.mpn} is {agreed}, but what is ordered takes {int(needed)}, and none can be sent back",
            "Have the customer sign for all of them, and correct the quantity.",
            related=[see(row_of(part.pack, part.line), "NCNR"), *_ordered(part)],
        )


def _ordered(part: Part) -> list[Related]:
    return [see(item.get("deliveries"), f"{item.get('item').text}: what is ordered") for item, _ in part.uses]


def _unbound(known: Mapping[str, Forecast], weeks: int, waits: int) -> Callable[[Node], Fraction | None]:
    """The pieces of an item that are expected within a lead time and that nothing binds the customer to; 0 without a forecast."""

    def pieces(item: Node) -> Fraction | None:
        forecast = known.get(item.get("item").text)
        if forecast is None:
            return Fraction()
        near, end = forecast.after(weeks), forecast.after(waits)
        soon, ordered = forecast.ordered(near), forecast.ordered(end)
        if soon is None or ordered is None:
            return None
        bound = max(forecast.expected(forecast.issued, near), Fraction(soon)) + (ordered - soon)
        return max(forecast.expected(forecast.issued, end) - bound, Fraction())

    return pieces


def _beyond(deal: Deal, part: Part, waits: int, needed: int, own: tuple[Node, ...], known: dict[str, Forecast]) -> Hit:
    said = "the customer has signed for fewer" if own else "the customer has not signed for them"
    fed = [known[item.get("item").text] for item, _ in part.uses if item.get("item").text in known]
    return missing(
        row_of(part.pack, part.line),
        f"{called(part.line)} takes {waits} weeks, so the forecast makes us buy {needed} that nobody has ordered, and {said}",
        "Have him sign for them and add them to `material_authorisations` in contract.yaml, or buy them with a later order.",
        related=[
            *(see(forecast.entry.get("periods"), f"the forecast of {forecast.name}") for forecast in fed),
            see_signed(deal, own),
        ],
    )


RULES = (ncnr_parts_are_authorised, long_buys_are_acknowledged)
