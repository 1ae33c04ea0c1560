"""What looks like an account, a pull request, a review or a rule is read wherever it stands in what GitHub was recorded to answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from handoff_cli.errors import HandoffError
from handoff_cli.forge.fields import Fields
from handoff_cli.forge.rest import account
from tests.forge import told
from tests.forge.recorded import HEAD
from tests.forge.tape import Exchange, Player, stub

pytestmark = pytest.mark.slow


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


def test_everything_that_looks_like_it_is_read_wherever_it_stands(player: Player, exchanges: list[Exchange]) -> None:
    """Accounts, pull requests, reviews and statuses inside the answers of all other routes, too."""
    found = Counter[str]()
    for one in {json.dumps(one): one for whole in exchanges for one in objects(whole.value)}.values():
        for kind, (marks, read) in KINDS.items():
            if marks <= one.keys():
                found[f"{kind}: {read(player, one)}"] += 1
    print(json.dumps(found, indent=1))
    assert {kind for kind, n in found.items() if n >= LEAST.get(kind, 0)} >= LEAST.keys(), found
    assert {kind for kind in found if not kind.endswith("read")} <= LACKING.keys()


def read_account(player: Player, one: dict[str, Any]) -> str:
    return compared(lambda: account(Fields(one, "somebody")), lambda: told.account(one))


def read_pull(player: Player, one: dict[str, Any]) -> str:
    player.load(stub("GET /repos/a/b/pulls/1", one))
    return compared(lambda: player.forge(ANY).pull(1), lambda: told.pull(one))


def read_review(player: Player, one: dict[str, Any]) -> str:
    player.load(stub("GET /repos/a/b/pulls/1/reviews", [one]))
    return compared(lambda: player.forge(ANY).reviews(1), lambda: (told.review(one),))


def read_comment(player: Player, one: dict[str, Any]) -> str:
    player.load(stub("GET /repos/a/b/issues/1/comments", [one]))
    return compared(lambda: player.forge(ANY).comments(1), lambda: (told.comment(one),))


def read_status(player: Player, one: dict[str, Any]) -> str:
    player.load(stub(f"GET /repos/a/b/commits/{HEAD}/statuses", [one]))
    return compared(lambda: player.forge(ANY).statuses(HEAD), lambda: (told.status(one),))


def read_remark(player: Player, one: dict[str, Any]) -> str:
    player.load(stub("GET /repos/a/b/pulls/1/comments", [one]))
    return compared(lambda: player.forge(ANY).remarks(1, one["pull_request_review_id"]), lambda: (told.remark(one),))


def read_part(name: str) -> Callable[[Player, dict[str, Any]], str]:
    """A part of a branch's protection that has a route of its own."""

    def read(player: Player, one: dict[str, Any]) -> str:
        where, wanted = "GET /repos/a/b/branches/main", told.protection({name: one})
        player.load(
            stub("GET /repos/a/b", {}), stub("GET /repos/a/b/rules/branches/main", []), stub(where, {"protected": True}),
            stub(f"{where}/protection", {name: one}),
        )  # fmt: skip
        rules = player.forge(ANY).rules("main")
        return compared(lambda: {field: getattr(rules, field) for field in wanted}, lambda: wanted)

    return read


def compared(ours: Any, plain: Any) -> str:
    try:
        wanted = plain()
    except told.Unsaid as unsaid:
        with pytest.raises(HandoffError, match="lacks `"):
            ours()
        return f"refused, lacks {unsaid}"
    assert ours() == wanted
    return "read"


ANY = stub("GET /repos/a/b", {})
KINDS = {
    "account": ({"login", "id"}, read_account),
    "pull": ({"head", "base", "number"}, read_pull),
    "review": ({"id", "state", "commit_id", "body"}, read_review),
    "comment": ({"id", "body", "issue_url"}, read_comment),
    "status": ({"id", "state", "target_url", "created_at"}, read_status),
    "remark": ({"diff_hunk", "path", "pull_request_review_id"}, read_remark),
    "reviews asked for": ({"dismiss_stale_reviews"}, read_part("required_pull_request_reviews")),
    "checks asked for": ({"strict", "contexts"}, read_part("required_status_checks")),
}
LEAST = {
    "account: read": 2000,
    "pull: read": 70,
    "review: read": 8,
    "comment: read": 250,
    "status: read": 7,
    "remark: read": 5,
    "reviews asked for: read": 6,
    "checks asked for: read": 6,
}

LACKING = {
    "account: refused, lacks id": "who is known by a text, in the lists of an enterprise",
    "account: refused, lacks login": "the author of a commit nobody's account wrote",
    "pull: refused, lacks user": "the short form inside a workflow's run",
    "status: refused, lacks context": "a deployment's, and what GitHub called a status in 2012",
}
