"""The resistance or capacitance a part number states, and the one a BOM line states. Only what can be read in one way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Kind = Literal["Ω", "F"]

_SMALL: Final = "0[24]01|01005|0201|0402|0603|0805|1206|1210|1218|2010|2512|1812|2220"
_CODE: Final = r"(\d{3}|\dR\d|R\d{2})"
_WORDED: Final = r"(\d+[RKM]\d*|R\d+)"
_RESISTORS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:RC|AC|RL|SR)(?:{_SMALL})[BDFGJ][RKT]-(?:07|10|13|7W){_WORDED}L",  # Yageo, thick film
        rf"RT(?:{_SMALL})[BCDFW]R[A-E](?:07|10|13){_WORDED}L",  # Yageo, thin film
        rf"YC\d{{3}}-[FJ]R-07{_WORDED}L",  # Yageo, arrays
        rf"CRCW(?:{_SMALL})(\d[\dRKM]{{3}}|R\d{{3}})[DFGJZ][A-Z0-9]+",  # Vishay
    )
)
_FOUR: Final = (
    re.compile(r"ERJ-?[0-9A-Z]{2,5}?[BDF](\d{4}|\d{2}R\d|\dR\d{2}|R\d{3})[A-Z]"),  # Panasonic, 1 % and better
    re.compile(rf"CR(?:{_SMALL})-?F[XW]?-?(\d{{4}}|\d{{2}}R\d|\dR\d{{2}})E?LF"),  # Bourns
    re.compile(rf"(?:{_SMALL})W[A-Z0-9]F(\d{{3}}[0-6JKL])T5E"),  # UniOhm
)
_THREE: Final = (
    re.compile(r"ERJ-?[0-9A-Z]{2,5}?[GJ](\d{3}|\dR\d|R\d{2})[A-Z]"),
    re.compile(rf"CR(?:{_SMALL})-?J[XW]?-?(\d{{3}}|\dR\d)E?LF"),
    re.compile(rf"(?:{_SMALL})W[A-Z0-9]J0?(\d{{3}})T5E"),
)
_DIELECTRIC: Final = r"(?:X5R|X6S|X6T|X7R|X7S|X7T|X8R|C0G|COG|NP0|NPO|CH|JB|Y5V)"
_CAPACITORS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"G(?:RM|CM|RT|JM|CJ|QM|RJ|CG)[0-9A-Z]{{3}}[0-9A-Z]{{2}}[0-9A-Z]{{2}}{_CODE}[BCDFGJKMWZ][0-9A-Z]*",  # Murata
        rf"CL\d{{2}}[A-Z]{_CODE}[A-Z][0-9A-Z]*",  # Samsung
        rf"(?:CC|AC|CQ)(?:{_SMALL})[A-Z]{{2}}{_DIELECTRIC}[0-9A-Z]B[BN]{_CODE}",  # Yageo
        r"C(?:0201|0402|0603|0805|1206|1210|1812|2220)[CX](\d{3})[BCDFGJKMZ]\d[A-Z]{2}[0-9A-Z]*",  # KEMET
        rf"C(?:0402|0603|1005|1608|2012|3216|3225|4532|5750){_DIELECTRIC}\d[A-Z]{_CODE}[BCDFGJKMZ][0-9A-Z]*",  # TDK
        rf"CGA\d[A-Z][0-9A-Z]{_DIELECTRIC}\d[A-Z]{_CODE}[BCDFGJKMZ][0-9A-Z]*",  # TDK, automotive
        rf"(?:0201|0402|0603|0805|1206|1210)[YZ1-9DG][ACDGZ]{_CODE}[BCDFGJKMZ]AT[0-9A-Z]*",  # AVX
    )
)
_MULTIPLE: Final = {"": 0, "R": 0, "K": 3, "M": 6, "G": 9}
_FINE: Final = {"J": -1, "K": -2, "L": -3}
_SI: Final = {"p": -12, "n": -9, "u": -6, "µ": -6, "μ": -6, "m": -3}
_RESISTANCE: Final = re.compile(
    r"(?<![\w./%])(?<!\d,)(?:(\d+(?:[.,]\d+)?)\s?([kKMGR]|m(?=Ω|[oO]hm))?\s?(Ω|Ω|[oO]hms?|OHMS?)?|(\d+)([kKMGRr])(\d+)\s?(?:Ω|Ω|[oO]hms?)?)(?![\w.%±])"
)
_CAPACITANCE: Final = re.compile(
    r"(?<![\w./%])(?<!\d,)(?:(\d+(?:[.,]\d+)?)\s?([pnuµμm])[fF]?|(\d+(?:[.,]\d+)?)\s?([PNU])F|(\d+)([pnuµμ])(\d+)[fF]?)(?![\w.%])"
)


@dataclass(frozen=True, slots=True)
class Value:
    """So many ohms or farads."""

    amount: Decimal
    kind: Kind

    def differs(self, other: Value) -> bool:
        """By more than the rounding of a code: 3 %, the distance of neighbours in E48."""
        return self.kind == other.kind and abs(self.amount - other.amount) > max(self.amount, other.amount) * 3 / 100

    def __str__(self) -> str:
        prefixes = (("p", -12), ("n", -9), ("µ", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6))
        usable = prefixes[:3] if self.kind == "F" else prefixes[3:]
        name, power = next((each for each in reversed(usable) if self.amount >= Decimal(1).scaleb(each[1])), usable[0])
        return f"{(self.amount.scaleb(-power)).normalize():f} {name}{self.kind}" if self.amount else f"0 {self.kind}"


def of_mpn(mpn: str) -> Value | None:
    """What a part number of a known series states."""
    text = mpn.strip().upper().replace(" ", "")
    for pattern in _RESISTORS:
        if match := pattern.fullmatch(text):
            return _worded(match[1])
    for digits, patterns in ((4, _FOUR), (3, _THREE)):
        for pattern in patterns:
            if match := pattern.fullmatch(text):
                return Value(_coded(match[1], digits), "Ω")
    for pattern in _CAPACITORS:
        if match := pattern.fullmatch(text):
            return Value(_picofarads(match[1]), "F")
    return None


def of_text(text: str, kind: Kind) -> Value | None:
    """The one resistance or capacitance in a text; None where there is none, or there are several."""
    values = (_matched(match, kind, text) for match in _pattern(kind).finditer(text))
    found = {value.amount for value in values if value is not None}
    return Value(found.pop(), kind) if len(found) == 1 else None


def _pattern(kind: Kind) -> re.Pattern[str]:
    return _RESISTANCE if kind == "Ω" else _CAPACITANCE


def _matched(match: re.Match[str], kind: Kind, text: str) -> Value | None:
    if kind == "F":
        number, unit = match[1] or match[3] or f"{match[5]}.{match[7]}", match[2] or match[4] or match[6]
        return Value(_number(number).scaleb(_SI[unit.lower() if unit in "PNU" else unit]), kind)
    if match[4]:
        return Value(_number(f"{match[4]}.{match[6]}").scaleb(_MULTIPLE[match[5].upper()]), kind)
    number, multiple, unit = match[1], match[2] or "", match[3]
    if not multiple and not unit:
        # A bare number is a resistance only where it is the whole value, and no size of a case.
        return Value(_number(number), kind) if text.strip() == number and len(number) < 4 else None
    return Value(_number(number).scaleb(-3 if multiple == "m" else _MULTIPLE[multiple.upper()]), kind)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _worded(code: str) -> Value:
    """`4K7`, `100R`, `R10`, `0000`."""
    letter = next((each for each in code if each in "RKM"), "")
    number = code.replace(letter, ".") if letter else code
    return Value(_number(number.strip(".") if number.endswith(".") else f"0{number}").scaleb(_MULTIPLE[letter]), "Ω")


def _coded(code: str, digits: int) -> Decimal:
    """Two or three digits and a power of ten (`1002`), or a point (`10R0`)."""
    if "R" in code:
        return _number("0" + code.replace("R", "."))
    power = _FINE.get(code[-1])
    return Decimal(code[: digits - 1]).scaleb(int(code[-1]) if power is None else power)


def _picofarads(code: str) -> Decimal:
    """A last digit of 8 or 9 divides (`479` is 4.7 pF)."""
    if "R" in code:
        return _number("0" + code.replace("R", ".")).scaleb(-12)
    power = {"8": -2, "9": -1}.get(code[-1], int(code[-1]))
    return Decimal(code[:2]).scaleb(power - 12)
