"""`handoff check`: everything wrong with a deal, in the work tree or at a commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from handoff_cli import __version__
from handoff_cli.core.deal import PROJECTS, Deal
from handoff_cli.core.finding import Finding, in_order
from handoff_cli.core.policy import Policy
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.core.report import DealReport, Report
from handoff_cli.core.tree import Node
from handoff_cli.errors import USAGE, HandoffError
from handoff_cli.git.history import merge_bases
from handoff_cli.git.repository import Repository
from handoff_cli.git.trees import changed
from handoff_cli.git.worktree import Commit, Source, WorkTree
from handoff_cli.loading import load_deal, load_policy, policy_findings
from handoff_cli.rules import run
from handoff_cli.subjects import subject_of_change


def check(start: Path, deals: Sequence[str], *, ref: str | None = None, since: str | None = None) -> Report:
    """The report over `deals` (none named: all) of the repository around `start`; with `since`, of these only the deals that what
    is committed has changed since it left that commit."""
    repo = Repository.discover(start)
    head = _commit(repo, ref) if ref else None
    source: Source = Commit(repo, head) if head else WorkTree(repo)
    policy, findings = load_policy(source)
    chosen = _chosen(deals, source.deals())
    if since:
        chosen = _changed(repo, _commit(repo, since), head or _commit(repo, "HEAD"), chosen)
    reports = tuple(DealReport(deal=deal, findings=examine(source, deal, policy)[1]) for deal in chosen)
    return Report(tool=__version__, head=head, policy=policy.digest, findings=findings, deals=reports)


def _commit(repo: Repository, ref: str) -> str:
    commit = repo.resolve(ref)
    if commit is None:
        raise HandoffError(
            f"There is no commit {ref!r} here.", hint="Name a branch, a tag or a commit.", exit_code=USAGE
        )
    return commit


def _changed(repo: Repository, since: str, head: str, deals: Sequence[str]) -> tuple[str, ...]:
    """A change of the policy concerns every deal. Nothing in common with `since`: everything is new."""
    bases = merge_bases(repo, since, head)
    if not bases:
        return tuple(deals)
    touched = {subject_of_change(change) for base in bases for change in changed(repo, base, head)}
    return tuple(deal for deal in deals if deal in touched or POLICY_SUBJECT in touched)


def examine(
    source: Source, deal: str, policy: Policy, *, accepted: Node | None = None
) -> tuple[Deal, tuple[Finding, ...]]:
    """A deal and all its findings, in order: what cannot be read, what is missing, what the rules say. `accepted` is the
    `deal.yaml` in force, where somebody judges a step away from it."""
    loaded, findings = load_deal(source, deal, policy)
    loaded = replace(loaded, accepted=accepted)
    return loaded, in_order((*findings, *run(loaded)))


def examine_policy(source: Source) -> tuple[Finding, ...]:
    """Everything wrong with the policy itself, and with the attributes beside it."""
    return in_order(policy_findings(source))


def _chosen(wanted: Sequence[str], present: Sequence[str]) -> tuple[str, ...]:
    unknown = next((deal for deal in wanted if deal not in present), None)
    if unknown:
        known = f"It holds {', '.join(present)}." if present else "It is empty: `handoff new ACME-1042` begins a deal."
        raise HandoffError(f"There is no deal {unknown} under {PROJECTS}/.", hint=known, exit_code=USAGE)
    return tuple(wanted or present)
