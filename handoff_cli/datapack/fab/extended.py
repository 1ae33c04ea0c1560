"""The statements between percent signs: format, unit, shapes, blocks, repeats, polarity and attributes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from handoff_cli.datapack.fab import image, macro
from handoff_cli.datapack.fab.attributed import attribute
from handoff_cli.datapack.fab.coordinates import format_of
from handoff_cli.datapack.fab.machine import DAMAGED, Block, Frame, Machine, Repeat
from handoff_cli.datapack.fab.shapes import Transform, UnknownShapeError, extent_of, standard
from handoff_cli.datapack.fab.sink import Sink
from handoff_cli.datapack.fab.source import readable
from handoff_cli.datapack.fab.statements import statement
from handoff_cli.datapack.fab.values import Extent, Shape

_ADD: Final = re.compile(r"ADD?([0-9]{1,9})([A-Za-z_.$][^,*]*)(?:,(.*))?", re.ASCII | re.DOTALL)
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]{1,18}\.?[0-9]{0,30}|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,2})?", re.ASCII)
_SR: Final = re.compile(r"SR(?:X([0-9]{1,9}))?(?:Y([0-9]{1,9}))?(?:I([-+0-9.]{1,40}))?(?:J([-+0-9.]{1,40}))?", re.ASCII)
_AB: Final = re.compile(r"ABD?([0-9]{0,9})", re.ASCII)
_LM: Final = re.compile(r"LM(N|X|Y|XY)", re.ASCII)
_LR_LS: Final = re.compile(r"L([RS])([-+]?[0-9]{1,9}\.?[0-9]{0,18})", re.ASCII)


def block(machine: Machine, text: str) -> None:
    """The text between two percent signs: one statement or several."""
    if machine.ended and text.strip():
        machine.problem("after-end", "it goes on after its end mark")
    elif len(text) > machine.limits.block:
        machine.problem("limit", "a command in it is longer than any design tool writes")
    elif text.lstrip().startswith("AM"):
        _macro(machine, text.strip())
    else:
        for each in text.split("*"):
            if clean := each.strip(" \t\r\n\0"):
                _statement(machine, clean)


def _statement(machine: Machine, text: str) -> None:
    known = _KNOWN.get(text[:2])
    if known is not None:
        known(machine, text if text[:1] in "TIL" and text[:2] not in ("IP",) else "".join(text.split()))
    elif text.startswith(image.OLD):
        image.old(machine, "".join(text.split()))
    elif re.fullmatch(r"(?:[A-Z][-+]?[0-9]+)+", text):
        statement(machine, text)
    else:
        machine.problem("unreadable", DAMAGED, text)


def _format(machine: Machine, text: str) -> None:
    found = format_of(text)
    if found is None:
        machine.problem("no-format", "it does not say where the decimal point of its numbers is")
        return
    if machine.format is not None and machine.format != found:
        machine.problem("contradiction", "it says in two ways where the decimal point of its numbers is")
    machine.format = found
    machine.absolute = not found.incremental


def _unit(machine: Machine, text: str) -> None:
    if text in ("MOMM", "MOIN"):
        machine.set_unit("mm" if text == "MOMM" else "inch")
    else:
        machine.problem("no-unit", "it does not say whether it is in mm or inch")


def _macro(machine: Machine, text: str) -> None:
    name, *rest = ("".join(part.split()) if not part.lstrip().startswith("0") else "0" for part in text.split("*"))
    blocks = tuple(part for part in rest if part and part != "0")
    if len(blocks) > machine.limits.primitives:
        machine.problem("limit", "a shape in it has more parts than any design tool writes")
    elif not name[2:]:
        machine.problem("unreadable", DAMAGED, text)
    else:
        _checked(machine, macro.Macro(name[2:], blocks))


def _checked(machine: Machine, found: macro.Macro) -> None:
    try:
        for part in found.blocks:
            macro.check(part)
        machine.macros[found.name] = found
    except UnknownShapeError as error:
        machine.problem("bad-shape", str(error), found.name)


def _define(machine: Machine, text: str) -> None:
    match = _ADD.fullmatch(text)
    if match is None or int(match[1]) < 10:
        machine.problem("unreadable", DAMAGED, text)
        return
    code = int(match[1])
    try:
        _keep(machine, code, _shape(machine, code, match[2].strip(), match[3] or ""))
    except UnknownShapeError as error:
        machine.codes.pop(code, None)
        machine.problem("bad-shape", str(error), text)


def _keep(machine: Machine, code: int, held: Shape | Block) -> None:
    machine.codes[code] = held
    machine.resolved = {key: index for key, index in machine.resolved.items() if key[0] != code}
    if machine.code == code:
        machine.lift()


def _shape(machine: Machine, code: int, kind: str, text: str) -> Shape:
    words = [word.strip() for word in re.split(r"[Xx]", text)] if text.strip() else []
    if not all(_NUMBER.fullmatch(word) for word in words):
        raise UnknownShapeError("a shape in it is written with letters where numbers belong")
    numbers = [float(word) for word in words]
    stated = dict(machine.aperture_attributes)
    scale = machine.millimetres
    if kind in ("C", "R", "O", "P"):
        sizes = [n if kind == "P" and at in (1, 2) else n * scale for at, n in enumerate(numbers)]
        return standard(code, kind, sizes, stated)
    if (found := machine.macros.get(kind)) is None:
        raise UnknownShapeError("it draws with a shape that it does not define")
    pieces = macro.pieces(found, numbers, scale, machine.limits, machine.meter)
    return Shape(code=code, kind=kind, pieces=pieces, extent=_finite(extent_of(pieces)), attributes=stated)


def _finite(extent: Extent) -> Extent:
    if not all(abs(edge) < 1e9 for edge in extent):
        raise UnknownShapeError("a shape in it has an impossible size")
    return extent


def _aperture_block(machine: Machine, text: str) -> None:
    match = _AB.fullmatch(text)
    if match is None or (match[1] and int(match[1]) < 10):
        machine.problem("unreadable", DAMAGED, text)
        return
    machine.lift()
    if match[1]:
        if len(machine.frames) > 30:
            machine.stop("its blocks are nested too deep")
        machine.frames.append(Frame(Sink(), int(match[1])))
        return
    if (code := machine.frames[-1].code) is None:
        machine.problem("unreadable", DAMAGED, text)
        return
    end_repeat(machine)
    _keep(machine, code, Block(machine.frames.pop().sink))


def _repeat(machine: Machine, text: str) -> None:
    match = _SR.fullmatch(text)
    if match is None or not all(_NUMBER.fullmatch(word) for word in match.groups()[2:] if word):
        machine.problem("unreadable", DAMAGED, text)
        return
    end_repeat(machine)
    across, up = int(match[1] or 1), int(match[2] or 1)
    if across * up > machine.limits.repeats:
        machine.stop("it repeats its drawing more often than any design tool does")
    dx, dy = (float(word or 0) * machine.millimetres for word in match.groups()[2:])
    steps = tuple((dx * i, dy * j) for i in range(across) for j in range(up) if i or j)
    machine.lift()
    if steps:
        machine.frames[-1].repeat = Repeat(machine.sink.mark(), steps)


def end_repeat(machine: Machine) -> None:
    """%SR*%, the next %SR…% and the end of the file draw what has been waiting to be repeated."""
    frame = machine.frames[-1]
    repeat, frame.repeat = frame.repeat, None
    if repeat is None:
        return
    first, last = repeat.mark, frame.sink.mark()
    each = last.flashes - first.flashes + last.points - first.points
    machine.spend(each * len(repeat.steps))
    for step in repeat.steps if each else ():
        frame.sink.copy(frame.sink, first, last, step)
    machine.lift()


def _load(machine: Machine, text: str) -> None:
    words = "".join(text.split())
    transform = machine.transform
    machine.lift()
    if text.startswith("LN"):
        _note(machine, text)
    elif words in ("LPD", "LPC"):
        machine.dark = words == "LPD"
    elif (mirror := _LM.fullmatch(words)) is not None:
        machine.transform = Transform(mirror[1], transform.degrees, transform.scale)
    elif (match := _LR_LS.fullmatch(words)) is None or (match[1] == "S" and not 0 < float(match[2]) < 1e6):
        machine.problem("unreadable", DAMAGED, text)
    elif match[1] == "R":
        machine.transform = Transform(transform.mirror, float(match[2]) % 360.0, transform.scale)
    else:
        machine.transform = Transform(transform.mirror, transform.degrees, float(match[2]))


def _polarity(machine: Machine, text: str) -> None:
    if text in ("IPPOS", "IPNEG"):
        machine.negative = text == "IPNEG"
    else:
        machine.problem("unreadable", DAMAGED, text)


def _note(machine: Machine, text: str) -> None:
    if len(machine.names) < machine.limits.notes:
        machine.names.append(readable(text[2:].strip())[:200])


_KNOWN: Final[dict[str, Callable[[Machine, str], None]]] = {
    "FS": _format,
    "MO": _unit,
    "AD": _define,
    "AB": _aperture_block,
    "SR": _repeat,
    "LP": _load,
    "LM": _load,
    "LR": _load,
    "LS": _load,
    "LN": _load,
    "IP": _polarity,
    "IN": _note,
    "TF": attribute,
    "TA": attribute,
    "TO": attribute,
    "TD": attribute,
}
