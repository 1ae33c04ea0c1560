"""Gitea's and Forgejo's dialect of the fake forge, where it is not GitHub's."""

from __future__ import annotations

import re
from typing import Any

from tests.forge.hub import Commented, Hub, Pull, Refusal, Reviewed, Rules, Stated, User
from tests.forge.server import Asked, Dialect, Handler, Told

REPO = r"/repos/sales/deals"
STATES = {"APPROVED": "APPROVED", "CHANGES_REQUESTED": "REQUEST_CHANGES", "COMMENTED": "COMMENT"}
EVENTS = {sent: kept for kept, sent in STATES.items()}


def user(one: User) -> dict[str, Any]:
    return {
        "id": one.id, "login": one.login, "username": one.login, "full_name": "", "email": f"{one.login}@noreply.example",
        "avatar_url": "", "is_admin": False, "created": "2026-01-01T00:00:00Z", "visibility": "public",
    }  # fmt: skip


def repository(hub: Hub) -> dict[str, Any]:
    return {
        "id": hub.repository, "name": "deals", "full_name": "sales/deals", "owner": user(User(7000, "sales")),
        "default_branch": "main", "private": True, "empty": False, "permissions": {"admin": False, "push": True, "pull": True},
        "allow_merge_commits": True, "allow_squash_merge": True, "allow_rebase": hub.rebase, "has_pull_requests": True,
    }  # fmt: skip


def _label(name: str, hub: Hub) -> dict[str, Any]:
    return {"id": hub.label(name).id, "name": name, "color": "4d6f8f", "description": "", "exclusive": False, "url": ""}


def pull(one: Pull, hub: Hub) -> dict[str, Any]:
    repo, tip = repository(hub), hub.git.tip(one.base) or ""
    source = _source(one, repo) if one.fork else {"label": one.branch, "repo_id": hub.repository, "repo": repo}
    return {
        "id": 90_000 + one.number, "number": one.number, "user": user(one.user), "title": one.title, "body": one.body,
        "labels": [_label(name, hub) for name in one.labels], "state": "open" if one.open else "closed",
        "draft": one.draft or re.match(r"(?i)(wip:|\[wip\])", one.title) is not None, "is_locked": False, "comments": len(one.comments),
        "html_url": f"https://git.nordhall.example/sales/deals/pulls/{one.number}", "mergeable": one.open, "merged": bool(one.merged),
        "merged_at": one.at if one.merged else None, "merge_commit_sha": one.merged, "merge_base": tip,
        "base": {"label": one.base, "ref": one.base, "sha": tip, "repo_id": hub.repository, "repo": repo},
        "head": {"ref": one.branch, "sha": one.head, **source},
        "created_at": one.at, "updated_at": one.at, "closed_at": None if one.open else one.at,
        "requested_reviewers": [user(hub.users[login]) for login in one.asked],
    }  # fmt: skip


def _source(one: Pull, repo: dict[str, Any]) -> dict[str, Any]:
    assert one.fork is not None
    theirs = {**repo, "id": one.fork.id, "full_name": f"{one.fork.owner.login}/deals", "owner": user(one.fork.owner)}
    there = None if one.fork.gone else {**theirs, "fork": True}
    return {
        "label": f"{one.fork.owner.login}:{one.branch}",
        "repo_id": 0 if there is None else one.fork.id,
        "repo": there,
    }


def review(one: Reviewed, hub: Hub, number: int) -> dict[str, Any]:
    return {
        "id": one.id, "user": user(one.user), "team": None, "state": STATES[one.state], "body": one.body, "commit_id": one.commit,
        "stale": one.commit != hub.pulls[number].head, "official": True, "dismissed": one.dismissed,
        "comments_count": len(one.remarks), "submitted_at": one.at, "updated_at": one.at, "html_url": "", "pull_request_url": "",
    }  # fmt: skip


def _asked(login: str, hub: Hub, number: int) -> dict[str, Any]:
    """Who is asked for a review stands in the list of reviews as well."""
    one = Reviewed(-hub.users[login].id, hub.users[login], "COMMENTED", "", "", hub.now())
    return review(one, hub, number) | {
        "id": 400 + hub.users[login].id % 100,
        "state": "REQUEST_REVIEW",
        "commit_id": "",
    }


def status(one: Stated) -> dict[str, Any]:
    return {
        "id": one.id, "status": one.state, "target_url": one.url, "description": one.description, "url": "", "context": one.context,
        "creator": user(one.user), "created_at": one.at, "updated_at": one.at,
    }  # fmt: skip


def comment(one: Commented) -> dict[str, Any]:
    return {
        "id": one.id, "user": user(one.user), "body": one.body, "html_url": "", "pull_request_url": "", "issue_url": "",
        "created_at": one.at, "updated_at": one.at, "assets": [], "original_author": "", "original_author_id": 0,
    }  # fmt: skip


