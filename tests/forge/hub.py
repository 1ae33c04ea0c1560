"""A forge that remembers: accounts, pull requests, reviews, statuses, labels and what it refuses, without saying it in any dialect.

What it knows of git it asks a backend: bare repositories for the whole story, a dictionary where a thousand stories are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Refusal(Exception):
    """What a forge answers instead of doing it."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Git(Protocol):
    def tip(self, branch: str) -> str | None: ...
    def has(self, commit: str) -> bool: ...
    def merge(self, base: str, head: str, message: str) -> str | None: ...
    def show(self, number: int, head: str, source: Git | None = None) -> None: ...


@dataclass(frozen=True)
class User:
    id: int
    login: str
    bot: bool = False


@dataclass(frozen=True)
class Grant:
    """What a token may do. A job's own token (`job`) may not ask who it is."""

    user: User
    write: bool = True
    admin: bool = False
    job: bool = False


@dataclass
class Remark:
    id: int
    path: str
    line: int
    body: str


@dataclass
class Reviewed:
    id: int
    user: User
    state: str
    commit: str
    body: str
    at: str
    dismissed: bool = False
    remarks: list[Remark] = field(default_factory=list)


@dataclass
class Commented:
    id: int
    user: User
    body: str
    at: str


@dataclass
class Stated:
    id: int
    user: User
    context: str
    state: str
    description: str
    url: str
    at: str


@dataclass
class Label:
    id: int
    name: str


@dataclass
class Fork:
    """Somebody's copy of the repository, out of reach of its rules; `gone` once it is deleted."""

    id: int
    owner: User
    git: Git
    gone: bool = False


@dataclass
class Pull:
    number: int
    user: User
    title: str
    body: str
    branch: str
    base: str
    head: str
    at: str
    draft: bool = False
    open: bool = True
    merged: str | None = None
    labels: list[str] = field(default_factory=list)
    reviews: list[Reviewed] = field(default_factory=list)
    comments: list[Commented] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    fork: Fork | None = None


@dataclass(frozen=True)
class Rules:
    """What protects a branch. `kept`: it is neither rewritten nor deleted, and nothing else is asked of it."""

    approvals: int = 0
    dismiss_stale: bool = False
    required: tuple[str, ...] = ()
    app: int | None = None
    classic: bool = False
    strict: bool = False
    last_push: bool = False
    bypass: tuple[tuple[str, int], ...] = ()
    frozen: str = ""
    kept: bool = False

    def __bool__(self) -> bool:
        return bool(self.required or self.approvals or self.kept)


CAP = 1000
"""GitHub takes so many statuses of one context on one commit."""


