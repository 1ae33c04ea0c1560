"""What GitHub and Gitea say alike: pull requests, comments, and how one comment is found again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from handoff_cli.core.pull import Account, Comment, LineComment, Merged, PullRequest, Review, Status
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.forge.answers import ForgeError
from handoff_cli.forge.api import Api, items, quoted
from handoff_cli.forge.fields import Fields

ATTEMPTS: Final = 3
_DESCRIPTION: Final = 140
_BODY: Final = 65_536


class Rest:
    """One repository at one API. The two dialects add what they say differently."""

    robots: tuple[str, ...] = ()
    """Logins of the accounts a job's own token writes as."""

    def __init__(self, api: Api, host: str, owner: str, name: str) -> None:
        self.api = api
        self.host = host
        self.path = quoted("repos", owner, name)
        self._repository: Fields | None = None
        self._me: Account | None = None
        self._asked_me = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.host}{self.path.removeprefix('/repos')})"

    @property
    def repository(self) -> int:
        return self.about().number("id")

    def about(self) -> Fields:
        """The repository itself, asked once."""
        if self._repository is None:
            self._repository = Fields(self.api.get(self.path), "the repository")
        return self._repository

    def me(self) -> Account | None:
        if not self._asked_me:
            try:
                self._me = account(Fields(self.api.get("/user"), "your account"))
            except ForgeError as error:
                if error.status not in (401, 403, 404):
                    raise
            self._asked_me = True
        return self._me

    def pull(self, number: int) -> PullRequest:
        return self._pull(self.api.get(f"{self.path}/pulls/{number}"))

    def pulls(self, *, base: str | None = None) -> tuple[PullRequest, ...]:
        found = self.api.pages(f"{self.path}/pulls", {"state": "open"})
        pulls = (self._pull(value) for value in items(found))
        return tuple(pull for pull in pulls if base is None or pull.base == base)

    def edit_pull(self, number: int, *, title: str | None = None, body: str | None = None) -> PullRequest:
        changes = {name: value for name, value in (("title", title), ("body", body)) if value is not None}
        return self._pull(self.api.send("PATCH", f"{self.path}/pulls/{number}", changes))

    def reviews(self, number: int) -> tuple[Review, ...]:
        found = items(self.api.pages(f"{self.path}/pulls/{number}/reviews"))
        return tuple(sorted((self._review(value) for value in found), key=lambda review: review.id))

    def review(self, number: int, review: int) -> Review:
        return self._review(self.api.get(f"{self.path}/pulls/{number}/reviews/{review}"), self.remarks(number, review))

    def remarks(self, number: int, review: int) -> tuple[LineComment, ...]:
        raise NotImplementedError

    def _review(self, value: Any, comments: tuple[LineComment, ...] = ()) -> Review:
        raise NotImplementedError

    def comments(self, number: int) -> tuple[Comment, ...]:
        return tuple(comment(value) for value in items(self.api.pages(f"{self.path}/issues/{number}/comments")))

    def kept_comment(self, number: int, marker: str, *, by_job: bool = True) -> Comment | None:
        """The job's first: who tells with a token of his own, a machine beside the forge perhaps, goes on with the same comment."""
        marked = [c for c in self.comments(number) if c.body.startswith(marker)]
        jobs = [c for c in marked if by_job and self._is_job(c)]
        return next(iter([*jobs, *(c for c in marked if self._own(c))]), None)

    def keep_comment(self, number: int, marker: str, body: str) -> Comment:
        """A comment somebody else wrote is never touched, whatever it begins with. A POST that was not answered may have been
        done, so the list is read again before it is repeated. Where the job's comment may not be changed, there will be two."""
        text, by_job = f"{marker}\n{body}", True
        if len(text) > _BODY:
            raise HandoffError("The comment is longer than a forge takes.", exit_code=UNDECIDED)
        for attempt in range(ATTEMPTS):
            mine = self.kept_comment(number, marker, by_job=by_job)
            if mine and mine.body.replace("\r\n", "\n").rstrip() == text.rstrip():
                return mine
            try:
                if mine:
                    return comment(self.api.send("PATCH", f"{self.path}/issues/comments/{mine.id}", {"body": text}))
                return comment(self.api.send("POST", f"{self.path}/issues/{number}/comments", {"body": text}))
            except ForgeError as error:
                refused = by_job and error.status in (403, 404) and mine is not None and not self._own(mine)
                if attempt == ATTEMPTS - 1 or (error.status is not None and error.status < 500 and not refused):
                    raise
                by_job = by_job and not refused
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _own(self, comment: Comment) -> bool:
        mine = self.me()
        return comment.author is not None and comment.author.id == mine.id if mine else self._is_job(comment)

    def _is_job(self, comment: Comment) -> bool:
        return comment.author is not None and comment.author.login in self.robots

    def login_of(self, account: int) -> str | None:
        raise NotImplementedError

    def ask_review(self, number: int, logins: Sequence[str]) -> None:
        self.api.send(
            "POST", f"{self.path}/pulls/{number}/requested_reviewers", {"reviewers": list(logins)}, again=True
        )

    def merge(self, number: int, *, head: str, title: str, message: str = "") -> Merged:
        """The answer to a merge may get lost although it was done: the pull request tells."""
        try:
            told = self._merge(number, head, title, message)
        except ForgeError as error:
            now = self._merged_commit(number, head)
            if now is None and error.status not in (405, 409, 422):
                raise
            return Merged(commit=now) if now else Merged(refused=error.said or error.message)
        return Merged(commit=told or self._awaited(number, head))

    def _awaited(self, number: int, head: str) -> str:
        """The commit of a merge that is done: a copy of the database may show it a moment later."""
        for attempt in range(ATTEMPTS):
            commit = self._merged_commit(number, head)
            if commit:
                return commit
            self.api.pace.sleep(self.api.pace.back_off(attempt))
        raise ForgeError(
            f"Pull request {number} was merged, and the forge does not say as which commit.", hint="Fetch."
        )

    def _merged_commit(self, number: int, head: str) -> str | None:
        value = self.api.get(f"{self.path}/pulls/{number}")
        pull = self._pull(value)
        return (
            Fields(value, f"pull request {number}").text("merge_commit_sha")
            if pull.merged and pull.head == head
            else None
        )

    def _merge(self, number: int, head: str, title: str, message: str) -> str | None:
        """Ask for the merge; its commit where the answer names it."""
        raise NotImplementedError

    def _pull(self, value: Any) -> PullRequest:
        told = Fields(value, f"pull request {_number(value)}")
        head, base = told.sub("head"), told.sub("base")
        return PullRequest(
            number=told.number("number"),
            repository=base.sub("repo").number("id"),
            author=maybe_account(told.sub("user")),
            head=head.commit("sha"),
            branch=head.text("ref"),
            base=base.text("ref"),
            title=told.words("title"),
            body=told.words("body"),
            url=told.words("html_url"),
            source=head.sub("repo").count("id"),
            draft=told.flag("draft"),
            open=told.text("state") == "open",
            merged=told.flag("merged") or bool(told.get("merged_at")),
            labels=tuple(label.words("name") for label in told.each("labels")),
            asked=tuple(id for one in told.each("requested_reviewers") if (id := one.count("id")) is not None),
        )


