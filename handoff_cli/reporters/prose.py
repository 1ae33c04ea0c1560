"""Sentences of unknown origin in Markdown: plain words stay words, everything that could mean something stands in a code span.

A mention, a reference, a command, a link, HTML or a table's bar needs a character that no plain word has, so it is shown and never
obeyed. A sentence without any reads like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from handoff_cli.reporters.plain import plain

_WORD: Final = re.compile(
    r"[(“‘\"']*[^\W_](?:[^\W_]|[’'\-–—×%.,](?=[^\W_]))*[)”’\"'.,;:?…%]*|[–—→·×=%&+-]|[.,;:?)]+|\("
)
_REFERENCE: Final = re.compile(r"[0-9a-fA-F]{7,}|[A-Za-z]{1,10}-\d|\w\.[a-z]", re.ASCII)
"""What a forge makes a link of without any sign around it: a commit's id, GH-12, an address."""
_LONGEST: Final = 600
_CLOSING: Final = ".,;:?"
_QUOTED: Final = re.compile(r"`([^`]+)`")


def prose(text: str) -> str:
    """A sentence to stand inside a line, never at its beginning. What is far too long for one is cut."""
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    pieces = _QUOTED.split(plain(text))
    if any("`" in piece for piece in pieces):
        return code(text)
    spans = [code(piece) if at % 2 else _words(piece) for at, piece in enumerate(pieces) if piece]
    return "".join(_apart(spans))


def _words(text: str) -> str:
    """Plain words as they are; the others that stand side by side in one span."""
    pieces = re.findall(r"\S+\s*", text) if text.strip() else [text]
    lead = text[: len(text) - len(text.lstrip())] if text.strip() else ""
    said = lead
    for harmless, group in groupby(pieces, key=lambda piece: is_plain(piece.strip())):
        run = "".join(group)
        bare = run.rstrip().rstrip(_CLOSING) or run.rstrip()
        said += run if harmless else code(bare) + run[len(bare) :]
    return said


def is_plain(word: str) -> bool:
    """Whether a word holds nothing that a forge or Markdown could take for more than a word."""
    return not word or (bool(_WORD.fullmatch(word)) and not _REFERENCE.search(word))


def _apart(spans: Sequence[str]) -> Iterator[str]:
    """Two code spans that touch would be one with other bounds."""
    for at, span in enumerate(spans):
        touching = at > 0 and spans[at - 1].endswith("`") and span.startswith("`")
        yield f" {span}" if touching else span


def code(text: str) -> str:
    """Text as a code span that its own backticks cannot end."""
    shown = plain(text) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def cell(text: str) -> str:
    """A code span for a table, where a bar would end it whatever it stands in."""
    return code(text).replace("|", "\\|")
