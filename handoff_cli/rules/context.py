"""Stakeholder context: whom to call, who decides about money, what he was promised, and why he bought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.words import all_filled

_AREAS: Final = ("technical", "commercial", "logistics")


@rule(parameter="context", acts="sales")
def decision_maker_is_named(deal: Deal) -> Iterator[Hit]:
    """At least one person of the customer is the decision maker.

    Why: influencers agree to things that the decision maker takes back.

    Bad:
        customer: [{id: bob, influence: influencer, …}]

    Good:
        customer: [{id: alice, influence: decision-maker, …}, {id: bob, influence: influencer, …}]

    Fix: name the person who can say yes for the customer.
    """
    people = deal.stakeholders.get("customer")
    influence = [person.get("influence") for person in people]
    if influence and all_filled(influence, deal.policy) and "decision-maker" not in {node.text for node in influence}:
        yield missing(
            people,
            "the customer's people include no decision maker",
            "Name the person who can say yes for the customer: `influence: decision-maker`.",
        )


@rule(parameter="context", acts="sales")
def cost_increases_have_an_approver(deal: Deal) -> Iterator[Hit]:
    """It is said who may approve a cost increase.

    Why: "talk to Bob for technical queries, but only Alice can approve cost increases." What Bob approves is not paid.

    Bad:
        - {id: alice, can_approve: [schedule-change], …}

    Good:
        - {id: alice, can_approve: [cost-increase, schedule-change], …}

    Fix: ask the customer who signs a change of the price.
    """
    approved = _said(deal, "can_approve")
    if approved is not None and "cost-increase" not in approved:
        yield missing(
            deal.stakeholders.get("customer"),
            "nobody of the customer may approve a cost increase",
            "Ask who signs a change of the price, and add `cost-increase` to `can_approve`.",
        )


@rule(parameter="context", acts="sales")
def contacts_cover_every_area(deal: Deal) -> Iterator[Hit]:
    """There is a contact for technical, commercial and logistics questions.

    Why: a question without an address waits, and the schedule waits with it.

    Bad:
        - {id: alice, contact_for: [commercial, technical], …}             # and nobody for logistics

    Good:
        - {id: priya, contact_for: [logistics], …}

    Fix: ask the customer whom to call; one person may cover several areas.
    """
    people, covered = deal.stakeholders.get("customer"), _said(deal, "contact_for")
    for area in _AREAS:
        if covered is not None and area not in covered:
            yield missing(
                people,
                f"the customer's people include no contact for {area} questions",
                f"Ask whom to call, and add `{area}` to `contact_for`.",
            )


@rule(parameter="context", acts="sales", source="HB 11/2.3", severity="warn")
def people_have_their_own_address(deal: Deal) -> Iterator[Hit]:
    """Two people do not share an e-mail address.

    Why: an approval from a shared address was given by nobody in particular; most often it is a copy that was not corrected.

    Bad:
        - {id: alice, email: info@brightwater.example, …}
        - {id: bob, email: info@brightwater.example, …}

    Good:
        - {id: bob, email: bob.tanaka@brightwater.example, …}

    Fix: write each person's own address.
    """
    first: dict[str, Node] = {}
    for person in deal.stakeholders.get("customer"):
        email = person.get("email")
        if email.text and first.setdefault(email.text.casefold(), email) is not email:
            yield conflict(
                email,
                f"{email.text} is the address of two people",
                "Write each person's own address.",
                related=[see(first[email.text.casefold()], "the first with this address")],
            )


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def promises_are_settled(deal: Deal) -> Iterator[Hit]:
    """Every promise made beyond the contract is kept or taken back.

    Why: the customer remembers it, and the PM who inherits a "maybe" has promised it as well.

    Bad:
        - {id: PR-02, words: You will have fifty boards before Easter., disposition: pending, …}

    Good:
        - {id: PR-02, words: You will have fifty boards before Easter., disposition: retracted, told_customer_on: 2026-01-28, …}

    Fix: decide it before the handoff; what is taken back, tell the customer and write down the day.
    """
    for promise in deal.promises.get("promises"):
        state = promise.get("disposition")
        if state.text == "pending":
            yield ambiguous(
                state,
                f"promise {promise.get('id').text} is still pending: nobody has said whether we keep it",
                "Decide it with the PM: `disposition: honoured`, or `retracted` with the day the customer was told.",
            )
        elif state.text == "retracted" and not promise.get("told_customer_on").exists:
            yield missing(
                state,
                f"promise {promise.get('id').text} is taken back, but not whether the customer knows",
                "Tell the customer and add the day: `told_customer_on:`.",
            )


@rule(parameter="context", acts="sales")
def kpis_follow_the_driver(deal: Deal) -> Iterator[Hit]:
    """At least one KPI measures what the customer bought for.

    Why: a customer who bought speed does not thank us for yield.

    Bad:
        driver: speed
        kpis: [{name: First pass yield, driver: quality, …}]

    Good:
        driver: speed
        kpis: [{name: On time in full, driver: speed, …}]

    Fix: agree with the customer on a number for his driver.
    """
    driver, kpis = deal.why.get("driver"), deal.why.get("kpis")
    measured = [kpi.get("driver") for kpi in kpis]
    if (
        measured
        and all_filled((driver, *measured), deal.policy)
        and driver.text not in {node.text for node in measured}
    ):
        yield missing(
            kpis,
            f"kpis have none for {driver.text}, the reason the customer bought",
            f"Agree with the customer on a number for {driver.text}.",
            related=[see(driver, f"the driver is {driver.text}")],
        )


def _said(deal: Deal, field: str) -> set[str] | None:
    """What all the customer's people together have in a list; None while somebody's list has a gap, or nobody is named."""
    people = list(deal.stakeholders.get("customer"))
    lists = [person.get(field) for person in people]
    entries = [entry for said in lists for entry in said]
    gaps = not all(person.is_mapping for person in people) or any(said.exists and not said.is_list for said in lists)
    return {entry.text for entry in entries} if people and not gaps and all_filled(entries, deal.policy) else None


RULES = (
    decision_maker_is_named,
    cost_increases_have_an_approver,
    contacts_cover_every_area,
    people_have_their_own_address,
    promises_are_settled,
    kpis_follow_the_driver,
)
