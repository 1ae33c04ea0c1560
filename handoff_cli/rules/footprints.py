"""What the names of a part and of its package tell: pads close together or under the body, and a side that must not be turned."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from handoff_cli.core.pack import BomLine, Pack

_HIDDEN: Final = re.compile(
    r"(?<![A-Za-z])[A-Za-z]{0,4}(?:BGA|QFP?N|DFN|LGA|CSP|(?<![A-Za-z])[UVWX]SON)(?![A-Za-z])",
    re.IGNORECASE,
)
"""Packages whose pads lie under the body. `UFQFPN` is what one maker calls a QFN."""
_PITCH: Final = re.compile(
    r"(?<![A-Za-z])P(?:itch)?[ =:_]*(\d?\.\d+) ?mm|(?<![\d.])(\d?\.\d+) ?mm[ -]?pitch",
    re.IGNORECASE,
)
_TURNED: Final = re.compile(r"(?:D|LED|U|IC|Q|CR|VD|BT)\d", re.IGNORECASE)
_CAPACITOR: Final = re.compile(r"(?:C|CE|CP)\d", re.IGNORECASE)
_WITH_POLES: Final = re.compile(r"electrolytic|\belko\b|tantal|(?<!non-)(?<!un)polari[sz]ed|\bCP_", re.IGNORECASE)


def fine(pack: Pack, line: BomLine, pitch_mm: Decimal) -> str | None:
    """What says of a part that its pads are close together (`pitch_mm` or less) or under its body: `QFN`, `P0.5mm`.

    The columns of the package in BOM and centroid file are asked; the description only where they are empty.
    """
    rows = pack.centroid.placements if pack.centroid else ()
    named = [line.package, *(row.package for row in rows if row.refdes in line.refdes)]
    for text in named if any(each.strip() for each in named) else [line.description]:
        close = (match for match in _PITCH.finditer(text) if Decimal(match[1] or match[2]) <= pitch_mm)
        if found := _HIDDEN.search(text) or next(close, None):
            return found.group()
    return None


def polarised(line: BomLine) -> bool:
    """Whether turning a part of this line would matter: diodes, LEDs, ICs, transistors, and capacitors that say so."""
    first = line.refdes[0] if line.refdes else ""
    words = " ".join((line.package, line.description, line.value))
    return bool(_TURNED.match(first) or (_CAPACITOR.match(first) and _WITH_POLES.search(words)))
