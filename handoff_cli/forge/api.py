"""Asking a forge over HTTP: one origin, bounded in time, size, pages and attempts, and a token that never leaves the origin.

Python's own client, not a library: it takes the machine's certificates and proxies, which a company's forge behind its own
authority needs, and the job that holds the token installs six packages less.
"""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from handoff_cli import __version__
from handoff_cli.errors import HandoffError
from handoff_cli.forge.answers import REFUSALS, Answer, ForgeError, Unread, read, refuse_cut
from handoff_cli.forge.deadline import Late
from handoff_cli.forge.pace import Pace, is_limit
from handoff_cli.forge.token import Token

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Query = Mapping[str, str | int]

_PAGES: Final = 100
_REDIRECTS: Final = 3
_MOVED: Final = (301, 302, 307, 308)
_NEXT: Final = re.compile(r'<([^>]*)>\s*;[^,<]*\brel="?next"?')
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """urllib would carry the token to wherever an answer points, and breaks where that is no address."""

    def http_error_302(self, *_: Any) -> None:
        return None

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302  # type: ignore[assignment]


@dataclass(slots=True)
class Api:
    """`base` is the API's address (`https://api.github.com`, `https://git.example/api/v1`), `scheme` how it wants the token,
    `version` the header that names the version of its interface, where it has any."""

    base: str
    token: Token | None
    scheme: str = "Bearer"
    accept: str = "application/json"
    version: Mapping[str, str] = field(default_factory=dict)
    page_size: tuple[str, int] = ("per_page", 100)
    pace: Pace = field(default_factory=Pace)
    _written: float | None = None

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.base)
        plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or parts.username or parts.query or not (parts.scheme == "https" or plain):
            raise HandoffError(f"{parts.hostname or 'This'} is not reached over https.", hint="Name it as https://…")
        self.base = self.base.rstrip("/")

    def get(self, path: str, query: Query | None = None) -> Any:
        return self._ask("GET", self._address(path, query), None, again=True).value

    def send(self, method: Method, path: str, body: Any = None, *, again: bool | None = None) -> Any:
        """Write something. `again`: whether doing it twice does no harm; a POST is taken to do some."""
        self._slow_down()
        return self._ask(method, self._address(path), body, again=method != "POST" if again is None else again).value

    def pages(self, path: str, query: Query | None = None) -> list[Any]:
        """All items of a list, over all its pages. A list that does not come whole is an error: a missing page hides a review."""
        name, size = self.page_size
        found: list[Any] = []
        address: str | None = self._address(path, {**(query or {}), name: size})
        for page in range(1, _PAGES + 1):
            answer = self._ask("GET", address or "", None, again=True)
            if not isinstance(answer.value, list):
                raise self._unreadable("a list was expected")
            found += answer.value
            address = self._next(answer, path, query, page)
            if address is None:
                refuse_cut(answer, found)
                return found
        raise ForgeError(
            f"The forge lists more than {len(found)} entries here, more than anybody could have looked at."
        )

    def whole(self, path: str) -> list[Any]:
        """A list that the forge does not cut into pages."""
        found = self.get(path)
        if not isinstance(found, list):
            raise self._unreadable("a list was expected")
        return found

    def _next(self, answer: Answer, path: str, query: Query | None, page: int) -> str | None:
        """The next page: where the answer points, or one further where a full page points nowhere (a proxy drops headers)."""
        name, size = self.page_size
        link = _NEXT.search(answer.headers.get("link", ""))
        if link:
            return self._own(f"{self.base}/", link[1])
        return (
            self._address(path, {**(query or {}), name: size, "page": page + 1}) if len(answer.value) >= size else None
        )

    def _address(self, path: str, query: Query | None = None) -> str:
        """`path` is written with its parts quoted already (see `quoted`)."""
        return f"{self.base}{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")

    def _own(self, asked: str, pointed: str) -> str:
        """Where an answer points, when that lies below ours. Anything else would be sent the token."""
        here = urllib.parse.urlsplit(self.base)
        try:
            address = urllib.parse.urljoin(asked, pointed)
            there = urllib.parse.urlsplit(address)
        except ValueError:
            raise self._unreadable("it points to no address") from None
        steps = re.split(r"[/\\]", urllib.parse.unquote(there.path))
        below = there.path.startswith(f"{here.path}/") and ".." not in steps
        if (there.scheme, there.netloc) != (here.scheme, here.netloc) or not below or not address.isascii():
            raise ForgeError(
                f"{here.hostname} points to another address ({there.hostname}), where nothing was asked.",
                hint="Has the repository moved? Set the new address of the remote.",
            )
        return address

    def _slow_down(self) -> None:
        now = self.pace.now()
        if self._written is not None and now - self._written < self.pace.between:
            self.pace.sleep(self.pace.between - max(0.0, now - self._written))
        self._written = self.pace.now()

    def _ask(self, method: Method, address: str, body: Any, *, again: bool) -> Answer:
        """The answer, asked for as often as `Pace` allows. What was refused for coming too often was not done, so it may be
        asked again whatever it is."""
        for attempt in range(self.pace.attempts):
            last = attempt == self.pace.attempts - 1
            try:
                answer = self._follow(method, address, body)
            except (OSError, http.client.HTTPException) as error:
                if last or not again or isinstance(getattr(error, "reason", error), Late):
                    raise self._silent(error) from None
                self.pace.sleep(self.pace.back_off(attempt))
                continue
            said = self._said(answer.value)
            wait = self.pace.wait_for(answer.status, answer.headers, attempt, said)
            if wait is None:
                return self._accepted(answer)
            if last or wait > self.pace.longest or not (again or is_limit(answer.status, answer.headers, said)):
                raise self._refused(answer, wait)
            self.pace.sleep(wait)
        raise AssertionError("unreachable: the last attempt answers or raises")

    def _follow(self, method: Method, address: str, body: Any) -> Answer:
        """One answer. A repository that was renamed points to its new place, which is below the same address."""
        for _ in range(_REDIRECTS):
            answer = self._once(method, address, body)
            if answer.status not in _MOVED or method != "GET":
                return answer
            address = self._own(address, answer.headers.get("location", ""))
        raise ForgeError("The forge sends this question round in circles.")

    def _once(self, method: Method, address: str, body: Any) -> Answer:
        headers = {"Accept": self.accept, "User-Agent": f"handoff/{__version__}", "Connection": "close", **self.version}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(address, data=data, headers=headers, method=method)  # noqa: S310 (see __post_init__)
        if self.token:
            request.add_unredirected_header("Authorization", f"{self.scheme} {self.token.reveal()}")
        around = (
            [urllib.request.ProxyHandler({})] if self.base.startswith("http:") else []
        )  # this machine needs no proxy
        opener = urllib.request.build_opener(_NoRedirect, *around, *self.pace.deadline().handlers())
        try:
            with opener.open(request, timeout=self.pace.timeout) as response:
                return read(response, response.status)
        except urllib.error.HTTPError as error:
            with error:
                return read(error, error.code)

    def _accepted(self, answer: Answer) -> Answer:
        if not 200 <= answer.status < 300:
            raise self._refused(answer)
        if isinstance(answer.value, Unread):
            raise self._unreadable(answer.value.why)
        return answer

    def _refused(self, answer: Answer, wait: float | None = None) -> ForgeError:
        said = self._said(answer.value)
        message, hint = REFUSALS.get(answer.status, (f"answers {answer.status}", "Try again later."))
        if wait is not None and is_limit(answer.status, answer.headers, said):
            message = "has been asked too often"
            hint = f"Try again in {max(1, round(wait / 60))} minutes; nothing was written by this request."
        words = f"{self._host()} {message}" + (f": {said}" if said else ".")
        return ForgeError(words, hint=hint, status=answer.status, said=said)

    def _said(self, value: Any) -> str:
        """What the forge said itself, on one line, short, and without the token."""
        if not isinstance(value, dict):
            return ""
        errors = value.get("errors")
        more = [e.get("message", "") if isinstance(e, dict) else e for e in errors] if isinstance(errors, list) else []
        parts = [part for part in (value.get("message"), *more) if isinstance(part, str) and part]
        text = " ".join("".join(c if c.isprintable() else " " for c in "; ".join(parts)).split())
        return self.token.hide(text)[:300] if self.token else text[:300]

    def _silent(self, error: Exception) -> ForgeError:
        reason = getattr(error, "reason", error)
        words = self.token.hide(str(reason)) if self.token else str(reason)
        return ForgeError(
            f"{self._host()} does not answer: {words[:200] or type(error).__name__}.", hint="Try again later."
        )

    def _unreadable(self, why: str) -> ForgeError:
        return ForgeError(
            f"{self._host()} answers something that cannot be read ({why}).",
            hint="Is this the address of the forge's API, or a proxy's login page? Try again, then ask an admin.",
        )

    def _host(self) -> str:
        return urllib.parse.urlsplit(self.base).hostname or "The forge"


def quoted(*parts: str | int) -> str:
    """A path of an address: each part by itself, so that a branch `a/../b` stays one part."""
    return "".join(f"/{urllib.parse.quote(str(part), safe='')}" for part in parts)


def items(values: list[Any], key: str = "id") -> Iterator[Any]:
    """The items of several pages, each once: one that was added meanwhile shifts the others to the next page."""
    seen = set()
    for value in values:
        mark = value.get(key) if isinstance(value, dict) else None
        if mark is None or mark not in seen:
            seen.add(mark)
            yield value
