"""What to say about a word, a date or an id that is not one its field can have."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any, Final

from handoff_cli.core.tree import Node
from handoff_cli.documents.dates import day_of_month, is_written_as_day, meant
from handoff_cli.documents.figures import wrong_decimal
from handoff_cli.documents.schemas import Schema
from handoff_cli.documents.wording import Said, as_line, described, example, is_decimal, is_hash, listing, name, short

_CURRENCIES: Final = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY"}


def wrong_date(node: Node, schema: Schema) -> Said:
    text = node.text
    if is_written_as_day(text):
        return Said(
            f"`{text}` is no day of the calendar{described(schema)}", "Write a day that exists, like 2026-03-31."
        )
    days = meant(text)
    if len(days) == 1:
        return Said(
            f"`{short(text)}` is not how dates are written here", f"Write {as_line(node, days[0].isoformat())}."
        )
    if len(days) > 1:
        both = " or ".join(day.isoformat() for day in days)
        return Said(f"`{short(text)}` may be two different days", f"Write {both}, whichever was meant.", "ambiguous")
    if (edge := schema.get("x-month")) and (day := day_of_month(text, edge)):
        message = f"`{short(text)}` is a month, and {name(node)} is a day{described(schema)}"
        return Said(message, f"Write {as_line(node, day.isoformat())}.")
    remedy = "Write the day that was agreed, like 2026-03-31; where none was agreed, agree one first."
    return Said(f"{name(node)} says `{short(text)}`, which is no day{described(schema)}", remedy, "ambiguous")


def wrong_option(node: Node, options: Sequence[Any], schema: Schema) -> Said:
    if node.is_list or node.is_mapping:
        return Said(f"{name(node)} takes one word{described(schema)}", f"Write one of {listing(options)}.")
    close = _closest(node.text, [str(option) for option in options])
    message = f"`{short(node.text)}` is not one of the words {name(node)} can have"
    if close:
        return Said(
            f"{message}: did you mean `{close}`?", f"Write {as_line(node, close)}, or one of {listing(options)}."
        )
    return Said(f"{message}{described(schema)}", f"Write one of {listing(options)}.")


def _closest(text: str, options: Sequence[str]) -> str | None:
    folded = {_plain(option): option for option in options}
    matches = difflib.get_close_matches(_plain(text), folded, 1, 0.6)
    return folded[matches[0]] if matches else None


def _plain(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip().casefold())[:80]


def wrong_pattern(node: Node, pattern: str, schema: Schema) -> Said:
    text = node.text
    if is_decimal(schema):
        return wrong_decimal(node)
    if is_hash(schema):
        return Said(
            f"{name(node)} is not a SHA-256 fingerprint", "Write its 64 characters, 0 to 9 and a to f in lower case."
        )
    if re.search(pattern, "EUR") and not re.search(pattern, "EURO") and not re.search(pattern, "eur"):
        return Said(
            f"`{short(text)}` is not a currency code", f"Write three capitals: {as_line(node, _currency(text))}."
        )
    if re.search(pattern, "10:00") and not re.search(pattern, "10"):
        return Said(f"`{short(text)}` is not a time of day", 'Write hours and minutes: `"10:00"`.')
    like, said = example(schema), schema.get("patternErrorMessage")
    remedy = f"Write it like `{like}`." if like else "Compare it with another document of this kind."
    return Said(
        f"{name(node)}: {said}"
        if said
        else f"`{short(text)}` does not have the form of {name(node)}{described(schema)}",
        remedy,
    )


def _currency(text: str) -> str:
    code = text.strip().upper()
    return _CURRENCIES.get(code, code if re.fullmatch(r"[A-Z]{3}", code, re.ASCII) else "EUR")
