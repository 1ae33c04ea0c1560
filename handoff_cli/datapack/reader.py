"""The golden pack reader: bytes of a ZIP and its manifest → what the pack says (`core.pack.Reader`)."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from handoff_cli.core.pack import Bom, Centroid, Flaw, Layer, Member, Pack
from handoff_cli.core.tree import Node
from handoff_cli.datapack.archive import MIB, Archive, Entry, open_archive
from handoff_cli.datapack.bom import read_bom
from handoff_cli.datapack.centroid import read_centroid
from handoff_cli.datapack.fabrication import is_drill_role, is_gerber_role
from handoff_cli.datapack.gerber import read_layer

MAX_FABRICATION: Final = 64 * MIB
"""All fabrication files together: beyond it the parser would be busy for minutes."""


def read(name: str, manifest: Node, archive: str, data: bytes) -> Pack:
    """What this ZIP says under this manifest. It never raises for bad bytes: whatever is wrong is a flaw."""
    zipped = open_archive(data)
    roles = _roles(manifest)
    bom, bom_flaws = _bom(zipped, roles, manifest)
    centroid, centroid_flaws = _centroid(zipped, roles, manifest)
    layers, layer_flaws = _layers(zipped, roles)
    return Pack(
        name=name,
        manifest=manifest,
        archive=archive,
        sha256=hashlib.sha256(data).hexdigest(),
        members=tuple(_member(entry, roles) for entry in zipped.entries),
        bom=bom,
        centroid=centroid,
        layers=layers,
        flaws=(*zipped.flaws, *bom_flaws, *centroid_flaws, *layer_flaws),
    )


Roles = Callable[[str], "str | None"]


def _roles(manifest: Node) -> Roles:
    """Path → declared role. A Mac writes `ü` as two letters, an editor as one: both are the same name."""
    declared: dict[str, str] = {}
    for member in manifest.get("members"):
        if member.get("role").text:
            declared.setdefault(unicodedata.normalize("NFC", member.get("path").text), member.get("role").text)
    return lambda path: declared.get(unicodedata.normalize("NFC", path))


def _member(entry: Entry, roles: Roles) -> Member:
    return Member(path=entry.path, size=entry.size, sha256=entry.sha256, role=roles(entry.path))


def _readable(zipped: Archive, roles: Roles, wanted: Callable[[str], bool]) -> Iterator[tuple[Entry, str]]:
    """The files of a role whose bytes are those the ZIP promises."""
    for entry in zipped.entries:
        role = roles(entry.path)
        if entry.sha256 and role is not None and wanted(role):
            yield entry, role


def _bom(zipped: Archive, roles: Roles, manifest: Node) -> tuple[Bom | None, tuple[Flaw, ...]]:
    for entry, _ in _readable(zipped, roles, "bom".__eq__):
        found = read_bom(entry.path, zipped.read(entry), manifest)
        return found.bom, found.flaws
    return None, ()


def _centroid(zipped: Archive, roles: Roles, manifest: Node) -> tuple[Centroid | None, tuple[Flaw, ...]]:
    for entry, _ in _readable(zipped, roles, "centroid".__eq__):
        found = read_centroid(entry.path, zipped.read(entry), manifest)
        return found.centroid, found.flaws
    return None, ()


def _layers(zipped: Archive, roles: Roles) -> tuple[tuple[Layer, ...], tuple[Flaw, ...]]:
    layers: list[Layer] = []
    flaws: list[Flaw] = []
    read_bytes = 0
    for entry, role in _readable(zipped, roles, lambda role: is_gerber_role(role) or is_drill_role(role)):
        read_bytes += entry.size
        if read_bytes > MAX_FABRICATION:
            flaws.append(_too_much(entry))
            break
        found = read_layer(entry.path, role, zipped.read(entry))
        layers += [found.layer] if found.layer else []
        flaws += found.flaws
    return tuple(layers), tuple(flaws)


def _too_much(entry: Entry) -> Flaw:
    return Flaw(
        kind="malformed",
        member=entry.path,
        message=f"the fabrication files are larger than {MAX_FABRICATION // MIB} MiB together; they were read up to “{entry.path}”",
        remedy="Ask the customer for fabrication files without filled areas drawn line by line.",
    )
