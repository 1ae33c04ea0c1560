"""The text of a file: decoded without loss, its lines counted only when a problem needs one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from handoff_cli.datapack.fab.values import Limits, Problem, Reason

_BREAK: Final = re.compile(r"\r\n|\r|\n")
_CONTENT: Final = re.compile(r"[^\s%]")
_SHOWN: Final = 120


def decoded(data: bytes) -> str:
    """One letter a byte: machines read ASCII, and only comments and names hold more. UTF-16 with its mark is told apart."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def decoded_lines(data: bytes) -> str:
    """The same for formats of lines: each ends the same way, and keeps its number."""
    return _BREAK.sub("\n", decoded(data))


def readable(text: str) -> str:
    """A comment as it was meant: UTF-8 where it is, cp1252 otherwise."""
    if text.isascii():
        return text
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return text
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def excerpt(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[: 4 * _SHOWN]).strip()[:_SHOWN]


@dataclass(slots=True)
class Problems:
    """Collects what is wrong, each thing once, and never more than a person would read."""

    text: str
    limits: Limits
    found: list[Problem] = field(default_factory=list)
    _said: set[tuple[str, str]] = field(default_factory=set)

    def add(self, reason: Reason, words: str, at: int | None = None, about: str = "") -> None:
        if (words, about) in self._said or len(self.found) >= self.limits.problems:
            return
        self._said.add((words, about))
        if at is not None and (content := _CONTENT.search(self.text, at)) is not None:
            at = content.start()
        line = None if at is None else self.line(at)
        self.found.append(Problem(reason, words, line, "" if at is None else self._excerpt(at)))

    def line(self, at: int) -> int:
        return 1 + sum(1 for _ in _BREAK.finditer(self.text, 0, at))

    def _excerpt(self, at: int) -> str:
        match = _BREAK.search(self.text, at, at + 4 * _SHOWN)
        return excerpt(self.text[at : match.start() if match else at + 4 * _SHOWN])
