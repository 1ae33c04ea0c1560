"""Stakeholder context: what we said we keep is in the deal, and the day that was named can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.rules.prices import day
from handoff_cli.rules.sources import distinct_items
from handoff_cli.rules.words import all_filled, is_filled


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def kept_promises_have_a_home(deal: Deal) -> Iterator[Hit]:
    """A promise we keep has its entry in the RAID log.

    Why: "honoured" is a word until somebody does it. The entry has an owner; the list of promises has none.

    Bad:
        - {id: PR-01, words: I will send you photographs., disposition: honoured, …}

    Good:
        - {id: PR-01, words: I will send you photographs., disposition: honoured, raid: D-01, …}

    Fix: log who does it, and name the entry in `raid`; or put it into the contract and take it off this list.
    """
    for promise in deal.promises.get("promises"):
        state = promise.get("disposition")
        if state.text == "honoured" and not promise.get("raid").exists:
            yield missing(
                state,
                f"{promise.get('id').text} is to be kept, and no entry of the RAID log says by whom",
                "Log who does it and name the entry here: `raid: D-03`.",
            )


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def promised_days_hold(deal: Deal) -> Iterator[Hit]:
    """A day that was promised and is to be kept is no earlier than the first delivery.

    Why: "fifty boards before Easter" is kept by a delivery, and deal.yaml says when there is one.

    Bad:
        - {id: PR-02, topic: date, until: 2026-04-03, disposition: honoured, …}            # first delivery: 2026-04-20

    Good:
        - {id: PR-02, topic: date, until: 2026-04-24, disposition: honoured, …}

    Fix: plan the delivery, or take the promise back and tell the customer.
    """
    promised = [delivery.get("promised") for item in distinct_items(deal) for delivery in item.get("deliveries")]
    days = [(found, node) for node in promised if (found := day(node))]
    if not days or not all_filled(promised, deal.policy):
        return
    first, node = min(days, key=lambda each: each[0])
    for promise in deal.promises.get("promises"):
        until = promise.get("until")
        named = day(until)
        if promise.get("disposition").text == "honoured" and named and named < first:
            yield conflict(
                until,
                f"{promise.get('id').text} names {until.text}, before the first delivery on {node.text}",
                "Plan the delivery, or take the promise back and tell the customer.",
                related=[see(node, f"promised: {node.text}")],
            )


@rule(parameter="context", acts="pm", source="HB 11/2.2", severity="warn")
def second_driver_has_a_kpi(deal: Deal) -> Iterator[Hit]:
    """The second reason the customer bought for has a number too.

    Why: what is not measured is traded away for what is.

    Bad:
        driver: speed
        secondary_driver: quality                  # and all KPIs are for speed

    Good:
        kpis: [{name: On time in full, driver: speed, …}, {name: First pass yield, driver: quality, …}]

    Fix: agree on a number for it, or take the second driver out.
    """
    second, kpis = deal.why.get("secondary_driver"), deal.why.get("kpis")
    measured = [kpi.get("driver") for kpi in kpis]
    if not is_filled(second, deal.policy) or not measured or not all_filled(measured, deal.policy):
        return
    if second.text not in {node.text for node in measured}:
        yield missing(
            kpis,
            f"kpis have none for {second.text}, the second reason the customer bought",
            f"Agree on a number for {second.text}, or take the second driver out.",
            related=[see(second, second.text)],
        )


RULES: Final = (kept_promises_have_a_home, promised_days_hold, second_driver_has_a_kpi)
