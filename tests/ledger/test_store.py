"""The ledger in a real repository: what it takes, and everything it refuses."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.core.record import Record
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.repository import Repository
from handoff_cli.ledger.codec import encode
from handoff_cli.ledger.signatures import key_fingerprint, sign
from handoff_cli.ledger.store import Ledger, append, found, read
from tests.gitrepo import Repo
from tests.ledger import keys
from tests.ledger.records import genesis, record

FIRST = "ledger/BRW-1042/0001.json"


class Book:
    """A ledger under construction: lawful entries by `add`, anything else by `commit`."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.start = repo.commit("start", {"handoff.yaml": "x"})
        self.head = repo.commit("offer", {"projects/BRW-1042/deal.yaml": "1"})
        self.git = Repository.discover(repo.path)
        self.genesis = genesis(self.start)
        self.tip = found(self.git, self.genesis)

    def read(self, tip: str | None = None) -> Ledger:
        return read(self.git, tip or self.tip)

    def next(self, subject: str = "BRW-1042", **fields: Any) -> Record:
        seq, prev = self.read().next(subject)
        return record(subject=subject, seq=seq, prev=prev, tip=self.start, head=self.head, **fields)

    def add(self, subject: str = "BRW-1042", key: Path | None = None, **fields: Any) -> Record:
        made = self.next(subject, **fields)
        self.tip = append(self.git, self.read(), made, sign(encode(made), key) if key else None)
        return made

    def commit(
        self,
        files: Mapping[str, bytes | tuple[str, str] | None],
        *parents: str,
        base: str | None = None,
        mode: str = "100644",
    ) -> str:
        """A commit on the ledger with these files added, replaced or removed, and no check of anything."""
        index = {"GIT_INDEX_FILE": str(self.repo.path / "index")}
        self.repo.git("read-tree", base or self.tip, env=index)
        for path, contents in files.items():
            if contents is None:
                self.repo.git("update-index", "--force-remove", path, env=index)
            else:
                kind, oid = contents if isinstance(contents, tuple) else (mode, self.repo.blob(contents))
                self.repo.git("update-index", "--add", "--cacheinfo", f"{kind},{oid},{path}", env=index)
        return self.repo.commit_tree(self.repo.git("write-tree", env=index), *(parents or (self.tip, self.head)))

    def refused(self, tip: str, why: str) -> None:
        with pytest.raises(HandoffError, match=why) as caught:
            self.read(tip)
        assert caught.value.exit_code == UNDECIDED


@pytest.fixture
def book(repo: Repo) -> Book:
    return Book(repo)


def test_a_new_ledger(book: Book) -> None:
    ledger = book.read()
    assert (ledger.commit, ledger.genesis, ledger.entries) == (book.tip, book.genesis, ())
    assert ledger.genesis_sha256 == hashlib.sha256(encode(book.genesis)).hexdigest()
    assert (ledger.genesis_signature.fingerprint, ledger.genesis_signature.flaw) == (None, None)
    assert ledger.next("BRW-1042") == (1, ledger.genesis_sha256)
    assert book.repo.git("ls-tree", "-r", "--name-only", book.tip) == "ledger/genesis.json"


def test_records_are_chained_by_subject_and_read_in_their_order(book: Book) -> None:
    added = [book.add(), book.add("ACME-1"), book.add(kind="withdraw"), book.add("_policy", kind="policy")]
    ledger = book.read()
    assert [entry.record for entry in ledger.entries] == added
    assert [entry.record.seq for entry in ledger.of("BRW-1042")] == [1, 2]
    assert ledger.of("BRW-1042")[1].record.prev == ledger.of("BRW-1042")[0].sha256
    assert ledger.of("ACME-1")[0].record.prev == ledger.genesis_sha256
    assert book.repo.git("ls-tree", "-r", "--name-only", book.tip).splitlines() == [
        "ledger/ACME-1/0001.json", FIRST, "ledger/BRW-1042/0002.json", "ledger/_policy/0001.json", "ledger/genesis.json",
    ]  # fmt: skip
    assert book.repo.git_bytes("cat-file", "blob", f"{book.tip}:{FIRST}") == encode(added[0])


