"""The golden data pack: its manifest lists exactly the files the archive holds, and what the customer sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Related
from handoff_cli.core.pack import Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node, Place
from handoff_cli.rules.words import all_filled


@rule(parameter="data-pack", acts="sales")
def archive_holds_what_the_manifest_lists(deal: Deal) -> Iterator[Hit]:
    """The manifest lists every file of the archive, and the archive holds every file the manifest lists.

    Why: a file nobody declared may be a second BOM; a declared one that is not there was promised and forgotten.

    Bad:
        members: [{path: gerber/top.gbr, role: top-copper}]            # the ZIP holds Gerber/TOP.gbr

    Good:
        members: [{path: Gerber/TOP.gbr, role: top-copper}]

    Fix: write each path as it is in the ZIP, and give every file its role (`document` for what is only to be read).
    """
    for pack in deal.packs.values():
        paths = [entry.get("path") for entry in pack.manifest.get("members")]
        listed = {_composed(node.text): node for node in paths} if all_filled(paths, deal.policy) else {}
        held = {_composed(member.path): member.path for member in pack.members}
        if held and listed:
            absent = [path for path in listed if path not in held]
            yield from _unmatched(
                pack, [listed[path] for path in absent], [held[path] for path in sorted(held.keys() - listed.keys())]
            )


@rule(parameter="data-pack", acts="sales", source="HB 3/1.5")
def received_files_are_untouched(deal: Deal) -> Iterator[Hit]:
    """What the customer sent lies in `received/` byte for byte as it came.

    Why: when the boards are wrong, the first question is what the customer really sent. Only an untouched file answers it.

    Bad:
        received: [{file: received/board.zip, sha256: 1f0c…}]          # and somebody has packed board.zip again

    Good:
        received: [{file: received/board.zip, sha256: 83ab…}]          # as it came with the mail

    Fix: put the file back as it came. What is changed goes into the golden pack.
    """
    for pack in deal.packs.values():
        for entry in pack.manifest.get("received"):
            named, stated = entry.get("file"), entry.get("sha256")
            if all_filled([named, stated], deal.policy):
                yield from _changed(deal, pack, named, stated)


@rule(parameter="data-pack", acts="sales", source="HB 3/1.1", severity="warn")
def golden_archive_has_its_folders(deal: Deal) -> Iterator[Hit]:
    """The files of a golden archive lie in its six folders, one level deep.

    Why: whoever opens it in two years looks for the drill file where it always is. What the customer sent in folders of his own stays
    beside it, in `received/`.

    Bad:
        FSG-100 release/gerber/new/top.gbr

    Good:
        BW-FSG-100_REV_C01/02_FABRICATION/top.gbr

    Fix: build it with `handoff pack`: in one folder named after part and issue, 00_MANIFEST, 01_BOM, 02_FABRICATION, 03_ASSEMBLY,
    04_SCHEMATICS and 05_TEST_FIRMWARE. An unpacked ODB++ job keeps its own folders.
    """
    for pack in deal.packs.values():
        if pack.astray:
            more = f" and {len(pack.astray) - 1} more" if pack.astray[1:] else ""
            yield ambiguous(
                Place(pack.archive, pack.astray[0]),
                f"{pack.astray[0]}{more} {'lie' if more else 'lies'} outside the folders of a golden pack",
                "Build it with `handoff pack`, which keeps what the customer sent beside it.",
            )


def _changed(deal: Deal, pack: Pack, named: Node, stated: Node) -> Iterator[Hit]:
    path = f"data-pack/{pack.name}/{named.text}"
    held = deal.files.get(path)
    if held is None:
        yield missing(named, f"{named.text} is listed as received, but is not there", "Put the file there as it came.")
    elif held.sha256 != stated.text.casefold():
        yield conflict(
            stated,
            f"{named.text} is not the file the customer sent: its SHA-256 is another one",
            "Put the file back as it came.",
            related=[see(deal.place(path), "this file has been changed")],
        )


def listed_as(pack: Pack, member: str | None) -> Iterator[Related]:
    """The line of the manifest that gives a file its role."""
    for entry in pack.manifest.get("members"):
        if member and _composed(entry.get("path").text) == _composed(member):
            yield see(entry.get("role"), f"listed as {entry.get('role').text}")


def _unmatched(pack: Pack, absent: list[Node], unlisted: list[str]) -> Iterator[Hit]:
    """A listed file that is not there and a file nobody listed are one fact when their names are nearly the same."""
    for node in absent:
        near = _nearest(node.text, unlisted)
        if near is None:
            yield missing(
                node,
                f"{node.text} is listed but not in the archive",
                "Correct the path, or ask the customer for the file.",
                related=[see(Place(pack.archive), "the archive")],
            )
            continue
        unlisted.remove(near)
        yield conflict(
            node,
            f"{node.text} is not in the archive, which holds {near}",
            "Write the path as it is in the ZIP.",
            related=[see(Place(pack.archive, near), "not listed")],
        )
    for path in unlisted:
        yield ambiguous(
            Place(pack.archive, path),
            f"{path} is in the archive of {pack.name}, but the manifest does not list it",
            "List it with its role (`document` for what is only to be read), or release the pack without it.",
            related=[see(pack.manifest.get("members"), "the files the manifest lists")],
        )


def _nearest(path: str, candidates: list[str]) -> str | None:
    folded = {candidate.casefold(): candidate for candidate in candidates}
    near = get_close_matches(path.casefold(), folded, n=1, cutoff=0.85)
    return folded[near[0]] if near else None


def _composed(path: str) -> str:
    """A Mac writes `ü` as two letters, an editor as one: both are the same name."""
    return unicodedata.normalize("NFC", path)


RULES = (archive_holds_what_the_manifest_lists, received_files_are_untouched, golden_archive_has_its_folders)
