"""Our hook in `.pre-commit-config.yaml`: put behind the others, with everything that is there kept as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from handoff_cli.adoption.changes import Change, ends, there

CONFIG: Final = ".pre-commit-config.yaml"
HOOK: Final = "handoff-check"
BLOCK: Final = (
    "- repo: local",
    "  hooks:",
    f"    - id: {HOOK}",
    "      name: handoff check",
    "      entry: handoff check --draft",
    "      language: system",
    r"      files: '^(projects/|handoff\.yaml$|\.gitattributes$)'",
    "      require_serial: true",
)
_HEADING: Final = (
    "# Before every commit: nothing that cannot be read. `pre-commit install` switches it on in a clone.\n"
)
_REPOS: Final = re.compile(r"repos[ \t]*:[ \t]*(?:#.*)?")
_ITEM: Final = re.compile(r"( *)-(?: |$)")


def hooked(top: Path) -> Iterator[Change]:
    """Our hook, where it is not there yet; nothing where the file is written in a way it cannot be put into safely."""
    before = there(top, CONFIG)
    if before is None:
        yield Change(CONFIG, "".join((_HEADING, "repos:\n", *(f"  {line}\n" for line in BLOCK))).encode())
        return
    after = None if has_hook(before) else _with_hook(before)
    if after is not None:
        yield Change(CONFIG, after, before)


def has_hook(data: bytes) -> bool:
    """Whether the configuration calls our hook, in whatever repository it takes it from."""
    repos = _plain(data).get("repos")
    hooks = [hook for repo in _dicts(repos) for hook in _dicts(repo.get("hooks"))]
    return any(hook.get("id") == HOOK for hook in hooks)


def _with_hook(before: bytes) -> bytes | None:
    """The file with our hook behind the last one. It is read again: anything else that has changed means it cannot be done."""
    was = _plain(before)
    if not isinstance(was.get("repos"), list):
        return None
    lines = before.decode("utf-8").splitlines(keepends=True)
    place = _place(lines)
    if place is None:
        return None
    at, indent = place
    end = ends(before).decode()
    gap = end if at and not lines[at - 1].endswith("\n") else ""
    after = "".join((*lines[:at], gap, *(f"{indent}{line}{end}" for line in BLOCK), *lines[at:])).encode()
    now = _plain(after)
    same = {**now, "repos": now.get("repos", [])[:-1]} == was
    return after if same and has_hook(after) else None


def _place(lines: list[str]) -> tuple[int, str] | None:
    """The line our entry goes before, and how far the entries of `repos` are moved in."""
    start = next((at for at, line in enumerate(lines) if _REPOS.fullmatch(line.rstrip())), None)
    if start is None:
        return None
    rest = [(at, line.rstrip()) for at, line in enumerate(lines) if at > start]
    first = next((_ITEM.match(line) for _, line in rest if line and not line.lstrip().startswith("#")), None)
    if first is None:
        return None
    last = start
    for at, line in rest:
        if not line:
            continue
        depth = len(line) - len(line.lstrip())
        if depth > len(first[1]) or (depth == len(first[1]) and line.lstrip().startswith("-") and line != "---"):
            last = at
        elif not line.lstrip().startswith("#"):
            break
    return last + 1, first[1]


def _plain(data: bytes) -> dict[str, Any]:
    from handoff_cli.documents import parse

    found = parse(CONFIG, data).plain()
    return found if isinstance(found, dict) else {}


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()
