"""A document of a deal from its bytes: the tree with positions, and everything that is wrong with it as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from handoff_cli.core.finding import Actor, Finding, in_order
from handoff_cli.core.tree import Node, Source, absent
from handoff_cli.documents.build import FAST
from handoff_cli.documents.flaw import Flaw, finding
from handoff_cli.documents.judged import without_flawed
from handoff_cli.documents.pages import FIELD_WELL_FORMED, RULES, YAML_READABLE
from handoff_cli.documents.schemas import Schema, schema_of
from handoff_cli.documents.text import read_text
from handoff_cli.documents.yaml_reader import Read, read_yaml

__all__ = ["RULES", "load", "load_with"]

_ADMIN: Final[Actor] = "admin"
_SALES: Final[Actor] = "sales"
_MOST_FINDINGS: Final = 200


def load(path: str, data: bytes, kind: str) -> tuple[Node, tuple[Finding, ...]]:
    """The root node (absent where the file cannot be read as it stands) and the findings.

    A value that has a finding of its own is empty in the tree: what it says is not to be judged a second time.
    `path` is the path in the repository, `kind` the name of the schema. No bytes make this raise.
    """
    return load_with(schema_of(kind), path, data, kind)


def parse(path: str, data: bytes) -> Node:
    """The root node of a YAML document alone, absent where it cannot be read; nothing is said of its fields."""
    text, _ = read_text(path, data)
    if text is None:
        return absent(path)
    source = Source(path, tuple(text.split("\n")))
    return _root(source, read_yaml(source, source.lines, FAST))


def load_with(
    schema: Schema, path: str, data: bytes, kind: str, *, loader: Any = FAST
) -> tuple[Node, tuple[Finding, ...]]:
    """The same with a prepared schema, and with the YAML parser named."""
    text, unreadable = read_text(path, data)
    if text is None:
        return absent(path), _findings(unreadable, schema, kind)
    source = Source(path, tuple(text.split("\n")))
    if path.endswith(".md"):
        root, flaws = _markdown(source, schema, loader)
    else:
        root, flaws = _yaml(source, schema, kind, loader)
    return root, _findings(flaws, schema, kind)


def _findings(flaws: tuple[Flaw, ...], schema: Schema, kind: str) -> tuple[Finding, ...]:
    acts: Actor = schema.get("x-acts") or (_ADMIN if kind == "handoff" else _SALES)
    return in_order(finding(flaw, kind, acts) for flaw in flaws)[:_MOST_FINDINGS]


def _yaml(source: Source, schema: Schema, kind: str, loader: Any) -> tuple[Node, tuple[Flaw, ...]]:
    from handoff_cli.documents.modeline import check_modeline

    read = read_yaml(source, source.lines, loader)
    flaws = (*read.flaws, *_fields(read, schema))
    return without_flawed(_root(source, read), flaws), (*flaws, *check_modeline(source, kind))


def _markdown(source: Source, schema: Schema, loader: Any) -> tuple[Node, tuple[Flaw, ...]]:
    from handoff_cli.documents.headings import check_headings
    from handoff_cli.documents.markdown import divide, read_body

    parts = divide(source, schema)
    body = read_body(source, parts.text)
    flaws = (*parts.flaws, *(check_headings(source, body, schema, parts.end) if parts.text else ()))
    if parts.front is None:
        return _root(source, None), flaws
    read = read_yaml(source, parts.front, loader)
    found = (*read.flaws, *_fields(read, schema))
    root = without_flawed(_root(source, read), found)
    if isinstance(root.value, Mapping):
        root = replace(root, value={**root.value, "body": body})
    return root, (*found, *flaws)


def _root(source: Source, read: Read | None) -> Node:
    return read.root if read and read.root and read.readable else Node(source=source, exists=False)


def _fields(read: Read, schema: Schema) -> Iterator[Flaw]:
    if read.root is None:
        return
    from handoff_cli.documents.checks import check

    mended = {flaw.place.line for flaw in read.flaws if flaw.rule is YAML_READABLE}
    for flaw in check(read.root, schema, [flaw.route for flaw in read.flaws if flaw.route is not None]):
        # How a value of a mended line is written can only be judged once the line is right.
        if flaw.rule is not FIELD_WELL_FORMED or flaw.place.line not in mended:
            yield flaw
