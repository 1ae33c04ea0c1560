"""What a golden data pack says, as values. A reader makes them from the bytes of a ZIP; the rules see nothing else.

Lengths are millimetres, whatever the files use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from handoff_cli.core.finding import Kind
from handoff_cli.core.tree import Node, Span

Side = Literal["top", "bottom"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something the reader could not take: which member (None: the archive itself), where in it, what, and the way out."""

    kind: Kind
    member: str | None
    message: str
    remedy: str
    span: Span | None = None
    excerpt: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive. `role` is what the manifest declares for it, None where it declares nothing."""

    path: str
    size: int
    sha256: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class BomLine:
    """One line of the bill of materials. `line` is the 1-based line of the file it starts on."""

    line: int
    refdes: tuple[str, ...]
    quantity: int | None
    mpn: str
    manufacturer: str
    value: str = ""
    description: str = ""
    dnp: bool = False
    excerpt: str = ""
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Bom:
    member: str
    columns: Mapping[str, str]
    lines: tuple[BomLine, ...]

    def fitted(self) -> dict[str, BomLine]:
        """RefDes → line of every part that is to be fitted."""
        return {ref: line for line in self.lines if not line.dnp for ref in line.refdes}

    def unfitted(self) -> dict[str, BomLine]:
        """RefDes → line of every part marked DNP."""
        return {ref: line for line in self.lines if line.dnp for ref in line.refdes}


@dataclass(frozen=True, slots=True)
class Placement:
    """One row of the centroid file: body centre, degrees counter-clockwise."""

    line: int
    refdes: str
    x: float
    y: float
    rotation: float
    side: Side
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Centroid:
    member: str
    unit: str
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A fabrication file as far as it was understood: objects drawn, extent (left, bottom, right, top) in mm, None when empty."""

    member: str
    role: str
    objects: int
    extent: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class Pack:
    """A golden pack and its manifest. `archive` is the ZIP's path in the repository, `sha256` that of its bytes ("" when absent)."""

    name: str
    manifest: Node
    archive: str
    sha256: str
    members: tuple[Member, ...] = ()
    bom: Bom | None = None
    centroid: Centroid | None = None
    layers: tuple[Layer, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    def role(self, role: str) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.role == role)


Reader = Callable[[str, Node, str, bytes], Pack]
"""(pack name, manifest, archive path, archive bytes) → what the pack says. It never raises for bad bytes: flaws say it."""
