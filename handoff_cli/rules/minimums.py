"""Commercial and RAID: minimum orders. What a part's maker makes us buy beyond the need is the customer's, with his signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import BomLine
from handoff_cli.core.rule import Hit, Owed, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.bought import Part, covered, is_custom, see_signed, signed_parts
from handoff_cli.rules.parts import called, is_linked, link_to, linked_parts, row_of

_MOQ: Final = re.compile(
    r"(?:\w+ )?moq\b.*|min(?:imum|\.)? ?(?:(?:order|buy|purchase)[ -]?)?(?:qty|quantity)\.?(?: ?\(moq\))?|"
    r"mindest(?:bestell|abnahme)?menge\b.*",
    re.IGNORECASE,
)
_MPQ: Final = re.compile(
    r"(?:\w+ )?(?:mpq|spq)\b.*|(?:standard|std)? ?pack(?:age|aging|ing)? ?(?:qty|quantity|unit|size)|reel (?:qty|quantity|size)|"
    r"verpackungseinheit|vpe",
    re.IGNORECASE,
)
_CURRENCY: Final = r"(?: ?[(\[]?(?:eur|usd|gbp|chf|sek|€|\$|£)[)\]]?)?"
_PRICE: Final = re.compile(
    rf"(?:(?:unit|piece) (?:price|cost)|price){_CURRENCY}(?: ?\(each\)| ?/ ?(?:pcs?|piece|ea|each))?|"
    rf"(?:einzel|stück)?preis{_CURRENCY}(?: ?/ ?(?:stk|st|stück)\.?)?",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(
    r"(\d{1,3}(?:[., '’]\d{3})+|\d+)\s*(?:pcs?\.?|pieces|ea(?:ch)?|st(?:k|ück)?\.?)?", re.IGNORECASE
)
_AMOUNT: Final = re.compile(r"(?:[€$£]|[A-Z]{3})?\s*(\d+(?:\.\d+)?|0,\d+|\d+,\d{1,2})\s*(?:[€$£]|[A-Z]{3})?")
_SMALL: Final = re.compile(r"(?:R|RN|C|L|FB|F|D|LED|Q|TP)\d", re.IGNORECASE)
"""Designators of parts that cost next to nothing by the piece and come by the reel."""


@dataclass(frozen=True, slots=True)
class Excess:
    """A minimum order well above the need: the pieces that have to be bought, those of them the order takes, and what the customer
    has signed for (`own`)."""

    part: Part
    own: tuple[Node, ...]
    bought: int
    needed: int

    @property
    def over(self) -> int:
        return self.bought - self.needed

    @property
    def is_agreed(self) -> bool:
        """Whether the customer has signed for what is left over as such, or for the whole lot under whatever name."""
        rest, whole = covered(self.own, "moq"), covered(self.own)
        return rest is None or whole is None or rest >= self.over or whole >= self.bought


@rule(
    parameter="commercial",
    acts="customer",
    source="HB 11/4.3",
    severity="warn",
    reads=("material.moq_excess_pct", "material.moq_excess_value", "quote.attrition_max"),
)
def minimum_orders_are_authorised(deal: Deal) -> Iterator[Hit]:
    """Where the least a maker sells is well above what the order takes, the customer has signed for the rest.

    Why: 2500 regulators for 1000 boards leave 1500 in our store, and the day the design changes they are scrap. A column MOQ of the BOM says
    the least; the need is what a piece takes times the order, with the attrition of the quote (`quote.attrition_max` where it has none), over
    all boards that carry the part. Well above is more than `thresholds: {material.moq_excess_pct: 20}` percent.
    Reels of cheap parts are left alone: where the BOM has a column of unit prices, what is left over is worth `material.moq_excess_value`
    (100) or more, in the BOM's own currency, and a packing unit (MPQ) counts as well; where it has none, resistors, capacitors, coils, beads,
    fuses, diodes and transistors do not count. Of a part that a column calls custom every piece too many counts: nobody else buys it.

    Bad:
        U4,1,THVD1450DR,…,2500                     # MOQ, for 1000 boards; and contract.yaml has no authorisation for it

    Good:
        material_authorisations: [{mpn: THVD1450DR, kind: moq, quantity: 2500, signed_by: Alice Moreau, on: 2026-02-10}]

    Fix: have the customer sign for what is left over (or for the whole lot), or find a source that sells fewer.
    """
    for excess in _excesses(deal):
        part, own = excess.part, excess.own
        # Where he has signed for nothing of an NCNR part, `ncnr-parts-are-authorised` has said so.
        if excess.is_agreed or (part.is_ncnr and not own):
            continue
        lacks = f"for {covered(own)} only" if own else "for none of the rest"
        words = f"is sold from {excess.bought} pieces on, of which the order takes {excess.needed}, and the customer has signed {lacks}"
        yield missing(
            row_of(part.pack, part.line),
            f"{called(part.line)} {words}",
            _remedy(excess),
            related=[see_signed(deal, own)],
        )


@rule(
    parameter="raid",
    acts="sales",
    source="HB 11/4.3",
    severity="warn",
    reads=("material.moq_excess_pct", "material.moq_excess_value", "quote.attrition_max"),
)
def minimum_orders_are_in_raid(deal: Deal) -> Iterator[Hit]:
    """What is left over of a minimum order the customer has signed for is an issue or a risk in the RAID log.

    Why: it lies here until somebody uses it, sends the bill or throws it away; the PM takes it over with the deal. What nobody has signed for
    yet is another matter: `minimum-orders-are-authorised`, which also says what counts.

    Bad:
        material_authorisations: [{mpn: THVD1450DR, kind: moq, …}]   # and neither an issue nor a risk links U4

    Good:
        issues: [{id: I-02, description: 1500 pieces of U4 are left over of the minimum order., links: ["bom:U4"], …}]

    Fix: log it with what is done about it, and link the part.
    """
    logged = linked_parts(deal, "issues", "risks")
    if logged is None:
        return
    for excess in _excesses(deal):
        part, line = excess.part, excess.part.line
        if excess.own and excess.is_agreed and not any(is_linked(*place, logged) for place in part.found):
            link = link_to(deal, part.pack, line)
            words = f"{excess.over} pieces of {called(line)} are left over of the minimum order of {excess.bought}."
            yield missing(
                deal.raid.get("issues"),
                f"issues and risks leave out {line.refdes[0]}, of whose minimum order {excess.over} pieces are left over",
                f'Log it with what is done about them, and link the part: `links: ["{link}"]`.',
                related=[see(row_of(part.pack, line), "minimum order")],
                owes=Owed("issues", words, (link,), owner="purchasing"),
            )


def _remedy(excess: Excess) -> str:
    if covered(excess.own, "moq"):
        return f"Have him sign for all {excess.over} that are left over, and correct the quantity."
    add = "add them to `material_authorisations` in contract.yaml with `kind: moq`"
    return f"Have him sign for the {excess.over} that are left over, and {add}."


def _excesses(deal: Deal) -> Iterator[Excess]:
    limit, loss = Fraction(deal.policy.number("material.moq_excess_pct")) / 100, Fraction(_attrition(deal)) / 100
    worth = deal.policy.number("material.moq_excess_value")
    for part, own in signed_parts(deal):
        takes, price = part.pieces(lambda item: item.get("quantity").count), _price(part)
        if not takes:
            continue
        needed = ceil(takes * (1 + loss))
        excess = Excess(part, own, _least(part, needed, packed=price is not None), needed)
        dear = not _SMALL.match(part.line.refdes[0]) if price is None else price * excess.over >= worth
        if (excess.over > needed * limit and dear) or (excess.over > 0 and any(map(is_custom, part.lines))):
            yield excess


def _attrition(deal: Deal) -> Decimal:
    """The most that the quote counts as lost, in percent; the policy's figure where it says nothing."""
    usual = deal.policy.number("quote.attrition_max")
    said = [percent for entry in deal.quote.get("attrition") if (percent := entry.get("percent").decimal) is not None]
    return max(said, default=usual)


def _least(part: Part, needed: int, *, packed: bool) -> int:
    """The fewest pieces, at least the needed ones, that the part is sold in; `packed`: in whole packing units."""
    minimum = max((count for line in part.lines if (count := _number(line, _MOQ))), default=0)
    unit = max((count for line in part.lines if packed and (count := _number(line, _MPQ))), default=1)
    return max(minimum, -(-needed // unit) * unit)


def _price(part: Part) -> Decimal | None:
    cells = [cell for line in part.lines for cell in _cells(line, _PRICE)]
    found = [_AMOUNT.fullmatch(cell) for cell in cells]
    return max((Decimal(hit[1].replace(",", ".")) for hit in found if hit), default=None)


def _number(line: BomLine, header: re.Pattern[str]) -> int | None:
    found = [_COUNT.fullmatch(cell) for cell in _cells(line, header)]
    return max((int(re.sub(r"\D", "", hit[1])) for hit in found if hit), default=None)


def _cells(line: BomLine, header: re.Pattern[str]) -> Iterator[str]:
    return (cell.strip() for name, cell in (line.fields or {}).items() if header.fullmatch(name.strip()))


RULES = (minimum_orders_are_authorised, minimum_orders_are_in_raid)
