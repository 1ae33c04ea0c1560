"""How long to wait before asking a forge again, and when to give up."""

from __future__ import annotations

import email.utils
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from handoff_cli.forge.deadline import Deadline

_LIMITED: Final = (403, 429)
_BUSY: Final = (500, 502, 503, 504)
_UNTOLD: Final = 60.0
"""What GitHub asks for where it says that it is too much, and not for how long."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds: `timeout` until the next bytes come, `whole` until an answer has ended, `longest` for one wait, `between` two
    writes (GitHub asks for a second). `stopwatch` goes on evenly whatever is done to the clock."""

    attempts: int = 4
    timeout: float = 30.0
    whole: float = 60.0
    longest: float = 90.0
    between: float = 1.0
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    stopwatch: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random

    def deadline(self) -> Deadline:
        """For an answer that is asked for now."""
        return Deadline(at=self.stopwatch() + self.whole, pause=self.timeout, now=self.stopwatch)

    def back_off(self, attempt: int) -> float:
        """1, 2, 4 seconds, each up to half as long again so that several jobs do not come back together."""
        return float(2**attempt) * (1 + self.jitter() / 2)

    def wait_for(self, status: int, headers: Mapping[str, str], attempt: int, said: str = "") -> float | None:
        """Seconds until it makes sense to ask again after this answer, None when it makes none."""
        if status in _BUSY:
            return self._asked_for(headers) or self.back_off(attempt)
        if status in _LIMITED and is_limit(status, headers):
            return self._asked_for(headers) or self.back_off(attempt)
        return _UNTOLD if is_limit(status, headers, said) else None

    def _asked_for(self, headers: Mapping[str, str]) -> float | None:
        after = headers.get("retry-after", "").strip()
        if after.isdecimal() and len(after) < 10:
            return float(after)
        moment = _moment(after)
        if moment is not None:
            return max(0.0, moment - self.now())
        reset = headers.get("x-ratelimit-reset", "").strip()
        if headers.get("x-ratelimit-remaining", "").strip() == "0" and reset.isdecimal() and len(reset) < 12:
            return max(0.0, float(reset) - self.now()) + 1
        return None


def _moment(date: str) -> float | None:
    """A date of HTTP in seconds, None where it names no day there is."""
    told = email.utils.parsedate_tz(date) if date else None
    try:
        return float(email.utils.mktime_tz(told)) if told else None
    except (ValueError, OverflowError):
        return None


def is_limit(status: int, headers: Mapping[str, str], said: str = "") -> bool:
    """Whether an answer means *not now* rather than *not you*. GitHub says both with 403, at times in words alone."""
    spent = headers.get("x-ratelimit-remaining", "").strip() == "0" or "rate limit" in said.lower()
    return status == 429 or "retry-after" in headers or (status == 403 and spent)