def test_a_commit_of_the_ledger_says_what_was_decided_and_keeps_it(book: Book) -> None:
    book.add(by="lee", for_="dana")
    told = book.repo.git("log", "-1", "--format=%s|%an|%aI|%P", book.tip).split("|")
    assert told[:3] == ["accept BRW-1042 #1 by lee for dana", "lee", "2026-03-03T10:00:00+00:00"]
    assert told[3].split()[1] == book.head
    assert book.read().entries[0].commit == book.tip


def test_the_same_record_makes_the_same_commit_and_moves_nothing(book: Book) -> None:
    ledger, made = book.read(), book.next()
    refs = book.repo.git("for-each-ref")
    assert append(book.git, ledger, made) == append(book.git, ledger, made)
    assert book.repo.git("for-each-ref") == refs
    assert book.repo.git("status", "--porcelain") == ""


def test_signatures_come_back_with_their_key(book: Book, tmp_path: Path) -> None:
    key = keys.make(tmp_path)
    book.add(key=key)
    book.add()
    signed, claimed = book.read().entries
    assert signed.signature.fingerprint == key_fingerprint(key)
    assert (claimed.signature.fingerprint, claimed.signature.flaw) == (None, None)
    signature = sign(encode(book.genesis), key)
    assert read(book.git, found(book.git, book.genesis, signature)).genesis_signature.fingerprint == key_fingerprint(
        key
    )


def test_signatures_nobody_asked_about_count_as_flawed(book: Book, tmp_path: Path) -> None:
    key = keys.make(tmp_path)
    book.add(key=key)
    book.add("ACME-1", key=key)
    mine, other = read(book.git, book.tip, subjects={"BRW-1042"}).entries
    assert mine.signature.fingerprint == key_fingerprint(key)
    assert other.signature.fingerprint is None
    assert other.signature.flaw


def test_a_signature_of_another_record_is_a_flaw_and_not_the_end(book: Book, tmp_path: Path) -> None:
    made = book.next()
    wrong = sign(encode(replace(made, by="lee")), keys.make(tmp_path))
    book.tip = append(book.git, book.read(), made, wrong)
    assert book.read().entries[0].signature.flaw


def test_the_ledger_can_keep_histories_it_does_not_judge(book: Book) -> None:
    """The second parents bring in whole histories, even foreign ones; the chain is the first parents alone."""
    book.repo.git("checkout", "-q", "--orphan", "foreign")
    foreign = book.repo.commit("foreign", {"ledger/BRW-1042/0009.json": "x"})
    seq, prev = book.read().next("BRW-1042")
    made = record(seq=seq, prev=prev, tip=book.start, head=foreign)
    book.tip = append(book.git, book.read(), made)
    assert book.read().entries[0].record.head == foreign


def test_what_was_prepared_for_an_older_state_is_not_appended(book: Book) -> None:
    ledger, made = book.read(), book.next()
    book.add()
    with pytest.raises(HandoffError, match="moved on"):
        append(book.git, book.read(), made)
    with pytest.raises(HandoffError, match="moved on"):
        append(book.git, ledger, replace(made, ledger="0" * 32))
    with pytest.raises(HandoffError):
        append(book.git, ledger, replace(made, head="0" * 40))


def test_sha256_repositories_have_ledgers_too(tmp_path: Path) -> None:
    book = Book(Repo.init(tmp_path / "r", object_format="sha256"))
    made = book.add()
    assert len(made.head) == 64
    assert book.read().entries[0].record == made


def test_T57_only_one_record_is_added_and_nothing_else(book: Book) -> None:
    one, two = encode(book.next()), encode(book.next("ACME-1"))
    second = "ledger/ACME-1/0001.json"
    assert book.read(book.commit({FIRST: one})).entries
    for files in (
        {FIRST: one, second: two},
        {FIRST: one, "README.md": b"x"},
        {FIRST: one, f"{second}.sig": b"x"},
        {FIRST: one, "ledger/genesis.json": b"{}"},
        {FIRST: one, "ledger/genesis.json.sig": b"x"},
        {FIRST: one, "ledger/genesis.json": None},
        {f"{FIRST}.sig": b"x"},
        {},
    ):
        book.refused(book.commit(files), "exactly one record")