def _me(ask: Asked) -> Told:
    if ask.grant.job:
        raise Refusal(403, "token does not have at least one of required scope(s): [read:user]")
    return Told(200, user(ask.grant.user))


def _about(ask: Asked) -> Told:
    return Told(200, repository(ask.hub))


def _pulls(ask: Asked) -> Told:
    state = ask.query.get("state", "open")
    found = (ask.hub.pull(number) for number in ask.hub.pulls)
    return Told(200, [pull(p, ask.hub) for p in found if state == "all" or p.open == (state == "open")], listed=True)


def _open_pull(ask: Asked) -> Told:
    b = ask.body
    made = ask.hub.open_pull(ask.grant.user, b["head"], b["base"], b["title"], b.get("body") or "")
    return Told(201, pull(made, ask.hub))


def _pull(ask: Asked) -> Told:
    return Told(200, pull(ask.hub.pull(int(ask.parts[0])), ask.hub))


def _edit_pull(ask: Asked) -> Told:
    changes = {name: ask.body[name] for name in ("title", "body", "base") if name in ask.body}
    if "state" in ask.body:
        changes["open"] = ask.body["state"] == "open"
    return Told(201, pull(ask.hub.edit(int(ask.parts[0]), **changes), ask.hub))


def _reviews(ask: Asked) -> Told:
    number = int(ask.parts[0])
    one = ask.hub.pull(number)
    asked = [_asked(login, ask.hub, number) for login in one.asked]
    return Told(200, asked + [review(found, ask.hub, number) for found in one.reviews], listed=True)


def _review(ask: Asked) -> Told:
    number, id = map(int, ask.parts)
    return Told(200, review(ask.hub.found_review(number, id), ask.hub, number))


def _post_review(ask: Asked) -> Told:
    number, b = int(ask.parts[0]), ask.body
    if b.get("event") not in EVENTS:
        raise Refusal(422, "unknown review type")
    lines = [(one["path"], one["new_position"], one["body"]) for one in b.get("comments") or ()]
    made = ask.hub.review(
        ask.grant.user,
        number,
        EVENTS[b["event"]],
        commit=b.get("commit_id") or None,
        body=b.get("body") or "",
        remarks=lines,
    )
    return Told(200, review(made, ask.hub, number))


def _dismiss(ask: Asked) -> Told:
    number, id = map(int, ask.parts)
    return Told(200, review(ask.hub.dismiss(number, id, ask.body.get("message", "")), ask.hub, number))


def _remarks(ask: Asked) -> Told:
    found = ask.hub.found_review(*map(int, ask.parts))
    told = [
        {
            "id": r.id, "body": r.body, "user": user(found.user), "resolver": None, "pull_request_review_id": found.id,
            "created_at": found.at, "updated_at": found.at, "path": r.path, "commit_id": found.commit,
            "original_commit_id": found.commit, "diff_hunk": "@@", "position": r.line, "original_position": 0, "html_url": "",
        }
        for r in found.remarks
    ]  # fmt: skip
    return Told(200, told, listed=False)


def _merge(ask: Asked) -> Told:
    if (ask.body.get("Do") or ask.body.get("do")) != "merge":  # names of fields are read in either case there
        raise Refusal(405, "Invalid merge style")
    title = ask.body.get("MergeTitleField") or f"Merge pull request #{ask.parts[0]}"
    try:
        ask.hub.merge(int(ask.parts[0]), ask.body.get("head_commit_id"), title)
    except Refusal as refusal:
        words = {405: "Please try again later", 409: "head out of date"}
        raise Refusal(refusal.status, words.get(refusal.status, refusal.message)) from None
    return Told(200, None)


def _ask_review(ask: Asked) -> Told:
    one = ask.hub.pull(int(ask.parts[0]))
    for login in ask.body.get("reviewers", ()):
        if login not in ask.hub.users:
            raise Refusal(404, f"user does not exist [name: {login}]")
        if not ask.hub.may_review(login):
            raise Refusal(422, "Reviewer can't read")
        if login == one.user.login:
            raise Refusal(422, "poster of pr can't be reviewer")
        ask.hub.ask(one.number, login)
    return Told(201, [_asked(login, ask.hub, one.number) for login in one.asked])


def _reviewers(ask: Asked) -> Told:
    return Told(200, [user(one) for one in ask.hub.users.values() if ask.hub.may_review(one.login)])


def _statuses(ask: Asked) -> Told:
    return Told(200, [status(one) for one in ask.hub.statuses.get(ask.parts[0], [])], listed=True)


