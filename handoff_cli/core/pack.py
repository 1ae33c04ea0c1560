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
    """One file of the archive. `role` is what the manifest declares for it, None where it declares nothing; without a
    manifest it is the role that was found. `found` and `evidence` are what the file itself says, and how."""

    path: str
    size: int
    sha256: str
    role: str | None = None
    found: str | None = None
    evidence: str = ""
    made: str = ""
    """When the file was made, as it says itself (`2020-07-18T20:34`, local time); empty where it does not."""
    dated: str = ""
    """The time of the file in the ZIP it came in."""


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
    package: str = ""
    supplier: str = ""
    """The distributor's number (LCSC, Digi-Key, …), which is no MPN."""
    alternates: tuple[str, ...] = ()
    """Part numbers the file itself names beside the MPN."""
    evidence: str = ""
    """What in the file says that the parts are not fitted."""
    asked: bool = False
    """Whether the file leaves open if they are fitted (`DNP` where the part number belongs); the reader has said so."""
    kind: Literal["part", "hardware", "total"] = "part"
    """`hardware`: screws, labels, bare boards, which have no RefDes; `total`: a row of sums."""


@dataclass(frozen=True, slots=True)
class Bom:
    member: str
    columns: Mapping[str, str]
    lines: tuple[BomLine, ...]
    sheet: str = ""

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
    value: str = ""
    package: str = ""
    kind: str = "part"
    """`part`, or what the row is instead: `fiducial`, `test point`, `hole`, `logo`, `copper`, `text`."""
    evidence: str = ""
    """What in the row says that the part is not fitted."""
    member: str = ""
    """The file of the row where top and bottom have one each, otherwise empty."""


@dataclass(frozen=True, slots=True)
class Centroid:
    """`unit` is None where nothing states it: then the coordinates are as written, and only the pads can tell."""

    member: str
    unit: str | None
    placements: tuple[Placement, ...]
    members: tuple[str, ...] = ()
    """All its files, where top and bottom have one each."""
    unit_source: Literal["stated", "declared", "habit", ""] = "stated"
    """Who says the unit: the file, the manifest, or only the habit of the tool that wrote such columns."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A fabrication file as far as it was understood: objects drawn, extent (left, bottom, right, top) in mm, None when empty."""

    member: str
    role: str
    objects: int
    extent: tuple[float, float, float, float] | None
    contours: tuple[tuple[float, float, float, float], ...] = ()
    """Of an outline: the extents of its closed contours, the largest first."""
    centres: tuple[float, float, float, float] | None = None
    """Of drill data: the extent of the middles of its holes."""
    form: Literal["gerber", "excellon"] = "gerber"
    proven: str = ""
    """Of drill data that do not state unit or format: the only reading that puts the holes on the copper."""


@dataclass(frozen=True, slots=True)
class Registration:
    """How the two-terminal parts of one side lie on the pads: `as_is` of `parts` as the file says, `on_pads` of them after scaling,
    mirroring (`x` negates X) and shifting by `dx`, `dy`.

    `transformed`: nearly all lie on pads, but only then. `stale`: many do, and of others (`missed`) there are no pads there at all.
    `unknown`: no transform puts enough of them on pads to say anything.
    """

    side: Side
    parts: int
    as_is: int
    on_pads: int
    verdict: Literal["registers", "transformed", "stale", "unknown", "too few"]
    scale: float = 1.0
    mirror: Literal["", "x", "y", "xy"] = ""
    dx: float = 0.0
    dy: float = 0.0
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Design:
    """A whole board in one format, as far as it was opened. `version` is that of the format, `revision` what it says of the board.

    `layers` are the names of all of them in their order; a field is empty or None where the file does not say it.
    """

    member: str
    form: Literal["odbpp", "ipc2581"]
    version: str
    revision: str
    copper_layers: int | None
    layers: tuple[str, ...]
    placements: tuple[Placement, ...]


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
    notes: tuple[Flaw, ...] = ()
    """What is odd about its tables and loses nothing that can be seen: worth a look, no more."""
    copper_layers: int | None = None
    registration: tuple[Registration, ...] = ()
    board: tuple[float, float, float, float] | None = None
    """The extent of the single board: of the smallest closed contour of the outline that holds nearly all of its holes and pads."""

    designs: tuple[Design, ...] = ()
    """ODB++ jobs and IPC-2581 files."""

    astray: tuple[str, ...] = ()
    """The members of a golden archive that do not lie in one of its six folders."""

    def role(self, role: str) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.role == role)


Reader = Callable[[str, Node, str, bytes], Pack]
"""(pack name, manifest, archive path, archive bytes) → what the pack says. It never raises for bad bytes: flaws say it."""
