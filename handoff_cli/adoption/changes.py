"""A file to be written, beside what is there: shown as a difference before anything that exists is touched."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handoff_cli.errors import UNDECIDED, HandoffError


@dataclass(frozen=True, slots=True)
class Change:
    """`path` from the top of the repository; `before` is None where the file is new."""

    path: str
    after: bytes
    before: bytes | None = None


def there(top: Path, path: str) -> bytes | None:
    """What a file of the work tree holds, None where there is none. What leads out of the repository is refused."""
    place = top / path
    if not place.resolve().is_relative_to(top.resolve()):
        raise HandoffError(
            f"{path} leads out of this repository, and nothing is written there.", hint="Remove the link."
        )
    try:
        return place.read_bytes() if place.exists() else None
    except OSError as error:
        raise HandoffError(f"{path} cannot be read: {error.strerror}.", exit_code=UNDECIDED) from None


def replaced(top: Path, path: str, after: bytes) -> Iterator[Change]:
    """The whole file anew, unless it says the same already; its line ends are kept."""
    before = there(top, path)
    if before is None:
        yield Change(path, after)
    elif before.replace(b"\r\n", b"\n") != after:
        yield Change(path, after.replace(b"\n", ends(before)), before)


def extended(top: Path, path: str, lines: bytes, *, heading: bytes = b"") -> Iterator[Change]:
    """These lines at the end of a file, everything before them byte for byte as it is; a new file begins with `heading`."""
    before = there(top, path)
    if before is None:
        yield Change(path, heading + lines)
    elif lines:
        gap = b"" if not before or before.endswith(b"\n") else ends(before)
        yield Change(path, before + gap + lines.replace(b"\n", ends(before)), before)


def ends(data: bytes) -> bytes:
    """How the lines of a file end, by most of them."""
    windows = data.count(b"\r\n")
    return b"\r\n" if windows and windows * 2 > data.count(b"\n") else b"\n"


def difference(change: Change) -> tuple[str, ...]:
    """The lines of a unified difference; what is no text is shown with escapes."""
    old, new = _lines(change.before or b""), _lines(change.after)
    return tuple(difflib.unified_diff(old, new, change.path, change.path, lineterm=""))


def write(top: Path, change: Change) -> None:
    place = top / change.path
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if change.before is None:
            with place.open("xb") as file:
                file.write(change.after)
        else:
            place.write_bytes(change.after)
    except OSError as error:
        raise HandoffError(f"{change.path} cannot be written: {error.strerror}.", exit_code=UNDECIDED) from None


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "backslashreplace").replace("\r\n", "\n").split("\n")
