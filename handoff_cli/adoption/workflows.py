"""The workflows the forge runs: those of this version, for this target, with what somebody has set in those that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from handoff_cli.adoption.changes import Change, replaced, there
from handoff_cli.adoption.people import written
from handoff_cli.resources import workflows

FOLDER: Final = ".github/workflows"
_MAIN: Final = b"branches: [main]"
_SET: Final = re.compile(rb"^  (GENESIS|HANDOFF): *([^\r\n]*)", re.MULTILINE)
_OURS: Final = (b"", b'""', b"handoff-cli==")
"""How a value begins that nobody has chosen: no genesis told yet, and the version the file came with."""


def renewed(top: Path, target: str) -> Iterator[Change]:
    for name, data in workflows():
        path = f"{FOLDER}/{name}"
        aimed = data.replace(_MAIN, f"branches: [{written(target)}]".encode())
        yield from replaced(top, path, _kept(aimed, there(top, path) or b""))


def _kept(data: bytes, before: bytes) -> bytes:
    """With the settings of the file that is there: where the ledger begins, and where the tool is installed from."""
    chosen = {name: value for name, value in _SET.findall(before) if not _is_ours(value)}
    return _SET.sub(lambda found: b"  %s: %s" % (found[1], chosen.get(found[1], found[2])), data)


def _is_ours(value: bytes) -> bool:
    return value in _OURS or value.startswith(_OURS[-1])