def test_T52_attributes_cannot_be_slipped_in(book: Book) -> None:
    book.refused(book.commit({FIRST: encode(book.next()), ".gitattributes": b"* merge=union"}), "exactly one record")
    book.refused(book.commit({".gitattributes": b"* merge=union"}), "cannot be read")


def test_a_record_once_written_stays(book: Book) -> None:
    book.add()
    changed = encode(record(seq=1, prev=book.read().genesis_sha256, tip=book.start, head=book.head, by="eve"))
    book.refused(book.commit({FIRST: changed}), "exactly one record")
    book.refused(book.commit({FIRST: None}), "exactly one record")
    book.refused(book.commit({f"{FIRST}.sig": b"late signature"}), "exactly one record")
    book.refused(book.commit({FIRST: None, "ledger/BRW-1042/0002.json": changed}), "exactly one record")


@pytest.mark.parametrize("mode", ["100755", "120000"])
def test_T74_a_record_is_an_ordinary_file(book: Book, mode: str) -> None:
    book.refused(book.commit({FIRST: encode(book.next())}, mode=mode), "exactly one record")
    book.refused(book.commit({FIRST: ("160000", book.head)}), "exactly one record")


@pytest.mark.parametrize(
    ("path", "fields", "why"),
    [
        ("ledger/BRW-1042/1.json", {}, "holds record 1"),
        ("ledger/BRW-1042/0002.json", {}, "holds record 1"),
        ("ledger/ACME-1/0001.json", {}, "holds record 1 of BRW-1042"),
        ("BRW-1042/0001.json", {}, "holds record 1"),
        ("ledger/BRW-1042/0002.json", {"seq": 2}, "does not follow"),
        (FIRST, {"prev": "0" * 64}, "does not follow"),
        (FIRST, {"ledger": "0" * 32}, "another ledger"),
        (FIRST, {"target": "release"}, "another branch"),
        (FIRST, {"head": "0" * 40}, "does not keep the commit"),
        ("ledger/_policy/0001.json", {}, "holds record 1 of BRW-1042"),
    ],
)
def test_T53_a_record_is_good_for_one_place(book: Book, path: str, fields: dict[str, Any], why: str) -> None:
    book.refused(book.commit({path: encode(replace(book.next(), **fields))}), why)


def test_T23_a_record_cannot_be_played_again(book: Book) -> None:
    first = book.add()
    book.add(kind="withdraw")
    book.refused(book.commit({"ledger/BRW-1042/0003.json": encode(first)}), "holds record 1")
    again = replace(first, seq=3)
    book.refused(book.commit({"ledger/BRW-1042/0003.json": encode(again)}), "does not follow")


def test_T57_the_parents_are_the_ledger_and_the_decided_commit(book: Book) -> None:
    files = {FIRST: encode(book.next())}
    for parents in (
        (book.tip,),
        (book.tip, book.start),
        (book.tip, book.head, book.start),
    ):
        book.refused(book.commit(files, *parents), "does not keep the commit")
    book.refused(book.commit(files, book.head, book.tip), "exactly one record")


def test_T55_a_ledger_merged_the_wrong_way_round_is_refused(book: Book) -> None:
    before = book.tip
    book.add()
    mine = book.tip
    book.tip = before
    book.add("ACME-1")
    merged = book.commit({FIRST: encode(book.read(mine).entries[0].record)}, book.tip, mine)
    book.refused(merged, "does not keep the commit")


