"""What the RAID log owes, as entries with ids, and what other documents have to name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Owed
from handoff_cli.core.tree import Node, dotted
from handoff_cli.rules import RULES
from handoff_cli.rules.references import raid_references
from handoff_cli.rules.registers import RAID_PARTS, raid_entries
from handoff_cli.rules.words import all_filled, is_filled

TBD: Final = "TBD"
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "risks": ("mitigation",),
    "assumptions": (),
    "issues": ("action", "due"),
    "decisions": ("decided_by", "decided"),
}
"""What a part's entries say beside description, impact, owner and status."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is to be written: its part, its id, and its fields in order."""

    part: str
    id: str
    fields: Mapping[str, str | tuple[str, ...] | Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Reference:
    """`raid: <id>` that belongs into an entry of another document: its file, its line, and what people call the entry."""

    path: str
    line: int
    what: str
    id: str


def owed_entries(deal: Deal) -> tuple[tuple[Entry, ...], tuple[Reference, ...]]:
    """The entries that are missing, and the references: to them, and to entries that are there but not named."""
    free = _Free(deal)
    entries: list[Entry] = []
    references: list[Reference] = []
    for owed in _merged([*_demanded(deal), *_undecided(deal)]):
        known = _known(deal, owed)
        id = known or owed.id or free.next(RAID_PARTS[owed.part])
        if not known:
            entries.append(Entry(owed.part, id, dict(_fields(owed, id))))
        references += [_reference(node, id) for node in owed.named_in if node.get("raid").text != id]
    return tuple(entries), tuple(references)


def written_as(before: Node, after: Node, entries: Sequence[Entry]) -> bool:
    """Whether a new text of the log says what the old one said, and the entries beside it."""
    for part in {*dict(before.items()), *dict(after.items())}:
        added = [_plain(entry) for entry in entries if entry.part == part]
        old = before.get(part).plain() if before.get(part).is_list or not added else []
        if after.get(part).plain() != (list(old) + added if added else old):
            return False
    return True


def _plain(entry: Entry) -> dict[str, object]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in entry.fields.items()}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _demanded(deal: Deal) -> Iterator[Owed]:
    """What the rules themselves ask for: nothing is suggested that no rule demands."""
    for rule in RULES:
        for hit in rule.check(deal) if rule.check else ():
            if hit.owes:
                yield hit.owes


def _undecided(deal: Deal) -> Iterator[Owed]:
    """Deviations without their decision. The reader asks for the reference, since every deviation has one."""
    logged = deal.raid_entries()
    for deviation in deal.deviations.get("deviations"):
        raid, name = deviation.get("raid"), deviation.get("id")
        asked, accepted = deviation.get("requirement"), deviation.get("accepted")
        if not all_filled((name, asked, accepted), deal.policy) or raid.text in logged:
            continue
        words = f"{accepted.text} instead of: {asked.text}"
        id = raid.text if is_filled(raid, deal.policy) and raid.text.startswith("D-") else ""
        yield Owed("decisions", words, (name.text,), owner="engineering", id=id, named_in=(deviation,))


def _merged(owed: Sequence[Owed]) -> list[Owed]:
    """One entry for one thing: the same words with several links, or the same links for several reasons."""
    by_words: dict[tuple[str, str], Owed] = {}
    for each in owed:
        key = (each.part, each.description)
        by_words[key] = _joined(by_words[key], each) if key in by_words else each
    by_links: dict[tuple[str, tuple[str, ...]], Owed] = {}
    for each in by_words.values():
        at = (each.part, each.links)
        first = by_links.get(at)
        by_links[at] = replace(_joined(first, each), description=f"{first.description} {each.description}") if first else each  # fmt: skip
    return list(by_links.values())


def _joined(one: Owed, other: Owed) -> Owed:
    return replace(
        one,
        links=tuple(dict.fromkeys((*one.links, *other.links))),
        impact=one.impact or other.impact,
        named_in=(*one.named_in, *other.named_in),
    )


def _known(deal: Deal, owed: Owed) -> str:
    """The entry that links all of this already, and is only not named where it should be."""
    for entry in raid_entries(deal, owed.part) if owed.named_in else ():
        if {link.text for link in entry.get("links")} >= set(owed.links):
            return entry.get("id").text
    return ""


def _fields(owed: Owed, id: str) -> Iterator[tuple[str, str | tuple[str, ...] | Mapping[str, str]]]:
    yield "id", id
    yield "description", _one_line(owed.description) or TBD
    yield "impact", owed.impact or TBD
    yield "owner", owed.owner or TBD
    yield "status", "open"
    for field in _FIELDS[owed.part]:
        yield field, TBD
    yield "raised", TBD
    yield "customer_visible", TBD
    if owed.commitment:
        yield "commitment", {"what": owed.commitment, "due": TBD, "slip": "day-for-day"}
    yield "links", owed.links


def _reference(node: Node, id: str) -> Reference:
    name = next((node.get(key).text for key in ("id", "item") if node.get(key).text), dotted(node.route))
    return Reference(path=node.source.path, line=node.place.line or 1, what=name, id=id)


class _Free:
    """The next free number of each letter: behind every id that is used, and every id that something names."""

    def __init__(self, deal: Deal) -> None:
        named = [node.text for node, _, _ in raid_references(deal)]
        used = [*(entry.get("id").text for entry in raid_entries(deal)), *named]
        self._last = {letter: max(map(_number, _of(used, letter)), default=0) for letter in RAID_PARTS.values()}

    def next(self, letter: str) -> str:
        self._last[letter] += 1
        return f"{letter}-{self._last[letter]:02}"


def _of(ids: Sequence[str], letter: str) -> list[str]:
    return [id for id in ids if id.startswith(f"{letter}-")]


def _number(id: str) -> int:
    digits = id.partition("-")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
