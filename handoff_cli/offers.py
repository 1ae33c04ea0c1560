"""An offer as the gate sees it: what merging it would make of the target, and whether that may happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.check import examine, examine_policy
from handoff_cli.core.deal import Deal
from handoff_cli.core.decider import designated_pm, distrust, may_decide
from handoff_cli.core.finding import Finding
from handoff_cli.core.judge import judge
from handoff_cli.core.offer import Files, expected
from handoff_cli.core.ownership import Ownership, Refusal, Snapshot, Step
from handoff_cli.core.record import POLICY_SUBJECT, Entry, Waiver
from handoff_cli.core.report import Verdict
from handoff_cli.core.strays import RULES_AND_DEAL, strays
from handoff_cli.core.tree import Node
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.history import merge_bases
from handoff_cli.git.repository import Repository
from handoff_cli.git.snapshot import Measures, as_files
from handoff_cli.git.snapshot import Snapshot as Collected
from handoff_cli.git.trees import changed, tree_entries
from handoff_cli.git.worktree import Commit
from handoff_cli.loading import refuse_doubtful
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of, places_of, subject_of_change
from handoff_cli.waivers import refuse_unlawful, waived, waived_as_decided

UNDECIDED_YET: Final = frozenset({"no-accept", "no-policy-record", "superseded", "restores", "withdrawn", "rejected"})
"""Refusals of the judge that a decision of the right person would lift."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One deal of an offer. `files` is the deal after the merge, `step` the step the merge would be, `verdict` the judge's."""

    deal: str
    head: str
    files: Files
    package: Snapshot
    step: Step
    ownership: Ownership
    verdict: Verdict
    findings: tuple[Finding, ...]
    loaded: Deal | None = None

    @property
    def complete(self) -> bool:
        return not any(finding.rejects for finding in self.findings)

    @property
    def changes_baseline(self) -> bool:
        return self.step.before.baseline != self.step.after.baseline


def base_of(repo: Repository, tip: str, head: str) -> str:
    """The one merge base of target and offer. None or several: nothing can be decided."""
    bases = merge_bases(repo, tip, head)
    if len(bases) == 1:
        return bases[0]
    if not bases:
        raise HandoffError(
            "The offer shares no history with the target.", hint="Begin it anew from the target.", exit_code=UNDECIDED
        )
    raise HandoffError(
        f"Target and offer have {len(bases)} merge bases, so what merging gives is not certain.",
        hint="Merge the target into the offer, or begin the offer anew from the target.",
        exit_code=UNDECIDED,
    )


def touched(repo: Repository, tip: str, head: str) -> Mapping[str | None, tuple[str, ...]]:
    """What an offer changes against its merge base: paths by subject (a deal, the policy), None for everything else."""
    paths: dict[str | None, list[str]] = {}
    for change in changed(repo, base_of(repo, tip, head), head):
        paths.setdefault(subject_of_change(change), []).append(change.path)
    return {deal: tuple(found) for deal, found in sorted(paths.items(), key=lambda entry: entry[0] or "")}


def evaluate(standing: Standing, deal: str, head: str) -> Offered:
    """Judge the step that merging `head` would be for `deal`, and check the package as it is offered."""
    now, folder = standing.ownership(deal), folder_of(deal)
    if not now.is_policy:
        refuse_doubtful(standing.policy)
    base = base_of(standing.repo, standing.tip, head)
    base_files, tip_files, head_files = (_files(standing, commit, deal) for commit in (base, standing.tip, head))
    merged = expected(folder, base_files, tip_files, head_files)
    replay = standing.replay
    package = replay.snapshot(deal, head_files)
    files = head_files if isinstance(merged, Refusal) else merged
    step = Step(
        commit=head,
        before=now.target,
        after=replay.snapshot(deal, files),
        outside=tuple(_outside(standing, base, head, deal)),
        malformed=replay.malformed(deal, {p: f for p, f in files.items() if tip_files.get(p) != f}),
    )
    verdict = Verdict("refused", merged.code, merged.sentence) if isinstance(merged, Refusal) else None
    accepted = _accepted(standing, now)
    loaded, findings = examined(standing, deal, head, files, accepted) if head_files else (None, ())
    findings = waived_as_decided(findings, now, step.after)
    judged = verdict or judge(now, step, (), standing.policy)[0]
    return Offered(
        deal=deal, head=head, files=files, package=package, step=step, ownership=now,
        verdict=_in_words(standing, now, step, judged, findings), findings=findings, loaded=loaded,
    )  # fmt: skip


def with_waivers(offered: Offered, waivers: Sequence[Waiver], at: str) -> Offered:
    """The offer as the decider leaves it who waives these; refused where one of them is not his to give."""
    refuse_unlawful(waivers, offered.findings, at)
    return replace(offered, findings=waived(offered.findings, waivers))


def _files(standing: Standing, commit: str, subject: str) -> Files:
    where = places_of(subject)
    standing.replay.trees.check_below(commit, where[0])
    return as_files(tree_entries(standing.repo, commit, *where))


