"""`handoff receive`: the server's pre-receive hook. Reads `old new ref` lines, refuses with exit 1; what it says reaches the pusher."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from handoff_cli.errors import NO, USAGE, YES, HandoffError
from handoff_cli.git.repository import Repository
from handoff_cli.receive import Refused, Update, receive
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import where

NAME: Final = "receive"
HELP: Final = "judge a push on the server, as git's pre-receive hook"
MOST: Final = 20


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Reads the lines git gives a pre-receive hook from standard input. `handoff init --server` installs it."
    )


def run(_: argparse.Namespace) -> int:
    # The name of a ref may be no text at all.
    lines = (line.decode(errors="backslashreplace") for line in sys.stdin.buffer)
    refused = receive(Repository.discover(Path.cwd()), list(_updates(lines)))
    sys.stderr.write("".join(f"{inert(plain(line))}\n" for refusal in refused for line in _told(refusal)))
    return NO if refused else YES


def _updates(lines: Iterable[str]) -> Iterator[Update]:
    for line in lines:
        parts = line.rstrip("\n").split(" ", 2)
        if len(parts) != 3:
            raise HandoffError("Standard input is not what git gives a pre-receive hook.", exit_code=USAGE)
        yield Update(ref=parts[2], old=_id(parts[0]), new=_id(parts[1]))


def _id(id: str) -> str | None:
    return id if id.strip("0") else None


def _told(refusal: Refused) -> Iterator[str]:
    yield f"handoff refuses {refusal.ref}: {refusal.reason}"
    for finding in refusal.findings[:MOST]:
        yield f"  {where(finding.place)}: {finding.message}"
    if len(refusal.findings) > MOST:
        yield f"  and {len(refusal.findings) - MOST} more"
    if refusal.hint:
        yield f"  → {refusal.hint}"
