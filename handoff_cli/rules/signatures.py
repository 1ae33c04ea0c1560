"""Commercial baseline: the order and the frame agreement are filed, and signed by the two parties they bind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import normalised
from handoff_cli.rules.registers import is_known
from handoff_cli.rules.words import all_filled, is_filled

_PARTIES: Final = {"customer": "the customer", "ems": "us"}
_BINDING: Final = ("msa", "po")


@rule(parameter="commercial", acts="customer")
def contract_is_signed(deal: Deal) -> Iterator[Hit]:
    """Order and frame agreement are signed by the customer and by us.

    Why: an unsigned order is a wish; nobody has to take the goods.

    Bad:
        - {kind: po, reference: PO-88213, signatures: [{party: customer, …}]}

    Good:
        - {kind: po, reference: PO-88213, signatures: [{party: customer, …}, {party: ems, …}]}

    Fix: get the signature that is not there and file the signed copy.
    """
    for document in deal.contract.get("documents"):
        if document.get("kind").text in _BINDING:
            yield from _unsigned(deal, document)


@rule(parameter="commercial", acts="customer", source="HB 11/1.5", severity="warn")
def other_papers_are_signed(deal: Deal) -> Iterator[Hit]:
    """Whatever else is filed as a paper of the contract is signed by both sides as well.

    Why: a non-disclosure or quality agreement with one signature is an offer; the PM who relies on it has nothing.

    Bad:
        - {kind: qa-agreement, reference: QAA-2026-07, signatures: [{party: ems, …}]}

    Good:
        - {kind: qa-agreement, reference: QAA-2026-07, signatures: [{party: customer, …}, {party: ems, …}]}

    Fix: get the signature that is not there and file the signed copy.
    """
    for document in deal.contract.get("documents"):
        kind = document.get("kind")
        if is_filled(kind, deal.policy) and kind.text not in _BINDING:
            yield from _unsigned(deal, document)


@rule(parameter="commercial", acts="sales")
def signed_order_is_filed(deal: Deal) -> Iterator[Hit]:
    """A signed purchase order is among the documents of the contract.

    Why: work starts on an order, not on a frame agreement.

    Bad:
        documents: [{kind: msa, …}]

    Good:
        documents: [{kind: msa, …}, {kind: po, reference: PO-88213, …}]

    Fix: file the order below contract/ and add it to `documents`.
    """
    documents = deal.contract.get("documents")
    kinds = [document.get("kind") for document in documents]
    if kinds and all_filled(kinds, deal.policy) and "po" not in {kind.text for kind in kinds}:
        yield missing(
            documents,
            "documents of the contract have no purchase order",
            "File the order below contract/ and add it with `kind: po`.",
        )


@rule(parameter="commercial", acts="sales", source="HB 11/4.4", severity="warn")
def precedence_names_filed_documents(deal: Deal) -> Iterator[Hit]:
    """What has precedence is among the documents of the contract.

    Why: "the MSA goes first" means nothing when no MSA is filed.

    Bad:
        documents: [{kind: po, …}]
        precedence: [msa, po]

    Good:
        documents: [{kind: msa, …}, {kind: po, …}]
        precedence: [msa, po]

    Fix: file the document, correct its kind, or take it off the list.
    """
    documents = deal.contract.get("documents")
    if not is_known(documents, "kind", deal.policy):
        return
    kinds = {"po", *(document.get("kind").text for document in documents)}
    for named in deal.contract.get("precedence"):
        # An order that is not filed is the business of `signed-order-is-filed`.
        if is_filled(named, deal.policy) and named.text not in kinds:
            yield conflict(
                named,
                f"precedence names {named.text}, but no document of the contract is of that kind",
                "File the document, correct its kind, or take it off the list.",
                related=[see(documents, "the documents of the contract")],
            )


@rule(parameter="commercial", acts="sales", source="handoff")
def signatures_are_of_their_party(deal: Deal) -> Iterator[Hit]:
    """Nobody of ours signs for the customer, and nobody of the customer for us.

    Why: a contract that one company has signed twice binds nobody.

    Bad:
        - {party: customer, name: Tom Okafor, …}   # our Sales Manager

    Good:
        - {party: customer, name: Alice Moreau, …}

    Fix: write the name as it stands under the document; where the wrong person signed, get the right signature.
    """
    ours = {normalised(person.name) for person in deal.policy.people.values()}
    theirs = {normalised(person.get("name").text) for person in deal.stakeholders.get("customer")} - {""}
    for document in deal.contract.get("documents"):
        signatures = document.get("signatures")
        # Where one party has not signed at all, the signature may only stand under the wrong one.
        both = {signature.get("party").text for signature in signatures} >= _PARTIES.keys()
        for signature in signatures if both else ():
            party, name = signature.get("party"), signature.get("name")
            wrong = {"customer": ours - theirs, "ems": theirs - ours}.get(party.text, set())
            if normalised(name.text) in wrong:
                yield conflict(
                    name,
                    f"{name.text} signs {document.get('reference').text} for {_PARTIES[party.text]}, but belongs to the other side",
                    "Write the name as it stands under the document, or get the right signature.",
                    related=[see(party, f"party: {party.text}")],
                )


def _unsigned(deal: Deal, document: Node) -> Iterator[Hit]:
    signatures = document.get("signatures")
    parties = [signature.get("party") for signature in signatures]
    signed = {party.text for party in parties} if all_filled(parties, deal.policy) else set()
    for party, who in _PARTIES.items() if signed else ():
        if party not in signed:
            yield missing(
                signatures,
                f"{document.get('reference').text} is not signed by {who}",
                "Get the signature and file the signed copy.",
                acts="sales" if party == "ems" else "customer",
            )


RULES = (
    contract_is_signed,
    other_papers_are_signed,
    signed_order_is_filed,
    precedence_names_filed_documents,
    signatures_are_of_their_party,
)
