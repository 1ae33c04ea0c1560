"""The target's first-parent history as steps of deals: the only bridge from git objects to `core.history`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from handoff_cli.core.deal import PROJECTS
from handoff_cli.core.digest import baseline_digest, digest
from handoff_cli.core.history import History, Moment
from handoff_cli.core.offer import Files
from handoff_cli.core.ownership import ABSENT, Shape, Snapshot, Step
from handoff_cli.core.policy import POLICY_FILE, POLICY_FILES, Policy
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.errors import HandoffError
from handoff_cli.git.history import RawStep, first_parent_steps
from handoff_cli.git.repository import Repository
from handoff_cli.git.snapshot import Measures
from handoff_cli.git.trees import Change, TreeEntry, tree_entries
from handoff_cli.loading import parse_policy
from handoff_cli.reading import Reading

SHAPES: Mapping[int, Shape] = {0: "linear", 1: "linear", 2: "merge"}


def deal_of(path: str) -> str | None:
    """The deal a path of the repository belongs to."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == PROJECTS else None


def subject_of(path: str) -> str | None:
    """The deal a path belongs to, or `_policy`; None for everything else."""
    return POLICY_SUBJECT if path in POLICY_FILES else deal_of(path)


def folder_of(deal: str) -> str:
    return f"{PROJECTS}/{deal}"


class Replay:
    """Reads the steps once and hands out their history; every blob is measured and parsed once."""

    def __init__(self, repo: Repository, start: str, tip: str) -> None:
        self.repo = repo
        self.start = start
        self.tip = tip
        self.steps: Sequence[RawStep] = first_parent_steps(repo, start, tip)
        self.positions = {start: 0} | {step.commit: index for index, step in enumerate(self.steps, start=1)}
        self.measures = Measures(repo)
        self._first = _by_subject(tree_entries(repo, start, PROJECTS, *POLICY_FILES))
        self._reading = Reading(self.measures)

    def deals(self) -> tuple[str, ...]:
        """Every deal the history has ever touched, those of the start included."""
        touched = {deal_of(change.path) for step in self.steps for change in step.changes}
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
                    outside=tuple(change.path for change in raw.changes if subject_of(change.path) != subject),
                    malformed=self.malformed(subject, changed) if _is_read(subject, before, after) else (),
                ),
            )

    def _policy(self, files: Files, now: Snapshot) -> Iterator[tuple[str, Policy]]:
        """The digest and value of a policy the target carries, if it can be read."""
        policy = self.policy(files, now)
        if policy is not None and now.baseline is not None:
            yield now.baseline, policy

    def policy(self, files: Files, now: Snapshot) -> Policy | None:
        """The value of the policy in these files, None when it cannot be read."""
        if now.baseline is None or POLICY_FILE not in files:
            return None
        try:
            return parse_policy(self.measures.read(files[POLICY_FILE][1]), now.baseline)
        except HandoffError:
            return None

    def snapshot(self, deal: str, files: Files) -> Snapshot:
        """A deal's digests and the people it names, from its files path → (mode, object id)."""
        if not files:
            return ABSENT
        folder = folder_of(deal)
        flaw = self.measures.flaw(files)
        named = self._reading.named(folder, files)
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

    def malformed(self, deal: str, changed: Files) -> tuple[str, ...]:
        """Which of these changed files of a subject cannot be read as what they are."""
        if deal == POLICY_SUBJECT:
            return tuple(self._reading.wrong_policy(changed))
        return tuple(self._reading.malformed(folder_of(deal), changed))


def _by_subject(entries: Iterable[TreeEntry]) -> dict[str, dict[str, tuple[str, str]]]:
    subjects: dict[str, dict[str, tuple[str, str]]] = {}
    for mode, oid, path in entries:
        subject = subject_of(path)
        if subject:
            subjects.setdefault(subject, {})[path] = (mode, oid)
    return subjects


def _touched(changes: Iterable[Change]) -> dict[str, list[Change]]:
    touched: dict[str, list[Change]] = {}
    for change in changes:
        subject = subject_of(change.path)
        if subject:
            touched.setdefault(subject, []).append(change)
    return touched


def _is_read(subject: str, before: Snapshot, after: Snapshot) -> bool:
    """Baseline changes are read when they are decided; what nobody decides, and the policy, is read at the step itself."""
    return subject == POLICY_SUBJECT or before.baseline == after.baseline


def _apply(files: dict[str, tuple[str, str]], changes: Iterable[Change]) -> None:
    for change in changes:
        if change.new is None:
            files.pop(change.path, None)
        else:
            files[change.path] = change.new
