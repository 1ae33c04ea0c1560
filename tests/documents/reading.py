"""A document from a text, with a schema small enough to see whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
import yaml

from handoff_cli.core.finding import Finding
from handoff_cli.core.tree import Node
from handoff_cli.documents.build import FAST
from handoff_cli.documents.load import load_with
from handoff_cli.documents.schemas import prepared

PATH = "projects/BRW-1042/quote.yaml"
LOADERS = [
    pytest.param(yaml.SafeLoader, id="pure"),
    pytest.param(
        getattr(yaml, "CSafeLoader", None),
        id="libyaml",
        marks=pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML without libyaml"),
    ),
]
both = pytest.mark.parametrize("loader", LOADERS)

MONEY = r"^(0|[1-9][0-9]*)(\.[0-9]{1,6})?$"


def read(
    text: str | bytes,
    schema: Mapping[str, Any] | None = None,
    *,
    path: str = PATH,
    kind: str = "quote",
    loader: Any = FAST,
) -> tuple[Node, tuple[Finding, ...]]:
    """The tree and the findings, without the one about the line for editors."""
    data = text.encode() if isinstance(text, str) else text
    root, found = load_with(prepared(schema or {}), path, data, kind, loader=loader)
    return root, tuple(finding for finding in found if finding.rule != "modeline-present")


def findings(text: str | bytes, schema: Mapping[str, Any] | None = None, **options: Any) -> list[Finding]:
    return list(read(text, schema, **options)[1])


def group(required: Iterable[str] = (), **properties: Any) -> dict[str, Any]:
    """A closed group of fields."""
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


def where(finding: Finding) -> tuple[int, int, int, int]:
    span = finding.place.span
    assert span is not None
    return span.line, span.column, span.end_line, span.end_column


def sentence(finding: Finding) -> str:
    """What a person reads: message and remedy."""
    stop = "" if finding.message.endswith("?") else "."
    return f"{finding.message}{stop} {finding.remedy}"


def only(found: Iterable[Finding]) -> Finding:
    """The one finding there is: one mistake, one finding."""
    (finding,) = found
    return finding
