"""What the fields of a record may hold. A shape takes a value and refuses it with the field's name, or lets it pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

Shape = Callable[[str, Any], None]

_BIGGEST: Final = 10**15
_DAY: Final = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_MOMENT: Final = rf"{_DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"


class LedgerFlaw(ValueError):
    """Bytes that are no record, or no signature, of a ledger."""


def matching(pattern: str, what: str) -> Shape:
    compiled = re.compile(pattern, re.ASCII)

    def check(field: str, value: Any) -> None:
        if type(value) is not str or not compiled.fullmatch(value):
            raise LedgerFlaw(f"`{field}` is not {what}")

    return check


def whole(least: int) -> Shape:
    def check(field: str, value: Any) -> None:
        if type(value) is not int or not least <= value < _BIGGEST:
            raise LedgerFlaw(f"`{field}` is not a whole number from {least}")

    return check


def fixed(*lawful: Any) -> Shape:
    def check(field: str, value: Any) -> None:
        if not any(type(value) is type(one) and value == one for one in lawful):
            raise LedgerFlaw(f"`{field}` is none of {', '.join(map(str, lawful))}")

    return check


def optional(shape: Shape) -> Shape:
    def check(field: str, value: Any) -> None:
        if value is not None:
            shape(field, value)

    return check


def each(shape: Shape) -> Shape:
    def check(field: str, value: Any) -> None:
        if type(value) is not list:
            raise LedgerFlaw(f"`{field}` is not a list")
        for item in value:
            shape(field, item)

    return check


def fields(shapes: Mapping[str, Shape]) -> Shape:
    def check(field: str, value: Any) -> None:
        if type(value) is not dict or value.keys() != shapes.keys():
            raise LedgerFlaw(f"`{field}` does not have exactly the fields {', '.join(sorted(shapes))}")
        for name, shape in shapes.items():
            shape(name, value[name])

    return check


def nothing(field: str, value: Any) -> None:
    """A field that this kind of record leaves open."""
    if value is not None:
        raise LedgerFlaw(f"`{field}` has no place in this kind of record")


def no_entries(field: str, value: Any) -> None:
    """A list that this kind of record leaves empty."""
    if type(value) is not list or value:
        raise LedgerFlaw(f"`{field}` has no place in this kind of record")


commit: Final = matching(r"[0-9a-f]{40}|[0-9a-f]{64}", "the full id of a commit")
sha256: Final = matching(r"[0-9a-f]{64}", "a SHA-256 hash")
digest: Final = matching(r"1:[0-9a-f]{64}", "a digest of scheme 1")
ledger_id: Final = matching(r"[0-9a-f]{32,64}", "the id of a ledger")
moment: Final = matching(_MOMENT, "a date with time and zone")
day: Final = matching(_DAY, "a date")
name: Final = matching(r"[^\x00-\x20\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\x00-\x20\x7f])?", "a name on one line")
person: Final = matching(r"[a-z][a-z0-9._-]*", "the id of a person")
branch: Final = matching(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}", "the name of a branch")
words: Final = matching(r"(?s)(?=.*\S).+", "text")
