"""The sample board BW-FSG-100: its parts, where they sit and which net each pin belongs to.

Coordinates count from the lower left corner of the board, seen from above; rotation is counter-clockwise seen from above,
and a part on the bottom is mirrored left to right before it is turned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from tests.sample import footprints as fp
from tests.sample.footprints import Footprint, Pad

Side = Literal["top", "bottom"]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

PART: Final = "BW-FSG-100"
REVISION: Final = "C"
ISSUE: Final = "REV_C01"
RELEASED: Final = "2026-01-09"
WIDTH: Final = 60.0
HEIGHT: Final = 40.0
CORNER: Final = 2.0
THICKNESS: Final = 1.6
PLANES: Final = ("GND", "3V3")


@dataclass(frozen=True, slots=True)
class Component:
    """What is bought: one line of the bill of materials."""

    value: str
    mpn: str
    manufacturer: str
    description: str
    footprint: Footprint
    alternate: str = ""
    sources: int = 3
    hand_soldered: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One designator on the board. `component` is None for what is only copper: test points, fiducials, holes."""

    ref: str
    footprint: Footprint
    x: float
    y: float
    rotation: int = 0
    side: Side = "top"
    component: Component | None = None
    nets: Mapping[str, str] = field(default_factory=dict)
    fitted: bool = True

    @property
    def placed(self) -> bool:
        """Whether a placement machine puts it on the board."""
        return self.fitted and self.component is not None and not self.component.hand_soldered

    def at(self, x: float, y: float) -> Point:
        """A point of the footprint on the board."""
        if self.side == "bottom":
            x = -x
        x, y = {0: (x, y), 90: (-y, x), 180: (-x, -y), 270: (y, -x)}[self.rotation]
        return round(self.x + x, 6), round(self.y + y, 6)

    def turned(self, width: float, height: float) -> tuple[float, float]:
        return (height, width) if self.rotation % 180 else (width, height)

    def lands(self) -> Iterator[Land]:
        for pad in self.footprint.pads:
            x, y = self.at(pad.x, pad.y)
            width, height = self.turned(pad.width, pad.height)
            yield Land(self, pad, self.nets.get(pad.name, ""), x, y, width, height)


@dataclass(frozen=True, slots=True)
class Land:
    """A pad where it lies on the board, and its net ("" for a pin that is not connected)."""

    part: Part
    pad: Pad
    net: str
    x: float
    y: float
    width: float
    height: float

    @property
    def through(self) -> bool:
        return self.pad.drill > 0

    def grown(self, reach: float) -> Box:
        """The box around the pad, `reach` wider on every side."""
        dx, dy = self.width / 2 + reach, self.height / 2 + reach
        return self.x - dx, self.y - dy, self.x + dx, self.y + dy

    @property
    def sides(self) -> tuple[Side, ...]:
        return ("top", "bottom") if self.through else (self.part.side,)


def _murata(value: str, mpn: str, samsung: str, description: str, footprint: Footprint) -> Component:
    return Component(value, mpn, "Murata", description, footprint, f"Samsung {samsung}", 4)


def _yageo(value: str, mpn: str, vishay: str, description: str, footprint: Footprint = fp.R0603) -> Component:
    return Component(value, mpn, "Yageo", description, footprint, f"Vishay {vishay}", 5)


