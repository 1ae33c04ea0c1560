"""The set of layers as a whole: is one missing for the copper there is, and do job file and files agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.finding import Kind
from handoff_cli.core.pack import Flaw
from handoff_cli.datapack.content import text_of
from handoff_cli.datapack.intake import File
from handoff_cli.datapack.names import shown
from handoff_cli.datapack.roles.claim import DRILLS, inner_number
from handoff_cli.datapack.roles.doubts import said
from handoff_cli.datapack.roles.identify import Identified
from handoff_cli.datapack.roles.x2 import role_of

_X2_BOTTOM: Final = re.compile(r"Copper,L(\d{1,3}),Bot")
_ASK: Final = "Ask the customer for it."
_JOB_LIMIT: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """What a Gerber job file says: how many copper layers, and the role of each file it names."""

    path: str
    copper_layers: int | None
    roles: Mapping[str, str]


def copper_count(found: Sequence[Identified]) -> int | None:
    """The number of copper layers, as far as the files themselves tell; None when there is no copper."""
    roles = {one.role for one in found}
    stated = [int(match[1]) for one in found if (match := _X2_BOTTOM.search(one.evidence))]
    inner = {number for role in roles if (number := inner_number(role)) is not None}
    outer = len(roles & {"top-copper", "bottom-copper"})
    if stated:
        return max(stated)
    return max(inner) + 1 if inner else outer or None


def incomplete(found: Sequence[Identified]) -> Iterator[Flaw]:
    """What a board with this copper cannot do without."""
    roles = {one.role for one in found}
    if not roles & {"top-copper", "bottom-copper"} and not any(map(inner_number, roles)):
        yield _flaw(
            "missing", None, "There is no copper layer that can be told.", "Ask the customer for the fabrication files."
        )
        return
    for role in ("top-copper", "bottom-copper", "top-mask", "bottom-mask", "outline"):
        if role not in roles:
            yield _flaw("missing", None, f"There is no file for {said(role)}.", _ASK)
    if not roles & DRILLS:
        yield _flaw("missing", None, "There is no drill file.", _ASK)


def gaps(found: Sequence[Identified]) -> Iterator[Flaw]:
    """Inner layers that the others prove to exist."""
    present = {number for one in found if (number := inner_number(one.role)) is not None}
    count = copper_count(found) or 0
    if not present and count <= 2:
        return
    missing = sorted(set(range(2, count)) - present)
    if missing:
        listing = ", ".join(map(str, missing[:8]))
        words = f"Inner copper layer {listing} is missing: the files speak of {count} copper layers."
        yield _flaw("missing", None, words, _ASK)
    elif count % 2 and count > 1:
        words = f"There are {count} copper layers; boards are built with an even number, so one may be missing."
        yield _flaw("ambiguous", None, words, "Ask the customer how many copper layers the board has.")


def read_job(path: str, data: bytes) -> Job | None:
    """A job file of the JSON kind; the older kind carries nothing that the files do not say."""
    try:
        loaded = json.loads(text_of(data, _JOB_LIMIT))
    except (ValueError, RecursionError):
        return None
    general = loaded.get("GeneralSpecs") if isinstance(loaded, dict) else None
    number = general.get("LayerNumber") if isinstance(general, dict) else None
    listed = loaded.get("FilesAttributes") if isinstance(loaded, dict) else None
    counted = number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None
    return Job(path=path, copper_layers=counted, roles=dict(_roles(listed)))


def _roles(listed: object) -> Iterator[tuple[str, str]]:
    for entry in listed if isinstance(listed, list) else ():
        if not isinstance(entry, dict):
            continue
        name, function = entry.get("Path"), entry.get("FileFunction")
        if isinstance(name, str) and isinstance(function, str) and (claim := role_of(function, "")) is not None:
            yield name, claim.role


def against_jobs(files: Sequence[File], found: Sequence[Identified]) -> Iterator[Flaw]:
    """Job files as a cross-check: KiCad 9 numbers inner layers wrongly in them, so the files themselves count."""
    for file in files:
        if file.content != "gbrjob" or file.junk:
            continue
        job = read_job(file.path, file.load())
        if job is not None:
            yield from _disagreements(job, found)


def _disagreements(job: Job, found: Sequence[Identified]) -> Iterator[Flaw]:
    folder = job.path[: max(job.path.rfind("/"), job.path.rfind("!")) + 1]
    by_path = {one.path: one for one in found}
    wrong = [
        (one, role)
        for name, role in job.roles.items()
        if (one := by_path.get(folder + name)) is not None and one.role not in (role, "unidentified")
    ]
    if wrong:
        one, role = wrong[0]
        more = f", and {len(wrong) - 1} more like it" if len(wrong) > 1 else ""
        words = f"“{shown(job.path)}” calls “{shown(one.path)}” {said(role)}; the file is {said(one.role)} ({one.evidence}){more}."
        yield _flaw("conflict", job.path, words, "The files count. Leave the job file out, or have it written again.")
    count = copper_count([one for one in found if one.path.startswith(folder)])
    if job.copper_layers is not None and count is not None and job.copper_layers != count:
        words = f"“{shown(job.path)}” speaks of {job.copper_layers} copper layers, the files beside it of {count}."
        yield _flaw("conflict", job.path, words, "Ask the customer which is right: a layer may be missing.")


def _flaw(kind: Kind, member: str | None, message: str, remedy: str) -> Flaw:
    return Flaw(kind=kind, member=member, message=message, remedy=remedy)
