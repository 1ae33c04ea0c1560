"""What the decider is shown before he decides: the scope, the terms, what changed, and what no ordinary diff shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.offer import Files
from handoff_cli.git.snapshot import as_files
from handoff_cli.git.trees import tree_entries
from handoff_cli.offers import Offered
from handoff_cli.rules.declared import declarations
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of

_LARGE: Final = 512 * 1024
_LOOKED_AT: Final = 8000
"""As many bytes as git itself looks at before it calls a file binary."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """`changes` are (mark, path) against `since`: what was decided last, or what the target carries. `hidden` are files among
    them that a diff does not show, with the reason."""

    scope: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    since: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()


def brief(standing: Standing, offered: Offered) -> Briefing:
    """Everything about the offer that its digest does not tell a person."""
    if offered.ownership.is_policy:
        return Briefing()
    since, before = _before(standing, offered)
    changes = tuple(_changes(before, offered.files))
    hidden = tuple(_hidden(standing, offered.files, [path for mark, path in changes if mark != "-"]))
    loaded = offered.loaded
    return Briefing(
        scope=offered.step.after.scope,
        terms=terms(loaded) if loaded else (),
        declared=declared(loaded) if loaded else (),
        since=since,
        changes=changes,
        hidden=hidden,
    )


def terms(deal: Deal) -> tuple[str, ...]:
    """The non-standard terms, as the record keeps them."""
    return tuple(
        f"{term.get('id').text} ({term.get('clause').text}): {term.get('summary').text}"
        for term in deal.contract.get("non_standard_terms")
    )


def declared(deal: Deal) -> tuple[str, ...]:
    """What no machine could check, and who has looked at it."""
    people = deal.policy
    told = [
        f"{where}: {', '.join(fact.text for fact in what)} ({people.name(by.text)})"
        for where, what, by in declarations(deal)
    ]
    asked = deal.promises.get("others", "none_confirmed_by").text
    return (*told, *([f"promises: no others ({people.name(asked)})"] if asked else []))


def _before(standing: Standing, offered: Offered) -> tuple[str, Files]:
    """The files of the newest decision about this deal, accepted or rejected, or those of the target."""
    decided = standing.ledger.of(offered.deal)
    if decided:
        record = decided[-1].record
        what = {"accept": "accepted", "reject": "rejected", "withdraw": "withdrawn"}.get(record.kind, "decided")
        return f"what was {what} last (record {record.seq})", _files(standing, record.head, offered.deal)
    return f"{standing.target}", _files(standing, standing.tip, offered.deal)


def _files(standing: Standing, commit: str, deal: str) -> Files:
    return as_files(tree_entries(standing.repo, commit, folder_of(deal)))


def _changes(before: Files, after: Files) -> Iterator[tuple[str, str]]:
    for path in sorted({*before, *after}):
        if before.get(path) != after.get(path):
            yield "+" if path not in before else "-" if path not in after else "~", path


def _hidden(standing: Standing, files: Files, paths: list[str]) -> Iterator[tuple[str, str]]:
    sizes: Mapping[str, int] = {entry.path: entry.size for entry in standing.replay.measures.entries(files)}
    for path in paths:
        if sizes.get(path, 0) > _LARGE:
            yield path, f"{sizes[path] // 1024} KiB"
        elif b"\0" in standing.replay.measures.read(files[path][1])[:_LOOKED_AT]:
            yield path, "binary"
