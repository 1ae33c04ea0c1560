"""The forge a repository's remote lies on, with the token of whoever runs this."""

from __future__ import annotations

from collections.abc import Mapping

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.forge.protocol import Forge
from handoff_cli.forge.site import Site, site
from handoff_cli.forge.token import Token, from_environment, from_gh, no_token
from handoff_cli.git.credentials import stored_password
from handoff_cli.git.repository import Repository


def connect(repo: Repository, remote: str | None, environ: Mapping[str, str]) -> Forge:
    """The forge, ready to be asked. Tokens are looked for in the environment, then with `gh`, then with git's own helper."""
    here = site_of(repo, remote, environ)
    return here.forge(find_token(repo, here, environ))


def site_of(repo: Repository, remote: str | None, environ: Mapping[str, str], *, kind: str | None = None) -> Site:
    address = repo.setting("--get", f"remote.{remote}.url") if remote else None
    if not address:
        raise HandoffError(
            "This clone has no remote, so there is no pull request.",
            hint="`git remote add origin …`",
            exit_code=UNDECIDED,
        )
    return site(address, environ, kind=kind or repo.setting("--get", "handoff.forge"))


def find_token(repo: Repository, here: Site, environ: Mapping[str, str]) -> Token:
    found = from_environment(here.kind, environ) or (from_gh(here.host) if here.kind == "github" else None)
    if found is None:
        password = stored_password(repo, here.host, f"{here.owner}/{here.name}.git")
        found = Token(password) if password else None
    if found is None:
        raise no_token(here.kind, here.host)
    return found
