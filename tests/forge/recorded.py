"""The routes we use, how our adapter asks for them, and what it has to make of what GitHub was recorded to answer there."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from handoff_cli.core.pull import Merged, Status
from handoff_cli.errors import HandoffError
from handoff_cli.forge.api import items
from handoff_cli.forge.github import GitHub
from tests.forge import told
from tests.forge.tape import Exchange, Player, stub

MARK = "<!-- handoff:gate -->"
HEAD = "a" * 40
PLAIN: Any = {
    "number": 1, "state": "open", "title": "t", "labels": [{"name": "here"}], "user": {"id": 1, "login": "tom"},
    "head": {"sha": HEAD, "ref": "offer/x", "repo": {"id": 7}}, "base": {"ref": "main", "repo": {"id": 7}},
}  # fmt: skip
"""A pull request for the routes whose recordings lack one."""
Tape = tuple[Exchange, ...]


@dataclass(frozen=True)
class Route:
    """What GitHub is `asked`, how our adapter asks for it, what it has to make of the answer, which other answers it needs for
    that, and how many recorded answers are read and refused at the least."""

    asked: str
    call: Callable[[GitHub, Exchange], object]
    says: Callable[[Any], object]
    read: int
    refused: int = 0
    around: Callable[[Exchange], Tape] = lambda one: ()
    listed: bool = False
    asks: Callable[[Exchange], str] = lambda one: one.target
    """Where our adapter asks for the same."""


def number(one: Exchange) -> int:
    return int(one.path.split("/")[5])


def last(one: Exchange) -> int:
    return int(one.path.split("/")[-1])


def branch(one: Exchange) -> str:
    return one.path.split("/branches/")[1].removesuffix("/protection")


def top(one: Exchange) -> str:
    return "/".join(one.path.split("/")[:4])


def pull_of(one: Exchange) -> Tape:
    return (stub(f"GET {top(one)}/pulls/{number(one)}", {**PLAIN, "number": number(one)}),)


def commit(one: Exchange) -> str:
    return next(part for part in one.path.split("/")[4:] if re.fullmatch("[0-9a-f]{40}", part))


def reviews_of(value: Any) -> list[int]:
    """The reviews these remarks belong to, and one that none belongs to."""
    return [0, *{one["pull_request_review_id"]: None for one in value if one.get("pull_request_review_id")}]


def tail(one: Exchange) -> list[str]:
    return one.path.split("/")[4:]


def label(one: Exchange) -> str:
    return urllib.parse.unquote(one.path.split("/")[-1])


def labelled(one: Exchange) -> Tape:
    value = {**PLAIN, "number": number(one), "labels": [{"name": label(one)}]}
    return (stub(f"GET {top(one)}/pulls/{number(one)}", value),)


def mine(one: Exchange) -> Tape:
    """The comment that is edited, as one of the job's own."""
    ours = {"id": last(one), "body": MARK, "user": {"id": 41, "login": "github-actions[bot]"}}
    return (stub(f"GET {top(one)}/issues/1/comments", [ours]),)


def no_comments(one: Exchange) -> Tape:
    return (stub(f"GET {one.path}", []),)


def plain_branch(one: Exchange) -> Tape:
    where = f"{top(one)}/branches/{branch(one)}"
    told = stub(f"GET {where}", {"name": branch(one), "protected": True})
    rules = stub(f"GET {top(one)}/rules/branches/{branch(one)}", [])
    return (rules, stub(f"GET {top(one)}", {}), *(() if one.path == where else (told,)))


