"""The work tree of a branch that is checked out: where it is, whether it is clean, and how it follows the branch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from handoff_cli.errors import NO, UNDECIDED, HandoffError
from handoff_cli.git.history import is_ancestor
from handoff_cli.git.repository import Repository, branch_ref
from handoff_cli.git.trees import text, tree_entries
from handoff_cli.git.writing import short, update_ref


def checked_out(repo: Repository, branch: str) -> Path | None:
    """The work tree in which a branch is checked out, None when it is in none."""
    folder, ref = None, branch_ref(branch)
    for line in os.fsdecode(repo.run("worktree", "list", "--porcelain")).splitlines():
        if line.startswith("worktree "):
            folder = Path(line.removeprefix("worktree "))
        if line == f"branch {ref}" and folder is not None and folder.is_dir() and folder != repo.common_dir:
            return folder
    return None


def is_clean(worktree: Path) -> bool:
    """Whether everything tracked is as committed. Files git does not know are nobody's business here."""
    repo = Repository.discover(worktree)
    out = repo.run(
        "status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=dirty",
        environ=_without_filters(repo),
    )  # fmt: skip
    return not out


def advance_worktree(worktree: Path, old: str, new: str) -> None:
    """Bring a clean work tree, its index and its branch from one commit to the next."""
    repo = Repository.discover(worktree)
    ref = repo.run("symbolic-ref", "HEAD").decode().strip()
    if not is_clean(worktree):
        raise HandoffError(
            f"{worktree} has changes to {short(ref)} that are not committed, so the branch was not moved.",
            hint="Commit them, or put them aside with `git stash`, then run the command again.",
            exit_code=NO,
        )
    _switch(repo, worktree, old, new)
    try:
        update_ref(repo, ref, new, old)
    except HandoffError:
        _switch(repo, worktree, new, old)
        raise


def _switch(repo: Repository, worktree: Path, old: str, new: str) -> None:
    done = repo.attempt("read-tree", "-m", "-u", *repo.ids(old, new))
    if done.code:
        raise HandoffError(
            f"The files in {worktree} could not follow the branch: {done.err.splitlines()[0] if done.err else 'no reason'}",
            hint="Move away the file that is in the way, then run the command again.",
            exit_code=UNDECIDED,
        )


def _without_filters(repo: Repository) -> dict[str, str]:
    """Settings that empty every filter a repository's configuration names: looking at files starts no program."""
    names = (repo.setting("--null", "--name-only", "--get-regexp", r"^filter\.") or "").split("\0")
    drivers = sorted({name.rpartition(".")[0] for name in names if name})
    emptied = [(f"{driver}.{command}", "") for driver in drivers for command in ("clean", "smudge", "process")]
    emptied += [(f"{driver}.required", "false") for driver in drivers]
    first = int(os.environ.get("GIT_CONFIG_COUNT", "") or 0)
    environ = {"GIT_CONFIG_COUNT": str(first + len(emptied))}
    for number, (name, value) in enumerate(emptied, start=first):
        environ |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return environ


def take_over(
    repo: Repository, branch: str, commit: str, parent: str, places: Sequence[str], *, expected: str | None
) -> bool:
    """Let the clone follow a commit that was made of `places` as they lie here, as `git switch -c` and `git commit` would have: when
    the clone stands at its parent. Everything else that is staged or changed stays so. True when the clone is on `branch` now.

    Without a remote the branch itself is the offer, and moves from `expected` even where the clone stands elsewhere.
    """
    ref = branch_ref(branch)
    before = repo.branch(branch)
    here = checked_out(repo, branch)
    mine = here is None or here.resolve() == repo.top
    follows = before is None or before in (expected, parent, commit) or is_ancestor(repo, before, commit)
    if not mine or not follows:
        return False
    standing_here = repo.resolve("HEAD") in (parent, commit)
    if here is not None and not standing_here:
        return False
    if before != commit and (standing_here or expected is not None or here is None):
        update_ref(repo, ref, commit, before)
    if standing_here:
        repo.run("symbolic-ref", "-m", "handoff submit", "HEAD", ref)
        _stage(repo, commit, places)
    return standing_here


def ignored(repo: Repository, places: Sequence[str]) -> tuple[str, ...]:
    """The files there that git is told not to see (`.gitignore`), but for those it carries all the same."""
    out = repo.run("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", *places)
    return tuple(sorted(map(text, filter(None, out.split(b"\0")))))


def uncommitted(repo: Repository, folder: str) -> tuple[str, ...]:
    """What of a folder is otherwise here than in the commit the clone stands on, new files among it."""
    out = repo.run(
        "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=dirty", "--", folder,
        environ=_without_filters(repo),
    )  # fmt: skip
    return tuple(sorted(text(entry[3:]) for entry in out.split(b"\0") if entry))


def _stage(repo: Repository, commit: str, places: Sequence[str]) -> None:
    """The index of these places as a commit has them."""
    there = {entry.path: entry for entry in tree_entries(repo, commit, *places)}
    listed = repo.run("ls-files", "-z", "--", *places).split(b"\0")
    gone = [path for path in map(text, filter(None, listed)) if path not in there]
    lines = [f"0 {repo.zero}\t{path}\0" for path in gone]
    lines += [f"{entry.mode} {entry.oid}\t{entry.path}\0" for entry in there.values()]
    repo.run("update-index", "-z", "--index-info", stdin="".join(lines).encode())
    repo.attempt("update-index", "-q", "--refresh")
