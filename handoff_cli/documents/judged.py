"""The tree the rules see: a value the reader has complained about says nothing any more, so that one mistake is one finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from handoff_cli.core.tree import Node, Route
from handoff_cli.documents.flaw import Flaw
from handoff_cli.documents.pages import FIELD_FILLED, FIELD_WELL_FORMED

_VALUE_RULES: Final = (FIELD_FILLED, FIELD_WELL_FORMED)


def without_flawed(root: Node, flaws: Iterable[Flaw]) -> Node:
    """Every value with a flaw of its own turned into one nobody has filled in; its place stays."""
    for route in {flaw.route for flaw in flaws if flaw.route and flaw.rule in _VALUE_RULES}:
        for each in (route, *_first_half(root, route)):
            root = _blanked(root, each)
    return root


def _first_half(root: Node, route: Route) -> Iterator[Route]:
    """`{price: 43,90}` is a price of 43 and a key 90 to YAML: what stands before such a key says nothing either."""
    keys = [key for key, _ in root.get(*route[:-1]).items()]
    at = keys.index(str(route[-1])) if str(route[-1]).isdigit() and route[-1] in keys else 0
    if at:
        yield (*route[:-1], keys[at - 1])


def _blanked(node: Node, route: Route) -> Node:
    if not route:
        return replace(node, value=None, written=None)
    step, below = route[0], route[1:]
    if isinstance(node.value, Mapping) and step in node.value:
        return replace(node, value={**node.value, step: _blanked(node.value[step], below)})
    if isinstance(node.value, tuple) and isinstance(step, int) and step < len(node.value):
        children = (*node.value[:step], _blanked(node.value[step], below), *node.value[step + 1 :])
        return replace(node, value=children)
    return node
