"""What merging an offer has to give: the target's tip with the offer's baseline, and the living documents of both sides.

Files are maps path → (mode, object id) of one deal's folder; nothing here reads their contents.
"""

from __future__ import annotations

from collections.abc import Mapping

from handoff_cli.core.deal import is_living
from handoff_cli.core.ownership import Refusal

Files = Mapping[str, tuple[str, str]]


def expected(folder: str, base: Files, tip: Files, head: Files) -> dict[str, tuple[str, str]] | Refusal:
    """The deal's files after the merge, or why they cannot be told: the offer has to be brought up to date first.

    `base` is the merge base, `tip` the target, `head` the offer. The baseline counts as a whole, and so does each living file:
    changed on both sides, it is for people to merge.
    """
    before, theirs, ours = (_baseline(folder, files) for files in (base, tip, head))
    if ours not in (before, theirs) and theirs != before:
        return Refusal(
            "stale-base", "The deal changed on the target since this offer was begun: bring the offer up to date."
        )
    result = dict(theirs if ours == before else ours)
    return _with_living(folder, result, base, tip, head)


def _with_living(
    folder: str, result: dict[str, tuple[str, str]], base: Files, tip: Files, head: Files
) -> dict[str, tuple[str, str]] | Refusal:
    for path in sorted({*base, *tip, *head}):
        if not is_living(path.removeprefix(f"{folder}/")):
            continue
        before, theirs, ours = base.get(path), tip.get(path), head.get(path)
        if ours not in (before, theirs) and theirs != before:
            return Refusal(
                "stale-living", f"{path} changed on the target and in this offer: bring the offer up to date."
            )
        kept = theirs if ours == before else ours
        if kept:
            result[path] = kept
    return result


def _baseline(folder: str, files: Files) -> Files:
    return {path: file for path, file in files.items() if not is_living(path.removeprefix(f"{folder}/"))}
