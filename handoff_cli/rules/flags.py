"""Data pack: of every part it is said who supplies it and what may replace it, by the BOM or by the manifest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import BomLine, Pack
from handoff_cli.core.rule import Hit, missing, rule, see
from handoff_cli.rules.parts import called, row_of
from handoff_cli.rules.sourcing import says_who_supplies

_SUBSTITUTION: Final = re.compile(
    r"(?:substitut\w*|alternat(?:es?|ives?)|second source|ersatz\w*)(?:[ _-](?:allowed|permitted|policy|flag|ok|erlaubt|zulässig))?",
    re.IGNORECASE,
)


@rule(parameter="data-pack", acts="sales", source="HB 11/4.2", severity="warn")
def every_part_says_who_supplies_it(deal: Deal) -> Iterator[Hit]:
    """Of every fitted part it is said who supplies it: we (turnkey), or the customer (consigned, free issue).

    Why: what both expect of the other is missing on the day of the build; what both have bought lies here twice. The BOM says it in a
    column of its own (Supply, or Consigned: yes), or the manifest for all parts in `supply`.

    Bad:
        U3,1,NINA-B306-00B,…,                      # Supply; and the manifest has no `supply`

    Good:
        supply: {default: turnkey, reason: Agreed in quote Q-2026-0311, by: jonas}

    Fix: agree it with the customer, and write it into the manifest with who says so.
    """
    yield from _unsaid(deal, "supply", says_who_supplies, "who supplies", "default: turnkey")


@rule(parameter="data-pack", acts="sales", source="HB 11/1.2", severity="warn")
def every_part_says_what_may_replace_it(deal: Deal) -> Iterator[Hit]:
    """Of every fitted part it is said whether another may be fitted in its place.

    Why: a part runs out, purchasing takes the next one, and the customer finds another maker on his board. Or purchasing waits for an
    answer although he would not have minded. The BOM says it in a column (Substitution, Alternates allowed), by the alternates it
    lists, or the manifest does for all parts in `substitution`.

    Bad:
        R1,1,RC0603FR-0710KL,…,                    # Substitution; and the manifest has no `substitution`

    Good:
        substitution: {default: no-substitution, reason: The customer wants to be asked, by: mira}

    Fix: ask the customer, and write his answer into the manifest with who says so.
    """
    yield from _unsaid(deal, "substitution", _says_what_may, "what may replace", "default: no-substitution")


def _unsaid(deal: Deal, key: str, says: Callable[[BomLine], bool], what: str, default: str) -> Iterator[Hit]:
    """One finding a data pack: at its first part that says nothing, or at the manifest where none says anything."""
    for pack in deal.packs.values():
        fitted = [line for line in (pack.bom.lines if pack.bom else ()) if line.refdes and not line.dnp]
        silent = [line for line in fitted if not says(line)]
        if not silent or not pack.manifest.is_mapping or pack.manifest.get(key).exists:
            continue
        remedy = f"Agree it with the customer, and add `{key}: {{{default}, reason: …, by: …}}` to the manifest."
        if len(silent) == len(fitted):
            yield missing(
                pack.manifest, f"neither the BOM of {pack.name} nor its manifest says {what} its parts", remedy
            )
        else:
            yield _some(pack, silent, what, remedy)


def _some(pack: Pack, silent: list[BomLine], what: str, remedy: str) -> Hit:
    first, *others = silent
    more = f" and {len(others)} more {'line' if len(others) == 1 else 'lines'}" if others else ""
    return missing(
        row_of(pack, first),
        f"the BOM does not say {what} {called(first)}{more}",
        remedy,
        related=[see(pack.manifest, "the manifest says nothing of it either")],
    )


def _says_what_may(line: BomLine) -> bool:
    cells = (cell for header, cell in (line.fields or {}).items() if _SUBSTITUTION.fullmatch(header.strip()))
    return bool(line.alternates) or any(cell.strip() for cell in cells)


RULES = (every_part_says_who_supplies_it, every_part_says_what_may_replace_it)
