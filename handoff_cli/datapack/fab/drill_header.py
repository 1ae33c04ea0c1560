"""What drill data state about themselves before any hole: unit, digits, tools in comments, plating."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.datapack.fab.drill import Digits, Known, Numbers, Zeros
from handoff_cli.datapack.fab.values import INCH, Unit

_UNIT: Final = re.compile(
    r"^\s*(METRIC|INCH)(?:\s*,\s*(LZ|TZ))?(?:\s*,\s*(0{1,6})\.(0{1,6}))?(?:\s*,\s*(LZ|TZ))?\s*(?:;.*)?$",
    re.ASCII | re.MULTILINE,
)
_MODE: Final = re.compile(r"^\s*(?:%\s*)?M(71|72)\s*$", re.ASCII | re.MULTILINE)
_FILE_FORMAT: Final = re.compile(r"^\s*;\s*FILE_FORMAT\s*=\s*([0-9]):([0-9])", re.ASCII | re.MULTILINE)
_KICAD: Final = re.compile(
    r"^\s*;\s*FORMAT=\{([-0-9]):([-0-9])\s*/\s*\w+\s*/\s*(metric|inch)\s*/\s*([^}]*)\}", re.ASCII | re.MULTILINE
)
_MENTOR: Final = re.compile(r"^\s*;\s*Format\s*:\s*([0-9])\.([0-9])\s*/", re.ASCII | re.MULTILINE)
_ZEROS: Final = {"suppress leading zeros": "TZ", "suppress trailing zeros": "LZ", "keep zeros": "TZ"}
_WORD: Final = re.compile(r"[XY][-+]?([0-9.]+)", re.ASCII)
_BODY: Final = re.compile(r"^(?:N[0-9]+)?(?:G[0-9]+)?[XY][-+]?[0-9.].*$", re.ASCII | re.MULTILINE)
_G81: Final = re.compile(r"\A\s*G81\s*[\r\n]+\s*M48", re.ASCII)
_PADDED: Final = re.compile(r"^T[0-9]+C(0[0-9]+)\.([0-9]+)\s*$", re.ASCII | re.MULTILINE)
_SIZE: Final = re.compile(
    r"^\s*;\s*(?:T([0-9]{1,5})\s+)?Holesize\s+([0-9]{1,5})\.?\s*=\s*([0-9]{1,9}\.?[0-9]{0,12})(.*)$",
    re.ASCII | re.MULTILINE | re.IGNORECASE,
)
_PARAMETER: Final = re.compile(r"^\s*([A-Z-]+)\s+(\S+)", re.ASCII | re.MULTILINE)
_SIZES: Final = (
    ("MILS", INCH / 1000), ("MICRON", 0.001), ("MILLIMETER", 1.0), (" MM", 1.0), ("INCH", INCH), ("CENTIMETER", 10.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """What the header says; `contradiction` when it says it twice and differently."""

    numbers: Numbers
    known: Known
    decimal: bool = False
    contradiction: bool = False


def stated(text: str, parameters: str | None) -> Statement:
    """What is known about the numbers of this file before one of them is read."""
    units = [*_units(text), *_parameter_units(parameters)]
    formats = [*_digits(text), *_parameter_digits(parameters)]
    words = _words(text)
    unit = units[0] if units else None
    decimal = bool(words) and all("." in word or not word.strip("0") for word in words)
    digits, known = (formats[0], "stated") if formats else _habit(text, words)
    if decimal or _says_decimal(text):
        known = "decimal point"
        decimal = True
    elif not words:
        known = "stated"
    return Statement(
        numbers=Numbers(unit, None if decimal else digits),
        known=known if unit is not None or not words else "unknown",
        decimal=decimal,
        contradiction=len(set(units)) > 1 or len({_deciding(digits) for digits in formats}) > 1,
    )


def _deciding(digits: Digits) -> tuple[Zeros, int]:
    """With leading zeros kept only the digits before the point matter, and the other way round."""
    return digits.zeros, digits.whole if digits.zeros == "LZ" else digits.decimals


def _words(text: str) -> list[str]:
    return [word for line in _BODY.findall(text) for word in _WORD.findall(line)]


def _units(text: str) -> Iterator[Unit]:
    for match in _UNIT.finditer(text):
        yield "mm" if match[1] == "METRIC" else "inch"
    for match in _MODE.finditer(text):
        yield "mm" if match[1] == "71" else "inch"
    for match in _KICAD.finditer(text):
        yield "mm" if match[3] == "metric" else "inch"


def _digits(text: str) -> Iterator[Digits]:
    """Only where digits and zeros are both stated: one without the other is a guess."""
    zeros = _zeros(text)
    for match in _KICAD.finditer(text):
        kept = _ZEROS.get(match[4].strip())
        if match[1].isdigit() and match[2].isdigit() and kept is not None:
            yield Digits(int(match[1]), int(match[2]), "LZ" if kept == "LZ" else "TZ")
    if zeros is None:
        return
    for match in (*_FILE_FORMAT.finditer(text), *_MENTOR.finditer(text)):
        yield Digits(int(match[1]), int(match[2]), zeros)
    for match in _UNIT.finditer(text):
        if match[3]:
            yield Digits(len(match[3]), len(match[4]), zeros)


def _zeros(text: str) -> Zeros | None:
    for match in _UNIT.finditer(text):
        if match[2] or match[5]:
            return "LZ" if (match[2] or match[5]) == "LZ" else "TZ"
    return None


def _says_decimal(text: str) -> bool:
    return any(match[4].strip() == "decimal" for match in _KICAD.finditer(text))


def _habit(text: str, words: list[str]) -> tuple[Digits | None, Known]:
    """DesignSpark writes its tools with the digits of its coordinates, every zero included, and says no more."""
    tools = {(len(match[1]), len(match[2])) for match in _PADDED.finditer(text)}
    if _G81.match(text) and len(tools) == 1:
        whole, decimals = tools.pop()
        if all(len(word) == whole + decimals for word in words):
            return Digits(whole, decimals, "TZ"), "habit"
    return None, "unknown"


@dataclass(frozen=True, slots=True)
class Size:
    diameter: float | None
    plated: bool | None


def sizes(text: str) -> dict[int, Size]:
    """Tools as Allegro and EasyEDA list them in comments: number → size in mm and plating. A tool named `T01` counts as named."""
    found: dict[int, Size] = {}
    for match in _SIZE.finditer(text):
        rest = match[4].upper()
        scale = next((scale for word, scale in _SIZES if word in rest), None)
        plated = False if re.search(r"NON[_-]?PLATED", rest) else True if "PLATED" in rest else None
        diameter = None if scale is None else round(float(match[3]) * scale, 6)
        found.setdefault(int(match[1] or match[2]), Size(diameter, plated))
    return found


def _parameter_units(parameters: str | None) -> Iterator[Unit]:
    """Allegro's nc_param.txt."""
    for name, value in _PARAMETER.findall(parameters or ""):
        if name == "OUTPUT-UNITS" and value in ("ENGLISH", "METRIC"):
            yield "mm" if value == "METRIC" else "inch"


def _parameter_digits(parameters: str | None) -> Iterator[Digits]:
    said = dict(_PARAMETER.findall(parameters or ""))
    places = f"{said.get('INTEGER-PLACES', '')}.{said.get('DECIMAL-PLACES', '')}"
    match = re.fullmatch(r"([0-9])\.([0-9])", said.get("FORMAT", places))
    if match is None:
        return
    trailing = said.get("SUPPRESS-TRAIL-ZEROES", "NO") == "YES"
    yield Digits(int(match[1]), int(match[2]), "LZ" if trailing else "TZ")
