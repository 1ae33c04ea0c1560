"""A record of the ledger as a value: who decided what about which bytes (records.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

RecordKind = Literal["accept", "reject", "withdraw", "policy"]
POLICY_SUBJECT: Final = "_policy"
NAMESPACE: Final = "handoff-record"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a package was rejected; `rule` is None for the PM's own words."""

    rule: str | None
    path: str | None
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Waiver:
    rule: str
    reason: str
    until: str


@dataclass(frozen=True, slots=True)
class Observed:
    """The review on a forge that a witness saw: numeric ids and the full commit id."""

    forge: str
    repository: int
    number: int
    review: int
    reviewer: int
    commit: str


@dataclass(frozen=True, slots=True)
class Complete:
    """How the package stood when it was decided: findings that reject and findings that warn."""

    reject: int
    warn: int


@dataclass(frozen=True, slots=True)
class Record:
    """Field by field as in records.md; `from` and `for` are `from_` and `for_` here because Python keeps the words."""

    kind: RecordKind
    ledger: str
    subject: str
    seq: int
    prev: str
    target: str
    tip: str
    head: str
    from_: str | None
    to: str | None
    package: str | None
    policy: str
    by: str
    for_: str
    at: str
    tool: str
    rules: str
    complete: Complete
    authors: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    terms: tuple[str, ...] = ()
    observed: Observed | None = None


@dataclass(frozen=True, slots=True)
class Genesis:
    """The first file of a ledger, and the one value an auditor needs from outside."""

    ledger: str
    target: str
    start: str
    policy: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What the signature file of a record says. `fingerprint` is the key's (`SHA256:…`); both None: unsigned."""

    fingerprint: str | None = None
    flaw: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in the ledger: the record, the SHA-256 of its bytes, its signature and the ledger commit that added it."""

    record: Record
    sha256: str
    signature: Signature
    commit: str

    @property
    def is_claimed(self) -> bool:
        """Whether nobody signed it: whoever could push could have written it."""
        return self.signature == Signature()
