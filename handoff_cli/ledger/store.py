"""The ledger in git: a chain of commits, each of which adds one record and changes nothing.

Whatever breaks that shape makes the whole ledger worthless as evidence, so it is refused and never skipped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from handoff_cli.core.record import Entry, Genesis, Record, Signature
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.history import Change, RawStep, first_parent_steps
from handoff_cli.git.objects import Objects
from handoff_cli.git.repository import Repository
from handoff_cli.git.strict import Trees
from handoff_cli.git.writing import Author, commit_tree, regular, write_blob, write_tree
from handoff_cli.ledger.codec import SIZE_LIMIT, decode, encode
from handoff_cli.ledger.shape import LedgerFlaw
from handoff_cli.ledger.verified import verify_all

LEDGER_BRANCH: Final = "handoff-ledger"
_FOLDER: Final = "ledger"
GENESIS: Final = f"{_FOLDER}/genesis.json"
_SIGNATURE: Final = ".sig"

_NOT_CHECKED: Final = Signature(flaw="The signature was not looked at.")

Value = TypeVar("Value", Record, Genesis)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger from its first commit `root` to `commit`; `entries` in the order they were added, over all subjects."""

    root: str
    commit: str
    genesis: Genesis
    genesis_sha256: str
    genesis_signature: Signature
    entries: tuple[Entry, ...] = ()

    def of(self, subject: str) -> tuple[Entry, ...]:
        """The records about a deal, or about the policy."""
        return tuple(entry for entry in self.entries if entry.record.subject == subject)

    def next(self, subject: str) -> tuple[int, str]:
        """`seq` and `prev` of the next record about it."""
        mine = self.of(subject)
        return len(mine) + 1, mine[-1].sha256 if mine else self.genesis_sha256


@dataclass(frozen=True, slots=True)
class _Added:
    """What one commit of the ledger adds: object ids of the file and of its signature."""

    step: RawStep
    path: str
    oid: str
    signature: str | None


def read(repo: Repository, commit: str, *, subjects: Collection[str] | None = None) -> Ledger:
    """The ledger at a commit. With `subjects`, signatures of other records are not checked: they count as flawed."""
    steps = first_parent_steps(repo, None, commit)
    added = tuple(map(_added, steps))
    with Objects(repo) as objects:
        Trees(objects).check_steps(steps, _FOLDER)
        wanted = (oid for one in added for oid in (one.oid, one.signature) if oid)
        files = dict(objects.read(wanted, limit=SIZE_LIMIT))
    genesis = _genesis(added[0], files)
    signatures = _signatures(repo, added, files, subjects)
    if signatures[GENESIS].flaw:
        raise _broken(steps[0].commit, f"the signature of {GENESIS} does not belong to it")
    entries = tuple(_entries(added[1:], files, genesis, signatures))
    return Ledger(
        root=added[0].step.commit,
        commit=commit,
        genesis=genesis,
        genesis_sha256=_sha256(files[added[0].oid]),
        genesis_signature=signatures[added[0].path],
        entries=entries,
    )


def cut(ledger: Ledger, number: int) -> Ledger:
    """The ledger as it was when it held `number` records."""
    commit = ledger.entries[number - 1].commit if number else ledger.root
    return replace(ledger, commit=commit, entries=ledger.entries[:number])


def found(repo: Repository, genesis: Genesis, signature: str | None = None) -> str:
    """The first commit of a new ledger. The branch is not made."""
    tree = _tree(repo, None, GENESIS, encode(genesis), signature)
    author = Author(name=genesis.by, email=_email(genesis.by), date=genesis.at)
    return commit_tree(repo, tree=tree, parents=(), message=f"ledger of {genesis.target}\n", author=author)


def append(repo: Repository, ledger: Ledger, record: Record, signature: str | None = None) -> str:
    """The commit that adds a record to the ledger. The branch is not moved; the same record makes the same commit."""
    data, place = encode(record), ledger.next(record.subject)
    if (record.seq, record.prev) != place or record.ledger != ledger.genesis.ledger:
        raise HandoffError(
            f"The ledger has moved on since the decision about {record.subject} was prepared; nothing was recorded.",
            hint="Run the command again: it starts from the new state.",
            exit_code=UNDECIDED,
        )
    tree = _tree(repo, ledger.commit, _path(record), data, signature)
    on_behalf = "" if record.by == record.for_ else f" for {record.for_}"
    return commit_tree(
        repo,
        tree=tree,
        parents=(ledger.commit, record.head),
        message=f"{record.kind} {record.subject} #{record.seq} by {record.by}{on_behalf}\n",
        author=Author(name=record.by, email=_email(record.by), date=record.at),
    )


