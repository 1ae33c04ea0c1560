"""Whose pack it is: the board of a deal, and the manifest that is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from handoff_cli.core.deal import PROJECTS, Deal
from handoff_cli.core.policy import Policy
from handoff_cli.core.tree import Node
from handoff_cli.errors import NO, HandoffError
from handoff_cli.packing.layout import safe
from handoff_cli.packing.manifest import is_settled

if TYPE_CHECKING:
    from handoff_cli.git.repository import Repository
    from handoff_cli.git.worktree import WorkTree

RELEASED: Final = frozenset({"RELEASED", "SUPERSEDED"})


@dataclass(frozen=True, slots=True)
class Item:
    """The thing to build whose pack it is, and the pack's folder on disk."""

    pack: str
    part: str
    revision: str
    person: str
    folder: Path
    manifest: Node
    crlf: bool
    """Whether the manifest has the line ends of Windows, which it keeps."""
    released: Mapping[str, str]
    """Issue → SHA-256 of every archive git knows a released manifest of, on any branch."""


def find(root: Path, deal: str, name: str) -> Item:
    source = _source(root)
    loaded = _deal(source, deal)
    boards = [item for item in loaded.items if item.get("pack").text and name in ("", item.get("pack").text)]
    packs = list(dict.fromkeys(item.get("pack").text for item in boards))
    if len(packs) != 1:
        known = ", ".join(item.get("pack").text for item in loaded.items if item.get("pack").text)
        said = f"deal.yaml of {deal} names no data pack" + (f" {name!r}" if name else "")
        said = said if not packs else f"deal.yaml of {deal} names several data packs"
        raise HandoffError(f"{said}.", hint=f"Say which one: `--pack NAME`, of {known}." if known else _SAY_PACK)
    part, revision = boards[0].get("part"), boards[0].get("revision")
    for node in (part, revision):
        if not is_settled(node):
            raise HandoffError(
                f"{deal}: deal.yaml does not say the {node.key} of {packs[0]} yet.",
                hint=f"Write it into deal.yaml, line {node.place.line or 1}, first: the pack is named after it.",
            )
    team = loaded.deal.get("team")
    folder = root / loaded.path(f"data-pack/{packs[0]}")
    return Item(
        pack=packs[0],
        part=part.text,
        revision=revision.text,
        person=team.get("engineer").text or team.get("sales").text or "<who>",
        folder=folder,
        manifest=_existing(folder, packs[0]),
        crlf=_has_crlf(folder / "manifest.yaml"),
        released=_released(source.repo, loaded.path(f"data-pack/{packs[0]}/manifest.yaml")),
    )


_SAY_PACK: Final = "Give the board a `pack: <name>` in deal.yaml: the folder below data-pack/."


def _source(root: Path) -> WorkTree:
    from handoff_cli.git.repository import Repository
    from handoff_cli.git.worktree import WorkTree

    return WorkTree(Repository.discover(root))


def _released(repo: Repository, path: str) -> dict[str, str]:
    from handoff_cli.git.history import commits_with
    from handoff_cli.git.worktree import Commit

    found: dict[str, str] = {}
    for commit in commits_with(repo, path):
        source = Commit(repo, commit)
        manifest = parsed(source.read(path)) if source.entries(path).entries else None
        if manifest is not None and manifest.get("status").text in RELEASED:
            found.setdefault(manifest.get("issue").text, manifest.get("sha256").text.casefold())
    return found


def _deal(source: WorkTree, deal: str) -> Deal:
    from handoff_cli.loading import load_deal

    if deal not in source.deals():
        raise HandoffError(f"There is no deal {deal} under {PROJECTS}/.", hint="`handoff new` begins one.")
    return load_deal(source, deal, Policy())[0]


def _existing(folder: Path, pack: str) -> Node:
    """The manifest that is there, or the empty form. One that cannot be read is not written over."""
    from handoff_cli.resources import template

    path = folder / "manifest.yaml"
    data = (
        path.read_bytes() if path.is_file() else template("data-pack/manifest.yaml").replace("{{pack}}", pack).encode()
    )
    root = parsed(data)
    if not root.is_mapping:
        raise HandoffError(
            f"manifest.yaml of {pack} cannot be read as it stands.",
            hint="`handoff check` says why. Put it right, or move it away, and pack again.",
            exit_code=NO,
        )
    return root


def _has_crlf(path: Path) -> bool:
    return path.is_file() and b"\r\n" in path.read_bytes()


def parsed(data: bytes) -> Node:
    from handoff_cli.documents import load

    return load("manifest.yaml", data, "manifest")[0]


def is_released(item: Item, issue: str) -> bool:
    manifest = item.manifest
    return manifest.get("issue").text == issue and manifest.get("status").text in RELEASED


def folder_name(part: str, issue: str) -> str:
    return f"{safe(part)}_{issue}"


def archive_name(item: Item, issue: str) -> str:
    return item.manifest.get("archive").text if is_released(item, issue) else f"{folder_name(item.part, issue)}.zip"
