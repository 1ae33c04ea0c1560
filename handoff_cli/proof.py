"""What records say about commits, held against the commits: whose work was accepted, and whether it is what was offered.

The judge believes a record that is signed; who signs may be the one who lies. The hook looks while a record is made, the audit
looks again, because not every server has the hook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from handoff_cli.authors import written
from handoff_cli.core.history import World
from handoff_cli.core.ownership import Note
from handoff_cli.core.policy import POLICY_FILES, Policy
from handoff_cli.core.record import POLICY_SUBJECT, Entry
from handoff_cli.git.history import Contribution, contributions_to
from handoff_cli.replay import Replay
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of


def disproved(standing: Standing, world: World) -> Iterator[tuple[str, Note]]:
    """(subject, note) of each accept that counts and says something that its commits do not."""
    replay = standing.replay
    counted = tuple(_counted(standing, world))
    grown = _Grown(contributions_to(replay.repo, replay.start, (replay.tip, *(e.record.head for e in counted))))
    for entry in counted:
        grown.forget(entry.record.tip)
        new = grown.new_in(entry.record.head)
        for note in _notes(replay, entry, world.policies[entry.record.policy], new):
            yield entry.record.subject, note


class _Grown:
    """Every commit since the ledger's start, and those among them that the target has had in its history so far."""

    def __init__(self, found: Sequence[Contribution]) -> None:
        self._commits = {one.commit: one for one in found}
        self._order = {one.commit: place for place, one in enumerate(found)}
        self._old: set[str] = set()

    def forget(self, tip: str) -> None:
        """From here on, what `tip` has in its history is old."""
        self._old.update(one.commit for one in self.new_in(tip))

    def new_in(self, head: str) -> list[Contribution]:
        """What `head` has in its history and the target had not, oldest first."""
        found: set[str] = set()
        waiting = [head]
        while waiting:
            commit = waiting.pop()
            if commit in self._commits and commit not in self._old and commit not in found:
                found.add(commit)
                waiting += self._commits[commit].parents
        return [self._commits[commit] for commit in sorted(found, key=self._order.__getitem__)]


def _counted(standing: Standing, world: World) -> Iterator[Entry]:
    """The accepts nothing speaks against so far. One that is void says nothing to anybody."""
    for entry in standing.ledger.entries:
        record, now = entry.record, world.of(entry.record.subject)
        spoken = {note.seq for note in (*now.void, *now.contested)}
        known = record.policy in world.policies and record.tip in standing.replay.positions
        if record.kind in ("accept", "policy") and known and record.seq not in spoken:
            yield entry


def _notes(replay: Replay, entry: Entry, roster: Policy, new: Collection[Contribution]) -> Iterator[Note]:
    record = entry.record
    for commit, email in written(replay, record.tip, new, record.subject):
        person = roster.by_email(email)
        if person is None or person.id not in record.authors:
            words = f"It does not name {email} among the authors, who changed the baseline in {commit}."
            yield Note(record.seq, "authors-differ", words)
            break
    if record.to not in (_baseline(replay, record.subject, commit) for commit in (record.head, record.tip)):
        yield Note(record.seq, "head-differs", f"The commit {record.head} does not carry what it accepts.")


def _baseline(replay: Replay, subject: str, commit: str) -> str | None:
    trees = replay.trees
    files = trees.top(commit, POLICY_FILES) if subject == POLICY_SUBJECT else trees.files(commit, folder_of(subject))
    return replay.snapshot(subject, files).baseline
