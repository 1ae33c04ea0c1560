"""`handoff accept`: the PM takes over exactly these files."""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

from handoff_cli.commands import deciding
from handoff_cli.core.record import Waiver
from handoff_cli.errors import USAGE, YES, HandoffError
from handoff_cli.reporters.decisions import accepted
from handoff_cli.reporters.plain import inert, plain

NAME: Final = "accept"
HELP: Final = "accept a package: from here on the project is yours"


def configure(parser: argparse.ArgumentParser) -> None:
    deciding.configure(parser, pull=True)
    parser.add_argument(
        "--waive",
        dest="waivers",
        action=_Waive,
        default=[],
        metavar="RULE",
        help="let a finding pass that is not the chapter's own; needs --reason and --until behind it; may be repeated",
    )
    parser.add_argument("--reason", action=_Detail, metavar="TEXT", help="why it is waived")
    parser.add_argument("--until", action=_Detail, metavar="DATE", help="the last day of the waiver: 2026-06-30")
    parser.add_argument("--no-merge", action="store_true", help="only record it: a forge merges the pull request")
    parser.add_argument(
        "--ratify", action="store_true", help="accept what the target carries already (an older deal, a bypass)"
    )


class _Waive(argparse.Action):
    """A new waiver, whose reason and end follow it on the command line."""

    def __call__(
        self,
        _: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option: Any = None,  # noqa: ARG002
    ) -> None:
        namespace.waivers = [*namespace.waivers, {"rule": values}]


class _Detail(argparse.Action):
    """What belongs to the waiver before it."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, _: Any = None
    ) -> None:
        if not namespace.waivers:
            parser.error(f"--{self.dest} belongs behind a --waive RULE.")
        if self.dest in namespace.waivers[-1]:
            parser.error(f"--{self.dest} stands twice behind --waive {namespace.waivers[-1]['rule']}.")
        namespace.waivers[-1][self.dest] = values


def _waivers(args: argparse.Namespace) -> tuple[Waiver, ...]:
    for given in args.waivers:
        for lacking in ("reason", "until"):
            if lacking not in given:
                raise HandoffError(
                    f"--waive {given['rule']} has no --{lacking}.",
                    hint='--waive RULE --reason "The customer will send it in May." --until 2026-06-30',
                    exit_code=USAGE,
                )
    return tuple(Waiver(**given) for given in args.waivers)


def run(args: argparse.Namespace) -> int:
    done = deciding.carry_out("accept", args, merge=not args.no_merge, waivers=_waivers(args))
    decision = done.decision
    if decision.obstacle:
        sys.stderr.write(f"handoff: {inert(plain(decision.obstacle))}\n")
    sys.stdout.write(accepted(decision.entry, merged=decision.merged, repeated=decision.repeated, ratified=args.ratify))
    deciding.tell(done)
    return YES
