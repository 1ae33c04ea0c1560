"""Land patterns of the sample board. The origin of each is the centre of the body; lengths are millimetres."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pad:
    """One pad, seen from the side the part sits on. `drill` above zero makes it a through-hole pad, `plated` False a bare hole."""

    name: str
    x: float
    y: float
    width: float
    height: float
    drill: float = 0.0
    plated: bool = True
    round: bool = False


@dataclass(frozen=True, slots=True)
class Footprint:
    """`body` is width and height of the body. `mask` is how far the mask opening exceeds a pad, `pasted` whether pads get paste."""

    name: str
    pads: tuple[Pad, ...]
    body: tuple[float, float]
    mask: float = 0.05
    pasted: bool = True
    polarised: bool = False


def chip(
    name: str, centre: float, pad: tuple[float, float], body: tuple[float, float], *, polarised: bool = False
) -> Footprint:
    """A part with two pads, pin 1 on the left."""
    pads = (Pad("1", -centre, 0.0, *pad), Pad("2", centre, 0.0, *pad))
    return Footprint(name, pads, body, polarised=polarised)


def sot23() -> Footprint:
    size = (0.6, 0.9)
    pads = (Pad("1", -0.95, -1.0, *size), Pad("2", 0.95, -1.0, *size), Pad("3", 0.0, 1.0, *size))
    return Footprint("SOT-23", pads, (2.9, 1.3))


def sot223() -> Footprint:
    legs = tuple(Pad(str(n), (n - 2) * 2.3, -3.15, 1.2, 2.2) for n in (1, 2, 3))
    return Footprint("SOT-223", (*legs, Pad("4", 0.0, 3.15, 3.6, 2.2)), (6.5, 3.5), polarised=True)


def soic8() -> Footprint:
    near = tuple(Pad(str(n + 1), -1.905 + 1.27 * n, -2.7, 0.6, 1.55) for n in range(4))
    far = tuple(Pad(str(n + 5), 1.905 - 1.27 * n, 2.7, 0.6, 1.55) for n in range(4))
    return Footprint("SOIC-8", (*near, *far), (4.9, 3.9), polarised=True)


def lqfp48() -> Footprint:
    """Pin 1 at the upper end of the left side, then counter-clockwise."""
    pads = []
    for n in range(48):
        side, along = divmod(n, 12)
        step = 2.75 - 0.5 * along
        across, upright = (1.5, 0.28), (0.28, 1.5)
        x, y, size = (
            (-4.25, step, across),
            (-step, -4.25, upright),
            (4.25, -step, across),
            (step, 4.25, upright),
        )[side]
        pads.append(Pad(str(n + 1), x, y, *size))
    return Footprint("LQFP-48", tuple(pads), (7.0, 7.0), polarised=True)


def row(
    name: str, count: int, pitch: float, drill: float, pad: float, body: tuple[float, float], offset: float = 0.0
) -> Footprint:
    """A row of through-hole pads, pin 1 on the left, `offset` above the middle of the body."""
    start = -pitch * (count - 1) / 2
    pads = tuple(Pad(str(n + 1), start + pitch * n, offset, pad, pad, drill, round=True) for n in range(count))
    return Footprint(name, pads, body, pasted=False, polarised=True)


def spot(name: str, diameter: float, mask: float) -> Footprint:
    """A bare round pad: a test point or a fiducial."""
    return Footprint(
        name, (Pad("1", 0.0, 0.0, diameter, diameter, round=True),), (diameter, diameter), mask, pasted=False
    )


def hole(diameter: float) -> Footprint:
    pad = Pad("1", 0.0, 0.0, diameter, diameter, diameter, plated=False, round=True)
    return Footprint("HOLE", (pad,), (6.0, 6.0), pasted=False)


R0603 = chip("R0603", 0.8, (0.8, 0.9), (1.6, 0.8))
C0603 = chip("C0603", 0.8, (0.8, 0.9), (1.6, 0.8))
L0603 = chip("L0603", 0.8, (0.8, 0.9), (1.6, 0.8))
LED0603 = chip("LED0603", 0.8, (0.8, 0.9), (1.6, 0.8), polarised=True)
C0805 = chip("C0805", 0.95, (1.0, 1.4), (2.0, 1.25))
R1206 = chip("R1206", 1.5, (1.1, 1.8), (3.2, 1.6))
F1206 = chip("F1206", 1.5, (1.1, 1.8), (3.2, 1.6))
C1210 = chip("C1210", 1.5, (1.1, 2.7), (3.2, 2.5))
SMA = chip("DO-214AC", 2.0, (2.0, 1.8), (4.3, 2.6), polarised=True)
SOD323 = chip("SOD-323", 1.15, (0.7, 0.6), (1.7, 1.25))
XTAL = chip("XTAL-5032", 1.9, (1.8, 2.4), (5.0, 3.2))
BUTTON = chip("B3U", 1.7, (0.8, 1.7), (3.0, 2.5))
SOT23, SOT223, SOIC8, LQFP48 = sot23(), sot223(), soic8(), lqfp48()
TERMINAL2 = row("MKDS-2-5.08", 2, 5.08, 1.3, 2.6, (10.16, 8.1), 0.5)
TERMINAL3 = row("MKDS-3-5.08", 3, 5.08, 1.3, 2.6, (15.24, 8.1), 0.5)
XH6 = row("B6B-XH-A", 6, 2.5, 1.0, 1.7, (17.4, 5.75), 0.5)
HEADER6 = row("HDR-1X6-2.54", 6, 2.54, 1.0, 1.7, (15.24, 2.54))
TESTPOINT = spot("TP-1.5", 1.5, 0.05)
FIDUCIAL = spot("FIDUCIAL-1.0", 1.0, 0.5)
M3 = hole(3.2)