def examined(
    standing: Standing, subject: str, head: str, files: Files | None = None, accepted: Node | None = None
) -> tuple[Deal | None, tuple[Finding, ...]]:
    """A subject at a commit and what the check says of it, under the policy in force. `files` are a deal's where the target will
    carry others than the commit does."""
    if subject == POLICY_SUBJECT:
        return None, examine_policy(Commit(standing.repo, head))
    source = Commit(standing.repo, head) if files is None else _Merged(standing.replay.measures, files)
    return examine(source, subject, standing.policy, accepted=accepted)


def _accepted(standing: Standing, now: Ownership) -> Node | None:
    """What the PM has accepted and is building, where he owns the deal."""
    from handoff_cli.documents import parse

    if now.is_policy or now.owner != "pm":
        return None
    path = f"{folder_of(now.deal)}/deal.yaml"
    return parse(path, Commit(standing.repo, standing.tip).read(path))


@dataclass(frozen=True, slots=True)
class _Merged:
    """The files of a deal as merging an offer would leave them, before there is a commit that carries them."""

    measures: Measures
    files: Files
    label: str = "the merged offer"

    def deals(self) -> tuple[str, ...]:
        return ()

    def entries(self, folder: str) -> Collected:
        return self.measures.snapshot({p: file for p, file in self.files.items() if p.startswith(f"{folder}/")})

    def read(self, path: str) -> bytes:
        return self.measures.read(self.files[path][1])


def _outside(standing: Standing, base: str, head: str, deal: str) -> Iterator[str]:
    """Paths outside the deal that the offer would change on the target: what the target carries already does not count."""
    differing = {change.path for change in changed(standing.repo, standing.tip, head)}
    for change in changed(standing.repo, base, head):
        if subject_of_change(change) != deal and change.path in differing:
            yield change.path


def _in_words(
    standing: Standing, now: Ownership, step: Step, judged: Verdict, findings: tuple[Finding, ...]
) -> Verdict:
    """The judge only knows whether an accept covers the step; here the reader learns what it takes to get one."""
    if judged.code == "living-only":
        return _by_itself(step, judged)
    if judged.outcome == "covered" or judged.code not in UNDECIDED_YET:
        return judged
    if now.is_policy:
        return _policy_in_words(standing, findings)
    rejection = open_rejection(standing, now.deal, step.after)
    if rejection:
        return _rejected(standing, rejection)
    missing = sum(finding.rejects for finding in findings)
    if missing:
        things = "1 thing" if missing == 1 else f"{missing} things"
        return Verdict("refused", "incomplete", f"Returned: {things} to put right, nothing is lost. Sales owns it.")
    pm = standing.policy.name(named_pm(standing, now, step.after))
    return Verdict("waiting", "waiting-for-pm", f"Complete: waiting for {pm} (PM).")


def _by_itself(step: Step, judged: Verdict) -> Verdict:
    """What needs no decision is not what carries a change of workflows, schemas or hooks past whoever agrees to those."""
    paths = strays(RULES_AND_DEAL, step.outside)
    words = f"A deal and what judges it change together{paths}: offer each by itself."
    return Verdict("refused", RULES_AND_DEAL, words) if paths else judged


def _policy_in_words(standing: Standing, findings: tuple[Finding, ...]) -> Verdict:
    wrong = next((finding for finding in findings if finding.rejects), None)
    if wrong:
        return Verdict("refused", "policy-malformed", f"The policy would be wrong: {wrong.message}.")
    admins = sorted(person.name for person in standing.policy.people.values() if "admin" in person.roles)
    return Verdict(
        "waiting", "waiting-for-admin", f"A change of the policy: waiting for an admin ({', '.join(admins)})."
    )


def named_pm(standing: Standing, now: Ownership, package: Snapshot) -> str:
    return designated_pm(now, package.pm, standing.policy) or "the PM that deal.yaml has to name"


def open_rejection(standing: Standing, deal: str, package: Snapshot) -> Entry | None:
    """The PM's formal rejection of exactly this package, unless a newer decision about the same baseline has followed it."""
    mine = [entry for entry in standing.ledger.of(deal) if _counts(standing, entry, package)]
    last = mine[-1] if mine else None
    return last if last and last.record.kind == "reject" and last.record.package == package.package else None


def who_rejected(standing: Standing, rejection: Entry) -> str:
    """The PM's name, and that it is only claimed where nobody signed it."""
    return f"{standing.policy.name(rejection.record.by)}{' (claimed)' if rejection.is_claimed else ''}"


def _counts(standing: Standing, entry: Entry, package: Snapshot) -> bool:
    """Whether a record is about this baseline, and by somebody whose word about it counts."""
    now, policy = standing.ownership(entry.record.subject), standing.policy
    mine = entry.record.to == package.baseline
    return mine and not distrust(entry, policy) and not may_decide(entry.record, now, package, policy)


def _rejected(standing: Standing, rejection: Entry) -> Verdict:
    told = rejection.record.reasons
    reasons = "1 reason" if len(told) == 1 else f"{len(told)} reasons"
    words = f"Rejected by {who_rejected(standing, rejection)}, {reasons}: {told[0].message}"
    return Verdict("refused", "rejected", words)
