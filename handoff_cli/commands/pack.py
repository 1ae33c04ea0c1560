"""`handoff pack`: the golden pack of a deal, from what the customer sent."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from handoff_cli.commands.clock import today
from handoff_cli.commands.selection import root, selected
from handoff_cli.errors import YES, HandoffError
from handoff_cli.pack import Packed, Wanted, pack
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import count

NAME: Final = "pack"
HELP: Final = "build the golden pack from what the customer sent, which stays beside it untouched"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deal", metavar="DEAL", help="the deal, by its id or by any file of it")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="the customer's ZIP, or his files and folders")
    parser.add_argument("--pack", default="", metavar="NAME", help="which pack, where the deal has several boards")
    parser.add_argument(
        "--issue", default="", metavar="ISSUE", help="our issue, as in REV_C01 (default: the next free)"
    )
    parser.add_argument("--sha256", default="", metavar="HASH", help="the SHA-256 the customer stated for his file")
    parser.add_argument("--release", default="", metavar="BY", help="release it, as this person, when nothing is open")
    parser.add_argument("--released", default="", metavar="DATE", help="the day of the release (default: today)")


def run(args: argparse.Namespace) -> int:
    top = root(Path.cwd())
    wanted = Wanted(
        pack=args.pack,
        issue=args.issue,
        sha256=args.sha256,
        released_by=args.release,
        released=args.released or today(),
    )
    deal = _one(args.deal)
    done = pack(top, deal, [Path(path) for path in args.paths], wanted)
    sys.stdout.write("".join(f"{inert(line)}\n" for line in _lines(done, deal)))
    return YES


def _one(word: str) -> str:
    chosen = selected(Path.cwd(), [word])
    if len(chosen) != 1:
        raise HandoffError(f"'{word}' is not one deal.", hint="Name the deal, as in BRW-1042.")
    return chosen[0]


def _lines(done: Packed, deal: str) -> Iterator[str]:
    yield from (plain(path) for path in done.written)
    if not done.written:
        yield f"{plain(done.archive)} is up to date; nothing was written."
    yield ""
    yield f"{plain(done.archive)}: {count(len(done.files), 'file', 'files')} of the customer, {done.issue}, {done.status}"
    yield f"SHA-256 {done.sha256}"
    for member in done.left_out:
        reason = "junk" if member.found == "junk" else "the same as another file" if member.sha256 else "not readable"
        yield f"Left out: {plain(member.path)} ({reason})"
    yield ""
    yield from _questions(done)
    yield f"What else is wrong: `handoff check {deal}`. What the customer has to answer: `handoff request {deal}`."


def _questions(done: Packed) -> Iterator[str]:
    if not done.questions:
        yield "There is nothing that only a person could settle."
        return
    yield f"Only a person can settle ({len(done.questions)}), in manifest.yaml:"
    for number, question in enumerate(done.questions, start=1):
        yield ""
        yield f"{number}. {plain(question.words)}"
        yield from (f"     {plain(line)}" for line in question.lines)
    yield ""
    yield "Then pack the same files again: what is settled is kept."
