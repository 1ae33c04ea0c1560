"""Names inside a ZIP: which are dangerous, which are litter, and how to show a hostile one."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_DEVICES: Final = frozenset({"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)})
_OFFICE: Final = (".xlsx", ".xlsm", ".docx", ".docm", ".pptx", ".ods", ".odt", ".odp", ".odg")
_NESTED: Final = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
_NESTED_MAGIC: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
)
_SHOWN: Final = 120


def key(name: str) -> str:
    """What two names must not share: on Windows and macOS `A.gbr` and `a.gbr` are one file."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def trouble(name: str) -> str | None:
    """What makes this name dangerous, in words that follow "has a name"; None for a harmless one, folder or file."""
    parts = name.removesuffix("/").split("/")
    if any(unicodedata.category(letter) in _UNSEEN for letter in name):
        return "with invisible letters in it"
    if "\\" in name:
        return "with backslashes, which only some programs take for folders"
    if name.startswith("/") or _DRIVE.match(name):
        return "that points to a fixed place on a disk"
    if ".." in parts:
        return "that climbs out of its folder"
    if "" in parts or "." in parts:
        return "with an empty folder in it"
    if ":" in name or any(part.endswith((".", " ")) or part.split(".")[0].casefold() in _DEVICES for part in parts):
        return "that Windows cannot keep"
    return None


def is_litter(name: str) -> bool:
    """Files that operating systems and Office leave behind and nobody means to send."""
    parts = name.casefold().removesuffix("/").split("/")
    return "__macosx" in parts or parts[-1] in {".ds_store", "thumbs.db", "desktop.ini"} or parts[-1].startswith("~$")


def is_nested(name: str, head: bytes) -> bool:
    """An archive inside the archive. Office documents are ZIPs too, but documents to everybody."""
    lower = name.casefold()
    if lower.endswith(_OFFICE):
        return False
    return lower.endswith(_NESTED) or head.startswith(_NESTED_MAGIC)


def shown(name: str) -> str:
    """A name that is safe to print: what cannot be seen is written as a code."""
    safe = "".join(c if unicodedata.category(c) not in _UNSEEN else f"\\u{ord(c):04x}" for c in name)
    return safe if len(safe) <= _SHOWN else safe[: _SHOWN - 1] + "…"
