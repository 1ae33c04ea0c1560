"""The fake forge over HTTP on 127.0.0.1, in either dialect."""

from __future__ import annotations

import json
import re
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, TypeVar

from tests.forge.faults import Fault
from tests.forge.hub import Grant, Hub, Refusal


@dataclass(frozen=True)
class Asked:
    """One request as a dialect sees it. `parts` are the groups of its route, unquoted."""

    hub: Hub
    grant: Grant
    parts: tuple[str, ...]
    query: dict[str, str]
    body: dict[str, Any]
    base: str


@dataclass(frozen=True)
class Told:
    status: int
    value: Any
    listed: bool = False


Handler = Callable[[Asked], Told]


@dataclass(frozen=True)
class Dialect:
    """Routes as `METHOD pattern` → handler; `size` names the query field of a page's size, its default and its cap."""

    name: str
    prefix: str
    scheme: str
    size: tuple[str, int, int]
    routes: dict[str, Handler]
    counts: bool = False
    refuses: Callable[[str, Any], str] = lambda line, body: ""
    """What is wrong with a request (`METHOD /path`), where the vendor describes that."""
    needs_write: Callable[[str, str], bool] = lambda method, path: method != "GET"


@dataclass
class Call:
    """What was asked and answered, for whoever wants to hold it against the vendor's description."""

    method: str
    route: str
    path: str
    body: Any
    status: int
    answer: Any
    authorization: str
    version: str = ""


