"""A forge that sends a byte now and then: an answer has one time limit for all of it."""

from __future__ import annotations

import http.client
import io
from itertools import count
from typing import Any

import pytest

from handoff_cli.forge.answers import ForgeError
from handoff_cli.forge.deadline import PLAIN, Deadline, Late, connected
from handoff_cli.forge.pace import Pace
from tests.forge.desk import bench
from tests.forge.github import GITHUB


class Drip(io.RawIOBase):
    """A socket that gives one byte at each read; the stopwatch moves on by a second with each."""

    def __init__(self, data: bytes) -> None:
        self.rest, self.waits, self.second = data, list[float](), 0.0

    def makefile(self, *_: Any, **__: Any) -> Drip:
        return self

    def settimeout(self, seconds: float) -> None:
        self.waits.append(seconds)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        self.second += 1
        buffer[:1], self.rest = self.rest[:1], self.rest[1:]
        return 1


def read(response: http.client.HTTPResponse) -> bytes:
    response.begin()
    return response.read(9000)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"


@pytest.mark.parametrize(
    "data", [b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 9000, HEAD + b"[" * 9000], ids=["head", "body"]
)
def test_an_answer_ends_in_time_or_is_none(data: bytes) -> None:
    drip = Drip(data)
    deadline = Deadline(at=60.0, pause=30.0, now=lambda: drip.second)
    response = connected(PLAIN, deadline)("git.nordhall.example").response_class(drip)
    with pytest.raises(Late):
        read(response)
    assert (drip.second, drip.waits[0], drip.waits[-1]) == (60.0, 30.0, 1.0)


def test_what_comes_slowly_and_ends_in_time_is_an_answer() -> None:
    drip = Drip(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
    response = connected(PLAIN, Deadline(60.0, 30.0, lambda: drip.second))("git.nordhall.example").response_class(drip)
    assert read(response) == b"[]"


def test_the_last_wait_is_as_long_as_there_is_time() -> None:
    drip = Drip(b"")
    drip.second = 45.0

    def silent(_: Any) -> int:
        drip.second += drip.waits[-1]
        raise TimeoutError

    drip.readinto = silent  # type: ignore[method-assign]
    response = connected(PLAIN, Deadline(60.0, 30.0, lambda: drip.second))("git.nordhall.example").response_class(drip)
    with pytest.raises(Late):
        read(response)
    assert drip.waits == [15.0]


def test_a_forge_that_is_too_slow_once_is_not_asked_again() -> None:
    with bench(GITHUB) as desk:
        forge = desk.forge()
        assert forge.pull(1).number == 1
        ticks = count(step=61)
        forge.api.pace = Pace(sleep=pytest.fail, stopwatch=lambda: float(next(ticks)))
        with pytest.raises(ForgeError, match=r"does not answer: the answer did not end in time"):
            forge.pull(1)
