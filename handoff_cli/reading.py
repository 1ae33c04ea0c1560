"""What has to be read of files to judge a step: the team a deal names, and whether a file can be read at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handoff_cli.core.deal import DOCUMENTS, is_living, is_manifest
from handoff_cli.core.digest import REGULAR
from handoff_cli.core.offer import Files
from handoff_cli.core.policy import POLICY_FILE, Policy
from handoff_cli.core.tree import Node
from handoff_cli.errors import HandoffError
from handoff_cli.git.snapshot import Measures
from handoff_cli.loading import parse_policy


@dataclass(frozen=True, slots=True)
class Named:
    """What `deal.yaml` says, as far as it can be read: Sales owner, PM, and each thing to build."""

    sales: str | None = None
    pm: str | None = None
    scope: tuple[str, ...] = ()


class Reading:
    """Reads each file once, however many commits carry it."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self._named: dict[str, Named] = {}
        self._policies: dict[str, Policy | None] = {}
        self._readable: dict[tuple[str, str], bool] = {}

    def named(self, folder: str, files: Files) -> Named:
        """The people and the scope of a deal."""
        found = files.get(f"{folder}/deal.yaml")
        if found is None or found[0] != REGULAR:
            return Named()
        if found[1] not in self._named:
            from handoff_cli.documents import parse

            root = parse(f"{folder}/deal.yaml", self._measures.read(found[1]))
            sales, pm = root.get("team", "sales").text, root.get("team", "pm").text
            self._named[found[1]] = Named(sales=sales or None, pm=pm or None, scope=tuple(scope(root)))
        return self._named[found[1]]

    def malformed(self, folder: str, changed: Files) -> Iterator[str]:
        for path, (mode, oid) in sorted(changed.items()):
            name = path.removeprefix(f"{folder}/")
            kind = DOCUMENTS.get(name, "manifest" if is_manifest(name) else None)
            if kind and mode == REGULAR and is_living(name) and not self._is_readable(path, oid, kind):
                yield path

    def policy(self, files: Files) -> Policy | None:
        """The policy among these files, None where it is missing or cannot be read."""
        mode, oid = files.get(POLICY_FILE, ("", ""))
        if mode != REGULAR:
            return None
        if oid not in self._policies:
            try:
                self._policies[oid] = parse_policy(self._measures.read(oid))
            except HandoffError:
                self._policies[oid] = None
        return self._policies[oid]

    def _is_readable(self, path: str, oid: str, kind: str) -> bool:
        if (oid, kind) not in self._readable:
            from handoff_cli.documents import load

            _, findings = load(path, self._measures.read(oid), kind)
            self._readable[oid, kind] = not any(finding.kind == "malformed" for finding in findings)
        return self._readable[oid, kind]


def scope(deal: Node) -> Iterator[str]:
    """Each item of a `deal.yaml` in a few words: `1000 x BW-FSG-100 revision C`."""
    for item in deal.get("items"):
        part, revision, quantity = (item.get(field).text for field in ("part", "revision", "quantity"))
        yield f"{quantity} x {part} revision {revision}"
