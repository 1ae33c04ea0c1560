"""`handoff inspect`: what is in a customer's ZIP, and what is wrong with it. It needs no deal and no repository."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Final

from handoff_cli.commands import output
from handoff_cli.errors import NO, YES, HandoffError

NAME: Final = "inspect"
HELP: Final = "show what is in a customer's ZIP, and what is wrong with it; needs no deal"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("zip", metavar="ZIP", help="the ZIP as the customer sent it; a folder or a single file as well")
    parser.add_argument(
        "--svg", metavar="DIR", help="draw top and bottom with the placements, as DIR/top.svg and DIR/bottom.svg"
    )
    output.configure(parser)


def run(args: argparse.Namespace) -> int:
    from handoff_cli.inspection import inspect, received
    from handoff_cli.reporters.inspection import REPORTERS, Inspection

    path = Path(args.zip)
    name = path.name or path.resolve().name
    data = received(path)
    pack, findings = inspect(data, name)
    sys.stdout.write(REPORTERS[args.format](Inspection(name, len(data), pack, findings), output.options(args)))
    if args.svg is not None:
        from handoff_cli.datapack.picture.svg import pictures

        _write(Path(args.svg), pictures(data, pack))
    return NO if any(finding.rejects for finding in findings) else YES


def _write(folder: Path, drawn: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in drawn.items():
            (folder / name).write_text(picture, encoding="utf-8", newline="\n")
    except OSError as error:
        raise HandoffError(f"{folder} cannot be written: {error.strerror}.") from None
    said = " and ".join(os.fspath(folder / name) for name in drawn) or "nothing: there is no layer and no placement"
    sys.stderr.write(f"Drawn: {said}\n")
