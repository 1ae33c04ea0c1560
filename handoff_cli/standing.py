"""Where target and ledger stand: fetched, checked against what was seen before, and ready to be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handoff_cli.core.digest import Entry, digest
from handoff_cli.core.history import Judged, fold
from handoff_cli.core.ownership import Ownership
from handoff_cli.core.policy import POLICY_FILE, POLICY_FILES, Policy
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.refs import refs
from handoff_cli.git.remote import check_descends, fetch, fetch_below, remember_seen
from handoff_cli.git.repository import Repository
from handoff_cli.git.snapshot import entries_at
from handoff_cli.git.worktree import Commit
from handoff_cli.ledger.store import LEDGER_BRANCH, Ledger, read
from handoff_cli.loading import parse_policy
from handoff_cli.replay import Replay


@dataclass(frozen=True, slots=True)
class Standing:
    """`tip` is the target's commit, `policy` the one in force, `remote` None where the repository decides for itself."""

    repo: Repository
    remote: str | None
    tip: str
    ledger: Ledger
    policy: Policy
    replay: Replay
    _folded: dict[str, tuple[Ownership, tuple[Judged, ...]]] = field(default_factory=dict)

    @property
    def target(self) -> str:
        return self.ledger.genesis.target

    def fold(self, deal: str) -> tuple[Ownership, tuple[Judged, ...]]:
        """The ownership of a deal at the target's tip with every record counted, and the verdict of each of its steps."""
        if deal not in self._folded:
            self._folded[deal] = fold(self.replay.history(deal), self.ledger.entries, self.policy)
        return self._folded[deal]

    def ownership(self, deal: str) -> Ownership:
        return self.fold(deal)[0]


def fetched(repo: Repository, remote: str | None, *, offers: bool = False) -> Standing:
    """The standing of the shared repository, asked just now. Without a remote this repository is the shared one."""
    if remote and offers:
        fetch_below(repo, remote, "offer/")
    ledger_tip = _tip(repo, remote, LEDGER_BRANCH)
    if ledger_tip is None:
        raise _no_ledger(remote)
    ledger = read(repo, ledger_tip)
    tip = _tip(repo, remote, ledger.genesis.target)
    if tip is None:
        raise HandoffError(
            f"There is no branch {ledger.genesis.target} that the ledger speaks of.", exit_code=UNDECIDED
        )
    return stand(repo, remote, tip, ledger)


def local(repo: Repository, remote: str | None, target: str | None) -> Standing:
    """The standing of what lies here, asking nobody: a named target, and the ledger as it was last fetched."""
    ledger_tip = _known(repo, remote, LEDGER_BRANCH)
    if ledger_tip is None:
        raise _no_ledger(remote)
    ledger = read(repo, ledger_tip)
    tip = repo.resolve(target) if target else _known(repo, remote, ledger.genesis.target)
    if tip is None:
        raise HandoffError(f"There is no commit {target or ledger.genesis.target!r} here.", exit_code=UNDECIDED)
    return stand(repo, remote, tip, ledger)


def stand(repo: Repository, remote: str | None, tip: str, ledger: Ledger) -> Standing:
    """Read the policy in force and the history from the ledger's start to `tip`."""
    start = ledger.genesis.start
    return Standing(
        repo=repo.judging(),
        remote=remote,
        tip=tip,
        ledger=ledger,
        policy=_policy_in_force(repo, ledger),
        replay=Replay(repo, start, tip),
    )


def policy_entries(repo: Repository, commit: str) -> tuple[Entry, ...]:
    """What the digest of the policy is made of at a commit."""
    return tuple(entry for path in POLICY_FILES for entry in entries_at(repo, commit, path).entries)


def offer_branches(standing: Standing) -> dict[str, tuple[str, str]]:
    """Deal → (ref, commit) of every branch `offer/<DEAL>` of the shared repository."""
    prefix = f"refs/remotes/{standing.remote}/offer/" if standing.remote else "refs/heads/offer/"
    return {ref.removeprefix(prefix): (ref, commit) for ref, commit in refs(standing.repo, prefix)}


def _policy_in_force(repo: Repository, ledger: Ledger) -> Policy:
    """The policy that genesis names, read at the commit genesis names."""
    start, wanted = ledger.genesis.start, ledger.genesis.policy
    found = digest(policy_entries(repo, start))
    if found != wanted:
        raise HandoffError(
            "The policy the ledger was founded on is not at the commit it was founded on.",
            hint="The target or the ledger was rewritten: ask an admin.",
            exit_code=UNDECIDED,
        )
    return parse_policy(Commit(repo, start).read(POLICY_FILE), wanted)


def _tip(repo: Repository, remote: str | None, branch: str) -> str | None:
    if remote is None:
        return repo.branch(branch)
    commit = fetch(repo, remote, [branch])[branch]
    if commit is not None:
        check_descends(repo, f"{remote}/{branch}", commit)
        remember_seen(repo, f"{remote}/{branch}", commit)
    return commit


def _known(repo: Repository, remote: str | None, branch: str) -> str | None:
    refs: Sequence[str] = (f"refs/remotes/{remote}/{branch}",) if remote else (f"refs/heads/{branch}",)
    return next((commit for ref in refs if (commit := repo.resolve(ref))), None)


def _no_ledger(remote: str | None) -> HandoffError:
    where = f"on {remote}" if remote else "here"
    return HandoffError(
        f"There is no ledger ({LEDGER_BRANCH}) {where}, so nobody can say who owns what.",
        hint="An admin founds it: `handoff init`, commit handoff.yaml to the target, `handoff init` again.",
        exit_code=UNDECIDED,
    )
