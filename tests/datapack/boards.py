"""A small board with a whole pack around it, as a design tool exports it: every file with its role, and nothing wrong."""

from __future__ import annotations

from dataclasses import dataclass

SIDES = {"top": "F", "bottom": "B"}
_SIDE = {"top": "Top", "bottom": "Bot"}
WIDTH, HEIGHT = 60.0, 40.0


@dataclass(frozen=True, slots=True)
class Part:
    """A two-terminal part lying along X, with its middle at `x`, `y` (mm)."""

    refdes: str
    x: float
    y: float
    side: str
    mpn: str
    value: str


def parts() -> list[Part]:
    """Resistors on top and capacitors below, on a grid that repeats nowhere."""
    top = [
        Part(f"R{at + 1}", 5.0 + 6.3 * (at % 8) + 0.17 * at, 5.0 + 9.1 * (at // 8), "top", "RC0603FR-0710KL", "10k")
        for at in range(24)
    ]
    below = [
        Part(
            f"C{at + 1}",
            8.0 + 7.7 * (at % 6),
            9.0 + 11.3 * (at // 6) + 0.23 * at,
            "bottom",
            "GRM188R71H104KA93D",
            "100n",
        )
        for at in range(12)
    ]
    return top + below


def number(mm: float) -> str:
    return str(round(mm * 1_000_000))


def head(function: str) -> str:
    return (
        "%TF.GenerationSoftware,KiCad,Pcbnew,8.0.1*%\n%TF.CreationDate,2026-01-12T09:00:00+01:00*%\n"
        f"%TF.FileFunction,{function}*%\n%FSLAX46Y46*%\n%MOMM*%\n%LPD*%\nG01*\n"
        "%ADD10C,0.100000*%\n%ADD11R,0.800000X0.900000*%\n"
    )


def gerber(function: str, body: str) -> str:
    return head(function) + body + "M02*\n"


def pads(side: str, dx: float = 0.0, dy: float = 0.0) -> str:
    flashes = "".join(
        f"X{number(part.x + dx + along)}Y{number(part.y + dy)}D03*\n"
        for part in parts()
        if part.side == side
        for along in (-0.75, 0.75)
    )
    return "D11*\n" + flashes


def line(*points: tuple[float, float]) -> str:
    (x, y), *others = points
    drawn = "".join(f"X{number(x)}Y{number(y)}D01*\n" for x, y in others)
    return f"D10*\nX{number(x)}Y{number(y)}D02*\n{drawn}"


def frame(left: float, bottom: float, right: float, top: float) -> str:
    return line((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))


def silk(side: str) -> str:
    return "".join(
        line((part.x - 0.3, part.y + 0.8), (part.x + 0.3, part.y + 0.8)) for part in parts() if part.side == side
    )


def drill(plated: bool, points: tuple[tuple[float, float], ...]) -> str:
    kind = "Plated,1,2,PTH" if plated else "NonPlated,1,2,NPTH"
    hits = "".join(f"X{x}Y{y}\n" for x, y in points)
    return f"M48\n; #@! TF.FileFunction,{kind}\nFMAT,2\nMETRIC\nT1C0.800\n%\nG90\nG05\nT1\n{hits}M30\n"


def bom(lines: list[list[str]] | None = None) -> str:
    rows = lines or [
        ["Designator", "Quantity", "Value", "Footprint", "Manufacturer", "MPN", "DNP"],
        *(
            [" ".join(p.refdes for p in parts() if p.mpn == mpn), str(count), value, package, maker, mpn, ""]
            for mpn, count, value, package, maker in (
                ("RC0603FR-0710KL", 24, "10k", "R_0603_1608Metric", "Yageo"),
                ("GRM188R71H104KA93D", 12, "100n", "C_0603_1608Metric", "Murata"),
            )
        ),
    ]
    return "".join(";".join(row) + "\n" for row in rows)


def centroid(dx: float = 0.0, dy: float = 0.0, mirrored: str = "", factor: float = 1.0, unit: str = "mm") -> str:
    rows = "".join(
        f"{p.refdes},{p.value},{'R' if p.side == 'top' else 'C'}_0603_1608Metric,"
        f"{((-1 if p.side == mirrored else 1) * p.x + dx) * factor:.4f},{(p.y + dy) * factor:.4f},0.0,{p.side}\n"
        for p in parts()
    )
    stated = f" ({unit})" if unit else ""
    return f"Ref,Val,Package,PosX{stated},PosY{stated},Rot,Side\n" + rows


NETLIST = "C  IPC-D-356 netlist\nP  JOB   board\nP  UNITS CUST 1\n327GND              R1    -1          A01X+001968Y+001968X0315Y0354R000S2\n999\n"
PDF = "%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def board() -> dict[str, str | bytes]:
    """Path → content of a two-layer board's pack."""
    files: dict[str, str | bytes] = {
        "bw-Edge_Cuts.gbr": gerber("Profile,NP", frame(0, 0, WIDTH, HEIGHT)),
        "bw-PTH.drl": drill(True, ((3.0, 3.0), (57.0, 37.0), (30.0, 20.0))),
        "bw-NPTH.drl": drill(False, ((57.0, 3.0), (3.0, 37.0))),
        "bw.ipc": NETLIST,
        "bw-fabrication-drawing.pdf": PDF,
        "bw-assembly-drawing.pdf": PDF.replace("1.4", "1.5"),
        "bw-bom.csv": bom(),
        "bw-all-pos.csv": centroid(),
    }
    for side, letter in SIDES.items():
        layer = "L1,Top" if side == "top" else "L2,Bot"
        files[f"bw-{letter}_Cu.gbr"] = gerber(f"Copper,{layer}", pads(side))
        files[f"bw-{letter}_Mask.gbr"] = gerber(f"Soldermask,{_SIDE[side]}", pads(side))
        files[f"bw-{letter}_Paste.gbr"] = gerber(f"Paste,{_SIDE[side]}", pads(side))
        files[f"bw-{letter}_Silkscreen.gbr"] = gerber(f"Legend,{_SIDE[side]}", silk(side))
    return files
