"""Where things stand: lines and columns from 1, in code points, ends exclusive."""

from __future__ import annotations

from typing import Any

import pytest

from handoff_cli.core.tree import Node, Span
from tests.documents.reading import both, read


def spans(node: Node) -> tuple[Span | None, Span | None]:
    return node.key_span, node.span


BLOCK = """\
größe: "😀😀" # ✂
kunde:
  name: Müller
  leer:
liste:
- ä: 1
  b: 2
- |
  erste Zeile
  zweite

ende: x
"""


@both
@pytest.mark.parametrize(
    ("route", "key", "value"),
    [
        pytest.param(("größe",), Span(1, 1, 1, 6), Span(1, 8, 1, 12), id="beyond ASCII and beyond the first plane"),
        pytest.param(("kunde",), Span(2, 1, 2, 6), Span(3, 3, 4, 7), id="a group ends with its last value"),
        pytest.param(("kunde", "name"), Span(3, 3, 3, 7), Span(3, 9, 3, 15), id="an umlaut is one column"),
        pytest.param(("kunde", "leer"), Span(4, 3, 4, 7), Span(4, 7, 4, 7), id="nothing stands behind its key"),
        pytest.param(("liste",), Span(5, 1, 5, 6), Span(6, 1, 10, 9), id="a list without indentation"),
        pytest.param(("liste", 0), None, Span(6, 3, 7, 7), id="an entry"),
        pytest.param(("liste", 0, "b"), Span(7, 3, 7, 4), Span(7, 6, 7, 7), id="a field of an entry"),
        pytest.param(("liste", 1), None, Span(8, 3, 10, 9), id="a text block ends with its last line"),
        pytest.param(("ende",), Span(12, 1, 12, 5), Span(12, 7, 12, 8), id="after the block"),
    ],
)
def test_block_style(route: tuple[str | int, ...], key: Span | None, value: Span, loader: Any) -> None:
    root, found = read(BLOCK, loader=loader)
    assert spans(root.get(*route)) == (key, value)
    assert not [finding for finding in found if finding.rule != "field-filled"]


@both
def test_flow_style(loader: Any) -> None:
    root, _ = read("é: {a: [1, '2'], b: {c: x}}\n", loader=loader)
    assert spans(root.get("é")) == (Span(1, 1, 1, 2), Span(1, 4, 1, 28))
    assert spans(root.get("é", "a")) == (Span(1, 5, 1, 6), Span(1, 8, 1, 16))
    assert spans(root.get("é", "a", 1)) == (None, Span(1, 12, 1, 15))
    assert spans(root.get("é", "b", "c")) == (Span(1, 22, 1, 23), Span(1, 25, 1, 26))


@both
def test_the_line_itself_travels_with_the_place(loader: Any) -> None:
    root, _ = read("a: 1\nb:   'x y'  # why\n", loader=loader)
    assert root.get("b").place.excerpt == "b:   'x y'  # why"
    assert root.get("b").place.path == "projects/BRW-1042/quote.yaml"


@both
def test_every_node_knows_where_it_stands(loader: Any) -> None:
    root, _ = read(BLOCK, loader=loader)
    for node in root.walk():
        assert node.span is not None
        assert isinstance(node.route[-1] if node.route else 0, int) or node.key_span is not None
