"""The history of a branch: its first-parent steps, and who contributed to an offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.commits import parse_commit
from handoff_cli.git.objects import Objects
from handoff_cli.git.repository import Repository
from handoff_cli.git.trees import FOLDER, RAW, Change, change, in_order, is_folder, text

__all__ = [
    "Change", "Contribution", "RawStep", "commits_with", "contributions", "contributions_to", "first_parent_steps", "is_ancestor", "merge_bases",
    "on_first_parents",
]  # fmt: skip

_FORMAT: Final = "--format=%H %P"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = 2**33
"""In seconds, the year 2242: later than any commit and earlier than what a calendar cannot hold."""


@dataclass(frozen=True, slots=True)
class RawStep:
    """One commit of the first-parent chain and what it changes against its first parent; `folders` are the trees that are new
    in it, below its root, as (path, object id)."""

    commit: str
    parents: tuple[str, ...]
    changes: tuple[Change, ...]
    folders: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One commit of an offer, the two e-mail addresses it names, and the paths in which it differs from all its parents."""

    commit: str
    parents: tuple[str, ...]
    author_email: str
    committer_email: str
    paths: tuple[str, ...]


def first_parent_steps(repo: Repository, start: str | None, tip: str) -> tuple[RawStep, ...]:
    """The steps from `start` (None: from the very first commit) to `tip`, oldest first, each against its first parent."""
    out = repo.run(
        "log", "--first-parent", "--diff-merges=first-parent", "--root", "--reverse", _FORMAT, *RAW, "-t",
        *_between(repo, start, tip),
    )  # fmt: skip
    steps = tuple(_step(*found) for found in _commits(out))
    _refuse_gaps(steps, start, tip)
    return steps


def commits_with(repo: Repository, path: str) -> tuple[str, ...]:
    """Every commit known here, on any branch or fetched from anywhere, that changed this one file, newest first."""
    head = repo.resolve("HEAD")
    out = repo.run("rev-list", "--all", *((head,) if head else ()), "--", path)
    return tuple(out.decode().split())


def contributions(repo: Repository, base: str | None, head: str) -> tuple[Contribution, ...]:
    """Every commit that `head` has and `base` has not, on all sides of every merge."""
    return contributions_to(repo, base, (head,))


def contributions_to(repo: Repository, base: str | None, heads: Sequence[str]) -> tuple[Contribution, ...]:
    """The same for many heads at once."""
    wanted = "".join(f"{id}\n" for id in (*repo.ids(*heads), *(f"^{id}" for id in repo.ids(*filter(None, (base,))))))
    command = ("log", "-c", "--root", "--topo-order", "--reverse", _FORMAT, *RAW, "--stdin")
    out = repo.run(*command, stdin=wanted.encode()) if heads else b""
    found = tuple(_commits(out))
    with Objects(repo) as objects:
        raw = dict(objects.read((commit for commit, _, _ in found), kind="commit"))
    return tuple(_contribution(commit, parents, raw[commit], changes) for commit, parents, changes in found)


def merge_bases(repo: Repository, one: str, other: str) -> tuple[str, ...]:
    """The best common ancestors: none for unrelated histories, more than one after criss-cross merges."""
    done = repo.attempt("merge-base", "--all", *repo.ids(one, other))
    if done.code not in (0, 1):
        raise repo.failure(done, ("merge-base",))
    return tuple(sorted(done.out.decode().split()))


def is_ancestor(repo: Repository, older: str, newer: str) -> bool:
    """Whether `newer` has `older` in its history; a commit is its own ancestor."""
    done = repo.attempt("merge-base", "--is-ancestor", *repo.ids(older, newer))
    if done.code not in (0, 1):
        raise repo.failure(done, ("merge-base",))
    return done.code == 0


def on_first_parents(repo: Repository, older: str, newer: str) -> bool:
    """Whether going back from `newer` by first parents alone meets `older` (a foxtrot merge does not)."""
    if older == newer:
        return True
    lines = repo.run("rev-list", "--first-parent", "--parents", *_between(repo, older, newer)).splitlines()
    last = lines[-1].decode().split() if lines else []
    return len(last) > 1 and last[1] == older


def _between(repo: Repository, base: str | None, tip: str) -> tuple[str, ...]:
    left_out = () if base is None else tuple(f"^{id}" for id in repo.ids(base))
    # The two hyphens: a file may carry the id of a commit as its name.
    return (*repo.ids(tip), *left_out, "--")


def _commits(out: bytes) -> Iterator[tuple[str, tuple[str, ...], list[tuple[bytes, bytes]]]]:
    """Commit, parents and raw changes. What follows a line of a change is its path, whatever it looks like."""
    commit, parents, changes = "", (), []  # type: tuple[str, tuple[str, ...], list[tuple[bytes, bytes]]]
    tokens = iter(out.split(b"\0"))
    for token in tokens:
        line = token.lstrip(b"\n")
        if line.startswith(b":"):
            changes.append((line, next(tokens)))
        elif line:
            if commit:
                yield commit, parents, changes
            commit, *above = line.decode().split()
            parents, changes = tuple(above), []
    if commit:
        yield commit, parents, changes


def _step(commit: str, parents: tuple[str, ...], raw: list[tuple[bytes, bytes]]) -> RawStep:
    found = [change(meta, path) for meta, path in raw]
    folders = tuple((one.path, one.new[1]) for one in found if one.new and one.new[0] == FOLDER)
    return RawStep(commit, parents, in_order(one for one in found if not is_folder(one)), folders)


def _refuse_gaps(steps: tuple[RawStep, ...], start: str | None, tip: str) -> None:
    """Each step's first parent is the step before it, back to `start`; a chain that passes it by was rewritten."""
    previous = start
    for step in steps:
        if (step.parents[0] if step.parents else None) != previous:
            raise _not_in_line(start, tip)
        previous = step.commit
    if previous != tip:
        raise _not_in_line(start, tip)


def _not_in_line(start: str | None, tip: str) -> HandoffError:
    return HandoffError(
        f"The history that ends at {tip[:12]} does not go back to {(start or 'a first commit')[:12]} in a straight line: "
        "it was rewritten, or merged the wrong way round.",
        hint="Ask an admin to put the branch back to where it was.",
        exit_code=UNDECIDED,
    )


def _contribution(
    commit: str, parents: tuple[str, ...], raw: bytes, changes: list[tuple[bytes, bytes]]
) -> Contribution:
    people = parse_commit(commit, raw, parents)
    paths = tuple(sorted({text(path) for _, path in changes}))
    return Contribution(commit, parents, people.author_email, people.committer_email, paths)


def first_change(repo: Repository, base: str, head: str, folder: str) -> str | None:
    """The oldest commit after `base` that changed anything below this folder."""
    out = repo.run("rev-list", "--topo-order", "--reverse", *_between(repo, base, head), folder).decode().split()
    return out[0] if out else None


def last_change(repo: Repository, base: str, head: str, path: str) -> str:
    """When the newest commit after `base` that changed this file says it was made, as RFC 3339 in UTC; empty when none did, or
    when it names a time there is not: anybody may write what he likes into a commit."""
    out = repo.run("log", "-1", "--format=%ct", *_between(repo, base, head), path).decode().strip()
    seconds = int(out) if out.isascii() and out.isdigit() else 0
    return f"{_EPOCH + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}" if 0 < seconds < _LAST else ""
