"""Gitea and Forgejo: one interface, a few fields apart from GitHub's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from handoff_cli.core.globs import globbed
from handoff_cli.core.pull import (
    BranchRules,
    Comment,
    LineComment,
    PullRequest,
    RequiredStatus,
    Review,
    ReviewState,
    Status,
    StatusState,
)
from handoff_cli.forge.answers import ForgeError
from handoff_cli.forge.api import Api, items
from handoff_cli.forge.fields import Fields
from handoff_cli.forge.pace import Pace
from handoff_cli.forge.rest import ATTEMPTS, Rest, changed_labels, maybe_account, newest, status_body
from handoff_cli.forge.token import Token

_STATES: Final[dict[str, ReviewState]] = {
    "APPROVED": "approved",
    "REQUEST_CHANGES": "changes-requested",
    "COMMENT": "commented",
    "PENDING": "pending",
}
_EVENTS: Final[dict[ReviewState, str]] = {
    "approved": "APPROVED",
    "changes-requested": "REQUEST_CHANGES",
    "commented": "COMMENT",
}
_STATUS: Final[dict[str, StatusState]] = {"pending": "pending", "success": "success", "failure": "failure"}
_MERGES: Final = {"merge": "allow_merge_commits", "squash": "allow_squash_merge", "rebase": "allow_rebase"}
_COLOUR: Final = "#4d6f8f"
_DRAFT: Final = "WIP: "
_DRAFTS: Final = ("WIP:", "[WIP]")


class Gitea(Rest):
    """`base` is `https://HOST/api/v1`."""

    robots = ("gitea-actions", "forgejo-actions")

    def __init__(
        self, base: str, host: str, owner: str, name: str, token: Token | None, pace: Pace | None = None
    ) -> None:
        api = Api(base=base, token=token, scheme="token", page_size=("limit", 50), pace=pace or Pace(between=0))
        super().__init__(api, host, owner, name)

    def open_pull(self, *, branch: str, base: str, title: str, body: str, draft: bool = False) -> PullRequest:
        """A draft is a title here."""
        wanted = {"head": branch, "base": base, "title": f"{_DRAFT}{title}" if draft else title, "body": body}
        return self._pull(self.api.send("POST", f"{self.path}/pulls", wanted))

    def _pull(self, value: Any) -> PullRequest:
        """Versions that have no field for it tell a draft by its title alone."""
        pull = super()._pull(value)
        return replace(pull, draft=pull.draft or pull.title.upper().startswith(_DRAFTS))

    def _is_job(self, comment: Comment) -> bool:
        """A Gitea lets anybody register the name that Forgejo keeps for itself, and the other way round; the account of the jobs has a
        number below zero, as nobody who registers has."""
        return super()._is_job(comment) and comment.author is not None and comment.author.id < 0

    def _review(self, value: Any, comments: tuple[LineComment, ...] = ()) -> Review:
        """What is asked of somebody (`REQUEST_REVIEW`) stands among the reviews, and is none."""
        told = Fields(value, "a review")
        state = _STATES.get(told.text("state").upper(), "pending")
        return Review(
            id=told.number("id"),
            reviewer=maybe_account(told.sub("user")),
            state="dismissed" if told.flag("dismissed") else state,
            commit=told.words("commit_id") or None,
            body=told.words("body"),
            at=told.words("submitted_at"),
            comments=comments,
        )

    def remarks(self, number: int, review: int) -> tuple[LineComment, ...]:
        found = items(self.api.whole(f"{self.path}/pulls/{number}/reviews/{review}/comments"))
        told = (Fields(value, "a remark of a review") for value in found)
        return tuple(
            LineComment(
                id=one.number("id"), path=one.words("path"), line=one.count("position") or None, body=one.words("body")
            )
            for one in told
        )

    def post_review(self, number: int, state: ReviewState, *, commit: str, body: str) -> Review:
        wanted = {"event": _EVENTS[state], "commit_id": commit, "body": body}
        return self._review(self.api.send("POST", f"{self.path}/pulls/{number}/reviews", wanted))

    def statuses(self, commit: str) -> tuple[Status, ...]:
        """The field is `status` here. The newest is the one with the highest number: the order of the list is a setting."""
        found = [Fields(value, "a status") for value in items(self.api.pages(f"{self.path}/commits/{commit}/statuses"))]
        return newest(
            Status(
                context=one.text("context"),
                state=_STATUS.get(one.words("status") or one.text("state"), "error"),
                description=one.words("description"),
                url=one.words("target_url"),
                creator=one.sub("creator").count("id"),
            )
            for one in sorted(found, key=lambda one: -one.number("id"))
        )

    def set_status(self, commit: str, status: Status) -> None:
        self.api.send("POST", f"{self.path}/statuses/{commit}", status_body(status), again=True)

    def relabel(self, number: int, *, add: Collection[str] = (), remove: Collection[str] = ()) -> None:
        """Labels go by number here; one the repository lacks is made."""
        missing, wrong = changed_labels(self.pull(number).labels, add, remove)
        if not missing and not wrong:
            return
        known = self._labels(missing)
        issue = f"{self.path}/issues/{number}/labels"
        if missing:
            self.api.send("POST", issue, {"labels": [known[label] for label in missing]}, again=True)
        for label in wrong:
            try:
                self.api.send("DELETE", f"{issue}/{known.get(label, 0)}")
            except ForgeError as error:
                if error.status != 404:  # somebody else was faster
                    raise

    def _labels(self, needed: Collection[str]) -> dict[str, int]:
        """Name → number of the repository's labels, the needed ones made. Two of one name would be lawful here, so one whose
        answer got lost is looked for before it is made again."""
        for attempt in range(ATTEMPTS):
            listed = [Fields(value, "a label") for value in items(self.api.pages(f"{self.path}/labels"))]
            known = {one.text("name"): one.number("id") for one in listed}
            try:
                return known | {name: self._new_label(name) for name in needed if name not in known}
            except ForgeError as error:
                if attempt == ATTEMPTS - 1 or (error.status is not None and error.status < 500):
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _new_label(self, name: str) -> int:
        made = self.api.send("POST", f"{self.path}/labels", {"name": name, "color": _COLOUR})
        return Fields(made, f"the label {name}").number("id")

    def login_of(self, account: int) -> str | None:
        """Nobody is found by his number here; who may be asked is listed, whole."""
        listed = (Fields(value, "an account") for value in items(self.api.whole(f"{self.path}/reviewers")))
        return next((one.text("login") for one in listed if one.count("id") == account), None)

    def _merge(self, number: int, head: str, title: str, message: str) -> None:
        wanted = {"Do": "merge", "head_commit_id": head, "MergeTitleField": title, "MergeMessageField": message}
        self.api.send("POST", f"{self.path}/pulls/{number}/merge", wanted, again=True)

    def rules(self, branch: str) -> BranchRules:
        try:
            listed = self.api.whole(f"{self.path}/branch_protections")
        except ForgeError as error:
            if error.status not in (401, 403, 404):
                raise
            return BranchRules(branch=branch, merges=self._merges())
        rules = (Fields(value, "the branch protection") for value in listed)
        mine = [rule for rule in rules if _covers(_named(rule), branch)]
        first = min(mine, key=lambda rule: _rank(rule, branch), default=None)
        return self._rules(branch, first) if first else _unprotected(branch, self._merges())

    def _rules(self, branch: str, rule: Fields) -> BranchRules:
        checked = rule.flag("enable_status_check")
        names = rule.get("status_check_contexts")
        return BranchRules(
            branch=branch,
            pull_required=not rule.flag("enable_push"),
            approvals=rule.count("required_approvals") or 0,
            stale_dismissed=rule.known("dismiss_stale_approvals"),
            rejection_blocks=rule.known("block_on_rejected_reviews"),
            required=tuple(RequiredStatus(str(name)) for name in names or ()) if checked else (),
            up_to_date=rule.known("block_on_outdated_branch"),
            force_push_blocked=not rule.flag("enable_force_push"),
            deletion_blocked=True,
            exempt=_exempt(rule),
            frozen=tuple(one.strip() for one in rule.words("protected_file_patterns").split(";") if one.strip()),
            merges=self._merges(),
        )

    def _merges(self) -> frozenset[str] | None:
        """Older versions have no merge without a commit of its own, and no field for it."""
        shown = {way: self.about().known(field) for way, field in _MERGES.items()}
        late = {"fast-forward"} if self.about().flag("allow_fast_forward_only_merge") else set()
        return None if None in shown.values() else frozenset({way for way, yes in shown.items() if yes} | late)


def _named(rule: Fields) -> str:
    return rule.words("rule_name") or rule.words("branch_name")


def _rank(rule: Fields, branch: str) -> tuple[int, bool]:
    """The first rule that covers a branch holds: by its priority where there are any, then the one that names it in full."""
    return rule.count("priority") or 0, _named(rule) != branch


def _covers(pattern: str, branch: str) -> bool:
    return pattern == branch or globbed(pattern, branch)


def _exempt(rule: Fields) -> tuple[str, ...]:
    people = rule.get("push_whitelist_usernames") if rule.flag("enable_push") else ()
    admins = () if rule.flag("block_admin_merge_override") or rule.flag("apply_to_admins") else ("every admin",)
    return (*(str(name) for name in people or ()), *admins)


def _unprotected(branch: str, merges: frozenset[str] | None) -> BranchRules:
    return BranchRules(
        branch=branch, pull_required=False, approvals=0, stale_dismissed=False, rejection_blocks=False, required=(),
        up_to_date=False, force_push_blocked=False, deletion_blocked=False, exempt=(), frozen=(), merges=merges,
    )  # fmt: skip
