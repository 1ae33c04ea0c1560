"""A commit object read strictly: programs disagree on a malformed one, so it decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from handoff_cli.errors import UNDECIDED, HandoffError

_ID: Final = rb"(?:[0-9a-f]{40}|[0-9a-f]{64})"
_PERSON: Final = rb"(?:[^<>\n]* )?<([^<>\n]*)> [0-9]{1,19} [+-][0-9]{4}"
_HEAD: Final = re.compile(
    rb"tree (%b)\n((?:parent %b\n)*)author %b\ncommitter %b\n((?:[^\n]+\n)*)\n" % (_ID, _ID, _PERSON, _PERSON)
)
_ONCE: Final = (b"tree ", b"parent ", b"author ", b"committer ")


@dataclass(frozen=True, slots=True)
class Commit:
    """The tree of a commit and the e-mail addresses it names, as written."""

    tree: str
    author_email: str
    committer_email: str


def parse_commit(commit: str, raw: bytes, parents: tuple[str, ...] | None) -> Commit:
    """What a commit says whose parents git takes to be `parents` (None: whatever it says itself)."""
    head = _HEAD.match(raw)
    if head is None or b"\0" in raw:
        raise _malformed(commit)
    tree, above, author, committer, rest = head.groups()
    named = tuple(line.removeprefix(b"parent ").decode() for line in above.splitlines())
    if parents not in (None, named) or any(line.startswith(_ONCE) for line in rest.splitlines()):
        raise _malformed(commit)
    author_email, committer_email = (email.decode(errors="backslashreplace") for email in (author, committer))
    return Commit(tree.decode(), author_email, committer_email)


def _malformed(commit: str) -> HandoffError:
    return HandoffError(
        f"The commit {commit} is malformed: programs disagree on who wrote it, or on what it follows.",
        hint="Make the change again with an ordinary git client, on a new branch.",
        exit_code=UNDECIDED,
    )
