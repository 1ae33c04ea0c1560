"""Commercial baseline: no sentence of quote or order hides a charge or a process in the price of a piece.

How much ordinary prose the patterns take for such a sentence is measured over `tests/rules/prose`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, ambiguous, rule
from handoff_cli.core.tree import Node
from handoff_cli.rules.sources import order

_CLAUSE: Final = re.compile(r"(?:[^.;!?\n]|[.;!?](?=\S))+")
_ONCE: Final = re.compile(
    r"\b(?:NRE|tooling|tools?|stencils?|fixtures?|(?:wave )?pallets?|adapters?|set-?up|first articles?|one-?time (?:costs?|charges?)|"
    r"engineering (?:costs?|charges?)|einmalkosten|werkzeug\w*|schablonen?|vorrichtung\w*|einricht\w*|rüstkosten)\b",
    re.IGNORECASE,
)
"""What is paid once."""
_IN_THE_PRICE: Final = (
    r"(?:included|contained|covered|hidden|rolled|built) (?:in|into|by|within) (?:the |our |your |each |its )?"
    r"(?:unit |piece |part |board )?prices?\b"
)
_SPREAD: Final = re.compile(
    r"\b(?:spread|distributed|recovered|absorbed) (?:over|across|in|into|through)\b(?=[^,:]*\b(?:prices?|volume|releases?|first)\b)|"
    rf"\b{_IN_THE_PRICE}|"
    r"\bim (?:stück|teile|einzel)preis (?:enthalten|inbegriffen|inkludiert)\b",
    re.IGNORECASE,
)
_AMORTISED: Final = re.compile(r"\bamorti[sz]\w+|\bumgelegt\b", re.IGNORECASE)
"""Words that are used of nothing else."""
_PROCESSES: Final = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "assembly": r"\b(?:assembly|smt|tht|placement|soldering|bestückung)\b",
        "test": r"\b(?:test(?:s|ing)?|fct|ict|aoi|inspection|prüfung)\b",
        "programming": r"\b(?:programming|flashing|firmware|programmierung)\b",
        "coating": r"\b(?:coating|potting|lackierung|verguss)\b",
        "box build": r"\b(?:box[ -]build|enclosures?|housings?|endmontage)\b",
        "cables": r"\b(?:cables?|harness(?:es)?|kabel)\b",
    }.items()
}
_BUNDLED: Final = re.compile(
    r"\bbundled?\b|\blump[ -]sum\b|\ball[ -]in(?:clusive)?(?=[ -](?:price|rate|cost)|[.,:]|$)|"
    r"\b(?:a|one)(?: single| flat| combined| common)? price (?:for|covers|includes)\b|"
    r"\b(?:in|as|at|for) (?:a|one) (?:(?:single|flat|combined|common) )?price\b|\bpauschal\w*|\bkomplettpreis\w*",
    re.IGNORECASE,
)
_PRICED: Final = re.compile(r"\b(?:prices?|priced|costs?|charged|preise?|kostet)\b", re.IGNORECASE)
_LOT: Final = re.compile(
    r"\b(?:per|pro|je) (?:(?:one |a )?(?:hundred|thousand|hundert|tausend)|1\s?[.,']?000|100|reel|tray|lot|rolle)\b(?! [a-z]+ (?:days?|hours?))|/\s?(?:100|1000|reel)\b",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    r"\b(?:not|no|none|nothing|nor|never|neither|without|nicht|nichts|keine?[ns]?|ohne)(?:\s+\w+){0,5}\s*$",
    re.IGNORECASE,
)
"""The end of what stands before words that are denied by it."""


@rule(parameter="commercial", acts="sales", source="HB 11/1.3", severity="warn")
def charges_are_not_spread_over_the_price(deal: Deal) -> Iterator[Hit]:
    """What is charged once (NRE) is not recovered through the price of a piece.

    Why: when the volume drops, the tooling that was to be paid by it is not. It is looked for in the texts of quote and order.

    Bad:
        statement: The test fixture is amortised over the first 1000 boards.

    Good:
        nre: [{id: NRE-02, kind: test-fixture, description: Test fixture, price: "2400.00", raid: A-02}]

    Fix: quote the charge under `nre` with its own price, and take it out of the price of a piece.
    """
    for node, words in _found(deal, lambda node: spread(node.text, once="nre" in node.route)):
        yield ambiguous(
            node,
            f"{node.key} says {words!r}: a charge that is paid once is hidden in the price of a piece",
            "Quote it under `nre` with its own price, and take it out of the price of a piece.",
        )


@rule(parameter="commercial", acts="sales", source="HB 11/1.3", severity="warn")
def processes_have_their_own_price(deal: Deal) -> Iterator[Hit]:
    """Assembly, test, programming and coating are not sold in one price.

    Why: of a lump sum nobody knows what one process costs, so that nobody can say what a change to it is worth. It is looked for in the
    texts of quote and order.

    Bad:
        statement: Assembly, programming and test are a lump sum.

    Good:
        cost: {material: "24.10", labour: "5.80", test: "1.70"}

    Fix: quote each process by itself, and correct the sentence.
    """
    for node, words in _found(deal, lambda node: bundled(node.text)):
        yield ambiguous(
            node,
            f"{node.key} says {words!r}: several processes have one price",
            "Quote each of them by itself, and correct the sentence.",
        )


@rule(parameter="commercial", acts="sales", source="HB 10/1.4", severity="warn")
def prices_are_for_one_piece(deal: Deal) -> Iterator[Hit]:
    """No sentence of quote or order names a price per hundred, per thousand or per reel.

    Why: every price of a deal is for one piece. A price per hundred that is read as one per piece is wrong by a factor of a hundred, in
    one direction or the other. It is looked for in the texts of quote and order.

    Bad:
        statement: Prices are per 100 pieces.

    Good:
        price_breaks: [{from: 500, price: "43.90"}]

    Fix: convert the price to one piece, and take the sentence out.
    """
    for node, words in _found(deal, lambda node: priced_by_the_lot(node.text)):
        yield ambiguous(
            node,
            f"{node.key} says {words!r}, but every price of a deal is for one piece",
            "Convert the price to one piece, and correct the sentence.",
        )


def priced_by_the_lot(text: str) -> str | None:
    """The words of a text that name a price for more than one piece."""
    return next((said for clause in _clauses(text) if _PRICED.search(clause) and (said := _said(_LOT, clause))), None)


def spread(text: str, *, once: bool = False) -> str | None:
    """The words of a text that spread what is paid once over a price; `once`: it speaks of nothing else."""
    for clause in _clauses(text):
        said = _said(_AMORTISED, clause) or (_said(_SPREAD, clause) if once or _ONCE.search(clause) else None)
        if said:
            return said
    return None


def bundled(text: str) -> str | None:
    """The words of a text that put two processes or more into one price."""
    for clause in _clauses(text):
        said = _said(_BUNDLED, clause)
        if said and sum(bool(pattern.search(clause)) for pattern in _PROCESSES.values()) > 1:
            return said
    return None


def _found(deal: Deal, words: Callable[[Node], str | None]) -> Iterator[tuple[Node, str]]:
    return ((node, said) for node in _texts(deal) if (said := words(node)))


def _texts(deal: Deal) -> Iterator[Node]:
    """What quote and order say in sentences about the price."""
    for entry in deal.quote.get("assumptions"):
        yield from (entry.get("statement"), entry.get("note"))
    yield from (charge.get("description") for charge in deal.quote.get("nre"))
    yield from (deal.quote.get("packaging", "note"), deal.quote.get("freight", "note"))
    yield from (line.get("description") for line in order(deal).get("lines"))


def _clauses(text: str) -> Iterator[str]:
    """The parts of a text that say something of their own."""
    return (" ".join(match.group().split()) for match in _CLAUSE.finditer(text))


def _said(pattern: re.Pattern[str], clause: str) -> str | None:
    """The first words of a clause that say this and are not denied."""
    found = (match for match in pattern.finditer(clause) if not _DENIED.search(clause[: match.start()]))
    return next((match.group() for match in found), None)


RULES = (charges_are_not_spread_over_the_price, processes_have_their_own_price, prices_are_for_one_piece)
