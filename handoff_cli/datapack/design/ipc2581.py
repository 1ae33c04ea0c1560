"""IPC-2581: one XML file with layers, components and bill of materials (IPC-2581C: `CadData/Layer`, `Step/Component`, `BomHeader`).

A DTD is refused before anything of it is read: the format has none, and it is what makes an XML file grow without end.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from handoff_cli.core.pack import Design, Placement, Side

MOST: Final = 64 << 20
MOST_PARTS: Final = 100_000

_COPPER: Final = frozenset({"CONDUCTOR", "CONDFILM", "CONDFOIL", "SIGNAL", "PLANE", "MIXED"})
_MILLIMETRES: Final = {"MILLIMETER": 1.0, "MICRON": 0.001, "INCH": 25.4}


class _NotOurs(ValueError):
    """A DTD: nothing of the file is believed."""


class _Reader:
    """What the elements say, in the order of the file."""

    def __init__(self) -> None:
        self.version = ""
        self.revision = ""
        self.factor = 1.0
        self.layers: dict[str, tuple[str, str]] = {}
        self.steps: list[list[Placement]] = [[]]
        self._part: dict[str, str] = {}
        self._inside: list[str] = []
        self.line = 0

    def begin(self, name: str, said: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        parent = self._inside[-1] if self._inside else ""
        self._inside.append(name)
        if name == "IPC-2581":
            self.version = said.get("revision", "")
        elif name == "BomHeader":
            self.revision = self.revision or said.get("revision", "")
        elif name == "CadHeader":
            self.factor = _MILLIMETRES.get(said.get("units", "").upper(), 1.0)
        elif name == "Layer" and parent == "CadData":
            self.layers[said.get("name", "")] = (said.get("layerFunction", "").upper(), said.get("side", "").upper())
        elif name == "Step":
            self.steps.append([])
        elif name == "Component" and parent == "Step":
            self._part = {"line": str(self.line), **said}
        elif parent == "Component" and name in ("Xform", "Location"):
            self._part |= said

    def end(self, name: str) -> None:
        if self._inside:
            self._inside.pop()
        if name.rpartition(":")[2] == "Component" and self._part:
            placed = self._placed(self._part)
            if placed is not None and len(self.steps[-1]) < MOST_PARTS:
                self.steps[-1].append(placed)
            self._part = {}

    def _placed(self, said: dict[str, str]) -> Placement | None:
        x, y, turn = (_number(said.get(key, default)) for key, default in (("x", ""), ("y", ""), ("rotation", "0")))
        if x is None or y is None or turn is None or not said.get("refDes"):
            return None
        side: Side = "bottom" if self.layers.get(said.get("layerRef", ""), ("", ""))[1] == "BOTTOM" else "top"
        return Placement(
            line=int(said["line"]), refdes=said["refDes"], x=x * self.factor, y=y * self.factor,
            rotation=turn % 360.0, side=side,
        )  # fmt: skip


def read_ipc2581(member: str, data: bytes) -> Design | None:
    """What the file says; None where it is no sound XML, larger than is read, or has a DTD."""
    if len(data) > MOST:
        return None
    reader, parser = _Reader(), expat.ParserCreate()

    def begin(name: str, said: dict[str, str]) -> None:
        reader.line = parser.CurrentLineNumber
        reader.begin(name, said)

    def refuse(*_: object) -> None:
        raise _NotOurs

    parser.StartElementHandler, parser.EndElementHandler = begin, reader.end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, _NotOurs, ValueError, LookupError):
        return None
    copper = [function for function, _ in reader.layers.values() if function in _COPPER]
    longest: list[Placement] = max(reader.steps, key=len)
    return Design(
        member=member,
        form="ipc2581",
        version=reader.version,
        revision=reader.revision,
        copper_layers=len(copper) or None,
        layers=tuple(reader.layers),
        placements=tuple(longest),
    )


def _number(word: str) -> float | None:
    try:
        found = float(word)
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None