def _state(ask: Asked) -> Told:
    b = ask.body
    made = ask.hub.state(
        ask.grant.user,
        ask.parts[0],
        b.get("context", "default"),
        b["state"],
        b.get("description") or "",
        b.get("target_url") or "",
    )
    return Told(201, status(made))


def _comments(ask: Asked) -> Told:
    return Told(200, [comment(one) for one in ask.hub.pull(int(ask.parts[0])).comments], listed=True)


def _comment(ask: Asked) -> Told:
    return Told(201, comment(ask.hub.comment(ask.grant.user, int(ask.parts[0]), ask.body.get("body", ""))))


def _edit_comment(ask: Asked) -> Told:
    return Told(200, comment(ask.hub.edit_comment(ask.grant, int(ask.parts[0]), ask.body["body"])))


def _repo_labels(ask: Asked) -> Told:
    return Told(200, [_label(label.name, ask.hub) for label in ask.hub.labels], listed=True)


def _new_label(ask: Asked) -> Told:
    ask.hub.label(ask.body["name"])
    return Told(201, _label(ask.body["name"], ask.hub))


def _add_labels(ask: Asked) -> Told:
    number = int(ask.parts[0])
    for wanted in ask.body["labels"]:
        found = next((label.name for label in ask.hub.labels if wanted in (label.id, label.name)), None)
        if found is None:
            raise Refusal(404, "label not found")
        ask.hub.add_label(number, found)
    return Told(200, [_label(name, ask.hub) for name in ask.hub.pull(number).labels])


def _drop_label(ask: Asked) -> Told:
    number, id = map(int, ask.parts)
    ask.hub.drop_label(number, next((label.name for label in ask.hub.labels if label.id == id), ""))
    return Told(204, None)


def _protections(ask: Asked) -> Told:
    if not ask.grant.admin:
        raise Refusal(403, "user should be an owner or a collaborator with admin write of a repository")
    both = (("main", ask.hub.rules), ("handoff-*", ask.hub.ledger))
    return Told(200, [_protected(branch, rules, ask.hub) for branch, rules in both if rules])


def _protected(branch: str, rules: Rules, hub: Hub) -> dict[str, Any]:
    return {
        "branch_name": branch, "rule_name": branch, "enable_push": rules.kept, "enable_force_push": False,
        "required_approvals": rules.approvals, "enable_status_check": bool(rules.required),
        "status_check_contexts": list(rules.required), "block_on_rejected_reviews": not rules.kept,
        "block_on_outdated_branch": rules.strict, "dismiss_stale_approvals": rules.dismiss_stale,
        "block_admin_merge_override": not rules.bypass, "push_whitelist_usernames": [],
        "protected_file_patterns": rules.frozen, "created_at": hub.now(), "updated_at": hub.now(),
    }  # fmt: skip


_ROUTES: dict[str, Handler] = {
    "GET /user": _me,
    f"GET {REPO}": _about,
    f"GET {REPO}/pulls": _pulls,
    f"POST {REPO}/pulls": _open_pull,
    rf"GET {REPO}/pulls/(\d+)": _pull,
    rf"PATCH {REPO}/pulls/(\d+)": _edit_pull,
    rf"GET {REPO}/pulls/(\d+)/reviews": _reviews,
    rf"POST {REPO}/pulls/(\d+)/reviews": _post_review,
    rf"GET {REPO}/pulls/(\d+)/reviews/(\d+)": _review,
    rf"POST {REPO}/pulls/(\d+)/reviews/(\d+)/dismissals": _dismiss,
    rf"GET {REPO}/pulls/(\d+)/reviews/(\d+)/comments": _remarks,
    rf"POST {REPO}/pulls/(\d+)/merge": _merge,
    rf"POST {REPO}/pulls/(\d+)/requested_reviewers": _ask_review,
    f"GET {REPO}/reviewers": _reviewers,
    rf"GET {REPO}/commits/([0-9a-f]+)/statuses": _statuses,
    rf"POST {REPO}/statuses/([0-9a-f]+)": _state,
    rf"GET {REPO}/issues/(\d+)/comments": _comments,
    rf"POST {REPO}/issues/(\d+)/comments": _comment,
    rf"PATCH {REPO}/issues/comments/(\d+)": _edit_comment,
    f"GET {REPO}/labels": _repo_labels,
    f"POST {REPO}/labels": _new_label,
    rf"POST {REPO}/issues/(\d+)/labels": _add_labels,
    rf"DELETE {REPO}/issues/(\d+)/labels/(\d+)": _drop_label,
    f"GET {REPO}/branch_protections": _protections,
}
GITEA = Dialect("gitea", "/api/v1", "token", ("limit", 30, 50), _ROUTES, counts=True)
