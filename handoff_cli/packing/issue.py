"""Which issue of the pack is built. A released one never changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from handoff_cli.core.pack import Member
from handoff_cli.errors import NO, HandoffError
from handoff_cli.packing.item import RELEASED, Item, archive_name, is_released
from handoff_cli.packing.layout import MANIFEST, Placed
from handoff_cli.packing.manifest import is_settled

_ISSUE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


def choose(item: Item, wanted: str, members: Sequence[Member], files: Sequence[Placed]) -> str:
    """The issue to build: the one asked for, the draft under way, or the next free one. A released one never changes."""
    current, status = item.manifest.get("issue").text, item.manifest.get("status").text
    free = _next_free(item)
    if wanted and not _ISSUE.fullmatch(wanted):
        raise HandoffError(f"{wanted!r} cannot be an issue.", hint=f"Take letters and digits, as in {free}.")
    _refuse_unreleased(item, wanted or current, free)
    released = status in RELEASED and is_settled(item.manifest.get("issue"))
    if released and wanted in ("", current):
        if _is_same(item, members, files):
            return current
        raise HandoffError(
            f"{current} of {item.pack} is {status}, and what was sent now is something else. A released issue never changes.",
            hint=f"Build a new one: `--issue {free}`.",
            exit_code=NO,
        )
    chosen = wanted or (current if is_settled(item.manifest.get("issue")) else free)
    if chosen != current and (item.folder / archive_name(item, chosen)).exists():
        raise HandoffError(
            f"{archive_name(item, chosen)} is there already, and an issue is built once.",
            hint=f"Take the next one: `--issue {free}`.",
            exit_code=NO,
        )
    return chosen


def _refuse_unreleased(item: Item, issue: str, free: str) -> None:
    """Whoever takes a release back in the manifest has not taken it back: git knows it."""
    stated = item.released.get(issue)
    now = item.manifest
    if stated is not None and not (is_released(item, issue) and now.get("sha256").text.casefold() == stated):
        raise HandoffError(
            f"{issue} of {item.pack} has been released as another file, and a released issue never changes.",
            hint=f"Put its manifest.yaml and ZIP back as they were released, or build a new issue: `--issue {free}`.",
            exit_code=NO,
        )


def _next_free(item: Item) -> str:
    letter = item.revision if re.fullmatch(r"[A-Z]", item.revision.upper()) else "A"
    prefix = f"REV_{letter.upper()}"
    names = [*(path.stem for path in item.folder.glob("*.zip")), item.manifest.get("issue").text, *item.released]
    numbers = [int(found[1]) for name in names if (found := re.search(rf"{prefix}(\d{{2,4}})$", name))]
    return f"{prefix}{max(numbers, default=0) + 1:02}"


def _is_same(item: Item, members: Sequence[Member], files: Sequence[Placed]) -> bool:
    """Whether the released archive holds just these files, whatever they are called."""
    from handoff_cli.datapack.reader import inspect

    path = item.folder / item.manifest.get("archive").text
    if not path.is_file():
        return False
    digests = {each.path: each.sha256 for each in members}
    new = Counter(digests[each.source] for each in files)
    return new == Counter(
        each.sha256 for each in inspect(path.read_bytes()).members if not each.path.endswith(f"/{MANIFEST}")
    )
