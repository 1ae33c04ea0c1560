"""`handoff explain`: the rules, and the page of one."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from handoff_cli.errors import YES
from handoff_cli.explain import all_rules, as_json, find, listing, page

NAME: Final = "explain"
HELP: Final = "say what a rule asks, why, and how to satisfy it"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "rule", nargs="?", metavar="RULE", help="the rule, as a finding names it (default: a list of all)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to show it (default: text)")


def run(args: argparse.Namespace) -> int:
    rules = all_rules()
    chosen = find(args.rule, rules) if args.rule is not None else None
    if args.format == "json":
        sys.stdout.write(as_json((chosen,) if chosen else rules))
    else:
        sys.stdout.write(page(chosen) if chosen else listing(rules))
    return YES
