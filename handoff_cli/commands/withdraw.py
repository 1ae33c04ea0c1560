"""`handoff withdraw`: the PM takes back an acceptance that has not taken effect."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from handoff_cli.commands import deciding
from handoff_cli.errors import YES
from handoff_cli.reporters.decisions import withdrawn

NAME: Final = "withdraw"
HELP: Final = "take back an acceptance that has not taken effect"


def configure(parser: argparse.ArgumentParser) -> None:
    deciding.configure(parser)


def run(args: argparse.Namespace) -> int:
    decision = deciding.carry_out("withdraw", args).decision
    sys.stdout.write(withdrawn(decision.entry))
    return YES
