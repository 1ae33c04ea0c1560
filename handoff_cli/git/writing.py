"""Writing objects and moving refs, without touching anybody's index or work tree."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handoff_cli.core.digest import REGULAR
from handoff_cli.errors import NO, UNDECIDED, HandoffError
from handoff_cli.git.names import unlawful
from handoff_cli.git.repository import Repository

_REF: Final = re.compile(r"refs/(?:heads|remotes|handoff)/(?:(?!\.\.|//|@\{|/\.)[^\x00-\x20\x7f~^:?*\[\\])+(?<![/.])")


@dataclass(frozen=True, slots=True)
class Author:
    """Who a commit names, and when: git's clock and configuration are not asked."""

    name: str
    email: str
    date: str


def write_blob(repo: Repository, contents: bytes) -> str:
    return repo.run("hash-object", "-w", "-t", "blob", "--stdin", stdin=contents).decode().strip()


def write_tree(repo: Repository, base: str | None, updates: Mapping[str, tuple[str, str] | None]) -> str:
    """The tree of `base` (a commit or tree; None: empty) with these paths set to (mode, object id), or removed."""
    with tempfile.TemporaryDirectory(prefix="handoff-") as folder:
        environ = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        repo.run("read-tree", *(("--empty",) if base is None else repo.ids(base)), environ=environ)
        repo.run("update-index", "-z", "--index-info", stdin=_index_lines(repo, updates), environ=environ)
        return repo.run("write-tree", environ=environ).decode().strip()


def commit_tree(repo: Repository, *, tree: str, parents: Sequence[str], message: str, author: Author) -> str:
    environ = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", author.date))
    }
    above = (part for parent in repo.ids(*parents) for part in ("-p", parent))
    out = repo.run("commit-tree", *repo.ids(tree), *above, "-F", "-", stdin=message.encode(), environ=environ)
    return out.decode().strip()


def update_ref(repo: Repository, ref: str, new: str, old: str | None) -> None:
    """Move a ref that still is at `old` (None: that does not exist yet)."""
    _lawful(ref)
    expected = repo.zero if old is None else old
    done = repo.attempt("update-ref", "-m", "handoff", ref, *repo.ids(new, expected))
    if done.code == 0:
        return
    if read_ref(repo, ref) != old:
        raise HandoffError(
            f"{short(ref)} was changed by somebody else in the meantime; nothing was changed here.",
            hint="Run the command again: it starts from the new state.",
            exit_code=NO,
        )
    raise repo.failure(done, ("update-ref",))


def read_ref(repo: Repository, ref: str) -> str | None:
    """The full id a ref holds, None when there is no such ref."""
    return repo.ref(_lawful(ref))


def short(ref: str) -> str:
    """A ref as people call it."""
    return re.sub(r"refs/(heads|remotes|handoff)/", "", ref, count=1)


def _lawful(ref: str) -> str:
    if not _REF.fullmatch(ref) or ref.endswith(".lock"):
        raise HandoffError(f"{ref!r} cannot be the name of a branch.", exit_code=UNDECIDED)
    return ref


def _index_lines(repo: Repository, updates: Mapping[str, tuple[str, str] | None]) -> bytes:
    """Removals first, so that a folder can take the place of a file."""
    removed = [f"0 {repo.zero}\t{path}\0" for path, file in sorted(updates.items()) if file is None]
    added = [
        f"{file[0]} {repo.ids(file[1])[0]}\t{_plain(path)}\0"
        for path, file in sorted(updates.items())
        if file is not None
    ]
    return "".join(removed + added).encode()


def _plain(path: str) -> str:
    # git would leave such a path out and say nothing of it but on stderr.
    reason = unlawful(path)
    if reason:
        raise HandoffError(f"{path!r} cannot be written: {reason}.", exit_code=UNDECIDED)
    return path


def regular(oid: str) -> tuple[str, str]:
    """An ordinary file, as `write_tree` takes it."""
    return REGULAR, oid
