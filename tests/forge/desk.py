"""One pull request on a forge without git behind it, in either dialect, and the adapters of whoever looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from handoff_cli.forge.gitea import Gitea
from handoff_cli.forge.github import GitHub
from handoff_cli.forge.pace import Pace
from tests.forge.contract import hold
from tests.forge.hub import Hub, MemoryGit, User
from tests.forge.server import Dialect, Server, serving

HEAD, MAIN = "a" * 40, "b" * 40
BRANCH = "offer/BRW-1042"


@dataclass
class Bench:
    server: Server

    @property
    def hub(self) -> Hub:
        return self.server.hub

    def user(self, who: str) -> User:
        return self.hub.users[who]

    def forge(self, who: str = "tom") -> Any:
        """The adapter, with the token of somebody; `job` is the one of CI itself."""
        from handoff_cli.forge.token import Token

        adapter = GitHub if self.server.dialect.name == "github" else Gitea
        pace = Pace(sleep=lambda _: None, now=lambda: 1_772_000_000.0, jitter=lambda: 0.0)
        return adapter(self.server.base, "git.nordhall.example", "sales", "deals", Token(f"secret-of-{who}"), pace)


@contextmanager
def bench(dialect: Dialect) -> Iterator[Bench]:
    git = MemoryGit({})
    git.push("main", MAIN)
    git.push(BRANCH, HEAD)
    hub = Hub(git)
    tom = hub.join("tom", 101, "secret-of-tom")
    hub.join("dana", 102, "secret-of-dana")
    hub.join("arvid", 107, "secret-of-arvid", admin=True)
    robot = ("github-actions[bot]", 41) if dialect.name == "github" else ("gitea-actions", -2)
    hub.join(*robot, "secret-of-job", job=True)
    hub.open_pull(tom, BRANCH, "main", "Handoff BRW-1042", "Please.")
    with serving(Server(hub, dialect)) as server:
        yield Bench(server)
        hold(server)
