"""Runs of straight operations: nine in ten statements of a real file, taken together, in C where possible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from handoff_cli.datapack.fab.coordinates import Axis, Format
from handoff_cli.datapack.fab.machine import DAMAGED, Machine
from handoff_cli.datapack.fab.statements import statement
from handoff_cli.datapack.fab.values import REGION

_PART: Final = re.compile(r"(?:G0?1)?(?:X([-+]?[0-9]+))?(?:Y([-+]?[0-9]+))?D0?([123])\*", re.ASCII)
_DIGITS: Final = str.maketrans("XYD*", "    ")


def run(machine: Machine, text: str) -> None:
    """A run of straight operations: nine in ten statements of a real file, so they are taken together, in C where possible."""
    if text[0] == "G":
        machine.interpolation = 1
    if not _bulk_ready(machine):
        for each in text.split("*"):
            statement(machine, each.strip())
        return
    assert machine.format is not None
    count = text.count("*")
    if "G" not in text and text.count("X") == count == text.count("Y"):
        _full(machine, machine.format, text)
    else:
        _partial(machine, machine.format, text)
    machine.within()


def _full(machine: Machine, form: Format, text: str) -> None:
    """Every one of them with X and Y."""
    words = text.translate(_DIGITS).split()
    codes = words[2::3]
    xs = form.numbers(words[0::3], form.x, machine.millimetres)
    ys = form.numbers(words[1::3], form.y, machine.millimetres)
    if len(set(codes)) == 1:
        _same(machine, int(codes[0]), xs, ys)
    else:
        _mixed(machine, codes, xs, ys)


def _partial(machine: Machine, form: Format, text: str) -> None:
    """Coordinates that stay the same are left out."""
    found = _PART.findall(text)
    xs = _filled(machine, [word for word, _, _ in found], machine.x, form, form.x)
    ys = _filled(machine, [word for _, word, _ in found], machine.y, form, form.y)
    _mixed(machine, [code for _, _, code in found], xs, ys)


def _filled(machine: Machine, words: Sequence[str], last: float, form: Format, axis: Axis) -> list[float]:
    """Lengths in millimetres, the one before where a word is missing."""
    lengths = iter(form.numbers([word for word in words if word], axis, machine.millimetres))
    return [last := next(lengths) if word else last for word in words]


def _bulk_ready(machine: Machine) -> bool:
    ready = machine.format is not None and machine.unit is not None and machine.absolute and machine.interpolation == 1
    return ready and (machine.region or machine.shape() >= 0)


def _same(machine: Machine, code: int, xs: Sequence[float], ys: Sequence[float]) -> None:
    shape = REGION if machine.region else machine.shape()
    if code == 3 and machine.region:
        machine.problem("unreadable", DAMAGED)
    elif code == 3:
        machine.sink.flash_many(xs, ys, shape, dark=machine.dark)
    elif code == 1:
        if not machine.pen_down:
            machine.sink.begin(machine.x, machine.y, shape, dark=machine.dark)
        machine.sink.px.extend(xs)
        machine.sink.py.extend(ys)
    machine.pen_down = code == 1
    machine.operation, machine.x, machine.y = code, xs[-1], ys[-1]


def _mixed(machine: Machine, codes: Sequence[str], xs: Sequence[float], ys: Sequence[float]) -> None:
    """The same for moves, lines and flashes in any order, without a call for each line."""
    shape = REGION if machine.region else machine.shape()
    sink, dark, down, code, x0, y0 = machine.sink, machine.dark, machine.pen_down, "", machine.x, machine.y
    line_x, line_y = sink.px.append, sink.py.append
    for code, x, y in zip(codes, xs, ys, strict=True):
        if code[-1] == "1":
            if not down:
                sink.begin(x0, y0, shape, dark=dark)
                down = True
            line_x(x)
            line_y(y)
        else:
            down = False
            if code[-1] == "3":
                machine.flash(x, y)
        x0, y0 = x, y
    machine.operation, machine.pen_down, machine.x, machine.y = int(code), down, x0, y0
