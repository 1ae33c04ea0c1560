"""Installing the hook into a plain git server's repository."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import Final

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.repository import Repository

MARK: Final = "handoff_cli receive"
_CALL: Final = re.compile(r"^[^#\n]*\bhandoff(?:_cli)? receive\b", re.MULTILINE)
SETTINGS: Final = (
    ("receive.fsckObjects", "true"),
    ("receive.denyCurrentBranch", "refuse"),
    ("core.logAllRefUpdates", "true"),
)
"""Malformed objects never get in, and what every ref was is kept in its log."""


def install(path: Path) -> tuple[str, ...]:
    """Put the hook into the repository at `path`; what was written. A hook of somebody else is left alone."""
    repo = Repository.discover(path)
    hook = _place(repo)
    written = []
    if not hook.exists() or MARK not in hook.read_text(encoding="utf-8", errors="replace"):
        _refuse_foreign(hook)
        hook.parent.mkdir(parents=True, exist_ok=True)
        hook.write_bytes(_script().encode())
        hook.chmod(0o755)
        written.append(str(hook))
    for name, value in SETTINGS:
        if repo.setting("--get", name) != value:
            repo.run("config", name, value)
            written.append(f"{name} = {value}")
    return tuple(written)


def gap(path: Path) -> str | None:
    """Why the hook does not look at what is pushed to the repository at `path`, in words; None where it does."""
    repo = Repository.discover(path)
    elsewhere = repo.setting("--local", "--get", "core.hooksPath")
    if elsewhere:
        return f"git looks for hooks in {elsewhere} there (core.hooksPath), not where ours is"
    hook = _place(repo)
    try:
        text = hook.read_text(encoding="utf-8", errors="replace") if hook.exists() else ""
    except OSError as error:
        raise HandoffError(f"{hook} cannot be read: {error.strerror}.", exit_code=UNDECIDED) from None
    if not _CALL.search(text):
        return f"there is no hook of ours in {hook}"
    return None if os.name == "nt" or os.access(hook, os.X_OK) else f"{hook} cannot be run, so git passes it over"


def _place(repo: Repository) -> Path:
    """`hooks/pre-receive`, or a file of its own where several hooks share a folder (Gitea, GitLab)."""
    several = repo.common_dir / "hooks" / "pre-receive.d"
    return several / "handoff" if several.is_dir() else repo.common_dir / "hooks" / "pre-receive"


def _script() -> str:
    command = f"{shlex.quote(sys.executable)} -I -m {MARK}"
    return f"#!/bin/sh\n# Installed by `handoff init --server`: refuses what nobody decided.\nexec {command}\n"


def _refuse_foreign(hook: Path) -> None:
    if hook.exists():
        raise HandoffError(
            f"{hook} is there already and is not ours; it was not touched.",
            hint=f"Let it end with: exec {shlex.quote(sys.executable)} -I -m {MARK}",
        )
    if not os.access(hook.parent if hook.parent.exists() else hook.parent.parent, os.W_OK):
        raise HandoffError(f"{hook.parent} cannot be written to.", hint="Run it as the user the repository belongs to.")
