"""Everything a document says in words, line by line: the text of its fields, and the sections of a Markdown document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Parameter
from handoff_cli.core.tree import Node, Place, Span

_WORD: Final = re.compile(r"\w+")

PARAMETER_OF: Final[Mapping[str, Parameter]] = {
    "quote.yaml": "commercial",
    "contract.yaml": "commercial",
    "clearances.yaml": "commercial",
    "deviations.yaml": "technical",
    "raid.yaml": "raid",
    "stakeholders.yaml": "context",
    "why.md": "context",
    "promises.yaml": "context",
    "kickoff/internal.md": "context",
    "kickoff/external.md": "context",
}
"""The gate parameter a document serves; scope where it is none of these."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text. `what` says in a message which one it is: the field, or the section."""

    what: str
    words: str
    at: Node | Place

    @property
    def place(self) -> Place:
        """Worked out only where it is asked for: most texts are read and left."""
        return self.at.place if isinstance(self.at, Node) else self.at


def texts(root: Node) -> Iterator[Text]:
    """The fields of a document, or of a part of it, in their order; then the lines of its sections, each line once."""
    for key, node in root.items():
        if key != "body" or root.route:
            yield from _fields(node)
    yield from _sections(root.get("body", "sections")) if not root.route else ()


def _fields(node: Node) -> Iterator[Text]:
    for value in node.walk():
        if isinstance(value.value, str) and value.text:
            yield Text(value.key if not value.key.isdigit() else "the entry", value.text, value)


def _sections(sections: Node) -> Iterator[Text]:
    """A section holds the sections below it as well, so each line belongs to the last heading before it."""
    found: dict[tuple[int, str], Text] = {}
    for heading, section in sections.items():
        written = _written(section)
        for said in filter(None, map(str.strip, section.text.split("\n"))):
            line = next((number for number, words in written if _words(said) <= words), section.place.line or 1)
            found[line, said] = Text(f"the section `{heading}`", said, _line(section, line))
    yield from (found[key] for key in sorted(found))


def _written(section: Node) -> list[tuple[int, frozenset[str]]]:
    """The words of each line of a section as it stands in the file: where a link is, there are more of them than are read."""
    if section.span is None:
        return []
    lines = enumerate(section.source.lines[section.span.line - 1 : section.span.end_line - 1], section.span.line)
    return [(number, _words(line)) for number, line in lines]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text)) or frozenset({text.strip()})


def _line(section: Node, number: int) -> Place:
    lines = section.source.lines
    width = len(lines[number - 1]) if number <= len(lines) else 0
    return section.source.place(Span(number, 1, number, width + 1))
