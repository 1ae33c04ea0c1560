"""`--format` and `--color`, which every command with a report has, and the writing itself."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Final, TextIO

from handoff_cli.core.report import Report
from handoff_cli.reporters import REPORTERS, Options

WIDEST: Final = 100
NARROWEST: Final = 40


def configure(parser: argparse.ArgumentParser, formats: Sequence[str] = tuple(REPORTERS)) -> None:
    parser.add_argument("--format", choices=tuple(formats), default="text", help="how to show it (default: text)")
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours: auto asks NO_COLOR, FORCE_COLOR and the terminal",
    )


def show(report: Report, args: argparse.Namespace, *, draft: bool = False) -> None:
    """Write a report to stdout as the options ask."""
    sys.stdout.write(REPORTERS[args.format](report, options(args, draft=draft)))


def options(args: argparse.Namespace, *, draft: bool = False) -> Options:
    """What the options and the terminal ask of a report."""
    return Options(
        color=wants_color(args.color, sys.stdout, os.environ),
        width=_width(sys.stdout),
        draft=draft,
        # The log of a CI run is read by more people than the file, and a line may hold an amount.
        excerpts=not os.environ.get("CI"),
    )


def wants_color(choice: str, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """The option wins over NO_COLOR, that over FORCE_COLOR, that over what the stream is."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    # The old console of Windows shows the codes instead of obeying them; Windows Terminal announces itself.
    able = sys.platform != "win32" or "WT_SESSION" in environment
    return stream.isatty() and able and environment.get("TERM") != "dumb"


def _width(stream: TextIO) -> int:
    if not stream.isatty():
        return WIDEST
    return min(max(shutil.get_terminal_size((WIDEST, 24)).columns, NARROWEST), WIDEST)
