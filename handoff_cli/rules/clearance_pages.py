"""The rules about clearances that are applied after all others have run, because they have to know what was found."""

from __future__ import annotations

import inspect
from typing import Final

from handoff_cli.core.rule import Rule


def _judged(name: str, kind_of_source: str, page: str) -> Rule:
    """A rule that `clearances.clear` applies itself."""
    severity: Final = "reject" if kind_of_source == "handoff" else "warn"
    return Rule(
        name=name, parameter="commercial", severity=severity, handbook="reject", acts="sales", source=kind_of_source,
        page=inspect.cleandoc(page),
    )  # fmt: skip


BY_WHO_MAY: Final = _judged(
    "clearances-are-given-by-who-may", "handoff",
    """
    A finding is cleared by somebody of the function its rule names, and never by the Sales owner of the deal.

    Why: Finance answers for credit, Legal for clauses, the customer's engineers for the product. A clearance by anybody else looks like
    one and is none. Roles are those of the policy in force on the target, whatever the offer says.

    Bad:
        - {id: CL-01, rule: closed-credit-issues-are-released, by: tom, …}         # who sells it

    Good:
        - {id: CL-01, rule: closed-credit-issues-are-released, by: ines, …}        # ines: roles: [finance]

    Fix: ask the person `handoff explain RULE` names. For the customer it is the id of somebody in stakeholders.yaml who may approve
    engineering deviations.
    """,
)  # fmt: skip
CURRENT: Final = _judged(
    "clearances-are-current", "HB 11/4.4",
    """
    A clearance is about what stands there now, and covers all that is at stake.

    Why: Finance let an order of one size pass, not the larger one that came after it.

    Bad:
        - {id: CL-01, file: contract.yaml, at: credit.limit, states: "60000.00", …}       # the limit was changed since

    Good:
        - {id: CL-01, file: contract.yaml, at: credit.limit, states: "45000.00", …}       # as contract.yaml says

    Fix: show the person what has changed and have it cleared again; then `states` is what stands there (the SHA-256 of the file where
    `at` names no single value), and `amount` at least what is at stake.
    """,
)  # fmt: skip
LIFT_SOMETHING: Final = _judged(
    "clearances-lift-a-finding", "HB 11/4.4",
    """
    Every clearance lifts a finding that may be cleared.

    Why: one that is left over lies in wait for the next finding at that place, which nobody has looked at.

    Bad:
        - {id: CL-01, rule: revisions-agree, …}      # nobody clears a condition of the handoff

    Good:
        - {id: CL-01, rule: liability-is-capped, file: contract.yaml, at: terms, …}       # which `handoff check` shows as cleared

    Fix: delete it when the matter is settled; otherwise name rule, file and field as the finding does.
    """,
)  # fmt: skip
