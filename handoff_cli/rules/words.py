"""Words that stand for a decision nobody has taken yet: placeholders (`TBD`) and hedges (`or equivalent`).

What is a placeholder *as a whole value* is missing, and the document reader says so; the rules only look away. A placeholder
or a hedge *inside* a longer text is ambiguous. The policy may add words of its own (`words: {placeholders, hedges}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from handoff_cli.core.policy import Policy
from handoff_cli.core.tree import Node

WHOLE: Final = re.compile(
    r"t\.?b\.?[dcan]\.?|to[ -]?do|fix ?me|to be (?:defined|confirmed|announced|agreed|decided|determined|done|filled in)|"
    r"\?+|x{2,}|n\.?/?a\.?|-+|–|—|_+|…|\.{2,}|"
    r"<[^<>]*>|\[[^\[\]]*\]|\{\{[^{}]*\}\}|\$\{[^{}]*\}",
    re.IGNORECASE,
)
"""What the document reader reports as missing; a test holds the two lists together."""

PLACEHOLDERS: Final = (r"\bTB[DCA]\b", r"\bt\.b\.[dca]\b", r"\?{2,}", r"\bX{3,}\b", r"\[(?:date|name|quantity|qty|value|number|price)\]",
                       r"<(?:date|name|quantity|qty|value|number|price)>", r"\bto be (?:defined|determined|decided|confirmed|agreed)\b")  # fmt: skip
HEDGES: Final = (r"\bor (?:equivalent|equiv\b\.?|similar|better)", r"\b(?:as|like) (?:discussed|agreed verbally|usual)\b", r"\b(?:per|see) e-?mail\b",
                 r"\bASAP\b", r"\bas soon as possible\b", r"\bapprox(?:\.|imately\b)", r"\bcirca\b", r"~\s*\d", r"\betc\b\.?", r"\band so on\b",
                 r"\bgood enough\b", r"\blooks? (?:neat|good|fine|ok)\b", r"\bmore or less\b", r"\bif possible\b", r"\bmight be able to\b")  # fmt: skip
_MONTH: Final = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
VAGUE_DATES: Final = (
    r"\bQ[1-4]\b",
    rf"\b(?:early|mid|late|end of|beginning of)[ -]{_MONTH}\b",
    r"\bweek \d{1,2} ?\?",
    r"\b(?:next|in a few) (?:week|month|day)s?\b",
)
RANGES: Final = (r"\b\d[\d,.]*\s*(?:-|–|to)\s*\d[\d,.]*\s*(?:pcs|pieces|units|boards|sets)\b",)
CHOICES: Final = (
    r"\s(?:or|and)\s",
    r",\s|[;?~]",
    r"^(?:rev(?:ision)?[ .:]*)?(?:latest|newest|current|final|new|any|draft)$",
)
"""What makes a part number or a revision name more than one thing, or no thing in particular."""


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of one policy, compiled."""

    inside: re.Pattern[str]
    dates: re.Pattern[str]
    choices: re.Pattern[str]


def words(policy: Policy) -> Words:
    return _compiled(tuple(policy.words.get("placeholders", ())), tuple(policy.words.get("hedges", ())))


def is_reported_missing(text: str) -> bool:
    """Whether the document reader has said of this value that nobody has filled it in."""
    return bool(WHOLE.fullmatch(" ".join(text.split())))


def is_placeholder(text: str, policy: Policy) -> bool:
    """Whether a whole value says nothing (`TBD`, `???`, `<name>`, or a word of the policy)."""
    return is_reported_missing(text) or text.strip().casefold() in {
        word.casefold() for word in policy.words.get("placeholders", ())
    }


def is_filled(node: Node, policy: Policy) -> bool:
    """Whether there is something to judge: present, not empty, not a placeholder."""
    if node.is_mapping or node.is_list:
        return bool(node.value)
    return bool(node.text) and not is_placeholder(node.text, policy)


def all_filled(nodes: Iterable[Node], policy: Policy) -> bool:
    """Whether a list says everything it should: what is not in it may be the entry nobody has filled in yet."""
    return all(is_filled(node, policy) for node in nodes)


def vague(text: str, policy: Policy, *, dated: bool = False) -> str | None:
    """The first words of a sentence that leave something open; `dated` where the sentence has to give a day."""
    found = words(policy)
    hit = found.inside.search(text) or (found.dates.search(text) if dated else None)
    return hit.group().strip() if hit else None


def vague_identifier(text: str, policy: Policy) -> str | None:
    """What keeps a part number or a revision from naming exactly one thing."""
    found = words(policy)
    hit = found.inside.search(text) or found.choices.search(text)
    return hit.group().strip() if hit else None


def is_exact(node: Node, policy: Policy) -> bool:
    """Whether a part number or a revision can be compared at all."""
    return is_filled(node, policy) and vague_identifier(node.text, policy) is None


@cache
def _compiled(placeholders: tuple[str, ...], hedges: tuple[str, ...]) -> Words:
    own = [rf"(?<!\w){re.escape(word)}(?!\w)" for word in (*placeholders, *hedges) if word]
    return Words(
        inside=_any((*PLACEHOLDERS, *HEDGES, *RANGES, *own)),
        dates=_any(VAGUE_DATES),
        choices=_any(CHOICES),
    )


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
