"""A Gerber file (RS-274X, X2, X3), read once from left to right under limits. It never raises for any bytes."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.datapack.fab import attributes, extended
from handoff_cli.datapack.fab.attributed import attribute
from handoff_cli.datapack.fab.image import imaged
from handoff_cli.datapack.fab.machine import Machine, StopError
from handoff_cli.datapack.fab.macro import Meter
from handoff_cli.datapack.fab.runs import run
from handoff_cli.datapack.fab.sink import Sink
from handoff_cli.datapack.fab.source import Problems, decoded, readable
from handoff_cli.datapack.fab.statements import statement
from handoff_cli.datapack.fab.values import Counts, Extent, Gerber, Limits, Unit

_TOKEN: Final = re.compile(
    r"\s*+(?:"
    r"((?:(?:G0?1)?(?:X[-+]?[0-9]{1,18})?(?:Y[-+]?[0-9]{1,18})?D0?[123]\*\s*+){3,20000}+)"  # a run of straight operations
    r"|G0*4(?![0-9])([^*]*+)(\*|\Z)"  # a comment
    r"|%([^%]*+)%"  # extended statements
    r"|(%)"  # a percent sign nobody closes
    r"|([^*%]*+)(\*|(?=%)|\Z)"  # any other statement
    r")",
    re.ASCII,
)
_RUN, _COMMENT, _BLOCK, _PLAIN = 1, 3, 4, 7
_SWALLOWED: Final = re.compile(r"[\r\n]\s*(?:%|[XYDM][-+]?[0-9]|G(?!0*4(?![0-9]))[0-9])", re.ASCII)
_GERBER: Final = re.compile(r"%\s*(?:FS|MO|ADD|LP|T[FAOD]|AM)|[XY][-+]?[0-9]+D0?[123]\s*\*|M0?[02]\s*\*", re.ASCII)
_MODE: Final = re.compile(r"MO(MM|IN)\s*\*", re.ASCII)
_OLD_MODE: Final = re.compile(r"G7([01])\s*\*", re.ASCII)
_UNFINISHED: Final = "it stops in the middle of a command"


def read_gerber(data: bytes, limits: Limits | None = None) -> Gerber:
    limits = limits or Limits()
    text = decoded(data[: limits.bytes + 1])
    machine = Machine(Problems(text, limits), limits, meter=Meter(limits.operations), unit=_unit(text))
    if len(data) > limits.bytes:
        machine.problem("limit", f"it is larger than {limits.bytes >> 20} MiB")
    elif not text.strip():
        machine.problems.add("empty", "the file has no content")
    elif _GERBER.search(text) is None:
        machine.problems.add("not-this-form", "it is not a file that a board maker's machine reads")
    else:
        _read(machine, text)
    return _result(machine)


def _unit(text: str) -> Unit | None:
    """Shapes may be defined before the unit is stated, so it is looked for first."""
    if (match := _MODE.search(text)) is not None:
        return "mm" if match[1] == "MM" else "inch"
    if (match := _OLD_MODE.search(text)) is not None:
        return "mm" if match[1] == "1" else "inch"
    return None


def _read(machine: Machine, text: str) -> None:
    try:
        for count, match in enumerate(_TOKEN.finditer(text)):
            machine.at = match.start()
            _obey(machine, match)
            if not count % 256:
                machine.within()
        while len(machine.frames) > 1:
            machine.problem("cut-off", _UNFINISHED)
            machine.frames.pop()
        extended.end_repeat(machine)
    except StopError:
        return
    _whole(machine)


def _obey(machine: Machine, match: re.Match[str]) -> None:
    kind = match.lastindex
    if kind == _PLAIN:
        _statement(machine, match[_PLAIN - 1], finished=bool(match[_PLAIN]))
    elif kind == _RUN:
        if machine.ended:
            machine.problem("after-end", "it goes on after its end mark")
        else:
            run(machine, match[_RUN])
    elif kind == _BLOCK:
        extended.block(machine, match[_BLOCK])
    elif kind == _COMMENT:
        _comment(machine, match[_COMMENT - 1], finished=bool(match[_COMMENT]))
    else:
        machine.problem("cut-off", _UNFINISHED)


def _statement(machine: Machine, text: str, *, finished: bool) -> None:
    if finished:
        statement(machine, text)
    elif text.strip(" \t\r\n\0\x1a"):
        machine.problem("cut-off", _UNFINISHED)


def _comment(machine: Machine, text: str, *, finished: bool) -> None:
    if not finished or _SWALLOWED.search(text):
        machine.problem("unreadable" if finished else "cut-off", "a comment in it is not finished")
    elif (stated := attributes.from_comment(text)) is not None:
        if not machine.ended:
            attribute(machine, stated)
    elif len(machine.comments) < machine.limits.notes:
        machine.comments.append(readable(text.strip())[:400])


def _whole(machine: Machine) -> None:
    if not machine.ended:
        machine.problems.add("cut-off", "it stops in the middle: its end mark is missing")
    if machine.unit is None and machine.sink.size():
        machine.problems.add("no-unit", "it does not say whether it is in mm or inch")


def _result(machine: Machine) -> Gerber:
    sink = imaged(machine)
    extent = _extent(machine, sink) if machine.unit else None
    return Gerber(
        unit=machine.unit,
        format=str(machine.format or ""),
        counts=sink.counts() if sink.size() else Counts(),
        extent=extent,
        shapes=tuple(machine.shapes),
        flashes=sink.flashes(),
        paths=sink.paths(),
        attributes=machine.attributes,
        comments=tuple(machine.comments),
        names=tuple(machine.names),
        components=tuple(machine.components),
        negative=machine.negative,
        tool=attributes.tool(machine.attributes, machine.comments),
        complete=machine.ended,
        problems=tuple(machine.problems.found),
    )


def _extent(machine: Machine, sink: Sink) -> Extent | None:
    found = sink.extent(machine.shapes)
    if found is None:
        return None
    if not all(abs(edge) <= machine.limits.farthest for edge in found):
        machine.problems.add("far-away", "it draws metres away from any board")
    left, bottom, right, top = (round(edge, 6) for edge in found)
    return left, bottom, right, top
