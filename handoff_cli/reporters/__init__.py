"""Report → text. A reporter returns a string; only commands write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from handoff_cli.core.report import Report
from handoff_cli.reporters import github, json, markdown, text
from handoff_cli.reporters.options import Options

Reporter = Callable[[Report, Options], str]

REPORTERS: Final[Mapping[str, Reporter]] = {
    "text": text.render,
    "json": json.render,
    "github": github.render,
    "markdown": markdown.render,
}
"""What `--format` offers."""

__all__ = ["REPORTERS", "Options", "Reporter"]
