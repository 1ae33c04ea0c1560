"""What holds in a repository, and where each value comes from: shipped with the tool, or a line of `handoff.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handoff_cli.core.finding import Severity
from handoff_cli.core.policy import POLICY_FILE, Policy
from handoff_cli.core.rule import Rule, weight
from handoff_cli.core.thresholds import THRESHOLDS, UNSET
from handoff_cli.core.tree import Node, absent
from handoff_cli.errors import HandoffError
from handoff_cli.git.repository import Repository
from handoff_cli.git.worktree import WorkTree
from handoff_cli.loading import load_policy, policy_root

SHIPPED: Final = "shipped"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value in words, and its origin: `shipped`, or file and line."""

    value: str
    origin: str

    def __str__(self) -> str:
        return f"{self.value} ({self.origin})"


@dataclass(frozen=True, slots=True)
class Settings:
    """`root` is the `handoff.yaml` that `policy` was read from; absent where there is none."""

    policy: Policy
    root: Node

    def weight(self, rule: Rule) -> Setting:
        """What the rule weighs here. A profile is an origin only where it makes a difference."""
        severity: Severity = weight(rule, self.policy)
        if rule.is_fixed:
            return Setting(severity, SHIPPED)
        if rule.name in self.policy.rules:
            return Setting(severity, self._line("rules", rule.name))
        return Setting(severity, self._line("profile") if severity != rule.severity else SHIPPED)

    def threshold(self, key: str) -> Setting:
        text = self.policy.thresholds.get(key, THRESHOLDS[key].default)
        value = UNSET if text is None else f"{text} {THRESHOLDS[key].unit}"
        return Setting(value, self._line("thresholds", key) if key in self.policy.thresholds else SHIPPED)

    def words(self, name: str) -> Setting:
        """The words of our own that are added to a shipped list."""
        own = self.policy.words.get(name, ())
        return Setting(
            f"the shipped list and {', '.join(own)}" if own else "the shipped list",
            self._line("words", name) if own else SHIPPED,
        )

    def plain(self, field: str) -> Setting:
        """`profile`, `currency`, `evidence`, `target` or `merge`."""
        stated = self.root.get(field).exists
        return Setting(str(getattr(self.policy, field)) or "not set", self._line(field) if stated else SHIPPED)

    def read(self, key: str) -> Setting:
        """Whatever a rule names in `reads`."""
        return self.words(key.removeprefix("words.")) if key.startswith("words.") else self.threshold(key)

    def _line(self, *route: str) -> str:
        return f"{POLICY_FILE}:{self.root.get(*route).place.line or 1}"


SHIPPED_ONLY: Final = Settings(Policy(), absent(POLICY_FILE))


def settings(start: Path) -> Settings:
    """What holds in the work tree around `start`; the shipped values outside every repository."""
    found = _around(start)
    if found is None:
        return SHIPPED_ONLY
    source = WorkTree(found)
    return Settings(load_policy(source)[0], policy_root(source))


def _around(start: Path) -> Repository | None:
    try:
        found = Repository.discover(start)
    except HandoffError:
        return None
    return found if found.worktree else None
