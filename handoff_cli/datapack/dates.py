"""When a file says it was made. Only dates that can be read in one way: year first."""

from __future__ import annotations

import re
from typing import Final

_HEAD: Final = 4_000
_MADE: Final = re.compile(
    rb"(?:TF\.CreationDate,|\bdate |\bcreated on |\bDate:?[\"',;\s]{1,4})(20[0-9]{2}-[01][0-9]-[0-3][0-9])[T ]([0-2][0-9]:[0-5][0-9])",
    re.IGNORECASE,
)


def made(data: bytes) -> str:
    """`2020-07-18T20:34`, as the clock of whoever made it showed; empty where the file does not say."""
    found = _MADE.search(data[:_HEAD])
    return f"{found[1].decode()}T{found[2].decode()}" if found else ""
