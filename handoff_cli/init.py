"""`handoff init`, the second time: the ledger, founded on the policy that is on the target by now.

What the first time writes is planned in `adoption/`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from handoff_cli.core.digest import digest
from handoff_cli.core.policy import POLICY_FILE, Person, Policy
from handoff_cli.core.record import Genesis
from handoff_cli.errors import NO, UNDECIDED, HandoffError
from handoff_cli.git.remote import fetch, push, remember_seen
from handoff_cli.git.repository import Repository, branch_ref
from handoff_cli.git.worktree import Commit
from handoff_cli.git.writing import update_ref
from handoff_cli.ledger import signatures
from handoff_cli.ledger.codec import encode
from handoff_cli.ledger.store import LEDGER_BRANCH, Ledger, found, read
from handoff_cli.loading import parse_policy
from handoff_cli.standing import policy_entries


@dataclass(frozen=True, slots=True)
class Founded:
    """The ledger that is there now; `commit` is the one it begins with, `new` when this run founded it."""

    ledger: str
    target: str
    commit: str
    new: bool


def found_ledger(repo: Repository, remote: str | None, *, email: str, key: Path | None, at: str) -> Founded | None:
    """Found the ledger on the policy the target carries; None while the target carries none."""
    existing = _tip(repo, remote, LEDGER_BRANCH)
    if existing is not None:
        ledger = read(repo, existing)
        return Founded(ledger.genesis.ledger, ledger.genesis.target, ledger.root, new=False)
    start = _carrying(repo, remote)
    if start is None:
        return None
    policy = parse_policy(Commit(repo, start).read(POLICY_FILE), digest(policy_entries(repo, start)))
    return _found(repo, remote, policy, start, _admin(policy, email, key), key, at)


def _found(
    repo: Repository, remote: str | None, policy: Policy, start: str, admin: Person, key: Path | None, at: str
) -> Founded:
    genesis = Genesis(
        ledger=secrets.token_hex(16), target=policy.target, start=start, policy=policy.digest or "", by=admin.id, at=at
    )
    signature = signatures.sign(encode(genesis), key) if key else None
    commit = found(repo, genesis, signature)
    _publish(repo, remote, commit)
    return Founded(genesis.ledger, genesis.target, commit, new=True)


def refuse_founding(repo: Repository, ledger: Ledger) -> None:
    """A ledger somebody wants to found: nothing but genesis, on the tip of the target, by an admin of the policy there."""
    genesis = ledger.genesis
    tip = repo.branch(genesis.target)
    if ledger.entries or tip != genesis.start:
        raise HandoffError(
            f"A ledger is founded on the tip of {genesis.target} as it is here, and begins without records.",
            hint="Fetch, then run `handoff init` again.",
        )
    found_digest = digest(policy_entries(repo, genesis.start))
    if found_digest is None or found_digest != genesis.policy:
        raise HandoffError("The ledger names another policy than the target carries.", hint="`handoff init` again.")
    policy = parse_policy(Commit(repo, genesis.start).read(POLICY_FILE), found_digest)
    if not policy.has_role(genesis.by, "admin") or policy.target != genesis.target:
        raise HandoffError("Only an admin of the policy founds the ledger, for the target the policy names.")
    if policy.evidence == "signed" and ledger.genesis_signature.fingerprint is None:
        raise HandoffError(
            "The policy asks for signatures, and this ledger is not signed.", hint="`handoff init --sign KEY`."
        )


def _carrying(repo: Repository, remote: str | None) -> str | None:
    """The tip of the target that the policy in the work tree names, if it carries that policy."""
    policy = repo.top / POLICY_FILE
    if not policy.is_file():
        return None
    target = parse_policy(policy.read_bytes()).target
    tip = _tip(repo, remote, target)
    return tip if tip is not None and len(policy_entries(repo, tip)) == 2 else None


def _admin(policy: Policy, email: str, key: Path | None) -> Person:
    person = policy.by_email(email)
    if person is None or "admin" not in person.roles:
        admins = ", ".join(sorted(p.name for p in policy.people.values() if "admin" in p.roles))
        raise HandoffError(
            f"Only an admin founds the ledger, and the policy does not know {email!r} as one.",
            hint=f"Admins: {admins}. git's user.email has to be one of their addresses.",
            exit_code=NO,
        )
    if key is None and policy.evidence == "signed":
        raise HandoffError(
            "handoff.yaml asks for signed decisions, and the ledger's first file would be unsigned; nothing was founded.",
            hint=f"`handoff init --sign KEY`, with a key of {person.name} that stands in handoff.yaml.",
            exit_code=NO,
        )
    if key is not None and signatures.key_fingerprint(key) not in person.keys:
        raise HandoffError(
            f"{key} is not a key of {person.name} in handoff.yaml.", hint="Add it there first.", exit_code=NO
        )
    return person


def _publish(repo: Repository, remote: str | None, commit: str) -> None:
    if remote is None:
        update_ref(repo, branch_ref(LEDGER_BRANCH), commit, None)
    elif push(repo, remote, commit, LEDGER_BRANCH, None):
        remember_seen(repo, f"{remote}/{LEDGER_BRANCH}", commit)
    else:
        raise HandoffError(
            f"Somebody else founded a ledger on {remote} just now.",
            hint="`handoff init` again shows it.",
            exit_code=UNDECIDED,
        )


def _tip(repo: Repository, remote: str | None, branch: str) -> str | None:
    return fetch(repo, remote, [branch])[branch] if remote else repo.branch(branch)
