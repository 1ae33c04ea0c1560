"""Nested Python data → a document with positions, so that a test of a rule needs neither YAML nor files.

Each scalar gets a line of its own (`key: value`); spans and excerpts are true to those lines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from handoff_cli.core.deal import Deal, File
from handoff_cli.core.pack import Pack
from handoff_cli.core.policy import Person, Policy
from handoff_cli.core.tree import Node, Route, Source, Span

PEOPLE = {
    "tom": Person(id="tom", name="Tom Okafor", roles=frozenset({"sales"})),
    "dana": Person(id="dana", name="Dana Reyes", roles=frozenset({"pm"}), deputy="lee"),
    "lee": Person(id="lee", name="Lee Park", roles=frozenset({"pm"})),
    "mira": Person(id="mira", name="Mira Lindqvist", roles=frozenset({"engineering"})),
    "jonas": Person(id="jonas", name="Jonas Petrov", roles=frozenset({"purchasing"})),
    "ines": Person(id="ines", name="Ines Albrecht", roles=frozenset({"finance"})),
    "nora": Person(id="nora", name="Nora Blom", roles=frozenset({"sales-manager"})),
    "vera": Person(id="vera", name="Vera Ek", roles=frozenset({"sales-director"})),
    "arvid": Person(id="arvid", name="Arvid Holm", roles=frozenset({"admin"})),
}
POLICY = Policy(people=PEOPLE)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def node(path: str, data: Any, body: str = "") -> Node:
    """The root of a document. `body` are the lines below the front matter."""
    lines: list[str] = []
    make = _plan(data, (), "", lines)
    return make(Source(path, (*lines, *body.split("\n"))))


def deal(data: Mapping[str, Any], packs: Mapping[str, Pack], files: Mapping[str, str], policy: Policy = POLICY) -> Deal:
    """A deal of document name → data; a document of text and data is written `{"": body, …}`. `files` are name → content."""
    id = "BRW-1042"
    documents = {name: _document(f"projects/{id}/{name}", content) for name, content in data.items()}
    sizes = {name: File(size=len(text), sha256=sha256(text)) for name, text in files.items()}
    present = {name: File(size=1, sha256=sha256(name)) for name in data} | sizes
    return Deal(id=id, policy=policy, files=present, documents=documents, packs=packs)


def _document(path: str, content: Any) -> Node:
    if isinstance(content, Mapping) and "" in content:
        return node(path, {key: value for key, value in content.items() if key}, content[""])
    return node(path, content)


def _plan(data: Any, route: Route, label: str, lines: list[str]) -> Callable[[Source], Node]:
    """Write the lines of a value and say how to make its node once all lines are known."""
    number = len(lines) + 1
    if isinstance(data, Mapping):
        lines.append(f"{label}:")
        below = {key: _plan(value, (*route, key), str(key), lines) for key, value in data.items()}
        return lambda source: _node(
            source, route, {key: make(source) for key, make in below.items()}, None, number, label
        )
    if isinstance(data, list | tuple):
        lines.append(f"{label}:")
        entries = [_plan(value, (*route, index), "-", lines) for index, value in enumerate(data)]
        return lambda source: _node(source, route, tuple(make(source) for make in entries), None, number, label)
    written = {None: "", True: "true", False: "false"}[data] if data is None or isinstance(data, bool) else str(data)
    lines.append(f"{label}: {written}")
    return lambda source: _node(source, route, data, written, number, label)


def _node(source: Source, route: Route, value: Any, written: str | None, line: int, label: str) -> Node:
    start = len(label) + 3
    key_span = Span(line, 1, line, len(label) + 1) if label and label != "-" else None
    return Node(source, route, value, written, False, Span(line, start, line, start + len(written or "")), key_span)