# fmt: off
MCU = Component("STM32G071CBT6", "STM32G071CBT6", "STMicroelectronics", "Microcontroller Cortex-M0+ 64 MHz 128 KB", fp.LQFP48, sources=1)
LDO = Component("TPS7B6933", "TPS7B6933QDCYRQ1", "Texas Instruments", "Linear regulator 3.3 V 150 mA 40 V input", fp.SOT223)
RS485 = Component("THVD1450", "THVD1450DR", "Texas Instruments", "RS-485 transceiver 3 V to 5.5 V 50 Mbit/s", fp.SOIC8)
EEPROM = Component("24AA256", "24AA256-I/SN", "Microchip Technology", "EEPROM I2C 256 Kbit", fp.SOIC8)
TVS_IN = Component("SMAJ33A", "SMAJ33A", "Littelfuse", "TVS diode 33 V 400 W unidirectional", fp.SMA, "Bourns SMAJ33A")
SCHOTTKY = Component("SS16", "SS16", "onsemi", "Schottky diode 60 V 1 A", fp.SMA, "Vishay SS16-E3/61T")
TVS_BUS = Component("SM712", "SM712-02HTG", "Littelfuse", "TVS array for RS-485 -7 V to 12 V", fp.SOT23, "Semtech SM712.TCT")
ESD_PAIR = Component("PESD5V0L2BT", "PESD5V0L2BT,215", "Nexperia", "ESD protection two lines bidirectional 5 V", fp.SOT23)
ESD_ONE = Component("PESD5V0S1BA", "PESD5V0S1BA,115", "Nexperia", "ESD protection one line bidirectional 5 V", fp.SOD323)
LED_GREEN = Component("green", "LTST-C190KGKT", "Lite-On", "LED green 0603", fp.LED0603)
LED_YELLOW = Component("yellow", "LTST-C190KSKT", "Lite-On", "LED yellow 0603", fp.LED0603)
FUSE = Component("120 mA", "MF-NSMF012-2", "Bourns", "Resettable fuse 0.12 A hold 30 V 1206", fp.F1206)
BEAD = Component("120R", "BLM18PG121SN1D", "Murata", "Ferrite bead 120 ohm at 100 MHz 2 A 0603", fp.L0603)
CRYSTAL = Component("8 MHz", "ABM3-8.000MHZ-D2Y-T", "Abracon", "Crystal 8 MHz 18 pF 5.0 x 3.2 mm", fp.XTAL)
RESET = Component("B3U-1000P", "B3U-1000P", "Omron", "Tactile switch top actuated", fp.BUTTON)
TERM2 = Component("2 x 5.08", "1715721", "Phoenix Contact", "Terminal block MKDS 1,5/ 2-5,08", fp.TERMINAL2, hand_soldered=True)
TERM3 = Component("3 x 5.08", "1715734", "Phoenix Contact", "Terminal block MKDS 1,5/ 3-5,08", fp.TERMINAL3, hand_soldered=True)
SENSOR = Component("XH 6", "B6B-XH-A", "JST", "Wire-to-board header XH 6 positions 2.5 mm", fp.XH6, hand_soldered=True)
DEBUG = Component("1 x 6", "61300611121", "Wurth Elektronik", "Pin header 1 x 6 2.54 mm", fp.HEADER6, hand_soldered=True)
C_100N = _murata("100 nF", "GRM188R71H104KA93D", "CL10B104KB8NNNC", "Capacitor 100 nF 50 V X7R 10 % 0603", fp.C0603)
C_1N = _murata("1 nF", "GRM1885C1H102JA01D", "CL10C102JB8NNNC", "Capacitor 1 nF 50 V C0G 5 % 0603", fp.C0603)
C_27P = _murata("27 pF", "GRM1885C1H270JA01D", "CL10C270JB8NNNC", "Capacitor 27 pF 50 V C0G 5 % 0603", fp.C0603)
C_10U = _murata("10 uF", "GRM21BR61E106KA73L", "CL21A106KAYNNNE", "Capacitor 10 uF 25 V X5R 10 % 0805", fp.C0805)
C_10U_50V = _murata("10 uF", "GRM32ER71H106KA12L", "CL32B106KBJNNNE", "Capacitor 10 uF 50 V X7R 10 % 1210", fp.C1210)
R_10R = _yageo("10R", "RC0603FR-0710RL", "CRCW060310R0FKEA", "Resistor 10 ohm 1 % 0603")
R_560R = _yageo("560R", "RC0603FR-07560RL", "CRCW0603560RFKEA", "Resistor 560 ohm 1 % 0603")
R_1K = _yageo("1k", "RC0603FR-071KL", "CRCW06031K00FKEA", "Resistor 1 kohm 1 % 0603")
R_4K7 = _yageo("4k7", "RC0603FR-074K7L", "CRCW06034K70FKEA", "Resistor 4.7 kohm 1 % 0603")
R_10K = _yageo("10k", "RC0603FR-0710KL", "CRCW060310K0FKEA", "Resistor 10 kohm 1 % 0603")
R_120R = _yageo("120R", "RC1206FR-07120RL", "CRCW1206120RFKEA", "Resistor 120 ohm 1 % 1206", fp.R1206)
# fmt: on

