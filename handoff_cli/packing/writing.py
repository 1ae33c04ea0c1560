"""Several files written all or none: first beside their places, then moved there, and moved back when one cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from handoff_cli.errors import NO, HandoffError

_UNFINISHED: Final = ".unfinished"


def write_all(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """The paths that were written, in order; a file that is there with the same bytes is left alone."""
    changed = {path: data for path, data in files.items() if not path.is_file() or path.read_bytes() != data}
    moved: list[tuple[Path, bytes | None]] = []
    finished = False
    try:
        for path, data in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _beside(path).write_bytes(data)
        for path in changed:
            moved.append((path, path.read_bytes() if path.is_file() else None))
            _beside(path).replace(path)
        finished = True
    except OSError as error:
        where = error.filename or "a file"
        raise HandoffError(f"{where} cannot be written: {error.strerror}. Nothing was changed.", exit_code=NO) from None
    finally:
        # Ctrl-C too leaves everything as it was.
        if not finished:
            _undo(moved, changed)
    return tuple(changed)


def _beside(path: Path) -> Path:
    """Where a file is written before it takes its place. What a killed run has left there is written over."""
    return path.with_name(path.name + _UNFINISHED)


def _undo(moved: Iterable[tuple[Path, bytes | None]], changed: Iterable[Path]) -> None:
    for path, before in moved:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)
    for path in changed:
        _beside(path).unlink(missing_ok=True)
