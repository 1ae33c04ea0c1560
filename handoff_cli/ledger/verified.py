"""Signatures that were verified before: each costs one ssh-keygen, once in the life of a clone.

The file lies beside the clone's objects and holds only what this clone has verified itself; without it everything is verified
again, and a fresh clone has none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from handoff_cli.core.record import Signature
from handoff_cli.git.repository import Repository
from handoff_cli.ledger.signatures import is_fingerprint, verify

_FILE: Final = Path("handoff") / "verified"

Signed = tuple[bytes, str]
"""A record's bytes and its armoured signature."""


def verify_all(repo: Repository, signed: Iterable[Signed]) -> Mapping[Signed, Signature]:
    """Whose each signature is, a flaw where it is nobody's."""
    pairs = tuple(dict.fromkeys(signed))
    file = repo.common_dir / _FILE
    known = _known(file)
    fresh = [pair for pair in pairs if _key(pair) not in known]
    with ThreadPoolExecutor(max_workers=max(1, os.cpu_count() or 1)) as pool:
        found = dict(zip(fresh, pool.map(lambda pair: verify(*pair), fresh), strict=True))
    _remember(file, found)
    return {pair: found.get(pair) or Signature(fingerprint=known[_key(pair)]) for pair in pairs}


def _key(signed: Signed) -> str:
    data, armoured = signed
    return f"{hashlib.sha256(data).hexdigest()} {hashlib.sha256(armoured.encode()).hexdigest()}"


def _known(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    parts = (line.rpartition(" ") for line in lines)
    return {key: fingerprint for key, _, fingerprint in parts if len(key) == 129 and is_fingerprint(fingerprint)}


def _remember(file: Path, found: Mapping[Signed, Signature]) -> None:
    """Only what is good is kept. A clone that cannot be written to verifies again next time."""
    lines = [f"{_key(pair)} {signature.fingerprint}\n" for pair, signature in found.items() if signature.fingerprint]
    if not lines:
        return
    with contextlib.suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        with file.open("a", encoding="ascii", newline="\n") as opened:
            opened.write("".join(lines))
