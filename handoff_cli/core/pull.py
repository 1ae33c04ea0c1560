"""A pull request, its reviews and what protects its target, as values: what a forge says, in words that are the same for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ReviewState = Literal["approved", "changes-requested", "commented", "dismissed", "pending"]
StatusState = Literal["pending", "success", "failure", "error"]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody on a forge. Only the number identifies: a login can be given up and registered by somebody else."""

    id: int
    login: str
    bot: bool = False


@dataclass(frozen=True, slots=True)
class PullRequest:
    """`head` is the full id of the offered commit, `base` the branch it asks to change. `repository` is the numeric id of the
    repository it was opened in, `source` that of the one `head` lies in; None when that one is gone.
    `author` is None where the account is gone. `asked` are the numbers of the accounts a review is asked of that they have not given."""

    number: int
    repository: int
    author: Account | None
    head: str
    branch: str
    base: str
    title: str = ""
    body: str = ""
    url: str = ""
    source: int | None = None
    draft: bool = False
    open: bool = True
    merged: bool = False
    labels: tuple[str, ...] = ()
    asked: tuple[int, ...] = ()

    @property
    def from_fork(self) -> bool:
        return self.source != self.repository


@dataclass(frozen=True, slots=True)
class LineComment:
    """A remark a review makes at a place: `line` counts from 1 in the file as offered, None for the whole file; `path` may be
    empty where the forge does not say."""

    id: int
    path: str
    line: int | None
    body: str


@dataclass(frozen=True, slots=True)
class Review:
    """`commit` is the full id of what was looked at, None when the forge no longer says. A dismissed review no longer tells
    what it was."""

    id: int
    reviewer: Account | None
    state: ReviewState
    commit: str | None
    body: str = ""
    at: str = ""
    comments: tuple[LineComment, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """One line beside a commit. `creator` is the number of the account that wrote it, where the forge says."""

    context: str
    state: StatusState
    description: str = ""
    url: str = ""
    creator: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    author: Account | None
    body: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class RequiredStatus:
    """A status without which nothing is merged; `source` is the number of the app that has to write it, None: anybody."""

    context: str
    source: int | None = None


@dataclass(frozen=True, slots=True)
class BranchRules:
    """What protects a branch. None in any field: this token is not told, which is not the same as *no*.

    `merges` are the ways a pull request may be merged (`merge`, `squash`, `rebase`, `fast-forward`), `exempt` names who may pass the
    rules by, `frozen` are patterns of files that nobody changes on this branch.
    """

    branch: str
    pull_required: bool | None = None
    approvals: int | None = None
    stale_dismissed: bool | None = None
    last_push_approved: bool | None = None
    code_owners: bool | None = None
    rejection_blocks: bool | None = None
    required: tuple[RequiredStatus, ...] | None = None
    up_to_date: bool | None = None
    force_push_blocked: bool | None = None
    deletion_blocked: bool | None = None
    exempt: tuple[str, ...] | None = None
    frozen: tuple[str, ...] | None = None
    merges: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a merge: the target's new commit, or why there is none, in the forge's own words."""

    commit: str | None = None
    refused: str | None = None
