"""One record, one spelling: what is read is what was signed."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_cli.core.record import Complete, Genesis, Observed, Reason, Record
from handoff_cli.ledger.codec import SIZE_LIMIT, decode, encode
from handoff_cli.ledger.shape import LedgerFlaw
from tests.ledger.records import genesis, record, records


@given(records())
def test_any_lawful_record_comes_back_as_it_was(value: Record) -> None:
    data = encode(value)
    assert decode(data) == value
    assert encode(decode(data)) == data


@given(records())
def test_the_bytes_are_canonical_json(value: Record) -> None:
    data = encode(value)
    again = json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    assert data == again.encode()


def test_the_fields_are_those_of_the_format() -> None:
    plain = json.loads(encode(record()))
    assert set(plain) == {
        "scheme", "kind", "ledger", "subject", "seq", "prev", "target", "tip", "head", "from", "to", "package", "policy",
        "by", "for", "at", "tool", "complete", "authors", "reasons", "waivers", "terms", "observed",
    }  # fmt: skip
    assert plain["tool"] == {"rules": "1", "version": "0.1.0"}
    assert plain["complete"] == {"reject": 0, "warn": 2}
    assert plain["from"] is None
    first = json.loads(encode(genesis()))
    assert set(first) == {"scheme", "kind", "ledger", "target", "start", "policy", "by", "at"}
    assert decode(encode(genesis())) == genesis()
    assert isinstance(decode(encode(genesis())), Genesis)


def test_letters_are_written_as_they_are() -> None:
    assert "Müller".encode() in encode(record(terms=("Müller",)))
    assert encode(record(kind="reject")).endswith(b"}\n")


@given(records(), st.data())
def test_T96_any_other_spelling_is_refused(value: Record, data: st.DataObject) -> None:
    encoded = encode(value)
    place = data.draw(st.integers(0, len(encoded)))
    junk = data.draw(st.sampled_from([b" ", b"\n", b"\t", b"\0", b",", b"{", b"\xff", b"\xef\xbb\xbf"]))
    # A blank inside a text makes another record; it never is another spelling of this one.
    with contextlib.suppress(LedgerFlaw):
        assert decode(encoded[:place] + junk + encoded[place:]) != value


@given(records(), st.data())
def test_T96_a_changed_byte_is_another_record_or_none(value: Record, data: st.DataObject) -> None:
    encoded = bytearray(encode(value))
    place = data.draw(st.integers(0, len(encoded) - 1))
    encoded[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(LedgerFlaw):
        assert decode(bytes(encoded)) != value


@given(st.binary(max_size=200))
def test_rubbish_is_a_flaw_and_never_a_crash(data: bytes) -> None:
    with pytest.raises(LedgerFlaw):
        decode(data)


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(records(), st.data())
def test_a_field_of_any_other_shape_is_a_flaw_and_never_a_crash(value: Record, data: st.DataObject) -> None:
    plain = json.loads(encode(value))
    field = data.draw(st.sampled_from(sorted(plain)))
    plain[field] = data.draw(_JSON)
    try:
        written = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
        assert encode(decode(written.encode(errors="surrogatepass"))) == written.encode()
    except LedgerFlaw:
        pass


def _edited(**fields: Any) -> bytes:
    plain = {**json.loads(encode(record())), **fields}
    return (json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


@pytest.mark.parametrize(
    "fields",
    [
        {"scheme": 2}, {"scheme": True}, {"scheme": "1"}, {"kind": "transfer"}, {"kind": ["accept"]}, {"kind": None},
        {"seq": 0}, {"seq": True}, {"seq": "1"}, {"seq": 10**15}, {"subject": "brw-1042"}, {"subject": "../x"},
        {"subject": "АСМЕ"}, {"subject": "_policy"}, {"tip": "1" * 39}, {"tip": "HEAD"}, {"tip": "1" * 39 + "A"},
        {"tip": "1" * 40 + "\n"}, {"to": None}, {"to": "b" * 64}, {"to": "2:" + "b" * 64}, {"package": None}, {"by": "Dana"},
        {"by": ""}, {"at": "yesterday"}, {"at": "2026-13-01T00:00:00Z"}, {"at": "2026-03-03"}, {"complete": {"reject": 0}},
        {"complete": {"reject": -1, "warn": 0}}, {"complete": {"reject": False, "warn": 0}}, {"tool": "0.1.0"},
        {"authors": "tom"}, {"authors": None}, {"reasons": [{"rule": None, "path": None, "line": None, "message": "x"}]},
        {"reasons": None}, {"waivers": [{"rule": "x"}]}, {"terms": [""]}, {"observed": {}}, {"extra": 1}, {"prev": None},
        {"observed": {"forge": "f", "repository": "1", "number": 1, "review": 1, "reviewer": 1, "commit": "1" * 40}},
        {"observed": {"forge": "f", "repository": 1, "number": 1, "review": 1, "reviewer": 1, "commit": "1" * 6}},
    ],
)  # fmt: skip
def test_what_a_field_may_not_hold(fields: dict[str, Any]) -> None:
    assert decode(_edited()) == record()
    with pytest.raises(LedgerFlaw):
        decode(_edited(**fields))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.replace(b'{"at"', b'{"at":"2026-01-01T00:00:00Z","at"'), id="a field twice"),
        pytest.param(lambda d: d.replace(b'"reject":0', b'"reject":0,"reject":0'), id="a field twice further down"),
        pytest.param(lambda d: d.replace(b'"seq":1', b'"seq":1.0'), id="a fraction"),
        pytest.param(lambda d: d.replace(b'"seq":1', b'"seq":1e0'), id="an exponent"),
        pytest.param(lambda d: d.replace(b'"seq":1', b'"seq":NaN'), id="not a number"),
        pytest.param(lambda d: d.replace(b'"seq":1', b'"seq":' + b"9" * 5000), id="5000 digits"),
        pytest.param(lambda d: d.replace(b'"seq":1', b'"seq":' + b"[" * 100_000), id="100,000 brackets"),
        pytest.param(lambda d: d.replace(b'"main"', rb'"m\u0061in"'), id="a letter written as a code"),
        pytest.param(lambda d: d.replace(b'"main"', rb'"\ud800"'), id="half a letter"),
        pytest.param(lambda d: d.replace(b'"terms":[]', rb'"terms":["\ud800"]'), id="half a letter where text is free"),
        pytest.param(lambda d: d.replace(b",", b", "), id="blanks"),
        pytest.param(lambda d: d.rstrip(b"\n"), id="no final line end"),
        pytest.param(lambda d: d + b"\n", id="two final line ends"),
        pytest.param(lambda d: d.replace(b"\n", b"\r\n"), id="another line end"),
        pytest.param(lambda d: b"\xef\xbb\xbf" + d, id="a mark before the first letter"),
        pytest.param(lambda d: d.decode().encode("utf-16"), id="UTF-16"),
        pytest.param(lambda d: d + b"{}", id="something after it"),
        pytest.param(lambda d: b"[" + d.rstrip(b"\n") + b"]\n", id="in a list"),
        pytest.param(lambda d: b" " * SIZE_LIMIT + d, id="too large"),
        pytest.param(lambda d: b"", id="nothing"),
    ],
)
def test_T96_spellings_that_parsers_disagree_on(change: Any) -> None:
    changed = change(encode(record()))
    assert changed != encode(record())
    with pytest.raises(LedgerFlaw):
        decode(changed)


def test_nothing_is_written_that_could_not_be_read() -> None:
    observed = Observed(forge="f", repository=0, number=1, review=1, reviewer=1, commit="1" * 40)
    for unlawful in (
        record(seq=0),
        record(subject="../x"),
        record(tip="abc"),
        record(kind="reject", reasons=()),
        record(reasons=(Reason(rule=None, path=None, line=None, message="x"),)),
        record(kind="policy", subject="BRW-1042"),
        record(kind="withdraw", package=None),
        record(terms=("\ud800",)),
        record(observed=observed),
        record(complete=Complete(reject=-1, warn=0)),
        replace(genesis(), start="HEAD"),
    ):
        with pytest.raises(LedgerFlaw):
            encode(unlawful)


def test_a_record_nobody_could_read_again_is_not_written() -> None:
    many = tuple(Reason(None, None, None, "x" * 2000) for _ in range(600))
    with pytest.raises(LedgerFlaw, match="too large"):
        encode(replace(record(), kind="reject", reasons=many))
