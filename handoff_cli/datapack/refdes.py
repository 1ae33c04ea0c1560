"""A cell of RefDes as names, and what in it is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

MAX_LENGTH: Final = 64
MAX_RANGE: Final = 1_000
_BETWEEN: Final = re.compile(r"[\s,;，、]+")
_LISTED: Final = re.compile(r"[,;，、]")
_DASHES: Final = "-–—−"
_SPACED: Final = re.compile(
    rf"(?<=\d)\s*([{_DASHES}]|\.{{2,3}}|…)\s+(?=[A-Za-z_]*\d)|(?<=\d)\s+(?:to|bis|thru|through)\s+(?=[A-Za-z_]*\d)",
    re.ASCII,
)
_RANGE: Final = re.compile(
    rf"([A-Za-z_]+)([0-9]{{1,6}})(?:(?:[{_DASHES}]|\.{{2,3}}|…)\1|\.{{2,3}}|…)([0-9]{{1,6}})", re.ASCII | re.IGNORECASE
)
_MAYBE: Final = re.compile(rf"([A-Za-z_]+)([0-9]{{1,4}})[{_DASHES}]([0-9]{{1,4}})", re.ASCII)
_PREFIX: Final = re.compile(r"([A-Za-z_$]+)[0-9]+", re.ASCII)
_STRICT: Final = re.compile(
    r"[A-Za-z_][A-Za-z_$.]{0,15}[-_]?[0-9]+[A-Za-z0-9_.+-]*|[A-Za-z]{1,4}\$[0-9]+|G\*+", re.ASCII
)
_NONE: Final = frozenset({"", "-", "–", "~", "n/a", "none", "keine", "?", "na"})
_GOODS: Final = frozenset(
    {"pcb", "pwb", "pcba", "label", "labels", "barcode", "board", "leiterplatte", "stencil", "box"}
)
"""What stands in the column of RefDes of things that have none."""


@dataclass(frozen=True, slots=True)
class Refs:
    """The RefDes of a cell. `doubt` says why they are not simply what is written; `goods` that the cell is a text."""

    names: tuple[str, ...]
    doubt: str | None = None
    goods: bool = False


def names(cell: str) -> tuple[str, ...]:
    """The words of a cell, in its order. `J1-2`, `TP-5` and `G***` are names."""
    if cell.strip().casefold() in _NONE:
        return ()
    return tuple(name for name in _BETWEEN.split(cell) if name)


def is_plain(name: str) -> bool:
    """Letters, then digits, as most RefDes are."""
    return _STRICT.fullmatch(name) is not None


def read(cell: str, count: int | None = None) -> Refs:
    """The RefDes of a cell of a bill of materials; `count` is the quantity beside it, which can settle how it is meant."""
    words = names(_SPACED.sub(lambda gap: gap[1] or "..", cell))
    if _is_text(cell, words):
        return Refs((), goods=True)
    found, ranges, carried = _expanded(words)
    return Refs(found, _doubt(words, found, ranges, count=count, carried=carried))


def _is_text(cell: str, words: Sequence[str]) -> bool:
    """`White Wire`, `PCB`, `4P POSITIVE LATCH`: what is not placed has a name instead of a RefDes."""
    if not words or any(_STRICT.fullmatch(word) or _RANGE.fullmatch(word) for word in words):
        return False
    if len(words) == 1:
        word = words[0]
        return word.casefold() in _GOODS or (len(word) > 2 and word.isalpha() and not word.isupper())
    phrases = [part for part in _LISTED.split(cell) if part.strip()]
    return any(len(part.split()) > 1 for part in phrases)


def _expanded(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """All names, the words that were ranges, and whether a prefix was carried on: `C12,13`."""
    found, ranges, carried, prefix = list[str](), list[str](), False, ""
    for word in words:
        if (match := _RANGE.fullmatch(word)) and 0 < int(match[3]) - int(match[2]) < MAX_RANGE:
            ranges.append(word)
            found += [f"{match[1]}{number}" for number in range(int(match[2]), int(match[3]) + 1)]
            prefix = match[1]
        elif word.isascii() and word.isdigit() and prefix:
            carried = True
            found.append(prefix + word)
        else:
            found.append(word)
            prefix = match[1] if (match := _PREFIX.fullmatch(word)) else prefix
    return tuple(found), tuple(ranges), carried


def _doubt(
    words: Sequence[str], found: Sequence[str], ranges: Sequence[str], *, count: int | None, carried: bool
) -> str | None:
    if ranges:
        return f"“{ranges[0]}” is a range, read as {len(found)} parts"
    if carried and count != len(found):
        return f"“{next(word for word in words if word.isdigit())}” has no letter: a RefDes is written in full, as in C12, C13"
    return next(_odd(words, found, count), None)


def _odd(words: Sequence[str], found: Sequence[str], count: int | None) -> Iterator[str]:
    for word in found:
        if word.isdigit():
            yield f"“{word}” has no letter: a RefDes is written in full, as in C12, C13"
        elif len(words) > 1 and len(word) > 2 and word.isalpha() and not word.isupper():
            yield f"“{word}” reads like a text, not like a list of RefDes"
        elif len(word) > MAX_LENGTH:
            yield f"“{word[:20]}…” is too long for a RefDes"
        elif word.strip(_DASHES + ".…") == "":
            yield f"“{word}” is no RefDes"
        elif _RANGE.fullmatch(word):
            yield f"“{word}” may be a range or one name"
    if count is not None and count != len(found):
        yield from (f"“{word}” may be a range or one name" for word in found if _counts(word, count, len(found)))


def _counts(word: str, count: int, listed: int) -> bool:
    """Whether the quantity fits `J1-4` as four parts."""
    match = _MAYBE.fullmatch(word)
    return bool(match) and int(match[3]) - int(match[2]) + listed == count if match else False
