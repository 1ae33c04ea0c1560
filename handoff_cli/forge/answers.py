"""One answer of a forge: read whole or not at all, and what a refusal means in words."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from handoff_cli.errors import UNDECIDED, HandoffError

LARGEST: Final = 32 * 1024 * 1024
_DIGITS: Final = 15
"""As many as the number of a header may have; Python refuses to read thousands."""
_MOVED: Final = ("says the repository has moved", "Set its new address: `git remote set-url origin NEW-ADDRESS`.")
REFUSALS: Final[Mapping[int, tuple[str, str]]] = {
    **dict.fromkeys((301, 302, 307, 308), _MOVED),
    401: ("does not take the access token", "It has expired or is of another forge: make a new one."),
    403: ("does not let this access token do that", "Give it the right, or use the token of somebody who has it."),
    404: ("has nothing there, or does not show it to this access token", "Check the number and the token's rights."),
    409: ("says it has moved on meanwhile", "Look at it again, then decide again."),
    422: ("does not take that", "Put right what it names."),
}


class ForgeError(HandoffError):
    """A forge that does not answer, refuses, or answers what cannot be read. `status` is None where there was no answer."""

    def __init__(self, message: str, *, hint: str = "", status: int | None = None, said: str = "") -> None:
        super().__init__(message, hint=hint, exit_code=UNDECIDED)
        self.status = status
        self.said = said


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    value: Any


@dataclass(frozen=True, slots=True)
class Unread:
    """A body that is no JSON, kept until it is known whether anybody needs it."""

    why: str


def read(response: Any, status: int) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    data: bytes = response.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ForgeError("The forge's answer is larger than anything it could mean.", status=status)
    length = number_in(headers, "content-length")
    if length is not None and len(data) < length:
        raise http.client.IncompleteRead(data, length - len(data))
    return Answer(status, headers, _value(data))


def _value(data: bytes) -> Any:
    if not data.strip():
        return None
    try:
        return json.loads(data.decode())
    except (ValueError, RecursionError):  # also of a number with thousands of digits
        return Unread("it is not JSON")


def number_in(headers: Mapping[str, str], name: str) -> int | None:
    """What a header counts, None where it is not there or says no number."""
    text = headers.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def refuse_cut(answer: Answer, found: list[Any]) -> None:
    total = number_in(answer.headers, "x-total-count")
    if total is not None and len(found) < total:
        raise ForgeError(
            f"The forge says there are {total} entries and shows {len(found)}, so nothing was decided on them.",
            hint="Try again; if it stays so, ask an admin.",
        )
