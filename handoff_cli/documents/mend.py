"""What the parser refuses, explained: each mistake is proved by mending it in memory and seeing the parser get further.

So one mistake is one flaw, and the mistakes further down are found as well. Nothing of the mended text leaves this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from handoff_cli.core.tree import Source, Span
from handoff_cli.documents.build import FAST, Built, Refusal, build
from handoff_cli.documents.flaw import MOST_FLAWS, Flaw, shown
from handoff_cli.documents.mistakes import DETECTORS, LONGEST, Detector, Mistake, broken_quotes, wrong_indent
from handoff_cli.documents.pages import YAML_READABLE
from handoff_cli.documents.parts import split

_MOST_PARSES: Final = 200
_LARGE: Final = 100_000
_LINES_ABOVE: Final = 4
_REACH: Final[Mapping[Detector, int]] = {broken_quotes: 30, wrong_indent: -1}


@dataclass(frozen=True, slots=True)
class Mended:
    """`built` is what the mended text says; its `refusal` is set where nothing helped."""

    built: Built
    flaws: tuple[Flaw, ...]


def mend(lines: tuple[str, ...], source: Source, built: Built, loader: Any = FAST) -> Mended:
    """The flaws that explain `built.refusal`, and the tree of the text without them."""
    flaws: list[Flaw] = []
    budget = _MOST_PARSES if sum(map(len, lines)) < _LARGE else MOST_FLAWS
    while built.refusal and len(flaws) < MOST_FLAWS:
        better = None
        for mistake in _mistakes(lines, built.refusal):
            attempt = build("\n".join(mistake.lines), source, loader)
            budget -= 1
            if attempt.refusal is None or attempt.refusal.start > built.refusal.start:
                better = attempt
                break
            if budget <= 0:
                break
        if better is None:
            return Mended(built, (*flaws, _unexplained(source, built.refusal)))
        flaws.append(mistake_flaw(source, mistake))
        lines, built = mistake.lines, better
    return Mended(built, tuple(flaws))


def _mistakes(lines: tuple[str, ...], refusal: Refusal) -> Iterator[Mistake]:
    for detector in DETECTORS:
        for at in _suspects(lines, refusal, detector):
            yield from detector(lines, at)


def _suspects(lines: tuple[str, ...], refusal: Refusal, detector: Detector) -> Iterator[int]:
    """The lines to look at: where the parser stands, and those above it."""
    reach = _REACH.get(detector, _LINES_ABOVE)
    here = min(refusal.line, len(lines) - 1)
    start = min(refusal.start, here) if reach >= 0 else here
    for at in dict.fromkeys((start, here, *range(here - 1, max(-1, start - reach - 1), -1))):
        if lines[at].strip() and len(lines[at]) <= LONGEST and not lines[at].lstrip().startswith("#"):
            yield at


def mistake_flaw(source: Source, mistake: Mistake) -> Flaw:
    number = mistake.line + 1
    line = source.lines[mistake.line]
    end = max(len(line.rstrip()) + 1, mistake.column + 1)
    place = source.place(Span(number, mistake.column, number, end))
    return Flaw(rule=mistake.rule, kind=mistake.kind, place=place, message=mistake.message, remedy=mistake.remedy)


def _unexplained(source: Source, refusal: Refusal) -> Flaw:
    at = min(refusal.start, len(source.lines) - 1)
    while at > 0 and not source.lines[at].strip():
        at -= 1
    line = source.lines[at]
    column = len(line) - len(line.lstrip()) + 1
    place = source.place(Span(at + 1, column, at + 1, max(len(line.rstrip()), column) + 1))
    message, remedy = _words(line)
    return Flaw(rule=YAML_READABLE, kind="malformed", place=place, message=message, remedy=remedy)


def _words(line: str) -> tuple[str, str]:
    if split(line).value[:1] in ("[", "{"):
        remedy = (
            "write a comma between two entries, a blank after each colon, and a text with a comma or a colon in quotes."
        )
        return f"`{shown(line)}` cannot be read", f"Inside brackets, {remedy}"
    align = "Compare it with the line above: fields of one group begin in the same column"
    if line.lstrip().startswith("- "):
        return (
            "a list entry stands among fields: a group is either a list or fields, not both",
            f"{align}, and so do dashes.",
        )
    remedy = f"{align}, a colon and a dash need a blank after them, quotes and brackets come in pairs."
    return f"`{shown(line)}` does not fit what stands above it", remedy