def _tree(repo: Repository, base: str | None, path: str, data: bytes, signature: str | None) -> str:
    files = {path: regular(write_blob(repo, data))}
    if signature is not None:
        files[path + _SIGNATURE] = regular(write_blob(repo, signature.encode()))
    return write_tree(repo, base, files)


def _added(step: RawStep) -> _Added:
    files = {change.path: change for change in step.changes}
    first = next((path for path in files if not path.endswith(_SIGNATURE)), "")
    if not all(map(_is_addition, step.changes)) or files.keys() - {first, first + _SIGNATURE} or first not in files:
        raise _broken(step.commit, "it does not add exactly one record")
    signature = files.get(first + _SIGNATURE)
    return _Added(step, first, _oid(files[first]), _oid(signature) if signature else None)


def _is_addition(change: Change) -> bool:
    return change.old is None and change.new is not None and change.new == regular(change.new[1])


def _oid(change: Change) -> str:
    return change.new[1] if change.new else ""


def _genesis(added: _Added, files: Mapping[str, bytes]) -> Genesis:
    if added.path != GENESIS or added.step.parents:
        raise _broken(added.step.commit, f"a ledger begins with {GENESIS} and nothing else")
    return _decoded(added, files, Genesis)


def _entries(
    added: tuple[_Added, ...], files: Mapping[str, bytes], genesis: Genesis, signatures: Mapping[str, Signature]
) -> Iterator[Entry]:
    last: dict[str, tuple[int, str]] = {}
    root = _sha256(encode(genesis))
    for one in added:
        record, sha256 = _decoded(one, files, Record), _sha256(files[one.oid])
        seq, prev = last.get(record.subject, (0, root))
        _refuse_misplaced(one, record, genesis, (seq + 1, prev))
        last[record.subject] = record.seq, sha256
        yield Entry(record=record, sha256=sha256, signature=signatures[one.path], commit=one.step.commit)


def _refuse_misplaced(added: _Added, record: Record, genesis: Genesis, place: tuple[int, str]) -> None:
    """A record is good for one ledger, one target and one place in its chain: copied elsewhere it breaks the ledger."""
    commit = added.step.commit
    if added.path != _path(record):
        raise _broken(commit, f"{added.path} holds record {record.seq} of {record.subject}")
    if (record.ledger, record.target) != (genesis.ledger, genesis.target):
        raise _broken(commit, f"{added.path} belongs to another ledger or another branch")
    if (record.seq, record.prev) != place:
        raise _broken(commit, f"{added.path} does not follow the record before it")
    if added.step.parents[1:] != (record.head,):
        raise _broken(commit, f"{added.path} does not keep the commit it decides about")


def _decoded(added: _Added, files: Mapping[str, bytes], kind: type[Value]) -> Value:
    try:
        value = decode(files[added.oid])
    except LedgerFlaw as flaw:
        raise _broken(added.step.commit, f"{added.path} cannot be read: {flaw}") from None
    if not isinstance(value, kind):
        raise _broken(added.step.commit, f"{added.path} is of another kind than its place says")
    return value


def _signatures(
    repo: Repository, added: tuple[_Added, ...], files: Mapping[str, bytes], subjects: Collection[str] | None
) -> dict[str, Signature]:
    """Path of a record → whose signature it carries. Those nobody asked for count as flawed."""
    signed = {
        one.path: (files[one.oid], files[one.signature].decode(errors="replace")) for one in added if one.signature
    }
    asked = None if subjects is None else {GENESIS, *(f"{_FOLDER}/{subject}" for subject in subjects)}
    wanted = {p: pair for p, pair in signed.items() if asked is None or asked & {p, p.rpartition("/")[0]}}
    verified = verify_all(repo, wanted.values())
    unsigned = {one.path: Signature() for one in added}
    return unsigned | dict.fromkeys(signed, _NOT_CHECKED) | {path: verified[pair] for path, pair in wanted.items()}


def _path(record: Record) -> str:
    return f"{_FOLDER}/{record.subject}/{record.seq:04d}.json"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _email(person: str) -> str:
    """Of nobody: the commit only carries the record, and the record says who decided."""
    return f"{person.replace(' ', '-')}@handoff.invalid"


def _broken(commit: str, what: str) -> HandoffError:
    return HandoffError(
        f"The ledger cannot be trusted, so nothing can be decided: in {commit}, {what}.",
        hint="Ask an admin to put the branch back to the last good state, and to find out who wrote this.",
        exit_code=UNDECIDED,
    )
