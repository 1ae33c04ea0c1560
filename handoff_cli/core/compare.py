"""Two states of a deal, field by field: what was added, what is gone, what says something else now.

Entries of a list belong together by what names them (`id`, `item`, `line`, …), so that a new entry in the middle is one entry more
and not a change of all that follow. Amounts are compared like everything else; whether a value may be shown is said beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final, Literal

from handoff_cli.core.policy import POLICY_FILE
from handoff_cli.core.tree import Node, Place, Route

Mark = Literal["added", "removed", "changed"]

_NAMES: Final = ("id", "item", "line", "kind", "quote", "reference", "file", "path", "name", "milestone")
_SHOWN: Final = frozenset({
    "deal", "part", "revision", "quantity", "kind", "item", "pack", "requested", "promised", "date", "due",
    "issued", "valid_until", "raised", "decided", "on", "starts", "until", "currency", "payment_terms",
    "incoterm", "incoterm_place", "status", "owner", "approver", "sales", "pm", "engineer", "buyer", "driver",
    "influence", "ipc_class", "moq", "mpq", "weeks", "from", "to", "number", "reference", "warranty_months",
    "result", "units", "archive", "issue", "lead_time", "severity", "category", "role", "schedule_impact_days",
    "test_minutes", "partial_shipment", "applies", "included", "before", "stock", "told_customer_on", "effective",
    "weeks_from", "weeks_to", "max_change_pct", "mutual", "penalties", "years",
})  # fmt: skip
"""The fields whose values may be told. Everything else is named and not shown: what is new is silent until it stands here."""
_POLICY: Final = frozenset({"roles", "deputy", "target", "evidence", "profile", "merge", "currency", "rules"})
"""The same for the policy, with all that stands below them; its thresholds are the company's own business."""
_MONEY: Final = re.compile(
    r"[€$£¥]|\b(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|JPY|CNY)\s*\d|\d\s*(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|JPY|CNY)\b"
)
_NO_MONEY: Final = frozenset({"part", "revision", "deal", "item", "number", "reference", "pack", "archive"})
_AMOUNTS: Final = frozenset({
    "price", "unit_price", "price_breaks", "cost", "margin", "exposure", "limit", "open_receivables",
    "liability_cap", "cost_if_wrong", "cost_impact", "gross_percent", "by_bucket", "rate_percent_per_week",
    "cap_percent", "target_price",
})  # fmt: skip
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs. `route` is where it is in words (`items board`, `deliveries 2`, `quantity`), `before` and `after` are the values as written, None where
    there is nothing. `shown`: they may be told to anybody. `amount`: it is money. `place` is where it is now (where it was)."""

    mark: Mark
    route: tuple[str, ...]
    place: Place
    before: str | None = None
    after: str | None = None
    shown: bool = False
    amount: bool = False

    @property
    def field(self) -> str:
        return ".".join(self.route)


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs; `fields` only where both sides could be read as a document."""

    mark: Mark
    path: str
    fields: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a deal: path → anything that differs when the file does, and path → root of what was read as a document."""

    files: Mapping[str, object] = field(default_factory=dict)
    documents: Mapping[str, Node] = field(default_factory=dict)


def compare(before: Version, after: Version) -> tuple[FileChange, ...]:
    """What differs, by path."""
    paths = sorted({*before.files, *after.files})
    return tuple(_file(path, before, after) for path in paths if before.files.get(path) != after.files.get(path))


def _file(path: str, before: Version, after: Version) -> FileChange:
    if path not in before.files or path not in after.files:
        return FileChange("added" if path in after.files else "removed", path)
    old, new = before.documents.get(path), after.documents.get(path)
    readable = old is not None and new is not None and old.exists and new.exists
    return FileChange("changed", path, tuple(fields(old, new)) if readable and old and new else ())


def fields(old: Node, new: Node, name: tuple[str, ...] = ()) -> Iterator[Difference]:
    """The differences between two nodes, the deepest that say it all."""
    if old.exists != new.exists:
        yield _whole("added" if new.exists else "removed", old, new, name)
    elif old.is_mapping and new.is_mapping:
        yield from _mapping(old, new, name)
    elif old.is_list and new.is_list:
        yield from _list(old, new, name)
    elif _is_scalar(old) != _is_scalar(new) or old.is_list != new.is_list or _text(old) != _text(new):
        yield _whole("changed", old, new, name)


def _mapping(old: Node, new: Node, name: tuple[str, ...]) -> Iterator[Difference]:
    keys = dict.fromkeys([*(key for key, _ in new.items()), *(key for key, _ in old.items())])
    for key in keys:
        yield from fields(old.get(key), new.get(key), (*name, key))


def _list(old: Node, new: Node, name: tuple[str, ...]) -> Iterator[Difference]:
    theirs, ours = tuple(old), tuple(new)
    key = _named_by(theirs, ours)
    if key is None:
        yield from _by_position(old, new, name)
        return
    before, after = ({entry.get(key).text: entry for entry in entries} for entries in (theirs, ours))
    for id in dict.fromkeys([*after, *before]):
        said = id if len(id) <= _LONGEST else f"{id[: _LONGEST - 1]}…"
        yield from fields(before.get(id, old.get(-1)), after.get(id, new.get(-1)), _entry(name, said))


def _named_by(theirs: Sequence[Node], ours: Sequence[Node]) -> str | None:
    """The first field that names every entry of both lists, each once."""
    if not all(entry.is_mapping for entry in (*theirs, *ours)):
        return None
    return next((key for key in _NAMES if _names(key, theirs) and _names(key, ours)), None)


def _names(key: str, entries: Sequence[Node]) -> bool:
    names = [entry.get(key).text for entry in entries]
    return all(names) and len(set(names)) == len(names)


def _by_position(old: Node, new: Node, name: tuple[str, ...]) -> Iterator[Difference]:
    """Entries that nothing names: those that stand word for word on both sides are out of it, the rest is compared in order."""
    theirs, ours = ([_Entry.of(at, entry) for at, entry in enumerate(entries, 1)] for entries in (old, new))
    before, after = [entry.said for entry in theirs], [entry.said for entry in ours]
    gone = [entry for entry in theirs if entry.said not in after]
    come = [entry for entry in ours if entry.said not in before]
    if not gone and not come and before != after:
        yield _whole("changed", old, new, name)
    for left, right in zip_longest(gone, come):
        number = (right or left).number
        before_, after_ = left.node if left else old.get(-1), right.node if right else new.get(-1)
        yield from fields(before_, after_, _entry(name, str(number)))


def _entry(name: tuple[str, ...], id: str) -> tuple[str, ...]:
    """`("items",)` and `board` are `("items board",)`."""
    return (*name[:-1], f"{name[-1]} {id}") if name else (id,)


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    node: Node
    said: object

    @classmethod
    def of(cls, number: int, node: Node) -> _Entry:
        return cls(number, node, (node.plain(), node.text))


def _whole(mark: Mark, old: Node, new: Node, name: tuple[str, ...]) -> Difference:
    there = new if mark != "removed" else old
    before, after = _text(old), _text(new)
    amount = is_amount(there.route)
    of_policy = there.source.path == POLICY_FILE
    told = all(_told(there.route, value, of_policy=of_policy) for value in (before, after))
    return Difference(
        mark=mark, route=name, place=there.place, before=before, after=after, shown=told and not amount, amount=amount
    )


def is_amount(route: Route) -> bool:
    """Whether a field holds money, a margin or what money is worked out with."""
    return any(step in _AMOUNTS for step in route)


def _told(route: Route, value: str | None, *, of_policy: bool) -> bool:
    """Whether a value may be shown to anybody: a short one, of a field known to hold no amount, that does not read like one."""
    keys = [step for step in route if isinstance(step, str)]
    if not keys or not (_POLICY.intersection(keys) if of_policy else keys[-1] in _SHOWN):
        return False
    if value is None:
        return True
    return len(value) <= _LONGEST and "\n" not in value and (keys[-1] in _NO_MONEY or not _MONEY.search(value))


def _is_scalar(node: Node) -> bool:
    return not node.is_list and not node.is_mapping


def _text(node: Node) -> str | None:
    """A scalar as written; None for what is absent, empty, a list or a mapping."""
    return node.text or None
