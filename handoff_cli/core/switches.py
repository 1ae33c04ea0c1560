"""Where a forge lets an admin set what protects a branch, in the words of its own pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handoff_cli.core.codeowners import Dialect

CONTEXT: Final = "handoff/gate"
"""The one status of the gate, and the one a merge has to wait for."""

Setting = Mapping[Dialect, str]
SETTINGS: Final[Mapping[str, Setting]] = {
    "pull-request-required": {"github": "Require a pull request before merging", "gitea": "Push: Disable Push"},
    "approval-required": {"github": "Require a pull request before merging → Required approvals: 1", "gitea": "Required approvals: 1"},
    "stale-approvals-dismissed": {
        "github": "Dismiss stale pull request approvals when new commits are pushed",
        "gitea": "Dismiss stale approvals",
    },
    "last-push-approved": {"github": "Require approval of the most recent reviewable push", "gitea": ""},
    "rejection-blocks": {"github": "Required approvals: 1 (only then does a request for changes block)", "gitea": "Block merge on rejected reviews"},
    "gate-required": {
        "github": f"Require status checks to pass → add {CONTEXT}",
        "gitea": f"Enable Status Check → Status check patterns: {CONTEXT}",
    },
    "gate-source-fixed": {
        "github": f"Require status checks to pass → {CONTEXT} → as its source, the app whose token the gate's job uses",
        "gitea": "",
    },
    "up-to-date-required": {
        "github": "Require branches to be up to date before merging, or a merge queue",
        "gitea": "Block merge if pull request is outdated",
    },
    "nobody-exempt": {
        "github": "Bypass list: nobody (in the older protection: Do not allow bypassing the above settings)",
        "gitea": "Administrators must follow branch protection rules; push whitelist: nobody",
    },
    "force-push-blocked": {"github": "Block force pushes", "gitea": "Force Push: Disable Force Push"},
    "deletion-blocked": {"github": "Restrict deletions", "gitea": "add a rule for this branch: it cannot be deleted then"},
    "owners-asked": {"github": "Require review from Code Owners", "gitea": ""},
    "records-can-be-written": {
        "github": "Require a pull request before merging: off; Require status checks to pass: off",
        "gitea": "Push: Enable Push; Enable Status Check: off",
    },
}  # fmt: skip
"""Check → the switch, in the forge's own words, on the page of the branch's rule."""

PAGES: Final[Setting] = {
    "github": "Settings → Rules → Rulesets → the ruleset of {branch}",
    "gitea": "Settings → Branches → Branch Protection Rules → {branch}",
}
REBASE: Final[Setting] = {
    "github": "Settings → General → Pull Requests → Allow rebase merging: off",
    "gitea": "Settings → Repository → Pull Requests → Rebase then fast-forward, Fast-forward only: off",
}
