"""Commercial baseline: the contract's files are there, what is unusual in it stands out, and the credit covers the order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, Owed, conflict, missing, rule, see
from handoff_cli.rules.prices import order_total
from handoff_cli.rules.registers import is_known, unnamed
from handoff_cli.rules.sources import order
from handoff_cli.rules.words import is_filled

_LD: Final = "liquidated-damages"
_SHORT: Final = "Credit limit insufficient for full material buy."


@rule(parameter="commercial", acts="sales")
def contract_files_are_there(deal: Deal) -> Iterator[Hit]:
    """Every signed document of the contract is in the package.

    Why: "signed" is a claim until somebody can open the file.

    Bad:
        file: contract/PO-88213.pdf                # and contract/ is empty

    Good:
        file: contract/PO-88213.pdf                # which is there

    Fix: put the signed file there, or correct the path (it starts at the deal's folder).
    """
    for document in deal.contract.get("documents"):
        named = document.get("file")
        if is_filled(named, deal.policy) and named.text not in deal.files:
            yield missing(
                named,
                f"{named.text}, the signed {document.get('reference').text}, is not in the package",
                "Put the signed file there (the path begins in the deal's folder), or correct the path.",
            )


@rule(parameter="commercial", acts="sales")
def contract_files_match_their_hash(deal: Deal) -> Iterator[Hit]:
    """A signed file is byte for byte the one whose SHA-256 the contract states.

    Why: otherwise nobody knows whether the file was exchanged after it had been read.

    Bad:
        sha256: 1f0c…                              # of an earlier scan

    Good:
        sha256: 83ab…                              # of the file that is there

    Fix: check that the file is the signed one, then write its hash: `sha256sum FILE`, on Windows `Get-FileHash FILE`.
    """
    for document in deal.contract.get("documents"):
        named, stated = document.get("file"), document.get("sha256")
        file = deal.files.get(named.text)
        if file and is_filled(stated, deal.policy) and stated.text.casefold() != file.sha256:
            yield conflict(
                stated,
                f"sha256 of {document.get('reference').text} is not that of {named.text}",
                "Check that the file is the signed one, then write its hash.",
                related=[see(deal.place(named.text), f"this file has {file.sha256}")],
            )


@rule(parameter="commercial", acts="sales")
def liquidated_damages_are_highlighted(deal: Deal) -> Iterator[Hit]:
    """Damages for late delivery stand among the non-standard terms, with a risk in the RAID log.

    Why: the PM decides about every day of delay; he has to know which day begins to cost.

    Bad:
        liquidated_damages: {applies: true}
        non_standard_terms: {none_confirmed_by: tom, on: 2026-02-03}

    Good:
        non_standard_terms: [{id: NST-01, clause: MSA 9.3, category: liquidated-damages, raid: R-02, …}]

    Fix: add the term with its clause, its exposure and its risk.
    """
    applies, terms = (
        deal.contract.get("terms", "liquidated_damages", "applies"),
        deal.contract.get("non_standard_terms"),
    )
    listed = [term for term in terms if term.get("category").text == _LD]
    remedy = f"Add an entry with `category: {_LD}`, its clause, its exposure and its RAID risk."
    if applies.value is True and is_known(terms, "category", deal.policy) and not listed:
        yield missing(
            terms,
            "non_standard_terms leave out the damages for late delivery",
            remedy,
            related=[see(applies, "they apply")],
        )
    for term in listed:
        name = term.get("id").text
        if applies.value is False:
            yield conflict(
                applies,
                f"liquidated_damages do not apply here, but {name} says they do",
                "Read the clause, then correct one of them.",
                related=[see(term.get("category"), name)],
            )
        elif not term.get("raid").exists:
            what = f"{name}, damages for late delivery,"
            words = f"Damages for late delivery ({term.get('clause').text})."
            owed = Owed("risks", words, (name,), named_in=(term,))
            yield unnamed(deal, term, what, owed) or missing(
                term,
                f"{what} has no risk in the RAID log",
                "Log the risk with its mitigation and name it here: `raid: R-02`.",
                owes=owed,
            )


@rule(parameter="commercial", acts="finance")
def credit_covers_the_order(deal: Deal) -> Iterator[Hit]:
    """The customer's credit covers the order, or finance has an issue to settle.

    Why: material for an order that finance later stops is paid by us. An issue with owner and action is enough to hand over.

    Bad:
        credit: {limit: "60000.00", open_receivables: "31000.00", …}           # the order is more than the rest

    Good:
        credit: {limit: "60000.00", open_receivables: "31000.00", …, raid: I-01}

    Fix: log an issue with what finance does about it, and name it in `credit.raid`; or have the limit raised.
    """
    credit, excess = deal.contract.get("credit"), _excess(deal)
    if excess is None or not deal.raid.exists or credit.get("raid").exists:
        return
    if excess > 0:
        owed = Owed("issues", _SHORT, ("contract:credit",), owner="finance", named_in=(credit,))
        what = "credit, whose limit does not cover the open receivables and this order,"
        yield unnamed(deal, credit.get("limit"), what, owed) or missing(
            credit.get("limit"),
            "limit does not cover the open receivables and this order, and credit names no issue of the RAID log",
            "Log an issue with owner and action (raise the limit, prepayment) and name it here: `raid: I-01`.",
            related=[
                see(order(deal).get("lines"), "the lines of this order"),
                see(deal.raid.get("issues"), "the issues"),
            ],
            owes=owed,
        )


@rule(parameter="commercial", acts="finance", source="HB 11/4.4", severity="warn", clears="finance")
def closed_credit_issues_are_released(deal: Deal) -> Iterator[Hit]:
    """Where the issue about the credit is closed and the limit is still too low, Finance has released the order.

    Why: an open issue is a known risk, and the PM takes it over as one. A closed one says that it is solved: then there is a higher limit,
    or somebody in Finance who let this order pass, up to an amount.

    Bad:
        credit: {limit: "60000.00", open_receivables: "31000.00", …, raid: I-01}     # I-01: status: closed

    Good:
        - {id: CL-01, rule: closed-credit-issues-are-released, file: contract.yaml, at: credit.limit, amount: "23000.00", …}

    Fix: write the new limit, open the issue again, or have Finance clear it in clearances.yaml.
    """
    credit, excess = deal.contract.get("credit"), _excess(deal)
    issue = deal.raid_entries().get(credit.get("raid").text)
    if excess is not None and excess > 0 and issue is not None and issue.get("status").text == "closed":
        hit = conflict(
            credit.get("limit"),
            f"limit does not cover this order, and {credit.get('raid').text} is closed",
            "Write the new limit, open the issue again, or have Finance release the order.",
            related=[see(issue.get("status"), "the issue")],
        )
        yield replace(hit, amount=excess)


def _excess(deal: Deal) -> Decimal | None:
    """By how much the open receivables and this order go beyond the limit; None where one of them is not known."""
    credit, total = deal.contract.get("credit"), order_total(deal)
    limit, open_ = credit.get("limit").decimal, credit.get("open_receivables").decimal
    return None if total is None or limit is None or open_ is None else open_ + total - limit


RULES = (
    contract_files_are_there,
    contract_files_match_their_hash,
    liquidated_damages_are_highlighted,
    credit_covers_the_order,
    closed_credit_issues_are_released,
)
