"""A target and a ledger with many decisions, made with `git fast-import` so that a thousand cost seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from handoff_cli.core.digest import Entry, digest
from handoff_cli.core.record import Complete, Genesis, Record
from handoff_cli.ledger.codec import encode
from handoff_cli.ledger.signatures import make_key, sign
from tests.gitrepo import Repo

AT = "2026-03-01T12:00:00Z"
WHO = "Tom Okafor <tom@nordhall.example> 1772366400 +0000"
ATTRIBUTES = b"projects/** -text\n"
LEDGER = "0" * 32


def policy(public_key: str) -> bytes:
    return f"""\
people:
  dana: {{name: Dana Reyes, roles: [pm, admin], emails: [dana@nordhall.example], keys: ["{public_key}"]}}
  tom: {{name: Tom Okafor, roles: [sales], emails: [tom@nordhall.example]}}
target: main
evidence: signed
""".encode()


@dataclass
class Import:
    """A stream for `git fast-import`; marks stand for commits until git has told their ids."""

    lines: list[bytes] = field(default_factory=list)

    def commit(self, ref: str, message: str, files: dict[str, bytes], *, after: str = "", merged: str = "") -> None:
        """A commit behind the branch's last one of this stream, or behind `after`; `merged` is its second parent."""
        text = message.encode()
        self.lines.append(f"commit {ref}\ncommitter {WHO}\ndata {len(text)}\n".encode() + text + b"\n")
        self.lines += [f"{word} {id}\n".encode() for word, id in (("from", after), ("merge", merged)) if id]
        for path, data in files.items():
            self.lines.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
        self.lines.append(b"\n")

    def run(self, repo: Repo) -> None:
        repo.git("fast-import", "--quiet", "--force", "--date-format=raw", stdin=b"".join(self.lines))


def deal_file(deal: str, round: int) -> bytes:
    return (
        f"# yaml-language-server: $schema=../../schemas/deal.schema.json\ndeal: {deal}\nteam: {{sales: tom, pm: dana}}\n"
        f"items:\n  - {{item: board, kind: other, part: P-{deal}, revision: A, quantity: {1000 + round}}}\n"
    ).encode()


def quote_file(deal: str, round: int) -> bytes:
    return f"quote: Q-{deal}\nrevision: {round}\n".encode() + b"# a line of the quote\n" * 100


def entry(path: str, data: bytes) -> Entry:
    return Entry(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def build(folder: Path, *, deals: int, rounds: int) -> Repo:
    """`deals` x `rounds` accepts, each merged; signed by one key."""
    repo = Repo.init(folder / "many.git", bare=True)
    make_key(folder / "key")
    rules = policy((folder / "key.pub").read_text(encoding="ascii").strip())
    first = Import()
    first.commit("refs/heads/main", "policy", {"handoff.yaml": rules, ".gitattributes": ATTRIBUTES})
    first.run(repo)
    start = repo.rev_parse("main")
    steps = list(_steps(deals, rounds))
    tips = _target(repo, steps, start)
    in_force = digest([entry("handoff.yaml", rules), entry(".gitattributes", ATTRIBUTES)])
    assert in_force
    _ledger(repo, folder / "key", steps, tips, start, in_force)
    return repo


def _steps(deals: int, rounds: int) -> Iterator[tuple[str, int, dict[str, bytes]]]:
    for round in range(rounds):
        for number in range(deals):
            deal = f"DEAL-{number:04d}"
            folder = f"projects/{deal}"
            yield (
                deal,
                round,
                {f"{folder}/deal.yaml": deal_file(deal, round), f"{folder}/quote.yaml": quote_file(deal, round)},
            )


def _target(repo: Repo, steps: list[tuple[str, int, dict[str, bytes]]], start: str) -> list[str]:
    """The target, one commit a decision; the ids of its first-parent chain, `start` first."""
    stream = Import()
    for number, (deal, round, files) in enumerate(steps):
        stream.commit("refs/heads/main", f"{deal} {round}", files, after="" if number else start)
    stream.run(repo)
    return repo.git("rev-list", "--reverse", "--first-parent", "main").split()


def _ledger(
    repo: Repo, key: Path, steps: list[tuple[str, int, dict[str, bytes]]], tips: list[str], start: str, in_force: str
) -> None:
    genesis = encode(Genesis(ledger=LEDGER, target="main", start=start, policy=in_force, by="dana", at=AT))
    records = list(_records(steps, tips, in_force, hashlib.sha256(genesis).hexdigest()))
    with ThreadPoolExecutor(2) as pool:
        signatures = list(pool.map(lambda pair: sign(pair[1], key), records))
    stream = Import()
    stream.commit("refs/heads/handoff-ledger", "ledger", {"ledger/genesis.json": genesis})
    for (record, data), armoured in zip(records, signatures, strict=True):
        path = f"ledger/{record.subject}/{record.seq:04d}.json"
        files = {path: data, f"{path}.sig": armoured.encode()}
        stream.commit("refs/heads/handoff-ledger", f"accept {record.subject}", files, merged=record.head)
    stream.run(repo)


def _records(
    steps: list[tuple[str, int, dict[str, bytes]]], tips: list[str], in_force: str, root: str
) -> Iterator[tuple[Record, bytes]]:
    last: dict[str, tuple[int, str, str | None]] = {}
    for number, (deal, _, files) in enumerate(steps):
        seq, prev, before = last.get(deal, (0, root, None))
        to = digest(entry(path, data) for path, data in files.items())
        record = Record(
            kind="accept", ledger=LEDGER, subject=deal, seq=seq + 1, prev=prev, target="main", tip=tips[number],
            head=tips[number + 1], from_=before, to=to, package=to, policy=in_force, by="dana", for_="dana", at=AT,
            tool="0.1.0", rules="1", complete=Complete(reject=0, warn=0), authors=("tom",),
        )  # fmt: skip
        data = encode(record)
        last[deal] = seq + 1, hashlib.sha256(data).hexdigest(), to
        yield record, data
