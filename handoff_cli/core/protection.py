"""What has to protect a gate, point by point: what a forge says of a branch → what holds, what does not, and what is not told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from handoff_cli.core.codeowners import Dialect, owners_of
from handoff_cli.core.globs import globbed
from handoff_cli.core.pull import BranchRules
from handoff_cli.core.switches import CONTEXT, PAGES, REBASE, SETTINGS

State = Literal["protected", "open", "unknown"]
Area = Literal["target", "ledger", "here"]
_FOLDERS: Final = (".github/workflows/", ".gitea/workflows/", ".forgejo/workflows/")
_UNTOLD: Final = "Ask with the token of an admin of the repository."

_SERVER_HOOK: Final = "The hook on the server closes this: `handoff init --server PATH` (docs/server.md)."


@dataclass(frozen=True, slots=True)
class Check:
    """One point: `says` how it stands, `remedy` what to do where it is not protected. Not told is neither a yes nor a no."""

    name: str
    area: Area
    state: State
    says: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """What of the target decides who decides: CODEOWNERS (None where there is none) and the paths it has to cover."""

    codeowners: str | None
    guarded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """The rule of one branch on a forge."""

    area: Area
    branch: str
    forge: Dialect

    def check(self, name: str, holds: bool | None, yes: str, no: str, remedy: str | None = None) -> Check:
        if holds:
            return Check(name, self.area, "protected", yes)
        if holds is None:
            return Check(name, self.area, "unknown", f"not known with this token: whether {yes}", _UNTOLD)
        return Check(name, self.area, "open", no, self.setting(name) if remedy is None else remedy)

    def setting(self, name: str) -> str:
        return f"{PAGES[self.forge].format(branch=self.branch)} → {SETTINGS[name][self.forge]}"


def target_checks(rules: BranchRules, forge: Dialect, files: Files | None) -> Iterator[Check]:
    """Everything the target needs: what gets in, by whom, and past whom."""
    page = _Page("target", rules.branch, forge)
    yield from _ways_in(page, rules)
    yield from _approvals(page, rules)
    yield from _gate(page, rules)
    yield from _kept(page, rules)
    yield _exempt(page, rules)
    yield from _owners(page, rules, files)


def ledger_checks(rules: BranchRules, forge: Dialect) -> Iterator[Check]:
    """The ledger is pushed to by whoever decides; it only must not be rewritten or lost."""
    page = _Page("ledger", rules.branch, forge)
    yield from _kept(page, rules)
    shut = None if rules.pull_required is None and not rules.required else bool(rules.pull_required or rules.required)
    yield page.check(
        "records-can-be-written",
        None if shut is None else not shut or bool(rules.exempt),
        "decisions can be pushed",
        "the branch takes pull requests alone, so nobody can record a decision",
    )


def _ways_in(page: _Page, rules: BranchRules) -> Iterator[Check]:
    yield page.check(
        "pull-request-required",
        rules.pull_required,
        "changes come by pull request alone",
        "anybody who may write pushes straight to it",
    )
    uneven = None if rules.merges is None else sorted(rules.merges & {"rebase", "fast-forward"})
    yield page.check(
        "merged-in-one-step",
        None if uneven is None else not uneven,
        "a pull request is merged in one step",
        f"{' and '.join(uneven or ())} puts every commit of an offer on the branch, also those nobody accepted",
        REBASE[page.forge],
    )


def _approvals(page: _Page, rules: BranchRules) -> Iterator[Check]:
    enough = None if rules.approvals is None else rules.approvals > 0
    yield page.check("approval-required", enough, "somebody has to approve", "nobody has to approve")
    yield page.check(
        "stale-approvals-dismissed",
        rules.stale_dismissed,
        "an approval ends when something is pushed after it",
        "an approval stays when something is pushed after it",
    )
    if page.forge == "github":
        yield page.check(
            "last-push-approved",
            rules.last_push_approved,
            "whoever pushes last does not approve that himself",
            "whoever pushes last can approve that himself",
        )
    yield page.check(
        "rejection-blocks",
        rules.rejection_blocks,
        "a request for changes blocks the merge",
        "a request for changes blocks nothing",
    )


def _gate(page: _Page, rules: BranchRules) -> Iterator[Check]:
    named = None if rules.required is None else [one for one in rules.required if one.context == CONTEXT]
    yield page.check(
        "gate-required",
        None if named is None else bool(named),
        f"nothing is merged without {CONTEXT}",
        f"what the gate says ({CONTEXT}) is not asked before a merge",
    )
    if named:
        yield page.check(
            "gate-source-fixed",
            any(one.source is not None for one in named),
            f"only one app may write {CONTEXT}",
            f"anybody who may write can write {CONTEXT} himself",
            _SERVER_HOOK if page.forge == "gitea" else None,
        )
    yield page.check(
        "up-to-date-required",
        rules.up_to_date,
        f"the gate has judged against {page.branch} as it is at the merge",
        f"{page.branch} may move between the gate's verdict and the merge",
    )


def _kept(page: _Page, rules: BranchRules) -> Iterator[Check]:
    yield page.check(
        "force-push-blocked",
        rules.force_push_blocked,
        "its history cannot be rewritten",
        "its history can be rewritten by a push",
    )
    yield page.check("deletion-blocked", rules.deletion_blocked, "it cannot be deleted", "it can be deleted")


def _exempt(page: _Page, rules: BranchRules) -> Check:
    """Where no rule is, everybody passes by."""
    if rules.pull_required is False and not rules.required:
        return page.check("nobody-exempt", False, "", "there is no rule that anybody would have to follow")
    names = None if rules.exempt is None else not rules.exempt
    return page.check(
        "nobody-exempt",
        names,
        "nobody passes these rules by",
        f"not held to these rules: {', '.join(rules.exempt or ())}",
    )


def _owners(page: _Page, rules: BranchRules, files: Files | None) -> Iterator[Check]:
    """GitHub asks the owners of a file; Gitea only tells them, but can freeze files."""
    if page.forge == "gitea":
        frozen = rules.frozen
        free = (
            None if frozen is None else [one for one in _FOLDERS if not any(globbed(f, f"{one}x.yml") for f in frozen)]
        )
        yield page.check(
            "workflows-frozen",
            None if free is None else not free,
            "workflows cannot be changed by a pull request",
            f"a pull request can change the workflows ({', '.join(free or ())}) that judge it",
            f"{PAGES['gitea'].format(branch=page.branch)} → Protected file patterns: .github/**;.gitea/**;.forgejo/**",
        )
        return
    yield page.check(
        "owners-asked", rules.code_owners, "the owners of a file have to agree", "the owners of a file are not asked"
    )
    yield _owned(page, files)


def _owned(page: _Page, files: Files | None) -> Check:
    if files is None:
        return Check("rules-have-owners", page.area, "unknown", f"{page.branch} is not here to look at", "Fetch it.")
    text = files.codeowners
    loose = [path for path in files.guarded if not owners_of(text or "", path, page.forge)]
    return page.check(
        "rules-have-owners",
        not loose,
        "policy and workflows have owners",
        f"CODEOWNERS names nobody for {', '.join(loose)}" if text is not None else "there is no CODEOWNERS",
        "`handoff init --update --owner @login`, and merge what it writes.",
    )
