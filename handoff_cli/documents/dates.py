"""Dates as people write them, and what to say when they do not say which day."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from typing import Final

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_TIMED: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[-/. ]?([0-9]{1,2})[-/. ]?([0-9]{1,2})\.?", re.ASCII)
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})([-/. ]) ?([0-9]{1,2})\2 ?([0-9]{4})", re.ASCII)
_DAY_MONTH: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[. -]+([A-Za-z]{3,9})\.?[, -]+([0-9]{4})", re.ASCII)
_MONTH_DAY: Final = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", re.ASCII)
_YEAR_MONTH: Final = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})", re.ASCII)
_MONTH_YEAR: Final = re.compile(r"([0-9]{1,2}(?=[-/. ])|[A-Za-z]{3,9})\.?[-/. ]+([0-9]{4})", re.ASCII)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def is_day(text: str) -> bool:
    """Whether the text is a day of the calendar, written 2026-03-31."""
    match = _ISO.fullmatch(text)
    return bool(match) and _day(*map(int, match.groups())) is not None if match else False


def is_written_as_day(text: str) -> bool:
    return bool(_ISO.fullmatch(text))


def meant(text: str) -> tuple[datetime.date, ...]:
    """The days a text may mean: one when it is clear, two for 03/04/2026, none for `Q3`."""
    text = text.strip()
    if match := _TIMED.fullmatch(text):
        return _days((match[1].split("-"),))
    if match := _YEAR_FIRST.fullmatch(text):
        return _days((match.groups(),))
    if match := _DAY_MONTH.fullmatch(text):
        return _days(((match[3], _month(match[2]), match[1]),))
    if match := _MONTH_DAY.fullmatch(text):
        return _days(((match[3], _month(match[1]), match[2]),))
    if match := _YEAR_LAST.fullmatch(text):
        first, separator, second, year = match.groups()
        day_first = (year, second, first)
        return _days((day_first,) if separator == "." else (day_first, (year, first, second)))
    return ()


def day_of_month(text: str, which: str) -> datetime.date | None:
    """The first or the last day of a month that is written without a day: `2026-08`, `08/2026`, `August 2026`."""
    text = text.strip()
    if match := _YEAR_MONTH.fullmatch(text):
        year, month = match.groups()
    elif match := _MONTH_YEAR.fullmatch(text):
        month, year = match.groups()
    else:
        return None
    number = int(month) if month.isdigit() else int(_month(month))
    first = _day(int(year), number, 1)
    if first is None or which == "first":
        return first
    return _day(int(year), number, calendar.monthrange(int(year), number)[1])


def _month(name: str) -> str:
    short = name[:3].lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"


def _days(parts: Sequence[Sequence[str]]) -> tuple[datetime.date, ...]:
    found = (_day(int(year), int(month), int(day)) for year, month, day in parts)
    return tuple(dict.fromkeys(day for day in found if day))


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
