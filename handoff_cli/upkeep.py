"""The rules about the repository itself, and about names: found while a deal is loaded, before any document is read."""

from __future__ import annotations

import inspect
from typing import Final

from handoff_cli.core.finding import Actor, Finding, Kind, Parameter, Severity
from handoff_cli.core.rule import Rule
from handoff_cli.core.tree import Place


def _rule(name: str, parameter: Parameter, severity: Severity, acts: Actor, page: str) -> Rule:
    return Rule(
        name=name, parameter=parameter, severity=severity, handbook=severity, acts=acts, source="handoff",
        page=inspect.cleandoc(page),
    )  # fmt: skip


DEAL_ID: Final = _rule(
    "deal-id-lawful", "scope", "reject", "sales",
    """
    The folder's name is the deal's id: capitals, digits and hyphens.

    Why: The id stands in branches, records and mails for years, on every operating system. It is never used again.
    Bad: `projects/Acme 1042/`
    Good: `projects/ACME-1042/`
    Fix: Rename the folder before it is offered for the first time: 3 to 40 of A-Z, 0-9 and `-`, no `-` at the ends.
    """,
)  # fmt: skip
FILES: Final = _rule(
    "files-lawful", "scope", "reject", "sales",
    """
    A deal holds ordinary files whose names mean the same on every computer.

    Why: A link, a program or a name that another system reads differently could show the PM other bytes than he accepts.
    Bad: `evidence/mail.txt` that is a link to another folder; `Quote.yaml` beside `quote.yaml`
    Good: `evidence/2026-01-22 Freigabe Lötstopp.pdf`
    Fix: Put the file itself there, under a plain name. On Linux and macOS: `chmod -x FILE` where it is marked as a program.
    """,
)  # fmt: skip
POLICY: Final = _rule(
    "policy-present", "policy", "warn", "admin",
    """
    The repository has a policy.

    Why: `handoff.yaml` says who is Sales and who is PM, and what the gate asks for. Without it nothing can be decided.
    Bad: A repository with `projects/` and no `handoff.yaml`
    Good: `handoff.yaml` at the top of the repository, committed to the target branch
    Fix: Run `handoff init` and fill in the people.
    """,
)  # fmt: skip
ATTRIBUTES: Final = _rule(
    "attributes-keep-bytes", "policy", "reject", "admin",
    """
    Git stores the files of deals as they are.

    Why: An acceptance is about bytes. Without the line, git on Windows may change line ends, and the same deal hashes
    differently on two computers.
    Bad: No `.gitattributes`
    Good: `.gitattributes` with the line `projects/** -text`
    Fix: Add the line, or run `handoff init`.
    """,
)  # fmt: skip

RULES: Final = (DEAL_ID, FILES, POLICY, ATTRIBUTES)


def finding(rule: Rule, kind: Kind, path: str, message: str, remedy: str) -> Finding:
    return Finding(
        rule=rule.name, kind=kind, parameter=rule.parameter, severity=rule.severity, place=Place(path),
        message=message, remedy=remedy, acts=rule.acts,
    )  # fmt: skip
