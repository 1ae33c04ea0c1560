"""The two boards of the second sample deal: their parts and where they sit.

Coordinates are millimetres from the lower left corner seen from above; rotation is counter-clockwise seen from above. The copper of
these boards is pads, planes and the vias of their pads: what a gate reads, not what a circuit needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tests.sample.footprints import Pad

Side = Literal["top", "bottom"]
PLANES: Final = ("GND", "3V3")
"""Inner layer 2 and inner layer 3."""


@dataclass(frozen=True, slots=True)
class Component:
    """What is bought: one line of the bill of materials. `lead` is in weeks, `moq` the fewest pieces its maker sells."""

    value: str
    mpn: str
    maker: str
    description: str
    package: str
    pads: tuple[Pad, ...]
    alternate: str = ""
    sources: int = 3
    lead: int = 8
    moq: int = 1
    ncnr: bool = False
    consigned: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One designator. `component` is None for a fiducial."""

    ref: str
    component: Component | None
    x: float
    y: float
    rotation: int = 0
    side: Side = "top"
    fitted: bool = True

    @property
    def through(self) -> bool:
        return self.component is not None and any(pad.drill for pad in self.component.pads)

    @property
    def placed(self) -> bool:
        """Whether the placement machine has a row for it."""
        return self.component is None or (self.fitted and not self.through)

    def lands(self) -> Iterator[Land]:
        for pad in self.component.pads if self.component else (Pad("1", 0, 0, 1.0, 1.0),):
            x = -pad.x if self.side == "bottom" else pad.x
            dx, dy = {0: (x, pad.y), 90: (-pad.y, x), 180: (-x, -pad.y), 270: (pad.y, -x)}[self.rotation]
            size = (pad.height, pad.width) if self.rotation % 180 else (pad.width, pad.height)
            yield Land(self, pad, round(self.x + dx, 6), round(self.y + dy, 6), *size)


@dataclass(frozen=True, slots=True)
class Land:
    """A pad where it lies on the board."""

    part: Part
    pad: Pad
    x: float
    y: float
    width: float
    height: float

    @property
    def net(self) -> str:
        """Two-terminal parts hang between a signal of their own and the supply or ground; the other pins are signals."""
        kind = self.part.ref[0]
        if kind == "C":
            return "3V3" if self.pad.name == "1" else "GND"
        return f"{self.part.ref}_{self.pad.name}"

    @property
    def sides(self) -> tuple[Side, ...]:
        return ("top", "bottom") if self.pad.drill else (self.part.side,)


@dataclass(frozen=True, slots=True)
class Board:
    """`layers` copper layers; `unit` is that of its Gerber and drill files, and its centroid file is in `centroid_unit`."""

    part: str
    revision: str
    issue: str
    released: str
    width: float
    height: float
    layers: int
    unit: Literal["mm", "inch"]
    centroid_unit: Literal["mm", "mil"]
    parts: tuple[Part, ...]
    holes: tuple[tuple[float, float], ...]
    says_supply: bool
    """Whether its bill of materials says who supplies a part and what may replace it."""

    @property
    def root(self) -> str:
        return f"{self.part}_{self.issue}"

    @property
    def sides(self) -> tuple[Side, ...]:
        """Those with parts."""
        return ("top", "bottom") if any(part.side == "bottom" for part in self.parts) else ("top",)

    def lands(self) -> tuple[Land, ...]:
        return tuple(land for part in self.parts for land in part.lands())

    def vias(self) -> tuple[Via, ...]:
        """One beside each pad on ground or supply, which leads to its plane."""
        found = (land for land in self.lands() if land.net in PLANES)
        return tuple(Via(land.net, land.x, round(land.y - land.height / 2 - 0.45, 6)) for land in found)


@dataclass(frozen=True, slots=True)
class Via:
    net: str
    x: float
    y: float


def _two(reach: float, width: float, height: float) -> tuple[Pad, ...]:
    return Pad("1", -reach, 0.0, width, height), Pad("2", reach, 0.0, width, height)


def _rows(pins: int, pitch: float, reach: float, width: float, height: float) -> tuple[Pad, ...]:
    """Two rows of pads, pin 1 at the upper left, counter-clockwise."""
    half = pins // 2
    top = (half - 1) / 2 * pitch
    left = [Pad(str(n + 1), -reach, round(top - n * pitch, 6), width, height) for n in range(half)]
    right = [Pad(str(half + n + 1), reach, round(n * pitch - top, 6), width, height) for n in range(half)]
    return (*left, *right)


