"""What a form still says where nobody has filled it in."""

from __future__ import annotations

import re
from typing import Final

_PLACEHOLDER: Final = re.compile(
    r"t\.?b\.?[dcan]\.?|to[ -]?do|fix ?me|to be (?:defined|confirmed|announced|agreed|decided|determined|done|filled in)|"
    r"\?+|x{2,}|n/a|n\.a\.?|-+|–|—|_+|…|\.{2,}|"
    r"<[^<>]*>|\[[^\[\]]*\]|\{\{[^{}]*\}\}|\$\{[^{}]*\}",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    """Whether the whole text is one: `TBD`, `???`, `<name>`, `[Date]`, `n/a`, `-`."""
    return bool(_PLACEHOLDER.fullmatch(" ".join(text.split())))
