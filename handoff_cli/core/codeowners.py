"""CODEOWNERS: who has to agree to a change of a file, as GitHub and as Gitea read it. In both the last line that fits wins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from handoff_cli.core.policy import POLICY_FILES

Dialect = Literal["github", "gitea"]
PLACES: Final[Mapping[Dialect, tuple[str, ...]]] = {
    "github": (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    "gitea": ("CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS"),
}
"""Where each looks, in this order; the first file found is the only one that counts."""

GUARDED: Final[Mapping[Dialect, tuple[str, ...]]] = {
    "github": (*POLICY_FILES, ".github/"),
    "gitea": (*POLICY_FILES, ".github/", ".gitea/", ".forgejo/"),
}
"""What decides who decides: a change of it is an admin's to agree to."""

_OWNER: Final = re.compile(r"@[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?|[^@\s]+@[^@\s]+\.[^@\s]+")


def is_owner(text: str) -> bool:
    """`@login`, `@organisation/team` or an e-mail address."""
    return _OWNER.fullmatch(text) is not None


def owners_of(text: str, path: str, dialect: Dialect) -> tuple[str, ...]:
    """Who owns a path; nobody where no line fits, or the last one that fits names nobody."""
    found: tuple[str, ...] = ()
    for pattern, owners in _lines(text):
        if _fits(pattern, path, dialect):
            found = owners
    return found


def line_for(path: str, owners: tuple[str, ...], dialect: Dialect) -> str:
    """A line that gives a file, or everything below a folder (`.github/`), to these owners."""
    pattern = f"/{path}" if dialect == "github" else re.escape(path) + (".*" if path.endswith("/") else "")
    return f"{pattern} {' '.join(owners)}\n"


def _lines(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in text.splitlines():
        words = line.split("#", 1)[0].split()
        if words:
            yield words[0], tuple(word for word in words[1:] if is_owner(word))


def _fits(pattern: str, path: str, dialect: Dialect) -> bool:
    try:
        if dialect == "github":
            return _gitignore(pattern).fullmatch(path) is not None
        negated = pattern.startswith("!")
        return (re.fullmatch(pattern.removeprefix("!"), path) is None) is negated
    except re.error:
        return False  # a line the forge cannot read is passed over


def _gitignore(pattern: str) -> re.Pattern[str]:
    """A pattern of .gitignore without `!` and `[ ]`, which GitHub does not take here."""
    if pattern.startswith("!") or "[" in pattern:
        raise re.error("not taken in CODEOWNERS")
    anchored = "/" in pattern.rstrip("/")
    body = pattern.strip("/")
    parts = re.split(r"(\*\*/|/\*\*$|\*\*|\*|\?)", body)
    wild = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    middle = "".join(wild.get(part, re.escape(part)) for part in parts)
    below = "/.+" if pattern.endswith("/") else "" if body.endswith("/*") else "(?:/.*)?"
    return re.compile(f"{'' if anchored else '(?:.*/)?'}{middle}{below}")
