"""What no machine can check is declared by a person: of the data pack, of the papers, and of what was said.

The declarations do not make anything true. They say who has looked, so that the PM knows whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Pack
from handoff_cli.core.rule import Hit, missing, rule
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import listed
from handoff_cli.rules.footprints import polarised
from handoff_cli.rules.words import all_filled, is_filled

_PAPERS: Final = ("signatures", "clauses")
_KNOWN: Final = frozenset({*_PAPERS, "part-numbers", "descriptions", "body-centres", "rotations", "polarity"})


@rule(parameter="data-pack", acts="engineering", source="HB 3/1.4", severity="warn")
def pack_facts_are_declared(deal: Deal) -> Iterator[Hit]:
    """Somebody of ours has looked at what no machine can read from a data pack, and says so by name.

    Why: whether makers' part numbers are spelt as in the register (`part-numbers`), whether a description means the same part
    (`descriptions`), whether placements are body centres as the CAD exported them (`body-centres`) with its zero of rotation known
    (`rotations`), and whether the drawing marks the poles (`polarity`): no rule can tell, and each has cost somebody a batch.

    Bad:
        centroid: …                                # and nobody has looked

    Good:
        declarations: [{what: [part-numbers, descriptions, body-centres, rotations, polarity], by: mira, on: 2026-02-05}]

    Fix: have engineering look, with the customer's drawing beside it, and write down who did.
    """
    for pack in deal.packs.values():
        yield from _undeclared(pack.manifest, _readable_by_people(pack), deal, "the data pack")


@rule(parameter="commercial", acts="sales", source="HB 11/1.5", severity="warn")
def contract_facts_are_declared(deal: Deal) -> Iterator[Hit]:
    """Somebody of ours has read the signed papers and says so by name.

    Why: no machine can say that a signature is genuine (`signatures`), or what a clause means and whether all unusual ones are listed
    (`clauses`). Whoever builds on them has to know who looked.

    Bad:
        documents: [{kind: po, …}]                 # and nobody has read them

    Good:
        declarations: [{what: [signatures, clauses], by: tom, on: 2026-02-05}]

    Fix: read the papers, or have Legal read them, and write down who did.
    """
    # Papers nobody has named yet are not there to be read.
    if any(is_filled(paper.get("reference"), deal.policy) for paper in deal.contract.get("documents")):
        yield from _undeclared(deal.contract, _PAPERS, deal, "the contract")


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def promises_are_all_there(deal: Deal) -> Iterator[Hit]:
    """Below the list of promises stands, by name, that nothing else was promised.

    Why: a list tells what somebody remembered. The promise that comes back as a claim is the one that is not on it.

    Bad:
        promises: [{id: PR-01, …}]

    Good:
        promises: [{id: PR-01, …}]
        others: {none_confirmed_by: tom, on: 2026-02-05}

    Fix: ask everybody who spoke with the customer, add what they remember, and confirm the rest.
    """
    promises = deal.promises.get("promises")
    if promises.is_list and promises.value and not deal.promises.get("others").exists:
        yield missing(
            promises,
            "promises are listed, and nobody says that there were no others",
            "Ask everybody who spoke with the customer, then add `others: {none_confirmed_by: tom, on: 2026-02-05}`.",
        )


def declarations(deal: Deal) -> Iterator[tuple[str, Node, Node]]:
    """What was declared, as (which part of the deal, the facts, the person), in the order of the documents."""
    for entry in deal.contract.get("declarations"):
        yield "contract", entry.get("what"), entry.get("by")
    for name, pack in deal.packs.items():
        yield from ((name, entry.get("what"), entry.get("by")) for entry in pack.manifest.get("declarations"))


def _readable_by_people(pack: Pack) -> tuple[str, ...]:
    lines = pack.bom.lines if pack.bom else ()
    turned = any(line.refdes and not line.dnp and polarised(line) for line in lines)
    facts = {
        "part-numbers": bool(lines),
        "descriptions": bool(lines),
        "body-centres": pack.centroid is not None,
        "rotations": pack.centroid is not None,
        "polarity": turned,
    }
    return tuple(fact for fact, is_there in facts.items() if is_there)


def _undeclared(document: Node, facts: tuple[str, ...], deal: Deal, whole: str) -> Iterator[Hit]:
    declared = document.get("declarations")
    named = [entry.get("what") for entry in declared]
    told = [fact for what in named for fact in what]
    # A declaration with a slip in it may be the very one that is missed.
    clear = declared.is_list and declared.value and all(what.is_list for what in named)
    if declared.exists and not (
        clear and all_filled((*named, *told), deal.policy) and {each.text for each in told} <= _KNOWN
    ):
        return
    lacking = [fact for fact in facts if fact not in {each.text for each in told}]
    if lacking:
        yield missing(
            declared if declared.exists else document,
            f"nobody says that he has looked at what no machine can check of {whole}: {listed(lacking)}",
            f"Look, then add `declarations: [{{what: [{', '.join(lacking)}], by: mira, on: 2026-02-05}}]`.",
        )


RULES: Final = (pack_facts_are_declared, contract_facts_are_declared, promises_are_all_there)
