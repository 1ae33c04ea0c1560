"""Asking over HTTP: what is tried again, what is not, where the token goes, and what a half answer is taken for."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from handoff_cli.core.pull import Status
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.forge.answers import ForgeError, number_in
from handoff_cli.forge.api import Api, quoted
from handoff_cli.forge.github import GitHub
from handoff_cli.forge.pace import Pace
from handoff_cli.forge.token import Token, from_environment, from_gh
from tests.forge.contract import hold
from tests.forge.faults import Fault
from tests.forge.github import GITHUB
from tests.forge.hub import Commented, Hub, MemoryGit, Reviewed
from tests.forge.server import Server, serving

SECRET = "secret-of-tom"
HEAD = "a" * 40


class Clock:
    """A clock that moves only when somebody sleeps by it."""

    def __init__(self) -> None:
        self.now, self.slept = 1_772_000_000.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def server() -> Iterator[Server]:
    git = MemoryGit({})
    git.push("main", "b" * 40)
    git.push("offer/BRW-1042", HEAD)
    hub = Hub(git)
    tom = hub.join("tom", 101, SECRET)
    hub.join("dana", 102, "secret-of-dana")
    hub.join("reader", 103, "secret-of-reader", write=False)
    hub.open_pull(tom, "offer/BRW-1042", "main", "Handoff", "")
    with serving(Server(hub, GITHUB)) as served:
        yield served
        hold(served)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def forge(server: Server, clock: Clock) -> GitHub:
    return opened(server, clock)


def opened(server: Server, clock: Clock, secret: str | None = SECRET) -> GitHub:
    pace = Pace(sleep=clock.sleep, now=lambda: clock.now, jitter=lambda: 0.0)
    return GitHub(server.base, "git.nordhall.example", "sales", "deals", Token(secret) if secret else None, pace)


def failing(ask: Callable[[], Any]) -> ForgeError:
    with pytest.raises(ForgeError) as caught:
        ask()
    assert caught.value.exit_code == UNDECIDED
    return caught.value


# --- again, and how long to wait


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_forge_that_is_busy_is_asked_again(server: Server, forge: GitHub, clock: Clock, status: int) -> None:
    server.faults.append(Fault("/pulls/1", status=status, times=3))
    assert forge.pull(1).head == HEAD
    assert clock.slept == [1, 2, 4]


def test_not_for_ever(server: Server, forge: GitHub, clock: Clock) -> None:
    server.faults.append(Fault("/pulls/1", times=99))
    assert failing(lambda: forge.pull(1)).status == 500
    assert len(server.calls) == 4
    assert sum(clock.slept) < 10


def test_the_wait_is_spread(clock: Clock) -> None:
    assert replace(Pace(), jitter=lambda: 1.0).back_off(2) == 6


@pytest.mark.parametrize("kind", ["drop", "half"])
def test_an_answer_that_ends_early_is_no_answer(server: Server, forge: GitHub, kind: Any) -> None:
    server.faults.append(Fault("/pulls/1", kind))
    assert forge.pull(1).head == HEAD
    assert len(server.calls) == 2


def test_nobody_there(server: Server, clock: Clock) -> None:
    forge = opened(replace(server, port=1), clock)
    assert "127.0.0.1 does not answer" in failing(lambda: forge.pull(1)).message
    assert len(clock.slept) == 3


def test_a_limit_with_retry_after(server: Server, forge: GitHub, clock: Clock) -> None:
    server.faults.append(Fault("/pulls/1", status=429, headers={"Retry-After": "17"}))
    forge.pull(1)
    assert clock.slept == [17]


def test_a_limit_that_stands_in_words_alone(server: Server, forge: GitHub, clock: Clock) -> None:
    said = b'{"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}'
    server.faults.append(Fault("POST /repos/sales/deals/issues", status=403, body=said, times=2))
    assert forge.keep_comment(1, "<!-- m -->", "text").body
    assert clock.slept.count(60) == 2
    server.faults.append(Fault("/pulls/1", status=403, body=said, times=9))
    assert "asked too often" in failing(lambda: forge.pull(1)).message


def test_a_limit_that_says_when_it_ends(server: Server, forge: GitHub, clock: Clock) -> None:
    reset = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(clock.now) + 30)}
    server.faults.append(Fault("/pulls/1", status=403, headers=reset))
    forge.pull(1)
    assert clock.slept == [31]


def test_a_date_to_come_back_at(server: Server, forge: GitHub, clock: Clock) -> None:
    server.faults.append(Fault("/pulls/1", status=503, headers={"Retry-After": "Wed, 25 Feb 2026 06:14:00 GMT"}))
    forge.pull(1)
    assert clock.slept == [40]


def test_an_hour_is_not_waited_for(server: Server, forge: GitHub, clock: Clock) -> None:
    server.faults.append(Fault("/pulls/1", status=429, headers={"Retry-After": "3600"}))
    error = failing(lambda: forge.pull(1))
    assert "asked too often" in error.message
    assert "60 minutes" in error.hint
    assert clock.slept == []


@pytest.mark.parametrize("value", ["-5", "soon", "9" * 40, "²", "", "Mon, 01 Jan 99999 00:00:00 GMT"])
def test_a_wait_that_is_none(server: Server, forge: GitHub, clock: Clock, value: str) -> None:
    server.faults.append(Fault("/pulls/1", status=503, headers={"Retry-After": value.encode().decode("latin-1")}))
    forge.pull(1)
    assert clock.slept == [1]


@pytest.mark.parametrize("status", [401, 403, 404, 422])
def test_a_no_is_not_asked_again(server: Server, forge: GitHub, status: int) -> None:
    server.faults.append(Fault("/pulls/1", status=status, body=b'{"message": "no", "errors": [{"message": "why"}]}'))
    error = failing(lambda: forge.pull(1))
    assert (error.status, error.said) == (status, "no; why")
    assert error.hint
    assert len(server.calls) == 1


def test_what_may_have_been_done_is_not_done_twice(server: Server, forge: GitHub) -> None:
    server.faults.append(Fault("POST /repos/sales/deals/pulls", kind="drop", done=True))
    failing(lambda: forge.open_pull(branch="offer/BRW-1042", base="main", title="again", body=""))
    assert sum(call.method == "POST" for call in server.calls) == 1


def test_what_was_refused_for_coming_too_often_was_not_done(server: Server, forge: GitHub) -> None:
    server.hub.git.push("offer/ACME-1", "c" * 40)  # type: ignore[attr-defined]
    server.faults.append(Fault("POST /repos/sales/deals/pulls", status=429, headers={"Retry-After": "1"}))
    assert forge.open_pull(branch="offer/ACME-1", base="main", title="A", body="").number == 2


def test_writes_keep_their_distance(forge: GitHub, clock: Clock) -> None:
    for _ in range(3):
        forge.set_status(HEAD, Status(context="handoff/gate", state="pending"))
    assert clock.slept == [1, 1]


# --- the token


def test_a_redirect_elsewhere_is_not_followed(server: Server, forge: GitHub, clock: Clock) -> None:
    with serving(Server(Hub(MemoryGit({})), GITHUB)) as other:
        for location in (
            f"{other.base}/repos/x/y",
            "//127.0.0.2/x",
            "http://evil.example/",
            f"{server.base}@evil.example/",
        ):
            server.faults.append(Fault("/pulls/1", "elsewhere", status=302, location=location))
            assert "another address" in failing(lambda: forge.pull(1)).message
        assert other.calls == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_repository_that_was_renamed_is_found(server: Server, forge: GitHub, status: int) -> None:
    """GitHub points to the new place at the same address; reading follows, writing does not."""
    there = f"{server.base}/repos/sales/deals/pulls/1"
    server.faults.append(Fault("/pulls/1", "elsewhere", status=status, location=there))
    assert forge.pull(1).head == HEAD
    server.faults.append(Fault("POST /repos/sales/deals/statuses", "elsewhere", status=status, location=there))
    error = failing(lambda: forge.set_status(HEAD, Status("c", "pending")))
    assert (error.status, "has moved" in error.message, "set-url" in error.hint) == (status, True, True)


@pytest.mark.parametrize("location", ["http://[evil", "%2e%2e/deals", "..\\\\deals"])
def test_a_redirect_to_no_address_of_ours(server: Server, forge: GitHub, location: str) -> None:
    server.faults.append(Fault("/pulls/1", "elsewhere", status=302, location=location))
    assert "points to" in failing(lambda: forge.pull(1)).message


def test_a_count_of_thousands_of_digits_counts_nothing() -> None:
    for name in ("Content-Length", "X-Total-Count"):
        assert number_in({name.lower(): "9" * 5000}, name.lower()) is None


def test_redirects_in_a_circle(server: Server, forge: GitHub) -> None:
    there = f"{server.base}/repos/sales/deals/pulls/1"
    server.faults.append(Fault("/pulls/1", "elsewhere", status=302, location=there, times=99))
    assert "in circles" in failing(lambda: forge.pull(1)).message


def test_the_next_page_is_never_elsewhere(server: Server, forge: GitHub) -> None:
    for link in ("http://evil.example/2", f"{server.base}.evil.example/2", "ftp://127.0.0.1/2"):
        server.faults.append(Fault("/reviews", body=b"[]", status=200, headers={"Link": f'<{link}>; rel="next"'}))
        assert "another address" in failing(lambda: forge.reviews(1)).message


def test_the_token_is_shown_to_nobody(server: Server, forge: GitHub) -> None:
    body = f'{{"message": "Bad credentials: {SECRET}"}}'.encode()
    server.faults.append(Fault("/pulls/1", status=401, body=body))
    error = failing(lambda: forge.pull(1))
    shown = [error.message, error.hint, error.said, str(error), repr(error), *traceback.format_exception(error)]
    shown += [repr(forge), repr(forge.api), repr(Token(SECRET)), str(Token(SECRET)), f"{forge.api.token}"]
    assert not [text for text in shown if SECRET in text]
    assert error.__context__ is None or SECRET not in repr(error.__context__)
    for keep in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError):
            keep(Token(SECRET))
    assert server.calls[-1].authorization == f"Bearer {SECRET}"


@pytest.mark.parametrize("secret", ["two words", "line\nend", "tab\t", "ümlaut", "x\r\nHost: evil.example"])
def test_a_token_that_is_none(secret: str) -> None:
    with pytest.raises(HandoffError) as caught:
        Token(secret)
    assert secret not in caught.value.message


def test_the_token_comes_from_the_environment() -> None:
    assert from_environment("github", {"GITHUB_TOKEN": " ", "GH_TOKEN": "b"}).reveal() == "b"  # type: ignore[union-attr]
    assert from_environment("github", {"GITEA_TOKEN": "a"}) is None
    assert from_environment("gitea", {"FORGEJO_TOKEN": "a\n"}).reveal() == "a"  # type: ignore[union-attr]


def test_gh_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert from_gh("github.com") is None


@pytest.mark.parametrize(
    "base", ["http://git.example/api/v1", "https://me:pw@git.example", "ftp://x", "git.example", "https://h/?a=1"]
)
def test_no_token_is_sent_in_the_clear(base: str) -> None:
    with pytest.raises(HandoffError, match="https") as caught:
        Api(base=base, token=Token(SECRET))
    assert "pw" not in caught.value.message


def test_without_a_token(server: Server, clock: Clock) -> None:
    assert failing(lambda: opened(server, clock, None).pull(1)).status == 401
    assert server.calls[-1].authorization == ""


def test_a_token_that_may_only_read(server: Server, clock: Clock) -> None:
    forge = opened(server, clock, "secret-of-reader")
    assert forge.pull(1).head == HEAD
    error = failing(lambda: forge.set_status(HEAD, Status("c", "pending")))
    assert error.status == 403
    assert "does not let this access token do that" in error.message


# --- pages and answers


def reviews(server: Server, number: int) -> None:
    dana = server.hub.users["dana"]
    pull = server.hub.pulls[1]
    pull.reviews += [Reviewed(server.hub.new_id(), dana, "COMMENTED", HEAD, "", "") for _ in range(number)]


@pytest.mark.parametrize("number", [0, 99, 100, 101, 250])
def test_all_pages(server: Server, forge: GitHub, number: int) -> None:
    reviews(server, number)
    found = forge.reviews(1)
    assert len(found) == number
    assert [one.id for one in found] == sorted({one.id for one in found})


def test_a_proxy_that_drops_the_link(server: Server, forge: GitHub) -> None:
    """A full page that points nowhere is not taken for the last."""
    reviews(server, 150)
    api = forge.api
    whole = GITHUB.size
    assert whole == ("per_page", 30, 100)
    links = server._page
    server._page = lambda *a, **k: (links(*a, **k)[0], {})  # type: ignore[method-assign]
    assert len(api.pages("/repos/sales/deals/pulls/1/reviews")) == 150


def test_an_entry_that_moved_to_the_next_page_is_there_once(server: Server, forge: GitHub) -> None:
    """A comment is deleted and one is added between the pages."""
    tom = server.hub.users["tom"]
    pull = server.hub.pulls[1]
    pull.comments += [Commented(n, tom, "x", "") for n in range(1, 151)]
    seen = iter(range(2))

    def shift() -> None:
        if next(seen):
            pull.comments.insert(0, Commented(900, tom, "x", ""))
        else:
            server.meanwhile("comments", shift)

    server.meanwhile("comments", shift)
    found = [one.id for one in forge.comments(1)]
    assert len(found) == len(set(found)) == 150


def test_a_list_without_an_end(server: Server, forge: GitHub) -> None:
    link = f'<{server.base}/repos/sales/deals/pulls/1/reviews?page=2>; rel="next"'
    server.faults.append(Fault("/reviews", status=200, body=b"[]", headers={"Link": link}, times=-1))
    assert "more than" in failing(lambda: forge.reviews(1)).message
    assert len(server.calls) == 100


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Sign in</html>",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'"words"',
        b"17",
        b"{}",
        b"[1]",
        b"",
        b"null",
        b'{"number": "1"}',
        b'{"number": ' + b"9" * 5000 + b"}",
        '{"number": 1, "base": {"repo": {"id": 1}}, "user": {"id": 1, "login": "t"}, "head": {"sha": "../é"}}'.encode(),
    ],
    ids=[
        "a login page",
        "half",
        "no text",
        "deep",
        "words",
        "a number",
        "nothing known",
        "a list",
        "empty",
        "null",
        "wrong kind",
        "a number of thousands of digits",
        "a commit that is none",
    ],
)
def test_an_answer_that_cannot_be_meant(server: Server, forge: GitHub, body: bytes) -> None:
    server.faults.append(Fault("/pulls/1", status=200, body=body, times=9))
    with pytest.raises(HandoffError) as caught:
        forge.pull(1)
    assert caught.value.exit_code == UNDECIDED
    assert "cannot be read" in caught.value.message or "lacks `" in caught.value.message


@pytest.mark.parametrize("body", [b"{}", b"null", b'"x"', b"", b'[{"id": 1}]', b"[1]"])
def test_a_list_that_is_none(server: Server, forge: GitHub, body: bytes) -> None:
    server.faults.append(Fault("/reviews", status=200, body=body))
    with pytest.raises(HandoffError):
        forge.reviews(1)


def test_what_a_forge_says_is_one_line_that_obeys_nobody(server: Server, forge: GitHub) -> None:
    body = b'{"message": "a\\r\\n::error::b\\u001b[31m' + b"c" * 900 + b'"}'
    server.faults.append(Fault("/pulls/1", status=422, body=body))
    said = failing(lambda: forge.pull(1)).said
    assert said.isprintable()
    assert len(said) == 300


def test_a_part_of_a_path_stays_one_part() -> None:
    assert quoted("branches", "a/../b?c#d%") == "/branches/a%2F..%2Fb%3Fc%23d%25"


def test_more_than_anybody_could_mean(server: Server, forge: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoff_cli.forge.answers.LARGEST", 100)
    assert "larger than" in failing(lambda: forge.pull(1)).message
