"""`manifest.yaml` filled in: what the pack itself says is written, what a person has settled or noted stays as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.tree import Node, Span
from handoff_cli.datapack.roles.doubts import said
from handoff_cli.documents.placeholders import is_placeholder
from handoff_cli.errors import HandoffError
from handoff_cli.packing.layout import Placed

_TBD: Final = "TBD"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*", re.ASCII)
_LOOKS_OTHERWISE: Final = re.compile(
    r"[0-9][0-9.eE_+-]*|\d{4}-\d\d-\d\d|null|true|false|yes|no|on|off|y|n", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Edit:
    """Text put in the place of a span of one line."""

    line: int
    begin: int
    end: int
    text: str


def settled_roles(root: Node) -> dict[str, str]:
    """File name → role, wherever the manifest gives one that is no placeholder."""
    return {
        _name(entry.get("path").text): entry.get("role").text
        for entry in root.get("members")
        if is_settled(entry.get("path")) and is_settled(entry.get("role"))
    }


def is_settled(node: Node) -> bool:
    return bool(node.text) and not is_placeholder(node.text)


def with_received(root: Node, received: Mapping[str, str]) -> str:
    """The manifest's text with these files, path → SHA-256, listed as received. What is listed already stays."""
    lines = list(root.source.lines)
    listed = root.get("received")
    known = {entry.get("file").text for entry in listed}
    new = [f"  - {{file: {scalar(path)}, sha256: {digest}}}" for path, digest in received.items() if path not in known]
    if not new:
        return _assembled(lines, (), -1, (), ())
    if not known:
        return _assembled(lines, (), -1, (), ("", "# What the customer sent, byte for byte:", "received:", *new))
    rows = [_lines_of(entry) for entry in listed]
    if not _one_by_one(listed, rows):
        raise HandoffError(
            f"`received` in line {listed.place.line} of manifest.yaml has several files on one line.",
            hint="Write each file on a line of its own, as in `- {file: received/board.zip, sha256: ...}`.",
        )
    return _assembled(lines, (), rows[-1][-1], new, ())


def filled(root: Node, values: Mapping[str, str], files: Sequence[Placed], folder: str) -> str:
    """The manifest's text with these values, and with exactly these files as its members."""
    lines = list(root.source.lines)
    edits: list[_Edit] = []
    added: list[str] = []
    for key, value in values.items():
        node = root.get(key)
        if node.exists:
            edits.append(_replaced(node, scalar(value)))
        else:
            added.append(f"{key}: {scalar(value)}")
    entries, dropped, last = _members(root, {each.name.casefold(): each for each in files}, folder, edits)
    known = {each.name for each in entries}
    new = [_entry(each, folder) for each in files if each.name not in known]
    for edit in sorted(edits, key=lambda each: (each.line, each.begin), reverse=True):
        at = edit.line - 1
        lines[at] = _edited(lines[at], edit)
    return _assembled(lines, dropped, last, new, added)


def scalar(text: str) -> str:
    """Text as YAML reads it back unchanged, in quotes only where it needs them."""
    if _PLAIN.fullmatch(text) and not _LOOKS_OTHERWISE.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _edited(line: str, edit: _Edit) -> str:
    """The line with its edit; a comment behind it stays in its column where there is room."""
    before, after = line[: edit.begin - 1] + edit.text, line[edit.end - 1 :]
    comment = after.lstrip(" ")
    if not comment.startswith("#") or comment == after:
        return before + after
    column = len(line) - len(comment)
    return f"{before}{' ' * max(column - len(before), 2)}{comment}"


def _replaced(node: Node, text: str) -> _Edit:
    span = node.span
    if span is None or span.line != span.end_line or node.is_list or node.is_mapping:
        at = f" in line {node.place.line}" if node.place.line else ""
        raise HandoffError(
            f"`{node.key}`{at} of manifest.yaml is written over several lines.", hint="Write it on one line."
        )
    empty = span.column == span.end_column
    return _Edit(span.line, span.column, span.end_column, f" {text}" if empty else text)


def _members(
    root: Node, files: Mapping[str, Placed], folder: str, edits: list[_Edit]
) -> tuple[list[Placed], set[int], int]:
    """The entries that stay, with their paths and roles brought up to date; the lines of those that go; the last line."""
    members = root.get("members")
    rows = [_lines_of(entry) for entry in members]
    if members.is_list and not _one_by_one(members, rows):
        raise HandoffError(
            f"`members` in line {members.place.line} of manifest.yaml has several files on one line.",
            hint="Write each file on a line of its own, as in `- {path: bom.csv, role: bom}`.",
        )
    if members.span is not None and not tuple(members) and members.span.column < members.span.end_column:
        edits.append(_Edit(members.span.line, members.span.column, members.span.end_column, ""))
    kept: list[Placed] = []
    dropped: set[int] = set()
    last = members.key_span.line if members.key_span else 0
    for entry, lines in zip(members, rows, strict=True):
        last = max(last, lines[-1])
        placed = files.get(_name(entry.get("path").text))
        if placed is None or placed in kept:
            dropped.update(lines)
            continue
        kept.append(placed)
        edits.append(_replaced(entry.get("path"), scalar(f"{folder}/{placed.path}")))
        if placed.role is not None and not is_settled(entry.get("role")) and entry.get("role").exists:
            edits.append(_replaced(entry.get("role"), placed.role))
    return kept, dropped, last


def _one_by_one(members: Node, rows: Sequence[range]) -> bool:
    """Whether each entry has lines of its own, below the key."""
    taken = [line for lines in rows for line in lines]
    key = members.key_span.line if members.key_span else 0
    return len(set(taken)) == len(taken) and key not in taken


def _lines_of(entry: Node) -> range:
    span = entry.span or Span(1, 1, 1, 1)
    return range(span.line, span.end_line + 1)


def _entry(file: Placed, folder: str) -> str:
    path = scalar(f"{folder}/{file.path}")
    if file.role is not None:
        return f"  - {{path: {path}, role: {file.role}}}"
    if not file.rivals:
        return f"  - {{path: {path}, role: {_TBD}}}    # nobody can tell from the file; `document` if it is only to be read"
    return f"  - {{path: {path}, role: {_TBD}}}    # {file.found} or document: another can be {said(file.found)} too"


def _assembled(
    lines: Sequence[str], dropped: Iterable[int], last: int, new: Sequence[str], added: Sequence[str]
) -> str:
    gone = set(dropped)
    out: list[str] = []
    for number, line in enumerate(lines, start=1):
        out += [line] if number not in gone else []
        if number == last:
            out += new
    if not last:
        out = [*_trimmed(out), "members:", *new, ""]
    return "\n".join([*_trimmed(out), *added, ""])


def _trimmed(lines: Sequence[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return list(lines[:end])


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1].casefold()
