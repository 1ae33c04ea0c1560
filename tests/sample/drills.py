"""Drill files in strict XNC and the IPC-D-356 netlist of the sample board."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.sample.board import PART, REVISION, Land
from tests.sample.layers import CREATED
from tests.sample.maze import VIA, VIA_DRILL, Routing


def plated(lands: Iterable[Land], routing: Routing) -> str:
    hits = [(VIA_DRILL, via.x, via.y) for via in routing.vias]
    hits += [(land.pad.drill, land.x, land.y) for land in lands if land.through and land.pad.plated]
    return _xnc("Plated,1,4,PTH", hits)


def bare(lands: Iterable[Land]) -> str:
    hits = [(land.pad.drill, land.x, land.y) for land in lands if land.through and not land.pad.plated]
    return _xnc("NonPlated,1,4,NPTH", hits)


def _xnc(function: str, hits: list[tuple[float, float, float]]) -> str:
    tools = sorted({hit[0] for hit in hits})
    lines = ["M48", f"; #@! TF.CreationDate,{CREATED}", f"; #@! TF.FileFunction,{function}", "METRIC"]
    lines += [f"T{n:02d}C{size:.3f}" for n, size in enumerate(tools, 1)]
    lines += ["%", "G05"]
    for n, size in enumerate(tools, 1):
        lines.append(f"T{n:02d}")
        lines += [f"X{x:.4f}Y{y:.4f}" for hit, x, y in sorted(hits) if hit == size]
    return "\n".join([*lines, "M30"]) + "\n"


def netlist(lands: Iterable[Land], routing: Routing) -> str:
    """IPC-D-356 in millimetres: what a bare-board tester probes."""
    head = ["C  IPC-D-356 NETLIST", f"P  JOB   {PART} REV {REVISION}", "P  UNITS CUST 1", "P  DIM   N"]
    points = [*(_land(land) for land in lands if land.pad.plated and land.net), *_vias(routing)]
    return "\n".join([*head, *points, "999"]) + "\n"


def _land(land: Land) -> str:
    code, drill, access = "327", " " * 6, "A01" if land.part.side == "top" else "A04"
    if land.through:
        code, drill, access = "317", f"D{_um(land.pad.drill):04d}P", "A00"
    size = f"X{_um(land.width):04d}Y{_um(land.height):04d}R000"
    return f"{code}{land.net:<14.14}   {land.part.ref:<6.6}-{land.pad.name:<4.4} {drill}{access}{_at(land.x, land.y)}{size}S0"


def _vias(routing: Routing) -> Iterator[str]:
    for via in routing.vias:
        size = f"X{_um(VIA):04d}Y0000R000"
        yield f"317{via.net:<14.14}   {'VIA':<6}-{'':<4} D{_um(VIA_DRILL):04d}PA00{_at(via.x, via.y)}{size}S3"


def _at(x: float, y: float) -> str:
    return f"X{_um(x):+07d}Y{_um(y):+07d}"


def _um(length: float) -> int:
    return round(length * 1000)
