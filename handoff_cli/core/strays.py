"""The files of a step that have no business in it, in words: who is refused learns which ones to move out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handoff_cli.core.deal import PROJECTS
from handoff_cli.core.policy import POLICY_FILES

RULES_AND_DEAL: Final = "rules-and-deal"
_RULES: Final = (".github/", ".gitea/", ".forgejo/", "schemas/", "hooks/")
_RULE_FILES: Final = (
    "CODEOWNERS",
    "docs/CODEOWNERS",
    ".gitmodules",
    ".pre-commit-config.yaml",
    ".pre-commit-hooks.yaml",
)
"""What runs or reads the gate, beside the policy, which is a subject of its own."""
_MOST: Final = 3
_LONGEST: Final = 100
"""Characters of a path; its end says more than its beginning."""


def strays(code: str, paths: Sequence[str]) -> str:
    """` (README.md, docs/plan.md and 2 more)`: those a refusal of this code is about; the paths come from whoever wrote the step."""
    mine = sorted(path for path in paths if _is_about(code, path))
    more = len(mine) - _MOST
    names = ", ".join(_shown(path) for path in mine[:_MOST]) + (f" and {more} more" if more > 0 else "")
    return f" ({names})" if names else ""


def _is_about(code: str, path: str) -> bool:
    if code == "policy-and-deal":
        return path in POLICY_FILES
    if code == RULES_AND_DEAL:
        return path.startswith(_RULES) or path in _RULE_FILES
    return path.startswith(f"{PROJECTS}/") if code == "several-deals" else True


def _shown(path: str) -> str:
    """In backticks, so that a blank in a name does not end it, and on one line whatever it holds."""
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in path)
    return f"`{plain if len(plain) <= _LONGEST else f'…{plain[1 - _LONGEST :]}'}`"
