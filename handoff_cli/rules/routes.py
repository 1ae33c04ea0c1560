"""A field as people name it: `purchase_order.lines[10].quantity`, where an entry is called by its id or counted from 1."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.core.tree import Node

_STEP: Final = re.compile(r"\.?([A-Za-z_][\w-]*)|\[([^\[\]]+)\]")
_IDS: Final = ("id", "item", "line", "release", "reference")


def at_route(root: Node, route: str) -> Node:
    """The node a route leads to; an absent one, placed at the nearest that exists, where it leads nowhere."""
    node, at = root, 0
    while at < len(route):
        step = _STEP.match(route, at)
        if step is None:
            return node.get(route[at:])
        node = node.get(step[1]) if step[1] else _entry(node, step[2])
        at = step.end()
    return node


def _entry(entries: Node, called: str) -> Node:
    """The id wins over the number: the lines of an order are numbered by the customer."""
    for entry in entries:
        if called in (entry.get(key).text for key in _IDS):
            return entry
    return entries.get(int(called) - 1) if called.isdecimal() and called != "0" else entries.get(called)
