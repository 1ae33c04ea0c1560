"""GitHub's two ways to protect a branch, rulesets and branch protection, as one value: the stricter of the two holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from handoff_cli.core.pull import BranchRules, RequiredStatus
from handoff_cli.forge.fields import Fields

_MERGES: Final = {"merge": "allow_merge_commit", "squash": "allow_squash_merge", "rebase": "allow_rebase_merge"}


def branch_rules(branch: str, rules: Iterable[Any], plain: Fields, protection: Fields, about: Fields) -> BranchRules:
    """`rules` are those of the rulesets; `protection` is empty where the token is no admin's or there is none. `plain` says
    whether anything protects the branch, so that *not told* and *not protected* stay apart."""
    by_type = {rule.words("type"): rule.sub("parameters") for rule in (Fields(rule, "a rule") for rule in rules)}
    told = bool(protection) or plain.known("protected") is False
    silent = None if not told else False
    pull, reviews = by_type.get("pull_request"), protection.sub("required_pull_request_reviews")
    asked = pull or Fields(None, "")
    return BranchRules(
        branch=branch,
        pull_required=True if pull or reviews else silent,
        approvals=_most(asked.count("required_approving_review_count"), reviews, told=told),
        stale_dismissed=_either(
            asked.known("dismiss_stale_reviews_on_push"), reviews.known("dismiss_stale_reviews"), silent
        ),
        last_push_approved=_either(
            asked.known("require_last_push_approval"), reviews.known("require_last_push_approval"), silent
        ),
        code_owners=_either(
            asked.known("require_code_owner_review"), reviews.known("require_code_owner_reviews"), silent
        ),
        rejection_blocks=True if pull or reviews else silent,
        required=tuple(_required(by_type, protection, plain)),
        up_to_date=_strict(by_type, protection, silent),
        force_push_blocked=_blocked("non_fast_forward" in by_type, protection.known("allow_force_pushes"), silent),
        deletion_blocked=_blocked("deletion" in by_type, protection.known("allow_deletions"), silent),
        exempt=_exempt(protection) if protection else None,
        merges=_merges(asked, about),
    )


def _most(ruleset: int | None, reviews: Fields, *, told: bool) -> int | None:
    found = [n for n in (ruleset, reviews.count("required_approving_review_count")) if n is not None]
    return max(found) if found else (0 if told else None)


def _either(ruleset: bool | None, protection: bool | None, silent: bool | None) -> bool | None:
    if ruleset or protection:
        return True
    return False if ruleset is False and silent is False else silent if protection is None else protection


def _blocked(ruleset: bool, allowed: bool | None, silent: bool | None) -> bool | None:
    return True if ruleset else silent if allowed is None else not allowed


def _required(by_type: dict[str, Fields], protection: Fields, plain: Fields) -> Iterator[RequiredStatus]:
    checks = by_type.get("required_status_checks")
    for one in checks.each("required_status_checks") if checks else ():
        yield RequiredStatus(one.text("context"), one.count("integration_id"))
    classic = protection.sub("required_status_checks")
    if classic:
        for one in classic.each("checks"):
            app = one.count("app_id")
            yield RequiredStatus(one.text("context"), app if app != -1 else None)
        return
    named = plain.sub("protection").sub("required_status_checks").get("contexts")
    yield from (RequiredStatus(one) for one in named or () if isinstance(one, str))


def _strict(by_type: dict[str, Fields], protection: Fields, silent: bool | None) -> bool | None:
    checks = by_type.get("required_status_checks")
    ruleset = checks.known("strict_required_status_checks_policy") if checks else None
    return (
        True
        if "merge_queue" in by_type
        else _either(ruleset, protection.sub("required_status_checks").known("strict"), silent)
    )


def _exempt(protection: Fields) -> tuple[str, ...]:
    """Who the older protection lets pass; who may bypass a ruleset, only its own page shows."""
    allowed = protection.sub("required_pull_request_reviews").sub("bypass_pull_request_allowances")
    people = [one.words("login") for one in allowed.each("users")]
    groups = [one.words("slug") for kind in ("teams", "apps") for one in allowed.each(kind)]
    admins = () if protection.known("enforce_admins") else ("every admin of the repository",)
    return (*people, *groups, *admins)


def _merges(asked: Fields, about: Fields) -> frozenset[str] | None:
    """The ways both the repository and its rules allow."""
    shown = {way: about.known(field) for way, field in _MERGES.items()}
    if None in shown.values():
        return None
    allowed = {way for way, yes in shown.items() if yes}
    named = asked.get("allowed_merge_methods")
    return frozenset(allowed & set(named)) if isinstance(named, list) and named else frozenset(allowed)
