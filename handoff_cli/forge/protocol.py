"""What the rest of the program asks of a forge, whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, Protocol

from handoff_cli.core.pull import (
    Account,
    BranchRules,
    Comment,
    LineComment,
    Merged,
    PullRequest,
    Review,
    ReviewState,
    Status,
)

Kind = Literal["github", "gitea"]


class Forge(Protocol):
    """One repository on a forge, as one account. Everything raises `HandoffError` in words when the forge does not answer,
    refuses, or answers half; an answer that is there is whole."""

    @property
    def host(self) -> str:
        """The name under which `forge_ids` of the policy and a record know this forge (`github.com`)."""
        ...

    @property
    def repository(self) -> int: ...

    def me(self) -> Account | None:
        """Whose token this is; None for a job's own token, which may not ask."""
        ...

    def pull(self, number: int) -> PullRequest: ...

    def pulls(self, *, base: str | None = None) -> tuple[PullRequest, ...]:
        """Every open pull request, of one target if it is named."""
        ...

    def open_pull(self, *, branch: str, base: str, title: str, body: str, draft: bool = False) -> PullRequest: ...

    def edit_pull(self, number: int, *, title: str | None = None, body: str | None = None) -> PullRequest: ...

    def reviews(self, number: int) -> tuple[Review, ...]:
        """Every review ever submitted, oldest first, without the remarks at lines."""
        ...

    def review(self, number: int, review: int) -> Review:
        """One review as it stands now, with its remarks at lines."""
        ...

    def remarks(self, number: int, review: int) -> tuple[LineComment, ...]: ...

    def post_review(self, number: int, state: ReviewState, *, commit: str, body: str) -> Review:
        """Approve, ask for changes (a body is needed) or comment, about exactly this commit."""
        ...

    def statuses(self, commit: str) -> tuple[Status, ...]:
        """The newest status of each context."""
        ...

    def set_status(self, commit: str, status: Status) -> None: ...

    def comments(self, number: int) -> tuple[Comment, ...]: ...

    def kept_comment(self, number: int, marker: str) -> Comment | None:
        """The one comment that begins with `marker` and is our own or a job's of this repository, where there is one."""
        ...

    def keep_comment(self, number: int, marker: str, body: str) -> Comment:
        """Write the one comment that `kept_comment` finds: edited where it is there, made where it is not."""
        ...

    def relabel(self, number: int, *, add: Collection[str] = (), remove: Collection[str] = ()) -> None: ...

    def login_of(self, account: int) -> str | None:
        """How an account that may be asked for a review is called now, None where the forge shows no such account."""
        ...

    def ask_review(self, number: int, logins: Sequence[str]) -> None: ...

    def merge(self, number: int, *, head: str, title: str, message: str = "") -> Merged:
        """Merge with a merge commit, if the head is still this one. Done before counts as done."""
        ...

    def rules(self, branch: str) -> BranchRules: ...
