"""The files of a board's data pack as texts: Gerber X2, drill data, netlist, bill of materials and centroid file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from tests.sample2.boards import PLANES, Board, Component, Land, Part, Side

_INCH: Final = 25.4
_VIA_DRILL, _VIA = 0.3, 0.6
_SHORT: Final = {"top": "Top", "bottom": "Bot"}


def layers(board: Board) -> dict[str, str]:
    """Role → Gerber text."""
    drawn = {"outline": _gerber(board, "Profile,NP", _outline(board))}
    for side, number in (("top", 1), ("bottom", board.layers)):
        lands = [land for land in board.lands() if side in land.sides]
        soldered = [land for land in lands if not land.pad.drill and land.part.fitted and land.part.component]
        drawn[f"{side}-copper"] = _gerber(board, f"Copper,L{number},{_SHORT[side]}", _copper(board, lands))
        drawn[f"{side}-mask"] = _gerber(board, f"Soldermask,{_SHORT[side]}", _flashes(board, lands, 0.1))
        if side in board.sides:
            drawn[f"{side}-paste"] = _gerber(board, f"Paste,{_SHORT[side]}", _flashes(board, soldered, 0.0))
        drawn[f"{side}-silk"] = _gerber(board, f"Legend,{_SHORT[side]}", _legend(board, side))
    for number in range(2, board.layers):
        drawn[f"inner-copper-{number}"] = _gerber(board, f"Copper,L{number},Inr", _plane(board, PLANES[number - 2]))
    return drawn


def drill(board: Board, *, plated: bool) -> str:
    """Excellon with a decimal point, in the unit of the board."""
    through = [(land.pad.drill, land.x, land.y) for land in board.lands() if land.pad.drill]
    hits = (
        [*((_VIA_DRILL, via.x, via.y) for via in board.vias()), *through]
        if plated
        else [(3.2, x, y) for x, y in board.holes]
    )
    tools = sorted({hit[0] for hit in hits})
    function = f"Plated,1,{board.layers},PTH" if plated else f"NonPlated,1,{board.layers},NPTH"
    lines = ["M48", f"; #@! TF.CreationDate,{board.released}T10:00:00+00:00", f"; #@! TF.FileFunction,{function}"]
    lines += ["METRIC" if board.unit == "mm" else "INCH"]
    lines += [f"T{n:02d}C{_length(board, size)}" for n, size in enumerate(tools, 1)]
    lines += ["%", "G05"]
    for n, size in enumerate(tools, 1):
        lines += [
            f"T{n:02d}",
            *(f"X{_length(board, x)}Y{_length(board, y)}" for hit, x, y in sorted(hits) if hit == size),
        ]
    return "\n".join([*lines, "M30"]) + "\n"


def netlist(board: Board) -> str:
    """IPC-D-356 in millimetres."""
    head = ["C  IPC-D-356 NETLIST", f"P  JOB   {board.part} REV {board.revision}", "P  UNITS CUST 1", "P  DIM   N"]
    return "\n".join([*head, *(_tested(land) for land in board.lands() if land.part.component), "999"]) + "\n"


def bom(board: Board) -> str:
    """One line a component; what is not fitted has a line of its own, with quantity 0 and DNP."""
    groups: dict[tuple[Component, bool], list[str]] = {}
    for part in sorted(board.parts, key=natural):
        if part.component:
            groups.setdefault((part.component, part.fitted), []).append(part.ref)
    lines = [_bom_line(board, component, fitted, refs) for (component, fitted), refs in groups.items()]
    return _csv([list(lines[0]), *(list(line.values()) for line in lines)])


def centroid(board: Board) -> str:
    """Body centres; parts with leads are soldered by hand and have no row."""
    mil, parts = board.centroid_unit == "mil", sorted((part for part in board.parts if part.placed), key=natural)
    unit, factor, digits = ("mil", 1000 / _INCH, 2) if mil else ("mm", 1.0, 4)
    head = ["Designator", f"Center-X({unit})", f"Center-Y({unit})", "Rotation", "Layer"]
    rows = [
        [
            part.ref,
            f"{part.x * factor:.{digits}f}",
            f"{part.y * factor:.{digits}f}",
            str(part.rotation),
            part.side.capitalize(),
        ]
        for part in parts
    ]
    return _csv([head, *rows])


def natural(part: Part) -> tuple[str, int]:
    """R2 before R10."""
    found = re.fullmatch(r"([A-Z]+)([0-9]+)", part.ref)
    assert found
    return found[1], int(found[2])


def _bom_line(board: Board, component: Component, fitted: bool, refs: Sequence[str]) -> dict[str, str]:
    line = {
        "Designator": ",".join(refs),
        "Quantity": str(len(refs) if fitted else 0),
        "Value": component.value,
        "MPN": component.mpn,
        "Manufacturer": component.maker,
        "Description": component.description,
        "Package": component.package,
        "DNP": "" if fitted else "DNP",
    }
    more = {"Sources": str(component.sources), "Lead time (weeks)": str(component.lead)}
    if board.says_supply:
        more["MOQ"] = str(component.moq)
        line |= {"Substitution": "alternates_listed" if component.alternate else "no_sub"}
        line |= {"Alternates": component.alternate, "Supply": "consigned" if component.consigned else "turnkey"}
    return line | more | {"NCNR": "yes" if component.ncnr else "no"}


def _csv(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _gerber(board: Board, function: str, body: str) -> str:
    head = [
        f"%TF.CreationDate,{board.released}T10:00:00+00:00*%",
        f"%TF.ProjectId,{board.part},4b54-{board.part[-3:]},{board.revision}*%",
        "%TF.GenerationSoftware,Kestridge Telemetry,panelplot,7.1*%",
        "%TF.SameCoordinates,Original*%",
        f"%TF.FileFunction,{function}*%",
        f"%TF.FilePolarity,{'Negative' if 'mask' in function else 'Positive'}*%",
        "%FSLAX36Y36*%",
        "%MOMM*%" if board.unit == "mm" else "%MOIN*%",
        "%LPD*%",
        "G01*",
    ]
    return "\n".join([*head, body.rstrip("\n"), "M02*"]) + "\n"


def _copper(board: Board, lands: Sequence[Land]) -> str:
    vias = "".join(f"{_at(board, via.x, via.y)}D03*\n" for via in board.vias())
    stubs = "".join(
        f"{_at(board, land.x, land.y)}D02*\n{_at(board, land.x, land.y - land.height / 2 - 0.45)}D01*\n"
        for land in lands
        if land.net in PLANES
    )
    tools = f"%ADD98C,{_length(board, _VIA)}*%\n%ADD99C,{_length(board, 0.25)}*%\n"
    return f"{_flashes(board, lands, 0.0)}{tools}D98*\n{vias}D99*\n{stubs}"


def _flashes(board: Board, lands: Sequence[Land], grow: float) -> str:
    """Every pad, one aperture a size."""
    sizes = sorted({_size(land) for land in lands})
    text = ""
    for number, (kind, width, height) in enumerate(sizes, 10):
        measure = [_length(board, length + 2 * grow) for length in ((width,) if kind == "C" else (width, height))]
        text += f"%ADD{number}{kind},{'X'.join(measure)}*%\n"
    for number, size in enumerate(sizes, 10):
        text += f"D{number}*\n" + "".join(
            f"{_at(board, land.x, land.y)}D03*\n" for land in lands if _size(land) == size
        )
    return text


def _size(land: Land) -> tuple[str, float, float]:
    return "C" if land.pad.drill or land.part.component is None else "R", land.width, land.height


def _plane(board: Board, net: str) -> str:
    """Full copper half a millimetre inside the board, cut free around the vias and leads of other nets."""
    leads = [(land.x, land.y) for land in board.lands() if land.pad.drill and land.net != net]
    free = [*leads, *((via.x, via.y) for via in board.vias() if via.net != net)]
    cut = "".join(f"{_at(board, x, y)}D03*\n" for x, y in free)
    holes = f"%ADD10C,{_length(board, 2.6)}*%\n%LPC*%\nD10*\n{cut}"
    return f"G36*\n{_drawn(board, _frame(board, 0.5))}G37*\n{holes}"


def _outline(board: Board) -> str:
    return f"%ADD10C,{_length(board, 0.1)}*%\nD10*\n{_drawn(board, _frame(board, 0.0))}"


def _legend(board: Board, side: Side) -> str:
    """A line above every part, and one across the corner for the bare side."""
    text = f"%ADD10C,{_length(board, 0.15)}*%\nD10*\n" + _drawn(board, [(8.0, 1.0), (14.0, 1.0)])
    for part in board.parts:
        if part.side == side and part.component:
            reach = max(land.y + land.height / 2 for land in part.lands()) + 0.3
            text += _drawn(board, [(part.x - 0.6, reach), (part.x + 0.6, reach)])
    return text


def _frame(board: Board, inset: float) -> list[tuple[float, float]]:
    left, bottom, right, top = inset, inset, board.width - inset, board.height - inset
    return [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]


def _drawn(board: Board, points: Sequence[tuple[float, float]]) -> str:
    first, *rest = points
    return f"{_at(board, *first)}D02*\n" + "".join(f"{_at(board, *point)}D01*\n" for point in rest)


def _at(board: Board, x: float, y: float) -> str:
    factor = 1_000_000 / (1.0 if board.unit == "mm" else _INCH)
    return f"X{round(x * factor)}Y{round(y * factor)}"


def _length(board: Board, mm: float) -> str:
    return f"{mm:.4f}" if board.unit == "mm" else f"{mm / _INCH:.5f}"


def _tested(land: Land) -> str:
    code, hole, access = "327", " " * 6, "A01" if land.part.side == "top" else "A02"
    if land.pad.drill:
        code, hole, access = "317", f"D{_um(land.pad.drill):04d}P", "A00"
    place = f"X{_um(land.x):+07d}Y{_um(land.y):+07d}X{_um(land.width):04d}Y{_um(land.height):04d}R000S0"
    return f"{code}{land.net:<14.14}   {land.part.ref:<6.6}-{land.pad.name:<4.4} {hole}{access}{place}"


def _um(length: float) -> int:
    return round(length * 1000)
