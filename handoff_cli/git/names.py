"""Which names a file of a deal may carry: foreign ones, but none that misleads a reader, a program or an operating system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from handoff_cli.core.policy import POLICY_FILES

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_FORBIDDEN: Final = frozenset('<>:"|?*')
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"} | {f"{d}{n}" for d in ("com", "lpt") for n in "123456789¹²³"}
)
# What git reads as instructions, also under the short names of Windows. `.gitignore` and `.gitkeep` instruct nobody about content.
_INSTRUCTIONS: Final = re.compile(r"\.git|\.gitattributes|\.gitmodules|gi[0-9a-z]{1,4}~[0-9]")
_LONGEST: Final = 255


def unlawful(path: str) -> str | None:
    """What is wrong with a path of the repository, None when nothing is. The policy's own two files are meant to instruct."""
    if path in POLICY_FILES:
        return None
    return next((reason for name in path.split("/") if (reason := _trouble(name))), None)


def collisions(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(path, reason) for each path that some computers take for another one of these."""
    first: dict[str, tuple[str, bool]] = {}
    for path in sorted(paths):
        for spelled, is_file in _prefixes(path):
            known = first.setdefault(folded(spelled), (spelled, is_file))
            if known != (spelled, is_file):
                yield path, f"Windows and macOS take it for {known[0]}"
                break


def _prefixes(path: str) -> Iterator[tuple[str, bool]]:
    parts = path.split("/")
    for length in range(1, len(parts) + 1):
        yield "/".join(parts[:length]), length == len(parts)


def folded(text: str) -> str:
    """A name as a computer sees it that tells neither cases nor spellings of one letter apart."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _trouble(name: str) -> str | None:
    if name in ("", ".", ".."):
        return "the path does not lead straight to a file"
    if "\\" in name:
        return "the name holds a backslash, or letters in an encoding of their own"
    if any(unicodedata.category(letter) in _UNSEEN for letter in name):
        return "the name holds a line break or a letter that cannot be seen"
    if _INSTRUCTIONS.fullmatch(name.lower()):
        return "git takes a file of this name for instructions"
    if len(name.encode()) > _LONGEST:
        return "the name is too long"
    return _windows_trouble(name)


def _windows_trouble(name: str) -> str | None:
    if _FORBIDDEN & set(name):
        return "the name holds a letter that Windows does not allow"
    if name.endswith((".", " ")):
        return "the name ends with a dot or a space, which Windows drops"
    if name.partition(".")[0].rstrip(" ").lower() in _DEVICES:
        return "Windows takes the name for a device"
    return None