R = "/repos/[^/]+/[^/]+"
ROUTES = {
    "me": Route("GET /user", lambda f, e: f.me(), told.account, 52, 6),
    "repository": Route(f"GET {R}", lambda f, e: (f.repository, f.about().words("full_name")),
                        lambda v: (told.needed(v, "id", kind=int), v.get("full_name", "")), 246, 19),
    "ways to merge": Route(f"GET {R}", lambda f, e: f.rules("main").merges, told.merges, 246, 19,
                           lambda e: (stub(f"GET {e.path}/rules/branches/main", []), stub(f"GET {e.path}/branches/main", {}))),
    "pulls": Route(f"GET {R}/pulls", lambda f, e: f.pulls(), told.pull, 5, 1, listed=True),
    "pull": Route(rf"GET {R}/pulls/\d+", lambda f, e: f.pull(number(e)), told.pull, 31, 1),
    "open": Route(f"POST {R}/pulls", lambda f, e: f.open_pull(branch="b", base="m", title="t", body=""), told.pull, 3),
    "edit": Route(rf"PATCH {R}/pulls/\d+", lambda f, e: f.edit_pull(number(e), body="b"), told.pull, 2),
    "reviews": Route(rf"GET {R}/pulls/\d+/reviews", lambda f, e: f.reviews(number(e)), told.review, 2, listed=True),
    "review": Route(rf"GET {R}/pulls/\d+/reviews/\d+", lambda f, e: f.review(number(e), last(e)), told.review, 2,
                    around=lambda e: (stub(f"GET {top(e)}/pulls/{number(e)}/comments", []),)),
    "remarks": Route(
        rf"GET {R}/pulls/\d+/comments",
        lambda f, e: [f.remarks(number(e), review) for review in reviews_of(e.value)],
        lambda v: [tuple(told.remark(one) for one in v if one.get("pull_request_review_id") == r) for r in reviews_of(v)],
        2,
    ),
    "post review": Route(rf"POST {R}/pulls/\d+/reviews",
                         lambda f, e: f.post_review(number(e), "approved", commit=HEAD, body=""), told.review, 2),
    "statuses": Route(rf"GET {R}/(commits/[0-9a-f]+/statuses|statuses/[0-9a-f]+)", lambda f, e: f.statuses(commit(e)),
                      told.status, 1, 2, listed=True, asks=lambda e: f"{top(e)}/commits/{commit(e)}/statuses"),
    "set status": Route(rf"POST {R}/statuses/[0-9a-f]+",
                        lambda f, e: f.set_status(e.path.split("/")[-1], Status("handoff/gate", "success")), lambda v: None, 4),
    "comments": Route(rf"GET {R}/issues/\d+/comments", lambda f, e: f.comments(number(e)), told.comment, 8, listed=True),
    "write comment": Route(rf"POST {R}/issues/\d+/comments", lambda f, e: f.keep_comment(number(e), MARK, "x"),
                           told.comment, 2, around=no_comments),
    "edit comment": Route(rf"PATCH {R}/issues/comments/\d+", lambda f, e: f.keep_comment(1, MARK, "x"), told.comment, 1,
                          around=mine),
    "label": Route(rf"POST {R}/issues/\d+/labels", lambda f, e: f.relabel(number(e), add=["new"]), lambda v: None, 6,
                   around=pull_of),
    "unlabel": Route(rf"DELETE {R}/issues/\d+/labels/[^/]+", lambda f, e: f.relabel(number(e), remove=[label(e)]),
                     lambda v: None, 9, around=labelled),
    "ask review": Route(rf"POST {R}/pulls/\d+/requested_reviewers", lambda f, e: f.ask_review(number(e), ["dana"]),
                        lambda v: None, 1),
    "merge": Route(rf"PUT {R}/pulls/\d+/merge", lambda f, e: f.merge(number(e), head=HEAD, title="t"),
                   lambda v: Merged(commit=v["sha"]), 3),
    "branch": Route(rf"GET {R}/branches/[^/]+", lambda f, e: f.rules(branch(e)).required, told.required, 20, 4,
                    around=plain_branch),
    "protection": Route(rf"GET {R}/branches/[^/]+/protection", lambda f, e: f.rules(branch(e)),
                        told.protection, 5, around=plain_branch),
}  # fmt: skip


class Refused(Exception):
    """Our adapter must not read this."""


def pages(one: Exchange, tape: Tape) -> Tape:
    """The answer and the pages it leads to."""
    found = [one]
    while found[-1].next:
        more = [e for e in tape if e.method == one.method and tail(e) == tail(one) and e.page == found[-1].next]
        if not more:
            raise Refused("the next page is not recorded")
        found.append(more[0])
    return tuple(found)


def answer(one: Exchange, tape: Tape) -> Exchange:
    """Where the answer is said that a redirect leads to."""
    where = urllib.parse.urlsplit(one.headers.get("location", ""))
    for other in tape if one.status in (301, 302, 307, 308) and where.netloc == "api.github.com" else ():
        if other is not one and other.asked == replace(one, target=where.path).asked:
            return other
    return one


def expected(route: Route, one: Exchange, tape: Tape) -> object:
    final = answer(one, tape)
    if final.status == 404 and final.value["message"] == "Branch not protected":
        return route.says({})
    if not 200 <= final.status < 300:
        raise Refused(str(final.status))
    if not route.listed:
        return route.says(final.value)
    return [route.says(value) for value in items([value for page in pages(one, tape) for value in page.value])]


def plainly(value: object, like: object) -> object:
    """What was read, in the form of what is expected."""
    if isinstance(like, dict):
        return {name: getattr(value, name) for name in like}
    return list(value) if isinstance(like, list) and isinstance(value, tuple) else value


def held(player: Player, route: Route, one: Exchange, tape: Tape) -> str:
    """`read`, or why it was refused; anything else fails."""
    here = replace(one, target=route.asks(one))
    around = route.around(one)
    taken = {e.asked for e in around} | ({one.asked} if one.status != 301 else set())
    others = [e for e in tape if e is not one and (e.asked not in taken or (e.asked == one.asked and e.page > 1))]
    player.load(here, *others, *around)
    try:
        wanted: object = expected(route, one, tape)
    except (Refused, told.Unsaid) as refusal:
        return refused(player, route, one, f"{type(refusal).__name__.lower()}: {refusal}")
    value = plainly(route.call(player.forge(one), one), wanted)
    assert value == wanted, (one.tape, one.asked)
    assert here in player.served, (one.tape, one.asked, "was not asked for")
    return "read"


def refused(player: Player, route: Route, one: Exchange, why: str) -> str:
    if route.asked == "GET /user" and one.status in (401, 403):
        assert route.call(player.forge(one), one) is None, "whose token it is may stay unknown"
        return why
    with pytest.raises(HandoffError) as caught:
        route.call(player.forge(one), one)
    assert caught.value.message, (one.tape, one.asked)
    moved = "another address|round in circles" if one.status == 301 else ""
    assert re.search(moved, caught.value.message), (one.tape, one.asked)
    return why
