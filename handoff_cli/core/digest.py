"""Digest scheme 1 (records.md): what a package, a baseline or a policy is, as one value.

SHA-256 over the entries in the order of their path bytes, each `mode NUL path NUL size NUL sha256-hex NUL`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.deal import is_living

SCHEME: Final = 1
REGULAR: Final = "100644"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file as git stores it: `path` relative to the repository, SHA-256 and size of the stored bytes."""

    path: str
    size: int
    sha256: str
    mode: str = REGULAR


def digest(entries: Iterable[Entry]) -> str | None:
    """The digest of these files, None when there are none. Only regular files have one: the caller refuses the rest."""
    ordered = sorted(entries, key=lambda entry: entry.path.encode())
    if not ordered:
        return None
    total = hashlib.sha256()
    for entry in ordered:
        if entry.mode != REGULAR:
            raise ValueError(f"{entry.path} is not a regular file")
        total.update(f"{entry.mode}\0{entry.path}\0{entry.size}\0{entry.sha256}\0".encode())
    return f"{SCHEME}:{total.hexdigest()}"


def baseline_digest(entries: Iterable[Entry], folder: str) -> str | None:
    """The digest of the package without the living documents. `folder` is `projects/<deal>`."""
    return digest(entry for entry in entries if not is_living(entry.path.removeprefix(f"{folder}/")))
