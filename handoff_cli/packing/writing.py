"""Several files written all or none: first beside their places, then moved there, and moved back when one cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from handoff_cli.errors import NO, HandoffError

_UNFINISHED: Final = ".unfinished"


def write_all(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """The paths that were written, in order; a file that is there with the same bytes is left alone."""
    changed = {path: data for path, data in files.items() if not path.is_file() or path.read_bytes() != data}
    staged: list[Path] = []
    done: list[tuple[Path, bytes | None]] = []
    try:
        for path, data in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(path.name + _UNFINISHED)
            with beside.open("xb") as file:
                staged.append(beside)
                file.write(data)
        for path in changed:
            before = path.read_bytes() if path.is_file() else None
            path.with_name(path.name + _UNFINISHED).replace(path)
            done.append((path, before))
    except OSError as error:
        _undo(done, staged)
        where = error.filename or "a file"
        raise HandoffError(f"{where} cannot be written: {error.strerror}. Nothing was changed.", exit_code=NO) from None
    return tuple(changed)


def _undo(done: list[tuple[Path, bytes | None]], staged: list[Path]) -> None:
    """Only what this run has made is taken away again."""
    for path, before in reversed(done):
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)
    for beside in staged:
        beside.unlink(missing_ok=True)
