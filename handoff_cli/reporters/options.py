"""What a reader's surroundings ask of a report: colour, width, room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`draft`: nothing has been offered yet. `excerpts`: show the lines themselves, which may hold amounts.

    `limit` is the room of the Markdown in characters: a comment on GitHub ends at 65,536.
    """

    color: bool = False
    width: int = 100
    draft: bool = False
    excerpts: bool = True
    limit: int = 60_000
