"""What the pull request of an offer says when it is opened. People go on writing it; the verdict is the comment's."""

from __future__ import annotations

from typing import Final

from handoff_cli.core.policy import POLICY_FILES
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.offers import Offered

_OPENING: Final = "Handoff "
_POLICY: Final = "Change of the policy"
_MOST: Final = 120


def title_of(offered: Offered) -> str:
    """`Handoff BRW-1042: 1000 x BW-FSG-100 revision C`."""
    if offered.deal == POLICY_SUBJECT:
        return _POLICY
    scope = ", ".join(offered.step.after.scope)
    title = f"{_OPENING}{offered.deal}: {scope}" if scope else f"{_OPENING}{offered.deal}"
    return _inert(title if len(title) <= _MOST else f"{title[: _MOST - 1]}…")


def is_ours(title: str, offered: Offered) -> bool:
    """Whether a title is one we wrote, so that it may be brought up to date."""
    return title.startswith(f"{_OPENING}{offered.deal}")


def body_of(offered: Offered) -> str:
    if offered.deal == POLICY_SUBJECT:
        files = " and ".join(f"`{name}`" for name in POLICY_FILES)
        return (
            f"A change of the policy ({files}): who people are, and what the gate asks for. How it stands is said in the comment "
            "below, which is kept up to date.\n\nThe policy in force goes on deciding about every deal until an admin accepts exactly "
            "these files: by approving this pull request, or with `handoff accept policy --pr NUMBER`, which is also the way for an admin who "
            "opened it himself.\n"
        )
    return (
        f"The handoff package of `{offered.deal}`. What it holds, what is missing and who does what next stands in the comment "
        "below, which is kept up to date.\n\nWhoever accepts it accepts exactly these files.\n"
    )


def _inert(text: str) -> str:
    """A title is plain text to a forge, but for a mention or a reference; and it stands on one line."""
    return "".join(c if c.isprintable() and c not in "@#<>`" else " " for c in text)
