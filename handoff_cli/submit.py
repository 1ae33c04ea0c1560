"""`handoff submit`: the deal's folder (or the policy) as it lies here, offered on its branch, and the pull request that asks for the
decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.core.deal import PROJECTS, is_deal_id
from handoff_cli.core.finding import Finding
from handoff_cli.core.pull import PullRequest
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.errors import NO, USAGE, HandoffError
from handoff_cli.forge.protocol import Forge
from handoff_cli.git.checkout import ignored, take_over, uncommitted
from handoff_cli.git.history import contributions
from handoff_cli.git.remote import fetch, push, push_anew
from handoff_cli.git.writing import Author, read_ref, update_ref
from handoff_cli.invitation import body_of, is_ours, title_of
from handoff_cli.offering import Base, base_of_offer, offered_commit, refuse_unseen
from handoff_cli.offers import Offered, evaluate
from handoff_cli.standing import Standing
from handoff_cli.subjects import branch_of, name_of, places_of, subject_of

_MOST: Final = 3
_BY_ITSELF: Final = (
    "Each is offered and decided by itself: `handoff submit DEAL` offers a deal, or put its changes aside with "
    "`git stash -u -- projects`, then submit the policy again."
)


@dataclass(frozen=True, slots=True)
class Submission:
    """What is wanted; `deal` may be the policy as well. `seen` is a commit of others the person knows of, `message` what the commit says."""

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
    branch = branch_of(deal)
    tip = fetch(repo, standing.remote, [branch])[branch] if standing.remote else repo.branch(branch)
    base = base_of_offer(standing, deal, tip, wanted.author)
    start = standing.tip if base.tip is None or base.anew else base.tip
    refuse_unseen(standing, deal, start, _last(standing, deal), wanted.seen)
    head = offered_commit(repo, base, deal, wanted.message or _message(deal), wanted.author)
    offered = evaluate(standing, deal, head)
    _refuse_nothing(offered)
    _refuse_unreadable(offered.findings, every=deal == POLICY_SUBJECT)
    if deal == POLICY_SUBJECT:
        _refuse_deals_too(standing, offered, wanted.author)
    new = head != tip
    if new and standing.remote:
        _publish(standing, branch, head, base)
    switched = take_over(repo, branch, head, base.parent, places_of(deal), expected=None if standing.remote else tip)
    _refuse_left_behind(standing, branch, head)
    _remember(standing, deal, head)
    left_out = ignored(repo, places_of(deal))
    return Submitted(offered, branch, new=new, anew=base.anew, switched=switched, left_out=left_out)


def ask(done: Submitted, forge: Forge, target: str) -> Submitted:
    """Open the pull request of an offer, or bring the title of the one that is there up to date."""
    title = title_of(done.offered)
    mine = _open_pull(forge, done.branch, target)
    if mine is None:
        body = body_of(done.offered)
        return replace(done, pull=forge.open_pull(branch=done.branch, base=target, title=title, body=body), opened=True)
    if is_ours(mine.title, done.offered) and mine.title != title:
        mine = forge.edit_pull(mine.number, title=title)
    return replace(done, pull=mine)


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
    if wanted.deal != POLICY_SUBJECT and not is_deal_id(wanted.deal):
        raise HandoffError(
            f"{wanted.deal!r} is no deal.",
            hint="Name it as its folder is called, as in BRW-1042; `policy` for handoff.yaml.",
            exit_code=USAGE,
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
            f"{name_of(offered.deal)} is the same as what the target carries: there is nothing to offer.",
            hint="Change something first.",
            exit_code=NO,
        )


def _refuse_deals_too(standing: Standing, offered: Offered, author: Author) -> None:
    """A policy and the deal it would help are never decided together, so they are not offered from one heap of changes either."""
    if offered.verdict.code == "outside-the-policy":
        hint = "Nothing was sent. Put those files on a branch of their own; where others put them on offer/policy, ask them to."
        raise HandoffError(offered.verdict.sentence, hint=hint, exit_code=NO)
    here = uncommitted(standing.repo, PROJECTS)
    deals = {subject for path in here if (subject := subject_of(path))}
    head = standing.repo.resolve("HEAD")
    for one in contributions(standing.repo, standing.tip, head) if head else ():
        subjects = {subject for path in one.paths if (subject := subject_of(path))}
        mine = one.author_email.casefold() == author.email.casefold()
        deals |= subjects - {POLICY_SUBJECT} if mine and POLICY_SUBJECT in subjects else set()
    if deals:
        more = f" and {len(deals) - _MOST} more" if len(deals) > _MOST else ""
        named = ", ".join(sorted(deals)[:_MOST])
        raise HandoffError(f"{named}{more} changed here together with the policy.", hint=_BY_ITSELF, exit_code=NO)


def _refuse_unreadable(findings: tuple[Finding, ...], *, every: bool) -> None:
    """What the commit hook refuses as well: a package that cannot be read tells nobody anything. Of the policy `every` mistake counts:
    nobody could accept it."""
    broken = [finding for finding in findings if finding.rejects and (every or finding.kind == "malformed")]
    if broken:
        first = broken[0]
        line = f":{first.place.line}" if first.place.line else ""
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise HandoffError(f"{first.place.path}{line}: {first.message}{more}", hint=first.remedy, exit_code=NO)


def _message(subject: str) -> str:
    return "Change the policy" if subject == POLICY_SUBJECT else f"Offer {subject}"


def _last(standing: Standing, deal: str) -> str | None:
    return read_ref(standing.repo, _submitted(deal))


def _remember(standing: Standing, deal: str, head: str) -> None:
    """What lay here when it was offered, so that a later run can tell what others have changed since."""
    before = _last(standing, deal)
    if before != head:
        update_ref(standing.repo, _submitted(deal), head, before)


def _submitted(deal: str) -> str:
    return f"refs/handoff/submitted/{deal}"
