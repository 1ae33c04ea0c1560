"""Reading what a forge answers: a field that is needed and not there is said in words, any other may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from handoff_cli.errors import UNDECIDED, HandoffError

_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of an answer; `what` names it for people. An object that is not there has no fields."""

    value: Any
    what: str

    def __bool__(self) -> bool:
        return isinstance(self.value, dict)

    def get(self, name: str) -> Any:
        return self.value.get(name) if isinstance(self.value, dict) else None

    def sub(self, name: str) -> Fields:
        return Fields(self.get(name), f"{self.what}, {name}")

    def each(self, name: str) -> Iterator[Fields]:
        found = self.get(name)
        yield from (Fields(item, self.what) for item in found) if isinstance(found, list) else ()

    def number(self, name: str) -> int:
        """A whole number that has to be there: an id, mostly."""
        found = self.get(name)
        if type(found) is not int:
            raise self._lacks(name)
        return found

    def text(self, name: str) -> str:
        """Text that has to be there and to say something."""
        found = self.get(name)
        if not isinstance(found, str) or not found:
            raise self._lacks(name)
        return found

    def commit(self, name: str) -> str:
        """The full id of a commit, which has to be there: it becomes part of addresses."""
        found = self.text(name)
        if not _COMMIT.fullmatch(found):
            raise self._lacks(name)
        return found

    def words(self, name: str) -> str:
        """Text that may be missing."""
        found = self.get(name)
        return found if isinstance(found, str) else ""

    def count(self, name: str) -> int | None:
        found = self.get(name)
        return found if type(found) is int else None

    def flag(self, name: str) -> bool:
        return self.get(name) is True

    def known(self, name: str) -> bool | None:
        """Yes, no, or not told. GitHub's older answers wrap a switch as `{"enabled": true}`."""
        found = self.get(name)
        found = found.get("enabled") if isinstance(found, dict) else found
        return found if isinstance(found, bool) else None

    def _lacks(self, name: str) -> HandoffError:
        return HandoffError(
            f"The forge's answer about {self.what} lacks `{name}`, so nothing was decided on it.",
            hint="Try again. If it stays so, the forge speaks another version of its interface: ask an admin.",
            exit_code=UNDECIDED,
        )
