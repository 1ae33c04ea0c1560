"""Fabrication files (Gerber and drill data): how much is drawn, how far it reaches, whether the outline closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw, Layer
from handoff_cli.core.tree import Span
from handoff_cli.datapack.fabrication import claimed_role, form, is_drill_role, may_be_empty, other_form
from handoff_cli.datapack.guards import MAX_BYTES, drill_trouble, gerber_trouble, slots_as_routes
from handoff_cli.datapack.outline import loose_ends
from handoff_cli.datapack.parser import Drawing, Refused, parsed

_EXPORT: Final = "Ask the customer to export this layer again from the design tool (RS-274X or X2)."
_EXPORT_DRILL: Final = "Ask the customer to export the drill data again as Excellon, with units and decimal points."


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """`layer` is None when the file could not be read as what it is declared."""

    layer: Layer | None
    flaws: tuple[Flaw, ...]


def read_layer(member: str, role: str, data: bytes) -> ReadLayer:
    """A Gerber or drill file under the role the manifest gives it."""
    text = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
    if (flaw := _wrong_form(member, role, data, text)) is not None:
        return ReadLayer(None, (flaw,))
    drill = is_drill_role(role)
    if (trouble := drill_trouble(text) if drill else gerber_trouble(text)) is not None:
        return ReadLayer(None, (_unreadable(member, role, text, trouble, None),))
    routed, origin = slots_as_routes(text) if drill else (text, ())
    drawing = parsed(routed, drill=drill, outline=role == "outline")
    if isinstance(drawing, Refused):
        line = origin[drawing.line - 1] if drawing.line and drawing.line <= len(origin) else drawing.line
        return ReadLayer(None, (_unreadable(member, role, text, drawing.reason, line),))
    layer = Layer(member=member, role=role, objects=drawing.objects, extent=drawing.extent)
    return ReadLayer(layer, tuple(_content_flaws(layer, drawing, text)))


def _content_flaws(layer: Layer, drawing: Drawing, text: str) -> Iterator[Flaw]:
    name, role = layer.member, layer.role
    if not layer.objects and not may_be_empty(role):
        message = f"“{name}” is there but empty: nothing is drawn in it, and it is declared {role}"
        yield _flaw("missing", name, message, _EXPORT_DRILL if is_drill_role(role) else _EXPORT)
    claimed = claimed_role(text)
    if claimed is not None and claimed != role:
        message = f"“{name}” is declared {role}, but says of itself that it is {claimed}"
        yield _flaw(
            "conflict", name, message, "Correct the role in manifest.yaml, or ask the customer which one holds."
        )
    if role == "outline" and layer.objects:
        yield from _outline_flaws(layer, drawing)


def _outline_flaws(layer: Layer, drawing: Drawing) -> Iterator[Flaw]:
    if not drawing.segments:
        message = f"“{layer.member}” is declared outline, but has no line in it that a board could be cut along"
        yield _flaw("conflict", layer.member, message, _EXPORT)
    if loose := loose_ends(drawing.segments, drawing.lines):
        x, y = loose[0]
        message = f"the outline in “{layer.member}” is open: its line ends at x {x:.3f} mm, y {y:.3f} mm and nothing goes on there"
        yield _flaw(
            "conflict", layer.member, message, "Ask the customer to close the board outline and export the layer again."
        )


def _wrong_form(member: str, role: str, data: bytes, text: str) -> Flaw | None:
    if not data.strip():
        return _flaw("missing", member, f"“{member}” is there but empty: the file has no content", _EXPORT)
    if len(data) > MAX_BYTES:
        return _flaw(
            "malformed", member, f"“{member}” is larger than {MAX_BYTES >> 20} MiB, which is not read", _EXPORT
        )
    wanted = "drill" if is_drill_role(role) else "gerber"
    found = None if (other := other_form(data)) is not None else form(text)
    if found == wanted:
        return None
    if found is None:
        words = f"is {other}" if other else "is not a file that a board maker's machine reads"
        remedy = _EXPORT_DRILL if wanted == "drill" else _EXPORT
        return _flaw("malformed", member, f"“{member}” is declared {role}, but {words}", remedy)
    words = "drill data" if found == "drill" else "a Gerber drawing"
    remedy = "Correct the role in manifest.yaml; a drawing of the holes is a drill-map, and the drill data must be there as well."
    return _flaw("conflict", member, f"“{member}” is declared {role}, but holds {words}", remedy)


def _unreadable(member: str, role: str, text: str, reason: str, line: int | None) -> Flaw:
    lines = text.splitlines()
    known = line is not None and 0 < line <= len(lines)
    return Flaw(
        kind="malformed",
        member=member,
        message=f"“{member}”, declared {role}, cannot be read: {reason}",
        remedy=_EXPORT_DRILL if is_drill_role(role) else _EXPORT,
        span=Span(line, 1, line, len(lines[line - 1]) + 1) if line and known else None,
        excerpt=lines[line - 1].strip()[:200] if line and known else None,
    )


def _flaw(kind: Kind, member: str, message: str, remedy: str) -> Flaw:
    return Flaw(kind=kind, member=member, message=message, remedy=remedy)
