"""One deal as one value: its documents, its files and what its data packs say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from handoff_cli.core.pack import Pack
from handoff_cli.core.policy import Policy
from handoff_cli.core.tree import Node, Place, absent

PROJECTS: Final = "projects"
_ID: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{1,38}[A-Z0-9]", re.ASCII)
_WINDOWS_DEVICES: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL"} | {f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10)}
)

DOCUMENTS: Final[Mapping[str, str]] = {
    "deal.yaml": "deal",
    "quote.yaml": "quote",
    "contract.yaml": "contract",
    "deviations.yaml": "deviations",
    "stakeholders.yaml": "stakeholders",
    "why.md": "why",
    "raid.yaml": "raid",
    "promises.yaml": "promises",
    "clearances.yaml": "clearances",
    "kickoff/internal.md": "kickoff-internal",
    "kickoff/external.md": "kickoff-external",
}
"""File of a deal → the kind of document it is, which is also the name of its schema. Manifests are found by folder."""

WHEN_NEEDED: Final = frozenset({"clearances.yaml"})
"""Documents a deal begins without: whoever needs one adds it."""

OPTIONAL: Final = frozenset({"promises", "kickoff-internal", "kickoff-external"})
"""Kinds of documents a careful Sales has and the source chapter's checklist does not ask for."""

LIVING_FILES: Final = frozenset({"stakeholders.yaml", "why.md", "raid.yaml", "promises.yaml"})
LIVING_FOLDERS: Final = ("kickoff/", "evidence/")


def is_deal_id(text: str) -> bool:
    """ASCII capitals, digits and hyphens, 3 to 40 of them, no device name of Windows."""
    return bool(_ID.fullmatch(text)) and text not in _WINDOWS_DEVICES


def is_living(path: str) -> bool:
    """Whether a path inside the deal's folder belongs to the documents the PM goes on editing (digest scheme 1)."""
    return path in LIVING_FILES or path.startswith(LIVING_FOLDERS)


def is_manifest(path: str) -> bool:
    """`data-pack/<pack>/manifest.yaml`, relative to the deal's folder."""
    parts = path.split("/")
    return len(parts) == 3 and parts[0] == "data-pack" and parts[2] == "manifest.yaml"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the package: size in bytes and SHA-256 in hex. `md5`, in hex too, only of data packs, and only where an order states one."""

    size: int
    sha256: str
    md5: str = ""


@dataclass(frozen=True, slots=True)
class Deal:
    """`files` and `documents` are keyed by the path inside the deal's folder, `packs` by the folder below `data-pack/`."""

    id: str
    policy: Policy
    files: Mapping[str, File] = field(default_factory=dict)
    documents: Mapping[str, Node] = field(default_factory=dict)
    packs: Mapping[str, Pack] = field(default_factory=dict)
    accepted: Node | None = None
    """`deal.yaml` of the baseline in force, for whoever judges a step; None where there is none, or where it is not known."""

    @property
    def folder(self) -> str:
        return f"{PROJECTS}/{self.id}"

    def path(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def place(self, name: str) -> Place:
        """A whole file of the deal as a place."""
        return Place(self.path(name))

    def document(self, name: str) -> Node:
        """The root node of a document, absent or not."""
        return self.documents.get(name) or absent(self.path(name))

    @property
    def deal(self) -> Node:
        return self.document("deal.yaml")

    @property
    def quote(self) -> Node:
        return self.document("quote.yaml")

    @property
    def contract(self) -> Node:
        return self.document("contract.yaml")

    @property
    def deviations(self) -> Node:
        return self.document("deviations.yaml")

    @property
    def stakeholders(self) -> Node:
        return self.document("stakeholders.yaml")

    @property
    def why(self) -> Node:
        return self.document("why.md")

    @property
    def raid(self) -> Node:
        return self.document("raid.yaml")

    @property
    def promises(self) -> Node:
        return self.document("promises.yaml")

    @property
    def clearances(self) -> Node:
        return self.document("clearances.yaml")

    @property
    def internal_kickoff(self) -> Node:
        return self.document("kickoff/internal.md")

    @property
    def external_kickoff(self) -> Node:
        return self.document("kickoff/external.md")

    @property
    def items(self) -> Iterator[Node]:
        """The things to build, as `deal.yaml` lists them."""
        return iter(self.deal.get("items"))

    def raid_entries(self) -> dict[str, Node]:
        """Id → entry over the four parts of the RAID log (the first one where an id is used twice)."""
        entries: dict[str, Node] = {}
        for part in ("risks", "assumptions", "issues", "decisions"):
            for entry in self.raid.get(part):
                entries.setdefault(entry.get("id").text, entry)
        return entries
