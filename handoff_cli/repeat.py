"""A repeat order: what still holds of an earlier deal is carried over, and what was said for that order alone says TBD again.

Carried to the byte: the data packs with their hashes, the contacts, and the standing agreements. Carried with gaps: scope, quote,
contract and deviations, in the words and the order of the old files. Begun anew: the why, the RAID log, promises and kickoffs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from handoff_cli.core.tree import Node, Span
from handoff_cli.errors import HandoffError

CARRIED: Final = ("data-pack/", "stakeholders.yaml")

CLEARED: Final[Mapping[str, tuple[str, ...]]] = {
    "deal.yaml": (
        "items.*.quantity",
        "items.*.deliveries.*.*",
        "milestones.*.date",
    ),
    "quote.yaml": (
        "quote",
        "revision",
        "issued",
        "valid_until",
        "approval.*",
        "nre.*.raid",
        "nre.on",
        "assumptions.*.status",
        "assumptions.*.raid",
        "assumptions.*.valid_until",
        "assumptions.on",
    ),
    "contract.yaml": (
        "purchase_order.number",
        "purchase_order.date",
        "purchase_order.quote",
        "purchase_order.blanket.until",
        "purchase_order.releases.*.*",
        "purchase_order.lines.*.requested",
        "purchase_order.lines.*.quantity",
        "purchase_order.lines.*.unit_price",
        "purchase_order.lines.*.pack_sha256",
        "purchase_order.lines.*.pack_md5",
        "terms.liquidated_damages.starts",
        "non_standard_terms.*.exposure",
        "non_standard_terms.*.raid",
        "non_standard_terms.on",
        "forecast.*.issued",
        "forecast.*.until",
        "forecast.*.stock",
        "forecast.*.told_customer_on",
        "forecast.*.raid",
        "forecast.*.periods.*.*",
        "material_authorisations.*.quantity",
        "material_authorisations.*.on",
        "declarations.*.by",
        "declarations.*.on",
        "screening.result",
        "screening.on",
        "credit.open_receivables",
        "credit.checked",
        "credit.raid",
    ),
    "deviations.yaml": (
        "deviations.*.approved_by.date",
        "deviations.*.evidence",
        "deviations.*.evidence_sha256",
        "deviations.*.effectivity.*",
        "deviations.*.raid",
        "deviations.on",
    ),
}
"""Document → the fields that held for the old order alone; `*` stands for any entry of a list and any key."""

_ORDERED: Final = frozenset({"po", "loi", "sow"})
_OF_THE_ORDER: Final = ("reference", "file", "sha256", "signatures.*.name", "signatures.*.role", "signatures.*.date")
_TBD: Final = "TBD"


def repeated(old: Mapping[str, bytes], roots: Mapping[str, Node], deal: str) -> dict[str, bytes]:
    """The files of the new deal that come from the old one, by their path inside the folder.

    `old` holds every file of the old deal, `roots` what its documents say. A document that is not there is not carried.
    """
    carried = {path: data for path, data in old.items() if path.startswith(CARRIED)}
    carried |= {path: old[path] for path in _agreements(roots.get("contract.yaml")) if path in old}
    for name, patterns in CLEARED.items():
        if name in roots:
            carried[name] = _cleared(old[name], roots[name], patterns, deal)
    return carried


def _agreements(contract: Node | None) -> Iterator[str]:
    """The files of what was signed for more than one order."""
    for document in contract.get("documents") if contract is not None else ():
        if document.get("kind").text not in _ORDERED:
            yield document.get("file").text


def _cleared(data: bytes, root: Node, patterns: Sequence[str], deal: str) -> bytes:
    if not root.exists:
        raise HandoffError(
            f"{root.source.path} cannot be read, so it cannot be carried over.", hint="`handoff check` says why."
        )
    gaps = {node.span: _TBD for pattern in patterns for node in _matching(root, pattern.split(".")) if node.span}
    for document in root.get("documents"):
        if document.get("kind").text in _ORDERED:
            ordered = (node for pattern in _OF_THE_ORDER for node in _matching(document, pattern.split(".")))
            gaps |= {node.span: _TBD for node in ordered if node.span}
    named = root.get("deal")
    if named.exists and named.span:
        gaps[named.span] = deal
    return _spliced(data.decode("utf-8-sig"), gaps).encode()


def _matching(node: Node, steps: Sequence[str]) -> Iterator[Node]:
    """The scalars at a pattern below a node."""
    if not steps:
        if not (node.is_mapping or node.is_list):
            yield node
        return
    first, rest = steps[0], steps[1:]
    if first != "*":
        below = [node.get(first)] if node.is_mapping and node.get(first).exists else []
    else:
        below = [child for _, child in node.items()] or list(node)
    for child in below:
        yield from _matching(child, rest)


def _spliced(text: str, gaps: Mapping[Span, str]) -> str:
    """The text with these spans replaced. Lines keep their ends, whatever they are."""
    lines = text.split("\n")
    for span in sorted(gaps, key=lambda span: (span.line, span.column), reverse=True):
        first, last = lines[span.line - 1], lines[span.end_line - 1]
        new = first[: span.column - 1] + gaps[span] + last[span.end_column - 1 :]
        lines[span.line - 1 : span.end_line] = [new]
    return "\n".join(lines)
