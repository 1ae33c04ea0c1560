"""What one source of evidence says about one file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from handoff_cli.datapack.content import Content

Base = Literal["stack", "inner", "open", "eagle", "plane"]
"""What an inner number counts: copper layers from the top, inner layers, one of both, the layers of Eagle (1…16), or planes alone."""

COPPER: Final = "copper"
UNIDENTIFIED: Final = "unidentified"
LAYERS: Final = ("copper", "mask", "silk", "paste")
UNIQUE: Final = frozenset(f"{side}-{layer}" for side in ("top", "bottom") for layer in LAYERS) | {"outline"}
DRILLS: Final = frozenset({"drill-plated", "drill-nonplated", "drill-mixed"})
PAPERS: Final = frozenset(
    {"document", "drill-map", "fab-drawing", "assembly-drawing", "schematic", "test-spec", "firmware", "netlist", "job"}
)
"""Roles no board is built from: to call a drawing a document is no contradiction."""

_INNER: Final = re.compile(r"inner-copper-([1-9]\d{0,2})$")


@dataclass(frozen=True, slots=True)
class Claim:
    """A role, or copper that is `number`ed in the convention `base`, or (role unidentified) the reason why there is none."""

    role: str
    evidence: str
    number: int | None = None
    base: Base = "stack"

    @property
    def is_open(self) -> bool:
        return self.role == COPPER


@dataclass(frozen=True, slots=True)
class Subject:
    """A file as the sources of evidence see it. `text` is its beginning; `words` its name without what all files share."""

    path: str
    content: Content
    text: str
    words: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return re.split(r"[/!]", self.path)[-1]

    @property
    def folder(self) -> str:
        return self.path[: len(self.path) - len(self.name)]

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0] or self.name

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].casefold() if "." in self.name else ""


def inner_number(role: str) -> int | None:
    found = _INNER.match(role)
    return int(found[1]) if found else None


def is_fabrication(role: str) -> bool:
    """A role that metal, mask, ink or holes are made from."""
    return role in UNIQUE or role in DRILLS or inner_number(role) is not None or role == COPPER