def account(told: Fields) -> Account:
    login = told.text("login")
    return Account(id=told.number("id"), login=login, bot=told.words("type") == "Bot" or login.endswith("[bot]"))


def maybe_account(told: Fields) -> Account | None:
    """Who did something, None where the account is gone."""
    return account(told) if told else None


def comment(value: Any) -> Comment:
    told = Fields(value, "a comment")
    return Comment(
        id=told.number("id"),
        author=maybe_account(told.sub("user")),
        body=told.words("body"),
        url=told.words("html_url"),
    )


def status_body(status: Status) -> dict[str, str]:
    """A status as both forges take it: one line, 140 characters."""
    line = " ".join(status.description.split())
    short = line if len(line) <= _DESCRIPTION else f"{line[: _DESCRIPTION - 1]}…"
    body = {"context": status.context, "state": status.state, "description": short}
    return body | ({"target_url": status.url} if status.url else {})


def newest(statuses: Iterable[Status]) -> tuple[Status, ...]:
    """The first of each context, from a list that begins with the newest."""
    found: dict[str, Status] = {}
    for status in statuses:
        found.setdefault(status.context, status)
    return tuple(found.values())


def changed_labels(now: Collection[str], add: Collection[str], remove: Collection[str]) -> tuple[list[str], list[str]]:
    """The labels that really have to be added and removed."""
    return [one for one in add if one not in now], [one for one in remove if one in now and one not in add]


def _number(value: Any) -> object:
    return value.get("number", "") if isinstance(value, dict) else ""
