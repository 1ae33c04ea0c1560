"""Fabrication files under the role they are given: what they hold, and what is wrong with them in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw, Layer
from handoff_cli.core.tree import Span
from handoff_cli.datapack.fab.drill import Drill, Numbers, drill_of
from handoff_cli.datapack.fab.excellon import read_excellon
from handoff_cli.datapack.fab.gerber import read_gerber
from handoff_cli.datapack.fab.outline import Outline, outline_of
from handoff_cli.datapack.fab.values import Gerber, Limits, Problem
from handoff_cli.datapack.fabrication import claimed_role, form, is_drill_role, may_be_empty, other_form

_EXPORT: Final = "Ask the customer to export this layer again from the design tool (RS-274X or X2)."
_EXPORT_DRILL: Final = "Ask the customer to export the drill data again as Excellon, with units and decimal points."
_HEAD: Final = 20_000


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """`layer` is None when the file could not be read as what it is declared; what was read of it is there all the same."""

    layer: Layer | None
    flaws: tuple[Flaw, ...]
    drawing: Gerber | None = None
    drill: Drill | None = None
    outline: Outline | None = None


def read_layer(
    member: str,
    role: str,
    data: bytes,
    *,
    parameters: str | None = None,
    numbers: Numbers | None = None,
    limits: Limits | None = None,
) -> ReadLayer:
    """A Gerber or drill file. `parameters` (Allegro's nc_param.txt) and `numbers` (from `fab.fit`) settle what drill data leave open."""
    text = data[:_HEAD].decode("latin-1")
    if (flaw := _wrong_form(member, role, data, text)) is not None:
        return ReadLayer(None, (flaw,))
    if is_drill_role(role):
        gerber = read_gerber(data, limits) if form(text) == "gerber" else None
        drill = drill_of(gerber) if gerber else read_excellon(data, parameters=parameters, given=numbers, limits=limits)
        return _judged(member, role, data, text, drill=drill, drawing=gerber)
    return _judged(member, role, data, text, drawing=read_gerber(data, limits))


def _judged(
    member: str, role: str, data: bytes, text: str, *, drawing: Gerber | None = None, drill: Drill | None = None
) -> ReadLayer:
    content = drill or drawing
    assert content is not None
    if content.problems:
        flaw = _unreadable(member, role, data, content.problems[0])
        return ReadLayer(None, (flaw,), drawing, drill)
    layer = Layer(
        member=member,
        role=role,
        objects=content.objects,
        extent=content.extent,
        form="excellon" if drill and not drawing else "gerber",
    )
    outline = outline_of(drawing) if drawing is not None and role == "outline" else None
    return ReadLayer(layer, tuple(_content_flaws(layer, text, outline)), drawing, drill, outline)


def _content_flaws(layer: Layer, text: str, outline: Outline | None) -> Iterator[Flaw]:
    name, role = layer.member, layer.role
    if layer.extent is None and not may_be_empty(role):
        message = f"“{name}” is there but empty: nothing is drawn in it, and it is declared {role}."
        yield _flaw("missing", name, message, _EXPORT_DRILL if is_drill_role(role) else _EXPORT)
    claimed = claimed_role(text)
    if claimed is not None and claimed != role:
        message = f"“{name}” is declared {role}, but says of itself that it is {claimed}."
        yield _flaw(
            "conflict", name, message, "Correct the role in manifest.yaml, or ask the customer which one holds."
        )
    if outline is not None and layer.extent is not None:
        yield from _outline_flaws(layer, outline)


def _outline_flaws(layer: Layer, outline: Outline) -> Iterator[Flaw]:
    if outline.drawn == "too much":
        message = f"“{layer.member}” is declared outline, but has more lines in it than the edge of any board."
        yield _flaw("conflict", layer.member, message, _EXPORT)
    elif not outline.contours:
        message = f"“{layer.member}” is declared outline, but has no line in it that a board could be cut along."
        yield _flaw("conflict", layer.member, message, _EXPORT)
    elif loose := outline.loose:
        x, y = loose[0]
        message = f"The outline in “{layer.member}” is open: its line ends at x {x:.3f} mm, y {y:.3f} mm and nothing goes on there."
        yield _flaw(
            "conflict", layer.member, message, "Ask the customer to close the board outline and export the layer again."
        )


def _wrong_form(member: str, role: str, data: bytes, text: str) -> Flaw | None:
    if not data.strip(b" \t\r\n\0\x1a"):
        return _flaw("missing", member, f"“{member}” is there but empty: the file has no content.", _EXPORT)
    drill = is_drill_role(role)
    found = None if (other := other_form(data)) is not None else form(text)
    if found == ("drill" if drill else "gerber") or (drill and found == "gerber" and _holes(text)):
        return None
    if found is None:
        words = f"is {other}" if other else "is not a file that a board maker's machine reads"
        return _flaw("malformed", member, f"“{member}” is declared {role}, but {words}.", _export(role))
    words = "drill data" if found == "drill" else "a Gerber drawing"
    remedy = "Correct the role in manifest.yaml; a drawing of the holes is a drill-map, and the drill data must be there as well."
    return _flaw("conflict", member, f"“{member}” is declared {role}, but holds {words}.", remedy)


def _holes(text: str) -> bool:
    """Drill data may be a Gerber file, where its attribute says so."""
    return is_drill_role(claimed_role(text) or "")


def _export(role: str) -> str:
    return _EXPORT_DRILL if is_drill_role(role) else _EXPORT


def _unreadable(member: str, role: str, data: bytes, problem: Problem) -> Flaw:
    return Flaw(
        kind="malformed",
        member=member,
        message=f"“{member}”, declared {role}, cannot be read: {problem.words}.",
        remedy=_export(role),
        span=_span(data, problem.line) if problem.line else None,
        excerpt=problem.excerpt or None,
    )


def _span(data: bytes, line: int) -> Span:
    lines = data.splitlines()
    return Span(line, 1, line, len(lines[line - 1]) + 1 if line <= len(lines) else 1)


def _flaw(kind: Kind, member: str, message: str, remedy: str) -> Flaw:
    return Flaw(kind=kind, member=member, message=message, remedy=remedy)
