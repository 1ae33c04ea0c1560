"""What has to be read of files to judge a step: the team a deal names, and whether a file can be read at all."""

from __future__ import annotations

from collections.abc import Iterator

from handoff_cli.core.deal import DOCUMENTS, is_living, is_manifest
from handoff_cli.core.offer import Files
from handoff_cli.core.policy import POLICY_FILE
from handoff_cli.errors import HandoffError
from handoff_cli.git.snapshot import Measures
from handoff_cli.loading import parse_policy


class Reading:
    """What has to be read of a deal's documents to judge it: the team, and whether a file can be read at all."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self._teams: dict[str, tuple[str | None, str | None]] = {}
        self._readable: dict[tuple[str, str], bool] = {}

    def team(self, folder: str, files: Files) -> tuple[str | None, str | None]:
        """(sales, pm) as `deal.yaml` names them."""
        found = files.get(f"{folder}/deal.yaml")
        if found is None:
            return None, None
        if found[1] not in self._teams:
            from handoff_cli.documents import load

            root, _ = load(f"{folder}/deal.yaml", self._measures.read(found[1]), "deal")
            self._teams[found[1]] = (root.get("team", "sales").text or None, root.get("team", "pm").text or None)
        return self._teams[found[1]]

    def malformed(self, folder: str, changed: Files) -> Iterator[str]:
        for path, (_, oid) in sorted(changed.items()):
            name = path.removeprefix(f"{folder}/")
            kind = DOCUMENTS.get(name, "manifest" if is_manifest(name) else None)
            if kind and is_living(name) and not self._is_readable(path, oid, kind):
                yield path

    def wrong_policy(self, changed: Files) -> Iterator[str]:
        if POLICY_FILE in changed:
            try:
                parse_policy(self._measures.read(changed[POLICY_FILE][1]))
            except HandoffError:
                yield POLICY_FILE

    def _is_readable(self, path: str, oid: str, kind: str) -> bool:
        if (oid, kind) not in self._readable:
            from handoff_cli.documents import load

            _, findings = load(path, self._measures.read(oid), kind)
            self._readable[oid, kind] = not any(finding.kind == "malformed" for finding in findings)
        return self._readable[oid, kind]
