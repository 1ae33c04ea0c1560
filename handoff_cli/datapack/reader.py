"""The data pack read: the golden pack under its manifest (`core.pack.Reader`), or whatever a customer sent, without one."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from handoff_cli.core.pack import Bom, Centroid, Flaw, Layer, Member, Pack
from handoff_cli.core.tree import Node, Source
from handoff_cli.datapack.archive import MIB
from handoff_cli.datapack.bom import read_bom
from handoff_cli.datapack.centroid import read_centroid
from handoff_cli.datapack.fabrication import is_drill_role, is_gerber_role
from handoff_cli.datapack.gerber import read_layer
from handoff_cli.datapack.intake import File, Intake, intake
from handoff_cli.datapack.layers import against_jobs, copper_count, gaps, incomplete
from handoff_cli.datapack.roles.doubts import against_manifest, doubts, is_split, rivals
from handoff_cli.datapack.roles.identify import Identified, identify

MAX_FABRICATION: Final = 64 * MIB
"""All fabrication files together: beyond it the parser would be busy for minutes."""

NO_MANIFEST: Final = Node(Source("manifest.yaml"), value={})
Roles = Callable[[str], "str | None"]


def read(name: str, manifest: Node, archive: str, data: bytes) -> Pack:
    """What this ZIP says under this manifest. It never raises for bad bytes: whatever is wrong is a flaw."""
    sent = intake(data, golden=True)
    found = identify(sent.files)
    roles = _declared(manifest)
    declared = {file.path: role for file in sent.files if (role := roles(file.path)) is not None}
    doubted = (
        *against_manifest(found, declared),
        *rivals(found),
        *gaps(_as_declared(found, declared)),
        *against_jobs(sent.files, found),
    )
    pack = _read(sent, roles, manifest, doubted)
    members = tuple(_member(file, one, declared.get(file.path)) for file, one in zip(sent.files, found, strict=True))
    count = copper_count(_as_declared(found, declared))
    return replace(
        pack, name=name, archive=archive, sha256=hashlib.sha256(data).hexdigest(), members=members, copper_layers=count
    )


def inspect(data: bytes) -> Pack:
    """What any ZIP says, with no manifest around it: every member's role is the one that was found."""
    sent = intake(data, golden=False)
    found = identify(sent.files)
    usable = _usable(found)
    doubted = (*doubts(sent.files, found), *incomplete(found), *gaps(found), *against_jobs(sent.files, found))
    pack = _read(sent, usable.get, NO_MANIFEST, doubted)
    members = tuple(_member(file, one, one.role) for file, one in zip(sent.files, found, strict=True))
    return replace(pack, sha256=hashlib.sha256(data).hexdigest(), members=members, copper_layers=copper_count(found))


def _usable(found: Iterable[Identified]) -> dict[str, str]:
    """Path → role, without the BOMs or centroid files that are rivals: which one counts is not ours to choose."""
    roles = {one.path: one.role for one in found}
    boms = [path for path, role in roles.items() if role == "bom"]
    placed = [path for path, role in roles.items() if role == "centroid"]
    rivalled = {*(boms if len(boms) > 1 else ()), *(placed if len(placed) > 1 and not is_split(placed) else ())}
    return {path: role for path, role in roles.items() if path not in rivalled}


def _as_declared(found: Iterable[Identified], declared: Mapping[str, str]) -> list[Identified]:
    """The roles in force: the manifest settles what a file is."""
    return [replace(one, role=declared.get(one.path, one.role)) for one in found]


def _read(sent: Intake, roles: Roles, manifest: Node, doubted: Iterable[Flaw]) -> Pack:
    bom, bom_flaws = _bom(sent, roles, manifest)
    centroid, centroid_flaws = _centroid(sent, roles, manifest)
    layers, layer_flaws = _layers(sent, roles)
    flaws = (*sent.flaws, *doubted, *bom_flaws, *centroid_flaws, *layer_flaws)
    return Pack(
        name="", manifest=manifest, archive="", sha256="", bom=bom, centroid=centroid, layers=layers, flaws=flaws
    )


def _declared(manifest: Node) -> Roles:
    """Path → declared role. A Mac writes `ü` as two letters, an editor as one: both are the same name."""
    declared: dict[str, str] = {}
    for member in manifest.get("members"):
        if member.get("role").text:
            declared.setdefault(unicodedata.normalize("NFC", member.get("path").text), member.get("role").text)
    return lambda path: declared.get(unicodedata.normalize("NFC", path))


def _member(file: File, one: Identified, role: str | None) -> Member:
    return Member(path=file.path, size=file.size, sha256=file.sha256, role=role, found=one.role, evidence=one.evidence)


def _readable(sent: Intake, roles: Roles, wanted: Callable[[str], bool]) -> Iterator[tuple[File, str]]:
    """The files of a role whose bytes are those the ZIP promises."""
    for file in sent.files:
        role = roles(file.path)
        if file.sha256 and role is not None and wanted(role):
            yield file, role


def _bom(sent: Intake, roles: Roles, manifest: Node) -> tuple[Bom | None, tuple[Flaw, ...]]:
    for file, _ in _readable(sent, roles, "bom".__eq__):
        found = read_bom(file.path, file.load(), manifest)
        return found.bom, found.flaws
    return None, ()


def _centroid(sent: Intake, roles: Roles, manifest: Node) -> tuple[Centroid | None, tuple[Flaw, ...]]:
    """One file, or one a side read together."""
    read = [read_centroid(file.path, file.load(), manifest) for file, _ in _readable(sent, roles, "centroid".__eq__)]
    flaws = tuple(flaw for each in read for flaw in each.flaws)
    parts = [each.centroid for each in read if each.centroid is not None]
    if len(parts) < 2:
        return next(iter(parts), None), flaws
    placements = tuple(placement for part in parts for placement in part.placements)
    return replace(parts[0], placements=placements), flaws


def _layers(sent: Intake, roles: Roles) -> tuple[tuple[Layer, ...], tuple[Flaw, ...]]:
    layers: list[Layer] = []
    flaws: list[Flaw] = []
    read_bytes = 0
    for file, role in _readable(sent, roles, lambda role: is_gerber_role(role) or is_drill_role(role)):
        read_bytes += file.size
        if read_bytes > MAX_FABRICATION:
            flaws.append(_too_much(file))
            break
        found = read_layer(file.path, role, file.load())
        layers += [found.layer] if found.layer else []
        flaws += found.flaws
    return tuple(layers), tuple(flaws)


def _too_much(file: File) -> Flaw:
    return Flaw(
        kind="malformed",
        member=file.path,
        message=f"The fabrication files are larger than {MAX_FABRICATION // MIB} MiB together; they were read up to “{file.path}”.",
        remedy="Ask the customer for fabrication files without filled areas drawn line by line.",
    )
