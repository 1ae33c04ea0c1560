"""Who works at the company, what the policy says of them, and what they do on the forge."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.announce import announce_status, explain, mark_pending
from handoff_cli.core.policy import ATTRIBUTES_LINE
from handoff_cli.core.report import Report
from handoff_cli.forge.gitea import Gitea
from handoff_cli.forge.github import GitHub
from handoff_cli.forge.links import file_links
from handoff_cli.forge.pace import Pace
from handoff_cli.forge.protocol import Forge
from handoff_cli.forge.token import Token
from handoff_cli.git.repository import Repository
from handoff_cli.observe import Observation, Watch, observe
from handoff_cli.reporters.comment import comment
from handoff_cli.screen import screen
from handoff_cli.standing import Standing, fetched
from tests.forge.gitea import GITEA
from tests.forge.github import GITHUB
from tests.forge.hub import Pull, Reviewed
from tests.forge.server import Server
from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, FOLDER, OFFER, Ran, author, identify, in_deal, policy, records, sample

HOST = "git.nordhall.example"
NUMBERS = {"tom": 101, "dana": 102, "lee": 103, "mira": 104, "arvid": 107, "quinn": 109, "robot": 41}
AT = "2026-03-03T10:02:00Z"
PATIENT: dict[str, Any] = {"sleep": lambda _: None, "now": lambda: 1_772_000_000.0, "jitter": lambda: 0.0}


def found(folder: Path, keys: Mapping[str, Path], evidence: str, merge: str, patch: pytest.MonkeyPatch) -> None:
    """The policy with accounts and a witness on main, and the ledger."""
    from handoff_cli.cli import main

    server = Repo.init(folder / "server.git", bare=True)
    first = identify(server.clone(folder / "arvid"), "arvid")
    first.commit("Who is who", setup(keys, evidence, merge), by=author("arvid"))
    first.git("push", "-q", "origin", "HEAD:main")
    patch.chdir(first.path)
    assert main(["init", "--sign", str(keys["arvid"])]) == 0
    for who in ("tom", "dana", "gate"):
        clone = server.clone(folder / who)
        clone.config("remote.origin.url", "../server.git")
        if who != "gate":
            identify(clone, who)
    first.config("remote.origin.url", "../server.git")


def setup(keys: Mapping[str, Path], evidence: str, merge: str) -> dict[str, str | bytes | None]:
    public = {who: key.with_suffix(".pub").read_text(encoding="ascii").strip() for who, key in keys.items()}
    text = policy({who: public[who] for who in ("dana", "arvid")}, evidence)
    text = text.replace(
        "    keys: []\ntarget:", f"    keys: []\n    forge_ids: {{{HOST}: {NUMBERS['quinn']}}}\ntarget:", 1
    )
    text = re.sub(r'(?m)^  git-nordhall: ".*"$', f'  git-nordhall: "{public["witness"]}"', text)
    text = text if merge == "manual" else f"{text}merge: {merge}\n"
    return {"handoff.yaml": text, ".gitattributes": f"{ATTRIBUTES_LINE}\n"}


@dataclass
class Company:
    """People act on the forge by name; `look` is what the gate's job does, `record` what the one with the key does."""

    folder: Path
    server: Server
    keys: Mapping[str, Path]
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        for who, number in NUMBERS.items():
            login = "github-actions[bot]" if who == "robot" else who
            robot = "gitea-actions" if who == "robot" and self.server.dialect.name == "gitea" else login
            number = -2 if robot == "gitea-actions" else number
            self.hub.join(robot, number, f"secret-of-{who}", job=who == "robot", admin=who == "arvid")

    @property
    def hub(self) -> Any:
        return self.server.hub

    @property
    def git(self) -> Repo:
        return Repo(self.folder / "server.git")

    def forge(self, who: str = "robot", **pace: Any) -> Forge:
        """The forge as somebody sees it, through the adapter."""
        adapter = GitHub if self.server.dialect.name == "github" else Gitea
        token = Token(f"secret-of-{who}")
        return adapter(self.server.base, HOST, "sales", "deals", token, Pace(**{**PATIENT, **pace}))

    def push(self, who: str, branch: str, files: Mapping[str, str | bytes | None], *, by: str | None = None) -> str:
        repo = Repo(self.folder / who)
        repo.git("fetch", "-q", "--prune", "origin")
        there = repo.git("rev-parse", "--verify", "-q", f"origin/{branch}", check=False)
        repo.git("checkout", "-q", "-B", branch, there or "origin/main")
        commit = repo.commit(f"change {branch}", in_deal(files), by=by or author(who))
        repo.git("push", "-q", "origin", branch)
        return commit

    def offer(self, files: Mapping[str, str | bytes | None] | None = None, *, draft: bool = False) -> Pull:
        """Sales push a package and open the pull request."""
        wanted = {**sample(), **in_deal(files or {})}
        self.push("tom", OFFER, {f"/{name}": data for name, data in wanted.items() if data is not None})
        opened = self.forge("tom").open_pull(branch=OFFER, base="main", title=f"Handoff {DEAL}", body="", draft=draft)
        pull: Pull = self.hub.pull(opened.number)
        return pull

    def edited(self, name: str, old: str, new: str, *, ref: str = OFFER) -> dict[str, str | bytes | None]:
        text = self.git.git("show", f"{ref}:{FOLDER}/{name}") + "\n"
        assert old in text, f"{name} no longer says {old!r}"
        return {name: text.replace(old, new, 1)}

    def review(self, who: str, state: str = "APPROVED", *, number: int = 1, **more: Any) -> Reviewed:
        """A review as somebody leaves it in the browser: about the head he sees."""
        review: Reviewed = self.hub.review(self.hub.users[who], number, state, **more)
        return review

    def standing(self) -> Standing:
        return fetched(Repository.discover(self.folder / "gate").judging(), "origin")

    def look(self, number: int = 1) -> Report:
        """The gate's job: pending first, then the verdict on the head as it is now."""
        forge = self.forge()
        pull = forge.pull(number)
        mark_pending(forge, pull)
        standing = self.standing()
        Repo(self.folder / "gate").git("fetch", "-q", "origin", f"refs/pull/{number}/head")
        seen = screen(standing, forge.host, pull, forge.reviews(number))
        announce_status(forge, pull, seen.report)
        explain(forge, pull, seen.report, comment(seen, file_links(pull, pull.head)))
        return seen.report

    def record(self, number: int = 1, *, witness: bool = True) -> Observation:
        key = self.keys["witness"] if witness else None
        return observe(Watch(forge=self.forge(), opened=self.standing, at=AT, witness=key), number)

    def status(self, number: int = 1) -> Any:
        return self.hub.status(self.hub.pull(number).head, "handoff/gate")

    def records(self) -> list[dict[str, Any]]:
        return records(self.git)

    def run(self, who: str, *words: str) -> Ran:
        from handoff_cli.cli import main

        Repo(self.folder / who).git("fetch", "-q", "--prune", "origin")
        self.monkeypatch.chdir(self.folder / who)
        self.capsys.readouterr()
        code = main(list(words))
        said = self.capsys.readouterr()
        return Ran(code, said.out, said.err)

    def owner(self) -> dict[str, Any]:
        told = self.run("arvid", "status", DEAL, "--format", "json")
        assert told.code == 0, told.err
        return told.deal()


on_github = pytest.mark.parametrize("dialect", [GITHUB], indirect=True, ids=["github"])
on_gitea = pytest.mark.parametrize("dialect", [GITEA], indirect=True, ids=["gitea"])
"""For what the two cannot say differently: one of them is enough."""

Open = Callable[..., Company]
