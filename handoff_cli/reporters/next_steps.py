"""Who does what next on a pull request: one line a person, the one who has to act first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.screen import Screen, View
from handoff_cli.reporters.prose import code, prose
from handoff_cli.reporters.words import count, stays_the_pms

_RECORDING: Final = (
    "Nothing for now: the gate records this review next, and then says here how it stands. Where this line is still here tomorrow, an "
    "admin looks whether the witness runs."
)


def next_steps(view: View, screen: Screen) -> Iterator[str]:
    """At least one line."""
    verdict, settled = view.report.verdict, _settled(view, screen)
    if settled or verdict is None:
        yield settled
    elif verdict.code == "incomplete":
        yield from _incomplete(view)
    elif verdict.code == "draft":
        yield f"**Sales{_named(view.sales)}** marks the pull request as ready for review when the package is to be decided."
        yield f"**{_decider(view)}** has nothing to do until then."
    elif verdict.code == "rejected":
        yield f"**Sales{_named(view.sales)}** settles the reasons below, then offers it again: {code(_submit(view))}. Nothing is lost."
        yield f"**{_decider(view)}** has nothing to do until then."
    elif verdict.code == "waiting-for-pm":
        yield from _waiting(view, screen)
    elif verdict.code == "waiting-for-admin":
        yield from _admin(view)
    elif verdict.outcome == "covered":
        yield from _covered(view, screen)
    elif verdict.code in ("stale-base", "stale-living"):
        yield f"**Sales{_named(view.sales)}** brings the offer up to date, then offers it again: {code(_submit(view))}. {prose(verdict.sentence)}"
    elif stays_the_pms(view.report):
        yield f"**Whoever wrote it** puts this right: {prose(verdict.sentence)} What is accepted stays as it is, and {_decider(view)} owns it."
    else:
        yield f"**Sales{_named(view.sales)}** puts this right: {prose(verdict.sentence)}"


def _settled(view: View, screen: Screen) -> str:
    """Where nobody has to decide anything now, whatever the verdict is; empty elsewhere."""
    if screen.merged or view.report.verdict is None:
        return "Nothing: it is merged. `handoff status` says who owns it."
    if screen.closed:
        return "Nothing: the pull request is closed. Whoever wants it decided opens it again."
    if screen.elsewhere:
        return (
            f"**Whoever opened it** has it ask to change {code(screen.report.target or 'the target')} in the place of "
            f"{code(screen.elsewhere)}; until then a review here decides nothing, and merging it hands nothing over."
        )
    return _RECORDING if view.recording else ""


def _incomplete(view: View) -> Iterator[str]:
    things = sum(finding.rejects for finding in view.report.findings)
    what = count(things, "point", "points")
    yield f"**Sales{_named(view.sales)}** settles the {what} below, then offers it again: {code(_submit(view))}. Nothing is lost."
    yield f"**{_decider(view)}** has nothing to do yet and is asked when it is complete; an approval now decides nothing."


def _admin(view: View) -> Iterator[str]:
    yield from _barred(view)
    alone = set(view.deciders) == {view.opener} and not view.command
    yes = f"runs {code(view.by_hand)}" if alone else "approves this pull request"
    yield f"**{_decider(view)}** {yes}, or leaves it. {_by_command(view)}".rstrip()
    yield from _opened(view)


def _barred(view: View) -> Iterator[str]:
    if view.barred:
        yield f"**First** this has to be put right, or an approval by {prose(view.pm or 'an admin')} decides nothing: {prose(view.barred)}"


def _opened(view: View) -> Iterator[str]:
    """What a forge does not let its own author do."""
    if view.opener and not view.command:
        yield (
            f"{prose(view.opener)} opened this pull request, so a review by {prose(view.opener)} decides nothing: "
            f"{code(view.by_hand)} does."
        )


def _waiting(view: View, screen: Screen) -> Iterator[str]:
    if screen.draft:
        yield f"**Sales{_named(view.sales)}** marks the pull request as ready for review."
    yield from _barred(view)
    command = view.command or (view.by_hand if set(view.deciders) == {view.opener} else "")
    yes = f"runs {code(command)} to take it over" if command else "approves this pull request to take it over"
    no = (
        f"returns it with {code(command.replace('accept', 'reject', 1))}"
        if command
        else "asks for changes and says what is wrong, line by line if need be"
    )
    yield f"**{_decider(view)}** reads the scope, the warnings and what changed, then {yes}, or {no}."
    yield from _opened(view)
    yield "Accepting is for exactly these files: if the offer changes afterwards, it is decided again."
    if not view.since:
        yield "It is the first handover of this deal: there is nothing before it to compare with."
    if view.terms:
        yield f"Non-standard terms come with it, to be read in `contract.yaml`: {', '.join(map(prose, view.terms))}."
    if view.declared:
        yield f"No machine can check, but a person has looked at: {'; '.join(map(prose, view.declared))}."


def _covered(view: View, screen: Screen) -> Iterator[str]:
    if not view.changes_baseline:
        yield "Anybody merges it: the accepted part of the deal stays as it is, so nobody has to decide."
        if view.pm:
            yield f"**{prose(view.pm)} (PM)** reads what changed below: these documents are the PM's to keep."
    elif screen.merges:
        yield "Nothing: the gate merges it as soon as the rules of the forge allow it."
    else:
        yield "Anybody with the right to merges this pull request, as a merge commit or squashed, unchanged."
    if view.changes_baseline and view.report.deal and view.pm:
        yield f"**{prose(view.pm)} (PM)** owns it from the moment it is merged; until then it is Sales'."


def _by_command(view: View) -> str:
    return f"The policy asks for a signature: {code(view.command)}." if view.command else ""


def _submit(view: View) -> str:
    return f"handoff submit {view.report.deal}"


def _decider(view: View) -> str:
    if not view.deciders:
        return "The PM, whom `deal.yaml` has to name,"
    first, *others = view.deciders
    if not view.pm:
        return prose(" or ".join(view.deciders))
    return f"{prose(first)} (PM){''.join(f' or {prose(other)} (deputy)' for other in others)}"


def _named(name: str) -> str:
    return f" ({prose(name)})" if name else ""
