"""Where target and ledger stand: fetched, checked against what was seen before, and ready to be judged."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from handoff_cli.core.deal import is_deal_id
from handoff_cli.core.digest import Entry
from handoff_cli.core.history import World, fold
from handoff_cli.core.ownership import Ownership
from handoff_cli.core.policy import POLICY_FILES, Policy
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.refs import refs
from handoff_cli.git.remote import check_descends, fetch, fetch_below, follow
from handoff_cli.git.repository import Repository
from handoff_cli.git.snapshot import entries_at
from handoff_cli.ledger.store import LEDGER_BRANCH, Ledger, read
from handoff_cli.replay import Replay
from handoff_cli.subjects import branch_of

_FULL: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Standing:
    """`tip` is the target's commit, `policy` the one in force there, `remote` None where the repository decides for itself."""

    repo: Repository
    remote: str | None
    tip: str
    ledger: Ledger
    policy: Policy
    replay: Replay
    _worlds: dict[str, World] = field(default_factory=dict)

    @property
    def target(self) -> str:
        return self.ledger.genesis.target

    def world(self, deal: str) -> World:
        """The policy and one deal at the target's tip, with every record counted."""
        if deal not in self._worlds:
            self._worlds[deal] = self.fold({deal})
        return self._worlds[deal]

    def fold(self, only: Collection[str] | None = None) -> World:
        return fold(self.replay.history(only), self.ledger.entries, self.ledger.genesis.policy, only=only)

    def ownership(self, subject: str) -> Ownership:
        """Who owns a deal at the target's tip; of the policy, what is in force."""
        return self.world(subject).of(subject)


def fetched(
    repo: Repository, remote: str | None, *, offers: bool = False, subjects: Collection[str] | None = None
) -> Standing:
    """The standing of the shared repository, asked just now. Without a remote this repository is the shared one. With `subjects`,
    nothing but these can be asked about, as in `local`."""
    wanted = None if subjects is None else {*subjects, POLICY_SUBJECT}
    if remote and offers:
        fetch_below(repo, remote, "offer/")
    ledger_tip = _tips(repo, remote, LEDGER_BRANCH)[LEDGER_BRANCH]
    if ledger_tip is None:
        raise _no_ledger(remote)
    ledger = read(repo, ledger_tip, subjects=wanted)
    # Both as of one moment: a decision merged between two looks would be a step without its record.
    tips = _tips(repo, remote, LEDGER_BRANCH, ledger.genesis.target)
    if tips[LEDGER_BRANCH] not in (None, ledger.commit):
        ledger = read(repo, tips[LEDGER_BRANCH], subjects=wanted)
    tip = tips[ledger.genesis.target]
    if tip is None:
        raise HandoffError(
            f"There is no branch {ledger.genesis.target} that the ledger speaks of.", exit_code=UNDECIDED
        )
    return stand(repo, remote, tip, ledger)


def local(
    repo: Repository, remote: str | None, target: str | None, *, subjects: Collection[str] | None = None
) -> Standing:
    """The standing of what lies here, asking nobody: a named target, and the ledger as it was last fetched. With `subjects`,
    nothing but these can be asked about: a gate does not verify the signatures of deals it does not judge."""
    ledger_tip = _known(repo, remote, LEDGER_BRANCH)
    if ledger_tip is None:
        raise _no_ledger(remote)
    ledger = read(repo, ledger_tip, subjects=None if subjects is None else {*subjects, POLICY_SUBJECT})
    tip = commit_of(repo, target) if target else _known(repo, remote, ledger.genesis.target)
    if tip is None:
        raise HandoffError(f"There is no commit {target or ledger.genesis.target!r} here.", exit_code=UNDECIDED)
    return stand(repo, remote, tip, ledger)


