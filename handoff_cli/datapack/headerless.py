"""Placement lists without column names: Eagle's `.mnt` and `.mnb`, Fusion's `PnP_…_front.txt`, Allegro's `place_txt.txt`.

Only rows of one shape make such a list: a RefDes, two numbers, then a rotation and perhaps a side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from handoff_cli.core.pack import Flaw
from handoff_cli.datapack.tables import Row, Table
from handoff_cli.datapack.tables.text import decoded, lines_of

_NUMBER: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_NAME: Final = r"[A-Za-z_$][^\s,;!]{0,40}|[0-9][^\s,;!]{0,20}[A-Za-z][^\s,;!]{0,20}"
_SIDE: Final = r"top|bottom|bot|t|b"
_SHAPES: Final = tuple(
    (names, re.compile(pattern, re.IGNORECASE))
    for names, pattern in (
        (
            ("Ref", "X", "Y", "Rot", "Value", "Package"),
            rf"({_NAME})\t\s*({_NUMBER})\t\s*({_NUMBER})\t\s*({_NUMBER})(?:\t([^\t]*))?(?:\t([^\t]*))?\s*",
        ),
        (
            ("Ref", "X", "Y", "Side", "Rot", "Value", "Package"),
            rf"({_NAME})\s*,\s*({_NUMBER})\s*,\s*({_NUMBER})\s*,\s*({_SIDE})\s*,\s*({_NUMBER})\s*(?:,([^,]*))?(?:,([^,]*))?,?\s*",
        ),
        (
            ("Ref", "X", "Y", "Rot", "Value", "Package"),
            rf"({_NAME})\s*[,;]\s*({_NUMBER})\s*[,;]\s*({_NUMBER})\s*[,;]\s*({_NUMBER})\s*(?:[,;]([^,;]*))?(?:[,;]([^,;]*))?[,;]?\s*",
        ),
        (
            ("Ref", "X", "Y", "Rot", "Mirror", "Package"),
            rf"\s*({_NAME})\s*!\s*({_NUMBER})\s*!\s*({_NUMBER})\s*!\s*({_NUMBER})\s*!\s*(m?)\s*!\s*([^!]*?)\s*!?\s*",
        ),
        (
            ("Ref", "X", "Y", "Rot", "Value", "Package"),
            rf"({_NAME})\s+({_NUMBER})\s+({_NUMBER})\s+({_NUMBER})(?:\s+(\S.*?))??(?:\s+(\S+))?\s*",
        ),
    )
)
_TALK: Final = re.compile(r"\s*(?:[#*;!].*|u*units?\b.*|[-=_]{3,}.*)", re.IGNORECASE)


def headerless(member: str, data: bytes) -> Table | None:
    """The list as a table whose column names are ours, None when the rows have another shape."""
    text = decoded(member, data, "centroid file")
    if isinstance(text, Flaw):
        return None
    lines = lines_of(text)
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not _TALK.fullmatch(line)]
    for names, shape in _SHAPES:
        matches = [(number, shape.fullmatch(line)) for number, line in rows]
        if rows and sum(hit is not None for _, hit in matches) * 5 >= len(rows) * 4:
            found = tuple(
                Row(number, tuple(cell.strip() if cell else "" for cell in hit.groups()))
                for number, hit in matches
                if hit
            )
            header = Row(0, names)
            lost = [number for number, hit in matches if hit is None]
            return Table(member, lines, "none", header, found, flaws=tuple(_lost(member, lines, header, lost)))
    return None


def _lost(member: str, lines: Sequence[str], header: Row, lost: Sequence[int]) -> Iterator[Flaw]:
    table = Table(member, tuple(lines), "none", header, ())
    for number in lost:
        message = f"Line {number} of the centroid file has another form than the lines around it."
        yield table.flaw("malformed", number, message, "Export the centroid file again from the design tool.")
