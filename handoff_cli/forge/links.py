"""Addresses a person can follow: a file, perhaps a line, at exactly one commit."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable
from typing import Final

from handoff_cli.core.pull import PullRequest
from handoff_cli.forge.site import Site

Link = Callable[[str, int | None], str | None]
"""Path and line → address, None where there is none."""

_PULL: Final = re.compile(r"(https?://[A-Za-z0-9.:\[\]-]+/[A-Za-z0-9_./-]+)/(pull|pulls)/[0-9]+")


def file_links(pull: PullRequest, commit: str) -> Link:
    """Links into a commit of the repository a pull request belongs to, by the address of the pull request itself: GitHub says
    `/pull/7`, Gitea and Forgejo `/pulls/7`. One that reads otherwise gives no links."""
    found = _PULL.fullmatch(pull.url)
    if found is None:
        return lambda _path, _line: None
    blob = "blob" if found[2] == "pull" else "src/commit"
    return lambda path, line: f"{found[1]}/{blob}/{commit}/{_quoted(path)}{f'#L{line}' if line else ''}"


def compare_link(site: Site, base: str, branch: str) -> str:
    """Where a person opens a pull request of a branch that is pushed already."""
    where = f"https://{site.host}/{site.owner}/{site.name}/compare/{_quoted(base)}...{_quoted(branch)}"
    return f"{where}?expand=1" if site.kind == "github" else where


def _quoted(path: str) -> str:
    """Nothing is left that could end a link in Markdown."""
    return urllib.parse.quote(path, safe="/")
