"""Commercial baseline: the deal desk. Who has to approve which margin at which payment terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.rules.compare import normalised, normalised_terms
from handoff_cli.rules.sources import order
from handoff_cli.rules.words import all_filled, is_filled

_NET: Final = re.compile(r"net(\d{1,3})(?:days)?")
_AT_ONCE: Final = frozenset({"prepaid", "prepayment", "advance", "cashinadvance", "50/50"})
_TITLES: Final = {"finance": "finance", "sales-manager": "a sales manager", "sales-director": "the sales director"}


@dataclass(frozen=True, slots=True)
class Stake:
    """What a quote gives away: whether its margin is below the first and the second limit, how many days after the invoice the
    customer pays, and whether that is later than usual."""

    low: bool
    lowest: bool
    days: int
    late: bool


@rule(
    parameter="commercial",
    acts="finance",
    source="HB 11/1.4",
    severity="warn",
    reads=("margin.m1", "margin.m2", "terms.standard_net", "terms.finance_over_net"),
)
def quote_is_approved_by_who_may(deal: Deal) -> Iterator[Hit]:
    """A margin or payment terms beyond the standard are approved by whoever may give them.

    Why: up to net 30 (`terms.standard_net`) at the company's normal margin any seller may quote. Longer terms need a sales manager, those
    beyond net 60 (`terms.finance_over_net`) finance as well; a margin below `thresholds: {margin.m1: 30}` a sales manager, one below
    `margin.m2` finance and the sales director. A director may do what a manager may.

    Bad:
        payment_terms: net 60
        approval: {approver: tom, role: Sales, on: 2026-01-12}

    Good:
        payment_terms: net 60
        approval: {approver: nora, role: Sales Manager, on: 2026-01-12}

    Fix: have it approved, and write who did in `approval` (a second one in `also`). The roles are those of handoff.yaml.
    """
    stake, approval = _stake(deal), deal.quote.get("approval")
    people = [approval.get("approver"), *approval.get("also")]
    held = {role for person in people for role in _roles(deal, person.text)}
    held |= {"sales-manager"} if "sales-director" in held else set()
    lacking = sorted(_needs(deal, stake) - held) if stake else []
    if not lacking or not deal.policy.people or (approval.exists and not all_filled(people, deal.policy)):
        return
    wanted = " and ".join(_TITLES[role] for role in lacking)
    remedy = f"Have {wanted} approve it, and write who did in `approval` (a second person in `also`)."
    reason = [see(deal.quote.get("payment_terms"), "the payment terms"), see(deal.quote.get("margin"), "the margin")]
    if approval.exists:
        yield conflict(
            people[0], f"approval is not by {wanted}, as this margin and these terms need", remedy, related=reason
        )
    else:
        yield missing(
            deal.quote, f"quote has no approval by {wanted}, as its margin and its terms need", remedy, related=reason
        )


@rule(
    parameter="commercial",
    acts="finance",
    source="HB 11/1.4",
    severity="warn",
    reads=("margin.m1", "margin.m2", "terms.standard_net"),
)
def margin_and_terms_are_not_both_given_away(deal: Deal) -> Iterator[Hit]:
    """Whoever gets a low margin pays at the standard terms.

    Why: a thin margin and a late payment together mean that we finance the customer with money we do not earn. The margin is low
    below `thresholds: {margin.m1: 30}`; payment is late beyond `terms.standard_net` (30 days).

    Bad:
        payment_terms: net 60                      # at a margin below margin.m1

    Good:
        payment_terms: net 30

    Fix: give up one of the two concessions in a new revision of the quote.
    """
    stake, terms = _stake(deal), deal.quote.get("payment_terms")
    if stake and stake.low and stake.late:
        yield conflict(
            terms,
            f"payment terms are {terms.text} at a margin below the company's limit",
            "Give up one of the two concessions in a new revision of the quote.",
            related=[see(deal.quote.get("margin", "gross_percent"), "the margin")],
        )


@rule(
    parameter="commercial",
    acts="sales",
    source="HB 11/1.4",
    severity="warn",
    reads=("margin.m1", "margin.m2", "terms.standard_net"),
)
def strategic_prices_have_a_reason(deal: Deal) -> Iterator[Hit]:
    """A price below the lowest margin says in writing what it is meant to bring.

    Why: a strategic entry is an investment. The PM who runs it has to know what it buys, or he will save it to death.

    Bad:
        approval: {approver: ines, also: [nora], role: Finance Manager, on: 2026-01-12}     # margin below margin.m2

    Good:
        approval: {…, reason: Second series of 20000 pieces a year is offered to us at our normal margin.}

    Fix: ask the sales director for the reason and write it down.
    """
    stake, approval = _stake(deal), deal.quote.get("approval")
    if stake and stake.lowest and approval.exists and not approval.get("reason").exists:
        yield missing(
            approval,
            "approval gives no reason for a margin below the company's lowest",
            "Ask the sales director for the reason and add `reason:`.",
            related=[see(deal.quote.get("margin", "gross_percent"), "the margin")],
        )


@rule(parameter="commercial", acts="finance", source="HB 11/1.4", severity="warn", reads=("quote.fx_buffer_pct",))
def foreign_currency_is_covered(deal: Deal) -> Iterator[Hit]:
    """A quote that is not in the company's own currency is hedged, or has a buffer in its price.

    Why: between the quote and the last payment the rate moves by more than many a margin. The company's currency is `currency` of
    handoff.yaml; the least buffer is `thresholds: {quote.fx_buffer_pct: 3}` percent.

    Bad:
        currency: USD                              # handoff.yaml: currency: EUR

    Good:
        currency: USD
        exchange: {hedged: false, buffer_percent: "3"}

    Fix: ask Finance, and write `hedged: true` or the buffer that is in the price.
    """
    ours, quoted, cover = deal.policy.currency, deal.quote.get("currency"), deal.quote.get("exchange")
    ordered = order(deal).get("currency")
    # A quote in another currency than its order has its own finding.
    if not ours or quoted.text in ("", ours) or (ordered.text and normalised(ordered.text) != normalised(quoted.text)):
        return
    if not is_filled(quoted, deal.policy) or cover.get("hedged").value is True:
        return
    buffer, least = cover.get("buffer_percent"), deal.policy.number("quote.fx_buffer_pct")
    remedy = "Ask Finance, and add `exchange:` with `hedged: true` or with the buffer that is in the price."
    if not buffer.exists and not (cover.exists and not all_filled((cover, *cover), deal.policy)):
        yield missing(quoted, f"currency is {quoted.text}, not {ours}, and nothing covers a change of the rate", remedy)
    elif buffer.decimal is not None and buffer.decimal < least:
        remedy = f"Have Finance hedge it and write `hedged: true`, or quote with {least} percent."
        yield conflict(buffer, f"buffer_percent is below the {least} percent a currency needs that is not ours", remedy)


@rule(parameter="commercial", acts="finance", source="HB 11/1.4", severity="warn", reads=("credit.min_score",))
def weak_credit_pays_in_advance(deal: Deal) -> Iterator[Hit]:
    """A customer with a weak credit score pays before the goods leave.

    Why: what he owes us when he fails is lost. Weak is a score below `thresholds: {credit.min_score: 600}`.

    Bad:
        credit: {score: 540, …}                    # contract.yaml; and payment_terms: net 30

    Good:
        credit: {score: 540, …}                    # and payment_terms: prepaid

    Fix: agree on payment in advance, or have Finance look at the score again.
    """
    score, terms = deal.contract.get("credit", "score"), deal.contract.get("terms", "payment_terms")
    days = net_days(terms.text)
    if score.decimal is not None and score.decimal < deal.policy.number("credit.min_score") and days:
        yield conflict(
            terms,
            f"payment terms are {terms.text}, and the customer's credit score asks for payment in advance",
            "Agree on payment in advance, or have Finance look at the score again.",
            related=[see(score, "the score")],
        )


def net_days(terms: str) -> int | None:
    """How many days after the invoice the customer pays; 0 where he pays before the goods leave; None where the words do not say."""
    plain = normalised_terms(terms)
    found = _NET.fullmatch(plain)
    return int(found.group(1)) if found else 0 if plain in _AT_ONCE else None


def _stake(deal: Deal) -> Stake | None:
    margin, days = deal.quote.get("margin", "gross_percent").decimal, net_days(deal.quote.get("payment_terms").text)
    if margin is None or days is None:
        return None
    return Stake(
        low=_below(deal, margin, "margin.m1"),
        lowest=_below(deal, margin, "margin.m2"),
        days=days,
        late=days > deal.policy.number("terms.standard_net"),
    )


def _needs(deal: Deal, stake: Stake) -> frozenset[str]:
    """The roles that have to approve it, none where any seller may."""
    very_late = stake.days > deal.policy.number("terms.finance_over_net")
    money = {"finance"} if very_late or stake.lowest else set()
    seller = {"sales-director"} if stake.lowest else {"sales-manager"} if stake.low or stake.late else set()
    return frozenset(money | seller)


def _below(deal: Deal, margin: Decimal, name: str) -> bool:
    """Margins have no default: what a company calls low is its own business."""
    least = deal.policy.number_if_set(name)
    return least is not None and margin < least


def _roles(deal: Deal, person: str) -> frozenset[str]:
    return deal.policy.people[person].roles if person in deal.policy.people else frozenset()


RULES = (
    quote_is_approved_by_who_may,
    margin_and_terms_are_not_both_given_away,
    strategic_prices_have_a_reason,
    foreign_currency_is_covered,
    weak_credit_pays_in_advance,
)
