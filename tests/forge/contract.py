"""What GitHub's published OpenAPI asks of the routes we use, in a shorthand of our own: the fields that have to be there and what
they hold. Written from `api.github.com` as described in @octokit/openapi 23.0.2; every call the tests make is held against it. What
GitHub was recorded to answer is held against it as well, and where that says null (the side of a fork that is gone), null is allowed.

`name:s` is text, `i` a whole number, `b` a switch, `o` an object, `l` a list, `?` may be null, `=a/b` one of these words, and
`:Name` (or `l.Name`) a shape of this table.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema

if TYPE_CHECKING:
    from tests.forge.server import Call, Server

_ROLES = "COLLABORATOR/CONTRIBUTOR/FIRST_TIMER/FIRST_TIME_CONTRIBUTOR/MANNEQUIN/MEMBER/NONE/OWNER"
_PULL = f"""_links:o assignee:o? labels:l.Label base:Side body:s? closed_at:s? comments_url:s commits_url:s created_at:s
    diff_url:s head:Side html_url:s id:i node_id:s issue_url:s merge_commit_sha:s? merged_at:s? milestone:o? number:i patch_url:s
    review_comment_url:s review_comments_url:s statuses_url:s locked:b title:s updated_at:s url:s
    author_association:={_ROLES} auto_merge:o?"""
_USER = """avatar_url:s events_url:s followers_url:s following_url:s gists_url:s gravatar_id:s? html_url:s id:i login:s node_id:s
    organizations_url:s received_events_url:s repos_url:s site_admin:b starred_url:s subscriptions_url:s type:s url:s"""

SHAPES = {
    "User": _USER,
    "Me": f"""{_USER} bio:s? blog:s? company:s? email:s? followers:i following:i hireable:b? location:s? name:s? public_gists:i
        public_repos:i created_at:s updated_at:s""",
    "Label": "id:i node_id:s url:s name:s description:s? color:s default:b",
    "Side": "label:s? ref:s repo:o? sha:s user:User?",
    "Repository": """archive_url:s assignees_url:s blobs_url:s branches_url:s collaborators_url:s comments_url:s commits_url:s
        compare_url:s contents_url:s contributors_url:s deployments_url:s description:s? downloads_url:s events_url:s fork:b
        forks_url:s full_name:s git_commits_url:s git_refs_url:s git_tags_url:s hooks_url:s html_url:s id:i node_id:s
        issue_comment_url:s issue_events_url:s issues_url:s keys_url:s labels_url:s languages_url:s merges_url:s milestones_url:s
        name:s notifications_url:s owner:User private:b pulls_url:s releases_url:s stargazers_url:s statuses_url:s
        subscribers_url:s subscription_url:s tags_url:s teams_url:s trees_url:s url:s clone_url:s default_branch:s forks:i
        forks_count:i git_url:s has_issues:b has_projects:b has_wiki:b has_pages:b has_discussions:b homepage:s? language:s?
        archived:b disabled:b mirror_url:s? open_issues:i open_issues_count:i license:o? pushed_at:s? size:i ssh_url:s
        stargazers_count:i svn_url:s watchers:i watchers_count:i created_at:s updated_at:s network_count:i subscribers_count:i""",
    "ShortPull": f"{_PULL} state:s user:User?",
    "Pull": f"""{_PULL} state:=open/closed user:User additions:i changed_files:i comments:i commits:i deletions:i mergeable:b?
        mergeable_state:s merged:b maintainer_can_modify:b merged_by:o? review_comments:i""",
    "Review": f"""id:i node_id:s user:User? body:s state:s commit_id:s? html_url:s pull_request_url:s _links:o
        author_association:={_ROLES}""",
    "Remark": f"""url:s id:i node_id:s pull_request_review_id:i? diff_hunk:s path:s commit_id:s original_commit_id:s user:User?
        body:s created_at:s updated_at:s html_url:s pull_request_url:s author_association:={_ROLES} _links:o""",
    "MergeResult": "merged:b message:s sha:s",
    "Status": """url:s avatar_url:s? id:i node_id:s state:s description:s? target_url:s? context:s created_at:s updated_at:s
        creator:User?""",
    "Comment": "id:i node_id:s html_url:s issue_url:s user:User? url:s created_at:s updated_at:s",
    "Rule": "type:s",
    "Ruleset": "id:i name:s source:s enforcement:=disabled/active/evaluate",
    "Branch": "name:s commit:o _links:o protection:o protected:b protection_url:s",
    "Protection": "",
    "Refusal": "message:s",
    "NewPull": "head:s base:s",
    "NewReview": "",
    "NewRemark": "path:s body:s",
    "NewStatus": "state:=error/failure/pending/success",
    "NewComment": "body:s",
    "Dismissal": "message:s",
    "Merge": "",
    "Edit": "",
    "Reviewers": "",
    "Labels": "labels:l",
}
OPTIONAL = {
    "NewPull": "title:s head_repo:s body:s maintainer_can_modify:b draft:b issue:i",
    "NewReview": "commit_id:s body:s event:=APPROVE/REQUEST_CHANGES/COMMENT comments:l.NewRemark",
    "NewRemark": "position:i line:i side:s start_line:i start_side:s",
    "NewStatus": "target_url:s? description:s? context:s",
    "Dismissal": "event:=DISMISS",
    "Merge": "commit_title:s commit_message:s sha:s merge_method:=merge/squash/rebase",
    "Edit": "title:s body:s state:=open/closed base:s maintainer_can_modify:b",
    "Reviewers": "reviewers:l team_reviewers:l",
    "Review": "submitted_at:s",
    "Ruleset": "bypass_actors:l current_user_can_bypass:=always/pull_requests_only/never/exempt",
    "Remark": "line:i? original_line:i? position:i?",
    "Comment": "body:s author_association:s",
}
_P = r"/repos/[^/]+/[^/]+"
ROUTES: list[tuple[str, str | None, int, str | None]] = [
    (r"GET /user", None, 200, "Me"),
    (r"GET /user/\d+", None, 200, "Me"),
    (rf"GET {_P}", None, 200, "Repository"),
    (rf"GET {_P}/pulls", None, 200, "[ShortPull]"),
    (rf"POST {_P}/pulls", "NewPull", 201, "Pull"),
    (rf"GET {_P}/pulls/\d+", None, 200, "Pull"),
    (rf"PATCH {_P}/pulls/\d+", "Edit", 200, "Pull"),
    (rf"GET {_P}/pulls/\d+/reviews", None, 200, "[Review]"),
    (rf"POST {_P}/pulls/\d+/reviews", "NewReview", 200, "Review"),
    (rf"GET {_P}/pulls/\d+/reviews/\d+", None, 200, "Review"),
    (rf"PUT {_P}/pulls/\d+/reviews/\d+/dismissals", "Dismissal", 200, "Review"),
    (rf"GET {_P}/pulls/\d+/comments", None, 200, "[Remark]"),
    (rf"PUT {_P}/pulls/\d+/merge", "Merge", 200, "MergeResult"),
    (rf"POST {_P}/pulls/\d+/requested_reviewers", "Reviewers", 201, "ShortPull"),
    (rf"GET {_P}/commits/[0-9a-f]+/statuses", None, 200, "[Status]"),
    (rf"POST {_P}/statuses/[0-9a-f]+", "NewStatus", 201, "Status"),
    (rf"GET {_P}/issues/\d+/comments", None, 200, "[Comment]"),
    (rf"POST {_P}/issues/\d+/comments", "NewComment", 201, "Comment"),
    (rf"PATCH {_P}/issues/comments/\d+", "NewComment", 200, "Comment"),
    (rf"GET {_P}/issues/\d+/labels", None, 200, "[Label]"),
    (rf"POST {_P}/issues/\d+/labels", "Labels", 200, "[Label]"),
    (rf"DELETE {_P}/issues/\d+/labels/[^/]+", None, 200, "[Label]"),
    (rf"GET {_P}/rules/branches/[^/]+", None, 200, "[Rule]"),
    (rf"GET {_P}/rulesets/\d+", None, 200, "Ruleset"),
    (rf"GET {_P}/branches/[^/]+", None, 200, "Branch"),
    (rf"GET {_P}/branches/[^/]+/protection", None, 200, "Protection"),
]
_PLAIN = {"s": "string", "i": "integer", "b": "boolean", "o": "object", "l": "array"}


def hold(server: Server) -> None:
    """Every call of a test against GitHub's description; Gitea's has no such."""
    for call in server.calls if server.dialect.name == "github" else ():
        held(call)


def held(call: Call) -> None:
    """Whether GitHub would take this request and could give this answer."""
    if not call.route:  # refused or struck before a route was found
        return
    line = f"{call.method} {call.path}"
    route = next((one for one in ROUTES if re.fullmatch(one[0], line)), None)
    assert route is not None, f"GitHub has no {line}"
    _, request, status, answer = route
    if request is not None:
        body = {"labels": call.body} if request == "Labels" and isinstance(call.body, list) else call.body
        _check(request, body, f"request {line}", closed=True)
    if call.status == status and answer:
        listed = answer.startswith("[")
        for value in call.answer if listed else [call.answer]:
            _check(answer.strip("[]"), value, f"answer {line}")
    else:
        assert call.status >= 400, f"{line} answers {call.status}, GitHub {status}"


def refuses(line: str, body: Any) -> str:
    """What GitHub would say of a request it does not take. A field it does not know it passes over in silence."""
    name = next((request for asked, request, *_ in ROUTES if request and re.fullmatch(asked, line)), None)
    if name is None:
        return ""
    body = {"labels": body} if name == "Labels" and isinstance(body, list) else body
    return "; ".join(error.message[:100] for error in validator(name).iter_errors(body))


def _check(name: str, value: Any, where: str, *, closed: bool = False) -> None:
    errors = [
        f"{where}: {error.json_path} {error.message[:200]}" for error in validator(name, closed).iter_errors(value)
    ]
    assert not errors, "\n".join(errors)


@cache
def validator(name: str, closed: bool = False) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(name, closed=closed))


def schema(name: str, *, closed: bool = False) -> dict[str, Any]:
    """The JSON Schema of a shape; a request is closed: a field GitHub does not know would be ignored there in silence."""
    needed, optional = SHAPES[name], OPTIONAL.get(name, "")
    fields = {field: _type(type) for field, type in _parsed(f"{needed} {optional}")}
    more = {"additionalProperties": False} if closed else {}
    return {"type": "object", "required": [field for field, _ in _parsed(needed)], "properties": fields, **more}


def _parsed(text: str) -> list[tuple[str, str]]:
    return [(field, type) for field, _, type in (word.partition(":") for word in text.split())]


def _type(type: str) -> dict[str, Any]:
    kind, empty = type.removesuffix("?"), type.endswith("?")
    if kind.startswith("="):
        return {"enum": kind[1:].split("/") + ([None] if empty else [])}
    if kind in _PLAIN:
        return {"type": [_PLAIN[kind], "null"] if empty else _PLAIN[kind]}
    shape = {"type": "array", "items": schema(kind[2:])} if kind.startswith("l.") else schema(kind)
    return {"anyOf": [shape, {"type": "null"}]} if empty else shape
