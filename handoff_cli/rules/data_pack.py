"""The golden data pack: one released archive, unchanged, readable, and exactly what its manifest says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal, File
from handoff_cli.core.pack import Flaw, Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node, Place
from handoff_cli.rules.members import listed_as
from handoff_cli.rules.sources import distinct_items, manifest, order_lines
from handoff_cli.rules.words import is_filled

_OPENINGS: Final = frozenset({"The", "A", "An", "Line", "This"})
_PUT_BACK: Final = (
    "Put the released ZIP back: the file that is here is not the one the manifest was written for. "
    "If nobody has it any more, ask the customer to send it again."
)
_ISSUE: Final = re.compile(r"(?<![A-Za-z])REV[ _-]?[A-Z][0-9]{2}(?![0-9])", re.IGNORECASE)
_UNFINISHED: Final = frozenset(
    {"draft", "final", "latest", "newest", "new", "wip", "tmp", "temp", "copy", "preliminary", "prelim"}
)


@rule(parameter="data-pack", acts="sales")
def archive_is_there(deal: Deal) -> Iterator[Hit]:
    """The archive a manifest names is in the package.

    Why: without the ZIP there is nothing to build from; a link or a mail attachment is not version controlled.

    Bad:
        archive: BW-FSG-100_REV_C01.zip            # and the folder holds only manifest.yaml

    Good:
        archive: BW-FSG-100_REV_C01.zip            # beside manifest.yaml

    Fix: put the ZIP beside its manifest, or correct the name.
    """
    for pack in deal.packs.values():
        named = pack.manifest.get("archive")
        if is_filled(named, deal.policy) and not pack.sha256:
            yield missing(
                named,
                f"archive {named.text} is not in the package",
                "Put the ZIP beside its manifest, or correct the name.",
                related=[see(Place(pack.archive), "expected here")],
            )


@rule(parameter="data-pack", acts="sales")
def archive_matches_its_hash(deal: Deal) -> Iterator[Hit]:
    """The archive is byte for byte the one whose SHA-256 the manifest states.

    Why: a released pack never changes; a swapped file would be built without anybody having agreed to it.

    Bad:
        sha256: 1f0c…                              # of the ZIP before somebody exchanged the BOM

    Good:
        sha256: 83ab…                              # of the ZIP that is there

    Fix: put the released ZIP back, or release a new issue with its own name and hash.
    """
    for pack in deal.packs.values():
        # A ZIP that cannot be opened has its own finding, which says this as well.
        if _is_exchanged(deal, pack) and not any(_is_shut(flaw) for flaw in pack.flaws):
            yield conflict(
                pack.manifest.get("sha256"),
                f"sha256 of data pack {pack.name} is not that of its archive",
                "Put the released ZIP back, or release a new issue with its own name and hash.",
                related=[see(Place(pack.archive), f"this file has {pack.sha256}")],
            )


@rule(parameter="data-pack", acts="sales", source="HB 3/1.5")
def order_names_this_archive(deal: Deal) -> Iterator[Hit]:
    """Where the order states the hash of a data pack, it is the one handed over, or the one the customer sent us to build it from.

    Why: the customer ordered boards from exactly that file. What he sent lies in `received/`, listed with its hash. An order of old habit
    states the MD5 (`pack_md5`); what counts in the end is still the SHA-256 in the manifest.

    Bad:
        lines: [{line: 10, item: board, pack_sha256: 1f0c…, …}]      # the manifest: 83ab…

    Good:
        lines: [{line: 10, item: board, pack_sha256: 83ab…, …}]

    Fix: hand over the archive the customer released, or get an amended order.
    """
    for item in distinct_items(deal):
        found, pack = manifest(deal, item), deal.packs.get(item.get("pack").text)
        ours = found.get("sha256") if found else item.get("pack")
        right = _right(deal, pack, ours)
        for line in order_lines(deal, item) if found and is_filled(ours, deal.policy) else ():
            for named in (line.get("pack_sha256"), line.get("pack_md5")):
                if is_filled(named, deal.policy) and named.text.casefold() not in right:
                    yield conflict(
                        named,
                        f"order line {line.get('line').text} names another archive than the data pack",
                        "Hand over the archive the customer released, or get an amended order.",
                        related=[see(ours, "the data pack's")],
                    )


@rule(parameter="data-pack", acts="engineering")
def pack_is_released(deal: Deal) -> Iterator[Hit]:
    """Only a released data pack is handed over.

    Why: a draft still changes, and what was superseded is not what the customer wants.

    Bad:
        status: DRAFT

    Good:
        status: RELEASED

    Fix: have the pack validated and released, then hand over that issue.
    """
    for pack in deal.packs.values():
        status = pack.manifest.get("status")
        if is_filled(status, deal.policy) and status.text != "RELEASED":
            yield ambiguous(
                status,
                f"status of data pack {pack.name} is {status.text}",
                "Have the pack validated and released, then hand over that issue.",
            )


@rule(parameter="data-pack", acts="customer")
def pack_is_readable(deal: Deal) -> Iterator[Hit]:
    """Every file of the data pack can be read as what it is said to be.

    Why: a BOM or a layer that only one program opens will be read differently by the next one.

    Bad:
        members: [{path: bom.csv, role: bom}]      # and bom.csv has no column of designators

    Good:
        members: [{path: bom.csv, role: bom}]
        bom_columns: {refdes: "Part Reference"}

    Fix: name the columns in the manifest where they only have unusual names; otherwise ask the customer for a new export.
    """
    for pack in deal.packs.values():
        for flaw in pack.flaws:
            yield _unreadable(pack, flaw, exchanged=_is_exchanged(deal, pack))


@rule(parameter="data-pack", acts="sales", source="HB 3/1.5")
def archive_name_is_final(deal: Deal) -> Iterator[Hit]:
    """The names of archive and firmware say which issue they are, not how it felt.

    Why: of `v3_final.zip` and `v3_final2.zip` nobody knows which one is meant.

    Bad:
        archive: BW-FSG-100_v3_Final.zip

    Good:
        archive: BW-FSG-100_REV_C01.zip

    Fix: name the file by part and issue, and correct the manifest.
    """
    for pack in deal.packs.values():
        firmware = [entry.get("path") for entry in pack.manifest.get("members") if entry.get("role").text == "firmware"]
        for node in (pack.manifest.get("archive"), *firmware):
            vague = _words(node.text.rsplit("/", 1)[-1]) & _UNFINISHED - _words(pack.manifest.get("part").text)
            if vague:
                yield ambiguous(
                    node,
                    f"{node.text} calls itself {sorted(vague)[0]!r}",
                    "Name the file by part and issue, and correct the manifest.",
                )
        issue, named = pack.manifest.get("issue"), pack.manifest.get("archive")
        other = _ISSUE.search(named.text)
        if other and pack.sha256 and _ISSUE.fullmatch(issue.text) and _plain(other[0]) != _plain(issue.text):
            yield conflict(
                issue,
                f"issue is {issue.text}, but the archive calls itself {other[0]}",
                "Write the issue the archive is, or hand over the archive of this issue.",
                related=[see(named, f"archive: {named.text}")],
            )


def _right(deal: Deal, pack: Pack | None, stated: Node) -> set[str]:
    """The hashes an order may name. Where the manifest states another one than its own archive has, the order may be right."""
    if pack is None:
        return {stated.text.casefold()}
    archive = deal.files.get(f"data-pack/{pack.name}/{pack.manifest.get('archive').text}")
    held = [*([archive] if archive else ()), *_received(deal, pack)]
    return {stated.text.casefold(), pack.sha256, *(hash for file in held for hash in (file.sha256, file.md5) if hash)}


def _received(deal: Deal, pack: Pack) -> Iterator[File]:
    """What the customer sent, as far as it is there untouched."""
    for entry in pack.manifest.get("received"):
        held = deal.files.get(f"data-pack/{pack.name}/{entry.get('file').text}")
        if held and held.sha256 == entry.get("sha256").text.casefold():
            yield held


def _is_exchanged(deal: Deal, pack: Pack) -> bool:
    """Whether the archive is another file than the one the manifest was written for."""
    stated = pack.manifest.get("sha256")
    return bool(pack.sha256) and is_filled(stated, deal.policy) and stated.text.casefold() != pack.sha256.casefold()


def _is_shut(flaw: Flaw) -> bool:
    """Whether not even the list of files could be read."""
    return flaw.member is None and flaw.kind == "malformed"


def _unreadable(pack: Pack, flaw: Flaw, *, exchanged: bool) -> Hit:
    """What is wrong in an exchanged archive is for Sales to put right, who may still have the released one."""
    at, stated = Place(pack.archive, flaw.member, flaw.span, flaw.excerpt), pack.manifest.get("sha256")
    # A pointer is the released ZIP, only kept elsewhere: its own remedy fetches it.
    lost = exchanged and _is_shut(flaw) and "git-lfs" not in flaw.message
    remedy = _PUT_BACK if lost else flaw.remedy
    related = (see(stated, "the hash of the released one"),) if exchanged else tuple(listed_as(pack, flaw.member))
    return Hit(flaw.kind, at, _worded(flaw), remedy, related=related, acts="sales" if exchanged else None)


def _worded(flaw: Flaw) -> str:
    """The reader's sentence as a message: no capital, no full stop, and the file by its name, as its path stands in front."""
    first, _, rest = flaw.message.removesuffix(".").partition(" ")
    said = f"{first.lower() if first in _OPENINGS else first} {rest}"
    return said.replace(f"“{flaw.member}”", f"“{flaw.member.rsplit('/', 1)[-1]}”") if flaw.member else said


def _plain(issue: str) -> str:
    return re.sub(r"[ _-]", "", issue).casefold()


def _words(name: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", name)
    return {word.casefold() for word in re.split(r"[^A-Za-z]+", spaced) if word}


RULES = (
    archive_is_there,
    archive_matches_its_hash,
    order_names_this_archive,
    pack_is_released,
    pack_is_readable,
    archive_name_is_final,
)
