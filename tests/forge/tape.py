"""What GitHub answered to PyGithub and Octokit, recorded over the years, and a server that plays it back by route."""

from __future__ import annotations

import ast
import json
import os
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from handoff_cli.forge.github import GitHub
from handoff_cli.forge.pace import Pace
from handoff_cli.forge.token import Token

FOLDER: Final = "HANDOFF_RECORDED"
"""The environment variable that says where `.ci/recorded` put what it fetched."""
KEPT: Final = ("link", "location", "retry-after", "x-ratelimit-remaining", "x-ratelimit-reset")
_LINES: Final = 11
"""Scheme, method, host, port, target, headers, body, status, headers, body, and an empty line."""
_ORIGIN: Final = re.compile(r"https://api\.github\.com(?=/)")
_NEXT: Final = re.compile(r'<[^>]*[?&]page=(\d+)[^>]*>; rel="next"')


_WHERE: Final = os.environ.get(FOLDER)
"""Read before a test takes the machine's own variables away."""


def folder(part: str) -> Path:
    if not _WHERE:
        pytest.skip(f"{FOLDER} names no folder; `bash .ci/recorded FOLDER` fetches what these tests read")
    found = Path(_WHERE) / part
    assert any(found.iterdir()), f"{found} is empty"
    return found


@dataclass(frozen=True, eq=False)
class Exchange:
    """One recorded question and its answer. `path` has no prefix of an Enterprise Server, and one form for a repository that is
    named by its number."""

    tape: str
    method: str
    target: str
    status: int
    headers: dict[str, str]
    text: str
    sent: str

    @property
    def path(self) -> str:
        path = urllib.parse.urlsplit(self.target).path.removeprefix("/api/v3")
        return re.sub(r"^/repositories/(\d+)", r"/repos/by-number/\1", path)

    @property
    def asked(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def page(self) -> int:
        return int(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.target).query)).get("page", 1))

    @property
    def next(self) -> int | None:
        found = _NEXT.search(self.headers.get("link", ""))
        return int(found[1]) if found else None

    @property
    def value(self) -> Any:
        try:
            return json.loads(self.text) if self.text.strip() else None
        except json.JSONDecodeError:
            return None

    @property
    def owner(self) -> tuple[str, str]:
        parts = self.path.split("/")
        return (parts[2], parts[3]) if parts[1] == "repos" else ("any", "any")


@cache
def tapes(where: Path) -> dict[str, tuple[Exchange, ...]]:
    """Name of a recording → its exchanges, in order. One that is not text all through is left at what comes before."""
    texts = {path.stem: tuple(_exchanges(path)) for path in sorted(where.glob("*.txt"))}
    return texts | {path.stem: tuple(_scenario(path)) for path in sorted(where.glob("*.json"))}


def _exchanges(path: Path) -> Iterator[Exchange]:
    lines = path.read_text(encoding="utf-8").split("\n")
    for at in range(0, len(lines) - _LINES + 2, _LINES):
        part = lines[at : at + _LINES - 1]
        if len(part) < _LINES - 1 or part[0] not in ("https", "http"):
            return
        headers = {str(name).lower(): str(value) for name, value in ast.literal_eval(part[8])}
        yield Exchange(path.stem, part[1], part[4], int(part[7]), headers, part[9].strip("'"), part[6])


def _scenario(path: Path) -> Iterator[Exchange]:
    """Octokit's recordings are JSON."""
    for one in json.loads(path.read_text(encoding="utf-8")):
        headers = {str(name).lower(): str(value) for name, value in one["headers"].items()}
        text = one["response"] if isinstance(one["response"], str) else json.dumps(one["response"])
        sent = json.dumps(one["body"])
        yield Exchange(path.stem, one["method"].upper(), one["path"], one["status"], headers, text, sent)


def stub(asked: str, value: Any, status: int = 200) -> Exchange:
    """An answer nobody recorded."""
    method, path = asked.split(" ", 1)
    return Exchange("", method, path, status, {}, json.dumps(value), "")


@dataclass
class Player:
    """Answers each route with what is loaded for it, one after the other, and the last one from then on."""

    port: int = 0
    loaded: dict[tuple[str, str, int], list[Exchange]] = field(default_factory=dict)
    served: set[Exchange] = field(default_factory=set)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def load(self, *exchanges: Exchange) -> None:
        self.loaded, self.served = {}, set()
        for one in exchanges:
            self.loaded.setdefault((one.method, one.path, one.page), []).append(one)

    def handle(
        self, method: str, target: str, headers: dict[str, str], data: bytes
    ) -> tuple[int, dict[str, str], bytes | None]:
        wanted = Exchange("", method, target, 0, {}, "", "")
        queue = self.loaded.get((method, wanted.path, wanted.page))
        if queue is None:
            return 404, {}, b'{"message": "Nothing is recorded for this"}'
        told = queue.pop(0) if len(queue) > 1 else queue[0]
        self.served.add(told)
        kept = {name: _ORIGIN.sub(self.base, told.headers[name]) for name in KEPT if name in told.headers}
        return told.status, kept, told.text.encode() if told.status not in (204, 304) else b""

    def forge(self, exchange: Exchange) -> GitHub:
        owner, name = exchange.owner
        pace = Pace(sleep=lambda _: None, now=lambda: 1_600_000_000.0, jitter=lambda: 0.0)
        return GitHub(self.base, "git.nordhall.example", owner, name, Token("secret-of-tom"), pace)
