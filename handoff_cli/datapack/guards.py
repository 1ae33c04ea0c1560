"""What a fabrication file must look like before the parser may touch it.

The parser expands repeats, polygons and formulas without a limit and searches unfinished commands again and again; a file
that would keep it busy for hours is told apart here, in one pass over its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_COMMANDS: Final = 2_000_000
MAX_REPEATS: Final = 100_000
_MAX_COMMAND: Final = 64 * 1024
_MAX_PLAIN: Final = 256
_MAX_FORMULA: Final = 200

_REPEAT: Final = re.compile(r"SRX([0-9]{1,9})Y([0-9]{1,9})I[^*]*J", re.ASCII)
_POLYGON: Final = re.compile(r"ADD[0-9]+P,[^X*]*X([^X*]*)", re.ASCII)
_FORMULA: Final = re.compile(r"[0-9$.,+\-/()=xX\s]*", re.ASCII)
_LONG: Final = ("AM", "AD", "TF", "TA", "TO", "TD", "LN", "IN", "G04", "G4")
_GERBER_END: Final = re.compile(r"(?:^|[*%\s]|D0?2)M0?[02]\s*\*", re.ASCII)
_DRILL_END: Final = re.compile(r"^\s*M(?:30|00|02)\s*$", re.ASCII | re.MULTILINE)
_SLOT: Final = re.compile(r"^(X[-+0-9.]+(?:Y[-+0-9.]+)?|Y[-+0-9.]+)G85((?:X[-+0-9.]+)?(?:Y[-+0-9.]+)?)$", re.ASCII)
_HOLE_REPEAT: Final = re.compile(r"^R([0-9]+)", re.ASCII | re.MULTILINE)

TOO_LONG: Final = "a command in it is longer than any design tool writes"
TOO_MANY: Final = "it repeats its drawing more often than any design tool does"
CUT_OFF: Final = "it stops in the middle: its end mark is missing"


def gerber_trouble(text: str) -> str | None:
    """Why this Gerber is not given to the parser, in words; None when it may be."""
    if _GERBER_END.search(text[-2000:]) is None:
        return CUT_OFF
    for count, command in enumerate(_commands(text)):
        if count > MAX_COMMANDS:
            return "it has more commands than any board needs"
        if command is None:
            return "a command in it is not finished"
        if (trouble := _command_trouble(command)) is not None:
            return trouble
    return None


def _commands(text: str) -> Iterator[str | None]:
    """The commands as the parser divides them; None for text that belongs to no command."""
    at, size = 0, len(text)
    while at < size:
        if text[at] == "*" or text[at].isspace():
            at += 1
            continue
        closing = "%" if text[at] == "%" else "*"
        end = text.find(closing, at + 1)
        other = text.find("%", at + 1, end) if closing == "*" and not text.startswith("G04", at) else -1
        if end < 0 or other >= 0:
            yield None
            return
        yield text[at:end].strip("%").strip()
        at = end + 1


def _command_trouble(command: str) -> str | None:
    long = command.startswith(_LONG)
    if len(command) > (_MAX_COMMAND if long else _MAX_PLAIN):
        return TOO_LONG
    if (repeat := _REPEAT.match(command)) is not None and int(repeat[1]) * int(repeat[2]) > MAX_REPEATS:
        return TOO_MANY
    if (polygon := _POLYGON.match(command)) is not None and not _few_corners(polygon[1]):
        return "a polygon in it has an impossible number of corners"
    return _macro_trouble(command) if command.startswith("AM") else None


def _few_corners(text: str) -> bool:
    return re.fullmatch(r"\s*(?:[3-9]|1[0-2])(?:\.0*)?\s*", text, re.ASCII) is not None


def _macro_trouble(command: str) -> str | None:
    for block in command.split("*")[1:]:
        block_text = block.strip()
        if block_text.startswith("0 ") or block_text == "0":
            continue
        if not _FORMULA.fullmatch(block_text):
            return "a shape in it is written with letters where numbers belong"
        if any(len(formula.strip()) > _MAX_FORMULA for formula in block_text.split(",")):
            return TOO_LONG
    return None


def drill_trouble(text: str) -> str | None:
    """Why this drill file is not given to the parser, in words; None when it may be."""
    if any(len(line) > _MAX_PLAIN and not line.lstrip().startswith(";") for line in text.splitlines()):
        return TOO_LONG
    if any(len(line) > _MAX_COMMAND for line in text.splitlines()):
        return TOO_LONG
    if sum(int(match[1][:9]) for match in _HOLE_REPEAT.finditer(text)) > MAX_REPEATS:
        return TOO_MANY
    return None if _DRILL_END.search(text[-2000:]) else CUT_OFF


def slots_as_routes(text: str) -> tuple[str, tuple[int, ...]]:
    """Drill data with each G85 slot written as a route, which the parser knows, and the old line of each new one."""
    lines: list[str] = []
    origin: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _SLOT.match(line.strip())
        new = [f"G00{match[1]}", "M15", f"G01{match[2]}", "M16", "G05"] if match and match[2] else [line]
        lines += new
        origin += [number] * len(new)
    return "\n".join(lines), tuple(origin)
