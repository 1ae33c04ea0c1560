"""Asking the PM for his review on the forge: when the package is complete, once for each offer of it, and never at the gate's expense.

That he was asked stands in the comment, which is also how a later look knows: somebody who takes the request back, because the PM is
away and another decides, is not overruled by the next run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from handoff_cli.announce import MARKER
from handoff_cli.core.pull import PullRequest, Review
from handoff_cli.core.screen import Screen, View
from handoff_cli.errors import HandoffError
from handoff_cli.forge.protocol import Forge
from handoff_cli.reporters.prose import prose

_ASKED: Final = re.compile(r"> .{1,700} was asked to review `[0-9a-f]{12}`\.")


def ask_the_pm(forge: Forge, pull: PullRequest, reviews: Sequence[Review], seen: Screen) -> Screen:
    """The same screen, saying of each deal that waits whether its PM was asked; a forge that refuses is told there, and no more."""
    if not pull.open or pull.base != seen.report.target:
        return seen
    return replace(seen, views=tuple(replace(view, asked=_asked(forge, pull, reviews, view)) for view in seen.views))


def _asked(forge: Forge, pull: PullRequest, reviews: Sequence[Review], view: View) -> str:
    account, verdict = view.account, view.report.verdict
    waits = verdict is not None and verdict.code == "waiting-for-pm" and not view.recording and not view.barred
    if account is None or not waits or (pull.author and account == pull.author.id):
        return ""
    if any(one.reviewer and one.reviewer.id == account and one.commit == pull.head for one in reviews):
        return ""
    done = f"{view.pm} was asked to review {pull.head[:12]}."
    if account in pull.asked:
        return done
    try:
        return done if prose(done) in asked_before(forge, pull.number) else _ask(forge, pull, account, view.pm, done)
    except HandoffError as error:
        return f"{_failed(view.pm)}: {error.message} Until an admin has put that right, tell {view.pm} yourself."


def asked_before(forge: Forge, number: int) -> str:
    """What the comment says about whom was asked, as it stands there: a comment that takes its place has to say it too."""
    kept = forge.kept_comment(number, MARKER)
    return next((line for line in kept.body.splitlines() if _ASKED.fullmatch(line)), "") if kept else ""


def _ask(forge: Forge, pull: PullRequest, account: int, name: str, done: str) -> str:
    login = forge.login_of(account)
    if login is None:
        return (
            f"{_failed(name)}: {forge.host} shows no account {account} that could be asked. "
            f"An admin corrects `forge_ids` in handoff.yaml or lets {name} into the repository."
        )
    forge.ask_review(pull.number, [login])
    return done


def _failed(name: str) -> str:
    return f"{name} could not be asked for a review"
