"""`handoff submit`: the deal's folder as it lies here, offered on its branch, and the pull request that asks for the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.core.deal import is_deal_id
from handoff_cli.core.finding import Finding
from handoff_cli.core.pull import PullRequest
from handoff_cli.errors import NO, USAGE, HandoffError
from handoff_cli.forge.protocol import Forge
from handoff_cli.git.checkout import ignored, take_over
from handoff_cli.git.remote import fetch, push, push_anew
from handoff_cli.git.writing import Author, read_ref, update_ref
from handoff_cli.offering import Base, base_of_offer, offered_commit, refuse_unseen
from handoff_cli.offers import Offered, evaluate
from handoff_cli.standing import Standing
from handoff_cli.subjects import folder_of

BRANCH: Final = "offer/{}"
_OPENING: Final = "Handoff "
_MOST: Final = 120


@dataclass(frozen=True, slots=True)
class Submission:
    """What is wanted. `seen` is a commit of others the person knows of, `message` what the commit says."""

    deal: str
    author: Author
    message: str | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of it. `new`: there was something to commit or push. `switched`: the clone
    stands on the branch now. `left_out` are files of the folder that git is told to ignore."""

    offered: Offered
    branch: str
    new: bool
    anew: bool = False
    switched: bool = False
    left_out: tuple[str, ...] = ()
    pull: PullRequest | None = None
    opened: bool = False


def submit(standing: Standing, wanted: Submission) -> Submitted:
    """Commit and push. Refused with exit code 1 and nothing pushed where a file cannot be read; what is missing does not stop it."""
    deal, repo = wanted.deal, standing.repo
    _refuse_unfit(standing, wanted)
    branch = BRANCH.format(deal)
    tip = fetch(repo, standing.remote, [branch])[branch] if standing.remote else repo.branch(branch)
    base = base_of_offer(standing, deal, tip, wanted.author)
    start = standing.tip if base.tip is None or base.anew else base.tip
    refuse_unseen(standing, deal, start, _last(standing, deal), wanted.seen)
    head = offered_commit(repo, base, deal, wanted.message or f"Offer {deal}", wanted.author)
    offered = evaluate(standing, deal, head)
    _refuse_nothing(offered)
    _refuse_unreadable(offered.findings)
    new = head != tip
    if new and standing.remote:
        _publish(standing, branch, head, base)
    switched = take_over(repo, branch, head, base.parent, folder_of(deal), expected=None if standing.remote else tip)
    _refuse_left_behind(standing, branch, head)
    _remember(standing, deal, head)
    left_out = ignored(repo, folder_of(deal))
    return Submitted(offered, branch, new=new, anew=base.anew, switched=switched, left_out=left_out)


def ask(done: Submitted, forge: Forge, target: str) -> Submitted:
    """Open the pull request of an offer, or bring the title of the one that is there up to date."""
    title = title_of(done.offered)
    mine = _open_pull(forge, done.branch, target)
    if mine is None:
        body = body_of(done.offered)
        return replace(done, pull=forge.open_pull(branch=done.branch, base=target, title=title, body=body), opened=True)
    if mine.title.startswith(f"{_OPENING}{done.offered.deal}") and mine.title != title:
        mine = forge.edit_pull(mine.number, title=title)
    return replace(done, pull=mine)


def title_of(offered: Offered) -> str:
    """`Handoff BRW-1042: 1000 x BW-FSG-100 revision C`."""
    scope = ", ".join(offered.step.after.scope)
    title = f"{_OPENING}{offered.deal}: {scope}" if scope else f"{_OPENING}{offered.deal}"
    return _inert(title if len(title) <= _MOST else f"{title[: _MOST - 1]}…")


def body_of(offered: Offered) -> str:
    """The first words of a pull request, which people go on writing. The verdict is the comment's."""
    return (
        f"The handoff package of `{offered.deal}`. What it holds, what is missing and who does what next stands in the comment "
        "below, which is kept up to date.\n\nWhoever accepts it accepts exactly these files.\n"
    )


def _inert(text: str) -> str:
    """A title is plain text to a forge, but for a mention or a reference; and it stands on one line."""
    return "".join(c if c.isprintable() and c not in "@#<>`" else " " for c in text)


def _open_pull(forge: Forge, branch: str, target: str) -> PullRequest | None:
    found = (one for one in forge.pulls(base=target) if one.branch == branch and not one.from_fork)
    return next(found, None)


def _publish(standing: Standing, branch: str, head: str, base: Base) -> None:
    send: Callable[..., bool] = push_anew if base.anew else push
    if not send(standing.repo, standing.remote or "", head, branch, base.tip):
        raise HandoffError(
            f"{branch} was changed by somebody else just now; nothing of yours was sent.",
            hint="Run the command again: it looks at what came in.",
            exit_code=NO,
        )


def _refuse_left_behind(standing: Standing, branch: str, head: str) -> None:
    if standing.remote is None and standing.repo.branch(branch) != head:
        raise HandoffError(
            f"{branch} is checked out here and cannot begin anew below your files.",
            hint=f"`git switch {standing.target}`, bring the files of the deal along, and submit again.",
            exit_code=NO,
        )


def _refuse_unfit(standing: Standing, wanted: Submission) -> None:
    if not is_deal_id(wanted.deal):
        raise HandoffError(
            f"{wanted.deal!r} is no deal.", hint="Name it as its folder is called, as in BRW-1042.", exit_code=USAGE
        )
    if standing.policy.by_email(wanted.author.email) is None:
        raise HandoffError(
            f"The policy does not know {wanted.author.email!r}, so nobody could accept what you offer.",
            hint="Set git's user.email to your address in handoff.yaml, or have an admin add this one.",
            exit_code=NO,
        )


def _refuse_nothing(offered: Offered) -> None:
    if offered.step.before.package == offered.step.after.package:
        raise HandoffError(
            f"{offered.deal} is the same as what the target carries: there is nothing to offer.",
            hint="Change something first.",
            exit_code=NO,
        )


def _refuse_unreadable(findings: tuple[Finding, ...]) -> None:
    """What the commit hook refuses as well: a package that cannot be read tells nobody anything."""
    broken = [finding for finding in findings if finding.rejects and finding.kind == "malformed"]
    if broken:
        first = broken[0]
        line = f":{first.place.line}" if first.place.line else ""
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise HandoffError(f"{first.place.path}{line}: {first.message}{more}", hint=first.remedy, exit_code=NO)


def _last(standing: Standing, deal: str) -> str | None:
    return read_ref(standing.repo, _submitted(deal))


def _remember(standing: Standing, deal: str, head: str) -> None:
    """What lay here when it was offered, so that a later run can tell what others have changed since."""
    before = _last(standing, deal)
    if before != head:
        update_ref(standing.repo, _submitted(deal), head, before)


def _submitted(deal: str) -> str:
    return f"refs/handoff/submitted/{deal}"
