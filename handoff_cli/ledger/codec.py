"""A record as bytes and back. A record has one spelling: what is read is written again and has to come out the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from handoff_cli.core.deal import is_deal_id
from handoff_cli.core.record import POLICY_SUBJECT, Complete, Genesis, Observed, Reason, Record, Waiver
from handoff_cli.ledger import shape
from handoff_cli.ledger.shape import LedgerFlaw, Shape, each, fields, fixed, name, optional, whole, words

SCHEME: Final = 1
SIZE_LIMIT: Final = 1024 * 1024

_GENESIS: Final[Mapping[str, Shape]] = {
    "scheme": fixed(SCHEME), "kind": fixed("genesis"), "ledger": shape.ledger_id, "target": shape.branch, "start": shape.commit,
    "policy": shape.digest, "by": shape.person, "at": shape.moment,
}  # fmt: skip

_REASON: Final = fields({"rule": optional(name), "path": optional(words), "line": optional(whole(1)), "message": words})
_WAIVER: Final = fields({"rule": name, "reason": words, "until": shape.day})
_OBSERVED: Final = fields(
    {
        "forge": name, "repository": whole(1), "number": whole(1), "review": whole(1), "reviewer": whole(1),
        "commit": shape.commit,
    }
)  # fmt: skip


def _subject(field: str, value: Any) -> None:
    if type(value) is not str or not is_deal_id(value):
        raise LedgerFlaw(f"`{field}` is not the id of a deal")


_EVERY: Final[Mapping[str, Shape]] = {
    "scheme": fixed(SCHEME), "kind": fixed("accept", "reject", "withdraw", "policy"), "ledger": shape.ledger_id,
    "subject": _subject, "seq": whole(1), "prev": shape.sha256, "target": shape.branch, "tip": shape.commit, "head": shape.commit,
    "from": optional(shape.digest), "to": optional(shape.digest), "package": shape.digest,
    "policy": shape.digest, "by": shape.person, "for": shape.person, "at": shape.moment, "tool": fields({"version": name, "rules": name}),
    "complete": fields({"reject": whole(0), "warn": whole(0)}),
    "authors": each(shape.person), "reasons": shape.no_entries, "waivers": shape.no_entries,
    "terms": each(words), "observed": optional(_OBSERVED),
}  # fmt: skip
_KINDS: Final[Mapping[str, Shape]] = {
    "accept": fields({**_EVERY, "to": shape.digest, "waivers": each(_WAIVER)}),
    "reject": fields({**_EVERY, "reasons": each(_REASON)}),
    "withdraw": fields(_EVERY),
    "policy": fields({**_EVERY, "subject": fixed(POLICY_SUBJECT), "to": shape.digest, "package": shape.nothing}),
    "genesis": fields(_GENESIS),
}


def encode(value: Record | Genesis) -> bytes:
    """The canonical bytes: what is signed, hashed and stored. A `LedgerFlaw` when nobody could read them again."""
    data = _plain_genesis(value) if isinstance(value, Genesis) else _plain_record(value)
    _check(data)
    found = _bytes(data)
    if len(found) > SIZE_LIMIT:
        raise LedgerFlaw("it is too large for a record")
    return found


def decode(data: bytes) -> Record | Genesis:
    """The record these bytes are. Anything that could be read in two ways is a `LedgerFlaw`."""
    value = _parsed(data)
    _check(value)
    if _bytes(value) != data:
        raise LedgerFlaw("it is not written the one way a record is written")
    return _genesis(value) if value["kind"] == "genesis" else _record(value)


def _bytes(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    try:
        return f"{text}\n".encode()
    except UnicodeEncodeError:
        raise LedgerFlaw("it holds half a letter") from None


def _parsed(data: bytes) -> Any:
    if len(data) > SIZE_LIMIT:
        raise LedgerFlaw("it is too large for a record")
    try:
        return json.loads(
            data.decode(),
            object_pairs_hook=_once,
            parse_float=_no_number,
            parse_constant=_no_number,
            parse_int=_integer,
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise LedgerFlaw("it is not JSON in UTF-8") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise LedgerFlaw("it says the same field twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise LedgerFlaw(f"{text[:20]} is no whole number")


def _integer(text: str) -> int:
    return int(text) if len(text) <= 18 else _no_number(text)


def _check(value: Any) -> None:
    kind = value.get("kind") if isinstance(value, dict) else None
    check = _KINDS.get(kind) if isinstance(kind, str) else None
    if check is None:
        raise LedgerFlaw("it is of no kind a ledger knows")
    check(str(kind), value)
    if kind == "reject" and not value["reasons"]:
        raise LedgerFlaw("`reasons` is empty, and a rejection gives at least one")


def _plain_genesis(genesis: Genesis) -> dict[str, Any]:
    return {
        "scheme": SCHEME, "kind": "genesis", "ledger": genesis.ledger, "target": genesis.target, "start": genesis.start,
        "policy": genesis.policy, "by": genesis.by, "at": genesis.at,
    }  # fmt: skip


def _plain_record(record: Record) -> dict[str, Any]:
    observed = record.observed
    return {
        "scheme": SCHEME, "kind": record.kind, "ledger": record.ledger, "subject": record.subject, "seq": record.seq,
        "prev": record.prev, "target": record.target, "tip": record.tip, "head": record.head, "from": record.from_,
        "to": record.to, "package": record.package, "policy": record.policy, "by": record.by, "for": record.for_,
        "at": record.at, "tool": {"version": record.tool, "rules": record.rules},
        "complete": {"reject": record.complete.reject, "warn": record.complete.warn},
        "authors": list(record.authors),
        "reasons": [{"rule": r.rule, "path": r.path, "line": r.line, "message": r.message} for r in record.reasons],
        "waivers": [{"rule": w.rule, "reason": w.reason, "until": w.until} for w in record.waivers],
        "terms": list(record.terms),
        "observed": observed and {
            "forge": observed.forge, "repository": observed.repository, "number": observed.number,
            "review": observed.review, "reviewer": observed.reviewer, "commit": observed.commit,
        },
    }  # fmt: skip


def _genesis(value: Mapping[str, Any]) -> Genesis:
    return Genesis(
        ledger=value["ledger"], target=value["target"], start=value["start"], policy=value["policy"], by=value["by"],
        at=value["at"],
    )  # fmt: skip


def _record(value: Mapping[str, Any]) -> Record:
    return Record(
        kind=value["kind"], ledger=value["ledger"], subject=value["subject"], seq=value["seq"], prev=value["prev"],
        target=value["target"], tip=value["tip"], head=value["head"], from_=value["from"], to=value["to"],
        package=value["package"], policy=value["policy"], by=value["by"], for_=value["for"], at=value["at"],
        tool=value["tool"]["version"], rules=value["tool"]["rules"], complete=Complete(**value["complete"]),
        authors=tuple(value["authors"]), reasons=tuple(Reason(**reason) for reason in value["reasons"]),
        waivers=tuple(Waiver(**waiver) for waiver in value["waivers"]), terms=tuple(value["terms"]),
        observed=Observed(**value["observed"]) if value["observed"] else None,
    )  # fmt: skip
