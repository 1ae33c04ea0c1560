"""The token of a forge: taken from the environment or from `gh`, shown to nobody."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from typing import Final

from handoff_cli.errors import UNDECIDED, HandoffError

VARIABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "github": ("GITHUB_TOKEN", "GH_TOKEN"),
    "gitea": ("GITEA_TOKEN", "FORGEJO_TOKEN"),
}
_PATIENCE: Final = 10.0


class Token:
    """A secret that prints as dots, also inside whatever holds it. `reveal` is for the one header it belongs in."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        if not secret.isascii() or not secret.isprintable() or " " in secret:
            raise HandoffError(
                "The access token holds a blank, a line end or a letter no token has.", hint="Copy it again, whole."
            )
        self._secret = secret

    def reveal(self) -> str:
        return self._secret

    def hide(self, text: str) -> str:
        """A text from elsewhere without the secret, should somebody have repeated it."""
        return text.replace(self._secret, "…")

    def __repr__(self) -> str:
        return "Token(…)"

    def __reduce__(self) -> str:
        raise TypeError("A token is not stored.")


def from_environment(kind: str, environ: Mapping[str, str]) -> Token | None:
    """The first variable that is set. One that is empty counts as not set: CI sets those of secrets that do not exist."""
    found = (environ.get(name, "").strip() for name in VARIABLES[kind])
    return next((Token(secret) for secret in found if secret), None)


def from_gh(host: str) -> Token | None:
    """What GitHub's own command-line tool is logged in with at this host, if it is there."""
    try:
        done = subprocess.run(
            ["gh", "auth", "token", "--hostname", host],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    secret = done.stdout.decode(errors="replace").strip()
    return Token(secret) if done.returncode == 0 and secret else None


def no_token(kind: str, host: str) -> HandoffError:
    names = " or ".join(VARIABLES[kind])
    return HandoffError(
        f"There is no access token for {host}.",
        hint=f"Set {names}, or log in with git or `gh`.",
        exit_code=UNDECIDED,
    )
