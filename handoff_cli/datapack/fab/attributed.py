"""Attributes of the file, of shapes and of what is drawn, as a drawing takes them in."""

from __future__ import annotations

from handoff_cli.datapack.fab import attributes
from handoff_cli.datapack.fab.machine import Machine
from handoff_cli.datapack.fab.source import readable


def attribute(machine: Machine, text: str) -> None:
    """TF, TA, TO or TD, wherever it was written."""
    kind, name, values = attributes.split(readable(text))
    if kind == "TF" and len(machine.attributes) < machine.limits.notes:
        machine.attributes.setdefault(name, values)
    elif kind == "TA" and len(machine.aperture_attributes) < machine.limits.notes:
        machine.aperture_attributes[name] = values
    elif kind == "TO" and name == ".C":
        _component(machine, values[0] if values else "")
    elif kind == "TD":
        _delete(machine, name)


def _delete(machine: Machine, name: str) -> None:
    for key in [key for key in machine.aperture_attributes if name in ("", key)]:
        del machine.aperture_attributes[key]
    if name in ("", ".C"):
        _component(machine, "")


def _component(machine: Machine, refdes: str) -> None:
    if len(machine.frames) == 1 and (machine.components[-1][1] if machine.components else "") != refdes:
        machine.components.append((len(machine.sink.fx), refdes))
