"""Statements of the first Gerber files about the whole image, and what they do to it at the end."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.datapack.fab.machine import Machine
from handoff_cli.datapack.fab.shapes import IDENTITY, Transform
from handoff_cli.datapack.fab.sink import Mark, Sink

_MIRROR: Final = re.compile(r"MI(?:A([01]))?(?:B([01]))?", re.ASCII)
_OFFSET: Final = re.compile(r"OF(?:A([-+]?[0-9]{1,9}\.?[0-9]{0,18}))?(?:B([-+]?[0-9]{1,9}\.?[0-9]{0,18}))?", re.ASCII)
_PLAIN: Final = re.compile(
    r"IC(?:AS|S)?|ASAXBY|IO(?:A[-+]?0*\.?0*)?(?:B[-+]?0*\.?0*)?|SF(?:A0*1(?:\.0*)?)?(?:B0*1(?:\.0*)?)?"
    r"|IR0|RO0?(?:\.0*)?|IJ(?:AL0*)?(?:BL0*)?|PF.*|KO",
    re.ASCII | re.DOTALL,
)
"""Statements of the old image that change nothing."""

OLD: Final = ("AS", "MI", "OF", "SF", "IR", "IO", "IJ", "RO", "KO", "IF", "IC", "PF")


def old(machine: Machine, text: str) -> None:
    if (mirror := _MIRROR.fullmatch(text)) is not None:
        machine.image = Transform(("X" if mirror[1] == "1" else "") + ("Y" if mirror[2] == "1" else "") or "N")
    elif (offset := _OFFSET.fullmatch(text)) is not None:
        machine.offset = tuple(float(word or 0) * machine.millimetres for word in offset.groups())
    elif _PLAIN.fullmatch(text) is None:
        machine.problem("unsupported", "it moves, turns, mirrors or scales its whole drawing the old way", text)


def imaged(machine: Machine) -> Sink:
    """The whole drawing as %MI and %OF of old files want it."""
    sink = machine.frames[0].sink
    if machine.image == IDENTITY and not any(machine.offset):
        return sink
    whole, machine.transform = Sink(), machine.image
    x, y = machine.offset
    whole.copy(sink, Mark(0, 0, 0, 0), sink.mark(), (x, y), machine.image, machine.reshaped)
    return whole