def test_a_ledger_begins_with_its_genesis(book: Book) -> None:
    book.refused(book.head, "begins with ledger/genesis.json")
    data = encode(book.next())
    alone = book.commit({FIRST: data, "ledger/genesis.json": None})
    tree = book.repo.rev_parse(f"{alone}^{{tree}}")
    book.refused(book.repo.commit_tree(tree), "begins with ledger/genesis.json")
    both = book.repo.rev_parse(f"{book.commit({FIRST: data})}^{{tree}}")
    book.refused(book.repo.commit_tree(both), "exactly one record")
    wrong = book.commit({"ledger/genesis.json": data})
    book.refused(book.repo.commit_tree(book.repo.rev_parse(f"{wrong}^{{tree}}")), "another kind")
    book.refused(book.repo.commit_tree(book.repo.tree()), "exactly one record")
    second = encode(replace(book.genesis, by="eve"))
    book.refused(book.commit({FIRST: second}), "another kind")


def test_T96_a_record_that_is_not_canonical_breaks_the_ledger(book: Book) -> None:
    data = encode(book.next())
    for changed in (
        data + b"\n",
        data.replace(b",", b", "),
        b"\xef\xbb\xbf" + data,
        data.replace(b'{"at"', b'{"at":"x","at"'),
    ):
        book.refused(book.commit({FIRST: changed}), "cannot be read")


def test_every_changed_byte_of_a_record_or_signature_is_noticed(book: Book, tmp_path: Path) -> None:
    """History rewritten with one byte changed: either the chain breaks, or the signature does."""
    key = keys.make(tmp_path)
    base = book.tip
    first = book.add(key=key)
    second = encode(book.next())
    record_bytes, signature = encode(first), sign(encode(first), key).encode()
    dice = random.Random(11)
    for number in range(60):
        target = number % 2
        data = bytearray((record_bytes, signature)[target])
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        files = {FIRST: record_bytes, f"{FIRST}.sig": signature} | {(FIRST, f"{FIRST}.sig")[target]: bytes(data)}
        rewritten = book.commit(files, base, book.head, base=base)
        tip = book.commit({"ledger/BRW-1042/0002.json": second}, rewritten, book.head, base=rewritten)
        if target == 0:
            book.refused(tip, "cannot be trusted")  # the record after it holds its hash
            assert _is_noticed(book, rewritten)  # and even the last record cannot be changed
        else:
            assert book.read(tip).entries[0].signature.flaw


def _is_noticed(book: Book, tip: str) -> bool:
    try:
        return book.read(tip).entries[0].signature.flaw is not None
    except HandoffError:
        return True


def test_T86_a_ledger_with_a_missing_or_swapped_object_is_refused(book: Book) -> None:
    book.add()
    oid = book.repo.rev_parse(f"{book.tip}:{FIRST}")
    place = book.repo.path / ".git/objects" / oid[:2] / oid[2:]
    place.chmod(0o644)
    whole = place.read_bytes()
    other = encode(record(seq=1, prev=book.read().genesis_sha256, tip=book.start, head=book.head, by="eve"))
    swapped = book.repo.path / ".git/objects" / (evil := book.repo.blob(other))[:2] / evil[2:]
    place.write_bytes(swapped.read_bytes())
    book.refused(book.tip, "damaged")
    place.unlink()
    book.refused(book.tip, "missing")
    place.write_bytes(whole)
    assert book.read().entries


def test_T63_and_T69_replace_refs_and_notes_change_nothing(book: Book) -> None:
    book.add()
    before = book.read()
    decoy = book.commit({FIRST: None, "ledger/ACME-1/0001.json": b"x"})
    book.repo.git("replace", "--graft", book.tip, decoy)
    book.repo.git("notes", "add", "-m", "x", book.tip)
    assert book.read() == before


def test_the_number_of_git_processes_does_not_grow(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(6):
        book.add()
    from handoff_cli.git import process, repository

    started: list[str] = []
    start = process.start

    def counted(*args: str, **options: Any) -> Any:
        started.append(" ".join(args))
        return start(*args, **options)

    monkeypatch.setattr(process, "start", counted)
    monkeypatch.setattr(repository, "start", counted)
    assert len(book.read().entries) == 6
    assert len(started) == 2
