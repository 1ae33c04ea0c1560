"""Which column of a table is which field: known names, exactly one column a field, the manifest's word above all.

A name that is sure (`MPN`) goes before one that is only likely (`Part Number`, which may be a house number); two of the same
rank are never chosen between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from handoff_cli.core.pack import Flaw
from handoff_cli.core.tree import Node
from handoff_cli.datapack.tables import Table, normal


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a table, how to call it, and the normalised column names that mean it."""

    key: str
    words: str
    sure: frozenset[str]
    likely: frozenset[str] = frozenset()
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of one kind of table and what the manifest says about its columns; `setting` is that manifest key."""

    what: str
    setting: str
    fields: tuple[Field, ...]
    named: Mapping[str, str] = field(default_factory=dict)

    def recognised(self, header: Sequence[str]) -> Mapping[str, list[int]]:
        """Field → the columns that may be it, for the fields that have any."""
        known = [normal(cell) for cell in header]
        found = ((each.key, self._candidates(each, header, known)) for each in self.fields)
        return {key: columns for key, columns in found if columns}

    def _candidates(self, each: Field, header: Sequence[str], known: Sequence[str]) -> list[int]:
        if (named := self.named.get(each.key)) is not None:
            exact = [at for at, cell in enumerate(header) if cell == named]
            return exact or [at for at, name in enumerate(known) if header[at] and name == normal(named)]
        sure = [at for at, name in enumerate(known) if name in each.sure]
        return sure or [at for at, name in enumerate(known) if name in each.likely]


@dataclass(frozen=True, slots=True)
class Columns:
    """Field → column number, for each field that has exactly one; the flaws say the rest."""

    at: Mapping[str, int]
    names: Mapping[str, str]
    flaws: tuple[Flaw, ...]


def any_of(names: str) -> frozenset[str]:
    """Column names in their normalised form, separated by `|`."""
    return frozenset(names.split("|"))


def named_columns(manifest: Node, setting: str) -> dict[str, str]:
    """What the manifest says about columns: `bom_columns: {mpn: Part No}`."""
    return {key: node.text for key, node in manifest.get(setting).items() if node.text}


def columns(table: Table, layout: Layout) -> Columns:
    candidates = layout.recognised(table.header.cells)
    at = {key: found[0] for key, found in candidates.items() if len(found) == 1}
    return Columns(
        at=at,
        names={key: table.header.cells[column] for key, column in at.items()},
        flaws=tuple(_flaws(table, layout, candidates)),
    )


def _flaws(table: Table, layout: Layout, candidates: Mapping[str, list[int]]) -> Iterator[Flaw]:
    for each in layout.fields:
        found = candidates.get(each.key, [])
        if len(found) > 1:
            yield _several(table, layout, each, [table.header.cells[column] for column in found])
        elif not found and each.key in layout.named:
            yield _not_there(table, layout, each)
        elif not found and each.needed:
            yield _missing(table, layout, each)


def _several(table: Table, layout: Layout, each: Field, headers: list[str]) -> Flaw:
    listing = " and ".join(f"“{header}”" for header in dict.fromkeys(headers))
    if len(set(headers)) == 1:
        message = f"the {layout.what} has {len(headers)} columns called {listing}: one of them is the {each.words}, but which?"
        remedy = "Give the columns different names in the design tool's export and build the ZIP again."
    else:
        message = f"the {layout.what} has {len(headers)} columns that can be the {each.words}: {listing}"
        remedy = f"Say in manifest.yaml which one counts: `{layout.setting}: {{{each.key}: {headers[0]}}}`."
    return table.flaw("ambiguous", table.header.line, message, remedy)


def _not_there(table: Table, layout: Layout, each: Field) -> Flaw:
    named = layout.named[each.key]
    message = f"the {layout.what} has no column “{named}”, which manifest.yaml names as its {each.words}; {_has(table)}"
    remedy = f"Correct `{layout.setting}: {{{each.key}: …}}` in manifest.yaml."
    return table.flaw("missing", table.header.line, message, remedy)


def _missing(table: Table, layout: Layout, each: Field) -> Flaw:
    message = f"the {layout.what} has no column for the {each.words}; {_has(table)}"
    remedy = (
        f"Ask the customer for it, or, if one of these is it, say so in manifest.yaml: "
        f"`{layout.setting}: {{{each.key}: <column>}}`."
    )
    return table.flaw("missing", table.header.line, message, remedy)


def _has(table: Table) -> str:
    headers = [cell for cell in table.header.cells if cell]
    more = f" and {len(headers) - _SHOWN} more" if len(headers) > _SHOWN else ""
    return f"it has: {', '.join(headers[:_SHOWN])}{more}"


_SHOWN: Final = 12
