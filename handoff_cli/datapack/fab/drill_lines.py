"""The lines of drill data, told apart and handed to the drilling machine."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.datapack.fab import attributes
from handoff_cli.datapack.fab.drill_header import sizes
from handoff_cli.datapack.fab.drill_machine import NUMBER, WORD, DrillMachine
from handoff_cli.datapack.fab.source import readable
from handoff_cli.datapack.fab.values import INCH

_HIT: Final = re.compile(rf"(?:X({NUMBER}))?(?:Y({NUMBER}))?", re.ASCII)
_WORDS: Final = re.compile(rf"(?:[A-Z]{NUMBER})+", re.ASCII)
_SLOT: Final = re.compile(rf"((?:[XY]{NUMBER}){{1,2}})?G85((?:[XY]{NUMBER}){{1,2}})", re.ASCII)
_REPEAT: Final = re.compile(rf"R([0-9]{{1,9}})((?:[XY]{NUMBER}){{0,2}})", re.ASCII)
_PATTERN: Final = re.compile(rf"M02((?:[XY]{NUMBER}){{1,2}})(M(?:70|80|90))?", re.ASCII)
_TOOL: Final = re.compile(rf"T([0-9]{{1,6}})((?:[A-Z]{NUMBER})*)", re.ASCII)
_TYPE: Final = re.compile(
    r"(?:TYPE\s*=\s*|Contents\s*:[^\r\n]*/\s*)(NON[-_ ]?PLATED|UNPLATED|PLATED)\b", re.ASCII | re.IGNORECASE
)
"""Altium, EasyEDA and Mentor."""
_HEADER: Final = re.compile(
    r"M48|FMAT,?[12]|(?:METRIC|INCH)(?:,.*)?|ICI(?:,(?:ON|OFF))?|VER,.*|DETECT,.*|ATC,.*|AFS,.*|TCST,.*|UP,.*|SBK,.*|FSB|BLKD|"
    r"OM48|R,[A-Z].*|CP,.*|PCKPARAM.*|M47.*|M9[78],.*|M7[12]|M95|%|/|M4[58].*|SINGLE,.*",
    re.ASCII,
)
_IDLE_M: Final = frozenset({0, 1, 6, 8, 9, 14, 18, 25, 27, 40, 47, 48, 50, 60, 71, 72, 95, 127, 128})
_IDLE_G: Final = frozenset({4, 5, 7, 40, 41, 42, 70, 71, 81, 90, 91})
DAMAGED: Final = "it has a command that drill data do not have"


def lines(machine: DrillMachine, text: str) -> None:
    machine.scale = INCH if machine.numbers.unit == "inch" and machine.known != "unknown" else 1.0
    machine.listed = sizes(text)
    for match in re.finditer(r"[^\r\n]+", text):
        machine.at = match.start()
        line(machine, match[0].strip(" \t\0\x1a\x0c"))


def line(machine: DrillMachine, text: str) -> None:
    hit = _HIT.fullmatch(text)
    if not text:
        return
    if hit is not None and not machine.routing and not machine.ended and not machine.header:
        machine.move(hit[1], hit[2])
        machine.drill()
    elif text.startswith(";"):
        _comment(machine, text[1:])
    elif machine.ended:
        machine.problem("after-end", "it goes on after its end mark")
    elif len(text) > machine.limits.statement:
        machine.problem("limit", "a command in it is longer than any design tool writes")
    else:
        _other(machine, text.split(";", 1)[0].strip())


def _comment(machine: DrillMachine, text: str) -> None:
    stated = attributes.from_comment(text)
    if stated is not None:
        _attribute(machine, stated)
    elif (kind := _TYPE.search(text)) is not None:
        machine.plated = kind[1].upper() == "PLATED"
    if len(machine.comments) < machine.limits.notes:
        machine.comments.append(readable(text.strip())[:400])


def _attribute(machine: DrillMachine, stated: str) -> None:
    kind, name, values = attributes.split(readable(stated))
    if kind == "TF" and len(machine.attributes) < machine.limits.notes:
        machine.attributes.setdefault(name, values)
    elif kind == "TA" and name == ".AperFunction" and values:
        machine.hole_plated = {"Plated": True, "NonPlated": False}.get(values[0])
    elif kind == "TD":
        machine.hole_plated = None


def _other(machine: DrillMachine, text: str) -> None:
    if (tool := _TOOL.fullmatch(text)) is not None:
        machine.change(int(tool[1]), dict(WORD.findall(tool[2])))
    elif text.startswith("(") and text.endswith(")"):
        _comment(machine, text[1:-1])
    elif _HEADER.fullmatch(text) is not None:
        _prelude(machine, text)
    elif (slot := _SLOT.fullmatch(text)) is not None:
        machine.slot(slot[1] or "", slot[2])
    elif (repeat := _REPEAT.fullmatch(text)) is not None:
        machine.repeat(int(repeat[1]), repeat[2])
    elif (pattern := _PATTERN.fullmatch(text)) is not None:
        machine.again(pattern[1], swapped=bool(pattern[2]))
    elif _WORDS.fullmatch(text) is not None:
        _words(machine, text)
    else:
        machine.problem("unreadable", DAMAGED, text)


def _prelude(machine: DrillMachine, text: str) -> None:
    if text in ("%", "M95"):
        machine.header = False
    elif text == "M48":
        machine.header = True
    elif text in ("ICI", "ICI,ON"):
        machine.absolute = False


def _words(machine: DrillMachine, text: str) -> None:
    at: dict[str, str] = {}
    for letter, word in WORD.findall(text):
        if letter in "GM" and word.isdigit():
            _code(machine, letter, int(word), text)
        elif letter in "XYIJA":
            at[letter] = word
        elif letter not in "NFSZBHT":
            machine.problem("unreadable", DAMAGED, text)
            return
        elif letter == "T":
            machine.change(int(float(word)), {})
    if "X" in at or "Y" in at:
        _travel(machine, at, text)


def _travel(machine: DrillMachine, at: dict[str, str], text: str) -> None:
    if re.search(r"G9[23]", text):
        if any(machine.length(word) for word in at.values()):
            machine.problem("unsupported", "it moves its zero point in the middle", text)
        return
    start = (machine.x, machine.y)
    machine.move(at.get("X"), at.get("Y"))
    if not machine.routing:
        machine.drill()
    elif machine.down or (machine.cutting and not machine.uses_plunge):
        for step in machine.steps(start, at):
            machine.cut(start, step)
            start = step


def _code(machine: DrillMachine, letter: str, code: int, text: str) -> None:
    if letter == "G":
        _prepare(machine, code, text)
    elif code in (15, 16, 17):
        machine.down = code == 15
        machine.uses_plunge |= code == 15
    elif code == 30 or (code == 2 and text.strip() in ("M02", "M2")):
        machine.ended = True
    elif code == 25:
        machine.pattern = len(machine.hits)
    elif code == 0:
        machine.next_listed()
    elif code not in _IDLE_M:
        machine.problem("unreadable", DAMAGED, text)


def _prepare(machine: DrillMachine, code: int, text: str) -> None:
    if code in (0, 1, 2, 3):
        machine.routing, machine.cutting = True, code
    elif code in (5, 81):
        machine.routing, machine.down = False, False
    elif code in (90, 91):
        machine.absolute = code == 90
    elif code not in _IDLE_G and code not in (92, 93):
        machine.problem("unreadable", DAMAGED, text)
