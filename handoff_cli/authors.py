"""Who wrote what an offer changes: the people who cannot accept it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from handoff_cli.core.deal import is_living
from handoff_cli.core.record import RecordKind
from handoff_cli.git.history import Contribution, contributions
from handoff_cli.git.trees import changed
from handoff_cli.offers import Offered
from handoff_cli.refusals import refuse
from handoff_cli.replay import Replay
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of, subject_of


def authors_of(standing: Standing, offered: Offered, kind: RecordKind) -> tuple[str, ...]:
    """Policy ids of everybody who wrote or committed a baseline change of the offer. To accept, all of them have to be known."""
    found = set()
    for commit, email in _changes(standing, offered):
        person = standing.policy.by_email(email)
        if person is not None:
            found.add(person.id)
        elif kind not in ("reject", "withdraw"):
            refuse(
                f"Commit {commit[:12]} changed {offered.deal} in the name of {email!r}, whom the policy does not know.",
                "Add the address to its person in handoff.yaml, or have the change committed by somebody known.",
            )
    return tuple(sorted(found))


def _changes(standing: Standing, offered: Offered) -> Iterator[tuple[str, str]]:
    """(commit, e-mail) of each baseline change. What the target carries without a decision is answered for as well."""
    now, replay = offered.ownership, standing.replay
    if not offered.changes_baseline or now.target.baseline != now.baseline_in_force:
        yield from baseline_authors(replay, now.since or replay.start, standing.tip, offered.deal)
    yield from baseline_authors(replay, standing.tip, offered.head, offered.deal)


def baseline_authors(replay: Replay, base: str, head: str, subject: str) -> Iterator[tuple[str, str]]:
    """(commit, e-mail) of everybody who wrote or committed a baseline change of the subject between `base` and `head`."""
    yield from written(replay, base, contributions(replay.repo, base, head) if base != head else (), subject)


def written(replay: Replay, base: str, found: Collection[Contribution], subject: str) -> Iterator[tuple[str, str]]:
    """The same of commits that were collected before; `base` is the state of the target they go on from."""
    grown = {one.commit for one in found}
    for one in found:
        if any(_in_baseline(path, subject) for path in _paths(replay, base, one, grown)):
            yield one.commit, one.author_email
            yield one.commit, one.committer_email


def _paths(replay: Replay, base: str, one: Contribution, grown: Collection[str]) -> Collection[str]:
    """The paths in which a commit differs from all its parents.

    A parent that the target has in its history without ever having been there does not count: its author was looked at in
    another offer, if at all, so whoever takes files from it is taken for their author.
    """
    counted = [parent for parent in one.parents if parent in grown or parent in replay.positions]
    if len(counted) == len(one.parents):
        return one.paths
    differing = [{change.path for change in changed(replay.repo, parent, one.commit)} for parent in counted or [base]]
    return set.intersection(*differing)


def _in_baseline(path: str, subject: str) -> bool:
    return subject_of(path) == subject and not is_living(path.removeprefix(f"{folder_of(subject)}/"))
