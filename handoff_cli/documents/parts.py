"""One line of YAML taken apart by eye, as far as that goes without a parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_LEAD: Final = re.compile(r" *(?:- +)*")


@dataclass(frozen=True, slots=True)
class Parts:
    """A line as `lead` (blanks and dashes), `key` ("" where it has none) and `value` without its comment."""

    lead: str
    key: str
    value: str
    comment: str

    @property
    def name(self) -> str:
        return f"`{self.key}`" if self.key else "this line"

    @property
    def value_column(self) -> int:
        return len(self.lead) + (len(self.key) + 3 if self.key else 1)

    def line(self, value: str) -> str:
        return f"{self.lead}{self.key}{': ' if self.key else ''}{value}{self.comment}"


def split(line: str) -> Parts:
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    rest = line[start:]
    key, colon, value = rest.partition(": ")
    if not colon or key[:1] in "\"'[{#":
        key, value = "", rest
    value, hash_, comment = value.strip().partition(" #") if value.strip()[:1] not in "\"'" else (value.strip(), "", "")
    return Parts(line[:start], key.rstrip(), value.rstrip(), f" #{comment}" if hash_ else "")


def quoted(text: str) -> str:
    """The text in quotes that need no escapes."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
