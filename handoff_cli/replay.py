"""The target's first-parent history as steps of deals: the only bridge from git objects to `core.history`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from handoff_cli.core.deal import PROJECTS, is_deal_id
from handoff_cli.core.digest import baseline_digest, digest
from handoff_cli.core.history import History, Moment
from handoff_cli.core.offer import Files
from handoff_cli.core.ownership import ABSENT, Shape, Snapshot, Step
from handoff_cli.core.policy import POLICY_FILE, POLICY_FILES, Policy
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.git.history import RawStep, first_parent_steps
from handoff_cli.git.repository import Repository
from handoff_cli.git.snapshot import Measures
from handoff_cli.git.strict import Trees
from handoff_cli.git.trees import Change, TreeEntry, tree_entries
from handoff_cli.reading import Reading
from handoff_cli.subjects import folder_of, subject_of, subject_of_change

SHAPES: Mapping[int, Shape] = {0: "linear", 1: "linear", 2: "merge"}


class Replay:
    """Reads the steps once and hands out their history; every blob is measured and parsed once."""

    def __init__(self, repo: Repository, start: str, tip: str) -> None:
        self.repo = repo
        self.start = start
        self.tip = tip
        self.steps: Sequence[RawStep] = first_parent_steps(repo, start, tip)
        self.positions = {start: 0} | {step.commit: index for index, step in enumerate(self.steps, start=1)}
        self.measures = Measures(repo)
        self.trees = Trees(self.measures.objects)
        self.trees.check_below(start, PROJECTS)
        self.trees.check_steps(self.steps, PROJECTS)
        self._first = _by_subject(tree_entries(repo, start, PROJECTS, *POLICY_FILES))
        self._reading = Reading(self.measures)

    def deals(self) -> tuple[str, ...]:
        """Every deal the history has ever touched, those of the start included."""
        touched = {subject_of_change(change) for step in self.steps for change in step.changes}
        return tuple(sorted({*self._first, *(deal for deal in touched if deal)} - {POLICY_SUBJECT}))

    def history(self, only: Collection[str] | None = None) -> History:
        """The history of the policy and of these deals (None: of all)."""
        wanted = {*(only if only is not None else self.deals()), POLICY_SUBJECT}
        files = {subject: dict(self._first.get(subject, {})) for subject in wanted}
        start = {subject: self.snapshot(subject, mine) for subject, mine in files.items()}
        now = dict(start)
        policies = dict(self._policy(files[POLICY_SUBJECT], now[POLICY_SUBJECT]))
        moments = []
        for raw in self.steps:
            steps = tuple(self._steps(raw, wanted, files, now))
            moments.append(Moment(raw.commit, steps))
            if steps and steps[0][0] == POLICY_SUBJECT:
                policies |= dict(self._policy(files[POLICY_SUBJECT], now[POLICY_SUBJECT]))
        return History(start=start, moments=tuple(moments), positions=self.positions, policies=policies)

    def _steps(
        self,
        raw: RawStep,
        wanted: Collection[str],
        files: dict[str, dict[str, tuple[str, str]]],
        now: dict[str, Snapshot],
    ) -> Iterator[tuple[str, Step]]:
        """The step for each wanted subject that a commit touches, the policy's first; `files` and `now` follow it."""
        touched = _touched(raw.changes)
        for subject in sorted(touched.keys() & wanted, key=lambda name: (name != POLICY_SUBJECT, name)):
            mine = touched[subject]
            _apply(files[subject], mine)
            before, after = now.get(subject, ABSENT), self.snapshot(subject, files[subject])
            changed = {change.path: change.new for change in mine if change.new}
            now[subject] = after
            yield (
                subject,
                Step(
                    commit=raw.commit,
                    before=before,
                    after=after,
                    shape=SHAPES.get(len(raw.parents), "octopus"),
                    outside=tuple(change.path for change in raw.changes if subject_of_change(change) != subject),
                    # A change of the baseline is read when it is decided; what nobody decides is read at the step itself.
                    malformed=self.malformed(subject, changed) if before.baseline == after.baseline else (),
                ),
            )

    def _policy(self, files: Files, now: Snapshot) -> Iterator[tuple[str, Policy]]:
        """The digest and value of a policy the target carries, if it can be read."""
        policy = self.policy(files, now)
        if policy is not None and now.baseline is not None:
            yield now.baseline, policy

    def policy(self, files: Files, now: Snapshot) -> Policy | None:
        """The value of the policy in these files, None when it cannot be read."""
        policy = self._reading.policy(files)
        return replace(policy, digest=now.baseline) if policy and now.baseline else None

    def snapshot(self, deal: str, files: Files) -> Snapshot:
        """A deal's digests and the people it names, from its files path → (mode, object id)."""
        if not files:
            return ABSENT
        folder = folder_of(deal)
        named = self._reading.named(folder, files)
        flaw = self._flaw(deal, files)
        if flaw:
            return Snapshot(sales=named.sales, pm=named.pm, scope=named.scope, flaw=flaw)
        entries = self.measures.entries(files)
        return Snapshot(
            baseline=baseline_digest(entries, folder),
            package=digest(entries),
            sales=named.sales,
            pm=named.pm,
            scope=named.scope,
        )

    def _flaw(self, subject: str, files: Files) -> str | None:
        """Why these files cannot be decided about, in words."""
        if subject == POLICY_SUBJECT:
            unread = None if self._reading.policy(files) else f"{POLICY_FILE}: it is missing, or cannot be read"
            return self.measures.flaw(files) or unread
        if not is_deal_id(subject):
            return f"{folder_of(subject)}: this is no id of a deal"
        return self.measures.flaw(files)

    def malformed(self, deal: str, changed: Files) -> tuple[str, ...]:
        """Which of these changed files of a subject cannot be read as what they are."""
        if deal == POLICY_SUBJECT:
            return ()
        return tuple(self._reading.malformed(folder_of(deal), changed))


def _by_subject(entries: Iterable[TreeEntry]) -> dict[str, dict[str, tuple[str, str]]]:
    subjects: dict[str, dict[str, tuple[str, str]]] = {}
    for mode, oid, path in entries:
        subject = subject_of(path, mode)
        if subject:
            subjects.setdefault(subject, {})[path] = (mode, oid)
    return subjects


def _touched(changes: Iterable[Change]) -> dict[str, list[Change]]:
    touched: dict[str, list[Change]] = {}
    for change in changes:
        subject = subject_of_change(change)
        if subject:
            touched.setdefault(subject, []).append(change)
    return touched


def _apply(files: dict[str, tuple[str, str]], changes: Iterable[Change]) -> None:
    for change in changes:
        if change.new is None:
            files.pop(change.path, None)
        else:
            files[change.path] = change.new
