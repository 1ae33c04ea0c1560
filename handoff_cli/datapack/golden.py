"""The golden ZIP written: the same files give the same bytes on every computer and with every Python."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_REGULAR: Final = 0o100644 << 16


def build(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files in the order of their names, without clock, owner or anything else of this computer.

    Stored, not deflated: what Deflate makes of a file differs from one zlib to the next, and git packs it anyway.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files, key=str.encode):
            archive.writestr(_info(path), files[path])
    return buffer.getvalue()


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _NO_TIME)
    info.create_system = _UNIX
    info.external_attr = _REGULAR
    info.compress_type = zipfile.ZIP_STORED
    return info