@dataclass
class Server:
    hub: Hub
    dialect: Dialect
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    port: int = 0
    before: list[tuple[str, Callable[[], object]]] = field(default_factory=list)
    _first: dict[str, tuple[Told, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.dialect.prefix}"

    def meanwhile(self, call: str, action: Callable[[], object]) -> None:
        """Let something happen just before the next call of this kind is answered."""
        self.before.append((call, action))

    def handle(
        self, method: str, target: str, headers: dict[str, str], data: bytes
    ) -> tuple[int, dict[str, str], bytes | None]:
        call = f"{method} {urllib.parse.urlsplit(target).path.removeprefix(self.dialect.prefix)}"
        for waiting in [one for one in self.before if one[0] in call]:
            self.before.remove(waiting)
            waiting[1]()
        with self._lock:
            return self._handle(method, target, headers, data)

    def _handle(
        self, method: str, target: str, headers: dict[str, str], data: bytes
    ) -> tuple[int, dict[str, str], bytes | None]:
        parts = urllib.parse.urlsplit(target)
        path = parts.path.removeprefix(self.dialect.prefix)
        call = f"{method} {path}"
        fault = next((fault for fault in self.faults if fault.strikes(call)), None)
        query = dict(urllib.parse.parse_qsl(parts.query))
        if fault and fault.kind in ("answer", "drop", "elsewhere") and not fault.done:
            return self._note(method, "", path, None, _struck(fault), headers)
        route, told, more = self._answer(method, path, query, headers, data)
        body = _sent(data)
        if fault and fault.kind == "stale" and target in self._first:
            told = self._first[target][0]
        if method == "GET" and 200 <= told.status < 300:
            self._first.setdefault(target, (told, ""))
        if told.listed and told.status == 200:
            told, links = self._page(told, path, query, cut=bool(fault and fault.kind == "page"))
            more |= links
        answer = json.dumps(told.value).encode() if told.value is not None else b""
        status: int = told.status
        out: bytes | None = answer
        if fault and fault.kind == "half":
            more |= {"Content-Length": str(len(answer))}
            out = answer[: len(answer) // 2]
        elif fault and fault.done:
            status, more, out = _struck(fault)
        version = headers.get("x-github-api-version", "")
        self.calls.append(
            Call(method, route, path, body, status, told.value, headers.get("authorization", ""), version)
        )
        return status, more, out

    def _note(
        self,
        method: str,
        route: str,
        path: str,
        body: Any,
        struck: tuple[int, dict[str, str], bytes | None],
        headers: dict[str, str],
    ) -> tuple[int, dict[str, str], bytes | None]:
        self.calls.append(Call(method, route, path, body, struck[0], None, headers.get("authorization", "")))
        return struck

    def _answer(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], data: bytes
    ) -> tuple[str, Told, dict[str, str]]:
        known = ""
        try:
            scheme, _, token = headers.get("authorization", "").partition(" ")
            grant = self.hub.grant(
                token if scheme.lower() in (self.dialect.scheme.lower(), "bearer", "token") else None
            )
            for route, handler in self.dialect.routes.items():
                wanted, _, pattern = route.partition(" ")
                found = re.fullmatch(pattern, path) if wanted == method else None
                if found:
                    known = route
                    if not grant.write and self.dialect.needs_write(method, path):
                        raise Refusal(403, "Resource not accessible by integration")
                    groups = tuple(urllib.parse.unquote(part) for part in found.groups())
                    body = _sent(data) if data else {}
                    if body is None:
                        raise Refusal(400, "Problems parsing JSON")
                    wrong = self.dialect.refuses(f"{method} {path}", body)
                    if wrong:
                        raise Refusal(422, f"Validation Failed: {wrong}")
                    asked = Asked(self.hub, grant, groups, query, body, self.base)
                    return route, handler(asked), {}
            raise Refusal(404, "Not Found")
        except Refusal as refusal:
            more = {"documentation_url": "https://docs.github.com/rest"} if self.dialect.name == "github" else {}
            return known, Told(refusal.status, {"message": refusal.message, **more}), dict(refusal.headers)

    def _page(self, told: Told, path: str, query: dict[str, str], *, cut: bool) -> tuple[Told, dict[str, str]]:
        name, default, cap = self.dialect.size
        size, page = min(_count(query.get(name, ""), default), cap), _count(query.get("page", ""), 1)
        items = told.value[(page - 1) * size : page * size]
        headers = {"X-Total-Count": str(len(told.value))} if self.dialect.counts else {}
        if page * size < len(told.value) and not cut:
            further = urllib.parse.urlencode({**query, "page": page + 1})
            headers["Link"] = f'<{self.base}{path}?{further}>; rel="next", <{self.base}{path}?page=99>; rel="last"'
        return Told(told.status, items[: size // 2] if cut else items), headers


def _sent(data: bytes) -> Any:
    """None where nothing was sent, or nothing that can be read."""
    try:
        return json.loads(data) if data else None
    except ValueError:
        return None


def _count(words: str, otherwise: int) -> int:
    """Forges take a number they cannot read for none."""
    return int(words) if words.isascii() and words.isdecimal() and 0 < len(words) < 10 and int(words) else otherwise


def _struck(fault: Fault) -> tuple[int, dict[str, str], bytes | None]:
    if fault.kind == "elsewhere":
        return fault.status if fault.status in (301, 302, 307, 308) else 302, {"Location": fault.location}, b""
    return fault.status, dict(fault.headers), None if fault.kind == "drop" else fault.body


class _Handler(BaseHTTPRequestHandler):
    server_version = "fake"

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        data = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        serve: Answers = self.server.forge  # type: ignore[attr-defined]
        status, more, body = serve.handle(self.command, self.path, headers, data)
        if body is None:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        if "Content-Length" not in more:
            self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 (the names http.server looks for)

    def log_message(self, *_: Any) -> None:
        """The terminal belongs to pytest."""


class _Server(ThreadingHTTPServer):
    """Without asking the name server who it is: on a machine without a network that takes its time."""

    daemon_threads = True

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class Answers(Protocol):
    """Whatever can be asked over HTTP here: a fake forge, or what a real one was recorded to say."""

    port: int

    def handle(
        self, method: str, target: str, headers: dict[str, str], data: bytes
    ) -> tuple[int, dict[str, str], bytes | None]: ...


Served = TypeVar("Served", bound=Answers)


@contextmanager
def serving(server: Served) -> Iterator[Served]:
    web = _Server(("127.0.0.1", 0), _Handler)
    web.forge = server  # type: ignore[attr-defined]
    server.port = web.server_port
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        web.shutdown()
        web.server_close()
        thread.join()
