"""The sample deals in memory, read by the real loader: a source of files that starts no git."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TypeVar, cast
from unittest.mock import patch

from handoff_cli import documents
from handoff_cli.check import examine
from handoff_cli.commands.check import blocks
from handoff_cli.core.deal import PROJECTS
from handoff_cli.core.digest import Entry
from handoff_cli.core.finding import Finding
from handoff_cli.core.pack import Pack
from handoff_cli.core.report import DealReport, Report
from handoff_cli.core.tree import Node
from handoff_cli.datapack import proof, reader
from handoff_cli.git.snapshot import Snapshot
from handoff_cli.loading import load_policy

__all__ = ["DEAL", "DEALS", "FOLDER", "SECOND", "Memory", "findings", "folder", "refuses", "sample", "text"]

ROOT = Path(__file__).parents[2]
DEAL = "BRW-1042"
FOLDER = f"{PROJECTS}/{DEAL}"
SECOND = "KST-2207"
DEALS = (DEAL, SECOND)
T = TypeVar("T")
Changes = Mapping[str, bytes | None]


@dataclass(frozen=True, slots=True)
class Memory:
    """Files by their path in the repository."""

    files: Mapping[str, bytes]
    label: str = field(default="memory")

    def deals(self) -> tuple[str, ...]:
        return tuple(sorted({path.split("/")[1] for path in self.files if path.startswith(f"{PROJECTS}/")}))

    def entries(self, folder: str) -> Snapshot:
        found = (path for path in self.files if path == folder or path.startswith(f"{folder}/"))
        return Snapshot(entries=tuple(_entry(path, self.files[path]) for path in sorted(found)))

    def read(self, path: str) -> bytes:
        return self.files[path]


def folder(deal: str) -> str:
    return f"{PROJECTS}/{deal}"


@cache
def sample(deal: str = DEAL) -> Mapping[str, bytes]:
    """A committed sample deal and its policy."""
    places = [*(ROOT / folder(deal)).rglob("*"), ROOT / "handoff.yaml", ROOT / ".gitattributes"]
    return {place.relative_to(ROOT).as_posix(): place.read_bytes() for place in sorted(places) if place.is_file()}


def text(name: str, deal: str = DEAL) -> str:
    """A document of a sample deal, by its path inside the deal's folder."""
    return sample(deal)[f"{folder(deal)}/{name}"].decode()


def findings(changes: Changes, deal: str = DEAL) -> tuple[Finding, ...]:
    """All findings of a sample deal with some of its files replaced (None: removed), in the order people see them."""
    changed = {_path(name, deal): data for name, data in changes.items()}
    source = Memory({path: data for path, data in {**sample(deal), **changed}.items() if data is not None})
    with _each_file_read_once():
        policy, others = load_policy(source)
        assert others == ()
        _, found = examine(source, deal, policy)
        return found


def refuses(found: tuple[Finding, ...]) -> bool:
    """Whether `handoff check` would exit 1."""
    return blocks(Report(tool="test", deals=(DealReport(deal=DEAL, findings=found),)), draft=False)


def _path(name: str, deal: str) -> str:
    """Inside the deal's folder; `../../handoff.yaml` is the policy."""
    return name.removeprefix("../../") if name.startswith("../../") else f"{folder(deal)}/{name}"


_load = lru_cache(maxsize=4000)(documents.load)
_read = reader.read
_packs: dict[tuple[str, tuple[str, ...], bytes], Pack] = {}
_read_bom = reader.read_bom
_tables: dict[tuple[object, ...], object] = {}
_read_layer = lru_cache(maxsize=400)(proof.read_layer)


def _table_once(read: Callable[[str, bytes, Node], T], member: str, data: bytes, manifest: Node) -> T:
    asked = tuple(repr(manifest.get(key).plain()) for key in ("bom_columns", "centroid_columns", "units", "sides"))
    key = (read, member, data, manifest.exists, *asked)
    if key not in _tables:
        _tables[key] = read(member, data, manifest)
    return cast("T", _tables[key])


def _read_once(name: str, manifest: Node, archive: str, data: bytes) -> Pack:
    key = (archive, manifest.source.lines, data)
    if key not in _packs:
        _packs[key] = _read(name, manifest, archive, data)
    return replace(_packs[key], manifest=manifest)


@contextmanager
def _each_file_read_once() -> Iterator[None]:
    """Hundreds of mutations leave most files as they are; the same bytes are the same document, archive and layer."""
    with (
        patch.object(documents, "load", _load),
        patch.object(reader, "read", _read_once),
        patch.object(reader, "read_bom", partial(_table_once, _read_bom)),
        patch.object(proof, "read_layer", _read_layer),
    ):
        yield


@lru_cache(maxsize=4000)
def _entry(path: str, data: bytes) -> Entry:
    return Entry(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest())
