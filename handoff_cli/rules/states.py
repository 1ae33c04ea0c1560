"""RAID: what the status of an entry asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, Owed, missing, rule, see
from handoff_cli.rules.registers import links_of, raid_entries


@rule(parameter="raid", acts="pm", source="HB 11/1.6", severity="warn")
def broken_assumptions_are_issues(deal: Deal) -> Iterator[Hit]:
    """An assumption of the RAID log that did not hold is an issue now, linked to it.

    Why: what was assumed and did not come true costs days or money, and somebody has to do something about it by a day. Only an
    issue says who and by when.

    Bad:
        assumptions: [{id: A-01, status: broken, …}]           # and no issue links A-01

    Good:
        issues: [{id: I-02, description: The fixture did not come., action: …, links: [A-01], …}]

    Fix: log the issue with its action, owner and day, and link the assumption.
    """
    linked = links_of(deal, "issues")
    for entry in raid_entries(deal, "assumptions") if linked is not None else ():
        status, name = entry.get("status"), entry.get("id").text
        if status.text == "broken" and name not in (linked or ()):
            yield missing(
                status,
                f"{name} is broken, and no issue says what is done about it",
                f"Log an issue with its action and link the assumption: `links: [{name}]`.",
                related=[see(deal.raid.get("issues"), "the issues")],
                owes=Owed("issues", f"{name} did not hold: {entry.get('description').text}", (name,)),
            )


@rule(parameter="raid", acts="pm", source="HB 11/1.6", severity="warn")
def closed_risks_say_why(deal: Deal) -> Iterator[Hit]:
    """A risk that is closed says why it is none any more.

    Why: a closed risk is not looked at again, though single source and damages are still in the package. Whoever closed it knows
    what has changed; the next one does not.

    Bad:
        - {id: R-01, description: Component U1 is single-source., status: closed, …}

    Good:
        - {id: R-01, …, status: closed, closed_because: All 1050 pieces are in our stock.}

    Fix: write down what has changed, or open the risk again.
    """
    for entry in raid_entries(deal, "risks"):
        status = entry.get("status")
        if status.text == "closed" and not entry.get("closed_because").exists:
            yield missing(
                status,
                f"{entry.get('id').text} is closed, and it is not said why it is no risk any more",
                "Add `closed_because:` with what has changed, or open it again.",
            )


RULES: Final = (broken_assumptions_are_issues, closed_risks_say_why)
