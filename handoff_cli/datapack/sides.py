"""Top or bottom: how rows say it, and how file names do."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.core.pack import Side
from handoff_cli.datapack.columns import any_of
from handoff_cli.datapack.tables import normal

_TOP: Final = any_of(
    "top|t|toplayer|top layer|f.cu|f|front|frontside|front side|top side|topside|component side|comp|oben|oberseite|vorderseite|"
    "top copper|smd top|l1|topcopper|fcu|f cu|componentside|bestückungsseite"
)
_BOTTOM: Final = any_of(
    "bottom|bot|b|bottomlayer|bottom layer|b.cu|back|backside|back side|bottom side|bottomside|solder side|unten|unterseite|rückseite|"
    "bottom copper|smd bottom|botlayer|bot layer|bottomcopper|bcu|b cu|solderside|lötseite"
)
MIRRORS: Final = any_of("sym mirror|mirror|mirrored|gespiegelt|symbol mirror|mir")
_MIRRORED: Final[dict[str, Side]] = {
    **dict.fromkeys(("yes", "y", "m", "true", "1", "mirror", "mirrored", "ja"), "bottom"),
    **dict.fromkeys(("", "no", "n", "false", "0", "none", "nein"), "top"),
}
_IN_NAME: Final = re.compile(
    r"(?<![a-z0-9])(?:(top|toplayer|topside|front|f_cu|oben)|(bottom|bot|bottomlayer|bottomside|back|b_cu|unten))(?![a-z0-9])"
)


def side_of(header: str, cell: str) -> Side | None:
    said = cell.casefold().strip()
    if normal(header) in MIRRORS:
        return _MIRRORED.get(said)
    return "top" if said in _TOP else "bottom" if said in _BOTTOM else None


def side_in_name(path: str) -> Side | None:
    """What a file name says: `x-top-pos.csv`, `PnP_x_back.txt`, `x.mnb`. The last word counts: a laptop's `top` is no side."""
    name = path.rsplit("/", 1)[-1].rsplit("!", 1)[-1].casefold()
    if name.endswith((".mnt", ".mnb")):
        return "top" if name.endswith(".mnt") else "bottom"
    found = list(_IN_NAME.finditer(name.replace("f.cu", "f_cu").replace("b.cu", "b_cu")))
    return None if not found else "top" if found[-1][1] else "bottom"
