"""What to say about counts and amounts that are not written as such."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.core.tree import Node
from handoff_cli.documents.schemas import Schema
from handoff_cli.documents.wording import Said, as_line, described, name, short

_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:[.,' \u00a0\u202f_][0-9]{3})+", re.ASCII)
_RANGE: Final = re.compile(r"[0-9][0-9.,]*\s*(?:-|–|—|\.\.+|/|to|bis|or)\s*[0-9].*", re.ASCII | re.IGNORECASE)
_ABOUT: Final = re.compile(r"(?:~|≈|ca\.?\b|circa|approx|about|around|up to|min|max|<|>|≤|≥|±).*", re.IGNORECASE)
_WITH_UNIT: Final = re.compile(r"([0-9]+)\s*[^\W\d_].*")
_CURRENCY: Final = re.compile(r"[€$£¥]|[A-Za-z]{2}")
_EXACT: Final = 1e15


def not_whole(node: Node, schema: Schema) -> Said:
    text, value = node.text, node.value
    if node.quoted and re.fullmatch(r"0|[1-9][0-9]*", text, re.ASCII):
        return Said(f"{name(node)} is a count and stands in quotes", f"Write {as_line(node, text)}, without quotes.")
    if _THOUSANDS.fullmatch(text):
        return Said(
            f"{name(node)} has a mark in its number, which some read as thousands and others as decimals",
            f"Write {as_line(node, re.sub(r'[^0-9]', '', text))} if that is how many are meant.",
        )
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return Said(f"`{short(text)}` is not a whole number", f"Write {int(value)} in plain digits.")
    if _RANGE.fullmatch(text) or _ABOUT.fullmatch(text):
        return Said(f"`{short(text)}` is not one number", "Write the one number that was agreed.", "ambiguous")
    if unit := _WITH_UNIT.fullmatch(text):
        return Said(f"{name(node)} is a number only, without a unit", f"Write {as_line(node, unit[1])}.")
    return Said(
        f"`{short(text)}` is not a whole number{described(schema)}", f"Write plain digits, such as {_like(schema)}."
    )


def _like(schema: Schema) -> str:
    return str(next((each for each in schema.get("examples", ()) if isinstance(each, int)), 1000))


def wrong_decimal(node: Node) -> Said:
    """No word of the value itself: messages are forwarded, amounts are not."""
    text, like = node.text, 'digits with a point, like `"12.50"`'
    if _RANGE.fullmatch(text):
        return Said(f"{name(node)} is a range, not one number", "Write the one number that was agreed.", "ambiguous")
    if _ABOUT.fullmatch(text):
        return Said(f"{name(node)} is only approximate", "Write the number that was agreed.", "ambiguous")
    if "%" in text:
        return Said(f"{name(node)} carries a percent sign", f"Write the number alone: {like}.")
    if _CURRENCY.search(text):
        remedy = f"Write the number alone, {like}; the currency stands once, in `currency`."
        return Said(f"{name(node)} carries a currency or a unit", remedy)
    if re.search(r"[,' _\u00a0]", text):
        return Said(
            f"{name(node)} is written with a comma or with separators",
            f"Write {like}, with nothing between the thousands.",
        )
    if text.startswith("-"):
        return Said(f"{name(node)} is negative", f"Write {like}.")
    return Said(f"{name(node)} is not a plain decimal number", f"Write {like}: no leading zeros, at most six decimals.")


def no_number(node: Node) -> Said:
    return Said(f"{name(node)} is a number", "Write digits, with a point before the decimals, and no quotes.")
