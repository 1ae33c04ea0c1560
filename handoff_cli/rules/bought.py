"""What is bought for a deal: parts by their MPN over all its data packs, how many a piece takes, and what the customer has signed for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Related
from handoff_cli.core.pack import BomLine, Pack
from handoff_cli.core.rule import see
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import normalised
from handoff_cli.rules.parts import fitted_lines
from handoff_cli.rules.sources import distinct_items, total
from handoff_cli.rules.sourcing import lots
from handoff_cli.rules.words import all_filled

_NCNR: Final = re.compile(r"\bncnr\b|non[- ]cancell?able", re.IGNORECASE)
_CUSTOM: Final = re.compile(r"custom(?:[ -](?:part|made))?|made to order|kundenspezifisch|sonderteil", re.IGNORECASE)
_YES: Final = frozenset({"yes", "y", "true", "x", "1", "ncnr", "ja", "custom"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part we buy: where it stands in the data packs, the first place to point at. `uses` are items and the pieces each takes."""

    found: tuple[tuple[Pack, BomLine], ...] = ()
    uses: tuple[tuple[Node, int], ...] = ()

    @property
    def pack(self) -> Pack:
        return self.found[0][0]

    @property
    def line(self) -> BomLine:
        return self.found[0][1]

    @property
    def lines(self) -> tuple[BomLine, ...]:
        return tuple(line for _, line in self.found)

    @property
    def is_ncnr(self) -> bool:
        return any(map(is_ncnr, self.lines))

    def pieces(self, of: Callable[[Node], int | Fraction | None]) -> Fraction | None:
        """How many it takes for so many of each item; None where the number of one is not known."""
        counts = [(of(item), each) for item, each in self.uses]
        known = [Fraction(count) * each for count, each in counts if count is not None]
        return sum(known, Fraction()) if len(known) == len(counts) else None


def is_ncnr(line: BomLine) -> bool:
    return _says_yes(line, _NCNR.search)


def is_custom(line: BomLine) -> bool:
    """Whether it is made for this customer, as a column of its own says."""
    return _says_yes(line, _CUSTOM.fullmatch)


def signed_parts(deal: Deal) -> Iterator[tuple[Part, tuple[Node, ...]]]:
    """Each part with what the customer has signed for of it; nothing while a gap there may be the part in question."""
    entries = deal.contract.get("material_authorisations")
    needed = [entry.get(key) for entry in entries for key in ("mpn", "kind", "quantity")]
    listed = not entries.exists or (entries.is_list and bool(entries.value))
    if not deal.contract.is_mapping or not listed or not all_filled(needed, deal.policy):
        return
    named = [(normalised(entry.get("mpn").text), entry) for entry in entries]
    for mpn, part in _parts(deal).items():
        yield part, tuple(entry for signed, entry in named if signed == mpn)


def see_signed(deal: Deal, own: tuple[Node, ...]) -> Related:
    """The last entry about a part; where there is none, the list or the document it belongs into."""
    entries = deal.contract.get("material_authorisations")
    return see(own[-1] if own else entries if entries.exists else deal.contract, "what the customer has signed for")


def covered(entries: tuple[Node, ...], *kinds: str) -> int | None:
    """The pieces of these kinds (of all, where none is named); None where one cannot be read."""
    return total(entry for entry in entries if not kinds or entry.get("kind").text in kinds)


def _parts(deal: Deal) -> dict[str, Part]:
    """MPN → the part, of all that are fitted and that the customer does not supply himself."""
    found: dict[str, Part] = {}
    theirs = {(pack.name, line.line) for pack in deal.packs.values() for lot in lots(pack) for line in lot}
    for pack, line in fitted_lines(deal):
        mpn = normalised(line.mpn)
        if not mpn or (pack.name, line.line) in theirs:
            continue
        uses = tuple((item, line.quantity or len(line.refdes)) for item in _built_from(deal, pack))
        known = found.get(mpn, Part())
        found[mpn] = Part(found=(*known.found, (pack, line)), uses=(*known.uses, *uses))
    return found


def _built_from(deal: Deal, pack: Pack) -> Iterator[Node]:
    return (item for item in distinct_items(deal) if item.get("pack").text == pack.name)


def _says_yes(line: BomLine, asks: Callable[[str], re.Match[str] | None]) -> bool:
    return any(asks(header.strip()) and cell.strip().casefold() in _YES for header, cell in (line.fields or {}).items())
