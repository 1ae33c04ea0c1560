"""The one place that asks the clock; everything else is told the time."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """This moment as records and commits have it: `2026-02-10T09:30:00Z`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> str:
    return now()[:10]
