"""The data pack read: the golden pack under its manifest (`core.pack.Reader`), or whatever a customer sent, without one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from handoff_cli.core.pack import Flaw, Member, Pack
from handoff_cli.core.tree import Node, Source
from handoff_cli.datapack.archive import MIB
from handoff_cli.datapack.board import Fabrication, fabrication, settle
from handoff_cli.datapack.bom import ReadBom, read_bom
from handoff_cli.datapack.centroid import ReadCentroid, read_centroids, with_unit
from handoff_cli.datapack.dates import made
from handoff_cli.datapack.design.read import only, read_designs
from handoff_cli.datapack.design.read import placed as placed_by
from handoff_cli.datapack.fabrication import is_drill_role, is_gerber_role
from handoff_cli.datapack.folders import astray
from handoff_cli.datapack.intake import File, Intake, intake
from handoff_cli.datapack.layers import against_jobs, copper_count, gaps, incomplete
from handoff_cli.datapack.proof import Source as Sent
from handoff_cli.datapack.roles.doubts import against_manifest, doubts, is_split, rivals
from handoff_cli.datapack.roles.identify import Identified, identify

MAX_FABRICATION: Final = 64 * MIB
"""All fabrication files together: beyond it the parser would be busy for minutes."""

_ROLE: Final = re.compile(r"[a-z][a-z0-9-]*")
NO_MANIFEST: Final = Node(Source("manifest.yaml"), value={})
Roles = Callable[[str], "str | None"]


def read(name: str, manifest: Node, archive: str, data: bytes) -> Pack:
    """What this ZIP says under this manifest. It never raises for bad bytes: whatever is wrong is a flaw."""
    sent = intake(data, golden=True)
    found = identify(sent.files)
    roles = _declared(manifest)
    declared = {file.path: role for file in sent.files if (role := roles(file.path)) is not None}
    misdeclared = tuple(against_manifest(found, declared))
    # A layer under a wrong role leaves a gap where it belongs: that is the same mistake.
    missing = () if misdeclared else gaps(_as_declared(found, declared))
    doubted = (*misdeclared, *rivals(found), *missing, *against_jobs(sent.files, found))
    pack = _read(sent, roles, manifest, doubted)
    members = tuple(_member(file, one, declared.get(file.path)) for file, one in zip(sent.files, found, strict=True))
    count = copper_count(_as_declared(found, declared))
    return replace(
        pack, name=name, archive=archive, sha256=hashlib.sha256(data).hexdigest(), members=members,
        copper_layers=count or _designed(pack), astray=astray(members),
    )  # fmt: skip


def inspect(data: bytes, manifest: Node = NO_MANIFEST) -> Pack:
    """What any ZIP says: every member's role is the one that was found, unless a manifest begun for it settles one."""
    sent = intake(data, golden=False)
    settled = _declared(manifest)
    found = [replace(one, role=settled(one.path) or one.role) for one in identify(sent.files)]
    usable = _usable(found)
    described = any(one.role in ("odbpp", "ipc2581") for one in found)
    lacking = () if described else incomplete(found)
    doubted = (*doubts(sent.files, found), *lacking, *gaps(found), *against_jobs(sent.files, found))
    pack = _read(sent, usable.get, manifest, doubted)
    members = tuple(_member(file, one, one.role) for file, one in zip(sent.files, found, strict=True))
    count = copper_count(found) or _designed(pack)
    return replace(pack, sha256=hashlib.sha256(data).hexdigest(), members=members, copper_layers=count)


def _designed(pack: Pack) -> int | None:
    """The copper layers a whole board in one format speaks of."""
    one = only(pack.designs)
    return one.copper_layers if one is not None else None


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
    told = _bom(sent, roles, manifest)
    found, too_much = _fabrication(sent, roles)
    placed = _centroid(sent, roles, manifest)
    registration, unit = settle(found, placed.centroid) if placed.centroid is not None else ((), None)
    placed = with_unit(placed, unit) if unit is not None else placed
    designs, unreadable = read_designs(sent.files)
    alone = not any(_readable(sent, roles, "centroid".__eq__))
    return Pack(
        name="",
        manifest=manifest,
        archive="",
        sha256="",
        bom=told.bom,
        centroid=placed.centroid or (placed_by(designs) if alone else None),
        layers=found.layers,
        flaws=(*sent.flaws, *doubted, *told.flaws, *placed.flaws, *found.flaws, *too_much, *unreadable),
        notes=told.notes,
        registration=registration,
        board=found.edge,
        designs=designs,
    )


def _declared(manifest: Node) -> Roles:
    """Path → declared role. A Mac writes `ü` as two letters, an editor as one: both are the same name."""
    declared: dict[str, str] = {}
    for member in manifest.get("members"):
        # `TBD` or `<role>` is no role yet.
        if _ROLE.fullmatch(member.get("role").text):
            declared.setdefault(unicodedata.normalize("NFC", member.get("path").text), member.get("role").text)
    return lambda path: declared.get(unicodedata.normalize("NFC", path))


def _member(file: File, one: Identified, role: str | None) -> Member:
    return Member(
        path=file.path,
        size=file.size,
        sha256=file.sha256,
        role=role,
        found=one.role,
        evidence=one.evidence,
        made=made(file.load()) if file.sha256 and file.content in ("gerber", "excellon", "text") else "",
        dated=file.dated,
    )


def _readable(sent: Intake, roles: Roles, wanted: Callable[[str], bool]) -> Iterator[tuple[File, str]]:
    """The files of a role whose bytes are those the ZIP promises."""
    for file in sent.files:
        role = roles(file.path)
        if file.sha256 and role is not None and wanted(role):
            yield file, role


def _bom(sent: Intake, roles: Roles, manifest: Node) -> ReadBom:
    for file, _ in _readable(sent, roles, "bom".__eq__):
        return read_bom(file.path, file.load(), manifest)
    return ReadBom(None, ())


def _centroid(sent: Intake, roles: Roles, manifest: Node) -> ReadCentroid:
    """One file, or one a side read together."""
    files = [(file.path, file.load()) for file, _ in _readable(sent, roles, "centroid".__eq__)]
    return read_centroids(files, manifest)


def _fabrication(sent: Intake, roles: Roles) -> tuple[Fabrication, tuple[Flaw, ...]]:
    sources: list[Sent] = []
    flaws: tuple[Flaw, ...] = ()
    read_bytes = 0
    for file, role in _readable(sent, roles, lambda role: is_gerber_role(role) or is_drill_role(role)):
        read_bytes += file.size
        if read_bytes > MAX_FABRICATION:
            flaws = (_too_much(file),)
            break
        sources.append(Sent(member=file.path, role=role, data=file.load()))
    return fabrication(sources, parameters(sent)), flaws


def parameters(sent: Intake) -> str | None:
    """Allegro writes unit and format of its drill data into a file of their own."""
    named = [file for file in sent.files if file.sha256 and file.path.casefold().endswith("nc_param.txt")]
    return named[0].load()[:10_000].decode("latin-1") if len(named) == 1 else None


def _too_much(file: File) -> Flaw:
    return Flaw(
        kind="malformed",
        member=file.path,
        message=f"The fabrication files are larger than {MAX_FABRICATION // MIB} MiB together; they were read up to “{file.path}”.",
        remedy="Ask the customer for fabrication files without filled areas drawn line by line.",
    )
