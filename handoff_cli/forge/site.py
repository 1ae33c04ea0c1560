"""Which forge a repository lies on: from the address of its remote, and from what CI says of itself."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from handoff_cli.errors import USAGE, HandoffError
from handoff_cli.forge.gitea import Gitea
from handoff_cli.forge.github import GitHub
from handoff_cli.forge.pace import Pace
from handoff_cli.forge.protocol import Forge, Kind
from handoff_cli.forge.token import Token

_SCP: Final = re.compile(r"(?:[^@/:]+@)?([^/:\[\]]+):(?!//)(.+)")
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
_PUBLIC: Final[Mapping[str, Kind]] = {"github.com": "github", "codeberg.org": "gitea", "gitea.com": "gitea"}


@dataclass(frozen=True, slots=True)
class Site:
    """A repository on a forge. `host` is how policy and records call the forge, `api` where it answers."""

    kind: Kind
    host: str
    api: str
    owner: str
    name: str

    def forge(self, token: Token | None, pace: Pace | None = None) -> Forge:
        """The forge as the owner of this token."""
        adapter = GitHub if self.kind == "github" else Gitea
        return adapter(self.api, self.host, self.owner, self.name, token, pace)


def site(remote: str, environ: Mapping[str, str], *, kind: str | None = None) -> Site:
    """The forge behind a remote's address. CI names its own (`GITHUB_SERVER_URL` and the like, set by GitHub, Gitea and Forgejo);
    elsewhere a host that is not well known needs `kind` (`github` for an Enterprise Server, `gitea`)."""
    host, path = _address(remote)
    owner, name = _repository(path, remote)
    ours = urllib.parse.urlsplit(environ.get("GITHUB_SERVER_URL", "")).netloc.lower() == host
    api = environ.get("GITHUB_API_URL", "").rstrip("/") if ours else ""
    found = kind or _PUBLIC.get(host) or _kind_of(api)
    if found not in ("github", "gitea"):
        raise HandoffError(
            f"What kind of forge is {host}?",
            hint="Say it once: `git config handoff.forge github` (Enterprise Server) or `git config handoff.forge gitea`.",
            exit_code=USAGE,
        )
    return Site(
        kind="github" if found == "github" else "gitea", host=host, api=api or _api(found, host), owner=owner, name=name
    )


def _kind_of(api: str) -> Kind | None:
    """Gitea's runners call their variables after GitHub's; the version in the address tells them apart."""
    if not api:
        return None
    return "gitea" if api.endswith("/api/v1") else "github"


def _api(kind: str, host: str) -> str:
    if kind == "gitea":
        return f"https://{host}/api/v1"
    return "https://api.github.com" if host == "github.com" else f"https://{host}/api/v3"


def _address(remote: str) -> tuple[str, str]:
    """Host (with its port where it is a web address) and path. A file's path has no host."""
    if "://" in remote:
        parts = urllib.parse.urlsplit(remote)
        web = parts.scheme in ("http", "https")
        host = (parts.hostname or "") + (f":{parts.port}" if web and parts.port else "")
        return _known_host(host.lower(), remote), parts.path
    scp = _SCP.fullmatch(remote)
    if scp is None or len(scp[1]) == 1:  # `C:/deals.git` is a file
        raise _no_forge(remote)
    return _known_host(scp[1].lower(), remote), scp[2]


def _known_host(host: str, remote: str) -> str:
    """GitHub takes SSH on the web's port under another name."""
    if not host:
        raise _no_forge(remote)
    return "github.com" if host == "ssh.github.com" else host


def _repository(path: str, remote: str) -> tuple[str, str]:
    parts = path.strip("/").removesuffix(".git").split("/")
    if len(parts) != 2 or not all(_NAME.fullmatch(part) and part.strip(".") for part in parts):
        raise _no_forge(remote)
    return parts[0], parts[1]


def _no_forge(remote: str) -> HandoffError:
    shown = re.sub(r"//[^/]*@", "//", remote)
    return HandoffError(
        f"The remote {shown!r} is no repository on a forge.",
        hint="A forge's address reads like https://git.example/sales/deals.git. Without one, `handoff accept` decides in git alone.",
        exit_code=USAGE,
    )
