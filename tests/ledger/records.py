"""Records for the tests of the ledger, and a strategy that makes any lawful one."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from handoff_cli.core.record import Complete, Genesis, Observed, Reason, Record, Waiver

LEDGER = "7f9c2ba4e88f827d616045507605853e"
POLICY = "1:" + "a" * 64
AT = "2026-03-03T10:00:00Z"


def genesis(start: str = "0" * 40, **fields: Any) -> Genesis:
    return Genesis(
        **{"ledger": LEDGER, "target": "main", "start": start, "policy": POLICY, "by": "arvid", "at": AT, **fields}
    )


def record(**fields: Any) -> Record:
    plain: dict[str, Any] = {
        "kind": "accept", "ledger": LEDGER, "subject": "BRW-1042", "seq": 1, "prev": "0" * 64, "target": "main",
        "tip": "1" * 40, "head": "2" * 40, "from_": None, "to": "1:" + "b" * 64, "package": "1:" + "c" * 64,
        "policy": POLICY, "by": "dana", "for_": "dana", "at": AT, "tool": "0.1.0", "rules": "1",
        "complete": Complete(reject=0, warn=2),
    }  # fmt: skip
    if fields.get("kind") == "reject":
        plain["reasons"] = (Reason(rule=None, path=None, line=None, message="The revision is not the one quoted."),)
    if fields.get("kind") == "policy":
        plain |= {"subject": "_policy", "package": None}
    return Record(**plain | fields)


def _hex(length: int) -> st.SearchStrategy[str]:
    return st.text(alphabet="0123456789abcdef", min_size=length, max_size=length)


_commit = st.one_of(_hex(40), _hex(64))
_digest = _hex(64).map(lambda text: f"1:{text}")
_person = st.from_regex(r"[a-z][a-z0-9._-]{0,8}", fullmatch=True)
_words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
_name = st.from_regex(r"[a-z0-9][a-z0-9. -]{0,8}[a-z0-9]", fullmatch=True)
_reason = st.builds(
    Reason, rule=st.none() | _name, path=st.none() | _words, line=st.none() | st.integers(1, 10**6), message=_words
)
_waiver = st.builds(Waiver, rule=_name, reason=_words, until=st.dates().map(str))
_number = st.integers(1, 10**12)
_observed = st.builds(
    Observed, forge=_name, repository=_number, number=_number, review=_number, reviewer=_number, commit=_commit
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record a ledger may hold."""
    kind = draw(st.sampled_from(["accept", "reject", "withdraw", "policy"]))
    return record(
        kind=kind, seq=draw(st.integers(1, 10**6)), prev=draw(_hex(64)), ledger=draw(_hex(32)),
        subject="_policy" if kind == "policy" else draw(st.sampled_from(["BRW-1042", "ACME-1", "0-0"])),
        tip=draw(_commit), head=draw(_commit), from_=draw(st.none() | _digest),
        to=draw(_digest if kind in ("accept", "policy") else st.none() | _digest),
        package=None if kind == "policy" else draw(_digest), by=draw(_person), for_=draw(_person),
        at=draw(st.sampled_from([AT, "1970-01-01T00:00:00+14:00"])), tool=draw(_name), rules=draw(_name),
        complete=draw(st.builds(Complete, reject=st.integers(0, 99), warn=st.integers(0, 99))),
        authors=tuple(draw(st.lists(_person, max_size=3))),
        reasons=tuple(draw(st.lists(_reason, min_size=1, max_size=3))) if kind == "reject" else (),
        waivers=tuple(draw(st.lists(_waiver, max_size=2))) if kind == "accept" else (),
        terms=tuple(draw(st.lists(_words, max_size=2))), observed=draw(st.none() | _observed),
    )  # fmt: skip
