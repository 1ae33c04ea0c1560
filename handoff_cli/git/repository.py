"""A git repository: where it lies, and how everything else asks it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.process import Done, call, start

_QUESTIONS: Final = (
    "--path-format=absolute",
    "--git-dir",
    "--git-common-dir",
    "--is-shallow-repository",
    "--show-object-format",
    "--is-inside-work-tree",
    "--show-cdup",
)
_DIGITS: Final[Mapping[str, int]] = {"sha1": 40, "sha256": 64}
_REF: Final = re.compile(r"refs/[^\x00-\x20\x7f~^:?*@\[\\]+")
_BRANCH: Final = re.compile(r"(?![-/.])(?:(?!\.\.|//|@\{|/\.)[^\x00-\x20\x7f~^:?*\[\\])+(?<![/.])")


@dataclass(frozen=True, slots=True)
class Repository:
    """`common_dir` differs from `git_dir` in a linked work tree; `worktree` is None in a bare repository."""

    git_dir: Path
    common_dir: Path
    worktree: Path | None
    object_format: str
    shallow: bool

    @classmethod
    def discover(cls, folder: Path) -> Repository:
        """The repository around `folder`, which may be any folder inside it."""
        here = folder.resolve()
        done = call("rev-parse", *_QUESTIONS, cwd=here)
        lines = os.fsdecode(done.out).splitlines()
        if lines and lines[0].startswith("--"):
            raise HandoffError("git is too old.", hint="Install git 2.31 or newer.", exit_code=UNDECIDED)
        if done.code or len(lines) < 5:
            raise _not_found(folder, done)
        return cls(
            git_dir=Path(lines[0]),
            common_dir=Path(lines[1]),
            worktree=(here / (lines[5] if len(lines) > 5 else "")).resolve() if lines[4] == "true" else None,
            object_format=lines[3],
            shallow=lines[2] == "true",
        )

    def judging(self, *, audit: bool = False) -> Repository:
        """This repository, when what it says about its history can be trusted. An audit trusts no remote to fill gaps either."""
        if self.shallow:
            raise HandoffError(
                "This clone holds only the end of the history, so nothing can be decided from it.",
                hint="Fetch the rest: `git fetch --unshallow`. In CI, ask for the whole history (`fetch-depth: 0`).",
                exit_code=UNDECIDED,
            )
        grafts = self.common_dir / "info" / "grafts"
        if grafts.exists():
            raise HandoffError(
                f"{grafts} rewrites the history, so nothing can be decided here.",
                hint="Remove the file, or use a fresh clone.",
                exit_code=UNDECIDED,
            )
        if audit and self.setting("--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$"):
            raise HandoffError(
                "This clone is partial: it fetches files when they are asked for, and an audit asks nobody.",
                hint="Audit a full clone: `git clone` without `--filter`.",
                exit_code=UNDECIDED,
            )
        return self

    @property
    def top(self) -> Path:
        """The top folder of the work tree."""
        if self.worktree is None:
            raise HandoffError(
                f"{self.git_dir} has no working folder.", hint="Run this inside a clone.", exit_code=UNDECIDED
            )
        return self.worktree

    @property
    def zero(self) -> str:
        """The id of nothing."""
        return "0" * _DIGITS.get(self.object_format, 40)

    def attempt(self, *args: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Done:
        """Run git here and leave it to the caller what a failure means."""
        return call(*self._place(), *args, cwd=self.worktree or self.git_dir, stdin=stdin, environ=environ)

    def run(self, *args: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> bytes:
        """What git prints. A failure is a `HandoffError`: nothing can be decided on half an answer."""
        done = self.attempt(*args, stdin=stdin, environ=environ)
        if done.code:
            raise self.failure(done, args)
        return done.out

    def converse(self, *args: str) -> subprocess.Popen[bytes]:
        """Start a git process that answers many questions."""
        return start(*self._place(), *args, cwd=self.worktree or self.git_dir)

    def failure(self, done: Done, args: tuple[str, ...]) -> HandoffError:
        lines = done.err.splitlines()
        words = (
            next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[0])
            if lines
            else f"it ended with {done.code}"
        )
        command = next((arg for arg in args if not arg.startswith("-") and "=" not in arg), "")
        return HandoffError(
            f"git could not answer (`git {command}`): {words}",
            hint="If objects are missing or damaged, a fresh clone helps; `git fsck` names them.",
            exit_code=UNDECIDED,
        )

    def ids(self, *ids: str) -> tuple[str, ...]:
        """These full object ids. Nothing else, above all no option and no short name, goes behind them to git."""
        for id in ids:
            if len(id) != len(self.zero) or set(id) - set("0123456789abcdef"):
                raise HandoffError(f"{id!r} is not the full id of a commit in this repository.", exit_code=UNDECIDED)
        return ids

    def resolve(self, revision: str) -> str | None:
        """The full id of the commit a name, tag or short id stands for, None when there is no such commit."""
        if "\0" in revision or "\n" in revision or not revision:
            return None
        named = _REF.match(revision)
        if named and self.ref(named[0]) is None:
            return None
        done = self.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return done.out.decode().strip() if done.code == 0 else None

    def ref(self, name: str) -> str | None:
        """The full id a ref holds. `rev-parse` would look on for `refs/tags/refs/…`, which anybody may push."""
        out = self.run("for-each-ref", "--format=%(objectname) %(refname)", name).decode(errors="replace")
        lines = (line.partition(" ") for line in out.splitlines())
        return next((oid for oid, _, ref in lines if ref == name), None)

    def branch(self, name: str) -> str | None:
        """The full id of a local branch's tip, whatever tags or files carry the same name."""
        return self.resolve(branch_ref(name))

    def setting(self, *question: str) -> str | None:
        """A value of git's configuration, None when it is not set."""
        done = self.attempt("config", *question)
        return done.out.decode(errors="replace").strip() if done.code == 0 else None

    def user_email(self) -> str | None:
        """The e-mail address git is told to use: the acting person."""
        return self.setting("--get", "user.email") or None

    def _place(self) -> tuple[str, ...]:
        place = (f"--git-dir={self.git_dir}",)
        return place if self.worktree is None else (*place, f"--work-tree={self.worktree}")


def branch_ref(name: str) -> str:
    """`refs/heads/<name>`, when that is a name git takes for a branch and for nothing else."""
    if not _BRANCH.fullmatch(name) or name.endswith(".lock") or ".lock/" in name or name == "@":
        raise HandoffError(f"{name!r} cannot be the name of a branch.", hint="Use letters, digits, `-`, `_` and `/`.")
    return f"refs/heads/{name}"


def _not_found(folder: Path, done: Done) -> HandoffError:
    if "dubious ownership" in done.err:
        return HandoffError(
            f"{folder} belongs to another user, and git does not read it.",
            hint="Trust it once: `git config --global --add safe.directory <folder>`.",
            exit_code=UNDECIDED,
        )
    if "not a git repository" in done.err:
        return HandoffError(
            f"{folder} is not inside a git repository.",
            hint="Go to the folder that holds `handoff.yaml`, or start there with `git init`.",
            exit_code=UNDECIDED,
        )
    return HandoffError(f"{folder} cannot be read as a git repository: {done.err}", exit_code=UNDECIDED)
