"""`handoff raid suggest`: what the RAID log still owes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from handoff_cli.commands.selection import selected
from handoff_cli.errors import YES, HandoffError
from handoff_cli.raid import Suggestion, suggest
from handoff_cli.raidlog.entries import Entry
from handoff_cli.raidlog.text import entry_lines
from handoff_cli.reporters.plain import inert, plain

NAME: Final = "raid"
HELP: Final = "print the entries the RAID log still owes to the facts of a deal, or add them"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("suggest",), help="suggest: the entries that are owed, ready to paste")
    parser.add_argument("deal", metavar="DEAL", help="the deal, by its id or by any file of it")
    parser.add_argument("--write", action="store_true", help="add them to raid.yaml, which stays otherwise as it is")


def run(args: argparse.Namespace) -> int:
    chosen = selected(Path.cwd(), [args.deal])
    if len(chosen) != 1:
        raise HandoffError(f"'{args.deal}' is not one deal.", hint="Name the deal, as in BRW-1042.")
    done = suggest(Path.cwd(), chosen[0], write=args.write)
    sys.stdout.write("".join(f"{inert(line)}\n" for line in _lines(done, chosen[0])))
    return YES


def _lines(done: Suggestion, deal: str) -> Iterator[str]:
    if not done.entries and not done.references:
        yield f"The RAID log of {deal} owes nothing: every fact that needs an entry has one."
        return
    if done.written:
        yield f"Added to {plain(done.path)}: {', '.join(entry.id for entry in done.entries)}."
    elif done.entries:
        yield f"# For {plain(done.path)}:"
        yield from _parts(done.entries)
    if done.references:
        yield ""
        yield f"{'' if done.written else '# '}Name the entries where they come from:"
        yield from (
            f"{'  ' if done.written else '#   '}{plain(each.path)}:{each.line}  {plain(each.what)}  raid: {each.id}"
            for each in done.references
        )
    if done.entries:
        yield ""
        yield f"{'' if done.written else '# '}What says TBD only a person can know; `handoff check {deal}` asks for it."


def _parts(entries: Sequence[Entry]) -> Iterator[str]:
    for part in dict.fromkeys(entry.part for entry in entries):
        yield f"{part}:"
        yield from (plain(line) for entry in entries if entry.part == part for line in entry_lines(entry))
