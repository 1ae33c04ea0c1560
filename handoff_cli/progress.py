"""How far an offer has come: what the check found in it at first, and what of that is found no longer."""

from __future__ import annotations

from collections import Counter

from handoff_cli.core.finding import Actor, Finding
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.core.screen import Progress
from handoff_cli.errors import HandoffError
from handoff_cli.git.history import first_change
from handoff_cli.offers import Offered, base_of, examined
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of


def progress(standing: Standing, offered: Offered) -> tuple[Progress, ...]:
    """One entry a side that had something to settle in the offer's first commit; none where that commit is all there is."""
    if offered.deal == POLICY_SUBJECT:
        return ()
    base = base_of(standing.repo, standing.tip, offered.head)
    first = first_change(standing.repo, base, offered.head, folder_of(offered.deal))
    if first is None or first == offered.head:
        return ()
    then, now = _points(_found(standing, offered.deal, first)), _points(offered.findings)
    found, left = Counter(then.values()), Counter(then[point] for point in then.keys() & now.keys())
    return tuple(Progress(acts, found[acts], found[acts] - left[acts]) for acts in sorted(found))


def _found(standing: Standing, deal: str, commit: str) -> tuple[Finding, ...]:
    """What was wrong at a commit. One that cannot be read, mended since, must not stand in the way of what is offered now."""
    try:
        return examined(standing, deal, commit)[1]
    except HandoffError:
        return ()


def _points(findings: tuple[Finding, ...]) -> dict[tuple[str, str, str], Actor]:
    """What a finding is, whatever line it has moved to, and who settles it."""
    return {(one.rule, one.place.path, one.message): one.acts for one in findings if one.rejects}
