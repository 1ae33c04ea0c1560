"""All files of a pack come from one export of one revision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Member, Pack
from handoff_cli.core.rule import Hit, conflict, rule, see
from handoff_cli.core.tree import Place

_REVISION: Final = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=[a-z0-9])(?=(?-i:REV|Rev))|(?<=[a-z])(?=(?-i:V)\d))"
    r"(rev(?:ision)?[ ._-]?|v(?:er(?:sion)?)?[ ._-]?(?=\d))"
    r"(\d{1,3}[A-Za-z]?(?:[._-]\d{1,2}(?!\d))*|[A-Z]\d{0,2}(?:\.\d+)?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PREFIX: Final = re.compile(
    r"^(?:bill of materials?|bom|pick ?(?:and|&)? ?place|placement|gerbers?|cpl|pos|xy|centroid|assembly|drill|smt|pcb)[ ._-]*",
    re.IGNORECASE,
)
_FABRICATION: Final = re.compile(r".*-copper.*|.*-(?:mask|paste|silk)|outline|drill-(?:plated|nonplated|mixed)")
_EARLIEST: Final = "1990"
_RESET: Final = "-01-01T00:00"
"""The time a program writes that has none."""


@dataclass(frozen=True, slots=True)
class Named:
    """The revision a file name carries: what stands before it, the word for it, and itself."""

    member: Member
    stem: str
    word: str
    revision: str
    written: str


@rule(parameter="data-pack", acts="customer")
def revision_names_agree(deal: Deal) -> Iterator[Hit]:
    """The revisions in the names of BOM, centroid and fabrication files are the same, and that of the manifest.

    Why: a BOM of one revision and Gerber files of another make a board that never existed.

    Bad:
        7-REV2-F_Cu.gtl, 7-REV1B-all-pos.csv

    Good:
        7-REV2-F_Cu.gtl, 7-REV2-all-pos.csv

    Fix: ask the customer for all files of one revision, or for written word that they belong together.
    """
    for pack in deal.packs.values():
        named = [found for member in pack.members if (group := _group(member)) and (found := _named(member)) and group]
        yield from _disagreeing(pack, named)
        yield from _against_manifest(pack, named)


@rule(
    parameter="data-pack",
    acts="customer",
    source="HB 3/1.5",
    severity="warn",
    reads=("pack.time_gap_hours",),
    clears="customer-engineering",
)
def files_are_of_one_export(deal: Deal) -> Iterator[Hit]:
    """BOM, centroid and fabrication files were made within two days of each other.

    Why: files of one release are exported together; a gap says that something was changed in between. The policy may set another number of
    hours (`thresholds: {pack.time_gap_hours: 72}`).

    Bad:
        top.gbr of 18 July, centroid.csv of 18 February of the next year

    Good:
        all files of 18 July

    Fix: ask the customer for files of one export, or to certify in writing that they match.
    """
    allowed = float(deal.policy.number("pack.time_gap_hours"))
    for pack in deal.packs.values():
        for times in (_times(pack, "made"), _times(pack, "dated")):
            if len(times) < 2:
                continue
            (first, old), *_, (last, new) = sorted(times, key=lambda each: (each[0], each[1].path))
            if (last - first).total_seconds() > allowed * 3600:
                yield conflict(
                    Place(pack.archive, new.path),
                    f"{new.path} is of {last:%Y-%m-%d %H:%M}, {old.path} of {first:%Y-%m-%d %H:%M}",
                    "Ask the customer for files of one export, or to certify in writing that they match.",
                    related=[see(Place(pack.archive, old.path), "the older file")],
                )
                break


def _group(member: Member) -> str:
    if member.role in ("bom", "centroid"):
        return member.role
    return "fabrication" if _FABRICATION.fullmatch(member.role or "") else ""


def _named(member: Member) -> Named | None:
    """The last revision in the name of the file itself; the name of a design tool's project file may follow it."""
    name = re.split(r"[/!]", member.path)[-1]
    found = list(_REVISION.finditer(name.rsplit(".", 1)[0] if "." in name else name))
    if len(found) != 1:
        return None
    match = found[0]
    stem = re.sub(r"[^a-z0-9]", "", _PREFIX.sub("", name[: match.start()]).casefold())
    word = "rev" if match[1][0] in "rR" else "v"
    return Named(member, stem, word, _plain(match[2]), match[0].strip(" ._-"))


def _plain(revision: str) -> str:
    plain = re.sub(r"[ ._-]+", ".", revision.casefold())
    return plain.lstrip("0") or "0"


def _disagreeing(pack: Pack, named: Sequence[Named]) -> Iterator[Hit]:
    """Names that begin alike, or say `REV`, and belong to different groups. One finding for each other revision."""
    fabrication = [each for each in named if _group(each.member) == "fabrication"]
    tables = [each for each in named if _group(each.member) != "fabrication"]
    first = next(iter(fabrication or tables), None)
    said = {first.revision} if first else set()
    for other in [*tables, *fabrication]:
        alike = first is not None and (other.stem == first.stem or other.word == first.word == "rev")
        if first is None or not alike or other.revision in said:
            continue
        said.add(other.revision)
        yield conflict(
            Place(pack.archive, other.member.path),
            f"{other.member.path} is called {other.written}, {first.member.path} {first.written}",
            "Ask the customer for all files of one revision, or for written word that they belong together.",
            related=[see(Place(pack.archive, first.member.path), f"called {first.written}")],
        )


def _against_manifest(pack: Pack, named: Iterable[Named]) -> Iterator[Hit]:
    """Only names that say `REV`: a `v2` may be that of a library or a format."""
    stated = pack.manifest.get("revision")
    own = _plain(re.sub(r"^rev(?:ision)?[ ._-]*", "", stated.text, flags=re.IGNORECASE))
    other = next((each for each in named if each.word == "rev" and not _is_issue(each.revision, own)), None)
    if stated.text and other is not None and re.fullmatch(r"[a-z]|\d+(?:\.\d+)*", own):
        yield conflict(
            stated,
            f"revision is {stated.text}, but {other.member.path} is called {other.written}",
            "Correct the revision, or ask the customer for the files of this one.",
            related=[see(Place(pack.archive, other.member.path), f"called {other.written}")],
        )


def _is_issue(revision: str, own: str) -> bool:
    """`REV_C01` is an issue of revision C."""
    return revision == own or (own.isalpha() and re.fullmatch(rf"{re.escape(own)}[0-9]+", revision) is not None)


def _times(pack: Pack, attribute: str) -> list[tuple[datetime, Member]]:
    """Like with like: what the files say themselves, or what the ZIP says of all of them."""
    times = [(getattr(member, attribute), member) for member in pack.members if _group(member)]
    return [
        (parsed, member)
        for text, member in times
        if text > _EARLIEST and not text.endswith(_RESET) and (parsed := _parsed(text)) is not None
    ]


def _parsed(text: str) -> datetime | None:
    """The clock of whoever made the file; what no calendar has says nothing."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError:
        return None


RULES = (revision_names_agree, files_are_of_one_export)
