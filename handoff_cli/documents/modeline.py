"""The line by which an editor finds the fields of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.tree import Source, Span
from handoff_cli.documents.flaw import Flaw
from handoff_cli.documents.pages import MODELINE_PRESENT

_MODELINE: Final = re.compile(r"#\s*(?:yaml-language-server:\s*)?\$schema\s*[=:]\s*(\S+)\s*")
_OPTIONAL: Final = frozenset({"handoff"})


def check_modeline(source: Source, kind: str) -> Iterator[Flaw]:
    """Among the comments at the top there is one that names the schema, by its path from this file."""
    wanted = f"{'../' * source.path.count('/')}schemas/{kind}.schema.json"
    line = f"# yaml-language-server: $schema={wanted}"
    for number, text in enumerate(source.lines, 1):
        found = _MODELINE.fullmatch(text.strip())
        if found and found[1].removeprefix("./") == wanted:
            return
        if found:
            place = source.place(Span(number, 1, number, len(text) + 1))
            yield Flaw(
                MODELINE_PRESENT, "conflict", place, f"the line for editors names {found[1]}", f"Write `{line}`."
            )
            return
        if text.strip() and not text.startswith("#"):
            break
    if kind not in _OPTIONAL:
        message = "the first line does not tell an editor which fields this document has"
        yield Flaw(
            MODELINE_PRESENT, "missing", source.place(Span(1, 1, 1, 1)), message, f"Begin the file with `{line}`."
        )
