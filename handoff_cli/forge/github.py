"""GitHub, at github.com and as Enterprise Server."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from handoff_cli.core.pull import BranchRules, LineComment, PullRequest, Review, ReviewState, Status, StatusState
from handoff_cli.forge.answers import ForgeError
from handoff_cli.forge.api import Api, items, quoted
from handoff_cli.forge.fields import Fields
from handoff_cli.forge.github_rules import branch_rules
from handoff_cli.forge.pace import Pace
from handoff_cli.forge.rest import Rest, changed_labels, maybe_account, newest, status_body
from handoff_cli.forge.token import Token

_STATES: Final[dict[str, ReviewState]] = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "changes-requested",
    "COMMENTED": "commented",
    "DISMISSED": "dismissed",
    "PENDING": "pending",
}
_EVENTS: Final[dict[ReviewState, str]] = {
    "approved": "APPROVE",
    "changes-requested": "REQUEST_CHANGES",
    "commented": "COMMENT",
}
STATUS_STATES: Final[dict[str, StatusState]] = {
    "pending": "pending",
    "success": "success",
    "failure": "failure",
    "error": "error",
}


_VERSION: Final = {"X-GitHub-Api-Version": "2022-11-28"}
"""What the fields read here are of; without it GitHub may take its newest."""


class GitHub(Rest):
    """`base` is `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server."""

    robots = ("github-actions[bot]",)

    def __init__(
        self, base: str, host: str, owner: str, name: str, token: Token | None, pace: Pace | None = None
    ) -> None:
        accept = "application/vnd.github+json"
        api = Api(base=base, token=token, accept=accept, version=_VERSION, pace=pace or Pace())
        super().__init__(api, host, owner, name)

    def open_pull(self, *, branch: str, base: str, title: str, body: str, draft: bool = False) -> PullRequest:
        wanted = {"head": branch, "base": base, "title": title, "body": body, "draft": draft}
        return self._pull(self.api.send("POST", f"{self.path}/pulls", wanted))

    def _review(self, value: Any, comments: tuple[LineComment, ...] = ()) -> Review:
        told = Fields(value, "a review")
        return Review(
            id=told.number("id"),
            reviewer=maybe_account(told.sub("user")),
            state=_STATES.get(told.text("state").upper(), "commented"),
            commit=told.words("commit_id") or None,
            body=told.words("body"),
            at=told.words("submitted_at"),
            comments=comments,
        )

    def remarks(self, number: int, review: int) -> tuple[LineComment, ...]:
        """The answer of this route may name the place in the diff alone; the list of the pull request knows the line."""
        found = items(self.api.pages(f"{self.path}/pulls/{number}/comments"))
        told = (Fields(value, "a remark of a review") for value in found)
        return tuple(
            LineComment(
                id=one.number("id"),
                path=one.words("path"),
                line=one.count("line") or one.count("original_line"),
                body=one.words("body"),
            )
            for one in told
            if one.count("pull_request_review_id") == review
        )

    def post_review(self, number: int, state: ReviewState, *, commit: str, body: str) -> Review:
        wanted = {"event": _EVENTS[state], "commit_id": commit, "body": body}
        return self._review(self.api.send("POST", f"{self.path}/pulls/{number}/reviews", wanted))

    def statuses(self, commit: str) -> tuple[Status, ...]:
        told = (Fields(value, "a status") for value in items(self.api.pages(f"{self.path}/commits/{commit}/statuses")))
        return newest(
            Status(
                context=one.text("context"),
                state=STATUS_STATES.get(one.text("state"), "error"),
                description=one.words("description"),
                url=one.words("target_url"),
                creator=one.sub("creator").count("id"),
            )
            for one in told
        )

    def set_status(self, commit: str, status: Status) -> None:
        self.api.send("POST", f"{self.path}/statuses/{commit}", status_body(status), again=True)

    def relabel(self, number: int, *, add: Collection[str] = (), remove: Collection[str] = ()) -> None:
        missing, wrong = changed_labels(self.pull(number).labels, add, remove)
        issue = f"{self.path}/issues/{number}/labels"
        if missing:
            self.api.send("POST", issue, {"labels": missing}, again=True)
        for label in wrong:
            try:
                self.api.send("DELETE", f"{issue}{quoted(label)}")
            except ForgeError as error:
                if error.status != 404:  # somebody else was faster
                    raise

    def login_of(self, account: int) -> str | None:
        found = Fields(self._shown(f"/user/{account}"), "an account")
        return found.text("login") if found.count("id") == account else None

    def _merge(self, number: int, head: str, title: str, message: str) -> str | None:
        wanted = {"sha": head, "merge_method": "merge", "commit_title": title, "commit_message": message}
        done = self.api.send("PUT", f"{self.path}/pulls/{number}/merge", wanted)
        return Fields(done, "the merge").words("sha") or None

    def rules(self, branch: str) -> BranchRules:
        """Rulesets are shown to everybody who may read, but for who may bypass them; the older protection only to an admin."""
        listed = self.api.pages(f"{self.path}/rules/branches{quoted(branch)}")
        plain = Fields(self.api.get(f"{self.path}/branches{quoted(branch)}"), f"the branch {branch}")
        protection = Fields(self._protection(branch), "the branch protection")
        return branch_rules(branch, listed, self._rulesets(listed), plain, protection, self.about())

    def _protection(self, branch: str) -> Any:
        """None where it is not told. An admin is told that there is none, in these words; everybody else gets another refusal."""
        try:
            return self.api.get(f"{self.path}/branches{quoted(branch)}/protection")
        except ForgeError as error:
            if error.status not in (401, 403, 404):
                raise
            return {} if error.status == 404 and error.said == "Branch not protected" else None

    def _rulesets(self, listed: Collection[Any]) -> list[Fields]:
        """The rulesets behind these rules, each asked once; one that is not shown is there without saying anything."""
        numbers = sorted({number for rule in listed if (number := Fields(rule, "a rule").count("ruleset_id"))})
        return [Fields(self._shown(f"{self.path}/rulesets/{number}"), "a ruleset") for number in numbers]

    def _shown(self, path: str) -> Any:
        """What this token is shown there, None where it is nothing."""
        try:
            return self.api.get(path)
        except ForgeError as error:
            if error.status not in (401, 403, 404):
                raise
            return None
