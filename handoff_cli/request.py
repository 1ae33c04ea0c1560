"""`handoff request`: the e-mail that asks the customer for everything that is open, ready to be pasted."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import in_order
from handoff_cli.core.tree import Node
from handoff_cli.errors import USAGE, HandoffError
from handoff_cli.letters import Request, requests, secrets
from handoff_cli.packing.manifest import is_settled

_WIDTH: Final = 76
"""What mail programs quote without breaking lines."""


def request(start: Path, deal: str) -> str | None:
    """The e-mail of a deal, None when there is nothing to ask."""
    from handoff_cli.git.repository import Repository
    from handoff_cli.git.worktree import WorkTree
    from handoff_cli.loading import load_deal, load_policy
    from handoff_cli.rules import run

    source = WorkTree(Repository.discover(start))
    if deal not in source.deals():
        raise HandoffError(f"There is no deal {deal}.", hint="Name the deal, as in BRW-1042.", exit_code=USAGE)
    policy, _ = load_policy(source)
    loaded, findings = load_deal(source, deal, policy)
    asked = requests(in_order((*findings, *run(loaded))), loaded.packs.values(), secrets(loaded))
    return "".join(f"{line}\n" for line in _mail(loaded, asked)) if asked else None


def _mail(deal: Deal, asked: Sequence[Request]) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Request]] = {}
    for each in asked:
        groups.setdefault((each.file, each.needed), []).append(each)
    people = list(_contacts(deal.stakeholders))
    addresses = [person.get("email").text for person in people if is_settled(person.get("email"))]
    if addresses:
        yield f"To: {', '.join(addresses)}"
    yield f"Subject: {_subject(deal)}: {_count(len(groups), 'point', 'points')} to clarify"
    yield ""
    yield f"Dear {' and '.join(person.get('name').text for person in people) or 'customer'},"
    yield ""
    points = "one point" if len(groups) == 1 else f"{len(groups)} points"
    yield from _wrapped(
        f"thank you for the data of {_subject(deal)}. Before we can build from them, we need your word on {points}:"
    )
    yield ""
    for number, group in enumerate(groups.values(), start=1):
        yield from _point(number, group)
        yield ""
    yield from _wrapped(_deadline(deal))
    yield ""
    yield from _wrapped(
        "If files change, please send the whole set again as one ZIP under a new issue, and state its SHA-256, "
        "so that both of us work from the same bytes."
    )
    yield ""
    yield "Kind regards"


def _contacts(stakeholders: Node) -> Iterator[Node]:
    """Who answers technical questions; where nobody does, who answers commercial ones; else the first person there is."""
    customers = [person for person in stakeholders.get("customer") if is_settled(person.get("name"))]
    for area in ("technical", "commercial"):
        found = [each for each in customers if area in (entry.text for entry in each.get("contact_for"))]
        if found:
            yield from found[:2]
            return
    yield from customers[:1]


def _subject(deal: Deal) -> str:
    items = [item for item in deal.items if item.get("pack").text] or list(deal.items)
    named = [
        " revision ".join(item.get(key).text for key in ("part", "revision") if is_settled(item.get(key)))
        for item in items
        if is_settled(item.get("part"))
    ]
    return ", ".join(named) or "your order"


def _point(number: int, group: Sequence[Request]) -> Iterator[str]:
    first = group[0]
    if len(group) == 1:
        yield from _wrapped(f"{number}. {_where(first)}{first.said}", hanging="   ")
    else:
        yield from _wrapped(f"{number}. {first.file or 'Your data'}:", hanging="   ")
        for each in group:
            place = f"line {each.line}: " if each.line else ""
            yield from _wrapped(f"   - {place}{each.said}", hanging="     ")
    yield from _wrapped(f"   {first.needed}", hanging="   ")


def _where(request: Request) -> str:
    line = f", line {request.line}" if request.line else ""
    # A sentence that begins with the file's name needs it only once.
    return f"{request.file}{line}: " if request.file and not request.said.startswith(request.file) else ""


def _deadline(deal: Deal) -> str:
    """The first day we have promised, so that the answer has a day to hold."""
    days = sorted(
        {
            delivery.get("promised").text
            for item in deal.items
            for delivery in item.get("deliveries")
            if len(delivery.get("promised").text) == 10 and delivery.get("promised").text[:2] == "20"
        }
    )
    if not days:
        return "We can confirm a delivery date only when these points are settled, so an early answer helps both of us."
    return f"The first delivery is promised for {days[0]}. For that day to hold, please answer as early as you can."


def _wrapped(text: str, hanging: str = "") -> list[str]:
    from handoff_cli.reporters.plain import inert, plain

    safe = inert(plain(text))
    indent = safe[: len(safe) - len(safe.lstrip())]
    return textwrap.wrap(
        safe.lstrip(),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
