"""Why an acceptance would be refused although the package is complete: told before somebody approves, and where people look.

Who records a review finds the same when it draws up the record; by then the approval is given, and the reason stands in a log.
"""

from __future__ import annotations

from handoff_cli.authors import authors_of
from handoff_cli.errors import NO, HandoffError
from handoff_cli.offers import Offered
from handoff_cli.refusals import refuse_author
from handoff_cli.standing import Standing


def barred(standing: Standing, offered: Offered, person: str | None) -> str:
    """What keeps this person from accepting, and what helps; empty where nothing does. `person` is an id of the policy."""
    try:
        authors = authors_of(standing, offered, "accept")
        if person and not offered.ownership.is_policy:
            refuse_author(person, authors)
    except HandoffError as error:
        if error.exit_code != NO:
            raise
        return f"{error.message} {error.hint}"
    return ""
