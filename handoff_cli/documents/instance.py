"""The tree as jsonschema wants to see it: plain data, of which every piece remembers its node.

So a check that fails knows the key it failed at, and a number still has its text (`1.10`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jsonschema import TypeChecker

from handoff_cli.core.tree import Node


class Group(dict[str, Any]):
    node: Node


class Entries(list[Any]):
    node: Node


class Text(str):
    node: Node


class Whole(int):
    node: Node


class Number(float):
    node: Node


class Bare:
    """True, false and null, which cannot be subclassed."""

    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node


Instance = Group | Entries | Text | Whole | Number | Bare


def instance(node: Node) -> Instance:
    value = node.value
    made: Instance
    if isinstance(value, str):
        made = Text(value)
    elif isinstance(value, Mapping):
        made = Group((key, instance(child)) for key, child in value.items())
    elif isinstance(value, tuple):
        made = Entries(instance(child) for child in value)
    elif value is None or isinstance(value, bool):
        return Bare(node)
    else:
        made = Whole(value) if isinstance(value, int) else Number(value)
    made.node = node
    return made


def key_of(node: Node) -> Text:
    """The key that leads to a node, as something to be checked itself."""
    key = Text(node.key)
    key.node = Node(
        source=node.source,
        route=node.route,
        value=node.key,
        written=node.key,
        span=node.key_span,
        key_span=node.key_span,
    )
    return key


def same(node: Node, option: Any) -> bool:
    """Whether a scalar says what a schema lists; numbers by their text, so that `1.0` is not `1`."""
    if isinstance(option, bool) or option is None or node.value is None or isinstance(node.value, bool):
        return node.value is option
    if isinstance(option, str | int | float) and (node.is_mapping or node.is_list):
        return False
    return node.text == str(option) if isinstance(option, str | int | float) else bool(node.plain() == option)


def _is_boolean(_: object, found: object) -> bool:
    return isinstance(found, Bare) and isinstance(found.node.value, bool)


def _is_null(_: object, found: object) -> bool:
    return isinstance(found, Bare) and found.node.value is None


def _of(*values: type) -> Any:
    return lambda _, found: isinstance(found, values)


_CHECKERS: Final[Any] = {
    "array": _of(Entries),
    "object": _of(Group),
    "string": _of(Text),
    "integer": _of(Whole),
    "number": _of(Whole, Number),
    "boolean": _is_boolean,
    "null": _is_null,
}
TYPES: Final = TypeChecker(_CHECKERS)
