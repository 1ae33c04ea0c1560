"""Text of unknown origin, made harmless for a terminal, a log or a comment."""

from __future__ import annotations

import re
from typing import Final

_COMMAND: Final = re.compile(r"^(\s*):(?=:)")
_MARKER: Final = re.compile(r"#(?=#\w*\[)")


def plain(text: str) -> str:
    """On one line, with everything that moves the cursor, hides or turns the reading direction shown as an escape."""
    return text if text.isprintable() else "".join(map(visible, text))


def visible(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def inert(line: str) -> str:
    """A line that no CI system takes for a command: neither `::error::` (GitHub, Gitea) nor `##vso[` (Azure, TeamCity)."""
    return _MARKER.sub("# ", _COMMAND.sub(r"\1: ", line))
