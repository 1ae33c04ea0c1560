"""GitHub's dialect of the fake forge: routes, shapes, and the words of its refusals."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.forge.contract import refuses
from tests.forge.hub import Commented, Hub, Pull, Refusal, Reviewed, Stated, User
from tests.forge.server import Asked, Dialect, Handler, Told

REPO = r"/repos/sales/deals"
EVENTS = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
_URLS = (
    "archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events "
    "forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones "
    "notifications pulls releases stargazers statuses subscribers subscription tags teams trees clone git ssh svn mirror"
)
_COUNTS = "forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count network_count subscribers_count"
_FLAGS = "private fork has_issues has_projects has_wiki has_pages has_downloads has_discussions archived disabled"


def user(one: User, base: str) -> dict[str, Any]:
    where = f"{base}/users/{one.login}"
    names = "followers following gists starred subscriptions organizations repos events received_events"
    urls = {f"{name}_url": f"{where}/{name}" for name in names.split()}
    return {
        "login": one.login, "id": one.id, "node_id": f"U_{one.id}", "avatar_url": f"{where}.png", "gravatar_id": "", "url": where,
        "html_url": where, "type": "Bot" if one.bot else "User", "site_admin": False, **urls,
    }  # fmt: skip


def repository(hub: Hub, base: str) -> dict[str, Any]:
    where = f"{base}{REPO}"
    return {
        **{f"{name}_url": f"{where}/{name}" for name in _URLS.split()},
        **dict.fromkeys(_COUNTS.split(), 0),
        **dict.fromkeys(_FLAGS.split(), False),
        "id": hub.repository, "node_id": "R_1", "name": "deals", "full_name": "sales/deals", "url": where, "html_url": where,
        "owner": user(User(7000, "sales"), base), "description": None, "default_branch": "main", "homepage": None, "language": None,
        "license": None, "pushed_at": hub.now(), "created_at": hub.now(), "updated_at": hub.now(), "mirror_url": None,
        "allow_merge_commit": True, "allow_squash_merge": True, "allow_rebase_merge": hub.rebase,
    }  # fmt: skip


def _label(name: str, hub: Hub, base: str) -> dict[str, Any]:
    label = hub.label(name)
    return {
        "id": label.id, "node_id": f"L_{label.id}", "url": f"{base}{REPO}/labels/{quote(name)}", "name": name, "description": "",
        "color": "ededed", "default": False,
    }  # fmt: skip


def pull(one: Pull, hub: Hub, base: str, *, short: bool = False) -> dict[str, Any]:
    where, repo = f"{base}{REPO}/pulls/{one.number}", repository(hub, base)
    side = {"user": user(User(7000, "sales"), base), "repo": repo}
    source = _source(one, base, repo) if one.fork else {"label": f"sales:{one.branch}", **side}
    tip = hub.git.tip(one.base) or "0" * 40
    names = "diff_url html_url issue_url patch_url review_comment_url review_comments_url statuses_url comments_url commits_url"
    told: dict[str, Any] = {
        **dict.fromkeys(names.split(), where),
        "html_url": f"https://git.nordhall.example/sales/deals/pull/{one.number}",
        "url": where, "id": 90_000 + one.number, "node_id": f"PR_{one.number}", "number": one.number,
        "state": "open" if one.open else "closed", "locked": False, "title": one.title, "body": one.body or None,
        "user": user(one.user, base), "labels": [_label(name, hub, base) for name in one.labels], "milestone": None,
        "created_at": one.at, "updated_at": one.at, "closed_at": None if one.open else one.at, "draft": one.draft,
        "merged_at": one.at if one.merged else None, "merge_commit_sha": one.merged or ("f" * 40 if one.open else None),
        "assignee": None, "author_association": "MEMBER", "auto_merge": None, "_links": _links(where),
        "issue_url": f"{base}{REPO}/issues/{one.number}",
        "requested_reviewers": [user(hub.users[login], base) for login in one.asked],
        "head": {"ref": one.branch, "sha": one.head, **source},
        "base": {"label": f"sales:{one.base}", "ref": one.base, "sha": tip, **side},
    }  # fmt: skip
    if short:
        return told
    return told | {
        "additions": 1, "deletions": 0, "changed_files": 1, "comments": len(one.comments), "commits": 1, "review_comments": 0,
        "mergeable": None if one.merged else True, "mergeable_state": "clean", "merged": bool(one.merged),
        "maintainer_can_modify": False, "merged_by": None,
    }  # fmt: skip


def _source(one: Pull, base: str, repo: dict[str, Any]) -> dict[str, Any]:
    """The side of a fork; without a repository once that is deleted."""
    assert one.fork is not None
    owner = user(one.fork.owner, base)
    theirs = {**repo, "id": one.fork.id, "full_name": f"{one.fork.owner.login}/deals", "fork": True, "owner": owner}
    return {
        "label": f"{one.fork.owner.login}:{one.branch}",
        "user": owner,
        "repo": None if one.fork.gone else theirs,
    }


def _links(where: str) -> dict[str, Any]:
    names = "comments commits statuses html issue review_comments review_comment self"
    return {name: {"href": where} for name in names.split()}


def review(one: Reviewed, number: int, base: str) -> dict[str, Any]:
    where = f"{base}{REPO}/pulls/{number}"
    return {
        "id": one.id, "node_id": f"PRR_{one.id}", "user": user(one.user, base), "body": one.body,
        "state": "DISMISSED" if one.dismissed else one.state, "commit_id": one.commit, "submitted_at": one.at,
        "html_url": f"{where}#{one.id}", "pull_request_url": where, "author_association": "MEMBER",
        "_links": {"html": {"href": where}, "pull_request": {"href": where}},
    }  # fmt: skip


def remarks(one: Reviewed, number: int, base: str) -> list[dict[str, Any]]:
    where = f"{base}{REPO}/pulls/{number}"
    return [
        {
            "id": r.id, "node_id": f"C_{r.id}", "pull_request_review_id": one.id, "url": where, "html_url": where,
            "pull_request_url": where, "diff_hunk": "@@", "path": r.path, "line": r.line, "original_line": r.line,
            "commit_id": one.commit, "original_commit_id": one.commit, "user": user(one.user, base), "body": r.body,
            "created_at": one.at, "updated_at": one.at, "author_association": "MEMBER",
            "_links": {"self": {"href": where}, "html": {"href": where}, "pull_request": {"href": where}},
        }
        for r in one.remarks
    ]  # fmt: skip


def comment(one: Commented, base: str) -> dict[str, Any]:
    where = f"{base}{REPO}/issues/comments/{one.id}"
    return {
        "id": one.id, "node_id": f"IC_{one.id}", "url": where, "html_url": where, "issue_url": where, "body": one.body,
        "user": user(one.user, base), "created_at": one.at, "updated_at": one.at, "author_association": "MEMBER",
    }  # fmt: skip


def status(one: Stated, sha: str, base: str) -> dict[str, Any]:
    return {
        "url": f"{base}{REPO}/statuses/{sha}", "avatar_url": None, "id": one.id, "node_id": f"SC_{one.id}", "state": one.state,
        "description": one.description or None, "target_url": one.url or None, "context": one.context, "created_at": one.at,
        "updated_at": one.at, "creator": user(one.user, base),
    }  # fmt: skip


def _me(ask: Asked) -> Told:
    if ask.grant.job:
        raise Refusal(403, "Resource not accessible by integration")
    return Told(200, _profile(ask, ask.grant.user))


def _profile(ask: Asked, one: User) -> dict[str, Any]:
    unsaid = dict.fromkeys(["bio", "blog", "company", "email", "hireable", "location", "name"])
    counts = dict.fromkeys(["followers", "following", "public_gists", "public_repos"], 0)
    since = {"created_at": ask.hub.now(), "updated_at": ask.hub.now()}
    return {**user(one, ask.base), **unsaid, **counts, **since}


def _somebody(ask: Asked) -> Told:
    found = next((one for one in ask.hub.users.values() if one.id == int(ask.parts[0])), None)
    if found is None:
        raise Refusal(404, "Not Found")
    return Told(200, _profile(ask, found))


def _about(ask: Asked) -> Told:
    return Told(200, repository(ask.hub, ask.base))


def _pulls(ask: Asked) -> Told:
    state = ask.query.get("state", "open")
    found = (ask.hub.pull(number) for number in ask.hub.pulls)
    return Told(
        200,
        [pull(p, ask.hub, ask.base, short=True) for p in found if state == "all" or p.open == (state == "open")],
        listed=True,
    )


def _open_pull(ask: Asked) -> Told:
    b = ask.body
    if not b.get("title"):
        raise Refusal(422, "Validation Failed: title is missing")
    branch = b["head"].removeprefix("sales:")
    made = ask.hub.open_pull(
        ask.grant.user, branch, b["base"], b["title"], b.get("body") or "", draft=bool(b.get("draft"))
    )
    return Told(201, pull(made, ask.hub, ask.base))


def _pull(ask: Asked) -> Told:
    return Told(200, pull(ask.hub.pull(int(ask.parts[0])), ask.hub, ask.base))


def _edit_pull(ask: Asked) -> Told:
    changes = {name: ask.body[name] for name in ("title", "body", "base") if name in ask.body}
    if "state" in ask.body:
        changes["open"] = ask.body["state"] == "open"
    return Told(200, pull(ask.hub.edit(int(ask.parts[0]), **changes), ask.hub, ask.base))


def _reviews(ask: Asked) -> Told:
    number = int(ask.parts[0])
    return Told(200, [review(one, number, ask.base) for one in ask.hub.pull(number).reviews], listed=True)


def _review(ask: Asked) -> Told:
    number, id = map(int, ask.parts)
    return Told(200, review(ask.hub.found_review(number, id), number, ask.base))


def _post_review(ask: Asked) -> Told:
    number, b = int(ask.parts[0]), ask.body
    if b.get("event") not in EVENTS:
        raise Refusal(422, "Unprocessable Entity: event")
    lines = [(one["path"], one.get("line", 1), one["body"]) for one in b.get("comments", ())]
    made = ask.hub.review(
        ask.grant.user, number, EVENTS[b["event"]], commit=b.get("commit_id"), body=b.get("body") or "", remarks=lines
    )
    return Told(200, review(made, number, ask.base))


def _dismiss(ask: Asked) -> Told:
    number, id = map(int, ask.parts)
    return Told(200, review(ask.hub.dismiss(number, id, ask.body.get("message", "")), number, ask.base))


def _remarks(ask: Asked) -> Told:
    number = int(ask.parts[0])
    found = [line for one in ask.hub.pull(number).reviews for line in remarks(one, number, ask.base)]
    return Told(200, found, listed=True)


def _merge(ask: Asked) -> Told:
    number = int(ask.parts[0])
    if ask.body.get("merge_method", "merge") != "merge":
        raise Refusal(405, "Only merge commits are allowed here")
    title = ask.body.get("commit_title") or f"Merge pull request #{number}"
    done = ask.hub.merge(number, ask.body.get("sha"), title)
    return Told(200, {"sha": done.merged, "merged": True, "message": "Pull Request successfully merged"})


def _ask_review(ask: Asked) -> Told:
    one = ask.hub.pull(int(ask.parts[0]))
    for login in ask.body.get("reviewers", ()):
        if not ask.hub.may_review(login):
            raise Refusal(422, "Reviews may only be requested from collaborators.")
        if login == one.user.login:
            raise Refusal(422, "Review cannot be requested from pull request author.")
        ask.hub.ask(one.number, login)
    return Told(201, pull(one, ask.hub, ask.base, short=True))


def _statuses(ask: Asked) -> Told:
    found = reversed(ask.hub.statuses.get(ask.parts[0], []))
    return Told(200, [status(one, ask.parts[0], ask.base) for one in found], listed=True)


def _state(ask: Asked) -> Told:
    b = ask.body
    if b.get("state") not in ("error", "failure", "pending", "success"):
        raise Refusal(422, "Validation Failed: state is not included in the list")
    made = ask.hub.state(
        ask.grant.user,
        ask.parts[0],
        b.get("context", "default"),
        b["state"],
        b.get("description") or "",
        b.get("target_url") or "",
    )
    return Told(201, status(made, ask.parts[0], ask.base))


def _comments(ask: Asked) -> Told:
    return Told(200, [comment(one, ask.base) for one in ask.hub.pull(int(ask.parts[0])).comments], listed=True)


def _comment(ask: Asked) -> Told:
    return Told(201, comment(ask.hub.comment(ask.grant.user, int(ask.parts[0]), ask.body.get("body", "")), ask.base))


def _edit_comment(ask: Asked) -> Told:
    return Told(200, comment(ask.hub.edit_comment(ask.grant, int(ask.parts[0]), ask.body["body"]), ask.base))


def _labels(ask: Asked) -> Told:
    return Told(200, [_label(name, ask.hub, ask.base) for name in ask.hub.pull(int(ask.parts[0])).labels], listed=True)


def _add_labels(ask: Asked) -> Told:
    number = int(ask.parts[0])
    wanted: Any = ask.body  # GitHub takes the bare list as well
    names = [
        one.get("name") if isinstance(one, dict) else one
        for one in (wanted if isinstance(wanted, list) else wanted["labels"])
    ]
    if not all(isinstance(name, str) and name for name in names):
        raise Refusal(422, "Validation Failed: labels")
    for name in names:
        ask.hub.add_label(number, name)
    return Told(200, [_label(name, ask.hub, ask.base) for name in ask.hub.pull(number).labels])


def _drop_label(ask: Asked) -> Told:
    number, name = int(ask.parts[0]), ask.parts[1]
    ask.hub.drop_label(number, name)
    return Told(200, [_label(left, ask.hub, ask.base) for left in ask.hub.pull(number).labels])


def _rules(ask: Asked) -> Told:
    rules = ask.hub.rules_of(ask.parts[0])
    if rules.classic or not rules:
        return Told(200, [], listed=True)
    source = {
        "ruleset_source_type": "Repository",
        "ruleset_source": "sales/deals",
        "ruleset_id": 2 if rules.kept else 1,
    }
    if rules.kept:
        return Told(200, [{"type": "deletion", **source}, {"type": "non_fast_forward", **source}], listed=True)
    app = {"integration_id": rules.app} if rules.app else {}
    checks = [{"context": context, **app} for context in rules.required]
    pulls = {
        "required_approving_review_count": rules.approvals, "dismiss_stale_reviews_on_push": rules.dismiss_stale,
        "require_code_owner_review": True, "require_last_push_approval": rules.last_push, "required_review_thread_resolution": False,
        "allowed_merge_methods": ["merge", "squash", *(["rebase"] if ask.hub.rebase else [])],
    }  # fmt: skip
    status = {"strict_required_status_checks_policy": rules.strict, "required_status_checks": checks}
    found: list[dict[str, Any]] = [
        {"type": "deletion", **source},
        {"type": "non_fast_forward", **source},
        {"type": "pull_request", "parameters": pulls, **source},
        {"type": "required_status_checks", "parameters": status, **source},
    ]
    return Told(200, found, listed=True)


def _commit(sha: str, where: str) -> dict[str, Any]:
    inner = {
        "url": where,
        "author": None,
        "committer": None,
        "message": "",
        "comment_count": 0,
        "tree": {"sha": sha, "url": where},
    }
    urls = dict.fromkeys(["url", "html_url", "comments_url"], where)
    return {"sha": sha, "node_id": "C_1", **urls, "commit": inner, "author": None, "committer": None, "parents": []}


def _branch(ask: Asked) -> Told:
    tip, rules = ask.hub.git.tip(ask.parts[0]), ask.hub.rules_of(ask.parts[0])
    if tip is None:
        raise Refusal(404, "Branch not found")
    checks = {"enforcement_level": "everyone", "contexts": list(rules.required if rules.classic else ()), "checks": []}
    where = f"{ask.base}{REPO}/branches/{ask.parts[0]}"
    return Told(
        200,
        {
            "name": ask.parts[0], "commit": _commit(tip, where), "protected": bool(rules),
            "protection": {"enabled": rules.classic, "required_status_checks": checks}, "protection_url": where,
            "_links": {"html": where, "self": where},
        },
    )  # fmt: skip


def _ruleset(ask: Asked) -> Told:
    """Who may pass it by, GitHub tells only those who may change it."""
    rules = ask.hub.rules if ask.parts[0] == "1" else ask.hub.ledger
    actors = [{"actor_type": kind, "actor_id": number, "bypass_mode": "always"} for kind, number in rules.bypass]
    told = {"id": int(ask.parts[0]), "name": "handoff", "source": "sales/deals", "enforcement": "active"}
    return Told(
        200, {**told, "current_user_can_bypass": "never", **({"bypass_actors": actors} if ask.grant.admin else {})}
    )


def _protection(ask: Asked) -> Told:
    rules = ask.hub.rules_of(ask.parts[0])
    if not ask.grant.admin:
        raise Refusal(403, "Resource not accessible by integration")
    if not rules.classic:
        raise Refusal(404, "Branch not protected")
    checks = {"url": "", "strict": True, "contexts": list(rules.required), "contexts_url": "", "checks": [
        {"context": context, "app_id": rules.app} for context in rules.required
    ]}  # fmt: skip
    reviews = {
        "url": "", "dismiss_stale_reviews": rules.dismiss_stale, "require_code_owner_reviews": False,
        "required_approving_review_count": rules.approvals, "require_last_push_approval": False,
    }  # fmt: skip
    flags = {"enforce_admins": True, "allow_force_pushes": False, "allow_deletions": False}
    told = {
        name: {"url": "", "enabled": yes} if name == "enforce_admins" else {"enabled": yes}
        for name, yes in flags.items()
    }
    return Told(200, {"required_status_checks": checks, "required_pull_request_reviews": reviews, **told})


_ROUTES: dict[str, Handler] = {
    "GET /user": _me,
    r"GET /user/(\d+)": _somebody,
    f"GET {REPO}": _about,
    f"GET {REPO}/pulls": _pulls,
    f"POST {REPO}/pulls": _open_pull,
    rf"GET {REPO}/pulls/(\d+)": _pull,
    rf"PATCH {REPO}/pulls/(\d+)": _edit_pull,
    rf"GET {REPO}/pulls/(\d+)/reviews": _reviews,
    rf"POST {REPO}/pulls/(\d+)/reviews": _post_review,
    rf"GET {REPO}/pulls/(\d+)/reviews/(\d+)": _review,
    rf"PUT {REPO}/pulls/(\d+)/reviews/(\d+)/dismissals": _dismiss,
    rf"GET {REPO}/pulls/(\d+)/comments": _remarks,
    rf"PUT {REPO}/pulls/(\d+)/merge": _merge,
    rf"POST {REPO}/pulls/(\d+)/requested_reviewers": _ask_review,
    rf"GET {REPO}/commits/([0-9a-f]+)/statuses": _statuses,
    rf"POST {REPO}/statuses/([0-9a-f]+)": _state,
    rf"GET {REPO}/issues/(\d+)/comments": _comments,
    rf"POST {REPO}/issues/(\d+)/comments": _comment,
    rf"PATCH {REPO}/issues/comments/(\d+)": _edit_comment,
    rf"GET {REPO}/issues/(\d+)/labels": _labels,
    rf"POST {REPO}/issues/(\d+)/labels": _add_labels,
    rf"DELETE {REPO}/issues/(\d+)/labels/([^/]+)": _drop_label,
    rf"GET {REPO}/rules/branches/([^/]+)": _rules,
    rf"GET {REPO}/rulesets/(\d+)": _ruleset,
    rf"GET {REPO}/branches/([^/]+)": _branch,
    rf"GET {REPO}/branches/([^/]+)/protection": _protection,
}
GITHUB = Dialect("github", "", "Bearer", ("per_page", 30, 100), _ROUTES, refuses=refuses)
