"""Comfort for people: making repositories and commits the way they would themselves, hooks included. Nothing here decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.repository import Repository, branch_ref


def create(folder: Path, *, branch: str = "main", bare: bool = False) -> Repository:
    """A new repository; an existing one is left as it is."""
    branch_ref(branch)
    _gitpython().Repo.init(folder, initial_branch=branch, bare=bare).close()
    return Repository.discover(folder)


def clone(origin: Path, folder: Path, *, settings: Mapping[str, str]) -> Repository:
    """A clone of a repository on this machine, with these settings of its own."""
    made = _gitpython().Repo.clone_from(str(origin), str(folder))
    try:
        with made.config_writer() as writer:
            for name, value in settings.items():
                section, _, option = name.rpartition(".")
                writer.set_value(section, option, value)
    finally:
        made.close()
    return Repository.discover(folder)


def stage(repo: Repository, paths: Sequence[str]) -> None:
    """Put these paths into the next commit, as they are on disk or gone from it."""
    _do(repo, "add", "--all", "--", *paths)


def commit(repo: Repository, message: str) -> str:
    """Commit what is staged, as the person git is set up for."""
    _do(repo, "commit", "--quiet", f"--message={message}")
    return _do(repo, "rev-parse", "--verify", "HEAD")


def switch(repo: Repository, branch: str, *, new_at: str | None = None) -> None:
    """Check a branch out; with `new_at` make it there first."""
    branch_ref(branch)
    made = ("--no-track", "-b", branch, *repo.ids(new_at)) if new_at else (branch,)
    _do(repo, "checkout", "--quiet", *made, "--")


def fetch(repo: Repository, remote: str) -> None:
    """Fetch everything a remote is set up to give."""
    _do(repo, "fetch", "--quiet", "--end-of-options", remote)


def publish(repo: Repository, remote: str, branch: str, *, to: str | None = None) -> None:
    """Push a branch, under its own name and followed unless `to` names another."""
    follow = ("--set-upstream",) if to is None else ()
    spec = f"{branch_ref(branch)}:{branch_ref(to or branch)}"
    _do(repo, "push", "--quiet", *follow, "--end-of-options", remote, spec)


def _do(repo: Repository, command: str, *args: str) -> str:
    opened = _gitpython().Repo(repo.top)
    try:
        run = getattr(opened.git, command.replace("-", "_"))
        status, out, err = run(*args, with_extended_output=True, with_exceptions=False)
    finally:
        opened.close()
    if status:
        words = err.strip() or out.strip() or "no reason given"
        raise HandoffError(f"`git {command}` did not work: {words}", exit_code=UNDECIDED)
    return str(out).strip()


def _gitpython() -> ModuleType:
    """Imported late: it costs more than all the rest of a check."""
    try:
        import git
    except ImportError as error:
        raise HandoffError(f"git cannot be used: {error}", hint="Install git 2.31 or newer.") from None
    return git
