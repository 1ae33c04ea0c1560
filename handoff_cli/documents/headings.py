"""The sections a text document must have, and that something is written in each."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Final

from handoff_cli.core.tree import Node, Source, Span
from handoff_cli.documents.flaw import Flaw
from handoff_cli.documents.pages import MARKDOWN_HEADINGS
from handoff_cli.documents.placeholders import is_placeholder
from handoff_cli.documents.schemas import Schema
from handoff_cli.documents.wording import short

_LEVEL: Final = 2


def check_headings(source: Source, body: Node, schema: Schema, end: int) -> Iterator[Flaw]:
    """`end` is the line that closes the front matter: where a missing heading is pointed at."""
    wanted: Sequence[str] = schema.get("x-headings", ())
    have = {_plain(heading.get("text").text): heading for heading in body.get("headings")}
    free = [heading for plain, heading in have.items() if plain not in map(_plain, wanted)]
    for heading in wanted:
        found = have.get(_plain(heading))
        if found is None:
            yield _missing(source, heading, free, schema, end)
        elif found.get("level").count != _LEVEL:
            level = found.get("level").count or 0
            message = f"the heading `{heading}` has {level or 'no'} `#` before it"
            yield _flaw(found, schema, message, f"Write `## {heading}`.")
        elif _is_empty(body.get("sections", found.get("text").text)):
            left = next(_lines(body.get("sections", found.get("text").text)), None)
            message = f"the section `{heading}` {f'still says `{short(left)}`' if left else 'is empty'}"
            yield _flaw(found, schema, message, "Write below it what was said, in the words that were used.")


def _missing(source: Source, heading: str, free: list[Node], schema: Schema, end: int) -> Flaw:
    plain = {_plain(node.get("text").text): node for node in free}
    close = difflib.get_close_matches(_plain(heading), plain, 1, 0.75)
    if close:
        node = plain[close[0]]
        message = f"the heading `{short(node.get('text').text)}` should read `{heading}`"
        return _flaw(node, schema, message, f"Write `## {heading}`.")
    line = min(max(end, 1), max(len(source.lines), 1))
    place = source.place(Span(line, 1, line, len(source.lines[line - 1]) + 1))
    return Flaw(
        rule=MARKDOWN_HEADINGS,
        kind="missing",
        place=place,
        message=f"the section `{heading}` is missing",
        remedy=f"Add a line `## {heading}` and write below it.",
        acts=schema.get("x-acts"),
    )


def _flaw(at: Node, schema: Schema, message: str, remedy: str) -> Flaw:
    span = at.span
    place = at.source.place(Span(span.line, 1, span.line, len(at.source.lines[span.line - 1]) + 1) if span else None)
    return Flaw(
        rule=MARKDOWN_HEADINGS, kind="missing", place=place, message=message, remedy=remedy, acts=schema.get("x-acts")
    )


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().replace("\u2019", "'").split()).rstrip(":")


def _is_empty(section: Node) -> bool:
    return all(map(is_placeholder, _lines(section)))


def _lines(section: Node) -> Iterator[str]:
    """What a section says, without the marks of lists and emphasis."""
    stripped = (line.strip(" *-\t") for line in section.text.split("\n"))
    return (line for line in stripped if line)
