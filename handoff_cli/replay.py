"""The target's first-parent history as steps of deals: the only bridge from git objects to `core.history`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from handoff_cli.core.deal import DOCUMENTS, PROJECTS, is_living, is_manifest
from handoff_cli.core.digest import baseline_digest, digest
from handoff_cli.core.history import History
from handoff_cli.core.offer import Files
from handoff_cli.core.ownership import ABSENT, Shape, Snapshot, Step
from handoff_cli.git.history import RawStep, contributions, first_parent_steps
from handoff_cli.git.repository import Repository
from handoff_cli.git.snapshot import Measures
from handoff_cli.git.trees import Change, TreeEntry, tree_entries

SHAPES: Mapping[int, Shape] = {0: "linear", 1: "linear", 2: "merge"}


def deal_of(path: str) -> str | None:
    """The deal a path of the repository belongs to."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == PROJECTS else None


def folder_of(deal: str) -> str:
    return f"{PROJECTS}/{deal}"


class Replay:
    """Reads the steps once and hands out a deal's history; every blob is measured and parsed once."""

    def __init__(self, repo: Repository, start: str, tip: str) -> None:
        self.repo = repo
        self.start = start
        self.tip = tip
        self.steps: Sequence[RawStep] = first_parent_steps(repo, start, tip)
        self.positions = {start: 0} | {step.commit: index for index, step in enumerate(self.steps, start=1)}
        self.measures = Measures(repo)
        self._first = _by_deal(tree_entries(repo, start, PROJECTS))
        self._reading = Reading(self.measures)

    def deals(self) -> tuple[str, ...]:
        """Every deal the history has ever touched, those of the start included."""
        touched = {deal_of(change.path) for step in self.steps for change in step.changes}
        return tuple(sorted({*self._first, *(deal for deal in touched if deal)}))

    def history(self, deal: str) -> History:
        files: dict[str, tuple[str, str]] = dict(self._first.get(deal, {}))
        start = self.snapshot(deal, files)
        steps = tuple(self._steps(deal, files, start))
        return History(deal, start, steps, self.positions)

    def _steps(self, deal: str, files: dict[str, tuple[str, str]], before: Snapshot) -> Iterator[Step]:
        for raw in self.steps:
            mine, outside = _split(raw.changes, deal)
            if not mine:
                continue
            _apply(files, mine)
            after = self.snapshot(deal, files)
            changed = {path: files[path] for path in (change.path for change in mine) if path in files}
            yield Step(
                commit=raw.commit,
                before=before,
                after=after,
                shape=SHAPES.get(len(raw.parents), "octopus"),
                outside=outside,
                malformed=self.malformed(deal, changed) if before.baseline == after.baseline else (),
            )
            before = after

    def snapshot(self, deal: str, files: Files) -> Snapshot:
        """A deal's digests and the people it names, from its files path → (mode, object id)."""
        if not files:
            return ABSENT
        folder = folder_of(deal)
        flaw = self.measures.flaw(files)
        sales, pm = self._reading.team(folder, files)
        if flaw:
            return Snapshot(sales=sales, pm=pm, flaw=flaw)
        entries = self.measures.entries(files)
        return Snapshot(baseline=baseline_digest(entries, folder), package=digest(entries), sales=sales, pm=pm)

    def malformed(self, deal: str, changed: Files) -> tuple[str, ...]:
        """Which of these files of a deal cannot be read as what they are."""
        return tuple(self._reading.malformed(folder_of(deal), changed))


class Reading:
    """What has to be read of a deal's documents to judge it: the team, and whether a file can be read at all."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self._teams: dict[str, tuple[str | None, str | None]] = {}
        self._readable: dict[tuple[str, str], bool] = {}

    def team(self, folder: str, files: Files) -> tuple[str | None, str | None]:
        """(sales, pm) as `deal.yaml` names them."""
        found = files.get(f"{folder}/deal.yaml")
        if found is None:
            return None, None
        if found[1] not in self._teams:
            from handoff_cli.documents import load

            root, _ = load(f"{folder}/deal.yaml", self._measures.read(found[1]), "deal")
            self._teams[found[1]] = (root.get("team", "sales").text or None, root.get("team", "pm").text or None)
        return self._teams[found[1]]

    def malformed(self, folder: str, changed: Files) -> Iterator[str]:
        for path, (_, oid) in sorted(changed.items()):
            name = path.removeprefix(f"{folder}/")
            kind = DOCUMENTS.get(name, "manifest" if is_manifest(name) else None)
            if kind and is_living(name) and not self._is_readable(path, oid, kind):
                yield path

    def _is_readable(self, path: str, oid: str, kind: str) -> bool:
        if (oid, kind) not in self._readable:
            from handoff_cli.documents import load

            _, findings = load(path, self._measures.read(oid), kind)
            self._readable[oid, kind] = not any(finding.kind == "malformed" for finding in findings)
        return self._readable[oid, kind]


def _by_deal(entries: Iterable[TreeEntry]) -> dict[str, dict[str, tuple[str, str]]]:
    deals: dict[str, dict[str, tuple[str, str]]] = {}
    for mode, oid, path in entries:
        deal = deal_of(path)
        if deal:
            deals.setdefault(deal, {})[path] = (mode, oid)
    return deals


def baseline_authors(repo: Repository, base: str, head: str, deal: str) -> Iterator[tuple[str, str]]:
    """(commit, e-mail) of everybody who wrote or committed a baseline change of the deal between `base` and `head`."""
    folder = f"{folder_of(deal)}/"
    for commit in contributions(repo, base, head):
        if any(path.startswith(folder) and not is_living(path.removeprefix(folder)) for path in commit.paths):
            yield commit.commit, commit.author_email
            yield commit.commit, commit.committer_email


def _split(changes: Iterable[Change], deal: str) -> tuple[list[Change], tuple[str, ...]]:
    mine, outside = [], []
    for change in changes:
        if deal_of(change.path) == deal:
            mine.append(change)
        else:
            outside.append(change.path)
    return mine, tuple(outside)


def _apply(files: dict[str, tuple[str, str]], changes: Iterable[Change]) -> None:
    for change in changes:
        if change.new is None:
            files.pop(change.path, None)
        else:
            files[change.path] = change.new
