"""Every rule there is, wherever its findings are made, and the one a person means."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from handoff_cli.core.rule import Rule
from handoff_cli.errors import HandoffError
from handoff_cli.reporters.plain import plain


def all_rules() -> tuple[Rule, ...]:
    """Every rule that can make a finding."""
    from handoff_cli.documents import RULES as READING
    from handoff_cli.rules import RULES
    from handoff_cli.upkeep import RULES as UPKEEP

    return (*UPKEEP, *READING, *RULES)


def find(name: str, rules: Sequence[Rule]) -> Rule:
    """The rule of this name; a `HandoffError` that names the nearest ones where there is none."""
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    for rule in rules:
        if rule.name == wanted:
            return rule
    near = difflib.get_close_matches(wanted, [rule.name for rule in rules], n=3, cutoff=0.5)
    near = near or [rule.name for rule in rules if wanted and wanted in rule.name][:3]
    hint = f"Did you mean {' or '.join(near)}?" if near else "`handoff explain` lists them all."
    raise HandoffError(f"There is no rule '{plain(name)}'.", hint=hint)
