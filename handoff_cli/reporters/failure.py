"""What the comment of a pull request says when the gate could not look: that what stood there before does not hold, and whom to tell."""

from __future__ import annotations

from handoff_cli.reporters.prose import code, prose
from handoff_cli.reporters.words import short


def failed(commit: str, message: str, hint: str, asked: str = "") -> str:
    """The comment's text. Message and hint may quote an offer or a server, so they are shown and never obeyed. `asked` is the line
    that says of whom a review was asked, as it stood."""
    steps = [prose(hint)] if hint else []
    steps += [
        "Whoever reads this tells an admin of the repository, with the log of the gate's last run, unless it is settled already.",
        "The gate looks again after the next push or review and every night; an admin can also start it by hand, with this number.",
    ]
    before = f"{asked}\n\n" if asked else ""
    return (
        f"### The last look at this pull request failed\n\n> {code(short(commit))}: {prose(message)}\n\n"
        "What this comment said before came of an older look and does not hold any more. Nothing is decided by this, and nothing "
        f"is lost: the offer and what is recorded stay as they are.\n\n{before}"
        "**What happens next**\n" + "".join(f"\n- {step}" for step in steps) + "\n\n---\n\n"
        "<sub>This comment is kept up to date: the next look that succeeds takes its place. Amounts are never shown in it.</sub>\n"
    )
