"""Where the attacks are played: a server with the hook, and a laboratory without one that stores whatever it is given.

The laboratory is what an unguarded server would hold, so it is where judge and audit are asked what they see.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handoff_cli.audit import audit
from handoff_cli.core.ownership import Ownership
from handoff_cli.core.record import Complete, Reason, Record
from handoff_cli.errors import HandoffError
from handoff_cli.git.repository import Repository
from handoff_cli.ledger import signatures
from handoff_cli.ledger.codec import encode
from handoff_cli.ledger.store import append, read
from handoff_cli.offers import evaluate
from handoff_cli.receive import Update, receive
from handoff_cli.standing import Standing, fetched, stand
from tests.corpus import package
from tests.corpus.people import person, policy
from tests.corpus.stream import Content, change, data
from tests.gitrepo import FIXED, Repo

MAIN = "refs/heads/main"
LEDGER = "refs/heads/handoff-ledger"
DATE = "1772366400 +0000"
AT = "2026-03-01T12:00:00Z"


@dataclass(frozen=True)
class Pushed:
    """Whether a push went through, and what the server said."""

    accepted: bool
    said: str


@dataclass(frozen=True)
class Told:
    """What judge and audit make of a state: the audit's exit code, the codes of both, the sentence where nothing is decided."""

    exit: int
    judged: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()
    sentence: str = ""
    subjects: Mapping[str, Ownership] = field(default_factory=dict)

    def owner(self, deal: str = package.DEAL) -> str:
        return self.subjects[deal].owner


