"""`handoff explain`: the rules, and the page of one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from handoff_cli.errors import YES, HandoffError
from handoff_cli.explain import as_json, listing, page, policy_page
from handoff_cli.handbook import as_markdown
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.rulebook import all_rules, find
from handoff_cli.settings import SHIPPED_ONLY, Settings, settings

NAME: Final = "explain"
HELP: Final = "say what a rule asks, why, and how to satisfy it"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "rule", nargs="?", metavar="RULE", help="the rule, as a finding names it (default: a list of all)"
    )
    parser.add_argument("--policy", action="store_true", help="show what the policy may set, what is in force, and why")
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to show it (default: text)"
    )


def run(args: argparse.Namespace) -> int:
    rules = all_rules()
    chosen = find(args.rule, rules) if args.rule is not None else None
    shown = (chosen,) if chosen else rules
    here = settings(Path.cwd()) if args.policy else _readable() if chosen else None
    if args.format == "markdown":
        sys.stdout.write(as_markdown(shown))
    elif args.format == "json":
        sys.stdout.write(as_json(shown, here))
    elif args.policy:
        sys.stdout.write(policy_page(here or SHIPPED_ONLY, shown))
    else:
        sys.stdout.write(page(chosen, here) if chosen else listing(rules))
    return YES


def _readable() -> Settings:
    """A page is asked for most of all while something is wrong, so a policy that is wrong does not keep it back."""
    try:
        return settings(Path.cwd())
    except HandoffError as error:
        sys.stderr.write(f"handoff: {inert(plain(error.message))}: the page shows what is shipped\n")
        return SHIPPED_ONLY
