"""What one keyword of a schema has against one value. Each function says what is wrong, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from handoff_cli.documents.choices import wrong_date, wrong_option, wrong_pattern
from handoff_cli.documents.dates import is_day
from handoff_cli.documents.forms import wrong_type
from handoff_cli.documents.instance import TYPES, Entries, Instance, Number, Text, Whole, same
from handoff_cli.documents.schemas import Schema
from handoff_cli.documents.wording import Said, described, is_decimal, name, short

Check = Callable[[Instance, Any, Schema], Said | None]

_EMAIL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(?:\.[^@\s<>,;.]+)+")


def _type(found: Instance, wanted: Any, schema: Schema) -> Said | None:
    listed = (wanted,) if isinstance(wanted, str) else wanted
    if any(TYPES.is_type(found, each) for each in listed):
        return None
    return wrong_type(found.node, schema)


def _enum(found: Instance, options: Any, schema: Schema) -> Said | None:
    return None if any(same(found.node, option) for option in options) else wrong_option(found.node, options, schema)


def _const(found: Instance, option: Any, schema: Schema) -> Said | None:
    return _enum(found, (option,), schema)


def _pattern(found: Instance, pattern: Any, schema: Schema) -> Said | None:
    """On the text as written, numbers included: `1.10` is not 1.1. ASCII only, and no `$` before a final line break."""
    if not isinstance(found, Text | Whole | Number):
        return None
    strict = re.sub(r"(?<!\\)\$$", r"\\Z", pattern)
    return None if re.search(strict, found.node.written or "", re.ASCII) else wrong_pattern(found.node, pattern, schema)


def _format(found: Instance, wanted: Any, schema: Schema) -> Said | None:
    if not isinstance(found, Text):
        return None
    if wanted == "date" and not is_day(str(found)):
        return wrong_date(found.node, schema)
    if wanted == "email" and not _EMAIL.fullmatch(str(found)):
        return Said(f"`{short(found)}` is not one e-mail address", "Write it like `alice@brightwater.example`.")
    return None


def _min_items(found: Instance, least: Any, schema: Schema) -> Said | None:
    if not isinstance(found, Entries) or len(found) >= least:
        return None
    return Said(
        f"{name(found.node)} needs at least {least} entries{described(schema)}", "Add what is missing.", "missing"
    )


def _max_items(found: Instance, most: Any, _schema: Schema) -> Said | None:
    if not isinstance(found, Entries) or len(found) <= most:
        return None
    return Said(f"{name(found.node)} takes at most {most} entries", "Delete what does not belong.")


def _unique(found: Instance, wanted: Any, _schema: Schema) -> Said | None:
    plain = [entry.node.plain() for entry in found] if wanted and isinstance(found, Entries) else []
    twice = next((at for at, value in enumerate(plain) if value in plain[:at]), None)
    return (
        None
        if twice is None
        else Said(f"entry {twice + 1} of {name(found.node)} repeats an earlier one", "Delete one of the two.")
    )


def _min_length(found: Instance, least: Any, schema: Schema) -> Said | None:
    if not isinstance(found, Text) or len(found.strip()) >= least:
        return None
    return Said(f"{name(found.node)} is too short{described(schema)}", f"Write at least {least} characters.")


def _max_length(found: Instance, most: Any, _schema: Schema) -> Said | None:
    if not isinstance(found, Text) or len(found) <= most:
        return None
    return Said(f"{name(found.node)} is longer than {most} characters", "Shorten it.")


def _bound(words: str, holds: Callable[[float, Any], bool]) -> Check:
    def check(found: Instance, bound: Any, schema: Schema) -> Said | None:
        if not isinstance(found, Whole | Number) or holds(found, bound):
            return None
        limit = "" if is_decimal(schema) else f" {bound}"
        return Said(f"{name(found.node)} must be {words}{limit}{described(schema)}", "Correct the number.")

    return check


VALUE_CHECKS: Final[Mapping[str, Check]] = {
    "type": _type,
    "format": _format,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "minItems": _min_items,
    "maxItems": _max_items,
    "uniqueItems": _unique,
    "minLength": _min_length,
    "maxLength": _max_length,
    "minimum": _bound("at least", lambda value, bound: value >= bound),
    "maximum": _bound("at most", lambda value, bound: value <= bound),
    "exclusiveMinimum": _bound("more than", lambda value, bound: value > bound),
    "exclusiveMaximum": _bound("less than", lambda value, bound: value < bound),
}
"""By keyword, in the order in which one of several complaints about one value is chosen."""