_MCU_PINS = {
    "4": "3V3", "5": "3V3", "6": "3V3", "7": "GND", "8": "OSC_IN", "9": "OSC_OUT", "10": "NRST", "12": "RS485_DE",
    "13": "RS485_TX", "14": "RS485_RX", "24": "TEMP", "25": "LED_STATUS", "26": "LED_COM", "28": "PULSE2", "29": "PULSE1",
    "35": "SWDIO", "36": "SWCLK", "45": "SCL", "46": "SDA", "47": "DBG_TX",
}  # fmt: skip


def _part(ref: str, component: Component, x: float, y: float, rotation: int, *nets: str, fitted: bool = True) -> Part:
    """A part on top whose pins 1, 2, 3, … belong to these nets."""
    pins = {str(n): net for n, net in enumerate(nets, 1)}
    return Part(ref, component.footprint, x, y, rotation, "top", component, pins, fitted)


def _below(ref: str, component: Component, x: float, y: float, rotation: int, *nets: str) -> Part:
    pins = {str(n): net for n, net in enumerate(nets, 1)}
    return Part(ref, component.footprint, x, y, rotation, "bottom", component, pins)


def _bare(ref: str, footprint: Footprint, x: float, y: float, net: str = "", side: Side = "top") -> Part:
    return Part(ref, footprint, x, y, side=side, nets={"1": net})


