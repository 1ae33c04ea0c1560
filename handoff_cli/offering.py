"""A deal's folder (or the policy) as it lies on disk, as a commit of its offer: built from objects, so that nothing else of the work
tree gets in.

An offer goes on from what was offered before, or begins at the target's tip. What others changed there and is not in this folder
would be undone by it, so it is refused until the person at the keyboard has taken it in or says that he has seen it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.offer import Files
from handoff_cli.core.policy import POLICY_FILE
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.errors import NO, USAGE, HandoffError
from handoff_cli.git.history import contributions, is_ancestor, merge_bases
from handoff_cli.git.repository import Repository
from handoff_cli.git.snapshot import as_files
from handoff_cli.git.trees import changed, tree_entries
from handoff_cli.git.worktree import WorkTree
from handoff_cli.git.writing import Author, commit_tree, regular, write_blob, write_tree
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of, name_of, places_of, subject_of, subject_of_change, word_for

_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Base:
    """Where an offer begins: `tip` is what the shared repository has of it (None: nothing), `parent` what the new commit goes on
    from. `anew`: what was offered before is settled, and the offer begins at the target again."""

    tip: str | None
    parent: str
    anew: bool = False


def base_of_offer(standing: Standing, deal: str, tip: str | None, author: Author) -> Base:
    """The commit to go on from: the clone's own, where it holds nothing but this deal on top of what is offered already."""
    anew = tip is not None and _is_settled(standing, deal, tip)
    start = standing.tip if tip is None or anew else tip
    head = standing.repo.resolve("HEAD")
    if head and is_ancestor(standing.repo, start, head) and not _strays(standing, start, head, deal):
        return Base(tip, head, anew)
    _refuse_others(standing, deal, start, head, author)
    return Base(tip, start, anew)


def offered_commit(repo: Repository, base: Base, deal: str, message: str, author: Author) -> str:
    """The commit that carries the folder as it is on disk; the parent itself where nothing differs."""
    before, now = files_at(repo, base.parent, deal), files_on_disk(repo, deal)
    if before == now:
        return base.parent
    updates: dict[str, tuple[str, str] | None] = dict.fromkeys(before)
    updates |= now
    tree = write_tree(repo, base.parent, updates)
    paths = sorted(
        path.removeprefix(f"{folder_of(deal)}/") for path in {*before, *now} if before.get(path) != now.get(path)
    )
    said = f"{message}\n\n{_listed(paths)}\n" if before else f"{message}\n"
    return commit_tree(repo, tree=tree, parents=(base.parent,), message=said, author=author)


def files_at(repo: Repository, commit: str, deal: str) -> Files:
    return as_files(tree_entries(repo, commit, *places_of(deal)))


def files_on_disk(repo: Repository, deal: str) -> dict[str, tuple[str, str]]:
    """The deal's files as git would store them, byte for byte, each written as an object."""
    source = WorkTree(repo)
    found = [source.entries(place) for place in places_of(deal)]
    reasons = {path: reason for one in found for path, reason in one.reasons.items()}
    if reasons:
        path, reason = min(reasons.items())
        raise HandoffError(f"{path}: {reason}.", hint="Put the file itself there, under a plain name.", exit_code=NO)
    paths = [entry.path for one in found for entry in one.entries]
    if not paths:
        raise _nothing_here(deal)
    return {path: regular(write_blob(repo, source.read(path))) for path in paths}


def _nothing_here(subject: str) -> HandoffError:
    if subject == POLICY_SUBJECT:
        return HandoffError(f"There is no {POLICY_FILE} here.", hint="`git restore` brings it back.", exit_code=USAGE)
    return HandoffError(
        f"There is no deal {subject} here: {folder_of(subject)} is empty.",
        hint=f"`handoff new {subject}` begins one.",
        exit_code=USAGE,
    )


def refuse_unseen(standing: Standing, deal: str, start: str, last: str | None, seen: str | None) -> None:
    """What others changed on the offer or the target since this clone last had it, and what this folder would undo. `last` is what
    was submitted from here, `seen` the commit the person says he knows."""
    repo = standing.repo
    if seen is not None and len(seen) >= 7 and start.startswith(seen):
        return
    known = _known(repo, start, last)
    if known == start:
        return
    theirs = files_at(repo, start, deal)
    before: Mapping[str, tuple[str, str]] = files_at(repo, known, deal) if known else {}
    here = files_on_disk(repo, deal)
    unseen = [p for p in sorted({*theirs, *before}) if theirs.get(p) not in (before.get(p), here.get(p))]
    if unseen:
        mine = next((path for path in unseen if here.get(path) != before.get(path)), None)
        raise HandoffError(
            f"{_listed(unseen)} changed in the shared repository since you last had it, and what lies here would undo that.",
            hint=f"{_taken_in(start, unseen[0], mine)} Where you have seen it and mean what lies here: "
            f"`handoff submit {word_for(deal)} --seen {start[:12]}`.",
            exit_code=NO,
        )


def _taken_in(start: str, first: str, mine: str | None) -> str:
    """How to get what others did. A file that was changed here as well is not replaced by theirs."""
    if mine is None:
        return f"Take it in: `git restore --source={start[:12]} -- {first}`, then submit again."
    return f"You changed {mine} as well: `git diff {start[:12]} -- {mine}` shows both, so write theirs into yours."


def _known(repo: Repository, start: str, last: str | None) -> str | None:
    """The newest state of the deal that this clone's files are known to go on from."""
    head = repo.resolve("HEAD")
    if head and is_ancestor(repo, start, head):
        return start
    bases = merge_bases(repo, head, start) if head else ()
    base = bases[0] if len(bases) == 1 else None
    return base if last is None or (base is not None and is_ancestor(repo, last, base)) else last


def _is_settled(standing: Standing, deal: str, tip: str) -> bool:
    """Whether what is offered has become what the target carries: merged as it is, or squashed to the same files. A branch that
    holds something else besides is not settled: beginning anew would undo it."""
    if is_ancestor(standing.repo, tip, standing.tip):
        return True
    if any(_strays(standing, base, tip, deal) for base in merge_bases(standing.repo, standing.tip, tip)):
        return False
    now = standing.ownership(deal)
    baseline = standing.replay.snapshot(deal, files_at(standing.repo, tip, deal)).baseline
    return baseline is not None and baseline == now.baseline_in_force == now.target.baseline


def _strays(standing: Standing, start: str, head: str, deal: str) -> bool:
    """Whether a clone's own commits change anything outside the deal; what they took in from the target is none of it."""
    outside = {change.path for change in changed(standing.repo, start, head) if subject_of_change(change) != deal}
    return bool(outside) and any(change.path in outside for change in changed(standing.repo, standing.tip, head))


def _refuse_others(standing: Standing, deal: str, start: str, head: str | None, author: Author) -> None:
    """Commits of somebody else's that are in this clone alone: built anew they would carry the wrong name."""
    if head is None or is_ancestor(standing.repo, head, start):
        return
    for one in contributions(standing.repo, start, head):
        mine = author.email.casefold() == one.author_email.casefold()
        if not mine and any(subject_of(path) == deal for path in one.paths):
            if is_ancestor(standing.repo, one.commit, standing.tip):
                continue
            raise HandoffError(
                f"{name_of(deal)} holds a change by {one.author_email} that is only in your clone, between changes of other files.",
                hint=f"Offer it under its own name: put it on a branch that begins at {standing.target} and holds nothing else.",
                exit_code=NO,
            )


def _listed(paths: list[str]) -> str:
    more = len(paths) - _MOST_NAMED
    return ", ".join(paths[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
