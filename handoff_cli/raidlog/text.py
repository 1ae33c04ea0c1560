"""Entries put into the text of raid.yaml: below the last one of their part, with every other byte where it was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from handoff_cli.core.tree import Node
from handoff_cli.errors import NO, HandoffError
from handoff_cli.raidlog.entries import Entry

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 ,.()/%_-]*[A-Za-z0-9.)%]|[A-Za-z]", re.ASCII)
_NOT_TEXT: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_DASH: Final = re.compile(r"( *)-\s")


def entry_lines(entry: Entry, indent: str = "  ") -> list[str]:
    """An entry as lines of YAML, its dash behind `indent`."""
    fields = [f"{key}: {_value(value)}" for key, value in entry.fields.items()]
    return [f"{indent}- {fields[0]}", *(f"{indent}  {field}" for field in fields[1:])]


def with_entries(text: str, log: Node, parts: Mapping[str, Sequence[Entry]]) -> str:
    """The text with these entries, part → entries; `log` is what the text says now. HandoffError where it has no place for them."""
    lines = text.split("\n")
    end = "\r" if lines[0].endswith("\r") else ""
    # From the bottom up, so that the numbers of the lines above stay true.
    for part in sorted(parts, key=lambda each: log.get(each).place.line or 0, reverse=True):
        node = log.get(part)
        if not node.exists:
            continue
        if node.is_list and node.value:
            _below_the_last(lines, node, parts[part], end)
        else:
            _instead_of_none(lines, node, parts[part], end)
    for part in (part for part in parts if not log.get(part).exists):
        _at_the_end(lines, part, parts[part], end)
    return "\n".join(lines)


def _below_the_last(lines: list[str], node: Node, entries: Sequence[Entry], end: str) -> None:
    *_, last = node
    dash = _DASH.match(lines[last.span.line - 1]) if last.span else None
    if not dash:
        raise HandoffError(
            f"`{node.key}` in line {node.place.line} of raid.yaml is written on one line.",
            hint="Write each entry on lines of its own, with a dash before it. Nothing was changed.",
            exit_code=NO,
        )
    _insert(lines, _last_line(last), [line for entry in entries for line in entry_lines(entry, dash[1])], end)


def _instead_of_none(lines: list[str], node: Node, entries: Sequence[Entry], end: str) -> None:
    """A part that says none, by name or by nothing, now has entries."""
    if node.key_span is None:
        return
    first = node.key_span.line
    last = max(first, _last_line(node)) if node.value else first
    comment = re.search(r"\s+#.*$", lines[last - 1].removesuffix("\r")) if first == last else None
    ended = lines[first - 1].endswith("\r")
    lines[first - 1] = f"{lines[first - 1][: node.key_span.end_column - 1]}:{comment.group() if comment else ''}{chr(13) * ended}"  # fmt: skip
    del lines[first:last]
    _insert(lines, first, [line for entry in entries for line in entry_lines(entry)], end)


def _at_the_end(lines: list[str], part: str, entries: Sequence[Entry], end: str) -> None:
    at = len(lines) if lines[-1].strip() else len(lines) - 1
    _insert(lines, at, [f"{part}:", *(line for entry in entries for line in entry_lines(entry))], end)


def _insert(lines: list[str], at: int, new: Sequence[str], end: str) -> None:
    """`at` lines stay before the new ones. Only the last line of a file may have no line end, and then it gets one."""
    if at == len(lines) and end and not lines[-1].endswith(end):
        lines[-1] += end
        lines[at:at] = [*(f"{line}{end}" for line in new[:-1]), new[-1]]
        return
    lines[at:at] = [f"{line}{end}" for line in new]


def _last_line(node: Node) -> int:
    """The last line with something of this value. A span that ends before its line's first column ends on the one above."""
    ends = [
        each.span.end_line - (each.span.end_column == 1 and each.span.end_line > each.span.line)
        for each in node.walk()
        if each.span and not (each.is_mapping or each.is_list)
    ]
    return max(ends, default=node.place.line or 1)


def _value(value: str | tuple[str, ...] | Mapping[str, str]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_scalar(each, flow=True) for each in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_scalar(each, flow=True)}' for key, each in value.items())}}}"
    return _scalar(value)


def _scalar(text: str, *, flow: bool = False) -> str:
    """Text as YAML reads it back unchanged, in quotes only where it needs them."""
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT and not (flow and "," in text)
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
