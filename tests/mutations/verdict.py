"""What every mutation owes: a refusal whose first finding leads to the file, the line, the person and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handoff_cli.core.deal import DOCUMENTS, OPTIONAL
from handoff_cli.core.finding import Finding
from handoff_cli.reporters.words import ACTORS
from tests.mutations.memory import DEAL, Changes, findings, folder, refuses, sample

HANDBOOK = {"../../handoff.yaml": sample()["handoff.yaml"].replace(b"profile: chapter", b"profile: handbook")}
BEGUN = frozenset(name for name, kind in DOCUMENTS.items() if kind in OPTIONAL)
"""Documents that may be unfinished under the profile `chapter`, as they may be absent."""

_TITLED = re.compile(r"(?:The|An?|This|That|It|Line|There|No|Nothing|Somebody|Every) ")
_MONEY = re.compile(r"(?<!\d)(?!12\.50)\d+\.\d{2}\b(?!\.)|[€£$] ?\d")


@dataclass(frozen=True, slots=True)
class Mutation:
    """`name` is the file that was spoilt, `lines` the lines a finding may point to (None: the file has none)."""

    what: str
    changes: Changes
    name: str
    lines: Iterable[int] | None = None
    deal: str = DEAL


def complaints(mutations: Sequence[Mutation], *, single: bool = False) -> list[str]:
    """What is wrong with the answers to these mutations, one line a mutation that was not answered as it should be.

    `single` where a mistake is to be one finding: everything that follows from it is silent.
    """
    said = ((mutation, complaint(mutation, answer(mutation), single=single)) for mutation in mutations)
    return [f"{mutation.what}: {words}" for mutation, words in said if words]


def answer(mutation: Mutation) -> tuple[Finding, ...]:
    """All that is said and not cleared; where a document is only unfinished, what strict companies are told."""
    found = _open(findings(mutation.changes, mutation.deal))
    unfinished = mutation.name in BEGUN and not refuses(found)
    return _open(findings({**mutation.changes, **HANDBOOK}, mutation.deal)) if found and unfinished else found


def _open(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for finding in found if not finding.cleared)


def complaint(mutation: Mutation, found: tuple[Finding, ...], *, single: bool = False) -> str | None:
    if not refuses(found):
        return f"nobody notices ({[f.message for f in found]})"
    first = found[0]
    if not _leads_to(first, mutation):
        return f"the first finding is elsewhere: {_shown(first)} (of {len(found)})"
    if single and len(found) > 1:
        return f"one mistake is {len(found)} findings: {[_shown(finding) for finding in found]}"
    return next((words for words in map(badly_said, found) if words), None)


def _leads_to(finding: Finding, mutation: Mutation) -> bool:
    places = [finding.place, *(related.place for related in finding.related)]
    here = [place for place in places if place.path == f"{folder(mutation.deal)}/{mutation.name}"]
    if mutation.lines is None:
        return bool(here)
    return any(place.line in mutation.lines for place in here)


def badly_said(finding: Finding) -> str | None:
    """Why a finding is not written the way findings are, None where it is."""
    words = [finding.message, finding.remedy, *(related.message for related in finding.related)]
    if finding.acts not in ACTORS or not finding.remedy:
        return f"says nobody what to do: {_shown(finding)}"
    if finding.message.endswith(".") or _TITLED.match(finding.message):
        return f"does not begin with the thing, or ends like a sentence: {_shown(finding)}"
    if not finding.remedy.endswith((".", "`.")) or "!" in "".join(words):
        return f"has a remedy that is no sentence: {_shown(finding)} {finding.remedy}"
    return f"tells an amount: {_shown(finding)}" if any(map(_MONEY.search, words)) else None


def _shown(finding: Finding) -> str:
    place = finding.place
    where = f"{place.path.split('/', 2)[-1]}{f'!{place.member}' if place.member else ''}:{place.line}"
    return f"{where} {finding.rule} «{finding.message}»"
