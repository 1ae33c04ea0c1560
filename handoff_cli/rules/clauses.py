"""Commercial baseline: the clauses that cost money are there, say how much, and somebody keeps them in view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, Owed, conflict, missing, rule, see
from handoff_cli.rules.prices import day
from handoff_cli.rules.registers import is_known, unnamed
from handoff_cli.rules.sources import order

_LD: Final = "liquidated-damages"
_BINDING: Final = ("msa", "po", "sow", "qa-agreement")


@rule(parameter="commercial", acts="sales", source="HB 11/4.4", severity="warn")
def incoterms_name_their_place(deal: Deal) -> Iterator[Hit]:
    """An Incoterm names the place it is about.

    Why: FCA alone does not say where the goods change hands, so nobody knows who pays the truck and who bears the loss.

    Bad:
        incoterm: FCA

    Good:
        incoterm: FCA
        incoterm_place: Nordhall, Gothenburg

    Fix: copy the place from the order, or ask the customer for it.
    """
    for terms, where in ((order(deal), "the purchase order"), (deal.contract.get("terms"), "the contract terms")):
        term = terms.get("incoterm")
        if term.exists and not terms.get("incoterm_place").exists:
            yield missing(
                term,
                f"{term.text} has no place in {where}",
                "Add `incoterm_place:` as the customer has written it, or ask him for it.",
            )


@rule(parameter="commercial", acts="sales", source="HB 11/1.5", severity="warn", clears="legal")
def liability_is_capped(deal: Deal) -> Iterator[Hit]:
    """The contract limits what we can be liable for.

    Why: without a limit one recall costs more than the deal could ever earn, and the PM decides about rework without knowing it.

    Bad:
        terms: {payment_terms: net 30, …}

    Good:
        terms: {payment_terms: net 30, liability_cap: "100000.00", …}

    Fix: add the cap of the contract; where there is none, agree one, or list that as a non-standard term with its owner.
    """
    terms, listed = deal.contract.get("terms"), deal.contract.get("non_standard_terms")
    said = any(term.get("category").text in ("liability", "other") for term in listed)
    if terms.is_mapping and terms.value and not terms.get("liability_cap").exists and not said:
        yield missing(
            terms,
            "terms name no liability_cap",
            "Add the cap of the contract. Where there is none, list that with `category: liability`, its exposure and its owner.",
        )


@rule(parameter="commercial", acts="sales", source="HB 11/1.5", severity="warn", clears="legal")
def damages_are_quantified(deal: Deal) -> Iterator[Hit]:
    """Damages for late delivery say what a week costs, where they end, and when they begin.

    Why: the PM weighs air freight against them. "Damages apply" cannot be weighed.

    Bad:
        liquidated_damages: {applies: true}

    Good:
        liquidated_damages: {applies: true, rate_percent_per_week: "0.5", cap_percent: "10", starts: 2026-05-25}

    Fix: copy rate, cap and first day from the clause.
    """
    damages = deal.contract.get("terms", "liquidated_damages")
    absent = [name for name in ("rate_percent_per_week", "cap_percent", "starts") if not damages.get(name).exists]
    if damages.get("applies").value is True and absent:
        yield missing(
            damages,
            f"liquidated_damages apply, but {' and '.join(absent)} {'is' if len(absent) == 1 else 'are'} not given",
            "Copy rate, cap and first day from the clause.",
        )


@rule(parameter="raid", acts="sales", source="HB 11/1.6", severity="warn")
def non_standard_terms_are_tracked(deal: Deal) -> Iterator[Hit]:
    """Every non-standard term has its entry in the RAID log.

    Why: a clause that is only listed is read once; an entry of the log has an owner who looks at it every week.

    Bad:
        - {id: NST-02, category: price-hold, clause: MSA 4.2, …}

    Good:
        - {id: NST-02, category: price-hold, clause: MSA 4.2, raid: R-04, …}

    Fix: log what the clause can do to the project, and name the entry in `raid`.
    """
    for term in deal.contract.get("non_standard_terms"):
        # Damages for late delivery are the chapter's own case: `liquidated-damages-are-highlighted` has them.
        if term.get("category").text not in ("", _LD) and not term.get("raid").exists:
            id, what = term.get("id").text, term.get("category").text
            words = f"{term.get('clause').text} binds us to a non-standard term ({what})."
            owed = Owed("risks", words, (id,), named_in=(term,))
            yield unnamed(deal, term, id, owed) or missing(
                term,
                f"{id} has no entry in the RAID log",
                "Log what the clause can do to the project and name the entry here: `raid: R-04`.",
                related=[see(deal.raid, "the RAID log")] if deal.raid.exists else (),
                owes=owed,
            )


@rule(parameter="commercial", acts="sales", source="HB 11/4.4", severity="warn")
def precedence_is_settled(deal: Deal) -> Iterator[Hit]:
    """Where several papers bind, it is said which one wins.

    Why: order and frame agreement differ sooner or later, and then each side reads the one it likes.

    Bad:
        documents: [{kind: msa, …}, {kind: po, …}]

    Good:
        documents: [{kind: msa, …}, {kind: po, …}]
        precedence: [msa, po]

    Fix: copy the order of precedence from the frame agreement, the strongest paper first.
    """
    documents, precedence = deal.contract.get("documents"), deal.contract.get("precedence")
    kinds = [kind for kind in _BINDING if any(paper.get("kind").text == kind for paper in documents)]
    if not is_known(documents, "kind", deal.policy) or len(kinds) < 2:
        return
    if not precedence.exists:
        yield missing(
            documents,
            f"contract does not say whether {' or '.join(kinds)} wins when they disagree",
            f"Add `precedence: [{', '.join(kinds)}]`, the strongest paper first.",
        )


@rule(parameter="commercial", acts="sales", source="HB 11/1.5", severity="warn")
def terms_have_a_source(deal: Deal) -> Iterator[Hit]:
    """The terms come from a frame agreement, or it is said whose conditions apply instead.

    Why: without a frame agreement each side believes that its own printed conditions hold, for warranty and liability most of all.

    Bad:
        documents: [{kind: po, …}]

    Good:
        documents: [{kind: po, …}]
        terms: {based_on: our-conditions, …}

    Fix: file the frame agreement, or agree with the customer whose conditions apply and write it in `terms.based_on`.
    """
    documents, terms = deal.contract.get("documents"), deal.contract.get("terms")
    based_on = terms.get("based_on")
    if not is_known(documents, "kind", deal.policy) or any(paper.get("kind").text == "msa" for paper in documents):
        return
    if based_on.text == "msa":
        yield conflict(
            based_on,
            "terms are based on an MSA, but no document of the contract is one",
            "File the signed MSA, correct the kind of the document, or say whose conditions apply.",
            related=[see(documents, "the documents of the contract")],
        )
    elif terms.is_mapping and terms.value and not based_on.exists:
        yield missing(
            terms,
            "terms come from no frame agreement, and it is not said whose conditions apply",
            "File the MSA, or agree whose conditions apply and write it here: `based_on: our-conditions`.",
            related=[see(documents, "no MSA among the documents")],
        )


@rule(parameter="commercial", acts="finance", source="HB 11/1.1", severity="warn")
def customer_is_screened(deal: Deal) -> Iterator[Hit]:
    """The customer was looked up in the lists of denied parties, by a named person, before anything was ordered.

    Why: no machine here can read those lists; delivering to whoever stands on one is a crime, whatever the contract says.

    Bad:
        credit: {…}                                # and nothing about screening

    Good:
        screening: {result: clear, on: 2026-01-09, by: ines}

    Fix: have the customer screened and write down who did it. A hit stops the deal.
    """
    screening = deal.contract.get("screening")
    result = screening.get("result")
    if deal.contract.is_mapping and deal.contract.value and not screening.exists:
        yield missing(
            deal.contract,
            "contract does not say that the customer was screened against the lists of denied parties",
            "Have it done and add `screening: {result: clear, on: 2026-01-09, by: ines}`.",
        )
    elif result.text == "hit":
        yield conflict(result, "the customer is on a list of denied parties", "Stop, and hand the case to Finance.")
    elif (on := day(screening.get("on"))) and (ordered := day(order(deal).get("date"))) and on > ordered:
        yield conflict(
            screening.get("on"),
            f"the customer was screened on {on}, after the order of {ordered}",
            "Correct the day, or let Finance say that nothing was delivered before it.",
            related=[see(order(deal).get("date"), f"ordered on {ordered}")],
        )


RULES = (
    incoterms_name_their_place,
    liability_is_capped,
    damages_are_quantified,
    non_standard_terms_are_tracked,
    precedence_is_settled,
    terms_have_a_source,
    customer_is_screened,
)
