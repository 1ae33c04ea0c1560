"""A real repository for tests: `Repo.init(tmp_path / "r").write({"a.txt": "1"}).commit("first")`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NOBODY = "Pat Example <pat@nordhall.example>"
DATE = "2026-03-01T12:00:00+00:00"
FIXED = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Pat Example",
    "GIT_AUTHOR_EMAIL": "pat@nordhall.example",
    "GIT_AUTHOR_DATE": DATE,
    "GIT_COMMITTER_NAME": "Pat Example",
    "GIT_COMMITTER_EMAIL": "pat@nordhall.example",
    "GIT_COMMITTER_DATE": DATE,
}


@dataclass(frozen=True)
class Repo:
    """Commands return ids or text; `write` and `git` take what a person would type."""

    path: Path

    @classmethod
    def init(cls, path: Path, *, bare: bool = False, branch: str = "main", object_format: str = "sha1") -> Repo:
        path.mkdir(parents=True, exist_ok=True)
        flags = ("--bare",) if bare else ()
        repo = cls(path)
        repo.git("init", "-q", "-b", branch, f"--object-format={object_format}", *flags)
        return repo

    def git(self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, check: bool = True) -> str:
        """Plain git; its output without the last line end."""
        return self.git_bytes(*args, stdin=stdin, env=env, check=check).decode().removesuffix("\n")

    def git_bytes(
        self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, check: bool = True
    ) -> bytes:
        done = subprocess.run(
            ["git", *args],
            cwd=self.path,
            input=stdin,
            capture_output=True,
            check=False,
            env={**os.environ, **FIXED, **(env or {})},
        )
        assert done.returncode == 0 or not check, f"git {' '.join(args)}: {done.stderr.decode()}"
        return done.stdout

    def write(self, files: Mapping[str, str | bytes | None]) -> Repo:
        """Write files of the work tree; None deletes one."""
        for name, contents in files.items():
            place = self.path / name
            if contents is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(contents.encode() if isinstance(contents, str) else contents)
        return self

    def commit(
        self, message: str = "change", files: Mapping[str, str | bytes | None] | None = None, *, by: str = NOBODY
    ) -> str:
        """Commit everything in the work tree; `by` is `Name <e-mail>`, author and committer."""
        self.write(files or {})
        self.git("add", "--all", "--force", ".")
        name, _, email = by.removesuffix(">").partition(" <")
        people = {
            f"GIT_{role}_{field}": v
            for role in ("AUTHOR", "COMMITTER")
            for field, v in (("NAME", name), ("EMAIL", email))
        }
        self.git("commit", "-q", "--allow-empty", "-m", message, env=people)
        return self.rev_parse("HEAD")

    def branch(self, name: str, at: str = "HEAD") -> Repo:
        """Make a branch and check it out."""
        self.git("checkout", "-q", "-b", name, at)
        return self

    def checkout(self, name: str) -> Repo:
        self.git("checkout", "-q", name)
        return self

    def merge(self, other: str, message: str = "merge", *flags: str) -> str:
        """A merge commit, never a fast-forward."""
        self.git("merge", "-q", "--no-ff", "-m", message, *flags, other)
        return self.rev_parse("HEAD")

    def rev_parse(self, revision: str) -> str:
        return self.git("rev-parse", "--verify", revision)

    def config(self, key: str, value: str) -> Repo:
        self.git("config", key, value)
        return self

    def clone(self, path: Path, *flags: str) -> Repo:
        """A clone over the transport a remote has, not by copying files."""
        self.git("clone", "-q", *flags, self.path.as_uri(), str(path))
        return Repo(path)

    def blob(self, contents: bytes | str) -> str:
        data = contents.encode() if isinstance(contents, str) else contents
        return self.git("hash-object", "-w", "--stdin", stdin=data)

    def tree(self, *entries: tuple[str, str | bytes, str]) -> str:
        """A tree of (mode, name, object id) entries, as given: no check, no order."""
        raw = b"".join(
            f"{mode} ".encode() + (name.encode() if isinstance(name, str) else name) + b"\0" + bytes.fromhex(oid)
            for mode, name, oid in entries
        )
        return self.git("hash-object", "-w", "-t", "tree", "--stdin", "--literally", stdin=raw)

    def commit_tree(self, tree: str, *parents: str, message: str = "made by hand") -> str:
        above = [part for parent in parents for part in ("-p", parent)]
        return self.git("commit-tree", tree, *above, "-m", message)

    def raw_commit(self, contents: bytes) -> str:
        """A commit object of exactly these bytes."""
        return self.git("hash-object", "-w", "-t", "commit", "--stdin", "--literally", stdin=contents)
