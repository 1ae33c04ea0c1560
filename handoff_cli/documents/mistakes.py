"""The mistakes people make in YAML, each with the line as it was meant.

Every function looks at one line and proposes; whether the proposal helps is for the parser to say (`mend`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.rule import Rule
from handoff_cli.documents.flaw import shown
from handoff_cli.documents.lines import indent
from handoff_cli.documents.pages import FIELD_FILLED, YAML_READABLE
from handoff_cli.documents.parts import Parts, quoted, split
from handoff_cli.documents.placeholders import is_placeholder

LONGEST: Final = 2000
_LEAD: Final = re.compile(r" *(?:- +)*")
_NO_BLANK: Final = re.compile(r"([A-Za-z_][\w-]*):(?!//)([^\s:].*)")
_SMART: Final = "“”„‟«»‘’‚"
_BAD_STARTS: Final = {
    "@": "a text cannot begin with `@` unless it stands in quotes",
    "`": "a text cannot begin with a backtick unless it stands in quotes",
    "%": "a text cannot begin with `%` unless it stands in quotes",
    "*": "a text cannot begin with `*` unless it stands in quotes",
    "&": "a text cannot begin with `&` unless it stands in quotes",
    "!": "a text cannot begin with `!` unless it stands in quotes",
    ",": "a text cannot begin with a comma unless it stands in quotes",
    "]": "a text cannot begin with `]` unless it stands in quotes",
    "}": "a text cannot begin with `}` unless it stands in quotes",
    "|": "a text cannot begin with `|` unless it stands in quotes",
    ">": "a text cannot begin with `>` unless it stands in quotes",
    "?": "a text cannot begin with `?` and a blank unless it stands in quotes",
    "-": "a text cannot begin with `-` and a blank unless it stands in quotes",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """`column` (from 1) is where it is in the line, `lines` the whole document as it would be without it."""

    line: int
    column: int
    lines: tuple[str, ...]
    message: str
    remedy: str
    rule: Rule = YAML_READABLE
    kind: Kind = "malformed"


Detector = Callable[[tuple[str, ...], int], Iterator[Mistake]]


def typographic_quotes(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    parts = split(lines[at])
    if len(parts.value) > 1 and parts.value[0] in _SMART and parts.value[-1] in _SMART:
        message = f"{parts.name} stands in typographic quotes, which do not hold a text together"
        yield _requoted(lines, at, parts, quoted(parts.value[1:-1]), message, "Use straight quotes")


def bad_start(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    parts = split(lines[at])
    first, second = parts.value[:1], parts.value[1:2]
    if first == "%" and not parts.lead and not parts.key:
        remedy = "Delete the line, or begin it with `#` to keep it as a comment."
        yield Mistake(at, 1, _replaced(lines, at, "#" + lines[at]), "a line cannot begin with `%`", remedy)
    elif first in _BAD_STARTS and (first not in "?-" or (parts.key and second in ("", " "))):
        if is_placeholder(parts.value):
            fixed = _replaced(lines, at, parts.line(quoted(parts.value)))
            message = f"{parts.name} still says `{parts.value}`"
            yield Mistake(at, parts.value_column, fixed, message, "Fill it in.", FIELD_FILLED, "missing")
        else:
            yield _requoted(lines, at, parts, quoted(parts.value), _BAD_STARTS[first], "Put the text in quotes")


def colon_in_text(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    parts = split(lines[at])
    value = parts.value
    if parts.key and value[:1] not in ("", '"', "'", "[", "{", "#") and (": " in value or value.endswith(":")):
        message = f"the text of {parts.name} holds a colon and a blank, which start a new key"
        yield _requoted(lines, at, parts, quoted(value), message, "Put the text in quotes")


def dash_without_blank(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    line = lines[at]
    depth = indent(line)
    if line[depth : depth + 1] == "-" and line[depth + 1 : depth + 2] not in ("", " ", "-"):
        fixed = f"{line[:depth]}- {line[depth + 1 :]}"
        aligned = at + 1 < len(lines) and indent(lines[at + 1]) == depth + 1
        shifted = _shifted(_replaced(lines, at, fixed), at + 1, depth, 1 if aligned else 0)
        yield Mistake(at, depth + 1, shifted, "a list entry needs a blank after its dash", _write(fixed))


def colon_without_blank(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    lead = _LEAD.match(lines[at])
    start = lead.end() if lead else 0
    match = _NO_BLANK.fullmatch(lines[at], start)
    if match:
        fixed = f"{lines[at][:start]}{match[1]}: {match[2]}"
        message = f"`{match[1]}` needs a blank after its colon"
        yield Mistake(at, start + len(match[1]) + 1, _replaced(lines, at, fixed), message, _write(fixed))


def foreign_colon(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    line = lines[at]
    if "\uff1a" in line:
        fixed = re.sub("\uff1a *", ": ", line)
        message = "there is a full-width colon, which does not end a key"
        yield Mistake(at, line.index("\uff1a") + 1, _replaced(lines, at, fixed), message, _write(fixed))


def broken_quotes(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    parts = split(lines[at])
    quote = parts.value[:1]
    if quote not in ('"', "'"):
        return
    end = _closing(parts.value, quote)
    if end is None:
        message = f"the quotes of {parts.name} are not closed"
        yield _requoted(lines, at, parts, parts.value.rstrip() + quote, message, "Close them on the same line")
        return
    inside = parts.value[1:-1] if parts.value.endswith(quote) else parts.value
    if parts.value[end + 1 :].strip():
        message = f"the quotes of {parts.name} end before the text does"
        yield _requoted(lines, at, parts, quoted(inside), message, "Put the whole text in the other kind of quotes")
    elif quote == '"' and "\\" in parts.value:
        message = f"{parts.name} has a backslash in double quotes, where it begins a code"
        yield _requoted(lines, at, parts, quoted(parts.value[1:end]), message, "Use single quotes")


def broken_brackets(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    parts = split(lines[at])
    if parts.value[:1] not in ("[", "{"):
        return
    closers: list[str] = []
    for position, character in enumerate(parts.value):
        if character in "[{":
            closers.append("]" if character == "[" else "}")
        elif closers and character == closers[-1]:
            closers.pop()
            if not closers and parts.value[position + 1 :].strip():
                message = f"{parts.name} goes on after its closing bracket"
                yield _requoted(lines, at, parts, quoted(parts.value), message, "Put the text in quotes")
                return
    if closers:
        open_end = parts.value.rstrip(", ")
        fixed = f"{open_end}{' ' if open_end.endswith(':') else ''}{''.join(reversed(closers))}"
        yield _requoted(lines, at, parts, fixed, f"the brackets of {parts.name} are not closed", "Close them")


def wrong_indent(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    """The line moved below one of those above it, nearest first, and with it what belongs to it."""
    depth = indent(lines[at])
    name = split(lines[at]).key or "this line"
    for wanted in sorted(_columns_above(lines, at), key=lambda column: abs(column - depth)):
        moved = _shifted(_replaced(lines, at, " " * wanted + lines[at].strip()), at + 1, depth, wanted - depth)
        by, deeper = abs(wanted - depth), depth > wanted
        many = f"{by} blank{'s' * (by > 1)}"
        message = f"`{name}` stands {many} further {'right' if deeper else 'left'} than its neighbours"
        message = message.replace("`this line`", "this line")
        remedy = f"{'Take' if deeper else 'Put'} {many} {'away before' if deeper else 'before'} it: `{' ' * wanted}{shown(lines[at])}`."
        yield Mistake(at, depth + 1, moved, message, remedy)


def stray_text(lines: tuple[str, ...], at: int) -> Iterator[Mistake]:
    parts = split(lines[at])
    if not _is_stray(parts):
        return
    fixed, end = list(lines), at
    while end < len(fixed) and _is_stray(split(fixed[end])):
        fixed[end] = f"{' ' * indent(fixed[end])}#{fixed[end].strip()}"
        end += 1
    message = "this line is neither a field with a colon nor part of the text above"
    remedy = "Write `name: value`; a text that goes on over several lines is indented more than its key."
    yield Mistake(at, indent(lines[at]) + 1, tuple(fixed), message, remedy)


def _is_stray(parts: Parts) -> bool:
    return (
        not parts.key
        and "-" not in parts.lead
        and bool(parts.value)
        and parts.value[0] not in "#-"
        and not parts.value.endswith(":")
    )


DETECTORS: Final[tuple[Detector, ...]] = (
    typographic_quotes,
    bad_start,
    colon_in_text,
    dash_without_blank,
    colon_without_blank,
    foreign_colon,
    broken_quotes,
    broken_brackets,
    wrong_indent,
    stray_text,
)


def _write(line: str) -> str:
    return f"Write `{shown(line)}`."


def _requoted(lines: tuple[str, ...], at: int, parts: Parts, value: str, message: str, advice: str) -> Mistake:
    fixed = parts.line(value)
    remedy = f"{advice}: `{shown(fixed)}`."
    return Mistake(at, parts.value_column, _replaced(lines, at, fixed), message, remedy)


def _replaced(lines: tuple[str, ...], at: int, line: str) -> tuple[str, ...]:
    return (*lines[:at], line, *lines[at + 1 :])


def _shifted(lines: tuple[str, ...], start: int, depth: int, by: int) -> tuple[str, ...]:
    """Everything from `start` on that is deeper than `depth`, moved by so many blanks."""
    out = list(lines)
    for at in range(start, len(lines) if by else start):
        if lines[at].strip() and indent(lines[at]) <= depth:
            break
        out[at] = " " * max(0, indent(lines[at]) + by) + lines[at].lstrip(" ") if lines[at].strip() else lines[at]
    return tuple(out)


def _columns_above(lines: tuple[str, ...], at: int) -> list[int]:
    """Where keys and dashes of the lines above begin, the nearest line's first."""
    columns: list[int] = []
    for line in reversed(lines[max(0, at - 40) : at]):
        if line.strip() and not line.lstrip().startswith("#"):
            lead = _LEAD.match(line)
            columns += [lead.end() if lead else 0, indent(line)]
    return [column for column in dict.fromkeys(columns) if column != indent(lines[at])][:8]


def _closing(text: str, quote: str) -> int | None:
    at = 1
    while at < len(text):
        if quote == '"' and text[at] == "\\":
            at += 2
        elif text[at] != quote:
            at += 1
        elif quote == "'" and text[at + 1 : at + 2] == "'":
            at += 2
        else:
            return at
    return None
