"""Plain statements of a Gerber file: G, D and M codes with their coordinates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from handoff_cli.datapack.fab.coordinates import Axis, Format
from handoff_cli.datapack.fab.machine import DAMAGED, Machine
from handoff_cli.datapack.fab.values import Point

_WORDS: Final = re.compile(r"(?:[A-Z][-+]?[0-9]*\.?[0-9]*)+", re.ASCII)
_WORD: Final = re.compile(r"([A-Z])([-+]?[0-9]*\.?[0-9]*)", re.ASCII)
_ONE: Final = re.compile(
    r"(?:G0?([123]))?(?:X([-+]?[0-9]{1,18}))?(?:Y([-+]?[0-9]{1,18}))?(?:I([-+]?[0-9]{1,18}))?(?:J([-+]?[0-9]{1,18}))?(?:D0?([123]))?",
    re.ASCII,
)
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})", re.ASCII)
_END: Final = re.compile(r"M0{0,2}[0-2]", re.ASCII)
_UNSEEN: Final = " \t\r\n\0\x1a\x0c\x0b"


def statement(machine: Machine, text: str) -> None:
    one = _ONE.fullmatch(text)
    if one is not None and machine.format is not None and not machine.ended:
        _one(machine, machine.format, *one.groups())
    else:
        _any(machine, text)


def _one(
    machine: Machine,
    form: Format,
    prepare: str | None,
    x: str | None,
    y: str | None,
    i: str | None,
    j: str | None,
    code: str | None,
) -> None:
    """What `_any` would do, for nearly all statements of a real file, without taking them apart word by word."""
    if prepare:
        machine.interpolation = int(prepare)
    if not (x or y or i or j or code):
        return
    unit = machine.millimetres
    to_x = form.number(x, form.x) * unit if x else machine.x if machine.absolute else 0.0
    to_y = form.number(y, form.y) * unit if y else machine.y if machine.absolute else 0.0
    if not machine.absolute:
        to_x, to_y = machine.x + to_x, machine.y + to_y
    offset = form.number(i, form.x) * unit if i else 0.0, form.number(j, form.y) * unit if j else 0.0
    machine.act(int(code) if code else machine.operation, (to_x, to_y), offset)


def _any(machine: Machine, text: str) -> None:
    text = "".join(text.split()).strip(_UNSEEN)
    if not text:
        return
    if machine.ended and _END.fullmatch(text):
        return
    if machine.ended:
        machine.problem("after-end", "it goes on after its end mark")
    elif len(text) > machine.limits.statement:
        machine.problem("limit", "a command in it is longer than any design tool writes")
    elif _WORDS.fullmatch(text) is None:
        machine.problem("unreadable", DAMAGED, text)
    else:
        _obey(machine, _WORD.findall(text), text)


def _obey(machine: Machine, words: Sequence[tuple[str, str]], text: str) -> None:
    at: dict[str, str] = {}
    for letter, value in words:
        if letter == "G" and value.isdigit():
            _prepare(machine, int(value), text)
        elif letter in "XYIJD" and letter not in at and _NUMBER.fullmatch(value):
            at[letter] = value
        elif letter == "M" and value.isdigit() and int(value) <= 2:
            machine.ended |= int(value) != 1
        elif letter != "N" or not value.isdigit():
            machine.problem("unreadable", DAMAGED, text)
            return
    code = at.pop("D", "")
    if code and not code.isdigit():
        machine.problem("unreadable", DAMAGED, text)
    elif code and int(code) >= 10:
        machine.select(int(code))
    elif code in ("0", "00") or int(code or 1) > 3:
        machine.problem("unreadable", DAMAGED, text)
    elif code or at:
        operate(machine, int(code) if code else machine.operation, at)


def _prepare(machine: Machine, code: int, text: str) -> None:
    if code in (0, 1, 2, 3):
        machine.interpolation = max(code, 1)
    elif code in (36, 37):
        machine.region = code == 36
        machine.lift()
    elif code in (70, 71):
        machine.set_unit("inch" if code == 70 else "mm")
    elif code in (74, 75):
        machine.quadrant = "single" if code == 74 else "multi"
    elif code in (90, 91):
        machine.absolute = code == 90
    elif code not in (54, 55):
        machine.problem("unreadable", DAMAGED, text)


def operate(machine: Machine, code: int, at: dict[str, str]) -> None:
    """D01, D02 or D03 at these coordinates; a coordinate left out stays what it was."""
    if machine.format is None and any("." not in word for word in at.values()):
        machine.problem("no-format", "it does not say where the decimal point of its numbers is")
        return
    machine.act(code, _target(machine, at), (_length(machine, "I", at), _length(machine, "J", at)))


def _target(machine: Machine, at: dict[str, str]) -> Point:
    moved = _length(machine, "X", at), _length(machine, "Y", at)
    if not machine.absolute:
        return machine.x + moved[0], machine.y + moved[1]
    return moved[0] if "X" in at else machine.x, moved[1] if "Y" in at else machine.y


def _length(machine: Machine, letter: str, at: dict[str, str]) -> float:
    word = at.get(letter)
    if word is None:
        return 0.0
    form = machine.format or Format(Axis(2, 4), Axis(2, 4))
    return form.number(word, form.x if letter in "XI" else form.y) * machine.millimetres
