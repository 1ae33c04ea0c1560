"""An ODB++ job: `matrix/matrix` for the layers, `misc/info` for its dates, `steps/*/layers/comp_+_*/components` for the parts.

The format is that of the ODB++ specification (version 8): blocks `LAYER { NAME=… }` of keys, and lines of words.
"""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from handoff_cli.core.pack import Design, Placement, Side

MOST: Final = 64 << 20
"""Bytes of a packed job that are unpacked to look for these files."""
MOST_PARTS: Final = 100_000

_WANTED: Final = re.compile(
    r"(?:^|/)(matrix/matrix|misc/info|steps/[^/]+/layers/comp_\+_(?:top|bot)/components)$", re.IGNORECASE
)
_BLOCK: Final = re.compile(r"(?m)^\s*(LAYER|STEP)\s*\{([^{}]*)\}")
_KEY: Final = re.compile(r"(?m)^\s*(\w+)\s*=[ \t]*(.*?)[ \t]*\r?$")
_COPPER: Final = frozenset({"SIGNAL", "POWER_GROUND", "MIXED"})
_MILLIMETRES: Final = {"MM": 1.0, "INCH": 25.4}
_UNREADABLE: Final = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError,
    KeyError, IndexError, OverflowError,
)  # fmt: skip


def read_job(member: str, files: Mapping[str, bytes]) -> Design | None:
    """The job whose files these are, by their paths in it; None where it has no matrix that can be read."""
    texts = {path: data.decode("utf-8", "replace") for path, data in files.items()}
    matrix = next((text for path, text in texts.items() if path.endswith("matrix/matrix")), "")
    layers = [keys for kind, keys in _blocks(matrix) if kind == "LAYER"]
    if not layers:
        return None
    copper = [keys for keys in layers if keys.get("CONTEXT") == "BOARD" and keys.get("TYPE") in _COPPER]
    info = next((_keys(text) for path, text in texts.items() if path.endswith("misc/info")), {})
    return Design(
        member=member,
        form="odbpp",
        version=".".join(filter(None, (info.get("ODB_VERSION_MAJOR"), info.get("ODB_VERSION_MINOR")))),
        revision="",
        copper_layers=len(copper) or None,
        layers=tuple(keys.get("NAME", "") for keys in layers),
        placements=tuple(_placements(texts, info.get("UNITS", "INCH"))),
    )


def wanted(path: str) -> str | None:
    """The path inside the job of a file that is looked into, None of any other."""
    found = _WANTED.search(path.replace("\\", "/"))
    return found[1].casefold() if found else None


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a packed job (.tgz or ZIP) that are looked into; nothing where it cannot be opened within the limit."""
    try:
        return dict(_zipped(data) if data.startswith(b"PK") else _tarred(data))
    except _UNREADABLE:
        return {}


def _tarred(data: bytes) -> Iterator[tuple[str, bytes]]:
    plain = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data, MOST)
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as packed:
        # Cut at the limit, a job is read as far as it goes.
        while (info := _next(packed)) is not None:
            if info.isreg() and (name := wanted(info.name)) and (stream := packed.extractfile(info)):
                yield name, stream.read()


def _next(packed: tarfile.TarFile) -> tarfile.TarInfo | None:
    try:
        return packed.next()
    except tarfile.TarError:
        return None


def _zipped(data: bytes) -> Iterator[tuple[str, bytes]]:
    left = MOST
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for info in packed.infolist():
            if (name := wanted(info.filename)) and info.file_size <= left:
                with packed.open(info) as stream:
                    yield name, stream.read(info.file_size)
                left -= info.file_size


def _blocks(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for kind, body in _BLOCK.findall(text):
        yield kind, {key: value.upper() if key in ("TYPE", "CONTEXT") else value for key, value in _KEY.findall(body)}


def _keys(text: str) -> dict[str, str]:
    return dict(_KEY.findall(text))


def _placements(texts: Mapping[str, str], unit: str) -> Iterator[Placement]:
    """Of one step: a job may hold the panel beside the board, and the board is the step with the most parts."""
    steps: dict[str, list[Placement]] = {}
    for path, text in sorted(texts.items()):
        if path.endswith("/components"):
            side: Side = "top" if "comp_+_top" in path else "bottom"
            steps.setdefault(path.split("/")[1], []).extend(_parts(text, side, unit))
    yield from max(steps.values(), key=len, default=[])[:MOST_PARTS]


def _parts(text: str, side: Side, unit: str) -> Iterator[Placement]:
    """`CMP package x y rotation mirror name part`: the rotation is clockwise."""
    unit = _keys(text).get("UNITS", unit)
    factor = _MILLIMETRES.get(unit.upper(), 25.4)
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split(";")[0].split()
        if len(words) >= 7 and words[0] == "CMP":
            x, y, turn = (_number(word) for word in words[2:5])
            if x is not None and y is not None and turn is not None:
                yield Placement(
                    line=number, refdes=words[6], x=x * factor, y=y * factor, rotation=-turn % 360.0, side=side
                )


def _number(word: str) -> float | None:
    try:
        found = float(word)
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None
