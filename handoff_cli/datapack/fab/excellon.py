"""Drill data (Excellon, XNC and what the design tools make of them), read under limits. It never raises for any bytes."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.datapack.fab import attributes
from handoff_cli.datapack.fab.drill import Drill, Known, Numbers, Plating, Tool, plating_of
from handoff_cli.datapack.fab.drill_header import Statement, stated
from handoff_cli.datapack.fab.drill_lines import lines
from handoff_cli.datapack.fab.drill_machine import DrillMachine
from handoff_cli.datapack.fab.machine import StopError
from handoff_cli.datapack.fab.shapes import around
from handoff_cli.datapack.fab.source import Problems, decoded_lines
from handoff_cli.datapack.fab.values import Extent, Limits

_DRILL: Final = re.compile(
    r"^\s*(?:M48|T[0-9]+(?:[A-Z][0-9.]+)*|(?:METRIC|INCH)\b.*|(?:X[-+0-9.]+)?Y[-+0-9.]+|X[-+0-9.]+|M30)\s*$",
    re.ASCII | re.MULTILINE,
)


def read_excellon(
    data: bytes, *, parameters: str | None = None, given: Numbers | None = None, limits: Limits | None = None
) -> Drill:
    """`parameters` is the text of Allegro's nc_param.txt; `given` fills in what neither it nor the file says."""
    limits = limits or Limits()
    text = decoded_lines(data[: limits.bytes + 1])
    said = stated(text, parameters) if len(data) <= limits.bytes else Statement(Numbers(), "unknown")
    numbers, known = _settled(said, given)
    machine = DrillMachine(Problems(text, limits), limits, numbers, known=known, decimal=said.decimal)
    if said.contradiction:
        machine.problem("contradiction", "it says two different things about its unit or its number format")
    if len(data) > limits.bytes:
        machine.problem("limit", f"it is larger than {limits.bytes >> 20} MiB")
    elif not text.strip():
        machine.problems.add("empty", "the file has no content")
    elif _DRILL.search(text) is None or "%FS" in text:
        machine.problems.add("not-this-form", "it is not a file that a board maker's machine reads")
    else:
        _read(machine, text)
    return _result(machine, numbers, known)


def _settled(said: Statement, given: Numbers | None) -> tuple[Numbers, Known]:
    if said.known != "unknown" or given is None:
        return said.numbers, said.known
    numbers = Numbers(said.numbers.unit or given.unit, said.numbers.digits or given.digits)
    whole = numbers.unit is not None and (numbers.digits is not None or said.decimal)
    return numbers, "given" if whole else "unknown"


def _read(machine: DrillMachine, text: str) -> None:
    try:
        lines(machine, text)
    except StopError:
        return
    if not machine.ended:
        machine.problems.add("cut-off", "it stops in the middle: its end mark is missing")
    if not machine.size():
        return
    if machine.numbers.unit is None:
        machine.problems.add("no-unit", "it does not say whether it is in mm or inch")
    if machine.numbers.digits is None and not machine.decimal:
        machine.problems.add("no-format", "it does not say where the decimal point of its numbers is")


def _result(machine: DrillMachine, numbers: Numbers, known: Known) -> Drill:
    tools = tuple(machine.tools)
    return Drill(
        numbers=numbers,
        known=known,
        tools=tools,
        hits=machine.hits,
        slots=machine.slots,
        extent=_extent(machine) if known != "unknown" else None,
        plating=_plating(machine, tools),
        attributes=machine.attributes,
        comments=tuple(machine.comments),
        generator=attributes.tool(machine.attributes, machine.comments),
        complete=machine.ended,
        problems=tuple(machine.problems.found),
    )


def _extent(machine: DrillMachine) -> Extent | None:
    """The holes with their diameters."""
    boxes: list[Extent] = []
    radii = [(tool.diameter or 0.0) / 2 for tool in machine.tools]
    for x, y, tool in zip(machine.hits.x, machine.hits.y, machine.hits.tool, strict=True):
        r = radii[tool] if tool >= 0 else 0.0
        boxes.append((x - r, y - r, x + r, y + r))
    slots = machine.slots
    for x1, y1, x2, y2, tool in zip(slots.x1, slots.y1, slots.x2, slots.y2, slots.tool, strict=True):
        r = radii[tool] if tool >= 0 else 0.0
        boxes.append((min(x1, x2) - r, min(y1, y2) - r, max(x1, x2) + r, max(y1, y2) + r))
    found = around(boxes)
    if found is None:
        return None
    if not all(abs(edge) <= machine.limits.farthest for edge in found):
        machine.problems.add("far-away", "it drills metres away from any board")
    left, bottom, right, top = (round(edge, 6) for edge in found)
    return left, bottom, right, top


def _plating(machine: DrillMachine, tools: tuple[Tool, ...]) -> Plating | None:
    """What X2 says of the whole file, else what is said of the tools that are used; None when any of them is silent."""
    if (whole := plating_of(machine.attributes)) is not None:
        return whole
    used = {tools[n].plated for n in {*machine.hits.tool, *machine.slots.tool} if n >= 0} or {machine.plated}
    if None in used:
        return None
    return "mixed" if len(used) > 1 else "plated" if True in used else "nonplated"
