"""Scope: what the price leaves out appears nowhere else as included, and what the pack asks for is in the price."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node, Place, Span
from handoff_cli.rules.registers import is_known
from handoff_cli.rules.sources import distinct_items, order, quote_item

_LEFT_OUT: Final = re.compile(r"\s+(?:is|are)\s+(?:not|excluded|extra|left out)\b", re.IGNORECASE)
_DENIED: Final = re.compile(
    r"\b(?:not|no|nor|never|without|exclud\w+|except|extra|neither|outside|separately|optional(?:ly)?|would|theirs)\b|"
    r"\bcosts\b|\b(?:is|are) (?:charged|invoiced|paid)\b|\bat cost\b|"
    r"\b(?:customers?|he|she|they) (?:provides?|suppl(?:y|ies)|sends?|delivers?|brings?|pays?)\b|\bby (?:the |his |their )?customer\b|"
    r"^\W*(?:can|could|may|should|do|does|is|are|will|what|which|how)\b.*\?$",
    re.IGNORECASE | re.DOTALL,
)
"""What in a sentence says that the thing is left out, paid by itself, or somebody else's; and a question."""
_BREAK: Final = re.compile(r";|,? (?:but|while|whereas) ")
_INCLUDED: Final = re.compile(r"\b(?:is|are|comes?) (?:all |also )?(?:included|in the price|part of)\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?:[^.!?\n]|[.!?](?=\S)|\n(?!\s*\n))+")
_SCOPE: Final = re.compile(r"^## Scope\b[^\n]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_PACKING: Final = re.compile(r"packag|packing|carton|gift.?box", re.IGNORECASE)
_LONGEST: Final = 4
"""Words: a longer subject never stands in another document word by word."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that says what the customer gets: what people call it, where it stands, and how often its lines are shifted."""

    title: str
    text: str
    place: Place
    source: Node | None = None
    first_line: int = 1


@rule(parameter="scope", acts="sales", source="handoff")
def exclusions_stay_excluded(deal: Deal) -> Iterator[Hit]:
    """What the price leaves out is not promised, ordered or confirmed anywhere else.

    Why: custom packaging that is not in the price but in the scope of the kickoff is built for nothing. An exclusion is looked for by the
    words before "is not" in its statement (two to four of them) and by those of `also_called`.

    Bad:
        statement: Custom packaging is not in the price.
        - {line: 40, kind: other, description: "Custom packaging, printed", …}              # in the order

    Good:
        statement: Custom packaging is not in the price.

    Fix: take it out of the other document, or quote it and turn the exclusion into an inclusion.
    """
    passages = list(_passages(deal))
    for entry in deal.quote.get("assumptions"):
        for name in _names(entry) if entry.get("kind").text == "exclusion" else ():
            for passage in passages:
                at = _said(name, passage)
                if at:
                    yield conflict(
                        at,
                        f"{passage.title} has {name}, which {entry.get('id').text} leaves out of the price",
                        "Take it out of this document, or quote it and make the exclusion an inclusion.",
                        related=[see(entry.get("statement"), f"{entry.get('id').text} leaves it out")],
                    )


@rule(parameter="commercial", acts="sales", source="HB 11/1.3", severity="warn")
def packaging_of_the_pack_is_priced(deal: Deal) -> Iterator[Hit]:
    """Where packaging is not in the price, the data pack asks for none of its own.

    Why: whoever builds follows the drawing; a carton drawn in the pack is bought, whoever pays.

    Bad:
        packaging: {included: false}               # and the ZIP holds 05_DOCS/packaging-spec.pdf

    Good:
        packaging: {included: true, note: As packaging-spec.pdf asks for}

    Fix: ask the customer whether the specification applies, then quote the packaging or take the file out of the pack.
    """
    included = deal.quote.get("packaging", "included")
    for pack in deal.packs.values() if included.value is False else ():
        for member in pack.members:
            if _PACKING.search(member.path.rsplit("/", 1)[-1]):
                yield ambiguous(
                    Place(pack.archive, member.path),
                    f"{member.path} describes packaging, but the price leaves packaging out",
                    "Ask the customer whether it applies, then quote the packaging or take the file out of the pack.",
                    related=[see(included, "packaging is not included")],
                )


@rule(parameter="commercial", acts="engineering", source="HB 11/1.3", severity="warn")
def quoted_tests_are_specified(deal: Deal) -> Iterator[Hit]:
    """A functional test that is in the price is described in the data pack.

    Why: minutes were quoted for it; without steps and limits nobody knows when a board has passed.

    Bad:
        test_minutes: "2.5"                        # and no member of the pack is a test-spec

    Good:
        members: [{path: test-spec.md, role: test-spec}, …]

    Fix: get the test specification from the customer, or take the test out of the quote.
    """
    for item in distinct_items(deal):
        quoted, pack = quote_item(deal, item), deal.packs.get(item.get("pack").text)
        minutes = quoted.get("test_minutes") if quoted else None
        if not minutes or not minutes.decimal or not pack or not _has_clear_roles(deal, pack):
            continue
        if all(member.role != "test-spec" for member in pack.members):
            yield missing(
                minutes,
                f"test of {item.get('item').text} is quoted, but its data pack has no test specification",
                "Get it from the customer and give it the role `test-spec`, or take the test out of the quote.",
                related=[see(pack.manifest.get("members"), "the members of the pack")],
            )


@rule(parameter="commercial", acts="sales", source="HB 3/3.3", severity="warn")
def programming_is_quoted(deal: Deal) -> Iterator[Hit]:
    """Firmware in the data pack is either programmed for a price or left out by an entry of the register.

    Why: loading an image takes a fixture and minutes of every board. If the quote is silent, the project gives them away.

    Bad:
        members: [{path: fsg100_1.4.0.hex, role: firmware}]          # and nothing about it in quote.yaml

    Good:
        nre: [{id: NRE-03, kind: programming, …}]

    Fix: quote the programming, or add an exclusion with `category: firmware`.
    """
    charges, register = deal.quote.get("nre"), deal.quote.get("assumptions")
    if not is_known(charges, "kind", deal.policy) or not is_known(register, "category", deal.policy):
        return
    quoted = any(charge.get("kind").text == "programming" for charge in charges)
    if quoted or any(entry.get("category").text == "firmware" for entry in register):
        return
    for pack in deal.packs.values():
        for member in [member for member in pack.members if member.role == "firmware"][:1]:
            yield missing(
                charges,
                f"quote says nothing about loading {member.path}",
                "Quote it (`kind: programming`), or add an assumption or exclusion with `category: firmware`.",
                related=[see(Place(pack.archive, member.path), "firmware in the pack")],
            )


def _has_clear_roles(deal: Deal, pack: Pack) -> bool:
    """Whether every member says what it is: the one that does not may be the one that seems to be left out."""
    members = pack.manifest.get("members")
    known = all(is_known(members, key, deal.policy) for key in ("path", "role"))
    return known and len(list(members)) == len(pack.members) and all(member.role for member in pack.members)


def _names(entry: Node) -> Iterator[str]:
    statement = entry.get("statement").text
    found = _LEFT_OUT.search(statement)
    subject = statement[: found.start()].strip() if found else ""
    yield from [subject.casefold()] if 2 <= len(subject.split()) <= _LONGEST else []
    yield from (word.text.casefold() for word in entry.get("also_called") if word.text)


def _passages(deal: Deal) -> Iterator[Passage]:
    for line in order(deal).get("lines"):
        yield _passage(f"order line {line.get('line').text}", line.get("description"))
    for item in deal.items:
        yield _passage(f"item {item.get('item').text}", item.get("description"))
    for entry in deal.quote.get("assumptions"):
        if entry.get("kind").text == "inclusion":
            yield _passage(entry.get("id").text, entry.get("statement"))
    for promise in deal.promises.get("promises"):
        if promise.get("disposition").text == "honoured":
            yield _passage(promise.get("id").text, promise.get("words"))
    kickoff = deal.external_kickoff
    text = "\n".join(kickoff.source.lines)
    for section in _SCOPE.finditer(text):
        first = text.count("\n", 0, section.start(1)) + 1
        yield Passage("scope of the external kickoff", section.group(1), kickoff.place, kickoff, first)


def _passage(title: str, node: Node) -> Passage:
    return Passage(title, node.text, node.place)


def _said(name: str, passage: Passage) -> Place | None:
    """Where a passage names the thing in a sentence that does not deny it."""
    words = re.compile(r"\b" + r"\s+".join(map(re.escape, name.split())) + r"\b", re.IGNORECASE)
    for sentence in _SENTENCE.finditer(passage.text):
        found = words.search(sentence.group())
        whole = passage.text[sentence.start() : sentence.end() + 1]
        if found and (not _DENIED.search(whole) or _affirmed(whole, found.start())):
            return _at(passage, sentence.start() + found.start(), len(found.group().split("\n")[0]))
    return None


def _affirmed(sentence: str, at: int) -> bool:
    """Whether the part of a sentence around this place says by itself that the thing is in the price, whatever the rest denies."""
    ends = [0, *(match.end() for match in _BREAK.finditer(sentence)), len(sentence)]
    clause = next(sentence[first:last] for first, last in pairwise(ends) if first <= at < last)
    return bool(_INCLUDED.search(clause)) and not _DENIED.search(clause)


def _at(passage: Passage, start: int, length: int) -> Place:
    if passage.source is None:
        return passage.place
    before = passage.text[:start]
    line, column = passage.first_line + before.count("\n"), start - (before.rfind("\n") + 1) + 1
    return passage.source.source.place(Span(line, column, line, column + length))


RULES = (exclusions_stay_excluded, packaging_of_the_pack_is_priced, quoted_tests_are_specified, programming_is_quoted)