@dataclass(frozen=True)
class Stage:
    """`keys` are private keys by person. What a test makes lies in `lab`; nothing moves its refs but `set`."""

    folder: Path
    keys: Mapping[str, Path]

    @property
    def lab(self) -> Repo:
        return Repo(self.folder / "lab.git")

    @property
    def server(self) -> Repo:
        return Repo(self.folder / "server.git")

    @property
    def main(self) -> str:
        return self.lab.rev_parse(MAIN)

    @property
    def ledger(self) -> str:
        return self.lab.rev_parse(LEDGER)

    def commit(
        self,
        files: Mapping[str, Content],
        *parents: str,
        by: str | tuple[str, str] = "tom",
        message: str = "change",
        date: str = DATE,
    ) -> str:
        """A commit that changes these files of its first parent (none given: of the target); `by` is author and committer."""
        above = parents or (self.main,)
        names = (by, by) if isinstance(by, str) else by
        lines = [
            f"commit refs/lab/new\nauthor {person(names[0])} {date}\ncommitter {person(names[1])} {date}\n".encode()
        ]
        lines.append(data(message.encode()))
        lines += [f"{word} {parent}\n".encode() for word, parent in zip(["from", *["merge"] * 9], above, strict=False)]
        lines += [change(path, content) for path, content in files.items()]
        self.lab.git("fast-import", "--quiet", "--force", "--date-format=raw", stdin=b"".join(lines))
        return self.lab.rev_parse("refs/lab/new")

    def offer(self, deal: str = package.DEAL, *, quantity: int = 500, by: str = "tom", pm: str = "dana") -> str:
        """Sales' offer of a change, or of a new deal, on top of the target."""
        return self.commit(changes(package.files(deal, quantity=quantity, pm=pm)), by=by)

    def merge(
        self, head: str, *, onto: str | None = None, files: Mapping[str, Content] | None = None, by: str = "dana"
    ) -> str:
        """The merge commit whose tree is that of the head, but for `files`."""
        tip = onto or self.main
        merged = self.commit({}, head, by=by)
        tree = self.lab.rev_parse(f"{self.commit(files, head) if files else merged}^{{tree}}")
        return self.lab.commit_tree(tree, tip, head, message="merge")

    def squash(self, head: str, *, onto: str | None = None) -> str:
        return self.lab.commit_tree(self.lab.rev_parse(f"{head}^{{tree}}"), onto or self.main, message="squash")

    def standing(self, main: str | None = None, ledger: str | None = None) -> Standing:
        repo = Repository.discover(self.lab.path).judging()
        return stand(repo, None, main or self.main, read(repo, ledger or self.ledger))

    def draft(
        self,
        kind: str,
        deal: str,
        head: str,
        *,
        by: str = "dana",
        main: str | None = None,
        ledger: str | None = None,
        **fields: Any,
    ) -> Record:
        """A record that states the facts as they are, but for `fields`."""
        standing = self.standing(main, ledger)
        offered = evaluate(standing, deal, head)
        seq, prev = standing.ledger.next(deal)
        after, is_policy = offered.step.after, kind == "policy"
        facts: dict[str, Any] = {
            "kind": kind, "ledger": standing.ledger.genesis.ledger, "subject": deal, "seq": seq, "prev": prev,
            "target": "main", "tip": standing.tip, "head": head, "from_": offered.ownership.baseline_in_force,
            "to": after.baseline, "package": None if is_policy else after.package, "policy": standing.policy.digest,
            "by": by, "for_": by, "at": AT, "tool": "0.1.0", "rules": "1", "complete": Complete(reject=0, warn=0),
            "authors": ("arvid",) if is_policy else ("tom",),
            "reasons": (Reason(None, None, None, "Not like this."),) if kind == "reject" else (),
        }  # fmt: skip
        return Record(**facts | fields)

    def record(self, record: Record, *, key: str | Path | None = "", ledger: str | None = None) -> str:
        """The ledger commit that adds a record, signed with a person's key (his own unless another, or None, is named)."""
        repo = Repository.discover(self.lab.path)
        return append(repo, read(repo, ledger or self.ledger), record, self.signature(encode(record), key, record.by))

    def signature(self, data: bytes, key: str | Path | None, by: str) -> str | None:
        if key is None:
            return None
        return signatures.sign(data, key if isinstance(key, Path) else self.keys[key or by])

    def decide(self, kind: str, deal: str, head: str, *, key: str | Path | None = "", **fields: Any) -> str:
        """Draft and record in one."""
        return self.record(self.draft(kind, deal, head, **fields), key=key, ledger=fields.get("ledger"))

    def accept(self, head: str, deal: str = package.DEAL, **fields: Any) -> str:
        return self.decide("accept", deal, head, **fields)

    def written(self, files: Mapping[str, Content], head: str | None = None, *, onto: str | None = None) -> str:
        """A ledger commit that adds these very files, whatever they are."""
        return self.commit(files, onto or self.ledger, *([head] if head else []), by="dana")

    def add(
        self, data: bytes, head: str, *, path: str = f"ledger/{package.DEAL}/0002.json", key: str | None = "dana"
    ) -> str:
        """A ledger commit that adds a record of these very bytes, signed."""
        armoured = self.signature(data, key, "dana")
        return self.written({path: data} | ({f"{path}.sig": armoured} if armoured else {}), head)

    def set(self, *, main: str | None = None, ledger: str | None = None) -> Stage:
        """Move the laboratory and the server to a state without asking anybody."""
        wanted = {ref: id for ref, id in ((MAIN, main), (LEDGER, ledger)) if id}
        self.server.git("fetch", "-q", str(self.lab.path), *(f"+{id}:{ref}" for ref, id in wanted.items()))
        for ref, id in wanted.items():
            self.lab.git("update-ref", ref, id)
        return self

    def push(self, refs: Mapping[str, str | None], *flags: str, env: Mapping[str, str] | None = None) -> Pushed:
        """Push these ids from the laboratory to the server, forced, as somebody with every right git gives."""
        specs = [f"+{id or ''}:{ref}" for ref, id in refs.items()]
        done = subprocess.run(
            ["git", "push", "--porcelain", *flags, str(self.server.path), *specs],
            cwd=self.lab.path, env={**os.environ, **FIXED, **(env or {})}, capture_output=True, check=False,
        )  # fmt: skip
        return Pushed(done.returncode == 0, (done.stderr + done.stdout).decode(errors="replace"))

    def asked(self, refs: Mapping[str, str | None]) -> Pushed:
        """What the hook would say to this push, asked without a push: a tenth of the time."""
        repo = Repository.discover(self.lab.path)
        refused = receive(repo, [Update(ref, repo.ref(ref), new) for ref, new in refs.items()])
        return Pushed(not refused, "\n".join(f"{one.reason} {one.hint}" for one in refused))

    def decided(self, head: str, deal: str = package.DEAL, **fields: Any) -> str:
        """Accept and merge on laboratory and server alike, as history that is over."""
        self.set(ledger=self.accept(head, deal, **fields))
        return self.set(main=self.merge(head)).main

    def policy(self, **change: str) -> str:
        """An offer of a policy in which these people have another entry."""
        return self.commit({"handoff.yaml": policy(self.keys, **change)}, by="arvid")

    def told(self, main: str | None = None, ledger: str | None = None, **more: Any) -> Told:
        """What judge and audit say of the laboratory with target and ledger at these commits."""
        return _told(lambda: self.standing(main, ledger), **more)

    def visit(self, *, main: str | None = None, ledger: str | None = None) -> Told:
        """What an auditor says who comes with a clone that remembers what it saw the last time."""
        for ref, commit in ((MAIN, main), (LEDGER, ledger)):
            if commit:
                self.lab.git("update-ref", ref, commit)
        place = self.folder / "auditor"
        if not place.exists():
            self.lab.clone(place, "--no-checkout")
        return _told(lambda: fetched(Repository.discover(place).judging(audit=True), "origin"))


def _told(opened: Callable[[], Standing], **more: Any) -> Told:
    try:
        standing = opened()
        done = audit(standing, **more)
    except HandoffError as error:
        return Told(error.exit_code, sentence=error.message)
    world = standing.fold()
    return Told(
        exit=done.exit_code,
        judged=frozenset(_codes(world.subjects.values())),
        reported=frozenset(code for f in done.report.all_findings for code in re.findall(r"\(([a-z-]+)\)", f.message)),
        subjects=dict(world.subjects),
    )


def _codes(subjects: Iterable[Ownership]) -> Iterable[str]:
    for now in subjects:
        yield from (step.code for step in now.uncovered)
        yield from (note.code for note in (*now.contested, *now.void))


def changes(files: Mapping[str, bytes]) -> dict[str, Content]:
    return dict(files)
