"""What has to be in the folder at all: the chapter's list, and what a careful Sales adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Parameter
from handoff_cli.core.rule import Hit, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.sources import distinct_items, manifest_path
from handoff_cli.rules.words import is_filled

_REQUIRED: Final[tuple[tuple[str, str, str, Parameter], ...]] = (
    (
        "deal.yaml",
        "the deal itself",
        "Describe customer, team and items in it; `handoff new` writes one to fill in.",
        "scope",
    ),
    (
        "quote.yaml",
        "the unredacted quote",
        "Copy prices, costs, margin and the assumptions register from the quote model.",
        "commercial",
    ),
    (
        "contract.yaml",
        "the contract",
        "Describe order, terms and signatures in it, and file the signed documents below contract/.",
        "commercial",
    ),
    (
        "deviations.yaml",
        "the deviation list",
        "List the deviations agreed before the order, or say `none_confirmed_by`.",
        "technical",
    ),
    ("stakeholders.yaml", "the stakeholder map", "Name who decides, who influences and whom to call.", "context"),
    (
        "why.md",
        "the reason the customer bought",
        "Write down the driver, its KPIs and the customer's words.",
        "context",
    ),
    (
        "raid.yaml",
        "the RAID log",
        "Seed it with the risks, assumptions, issues and decisions of the negotiation.",
        "raid",
    ),
)
_CAREFUL: Final = (
    (
        "kickoff/internal.md",
        "the internal kickoff",
        "Hold it before the customer is met, and write down what was decided.",
    ),
    ("kickoff/external.md", "the external kickoff", "Plan it: contact transfer, scope, risks and cadence."),
    (
        "promises.yaml",
        "the list of promises",
        "Write down what was said beyond the contract, or say `none_confirmed_by`.",
    ),
)


@rule(parameter="scope", acts="sales")
def package_complete(deal: Deal) -> Iterator[Hit]:
    """A package holds every document the handoff is made of.

    Why: an incomplete package is returned, whatever else is right in it: deal, quote, contract, data packs, deviations, stakeholders,
    the why and the RAID log. "Nothing to report" is a document too.

    Bad:
        deal.yaml  quote.yaml  contract.yaml  data-pack/                       # and no raid.yaml

    Good:
        deal.yaml  quote.yaml  contract.yaml  data-pack/fsg-100/manifest.yaml  deviations.yaml  stakeholders.yaml  why.md  raid.yaml

    Fix: add the document named; `handoff new` writes all of them with explanations.
    """
    for name, what, remedy, parameter in _REQUIRED:
        if not _has(deal, name):
            yield Hit(
                "missing", deal.place(name), f"{name}, {what}, is not in the package", remedy, parameter=parameter
            )
    packs = {item.get("pack").text: item.get("pack") for item in distinct_items(deal)}
    for pack, named in packs.items():
        if is_filled(named, deal.policy) and not _has(deal, manifest_path(pack)):
            yield _no_pack(deal, pack, named)


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def kickoffs_and_promises_are_recorded(deal: Deal) -> Iterator[Hit]:
    """Both kickoffs and the promises made beyond the contract are written down.

    Why: a kickoff nobody recorded was an introduction; a promise nobody recorded comes back as a claim.

    Bad:
        kickoff/                                   # empty

    Good:
        kickoff/internal.md  kickoff/external.md  promises.yaml

    Fix: add the document named.
    """
    for name, what, remedy in _CAREFUL:
        if deal.deal.exists and not _has(deal, name):
            yield missing(deal.place(name), f"{name}, {what}, is not in the package", remedy)


@rule(parameter="data-pack", acts="sales", source="HB 3/1.1", severity="warn")
def received_data_is_kept(deal: Deal) -> Iterator[Hit]:
    """What the customer sent stays beside the golden pack, byte for byte.

    Why: when the golden pack is doubted, only the customer's own file shows who changed what.

    Bad:
        data-pack/fsg-100/                         # manifest.yaml and the golden ZIP only

    Good:
        data-pack/fsg-100/received/fsg100_gerbers.zip

    Fix: put the file as it came into `received/`, without renaming or repacking it.
    """
    for name, pack in deal.packs.items():
        folder = f"data-pack/{name}/received"
        if pack.manifest.exists and not any(path.startswith(f"{folder}/") for path in deal.files):
            yield missing(
                deal.place(folder),
                f"{folder}/ is empty: the file the customer sent is not kept",
                "Put it there as it came, without renaming or repacking it.",
            )


def _has(deal: Deal, name: str) -> bool:
    return name in deal.files or name in deal.documents


def _no_pack(deal: Deal, pack: str, named: Node) -> Hit:
    path = manifest_path(pack)
    return Hit(
        "missing",
        deal.place(path),
        f"{path}, the manifest of data pack {pack}, is not in the package",
        "Make the pack with `handoff pack`, or correct `pack:` in deal.yaml.",
        related=(see(named, f"deal.yaml builds from {pack}"),),
        parameter="data-pack",
    )


RULES = (package_complete, kickoffs_and_promises_are_recorded, received_data_is_kept)
