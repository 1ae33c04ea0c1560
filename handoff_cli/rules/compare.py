"""Do several documents say the same? One finding where they do not, at the odd one out, naming the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Actor
from handoff_cli.core.rule import Hit, conflict, see
from handoff_cli.core.tree import Node

DEAL: Final = "deal.yaml"
QUOTE: Final = "the quote"
ORDER: Final = "the purchase order"
TERMS: Final = "the contract terms"
PACK: Final = "the data pack"
KICKOFF: Final = "the external kickoff"
TRUST: Final = (ORDER, TERMS, PACK, QUOTE, DEAL, KICKOFF)
"""Whom to believe when it is one against one: what the customer signed, then what he released, then what we wrote."""

_DAYS_NET: Final = re.compile(r"(?:net(?:to)?)?(\d+)(?:days?|d|tagen?)?(?:net(?:to)?)?")
_REVISION_WORD: Final = re.compile(r"rev(?:ision)?(?:[\s._:-]+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Fact:
    """What one document says about one thing. `value` is compared, `shown` is read."""

    document: str
    node: Node
    value: str
    shown: str


def normalised(text: str) -> str:
    """A text without the differences nobody means: case and blanks."""
    return " ".join(text.split()).casefold()


def normalised_revision(text: str) -> str:
    """`Rev. C`, `revision c` and `C` are one revision; `03` and `3` are two."""
    return (
        _REVISION_WORD.sub("", normalised(text), count=1)
        if _REVISION_WORD.match(normalised(text))
        else normalised(text)
    )


def normalised_terms(text: str) -> str:
    """`Net 30`, `net-30`, `30 days net` and `30 Tage netto` are the same terms."""
    plain = re.sub(r"[\s_-]+", "", text.casefold()).removesuffix(".")
    days = _DAYS_NET.fullmatch(plain)
    return f"net{days[1]}" if days and plain != days[1] else plain


def agreed(facts: Sequence[Fact]) -> Fact | None:
    """The fact most documents state; among equals the one of the most trusted document."""
    count = Counter(fact.value for fact in facts)
    return min(facts, key=lambda fact: (-count[fact.value], _trust(fact, facts)), default=None)


def disagreement(thing: str, facts: Sequence[Fact], remedy: str, *, acts: Actor | None = None) -> Iterator[Hit]:
    """At most one hit: the first dissenting document, with one witness of the agreed value and the other dissenters beside it."""
    right = agreed(facts)
    odd = [fact for fact in facts if right and fact.value != right.value]
    if not right or not odd:
        return
    first, others = odd[0], odd[1:]
    same = listed(fact.document for fact in facts if fact.value == right.value)
    yield conflict(
        first.node,
        f"{thing} is {first.shown} in {first.document}, but {right.shown} in {same}",
        remedy,
        acts=acts,
        related=[see(fact.node, f"{fact.document} says {fact.shown}") for fact in (right, *others)],
    )


def listed(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`, each name once."""
    unique = list(dict.fromkeys(names))
    return " and ".join([", ".join(unique[:-1]), unique[-1]]) if len(unique) > 1 else "".join(unique)


def _trust(fact: Fact, facts: Sequence[Fact]) -> int:
    rank = min(TRUST.index(other.document) for other in facts if other.value == fact.value)
    return rank * len(TRUST) + TRUST.index(fact.document)
