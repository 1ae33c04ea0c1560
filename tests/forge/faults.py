"""What goes wrong between a client and a forge, asked for call by call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["answer", "drop", "half", "page", "stale", "elsewhere"]


@dataclass
class Fault:
    """Strikes calls whose `METHOD /path` contains `where`, after `skip` of them, `times` times.

    `answer`: this status instead of the real one; `drop`: the connection ends without an answer; `half`: the answer ends early;
    `page`: the list is cut to its first entries and nothing points further; `stale`: what was answered the first time;
    `elsewhere`: a redirect to `location`. With `done`, the work is done all the same.
    """

    where: str = ""
    kind: Kind = "answer"
    status: int = 500
    skip: int = 0
    times: int = 1
    done: bool = False
    body: bytes = b'{"message": "Server Error"}'
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def strikes(self, call: str) -> bool:
        if self.where not in call or self.times == 0:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass
class EveryFirst(Fault):
    """Strikes each call the first time it is made, but for those `spared`: a bad day, on which everything works in the end."""

    spared: str = "POST /repos/sales/deals/pulls$"
    seen: set[str] = field(default_factory=set)

    def strikes(self, call: str) -> bool:
        new = call not in self.seen and f"{call}$" != self.spared
        self.seen.add(call)
        return new