# fmt: off
PARTS: Final[tuple[Part, ...]] = (
    # supply
    _part("J1", TERM2, 5.05, 27.5, 270, "VIN_RAW", "GND"),
    _part("F1", FUSE, 12.5, 31.5, 0, "VIN_RAW", "VIN_FUSED"),
    _part("D1", TVS_IN, 12.5, 26.5, 270, "VIN_FUSED", "GND"),
    _part("D2", SCHOTTKY, 18.0, 31.5, 180, "VIN", "VIN_FUSED"),
    _part("C1", C_10U_50V, 22.5, 29.5, 270, "VIN", "GND"),
    _part("C2", C_100N, 19.0, 27.5, 270, "VIN", "GND"),
    _part("U2", LDO, 27.5, 30.5, 0, "VIN", "GND", "3V3", "GND"),
    _part("C3", C_10U, 33.0, 29.0, 270, "3V3", "GND"),
    _part("C4", C_100N, 35.5, 29.0, 270, "3V3", "GND"),
    _part("FB1", BEAD, 48.5, 30.0, 0, "VIN", "VSENS"),
    _part("C12", C_100N, 51.5, 29.5, 270, "VSENS", "GND"),
    # microcontroller
    Part("U1", MCU.footprint, 33.0, 18.5, 0, "top", MCU, _MCU_PINS),
    _part("Y1", CRYSTAL, 25.0, 21.5, 270, "OSC_IN", "OSC_OUT"),
    _part("C5", C_27P, 21.0, 23.5, 180, "OSC_IN", "GND"),
    _part("C6", C_27P, 21.0, 20.5, 180, "OSC_OUT", "GND"),
    _part("SW1", RESET, 24.5, 5.0, 0, "NRST", "GND"),
    _part("C8", C_100N, 29.5, 4.5, 0, "NRST", "GND"),
    _part("R12", R_10K, 29.5, 7.5, 180, "3V3", "NRST"),
    _part("J4", DEBUG, 31.5, 37.25, 0, "3V3", "SWCLK", "GND", "SWDIO", "NRST", "DBG_TX"),
    # bus
    _part("J3", TERM3, 5.05, 14.5, 270, "BUS_A", "BUS_B", "GND"),
    _part("D3", TVS_BUS, 11.5, 17.0, 270, "BUS_A", "BUS_B", "GND"),
    _part("R8", R_120R, 11.0, 11.5, 270, "BUS_A", "BUS_B"),
    _part("R16", R_10R, 15.5, 18.0, 180, "BUS_A_IC", "BUS_A"),
    _part("R17", R_10R, 15.5, 15.5, 180, "BUS_B_IC", "BUS_B"),
    _part("R10", R_560R, 15.5, 20.5, 180, "3V3", "BUS_A", fitted=False),
    _part("R11", R_560R, 15.5, 13.0, 180, "GND", "BUS_B", fitted=False),
    _part("U3", RS485, 21.0, 15.5, 90, "RS485_RX", "RS485_DE", "RS485_DE", "RS485_TX", "GND", "BUS_A_IC", "BUS_B_IC", "3V3"),
    _part("C7", C_100N, 19.0, 10.75, 0, "3V3", "GND"),
    _part("R9", R_10K, 26.0, 11.0, 0, "RS485_DE", "GND"),
    # sensors
    _part("J2", SENSOR, 56.0, 20.0, 270, "VSENS", "GND", "PULSE1_IN", "PULSE2_IN", "TEMP_IN", "GND"),
    _part("D4", ESD_PAIR, 51.0, 20.0, 90, "PULSE2_IN", "PULSE1_IN", "GND"),
    _part("D8", ESD_ONE, 51.0, 15.5, 180, "TEMP_IN", "GND"),
    _part("R4", R_10K, 47.0, 23.75, 0, "3V3", "PULSE1_IN"),
    _part("R6", R_1K, 47.0, 21.5, 180, "PULSE1_IN", "PULSE1"),
    _part("R7", R_1K, 47.0, 19.25, 180, "PULSE2_IN", "PULSE2"),
    _part("R5", R_10K, 47.0, 17.0, 0, "3V3", "PULSE2_IN"),
    _part("R13", R_10K, 47.0, 14.75, 0, "3V3", "TEMP_IN"),
    _part("R18", R_1K, 47.0, 12.5, 180, "TEMP_IN", "TEMP"),
    _part("C9", C_1N, 43.0, 21.5, 180, "PULSE1", "GND"),
    _part("C10", C_1N, 43.0, 19.25, 180, "PULSE2", "GND"),
    _part("C11", C_100N, 43.0, 12.5, 180, "TEMP", "GND"),
    # indicators
    _part("D5", LED_GREEN, 38.0, 3.75, 90, "GND", "LED_POWER_A"),
    _part("D6", LED_YELLOW, 42.0, 3.75, 90, "GND", "LED_STATUS_A"),
    _part("D7", LED_YELLOW, 46.0, 3.75, 90, "GND", "LED_COM_A"),
    _part("R1", R_1K, 38.0, 7.25, 270, "3V3", "LED_POWER_A"),
    _part("R2", R_1K, 42.0, 7.25, 270, "LED_STATUS", "LED_STATUS_A"),
    _part("R3", R_1K, 46.0, 7.25, 270, "LED_COM", "LED_COM_A"),
    # below
    _below("U4", EEPROM, 42.0, 30.0, 0, "GND", "GND", "GND", "GND", "SDA", "SCL", "GND", "3V3"),
    _below("C17", C_100N, 46.5, 33.0, 90, "3V3", "GND"),
    _below("R14", R_4K7, 36.0, 27.0, 180, "3V3", "SCL"),
    _below("R15", R_4K7, 36.0, 29.5, 180, "3V3", "SDA"),
    _below("C13", C_100N, 30.5, 20.0, 90, "3V3", "GND"),
    _below("C14", C_100N, 32.5, 20.0, 90, "3V3", "GND"),
    _below("C15", C_100N, 30.5, 16.75, 90, "3V3", "GND"),
    _below("C16", C_10U, 35.5, 18.5, 90, "3V3", "GND"),
    # copper only
    _bare("TP1", fp.TESTPOINT, 38.75, 29.0, "3V3"),
    _bare("TP2", fp.TESTPOINT, 38.75, 32.5, "GND"),
    _bare("TP3", fp.TESTPOINT, 18.0, 35.5, "VIN"),
    _bare("TP4", fp.TESTPOINT, 33.0, 10.5, "RS485_RX"),
    _bare("FID1", fp.FIDUCIAL, 9.5, 36.5),
    _bare("FID2", fp.FIDUCIAL, 50.5, 36.5),
    _bare("FID3", fp.FIDUCIAL, 50.5, 3.5),
    _bare("FID4", fp.FIDUCIAL, 9.5, 3.5, side="bottom"),
    _bare("FID5", fp.FIDUCIAL, 50.5, 36.5, side="bottom"),
    _bare("H1", fp.M3, 3.5, 3.5),
    _bare("H2", fp.M3, 56.5, 3.5),
    _bare("H3", fp.M3, 3.5, 36.5),
    _bare("H4", fp.M3, 56.5, 36.5),
)
# fmt: on


def lands() -> tuple[Land, ...]:
    """Every pad of the board."""
    return tuple(land for part in PARTS for land in part.lands())


def bought() -> tuple[Part, ...]:
    """What the bill of materials lists, fitted or not."""
    return tuple(part for part in PARTS if part.component)


def fiducials() -> tuple[Part, ...]:
    return tuple(part for part in PARTS if part.ref.startswith("FID"))