def _quad(side: int, pitch: float, reach: float, length: float, width: float) -> tuple[Pad, ...]:
    """Pads on four sides, pin 1 at the upper left, counter-clockwise."""
    at = [round(((side - 1) / 2 - n) * pitch, 6) for n in range(side)]
    left = [Pad(str(n + 1), -reach, y, length, width) for n, y in enumerate(at)]
    below = [Pad(str(side + n + 1), -x, -reach, width, length) for n, x in enumerate(at)]
    right = [Pad(str(2 * side + n + 1), reach, -y, length, width) for n, y in enumerate(at)]
    above = [Pad(str(3 * side + n + 1), x, reach, width, length) for n, x in enumerate(at)]
    return (*left, *below, *right, *above)


def _pins(count: int, pitch: float, drill: float) -> tuple[Pad, ...]:
    first = (count - 1) / 2 * pitch
    return tuple(
        Pad(str(n + 1), round(n * pitch - first, 6), 0.0, drill + 0.8, drill + 0.8, drill) for n in range(count)
    )


_0402, _0603, _0805 = _two(0.5, 0.6, 0.6), _two(0.75, 0.8, 0.9), _two(0.95, 1.0, 1.4)

# fmt: off
MCU: Final = Component("STM32G0B1CBT6", "STM32G0B1CBT6", "STMicroelectronics", "Microcontroller Cortex-M0+ 64 MHz 128 KB", "LQFP-48", _quad(12, 0.5, 4.2, 1.5, 0.3), sources=1, lead=52, moq=1500)
BUCK: Final = Component("LMR33630", "LMR33630ADDAR", "Texas Instruments", "Step-down converter 36 V 3 A", "SOIC-8", _rows(8, 1.27, 2.7, 1.5, 0.6), lead=16)
ADC: Final = Component("ADS1115", "ADS1115IDGSR", "Texas Instruments", "ADC 16 bit four channels I2C", "VSSOP-10", _rows(10, 0.5, 2.2, 1.4, 0.3), sources=2, lead=30)
BUS: Final = Component("THVD1450", "THVD1450DR", "Texas Instruments", "RS-485 transceiver 3 V to 5.5 V", "SOIC-8", _rows(8, 1.27, 2.7, 1.5, 0.6), lead=12, moq=2500)
COIL: Final = Component("10 uH", "SRP4020TA-100M", "Bourns", "Inductor 10 uH 3 A", "4020", _two(1.6, 1.4, 3.0), lead=14)
TVS: Final = Component("SMBJ24A", "SMBJ24A", "Littelfuse", "TVS diode 24 V 600 W", "SMB", _two(2.1, 2.2, 2.4), alternate="Bourns SMBJ24A")
TERMINAL: Final = Component("3 x 5.08", "1715734", "Phoenix Contact", "Terminal block MKDS 1,5/ 3-5,08", "MKDS-3", _pins(3, 5.08, 1.3), lead=10, moq=50)
HEADER: Final = Component("2 x 5", "61301021121", "Wurth Elektronik", "Pin header 1 x 10 2.54 mm to the radio", "HDR-10", _pins(10, 2.54, 1.0), lead=10)
C_100N: Final = Component("100 nF", "GRM188R71H104KA93D", "Murata", "Capacitor 100 nF 50 V X7R 10 % 0603", "C0603", _0603, alternate="Samsung CL10B104KB8NNNC", sources=4, moq=4000)
C_10U: Final = Component("10 uF", "GRM21BR61E106KA73L", "Murata", "Capacitor 10 uF 25 V X5R 10 % 0805", "C0805", _0805, alternate="Samsung CL21A106KAYNNNE", sources=4, moq=2000)
R_10K: Final = Component("10k", "RC0603FR-0710KL", "Yageo", "Resistor 10 kohm 1 % 0603", "R0603", _0603, alternate="Vishay CRCW060310K0FKEA", sources=5, moq=5000)
R_4K7: Final = Component("4k7", "RC0603FR-074K7L", "Yageo", "Resistor 4.7 kohm 1 % 0603", "R0603", _0603, alternate="Vishay CRCW06034K70FKEA", sources=5, moq=5000)
R_120R: Final = Component("120R", "RC0603FR-07120RL", "Yageo", "Resistor 120 ohm 1 % 0603", "R0603", _0603, sources=5, moq=5000)

