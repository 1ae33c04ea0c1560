"""`handoff raid suggest`: the entries the RAID log still owes to the facts of a deal, ready to paste or written into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Finding
from handoff_cli.errors import NO, USAGE, HandoffError
from handoff_cli.raidlog.entries import Entry, Reference, owed_entries, written_as
from handoff_cli.raidlog.text import with_entries

RAID: Final = "raid.yaml"
FIELD: Final = "field-well-formed"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`entries` are missing in the log; `references` are the places in other documents whose `raid` has to name an entry."""

    entries: tuple[Entry, ...]
    references: tuple[Reference, ...]
    path: str
    written: bool = False


def suggest(start: Path, deal: str, *, write: bool = False) -> Suggestion:
    """What the log owes; with `write` the entries are added to raid.yaml, and every other byte of it stays as it is."""
    from handoff_cli.git.repository import Repository
    from handoff_cli.git.worktree import WorkTree
    from handoff_cli.loading import load_deal, load_policy

    repo = Repository.discover(start)
    source = WorkTree(repo)
    if deal not in source.deals():
        raise HandoffError(f"There is no deal {deal}.", hint="Name the deal, as in BRW-1042.", exit_code=USAGE)
    policy, _ = load_policy(source)
    loaded, findings = load_deal(source, deal, policy)
    path = loaded.path(RAID)
    _refuse_unreadable(loaded, path, findings)
    entries, references = owed_entries(loaded)
    if not (write and entries and repo.worktree):
        return Suggestion(entries=entries, references=references, path=path)
    _write(repo.worktree / path, path, source.read(path), entries)
    return Suggestion(entries=entries, references=references, path=path, written=True)


def _refuse_unreadable(deal: Deal, path: str, findings: Sequence[Finding]) -> None:
    """A field with a wrong word in it can still be read; a file with two parts of one name cannot."""
    broken = any(each.place.path == path and each.kind == "malformed" and each.rule != FIELD for each in findings)
    if RAID not in deal.files:
        hint = "`handoff new` writes one for a new deal; copy it from there, or from another deal."
        raise HandoffError(f"{path} is not there.", hint=hint, exit_code=NO)
    if broken or not deal.raid.is_mapping:
        hint = f"`handoff check {deal.id}` says where. Put it right first; nothing was changed."
        raise HandoffError(f"{path} cannot be read as it stands.", hint=hint, exit_code=NO)


def _write(file: Path, path: str, data: bytes, entries: Sequence[Entry]) -> None:
    from handoff_cli.documents import parse
    from handoff_cli.packing.writing import write_all

    before = parse(path, data)
    new = with_entries(data.decode("utf-8"), before, _by_part(entries)).encode()
    after = parse(path, new)
    if not written_as(before, after, entries):
        hint = "Paste them by hand: `handoff raid suggest` prints them. Nothing was changed."
        raise HandoffError(f"{path} is written in a way the entries cannot be added to.", hint=hint, exit_code=NO)
    write_all({file: new})


def _by_part(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    parts: dict[str, list[Entry]] = {}
    for entry in entries:
        parts.setdefault(entry.part, []).append(entry)
    return parts
