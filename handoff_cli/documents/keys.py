"""Keys a group has and should not have, and the keys that were meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping

from handoff_cli.documents.schemas import Schema


def unknown(present: Mapping[str, object], schema: Schema) -> Iterator[str]:
    """The keys no property and no pattern of the schema knows."""
    known = schema.get("properties", {})
    patterns = tuple(schema.get("patternProperties", {}))
    for key in present:
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            yield key


def meant(present: Mapping[str, object], schema: Schema) -> dict[str, str]:
    """Unknown key → the key of the schema it probably is; each of those once, the required ones first."""
    if schema.get("additionalProperties") is not False:
        return {}
    free = [key for key in schema.get("properties", {}) if key not in present]
    required = set(schema.get("required", ()))
    found: dict[str, str] = {}
    for key in unknown(present, schema):
        likely = _alike(key, free)
        best = next((other for other in likely if other in required), likely[0] if likely else None)
        if best:
            found[key] = best
            free.remove(best)
    return found


def _alike(key: str, options: Collection[str]) -> list[str]:
    plain = _plain(key)
    folded = {_plain(option): option for option in options}
    close = difflib.get_close_matches(plain, folded, 3, 0.7)
    abbreviated = [option for option in folded if _abbreviates(plain, option)]
    return [folded[option] for option in dict.fromkeys((*close, *abbreviated))]


def _plain(key: str) -> str:
    return re.sub(r"[\W_]+", "_", key.strip().casefold())


def _abbreviates(short: str, word: str) -> bool:
    """`qty` for `quantity`, `rev` for `revision`: the same first letter, the others in order."""
    letters = iter(word)
    return 2 <= len(short) < len(word) and short[0] == word[0] and all(letter in letters for letter in short)
