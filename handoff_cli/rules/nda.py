"""Commercial baseline: what a non-disclosure agreement binds us to, as somebody of ours has read it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.words import is_filled


@rule(parameter="commercial", acts="sales", source="HB 11/1.5", severity="warn")
def nda_terms_are_declared(deal: Deal) -> Iterator[Hit]:
    """Somebody has read a filed non-disclosure agreement and says what it binds us to.

    Why: the gate cannot read clauses. Whether an agreement binds us alone, for how long, and what a breach costs is known to whoever read
    it; under his name the PM knows it as well.

    Bad:
        - {kind: nda, reference: NDA-2026-03, …}                       # and nothing about what it says

    Good:
        - {kind: nda, reference: NDA-2026-03, …, nda: {mutual: true, penalties: actual-damages, years: 3, read_by: tom}}

    Fix: read it, or have it read, and add `nda`. An agreement that never ends has no `years`.
    """
    for paper in _agreements(deal):
        if not paper.get("nda").exists:
            yield missing(
                paper,
                f"nobody says what {paper.get('reference').text} binds us to",
                "Read it and add `nda: {mutual: true, penalties: actual-damages, years: 3, read_by: tom}`, as it is.",
            )


@rule(
    parameter="commercial",
    acts="sales",
    source="HB 11/1.5",
    severity="warn",
    clears="legal",
    reads=("nda.years", "nda.years_high_reliability"),
)
def nda_terms_can_be_borne(deal: Deal) -> Iterator[Hit]:
    """A non-disclosure agreement binds both sides, for a few years, and costs no more than the damage that was done.

    Why: what we learn stays in heads and drawings. An agreement that binds us alone, that never ends, or that has a fixed penalty costs
    money long after the project, whoever slips. Two to three years are usual (`thresholds: {nda.years: 3}`); up to five
    (`nda.years_high_reliability`) where the customer's sector needs it, such as medical or automotive: then `sector` says so.

    Bad:
        nda: {mutual: false, penalties: fixed, years: 5, read_by: tom}

    Good:
        nda: {mutual: true, penalties: actual-damages, years: 5, sector: medical, read_by: tom}

    Fix: agree another clause, or have Legal look at it and clear it in clearances.yaml.
    """
    usual, most = deal.policy.number("nda.years"), deal.policy.number("nda.years_high_reliability")
    for paper in _agreements(deal):
        terms = paper.get("nda")
        if terms.is_mapping and terms.value:
            yield from _burdens(paper, terms)
            yield from _endless(deal, paper, usual, most)


def _burdens(paper: Node, terms: Node) -> Iterator[Hit]:
    name = paper.get("reference").text
    if terms.get("mutual").value is False:
        yield _hit(paper, terms.get("mutual"), f"{name} binds us alone")
    if terms.get("penalties").text == "fixed":
        yield _hit(paper, terms.get("penalties"), f"{name} has fixed penalties, whatever damage was done")


def _endless(deal: Deal, paper: Node, usual: Decimal, most: Decimal) -> Iterator[Hit]:
    name, years, sector = paper.get("reference").text, paper.get("nda", "years"), paper.get("nda", "sector")
    if not years.exists:
        yield _hit(paper, paper.get("nda"), f"{name} never ends: it has no `years`")
    elif years.count is not None and years.count > most:
        yield _hit(paper, years, f"{name} binds us for {years.text} years, more than the {most:f} any customer gets")
    elif years.count is not None and years.count > usual and not is_filled(sector, deal.policy):
        said = f"{name} binds us for {years.text} years, more than the usual {usual:f}, and no sector asks for it"
        yield _hit(paper, years, said)


def _hit(paper: Node, at: Node, message: str) -> Hit:
    remedy = "Agree another clause with the customer."
    return conflict(at, message, remedy, related=[see(paper.get("file"), "the agreement")])


def _agreements(deal: Deal) -> Iterator[Node]:
    return (paper for paper in deal.contract.get("documents") if paper.get("kind").text == "nda")


RULES = (nda_terms_are_declared, nda_terms_can_be_borne)
