"""Words that stand for a decision nobody has taken yet: placeholders (`TBD`) and hedges (`or equivalent`).

What is a placeholder *as a whole value* is missing, and the document reader says so; the rules only look away. A placeholder
or a hedge *inside* a longer text is ambiguous. The policy may add words of its own (`words: {placeholders, hedges}`).

How much ordinary prose the lists take for vague is measured over `tests/rules/prose`.
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
                 r"(?<![\w-])ASAP(?![\w-])", r"\bas soon as possible\b", r"\bapprox(?:\.|imately\b)", r"\bcirca\b", r"~\s*\d", r"\betc\b\.?", r"\band so on\b",
                 r"\bgood enough\b", r"\blooks? (?:neat|good|fine|ok)\b", r"\bmore or less\b", r"\bif possible\b", r"\bmight be able to\b",
                 r"\b(?:to|will) follow\b(?! (?:the|a|an|its|our|their|on)\b)", r"\bon request\b", r"\b(?:as|like) (?:before|last time)\b", r"\bin due course\b",
                 r"\b(?:where|as) (?:appropriate|practical|practicable|necessary)\b", r"\bwhere possible\b", r"\bshortly\b", r"\bsoon\b(?! as\b)")  # fmt: skip
_TO_FILL_IN: Final = "date|name|customer|company|contact|person|address|quantity|qty|part|part number|revision|value|number|amount|price|tbd"
TEMPLATES: Final = (rf"\[(?:{_TO_FILL_IN})\]", rf"<(?:{_TO_FILL_IN})>", r"\{\{[^{}]*\}\}", r"\$\{[^{}]*\}", r"\?{3,}", r"(?<![\w-])X{3,}(?![\w-])")  # fmt: skip
"""What a template leaves behind in a text. No list of the policy is among them: what is open stands in the RAID log in words."""
OPEN: Final = (r"\bTB[DCA]\b", r"\bt\.b\.[dca]\b")
HINTS: Final = (r"\b(?:might|may|should|could) be able to\b", r"\bsqueeze (?:\w+ )?in\b", r"\bwe (?:can|could) (?:probably |surely |certainly )?(?:support|do|manage|arrange) (?:that|this|it)\b",
                r"\bon (?:our|the) roadmap\b", r"\b(?:we|I)(?:'ll| will) (?:take care of|look after|sort out) (?:it|that|this)\b", r"\b(?:it|that|this)(?:'s| is) (?:all )?included\b",
                r"\bno problem\b", r"\b(?:our )?best efforts?\b", r"\bwe(?:'ll| will) try to\b", r"\bcount on (?:us|me|it)\b", r"\bsure (?:that )?we can\b")  # fmt: skip
"""What sounds like a promise to a customer, and commits to nothing or to anything."""
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
    templates: re.Pattern[str]
    open: re.Pattern[str]
    hints: re.Pattern[str]


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


def left_over(text: str, policy: Policy, *, may_be_open: bool = False) -> str | None:
    """What a template has left in a text (`[Date]`, `???`) or, unless the text is there to say what is open, a `TBD`."""
    found = words(policy)
    hit = found.templates.search(text) or (None if may_be_open else found.open.search(text))
    return hit.group().strip() if hit else None


def hint(text: str, policy: Policy) -> str | None:
    """The first words of a text for a customer that sound like a promise."""
    hit = words(policy).hints.search(text.replace("\u2019", "'"))
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
    ours, soft = ([rf"(?<!\w){re.escape(word)}(?!\w)" for word in own if word] for own in (placeholders, hedges))
    return Words(
        inside=_any((*PLACEHOLDERS, *HEDGES, *RANGES, *ours, *soft)),
        templates=_any(TEMPLATES),
        open=_any((*OPEN, *ours)),
        hints=_any((*HINTS, *soft)),
        dates=_any(VAGUE_DATES),
        choices=_any(CHOICES),
    )


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