SIP: Final = Component("nRF9160", "NRF9160-SICA-R7", "Nordic Semiconductor", "LTE-M and NB-IoT system in package", "LGA", _quad(16, 0.5, 5.0, 1.0, 0.3), sources=1, lead=18, ncnr=True)
ESIM: Final = Component("eSIM MFF2", "KT-SIM-0031", "Kestridge Telemetry", "SIM MFF2 with the customer's profile", "MFF2", _rows(8, 1.27, 2.3, 0.8, 0.5), lead=6, consigned=True)
ANTENNA: Final = Component("U.FL", "U.FL-R-SMT-1(10)", "Hirose", "Coaxial connector U.FL", "U.FL", (Pad("1", 0.0, 1.05, 1.0, 1.0), Pad("2", -1.475, 0.0, 1.05, 2.2), Pad("3", 1.475, 0.0, 1.05, 2.2)), sources=2, lead=10)
C_1U: Final = Component("1 uF", "GRM155R61A105KE15D", "Murata", "Capacitor 1 uF 10 V X5R 10 % 0402", "C0402", _0402, sources=4)
C_15P: Final = Component("15 pF", "GRM1555C1H150JA01D", "Murata", "Capacitor 15 pF 50 V C0G 5 % 0402", "C0402", _0402, sources=4)
R_1K: Final = Component("1k", "RC0402FR-071KL", "Yageo", "Resistor 1 kohm 1 % 0402", "R0402", _0402, sources=5)
# fmt: on


def _row(
    prefix: str, first: int, component: Component, at: list[tuple[float, float]], side: Side = "top"
) -> list[Part]:
    return [Part(f"{prefix}{first + n}", component, x, y, 0, side) for n, (x, y) in enumerate(at)]


CONTROLLER: Final = Board(
    part="KT-PTC-210",
    revision="C",
    issue="REV_C01",
    released="2026-05-06",
    width=90.0,
    height=60.0,
    layers=4,
    unit="mm",
    centroid_unit="mm",
    says_supply=True,
    holes=((4.0, 4.0), (86.0, 4.0), (4.0, 56.0), (86.0, 56.0)),
    parts=(
        Part("U1", MCU, 45.0, 32.0),
        Part("U2", BUCK, 22.0, 46.0),
        Part("U3", ADC, 66.0, 41.0),
        Part("U4", BUS, 66.0, 22.0, 90),
        Part("L1", COIL, 31.5, 46.0),
        Part("D1", TVS, 14.0, 36.0, 90),
        Part("J1", TERMINAL, 8.0, 47.0, 270),
        Part("J2", TERMINAL, 80.0, 22.0, 90),
        Part("J3", HEADER, 45.0, 54.5),
        *_row("C", 1, C_100N, [(38.0, 24.5), (46.5, 24.5), (55.5, 32.7), (34.0, 34.1), (59.0, 44.9), (59.3, 26.4)]),
        *_row("C", 7, C_10U, [(14.5, 44.2), (14.5, 49.3), (38.4, 43.7), (38.4, 48.1)]),
        *_row("C", 11, C_100N, [(41.3, 30.2), (48.6, 30.9), (41.9, 35.5), (48.1, 36.3)], "bottom"),
        *_row("R", 1, R_10K, [(52.0, 14.3), (56.7, 11.1), (32.2, 14.9), (27.3, 11.8), (22.5, 16.0), (72.9, 47.2)]),
        *_row("R", 7, R_4K7, [(72.4, 38.1), (72.1, 34.6)]),
        Part("R9", R_120R, 74.4, 13.3),
        Part("R10", R_120R, 70.2, 10.4, fitted=False),
        Part("FID1", None, 10.0, 56.0),
        Part("FID2", None, 80.0, 56.0),
        Part("FID3", None, 80.0, 4.0),
    ),
)
RADIO: Final = Board(
    part="KT-RFM-040",
    revision="B",
    issue="REV_B02",
    released="2026-04-28",
    width=40.64,
    height=30.48,
    layers=2,
    unit="inch",
    centroid_unit="mil",
    says_supply=False,
    holes=((2.54, 2.54), (38.1, 27.94)),
    parts=(
        Part("U1", SIP, 17.78, 15.24),
        Part("U2", ESIM, 31.75, 19.05, 90),
        Part("J1", ANTENNA, 6.35, 24.13),
        Part("J2", HEADER, 20.32, 3.81),
        *_row("C", 1, C_1U, [(26.416, 12.7), (26.67, 10.414), (10.16, 11.938), (9.906, 16.51)]),
        *_row("C", 5, C_15P, [(12.192, 23.114), (15.748, 24.384)]),
        *_row("R", 1, R_1K, [(33.274, 12.192), (33.528, 9.652), (29.972, 26.162), (25.908, 24.892)]),
        Part("FID1", None, 2.54, 27.94),
        Part("FID2", None, 38.1, 2.54),
    ),
)
