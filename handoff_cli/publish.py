"""How a decision reaches the shared repository: the ledger first, then the target. Nothing is ever forced."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial

from handoff_cli.core.record import Entry
from handoff_cli.errors import NO, HandoffError
from handoff_cli.git.checkout import advance_worktree, checked_out, is_clean
from handoff_cli.git.remote import fetch, push, remember_seen
from handoff_cli.git.repository import branch_ref
from handoff_cli.git.trees import tree_entries
from handoff_cli.git.writing import Author, commit_tree, update_ref, write_tree
from handoff_cli.ledger.store import LEDGER_BRANCH
from handoff_cli.offers import Offered
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of


def refuse_dirty_target(standing: Standing) -> None:
    """Without a remote the target may be checked out here; what is not committed there is in the way of the merge."""
    worktree = None if standing.remote else checked_out(standing.repo, standing.target)
    if worktree is not None and not is_clean(worktree):
        raise HandoffError(
            f"{standing.target} is checked out in {worktree} with changes that are not committed; nothing was written.",
            hint="Commit them or put them aside (`git stash`), then decide again.",
            exit_code=NO,
        )


def publish_record(standing: Standing, entry: Entry) -> bool:
    """Put the ledger's new commit where everybody sees it; False when somebody else was faster, with a record or with the target:
    a server's hook refuses what was decided against a target that has moved on."""
    try:
        return _move(standing, LEDGER_BRANCH, entry.commit, standing.ledger.commit)
    except HandoffError:
        if (
            standing.remote
            and fetch(standing.repo, standing.remote, [standing.target])[standing.target] != standing.tip
        ):
            return False
        raise


def merge(standing: Standing, offered: Offered, entry: Entry, author: Author) -> str | None:
    """Merge an accepted offer into the target from trees alone; None when the target moved in the meantime."""
    commit = _merge_commit(standing, offered, entry, author)
    worktree = None if standing.remote else checked_out(standing.repo, standing.target)
    if worktree is not None:
        follow = partial(advance_worktree, worktree, standing.tip, commit)
        return commit if _won(standing, standing.target, standing.tip, follow) else None
    return commit if _move(standing, standing.target, commit, standing.tip) else None


def _merge_commit(standing: Standing, offered: Offered, entry: Entry, author: Author) -> str:
    """The target's tip with the deal's files as the judge expects them; everything else stays as the target has it."""
    folder, record = folder_of(offered.deal), entry.record
    updates: dict[str, tuple[str, str] | None] = {
        e.path: None for e in tree_entries(standing.repo, standing.tip, folder)
    }
    updates |= offered.files
    by = standing.policy.name(record.by)
    message = f"Merge {offered.deal}: accepted by {by}\n\nRecord {record.seq} of the ledger covers this baseline:\n{record.to}\n"
    tree = write_tree(standing.repo, standing.tip, updates)
    return commit_tree(standing.repo, tree=tree, parents=(standing.tip, offered.head), message=message, author=author)


def _move(standing: Standing, branch: str, new: str, old: str) -> bool:
    if standing.remote is None:
        return _won(standing, branch, old, partial(update_ref, standing.repo, branch_ref(branch), new, old))
    moved = push(standing.repo, standing.remote, new, branch, old)
    if moved:
        # The others have it by now: a note of this clone that cannot be written makes that neither undone nor untold.
        with contextlib.suppress(HandoffError):
            remember_seen(standing.repo, f"{standing.remote}/{branch}", new)
    return moved


def _won(standing: Standing, branch: str, old: str, move: Callable[[], None]) -> bool:
    """Move a branch of this repository; False when somebody else has moved it since it was at `old`."""
    try:
        move()
    except HandoffError:
        if standing.repo.branch(branch) == old:
            raise
        return False
    return True
