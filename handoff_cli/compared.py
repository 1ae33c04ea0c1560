"""What an offer changes against what was decided about the deal last, field by field."""

from __future__ import annotations

from typing import Final

from handoff_cli.core.compare import FileChange, Version, compare
from handoff_cli.core.deal import DOCUMENTS, is_manifest
from handoff_cli.core.digest import REGULAR
from handoff_cli.core.offer import Files
from handoff_cli.core.policy import POLICY_FILE, POLICY_FILES
from handoff_cli.core.tree import Node
from handoff_cli.git.snapshot import as_files
from handoff_cli.git.trees import tree_entries
from handoff_cli.offers import Offered
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of

_KINDS: Final = {**DOCUMENTS, POLICY_FILE: "handoff"}
_ENDED: Final = {"reject": "the rejection", "withdraw": "the withdrawn acceptance"}


def since_decided(standing: Standing, offered: Offered) -> tuple[str, tuple[FileChange, ...]]:
    """What the changes are against, in words, and the changes; empty words where there is nothing before.

    After a rejection that is what was rejected, after an acceptance that was not merged yet what was accepted. Otherwise it is what the
    target carries: the accepted baseline, and the living documents as they are now, so that nobody is shown his own edits as news.
    """
    what, before = _before(standing, offered)
    return (what, between(standing, before, offered.files)) if before else ("", ())


def between(standing: Standing, before: Files, after: Files) -> tuple[FileChange, ...]:
    """Two states of a deal's files. Only what differs is read."""
    differing = [path for path in {*before, *after} if before.get(path) != after.get(path)]
    old, new = (_version(standing, files, differing) for files in (before, after))
    return compare(old, new)


def _before(standing: Standing, offered: Offered) -> tuple[str, Files]:
    if offered.ownership.is_policy:
        return f"the policy of {standing.target}", as_files(tree_entries(standing.repo, standing.tip, *POLICY_FILES))
    entries = standing.ledger.of(offered.deal)
    last = entries[-1].record if entries else None
    if last is not None and last.kind in _ENDED:
        files = as_files(tree_entries(standing.repo, last.head, folder_of(offered.deal)))
        return f"{_ENDED[last.kind]} by {standing.policy.name(last.by)}", files
    pending = offered.ownership.pending
    if pending is not None and pending.record.to not in (None, offered.step.after.baseline):
        files = as_files(tree_entries(standing.repo, pending.record.head, folder_of(offered.deal)))
        return f"what {standing.policy.name(pending.record.by)} accepted and nobody merged", files
    files = as_files(tree_entries(standing.repo, standing.tip, folder_of(offered.deal)))
    owned = offered.ownership.owner == "pm"
    return ("what the PM owns" if owned else f"{standing.target}, which nobody accepted"), files


def _version(standing: Standing, files: Files, differing: list[str]) -> Version:
    documents = {path: node for path in differing if (node := _document(standing, files, path)) is not None}
    return Version(files=files, documents=documents)


def _document(standing: Standing, files: Files, path: str) -> Node | None:
    from handoff_cli.documents import load, parse

    name = path.split("/", 2)[2] if path.count("/") > 1 else path
    kind = _KINDS.get(name) or ("manifest" if is_manifest(name) else None)
    mode, oid = files.get(path, ("", ""))
    if kind is None or mode != REGULAR:
        return None
    data = standing.replay.measures.read(oid)
    return load(path, data, kind)[0] if name.endswith(".md") else parse(path, data)
