"""GitHub's two ways to protect a branch, rulesets and branch protection, as one value: the stricter of the two holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from handoff_cli.core.pull import BranchRules, RequiredStatus
from handoff_cli.forge.fields import Fields

_MERGES: Final = {"merge": "allow_merge_commit", "squash": "allow_squash_merge", "rebase": "allow_rebase_merge"}
_ROLES: Final = {2: "maintainers", 4: "everybody who may write", 5: "admins of the repository"}
_ACTORS: Final = {
    "OrganizationAdmin": "owners of the organisation",
    "EnterpriseOwner": "owners of the enterprise",
    "DeployKey": "deploy keys",
}
_ME: Final = "you"


def branch_rules(
    branch: str, rules: Iterable[Any], sets: Sequence[Fields], plain: Fields, protection: Fields, about: Fields
) -> BranchRules:
    """`rules` are those of the rulesets, `sets` these rulesets themselves; `protection` is None where the token is no admin's and
    empty where there is none. `plain` says whether anything protects the branch, so that *not told* and *not protected* stay apart."""
    asked = [Fields(rule, "a rule") for rule in rules]
    told = bool(protection) or plain.known("protected") is False
    silent = None if not told else False
    pulls, reviews = _of(asked, "pull_request"), protection.sub("required_pull_request_reviews")
    approvals = _most([pull.count("required_approving_review_count") for pull in pulls], reviews, told=told)
    return BranchRules(
        branch=branch,
        pull_required=True if pulls or reviews else silent,
        approvals=approvals,
        stale_dismissed=_either(
            _each(pulls, "dismiss_stale_reviews_on_push"), reviews.known("dismiss_stale_reviews"), silent
        ),
        last_push_approved=_either(
            _each(pulls, "require_last_push_approval"), reviews.known("require_last_push_approval"), silent
        ),
        code_owners=_either(
            _each(pulls, "require_code_owner_review"), reviews.known("require_code_owner_reviews"), silent
        ),
        rejection_blocks=approvals > 0 if approvals is not None else None,
        required=tuple(_required(asked, protection, plain)),
        up_to_date=_strict(asked, protection, silent),
        force_push_blocked=_blocked(asked, "non_fast_forward", protection.known("allow_force_pushes"), silent),
        deletion_blocked=_blocked(asked, "deletion", protection.known("allow_deletions"), silent),
        exempt=_exempt(sets, protection, told=told),
        merges=_merges(pulls, about),
    )


def _of(rules: Iterable[Fields], type: str) -> list[Fields]:
    """What each ruleset asks of a kind; a rule without parameters is there all the same."""
    return [
        rule.sub("parameters") if rule.get("parameters") else Fields({}, "a rule")
        for rule in rules
        if rule.words("type") == type
    ]


def _each(rules: Iterable[Fields], field: str) -> list[bool | None]:
    return [rule.known(field) for rule in rules]


def _most(rulesets: Iterable[int | None], reviews: Fields, *, told: bool) -> int | None:
    found = [n for n in (*rulesets, reviews.count("required_approving_review_count")) if n is not None]
    if max(found, default=0) > 0 or told:
        return max(found, default=0)
    return None


def _either(rulesets: Iterable[bool | None], protection: bool | None, silent: bool | None) -> bool | None:
    """Yes where one of them asks for it; a ruleset that does not leaves open what an untold protection asks."""
    if protection or any(rulesets):
        return True
    return silent if protection is None else protection


def _blocked(rules: Iterable[Fields], type: str, allowed: bool | None, silent: bool | None) -> bool | None:
    if any(rule.words("type") == type for rule in rules):
        return True
    return silent if allowed is None else not allowed


def _required(rules: Iterable[Fields], protection: Fields, plain: Fields) -> Iterator[RequiredStatus]:
    for checks in _of(rules, "required_status_checks"):
        for one in checks.each("required_status_checks"):
            yield RequiredStatus(one.text("context"), one.count("integration_id"))
    classic = protection.sub("required_status_checks") or plain.sub("protection").sub("required_status_checks")
    listed = list(classic.each("checks"))
    for one in listed:
        app = one.count("app_id")
        yield RequiredStatus(one.text("context"), app if app != -1 else None)
    if not listed:
        yield from (RequiredStatus(one) for one in classic.get("contexts") or () if isinstance(one, str))


def _strict(rules: Sequence[Fields], protection: Fields, silent: bool | None) -> bool | None:
    asked = _each(_of(rules, "required_status_checks"), "strict_required_status_checks_policy")
    if any(rule.words("type") == "merge_queue" for rule in rules):
        return True
    return _either(asked, protection.sub("required_status_checks").known("strict"), silent)


def _exempt(sets: Sequence[Fields], protection: Fields, *, told: bool) -> tuple[str, ...] | None:
    """Whoever may pass either of them by. None where nobody is named and one of them does not say."""
    lists = [_passing(one) for one in sets]
    names = [name for found in lists for name in found or ()]
    names += _allowed(protection) if protection.value else ()
    if not names and (None in lists or not told):
        return None
    return tuple(dict.fromkeys(names))


def _passing(ruleset: Fields) -> tuple[str, ...] | None:
    """Who may bypass a ruleset: a reader is told only whether he may himself."""
    if isinstance(ruleset.get("bypass_actors"), list):
        return tuple(_actor(actor) for actor in ruleset.each("bypass_actors"))
    return (_ME,) if ruleset.words("current_user_can_bypass") not in ("", "never") else None


def _actor(actor: Fields) -> str:
    kind, number = actor.words("actor_type"), actor.count("actor_id")
    if kind == "RepositoryRole":
        return _ROLES.get(number or 0, f"role {number}")
    return _ACTORS.get(kind) or f"{'app' if kind == 'Integration' else kind.lower()} {number}"


def _allowed(protection: Fields) -> tuple[str, ...]:
    allowed = protection.sub("required_pull_request_reviews").sub("bypass_pull_request_allowances")
    people = [one.words("login") for one in allowed.each("users")]
    groups = [one.words("slug") for kind in ("teams", "apps") for one in allowed.each(kind)]
    admins = () if protection.known("enforce_admins") else ("every admin of the repository",)
    return (*people, *groups, *admins)


def _merges(pulls: Iterable[Fields], about: Fields) -> frozenset[str] | None:
    """The ways the repository and all its rules allow."""
    shown = {way: about.known(field) for way, field in _MERGES.items()}
    if None in shown.values():
        return None
    allowed = {way for way, yes in shown.items() if yes}
    for pull in pulls:
        named = pull.get("allowed_merge_methods")
        allowed &= set(named) if isinstance(named, list) and named else allowed
    return frozenset(allowed)
