"""One answer within one time limit, however slowly its bytes come.

A socket's own limit begins anew with each byte that arrives, so that a forge which sends one every second is waited for without end.
Here what may still be waited shrinks with every read, of the head and of the body alike.
"""

from __future__ import annotations

import http.client
import io
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

PLAIN: Final = http.client.HTTPConnection
SAFE: Final = http.client.HTTPSConnection


class Late(TimeoutError):
    """An answer that has begun and not ended in time."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at` as the stopwatch `now` shows it; `pause` is the longest wait for the next bytes; all in seconds."""

    at: float
    pause: float
    now: Callable[[], float]

    def left(self) -> float:
        left = self.at - self.now()
        if left <= 0:
            raise Late("the answer did not end in time")
        return min(left, self.pause)

    def handlers(self) -> tuple[urllib.request.BaseHandler, ...]:
        """What makes urllib keep to it."""
        return _Http(self), _Https(self)


class _Bytes(io.RawIOBase):
    """What a socket receives, as long as there is time."""

    def __init__(self, sock: Any, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        self._sock.settimeout(self._deadline.left())
        try:
            count: int | None = self._raw.readinto(buffer)
        except TimeoutError:
            self._deadline.left()  # whose limit it was: what came too slowly as a whole is not asked for again
            raise
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


@dataclass(frozen=True, slots=True)
class _Timed:
    """The one thing a response asks of a socket."""

    sock: Any
    deadline: Deadline

    def makefile(self, _: str) -> io.BufferedReader:
        return io.BufferedReader(_Bytes(self.sock, self.deadline))


def connected(kind: Callable[..., http.client.HTTPConnection], deadline: Deadline) -> Callable[..., Any]:
    """A connection of this kind whose answers keep to the deadline, the proxy's among them."""

    class Response(http.client.HTTPResponse):
        def __init__(self, sock: Any, *args: Any, **more: Any) -> None:
            super().__init__(_Timed(sock, deadline), *args, **more)  # type: ignore[arg-type]

    def connect(host: str, **more: Any) -> http.client.HTTPConnection:
        connection = kind(host, **more)
        connection.response_class = Response
        return connection

    return connect


class _Http(urllib.request.HTTPHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(connected(PLAIN, self._deadline), request)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(connected(SAFE, self._deadline), request)
