"""What an answer of GitHub says, read plainly from its JSON: what the adapter has to make of it. `KeyError` and `TypeError` where a
field is missing that a decision hangs on."""

from __future__ import annotations

from typing import Any

from handoff_cli.core.pull import (
    Account,
    Comment,
    LineComment,
    PullRequest,
    RequiredStatus,
    Review,
    ReviewState,
    Status,
)

Json = dict[str, Any]
_STATES: dict[str, ReviewState] = {
    "approved": "approved",
    "changes_requested": "changes-requested",
    "commented": "commented",
    "dismissed": "dismissed",
    "pending": "pending",
}


class Unsaid(Exception):
    """The answer does not say something a decision hangs on."""


def needed(value: Any, *path: str, kind: type = str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if type(value) is not kind or value == "":
        raise Unsaid(".".join(path))
    return value


def account(v: Json) -> Account:
    login = needed(v, "login")
    bot = v.get("type") == "Bot" or login.endswith("[bot]")
    return Account(id=needed(v, "id", kind=int), login=login, bot=bot)


def _author(v: Json) -> Account | None:
    return account(v["user"]) if v.get("user") else None


def pull(v: Json) -> PullRequest:
    source = v["head"].get("repo") if isinstance(v.get("head"), dict) else None
    return PullRequest(
        number=needed(v, "number", kind=int),
        repository=needed(v, "base", "repo", "id", kind=int),
        author=account(needed(v, "user", kind=dict)),
        head=needed(v, "head", "sha"),
        branch=needed(v, "head", "ref"),
        base=needed(v, "base", "ref"),
        title=v.get("title") or "",
        body=v.get("body") or "",
        url=v.get("html_url") or "",
        source=source["id"] if source else None,
        draft=v.get("draft") or False,
        open=needed(v, "state") == "open",
        merged=v.get("merged_at") is not None,
        labels=tuple(label["name"] for label in v.get("labels") or ()),
        asked=tuple(one["id"] for one in v.get("requested_reviewers") or () if "id" in one),
    )


def review(v: Json) -> Review:
    return Review(
        id=needed(v, "id", kind=int),
        reviewer=_author(v),
        state=_STATES[needed(v, "state").lower()],
        commit=v.get("commit_id"),
        body=v.get("body") or "",
        at=v.get("submitted_at") or "",
    )


def remark(v: Json) -> LineComment:
    return LineComment(id=v["id"], path=v["path"], line=v.get("line") or v.get("original_line"), body=v["body"])


def comment(v: Json) -> Comment:
    return Comment(
        id=needed(v, "id", kind=int), author=_author(v), body=v.get("body") or "", url=v.get("html_url") or ""
    )


def status(v: Json) -> Status:
    return Status(
        context=needed(v, "context"),
        state=v["state"],
        description=v["description"] or "",
        url=v["target_url"] or "",
        creator=v["creator"]["id"] if v.get("creator") else None,
    )


def merges(v: Json) -> frozenset[str] | None:
    ways = {"merge": "allow_merge_commit", "squash": "allow_squash_merge", "rebase": "allow_rebase_merge"}
    if any(v.get(field) is None for field in ways.values()):
        return None
    return frozenset(way for way, field in ways.items() if v[field])


def required(v: Json) -> tuple[RequiredStatus, ...]:
    """Of a branch or of its protection: apps where they are named, else the bare contexts."""
    checks = (v.get("protection") or v).get("required_status_checks") or {}
    apps = tuple(
        RequiredStatus(one["context"], one["app_id"] if one["app_id"] != -1 else None)
        for one in checks.get("checks") or ()
    )
    return apps or tuple(RequiredStatus(one) for one in checks.get("contexts") or ())


def protection(v: Json) -> Json:
    """The fields of `BranchRules` that a branch protection decides."""
    reviews = v.get("required_pull_request_reviews")
    checks = v.get("required_status_checks")
    return {
        "pull_required": reviews is not None,
        "approvals": (reviews or {}).get("required_approving_review_count", 0),
        "stale_dismissed": (reviews or {}).get("dismiss_stale_reviews", False),
        "code_owners": (reviews or {}).get("require_code_owner_reviews", False),
        "required": required(v),
        "up_to_date": (checks or {}).get("strict", False),
    }