def stand(repo: Repository, remote: str | None, tip: str, ledger: Ledger) -> Standing:
    """Read the history from the ledger's start to `tip`, and the policy in force there."""
    genesis = ledger.genesis
    replay = Replay(repo.judging(), genesis.start, tip)
    history = replay.history(())
    if genesis.policy not in history.policies:
        raise HandoffError(
            "The policy the ledger was founded on is not at the commit it was founded on.",
            hint="The target or the ledger was rewritten: ask an admin.",
            exit_code=UNDECIDED,
        )
    _refuse_founder(ledger, history.policies[genesis.policy])
    policy = fold(history, ledger.entries, genesis.policy, only=()).policy
    return Standing(repo=repo, remote=remote, tip=tip, ledger=ledger, policy=policy, replay=replay)


def _refuse_founder(ledger: Ledger, policy: Policy) -> None:
    """Founding is an admin's; where it is signed, the key has to be his."""
    by, fingerprint = ledger.genesis.by, ledger.genesis_signature.fingerprint
    signer = policy.by_key(fingerprint) if fingerprint else policy.people.get(by)
    if signer is None or signer.id != by or "admin" not in signer.roles:
        raise HandoffError(
            f"The ledger says {by} founded it, who was no admin, or it is signed with another key than his.",
            hint="Ask an admin who founded it.",
            exit_code=UNDECIDED,
        )


def policy_entries(repo: Repository, commit: str) -> tuple[Entry, ...]:
    """What the digest of the policy is made of at a commit."""
    return tuple(entry for path in POLICY_FILES for entry in entries_at(repo, commit, path).entries)


def offer_branches(standing: Standing) -> dict[str, tuple[str, str]]:
    """Deal → (ref, commit) of every branch `offer/<DEAL>` of the shared repository."""
    prefix = f"refs/remotes/{standing.remote}/offer/" if standing.remote else "refs/heads/offer/"
    found = ((ref.removeprefix(prefix), ref, commit) for ref, commit in refs(standing.repo, prefix))
    return {deal: (ref, commit) for deal, ref, commit in found if is_deal_id(deal)}


def policy_offer(standing: Standing) -> tuple[str, str] | None:
    """Ref and commit of the branch `offer/policy`, None where nobody offers a change of the policy."""
    prefix = f"refs/remotes/{standing.remote}/" if standing.remote else "refs/heads/"
    ref = f"{prefix}{branch_of(POLICY_SUBJECT)}"
    commit = standing.repo.resolve(ref)
    return (ref, commit) if commit else None


def commit_of(repo: Repository, name: str) -> str | None:
    """The commit a name stands for: the branch before anything else, because anybody may push a tag of the same name."""
    exact = name.startswith("refs/") or _FULL.fullmatch(name)
    places = ("",) if exact else ("refs/heads/", "refs/remotes/", "")
    return next((commit for place in places if (commit := repo.resolve(f"{place}{name}"))), None)


def _tips(repo: Repository, remote: str | None, *branches: str) -> Mapping[str, str | None]:
    """Where these branches are in the shared repository, as it answered once."""
    if remote is None:
        return {branch: repo.branch(branch) for branch in branches}
    tips = fetch(repo, remote, branches)
    for branch, commit in tips.items():
        if commit is not None:
            follow(repo, f"{remote}/{branch}", commit)
    return tips


def _known(repo: Repository, remote: str | None, branch: str) -> str | None:
    """Where a branch was when it was fetched last; that it was put back since it was last seen is noticed here, too."""
    if remote is None:
        return repo.branch(branch)
    commit = repo.resolve(f"refs/remotes/{remote}/{branch}")
    if commit is not None:
        check_descends(repo, f"{remote}/{branch}", commit)
    return commit


def _no_ledger(remote: str | None) -> HandoffError:
    where = f"on {remote}" if remote else "here"
    return HandoffError(
        f"There is no ledger ({LEDGER_BRANCH}) {where}, so nobody can say who owns what.",
        hint="An admin founds it: `handoff init`, commit handoff.yaml to the target, `handoff init` again.",
        exit_code=UNDECIDED,
    )
