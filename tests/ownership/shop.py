"""A company over real git: a bare repository as the server, a clone for each person, and the commands as people type them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.cli import main
from handoff_cli.core.policy import ATTRIBUTES_LINE
from handoff_cli.resources import sample_folder
from tests.gitrepo import Repo

DEAL = "BRW-1042"
FOLDER = f"projects/{DEAL}"
OFFER = f"offer/{DEAL}"
LEDGER = "handoff-ledger"
PEOPLE = {
    "tom": "Tom Okafor",
    "dana": "Dana Reyes",
    "lee": "Lee Park",
    "mira": "Mira Lindqvist",
    "arvid": "Arvid Holm",
    "quinn": "Quinn Abara",
}
QUINN = """\
  quinn:
    name: Quinn Abara
    roles: [pm]
    emails: [quinn.abara@nordhall.example]
    keys: []
"""


def email(person: str) -> str:
    return f"{PEOPLE[person].lower().replace(' ', '.')}@nordhall.example"


def author(person: str) -> str:
    return f"{PEOPLE[person]} <{email(person)}>"


def policy(keys: Mapping[str, str], evidence: str) -> str:
    """The sample policy with another PM, the throwaway keys of these people, and what the gate asks for."""
    lines, who = [], ""
    text = (sample_folder() / "handoff.yaml").read_text(encoding="utf-8").replace("target:", f"{QUINN}target:", 1)
    for line in text.splitlines():
        if line.startswith("  ") and line[2] != " ":
            who = line.strip().removesuffix(":")
        if line.strip().startswith("keys:"):
            line = f'    keys: ["{keys[who]}"]' if who in keys else "    keys: []"
        lines.append(f"evidence: {evidence}" if line.startswith("evidence:") else line)
    return "\n".join(lines) + "\n"


def sample() -> dict[str, str | bytes | None]:
    """The files of the sample deal by their paths in a repository."""
    top = sample_folder()
    files = sorted(file for file in (top / FOLDER).rglob("*") if file.is_file())
    return {file.relative_to(top).as_posix(): file.read_bytes() for file in files}


def setup(evidence: str, keys: Mapping[str, Path]) -> dict[str, str | bytes | None]:
    """What an admin commits before anybody can decide anything."""
    public = {who: key.with_suffix(".pub").read_text(encoding="ascii").strip() for who, key in keys.items()}
    return {"handoff.yaml": policy(public, evidence), ".gitattributes": f"{ATTRIBUTES_LINE}\n"}


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    def deal(self, name: str = DEAL) -> dict[str, Any]:
        found: dict[str, Any] = next(deal for deal in self.report["deals"] if deal["deal"] == name)
        return found


@dataclass(frozen=True)
class Shop:
    """`server.git` and the clones beside it, each copied from the template when somebody first goes there."""

    template: Path
    folder: Path
    keys: Mapping[str, Path]
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def server(self) -> Repo:
        return Repo(self.folder / "server.git")

    def clone(self, who: str) -> Repo:
        place = self.folder / who
        if not place.exists():
            copied(self.template / who, place)
        return Repo(place)

    def fresh(self, name: str = "auditor", who: str = "arvid") -> Repo:
        """A new clone, which has seen nothing yet."""
        repo = self.server.clone(self.folder / name)
        return identify(repo, who)

    def run(self, where: str | Path, *words: str) -> Ran:
        """`handoff WORDS` in a person's clone, or in a folder."""
        self.monkeypatch.chdir(self.clone(where).path if isinstance(where, str) else where)
        self.capsys.readouterr()
        code = main(list(words))
        said = self.capsys.readouterr()
        return Ran(code, said.out, said.err)

    def decide(self, who: str, kind: str, *words: str, deal: str = DEAL) -> Ran:
        """A decision signed with a person's own key and not asked about."""
        return self.run(who, kind, deal, "--sign", str(self.keys[who]), "--yes", *words)

    def accept(self, who: str = "dana", *words: str, deal: str = DEAL) -> Ran:
        return self.decide(who, "accept", *words, deal=deal)

    def status(self, who: str | Path = "arvid", deal: str = DEAL) -> dict[str, Any]:
        told = self.run(who, "status", deal, "--format", "json")
        assert told.code == 0, told.err
        return told.deal(deal)

    def gate(self, head: str = f"origin/{OFFER}", *words: str, who: str = "arvid") -> Ran:
        """The gate as CI runs it: everything fetched, the target as the server has it."""
        self.clone(who).git("fetch", "-q", "--prune", "origin")
        return self.run(who, "gate", "--target", "origin/main", "--head", head, "--format", "json", *words)

    def verdict(self, head: str = f"origin/{OFFER}", deal: str = DEAL) -> str:
        """The code of the gate's verdict about a deal."""
        code: str = self.gate(head).deal(deal)["verdict"]["code"]
        return code

    def refs(self) -> dict[str, str]:
        """Everything the server has, to see that nothing was written."""
        return refs(self.server)

    def records(self) -> list[dict[str, Any]]:
        return records(self.server)

    def main(self) -> str:
        return self.server.rev_parse("main")

    def commit(self, who: str, branch: str, files: Mapping[str, str | bytes | None], *, by: str | None = None) -> str:
        """Commit on a branch as the server has it (a new one begins at main), and push it. A deal's files are named inside it."""
        repo = self.clone(who)
        repo.git("fetch", "-q", "--prune", "origin")
        there = repo.git("rev-parse", "--verify", "-q", f"origin/{branch}", check=False)
        repo.git("checkout", "-q", "-B", branch, there or "origin/main")
        commit = repo.commit(f"change {branch}", in_deal(files), by=by or author(who))
        repo.git("push", "-q", "origin", branch)
        return commit

    def anew(self, branch: str = OFFER) -> None:
        """Forget a branch of the server: the next commit on it begins at main."""
        self.server.git("update-ref", "-d", f"refs/heads/{branch}")

    def edited(self, name: str, old: str, new: str, *, ref: str = "main", who: str = "tom") -> dict[str, str]:
        """One file of the deal, as the server has it on a branch, with a text replaced."""
        text = self.server.git("show", f"{ref}:{FOLDER}/{name}") + "\n"
        assert old in text, f"{name} no longer says {old!r}"
        return {name: text.replace(old, new, 1)}


def in_deal(files: Mapping[str, str | bytes | None]) -> dict[str, str | bytes | None]:
    """Paths from the top: what does not begin with `/` or `projects/` lies in the sample deal."""
    return {
        path[1:] if path.startswith("/") else path if path.startswith("projects/") else f"{FOLDER}/{path}": data
        for path, data in files.items()
    }


def refs(repo: Repo) -> dict[str, str]:
    lines = repo.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    return {name: commit for name, _, commit in (line.partition(" ") for line in lines)}


def records(repo: Repo) -> list[dict[str, Any]]:
    """The records of the ledger in the order they were added."""
    names = repo.git(
        "log", "--reverse", "--first-parent", "--name-only", "--format=", "--diff-merges=first-parent", LEDGER
    )
    wanted = [name for name in names.splitlines() if name.endswith(".json") and "genesis" not in name]
    return [json.loads(repo.git("show", f"{LEDGER}:{name}")) for name in wanted]


def identify(repo: Repo, who: str) -> Repo:
    repo.config("user.name", PEOPLE[who])
    repo.config("user.email", email(who))
    return repo


def copied(template: Path, folder: Path) -> Path:
    shutil.copytree(template, folder, symlinks=True)
    return folder


Open = Callable[[str], Shop]
