"""What the reader finds wrong, before the document's kind says which gate parameter it concerns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Actor, Finding, Kind, Parameter, Related
from handoff_cli.core.rule import Rule
from handoff_cli.core.tree import Place, Route

PARAMETERS: Final[Mapping[str, Parameter]] = {
    "deal": "scope",
    "quote": "commercial",
    "contract": "commercial",
    "manifest": "data-pack",
    "deviations": "technical",
    "raid": "raid",
    "stakeholders": "context",
    "why": "context",
    "promises": "context",
    "clearances": "commercial",
    "kickoff-internal": "context",
    "kickoff-external": "context",
    "handoff": "policy",
}
MOST_FLAWS: Final = 20
"""Of one kind in one file: the first ones are enough to see what happened."""

_MONEY: Final = re.compile(
    r"price|cost|margin|amount|limit|exposure|receivable|cap\b|material|labou?r|overhead|logistics|nre|rate|credit|budget|paid|"
    r"[€$£¥]|\b(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|JPY|CNY)\b",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d[\d.,'_ ]*\d|\d")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong. `route` is the value that has been dealt with, so that nothing else complains about it."""

    rule: Rule
    kind: Kind
    place: Place
    message: str
    remedy: str
    related: tuple[Related, ...] = ()
    acts: Actor | None = None
    route: Route | None = None


def finding(flaw: Flaw, document: str, acts: Actor) -> Finding:
    return Finding(
        rule=flaw.rule.name,
        kind=flaw.kind,
        parameter=PARAMETERS.get(document, "scope"),
        severity=flaw.rule.severity,
        place=flaw.place,
        message=flaw.message,
        remedy=flaw.remedy,
        acts=flaw.acts or acts,
        related=flaw.related,
    )


def shown(line: str) -> str:
    """A line as a message may quote it: trimmed, not too long, and without amounts, since messages are forwarded."""
    text = _DIGITS.sub("…", line.strip()) if _MONEY.search(line) else line.strip()
    return text if len(text) <= 100 else text[:99] + "…"
