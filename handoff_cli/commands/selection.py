"""Which deals somebody means: by id, by a folder, or by any file of one (editors and pre-commit pass files)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from handoff_cli.core.deal import PROJECTS
from handoff_cli.core.policy import POLICY_FILES
from handoff_cli.errors import HandoffError


def root(start: Path) -> Path:
    """The top of the repository `start` lies in."""
    from handoff_cli.git.repository import Repository

    top = Repository.discover(start).worktree
    if top is None:
        raise HandoffError("This repository has no files beside it.", hint="Go to a clone in which people work.")
    return top


def selected(start: Path, words: Sequence[str]) -> tuple[str, ...]:
    """The ids of the deals meant, each once; nothing when all are: a change of the policy concerns every deal."""
    deals = [_deal(start, word) for word in words]
    return tuple(dict.fromkeys(deal for deal in deals if deal)) if None not in deals else ()


def _deal(start: Path, word: str) -> str | None:
    """The deal of one word, None for all of them."""
    if not _is_path(start, word):
        return word
    top, parts = _inside(start, word)
    if len(parts) > 1 and parts[0] == PROJECTS:
        return None if _lies_beside_the_deals(top.joinpath(*parts), parts) else parts[1]
    if parts in ((), (PROJECTS,)) or (len(parts) == 1 and parts[0] in POLICY_FILES):
        return None
    raise HandoffError(
        f"'{word}' is no deal, and no file of one.", hint=f"Name the deal, as in BRW-1042, or a file below {PROJECTS}/."
    )


def _is_path(start: Path, word: str) -> bool:
    return word in POLICY_FILES or "/" in word or "\\" in word or (start / word).exists()


def _lies_beside_the_deals(path: Path, parts: tuple[str, ...]) -> bool:
    """A README in `projects/` speaks of all deals."""
    return len(parts) == 2 and path.is_file() and not path.is_symlink()


def _inside(start: Path, word: str) -> tuple[Path, tuple[str, ...]]:
    """The top of the repository and the parts of a path below it. A link is meant itself, not what it leads to."""
    typed = Path(os.path.normpath(start / word.replace("\\", "/")))
    top, meant = root(start).resolve(), typed.parent.resolve() / typed.name
    if not meant.is_relative_to(top):
        raise HandoffError(
            f"'{word}' lies outside this repository.", hint=f"Name a deal or a file below {top.name}/{PROJECTS}/."
        )
    return top, meant.relative_to(top).parts
