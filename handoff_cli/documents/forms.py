"""What to say about a value that is not written in the form its field has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.tree import Node
from handoff_cli.documents.dates import is_written_as_day, meant
from handoff_cli.documents.schemas import Schema
from handoff_cli.documents.wording import (
    NONE_SAID,
    described,
    example,
    is_decimal,
    is_register,
    listing,
    name,
    render,
    short,
    types,
)

_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:[.,' \u00a0\u202f_][0-9]{3})+", re.ASCII)
_RANGE: Final = re.compile(r"[0-9][0-9.,]*\s*(?:-|–|—|\.\.+|to|bis)\s*[0-9].*", re.ASCII | re.IGNORECASE)
_ABOUT: Final = re.compile(r"(?:~|≈|ca\.?\b|circa|approx|about|around|up to|min|max|<|>|≤|≥|±).*", re.IGNORECASE)
_WITH_UNIT: Final = re.compile(r"([0-9]+)\s*[^\W\d_].*")
_GLUED: Final = re.compile(r"([A-Za-z_][\w-]*):(\S.*)", re.DOTALL)
_CURRENCY: Final = re.compile(r"[€$£¥]|[A-Za-z]{3}")
_YES: Final = {
    "yes": "true",
    "y": "true",
    "on": "true",
    "1": "true",
    "no": "false",
    "n": "false",
    "off": "false",
    "0": "false",
}
_WORDS_OF_NONE: Final = frozenset({"none", "no", "nil", "nothing", "keine", "false"})


@dataclass(frozen=True, slots=True)
class Said:
    message: str
    remedy: str
    kind: Kind = "malformed"


def wrong_type(node: Node, schema: Schema) -> Said:
    wanted = types(schema)
    scalar = not (node.is_mapping or node.is_list)
    if schema.get("format") == "date" and scalar:
        return wrong_date(node, schema)
    if "integer" in wanted and scalar:
        return _not_whole(node, schema)
    if is_decimal(schema) and scalar:
        return wrong_decimal(node)
    if "array" in wanted:
        return _not_a_list(node, schema)
    if "object" in wanted:
        return _not_a_group(node, schema)
    if "boolean" in wanted:
        return _not_yes_or_no(node)
    return _not_a_text(node, schema) if "string" in wanted else _no_number(node)


def _not_whole(node: Node, schema: Schema) -> Said:
    text = node.text
    if node.quoted and re.fullmatch(r"0|[1-9][0-9]*", text, re.ASCII):
        return Said(f"{name(node)} is a count and stands in quotes", f"Write {text} without quotes.")
    if _THOUSANDS.fullmatch(text):
        return Said(f"`{short(text)}` is not a whole number", f"Write {re.sub(r'[^0-9]', '', text)} in plain digits.")
    if isinstance(node.value, float) and node.value.is_integer() and abs(node.value) < 1e15:
        return Said(f"`{short(text)}` is not a whole number", f"Write {int(node.value)} in plain digits.")
    if _RANGE.fullmatch(text) or _ABOUT.fullmatch(text):
        return Said(f"`{short(text)}` is not one number", "Write the one number that was agreed.", "ambiguous")
    if unit := _WITH_UNIT.fullmatch(text):
        return Said(f"{name(node)} is a number only, without a unit{described(schema)}", f"Write {unit[1]}.")
    return Said(f"`{short(text)}` is not a whole number{described(schema)}", "Write plain digits, such as 1000.")


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
        return Said(
            f"{name(node)} carries a currency or a unit",
            f"Write the number alone, {like}; the currency stands once, in `currency`.",
        )
    if "," in text or "'" in text or " " in text or "_" in text:
        return Said(
            f"{name(node)} is written with a comma or with separators",
            f"Write {like}, with nothing between the thousands.",
        )
    if text.startswith("-"):
        return Said(f"{name(node)} is negative", f"Write {like}.")
    return Said(f"{name(node)} is not a plain decimal number", f"Write {like}: no leading zeros, at most six decimals.")


def wrong_date(node: Node, schema: Schema) -> Said:
    text = node.text
    if is_written_as_day(text):
        return Said(
            f"`{text}` is no day of the calendar{described(schema)}", "Write a day that exists, like 2026-03-31."
        )
    days = meant(text)
    if len(days) == 1:
        return Said(f"dates are written like 2026-03-31, not `{short(text)}`", f"Write {days[0].isoformat()}.")
    if len(days) > 1:
        both = " or ".join(day.isoformat() for day in days)
        return Said(f"`{short(text)}` may be two different days", f"Write {both}, whichever was meant.", "ambiguous")
    return Said(
        f"dates are written like 2026-03-31; `{short(text)}` is no day",
        f"Write the day that was agreed{described(schema)}.",
        "ambiguous",
    )


def _not_a_list(node: Node, schema: Schema) -> Said:
    must = f"{name(node)} must be a list: one entry a line, each starting with `- `"
    text = node.text
    if is_register(schema) and (text.casefold() in _WORDS_OF_NONE or node.value is False):
        return Said(
            f"that there are no {node.key.replace('_', ' ')} must be said by a named person",
            f"Write `{node.key}: {NONE_SAID}`.",
            "missing",
        )
    if node.is_mapping:
        return Said(must, "Put `- ` before the first field of the entry and indent its other fields to match.")
    if text.startswith("-"):
        return Said(
            f"the dashes of {name(node)} need a blank after them",
            f"Write `- {short(text.lstrip('-').split(' -')[0].strip())}` and so on.",
        )
    if "," in text:
        return Said(must, f"Write `{node.key}: {render([part.strip() for part in text.split(',') if part.strip()])}`.")
    shown = short(text)
    return Said(
        must, f"Write `{node.key}: [{render(shown)}]`." if shown else "Write one entry a line, each starting with `- `."
    )


def _not_a_group(node: Node, schema: Schema) -> Said:
    glued = _GLUED.fullmatch(node.text)
    if glued:
        line = f"{glued[1]}: {short(glued[2])}" if "price" not in glued[1] else f"{glued[1]}: …"
        return Said(f"`{glued[1]}` needs a blank after its colon", f"Write `{line}`.")
    fields = listing(schema.get("required") or schema.get("properties", ()))
    must = f"{name(node)} is a group of fields{f': {fields}' if fields else ''}"
    if node.is_list:
        return Said(f"{name(node)} is one group of fields, not a list", "Delete the dash before it; there is only one.")
    return Said(must, "Write each field on a line of its own below it, indented by two blanks: `name: value`.")


def _not_yes_or_no(node: Node) -> Said:
    if node.text.casefold() in _YES:
        return Said(
            f"{name(node)} is `{short(node.text)}`, which is neither true nor false",
            f"Write `{node.key}: {_YES[node.text.casefold()]}`.",
        )
    return Said(f"{name(node)} is either true or false", f"Write `{node.key}: true` or `{node.key}: false`.")


def _not_a_text(node: Node, schema: Schema) -> Said:
    if node.is_list:
        return Said(
            f"{name(node)} takes one text, not a list{described(schema)}", "Keep one entry, without dash and brackets."
        )
    if node.is_mapping:
        return Said(
            f"{name(node)} takes one text, not fields of its own{described(schema)}",
            "Write the text behind the colon; a text with a colon or braces needs quotes.",
        )
    what = "true or false" if isinstance(node.value, bool) else "a number"
    return Said(
        f"{name(node)} is a text, and `{short(node.text)}` is read as {what}",
        f'Put it in quotes: `"{short(node.text)}"`.',
    )


def _no_number(node: Node) -> Said:
    return Said(f"{name(node)} is a number", "Write digits, with a point before the decimals, and no quotes.")


def wrong_option(node: Node, options: Sequence[Any], schema: Schema) -> Said:
    if node.is_list or node.is_mapping:
        return Said(f"{name(node)} takes one word{described(schema)}", f"Write one of {listing(options)}.")
    close = _closest(node.text, [str(option) for option in options])
    message = f"`{short(node.text)}` is not one of the words {name(node)} can have"
    if close:
        return Said(
            f"{message}: did you mean `{close}`?", f"Write {_as_line(node, close)}, or one of {listing(options)}."
        )
    return Said(f"{message}{described(schema)}", f"Write one of {listing(options)}.")


def _as_line(node: Node, text: str) -> str:
    return f"`{text}`" if node.route and isinstance(node.route[-1], int) else f"`{node.key}: {text}`"


def _closest(text: str, options: Sequence[str]) -> str | None:
    plain = re.sub(r"[\s_]+", "-", text.strip().casefold())
    folded = {re.sub(r"[\s_]+", "-", option.casefold()): option for option in options}
    matches = difflib.get_close_matches(plain, folded, 1, 0.6)
    return folded[matches[0]] if matches else None


def wrong_pattern(node: Node, pattern: str, schema: Schema) -> Said:
    text = node.text
    if is_decimal(schema):
        return wrong_decimal(node)
    if re.search(pattern, "a" * 64) and not re.search(pattern, "a" * 63):
        return Said(
            f"{name(node)} is not a SHA-256 fingerprint", "Write its 64 characters, 0 to 9 and a to f in lower case."
        )
    if re.search(pattern, "EUR") and not re.search(pattern, "EURO") and not re.search(pattern, "eur"):
        return Said(
            f"`{short(text)}` is not a currency code", f"Write three capitals: `{node.key}: {_currency(text)}`."
        )
    if re.search(pattern, "10:00") and not re.search(pattern, "10"):
        return Said(f"`{short(text)}` is not a time of day", 'Write hours and minutes: `"10:00"`.')
    like = example(schema)
    remedy = f"Write it like `{like}`." if like else "Write it as described."
    said = schema.get("patternErrorMessage")
    return Said(
        f"{name(node)}: {said}"
        if said
        else f"`{short(text)}` does not have the form of {name(node)}{described(schema)}",
        remedy,
    )


def _currency(text: str) -> str:
    known = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY"}
    code = text.strip().upper()
    return known.get(code, code if re.fullmatch(r"[A-Z]{3}", code) else "EUR")