@dataclass
class Hub:
    """One repository `sales/deals` with the number 7001, and everybody who may come to it."""

    git: Git
    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    statuses: dict[str, list[Stated]] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    rules: Rules = Rules()
    ledger: Rules = Rules()
    rebase: bool = False
    outsiders: set[str] = field(default_factory=set)
    repository: int = 7001
    _ids: int = 500

    def rules_of(self, branch: str) -> Rules:
        return self.ledger if branch == "handoff-ledger" else self.rules

    def new_id(self) -> int:
        self._ids += 1
        return self._ids

    def now(self) -> str:
        """A clock that ticks once an id, so that what is shown is always the same."""
        return f"2026-03-03T{10 + self._ids // 3600 % 14:02}:{self._ids // 60 % 60:02}:{self._ids % 60:02}Z"

    def join(self, login: str, id: int, token: str, **rights: bool) -> User:
        user = User(id, login, bot=login.endswith("[bot]"))
        self.users[login] = user
        self.tokens[token] = Grant(user, **rights)
        return user

    def grant(self, token: str | None) -> Grant:
        if token is None or token not in self.tokens:
            raise Refusal(401, "Bad credentials")
        return self.tokens[token]

    def open_pull(
        self,
        user: User,
        branch: str,
        base: str,
        title: str,
        body: str,
        *,
        draft: bool = False,
        fork: Fork | None = None,
    ) -> Pull:
        head = (fork.git if fork else self.git).tip(branch)
        if head is None or self.git.tip(base) is None:
            raise Refusal(422, "Validation Failed: head or base is not there")
        if any(p.open and (p.branch, p.base, p.fork) == (branch, base, fork) for p in self.pulls.values()):
            raise Refusal(422, f"A pull request already exists for sales:{branch}.")
        if head == self.git.tip(base):
            raise Refusal(422, f"No commits between {base} and {branch}")
        number = len(self.pulls) + 1
        self.pulls[number] = Pull(number, user, title, body, branch, base, head, self.now(), draft, fork=fork)
        self.git.show(number, head, fork.git if fork else None)
        return self.pulls[number]

    def pull(self, number: int) -> Pull:
        """The pull request, its head as its branch is now: a forge hears of a push at once, or nearly."""
        if number not in self.pulls:
            raise Refusal(404, "Not Found")
        pull = self.pulls[number]
        source = self.git if pull.fork is None else None if pull.fork.gone else pull.fork.git
        head = source.tip(pull.branch) if pull.open and source else None
        if head and head != pull.head:
            pull.head = head
            self.git.show(number, head, source)
            if self.rules.dismiss_stale:
                for review in pull.reviews:
                    review.dismissed |= review.state == "APPROVED" and review.commit != head
        return pull

    def edit(self, number: int, **changes: Any) -> Pull:
        """Title, body, base, draft, open: whatever the author may change."""
        pull = self.pull(number)
        if changes.get("open") and pull.merged:
            raise Refusal(422, "A merged pull request is not opened again")
        for name, value in changes.items():
            setattr(pull, name, value)
        return self.pull(number)

    def review(
        self,
        user: User,
        number: int,
        state: str,
        *,
        commit: str | None = None,
        body: str = "",
        remarks: Sequence[tuple[str, int, str]] = (),
    ) -> Reviewed:
        pull = self.pull(number)
        if state != "COMMENTED" and user.id == pull.user.id:
            raise Refusal(
                422,
                "Can not approve your own pull request"
                if state == "APPROVED"
                else "Can not request changes on your own pull request",
            )
        if state != "APPROVED" and not body and not remarks:
            raise Refusal(422, "Unprocessable Entity: body is needed")
        if commit is not None and not self.git.has(commit):
            raise Refusal(422, "Unprocessable Entity: commit_id is not part of the pull request")
        made = [Remark(self.new_id(), *remark) for remark in remarks]
        review = Reviewed(self.new_id(), user, state, commit or pull.head, body, self.now(), remarks=made)
        pull.reviews.append(review)
        pull.asked = [login for login in pull.asked if login != user.login]
        return review

    def may_review(self, login: str) -> bool:
        """Who can be asked: somebody who is let into the repository, and no robot."""
        return login in self.users and login not in self.outsiders and self.users[login].id not in (41, -2)

    def ask(self, number: int, login: str) -> None:
        pull = self.pull(number)
        pull.asked += [login] if login not in pull.asked else []

    def found_review(self, number: int, id: int) -> Reviewed:
        found = next((review for review in self.pull(number).reviews if review.id == id), None)
        if found is None:
            raise Refusal(404, "Not Found")
        return found

    def dismiss(self, number: int, id: int, message: str) -> Reviewed:
        review = self.found_review(number, id)
        if not message:
            raise Refusal(422, "Unprocessable Entity: message is needed")
        if review.state == "COMMENTED":
            raise Refusal(422, "Can not dismiss a commented pull request review")
        review.dismissed = True
        return review

    def comment(self, user: User, number: int, body: str) -> Commented:
        if not body:
            raise Refusal(422, "Validation Failed: body is missing")
        if len(body) > 65_536:
            raise Refusal(422, "Validation Failed: body is too long (maximum is 65536 characters)")
        made = Commented(self.new_id(), user, body, self.now())
        self.pull(number).comments.append(made)
        return made

    def edit_comment(self, grant: Grant, id: int, body: str) -> Commented:
        for pull in self.pulls.values():
            for comment in pull.comments:
                if comment.id == id:
                    if comment.user != grant.user and not grant.admin:
                        raise Refusal(403, "You do not have the right to edit this comment")
                    comment.body = body
                    return comment
        raise Refusal(404, "Not Found")

    def state(self, user: User, sha: str, context: str, state: str, description: str = "", url: str = "") -> Stated:
        if not self.git.has(sha):
            raise Refusal(422, f"No commit found for SHA: {sha}")
        if len(description) > 140:
            raise Refusal(422, "Validation Failed: description is too long (maximum is 140 characters)")
        found = self.statuses.setdefault(sha, [])
        if sum(one.context == context for one in found) >= CAP:
            raise Refusal(422, "Validation failed: This SHA and context has reached the maximum number of statuses.")
        made = Stated(self.new_id(), user, context, state, description, url, self.now())
        found.append(made)
        return made

    def status(self, sha: str, context: str) -> Stated | None:
        """The newest of a context."""
        return next((one for one in reversed(self.statuses.get(sha, [])) if one.context == context), None)

    def label(self, name: str) -> Label:
        found = next((label for label in self.labels if label.name == name), None)
        if found is None:
            found = Label(self.new_id(), name)
            self.labels.append(found)
        return found

    def add_label(self, number: int, name: str) -> None:
        pull = self.pull(number)
        self.label(name)
        if name not in pull.labels:
            pull.labels.append(name)

    def drop_label(self, number: int, name: str) -> None:
        pull = self.pull(number)
        if name not in pull.labels:
            raise Refusal(404, "Label does not exist")
        pull.labels.remove(name)

    def merge(self, number: int, sha: str | None, title: str) -> Pull:
        pull = self.pull(number)
        if not pull.open or pull.draft:
            raise Refusal(405, "Pull Request is not mergeable")
        if sha is not None and sha != pull.head:
            raise Refusal(409, "Head branch was modified. Review and try the merge again.")
        self._protected(pull)
        commit = self.git.merge(pull.base, pull.head, title)
        if commit is None:
            raise Refusal(405, "Pull Request is not mergeable")
        pull.open, pull.merged = False, commit
        return pull

    def _protected(self, pull: Pull) -> None:
        for context in self.rules.required:
            status = self.status(pull.head, context)
            if status is None or status.state != "success":
                raise Refusal(405, f'Required status check "{context}" is expected.')
        latest: dict[int, Reviewed] = {r.user.id: r for r in pull.reviews if r.state != "COMMENTED" and not r.dismissed}
        if self.rules.approvals and any(r.state == "CHANGES_REQUESTED" for r in latest.values()):
            raise Refusal(405, "Changes have been requested.")
        if sum(r.state == "APPROVED" for r in latest.values()) < self.rules.approvals:
            raise Refusal(
                405, f"At least {self.rules.approvals} approving review is required by reviewers with write access."
            )


@dataclass
class MemoryGit:
    """Branches and the commits that were ever there, by name alone."""

    branches: dict[str, str]
    known: set[str] = field(default_factory=set)

    def push(self, branch: str, commit: str) -> None:
        self.branches[branch] = commit
        self.known.add(commit)

    def tip(self, branch: str) -> str | None:
        return self.branches.get(branch)

    def has(self, commit: str) -> bool:
        return commit in self.known

    def merge(self, base: str, head: str, message: str) -> str | None:
        self.push(base, f"{len(self.known):x}".rjust(40, "e"))
        return self.branches[base]

    def show(self, number: int, head: str, source: Git | None = None) -> None:
        """Nobody fetches from here."""
