"""Lists of files in a readme: a line that names a file and says in words what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from handoff_cli.datapack.content import text_of
from handoff_cli.datapack.roles import words
from handoff_cli.datapack.roles.claim import Claim, Subject

_LIST: Final = re.compile(r"read[ _-]?me|layer|stack|files?[ _-]?list|index|fab|notes?|gerber", re.IGNORECASE)
_WORDS: Final = re.compile(r"[\s:=,;|\-–—>()\[\]\"'.\t]+")
_LONGEST: Final = 200


def is_list(subject: Subject) -> bool:
    return subject.content == "text" and bool(_LIST.search(subject.stem))


def described(texts: Iterable[tuple[str, bytes]], subjects: Iterable[Subject]) -> dict[str, Claim]:
    """Path → what a list beside it says of the file. A file that two lines describe in two ways is not described."""
    found: dict[str, set[Claim]] = {}
    by_name = {subject.name.casefold(): subject for subject in subjects if subject.content == "gerber"}
    for path, data in texts:
        for line in text_of(data).splitlines():
            named = [name for name in by_name if _names(line.casefold(), name)]
            if len(line) <= _LONGEST and len(named) == 1:
                subject = by_name[named[0]]
                if (claim := _read(line, named[0], path, subject)) is not None:
                    found.setdefault(subject.path, set()).add(claim)
    return {path: claims.pop() for path, claims in found.items() if len({claim.role for claim in claims}) == 1}


def _names(line: str, name: str) -> bool:
    at = line.find(name)
    if at < 0:
        return False
    after = line[at + len(name) : at + len(name) + 1]
    return not (after.isalnum() or (at and (line[at - 1].isalnum() or line[at - 1] in "_-.")))


def _read(line: str, name: str, path: str, subject: Subject) -> Claim | None:
    rest = re.sub(re.escape(name), " ", line, flags=re.IGNORECASE)
    said = Subject(
        path=rest.strip(), content=subject.content, text="", words=words.tokens(" ".join(_WORDS.split(rest)))
    )
    claim = words.claim(Subject(path=" ".join(said.words), content=subject.content, text="", words=said.words))
    if claim is None:
        return None
    return Claim(role=claim.role, evidence=f"{path} says “{rest.strip()[:50]}”", number=claim.number, base=claim.base)
