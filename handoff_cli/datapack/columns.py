"""Which column of a table is which field: known names, exactly one column a field, the manifest's word above all.

A name that is sure (`MPN`) goes before one that is only likely (`Part Number`, which may be a house number); two of the same
rank are never chosen between, and a column the manifest has given to one field is no candidate for another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from handoff_cli.core.pack import Flaw
from handoff_cli.core.tree import Node
from handoff_cli.datapack.tables import Table, normal

MAX_COLUMNS: Final = 400
"""No table of parts is wider; a line of a million commas is no header."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a table, how to call it, and the normalised column names that mean it, the surest first.

    `several` fields take every column that fits (two ways to say “not fitted”); all others exactly one.
    """

    key: str
    words: str
    names: tuple[frozenset[str], ...]
    needed: bool = True
    several: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of one kind of table and what the manifest says about its columns; `setting` is that manifest key."""

    what: str
    setting: str
    fields: tuple[Field, ...]
    named: Mapping[str, str] = field(default_factory=dict)

    def recognised(self, header: Sequence[str]) -> Mapping[str, list[int]]:
        """Field → the columns that may be it, for the fields that have any."""
        known = [normal(cell) for cell in header[:MAX_COLUMNS]]
        found = ((each.key, self._candidates(each, header, known)) for each in self.fields)
        return {key: columns for key, columns in found if columns}

    def _candidates(self, each: Field, header: Sequence[str], known: Sequence[str]) -> list[int]:
        if (named := self.named.get(each.key)) is not None:
            exact = [at for at, cell in enumerate(header) if cell == named]
            return exact or [at for at, name in enumerate(known) if name and name == normal(named)]
        ranks = ([at for at, name in enumerate(known) if name in names] for names in each.names)
        taken = {normal(name) for key, name in self.named.items() if key != each.key}
        return next((columns for rank in ranks if (columns := [at for at in rank if known[at] not in taken])), [])


@dataclass(frozen=True, slots=True)
class Columns:
    """Field → column number, for each field that has exactly one; the flaws say the rest."""

    at: Mapping[str, int]
    names: Mapping[str, str]
    flaws: tuple[Flaw, ...]
    several: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def any_of(names: str) -> frozenset[str]:
    """Column names in their normalised form, separated by `|`."""
    return frozenset(names.split("|"))


def named_columns(manifest: Node, setting: str) -> dict[str, str]:
    """What the manifest says about columns: `bom_columns: {mpn: Part No}`."""
    return {key: node.text for key, node in manifest.get(setting).items() if node.text}


def columns(table: Table, layout: Layout) -> Columns:
    candidates = layout.recognised(table.header.cells)
    several = {each.key for each in layout.fields if each.several}
    at = {key: _fuller(table, found) for key, found in candidates.items() if key in several or _is_one(table, found)}
    return Columns(
        at=at,
        names={key: table.header.cells[column] for key, column in at.items()},
        flaws=tuple(_flaws(table, layout, candidates)),
        several={key: tuple(found) for key, found in candidates.items() if key in several},
    )


def _is_one(table: Table, found: Sequence[int]) -> bool:
    """One column, or several of one name with one content: tools that export every field write some twice."""
    if len(found) == 1:
        return True
    if len({normal(table.header.cells[column]) for column in found}) > 1:
        return False
    filled = [{cell for column in found if (cell := row.cell(column))} for row in table.rows]
    return all(len(cells) < 2 for cells in filled)


def _fuller(table: Table, found: Sequence[int]) -> int:
    return max(found, key=lambda column: sum(bool(row.cell(column)) for row in table.rows)) if found[1:] else found[0]


def _flaws(table: Table, layout: Layout, candidates: Mapping[str, list[int]]) -> Iterator[Flaw]:
    for each in layout.fields:
        found = candidates.get(each.key, [])
        if len(found) > 1 and not each.several and not _is_one(table, found):
            yield _several(table, layout, each, [table.header.cells[column] for column in found])
        elif not found and each.key in layout.named:
            yield _not_there(table, layout, each)
        elif not found and each.needed:
            yield _missing(table, layout, each)


def _several(table: Table, layout: Layout, each: Field, headers: list[str]) -> Flaw:
    listing = " and ".join(f"“{header}”" for header in dict.fromkeys(headers))
    if len(set(headers)) == 1:
        message = f"The {layout.what} has {len(headers)} columns called {listing}: one of them is the {each.words}, but which?"
        remedy = "Give the columns different names in the design tool's export and build the ZIP again."
    else:
        message = f"The {layout.what} has {len(headers)} columns that can be the {each.words}: {listing}."
        remedy = f"Say in manifest.yaml which one counts: `{layout.setting}: {{{each.key}: {headers[0]}}}`."
    return table.flaw("ambiguous", table.header.line, message, remedy)


def _not_there(table: Table, layout: Layout, each: Field) -> Flaw:
    named = layout.named[each.key]
    message = f"The {layout.what} has no column “{named}”, which manifest.yaml names as its {each.words}. {_has(table)}"
    remedy = f"Correct `{layout.setting}: {{{each.key}: …}}` in manifest.yaml."
    return table.flaw("missing", table.header.line, message, remedy)


def _missing(table: Table, layout: Layout, each: Field) -> Flaw:
    message = f"The {layout.what} has no column for the {each.words}. {_has(table)}"
    remedy = (
        f"Ask the customer for it, or, if one of these is it, say so in manifest.yaml: "
        f"`{layout.setting}: {{{each.key}: <column>}}`."
    )
    return table.flaw("missing", table.header.line, message, remedy)


def _has(table: Table) -> str:
    headers = [cell for cell in table.header.cells if cell]
    more = f" and {len(headers) - _SHOWN} more" if len(headers) > _SHOWN else ""
    return f"It has: {', '.join(headers[:_SHOWN])}{more}."


_SHOWN: Final = 12
