"""`handoff pack`: the golden pack of a deal built from what the customer sent, which stays beside it untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handoff_cli.core.pack import Member, Pack
from handoff_cli.errors import NO, HandoffError
from handoff_cli.packing.issue import choose
from handoff_cli.packing.item import Item, archive_name, find, folder_name, is_released, parsed
from handoff_cli.packing.layout import MANIFEST, Placed, lay_out
from handoff_cli.packing.manifest import filled, is_settled, settled_roles, with_received
from handoff_cli.packing.questions import Question, questions
from handoff_cli.packing.received import Received, match, receive
from handoff_cli.packing.writing import write_all

_TBD: Final = "TBD"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options ask: whose pack, under which issue, with which hash of the customer, released by whom and when."""

    pack: str = ""
    issue: str = ""
    sha256: str = ""
    released_by: str = ""
    released: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """`written` are paths from the top of the repository; nothing is written when all of it was there already."""

    archive: str
    sha256: str
    issue: str
    status: str
    written: tuple[str, ...]
    pack: Pack
    files: tuple[Placed, ...]
    left_out: tuple[Member, ...]
    questions: tuple[Question, ...]


def pack(root: Path, deal: str, paths: Sequence[Path], wanted: Wanted) -> Packed:
    """Read what was sent, lay it out, and write received files, golden ZIP and manifest: all of them or none."""
    from handoff_cli.datapack.reader import inspect

    item = find(root, deal, wanted.pack)
    received = receive(paths, (item.folder / "received").resolve())
    if wanted.sha256:
        match(received, wanted.sha256)
    seen = inspect(received.data)
    if not seen.members:
        raise HandoffError(_unreadable(seen, received.name), hint="Ask the customer for a plain ZIP.", exit_code=NO)
    files = lay_out(seen.members, settled_roles(item.manifest))
    issue = choose(item, wanted.issue, seen.members, files)
    built = _built(item, issue, files, received.data)
    kept = {f"received/{name}": data for name, data in _kept(item, issue, received).items()}
    text = _manifest(item, issue, built, files, kept, wanted)
    read = _read(item, issue, built, text)
    open_questions = tuple(questions(read, files, item.person))
    _refuse_early_release(wanted, open_questions)
    archive = archive_name(item, issue)
    # The same files under a released issue again: it holds them, and it stays as it is.
    files_now = {} if is_released(item, issue) else {**kept, archive: built, "manifest.yaml": _ended(item, text)}
    written = write_all({item.folder / name: data for name, data in files_now.items()})
    return Packed(
        archive=archive,
        sha256=hashlib.sha256(built).hexdigest(),
        issue=issue,
        status=read.manifest.get("status").text,
        written=tuple(path.relative_to(root).as_posix() for path in written),
        pack=read,
        files=files,
        left_out=_left_out(seen.members, files),
        questions=open_questions,
    )


def _built(item: Item, issue: str, files: Sequence[Placed], data: bytes) -> bytes:
    """The golden ZIP. A released one stands as it was released."""
    from handoff_cli.datapack.golden import build
    from handoff_cli.datapack.intake import intake

    if is_released(item, issue):
        return (item.folder / item.manifest.get("archive").text).read_bytes()
    bytes_of = {file.path: file.load for file in intake(data, golden=False).files}
    content = {each.path: bytes_of[each.source]() for each in files}
    folder = folder_name(item.part, issue)
    listing = "".join(f"{hashlib.sha256(content[path]).hexdigest()}  {path}\n" for path in sorted(content))
    title = f"{item.part}, revision {item.revision}, {issue}\n\nSHA-256 of the files:\n"
    content[f"00_MANIFEST/{MANIFEST}"] = f"{title}{listing}".encode()
    return build({f"{folder}/{path}": content[path] for path in content})


def _manifest(
    item: Item, issue: str, built: bytes, files: Sequence[Placed], kept: Mapping[str, bytes], wanted: Wanted
) -> str:
    """The text of the manifest, filled in two steps: the members first, then what is read under them."""
    if is_released(item, issue):
        return "\n".join(item.manifest.source.lines)
    values = {
        "pack": item.pack,
        "part": item.part,
        "revision": item.revision,
        "issue": issue,
        "status": "RELEASED" if wanted.released_by else "DRAFT",
        "released": wanted.released if wanted.released_by else _TBD,
        "released_by": wanted.released_by or _TBD,
        "archive": archive_name(item, issue),
        "sha256": hashlib.sha256(built).hexdigest(),
    }
    listing = Placed(source="", name=MANIFEST, folder="00_MANIFEST", role="manifest", found="manifest", evidence="")
    members = (listing, *files)
    first = filled(item.manifest, values, members, folder_name(item.part, issue))
    read = _read(item, issue, built, first)
    text = filled(item.manifest, values | dict(_measured(item, read)), members, folder_name(item.part, issue))
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in kept.items()}
    return with_received(parsed(text.encode()), digests)


def _ended(item: Item, text: str) -> bytes:
    return (text.replace("\n", "\r\n") if item.crlf else text).encode()


def _measured(item: Item, read: Pack) -> Iterator[tuple[str, str]]:
    """Unit and sides as the files say them; what a person has settled and the files leave open stays."""
    rows = read.centroid
    units = rows.unit if rows is not None and rows.unit in ("mm", "inch", "mil") else None
    fitted = read.bom.fitted() if read.bom else {}
    sides = {row.side for row in rows.placements if row.refdes in fitted or not fitted} if rows is not None else set()
    found: Mapping[str, str | None] = {"units": units, "sides": "both" if len(sides) > 1 else next(iter(sides), None)}
    for key, value in found.items():
        if not is_settled(item.manifest.get(key)):
            yield key, value or _TBD


def _read(item: Item, issue: str, built: bytes, text: str) -> Pack:
    from handoff_cli.datapack.reader import read

    return read(item.pack, parsed(text.encode()), archive_name(item, issue), built)


def _refuse_early_release(wanted: Wanted, found: Sequence[Question]) -> None:
    if wanted.released_by and found:
        listed = "\n".join(f"  - {question.words}" for question in found[:5])
        raise HandoffError(
            f"It cannot be released yet, and nothing was written. Open is:\n{listed}",
            hint="Pack it without `--release`, settle what it lists in manifest.yaml, then release it.",
            exit_code=NO,
        )


def _kept(item: Item, issue: str, received: Received) -> dict[str, bytes]:
    """What was sent, by its path below `received/`: a name that is taken by other bytes goes into a folder of its issue."""
    kept: dict[str, bytes] = {}
    for name, data in received.files.items():
        place = item.folder / "received" / name
        taken = place.exists() and (not place.is_file() or place.read_bytes() != data)
        kept[f"{issue}/{name}" if taken else name] = data
        there = item.folder / "received" / issue / name
        if taken and there.is_file() and there.read_bytes() != data:
            raise HandoffError(
                f"received/{name} and received/{issue}/{name} are other files. What the customer sent is never overwritten.",
                hint="Rename the new one.",
                exit_code=NO,
            )
    return kept


def _left_out(members: Sequence[Member], files: Sequence[Placed]) -> tuple[Member, ...]:
    used = {each.source for each in files}
    return tuple(
        each for each in members if each.path not in used and not any(u.startswith(f"{each.path}!") for u in used)
    )


def _unreadable(seen: Pack, name: str) -> str:
    return next((flaw.message for flaw in seen.flaws), f"{name} holds no files.")
