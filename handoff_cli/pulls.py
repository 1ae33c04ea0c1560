"""Which pull requests somebody means: one by its number, those that offer a commit, or all that are open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handoff_cli.errors import USAGE, HandoffError
from handoff_cli.forge.protocol import Forge


@dataclass(frozen=True, slots=True)
class Wanted:
    """Exactly one of the three. `head` is the full id of a commit."""

    number: int | None = None
    head: str | None = None
    every: bool = False


def numbers(forge: Forge, wanted: Wanted) -> tuple[int, ...]:
    """The numbers, ascending. A commit that nobody offers any more gives none: whoever pushed the next one is told by its event."""
    if [wanted.number is not None, wanted.head is not None, wanted.every].count(True) != 1:
        raise HandoffError(
            "Which pull request?", hint="Name its number, or `--head COMMIT`, or `--all`.", exit_code=USAGE
        )
    if wanted.number is not None:
        return (wanted.number,)
    if wanted.head is not None:
        full_id(wanted.head)
    return tuple(sorted(pull.number for pull in forge.pulls() if wanted.every or pull.head == wanted.head))


def full_id(commit: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", commit):
        raise HandoffError(f"{commit!r} is not the full id of a commit.", exit_code=USAGE)
    return commit
