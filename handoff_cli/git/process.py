"""How git is started: a clean environment, and every switch off that would run or hide something."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from handoff_cli.errors import UNDECIDED, HandoffError

_SETTINGS: Final = (
    "advice.graftFileDeprecated=false",
    "core.commitGraph=false",  # a file beside the objects that states who whose parent is
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotePath=false",
    "diff.external=",
    "fetch.recurseSubmodules=false",
    "gc.auto=0",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "maintenance.auto=false",
    "push.gpgSign=false",
    "submodule.recurse=false",
)
_SWITCHES: Final = (
    "--no-pager",
    "--literal-pathspecs",
    *(part for setting in _SETTINGS for part in ("-c", setting)),
)
_FIXED: Final[Mapping[str, str]] = {
    "GIT_GRAFT_FILE": os.devnull,  # GIT_NO_REPLACE_OBJECTS does not cover grafts
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# How to reach a remote, and the user's own configuration. Everything else that a hook or a shell sets points git elsewhere.
_KEPT: Final = ("GIT_CONFIG_", "GIT_SSH", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_ASKPASS", "GIT_EXEC_PATH")
# While a push is examined its objects lie apart; the three variables lead there together or not at all.
_QUARANTINE: Final = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


class Done(NamedTuple):
    """A git process that has ended."""

    code: int
    out: bytes
    err: str


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of every git process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)}
    if _QUARANTINE[0] in os.environ:
        kept |= {name: os.environ[name] for name in _QUARANTINE if name in os.environ}
    return {**kept, **_FIXED, **(extra or {})}


def call(*args: str, cwd: Path, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Done:
    """Run git to its end."""
    process = start(*args, cwd=cwd, environ=environ, keep_errors=True)
    out, err = process.communicate(stdin)
    return Done(process.returncode, out, err.decode(errors="replace").strip())


def version(cwd: Path) -> str:
    """Which git this is, as it says itself: `2.39.5`."""
    return call("version", cwd=cwd).out.decode(errors="replace").strip().removeprefix("git version ").split(" ")[0]


def start(
    *args: str, cwd: Path, environ: Mapping[str, str] | None = None, keep_errors: bool = False
) -> subprocess.Popen[bytes]:
    """Start git and leave it running, for a conversation."""
    if not cwd.is_dir():
        raise HandoffError(f"{cwd} is not a folder.", exit_code=UNDECIDED)
    try:
        return subprocess.Popen(
            ["git", *_SWITCHES, *args],
            cwd=cwd,
            env=environment(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if keep_errors else subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise HandoffError(
            "git is not installed, or not found.", hint="Install git 2.31 or newer.", exit_code=UNDECIDED
        ) from None
