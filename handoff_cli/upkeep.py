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
CONSISTENT: Final = _rule(
    "policy-consistent", "policy", "reject", "admin",
    """
    The policy says who everybody is exactly once.

    Why: A decision is counted by its e-mail, its key or its account. One that belongs to two people, or to a person and a
    machine, proves nothing about either; and without an admin nobody could ever change the file.
    Bad: The same key under `dana` and under `lee`
    Good: Every e-mail, key and account under one person; one person with `roles: [admin]`
    Fix: Remove what is there twice, name deputies that exist, make somebody admin.
    """,
)  # fmt: skip
UNDERSTOOD: Final = _rule(
    "policy-understood", "policy", "reject", "admin",
    """
    Every rule, threshold and word list the policy names exists, and no condition of the handoff itself is lowered.

    Why: A name with a typing mistake changes nothing, and whoever wrote it believes that it does.
    Bad: `thresholds: {quote.fct_station_minuts: 4}`; `rules: {quote-names-the-ordered-part: warn}`
    Good: `thresholds: {quote.fct_station_minutes: 4}`
    Fix: `handoff explain` lists the rules, `handoff explain --policy` what may be set and what is in force.
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

COVERED: Final = _rule(
    "step-is-covered", "scope", "reject", "admin",
    """
    A baseline on the target changes only by an accept.

    Why: The owner is the PM exactly when the target carries what he accepted. A step past the gate makes the owner `sales`.
    Bad: A push to `main` that changes `quote.yaml`
    Good: A merge that `handoff accept` made, or that the gate called covered
    Fix: Put the accepted files back, or have the PM accept what is there: `handoff accept DEAL --ratify`.
    """,
)  # fmt: skip
CONTESTED: Final = _rule(
    "records-agree-with-history", "scope", "reject", "admin",
    """
    No record speaks against the history.

    Why: A rejection that was written after the merge, with an older state named, looks like one written before it. Nobody can
    tell afterwards, so it counts against the handover.
    Bad: A rejection that names a state of the target older than a record before it
    Good: Records whose states of the target never go backwards; the server's hook refuses any other
    Fix: Find out who wrote it when. The PM's ratification settles it: `handoff accept DEAL --ratify`.
    """,
)  # fmt: skip
COUNTED: Final = _rule(
    "records-count", "scope", "warn", "admin",
    """
    Every record in the ledger counts.

    Why: A record by somebody without the role, with weak evidence or a signature that does not fit changes nothing. It stays in
    the ledger, and the audit names it, because somebody wrote it.
    Bad: An acceptance signed with a key that is not the PM's
    Good: An acceptance signed by the PM whom the policy in force names
    Fix: Nothing: it counts for nothing. Ask who wrote it.
    """,
)  # fmt: skip

RULES: Final = (DEAL_ID, FILES, POLICY, CONSISTENT, UNDERSTOOD, ATTRIBUTES, COVERED, CONTESTED, COUNTED)


def finding(rule: Rule, kind: Kind, path: str, message: str, remedy: str) -> Finding:
    return Finding(
        rule=rule.name, kind=kind, parameter=rule.parameter, severity=rule.severity, place=Place(path),
        message=message, remedy=remedy, acts=rule.acts,
    )  # fmt: skip
