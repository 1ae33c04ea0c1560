"""Patterns of names as Gitea and Forgejo read them: `*` stays within one part of a path, `**` does not."""

from __future__ import annotations

import re
from typing import Final

_PIECE: Final = re.compile(r"\*\*|\*|\?|\{[^{}]*\}|\[[^\]/]+\]|\\\\.|.", re.DOTALL)


def globbed(pattern: str, name: str) -> bool:
    """Whether a name fits a pattern; one that cannot be read fits nothing."""
    try:
        return re.fullmatch("".join(map(_regular, _PIECE.findall(pattern))), name) is not None
    except re.error:
        return False


def _regular(piece: str) -> str:
    wild = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    if piece in wild:
        return wild[piece]
    if len(piece) > 1 and piece[0] == "{":
        return f"(?:{'|'.join(re.escape(word) for word in piece[1:-1].split(','))})"
    if len(piece) > 1 and piece[0] == "[":
        inner = piece[1:-1]
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(piece[1:] if len(piece) > 1 else piece)
