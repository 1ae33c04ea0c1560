"""Every file's role: the sources of evidence in their order, then the set as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from handoff_cli.datapack.content import is_matrix, text_of
from handoff_cli.datapack.intake import File
from handoff_cli.datapack.roles import comments, drills, extensions, names, papers, readme, words, x2
from handoff_cli.datapack.roles.claim import UNIDENTIFIED, Claim, Subject, is_fabrication
from handoff_cli.datapack.roles.inner import settle

_DRILL_WINDOW: Final = 1 << 20
_SEVERAL: Final = 3


@dataclass(frozen=True, slots=True)
class Identified:
    """A file, the role it was found to play and why. `rival` is what its name says where the file itself says otherwise."""

    path: str
    role: str
    evidence: str
    rival: str | None = None


def identify(files: Sequence[File]) -> tuple[Identified, ...]:
    """The role of every file, in the order of the files."""
    kept = [file for file in files if not file.junk]
    jobs = _job_folders(kept)
    subjects = _named([_subject(file) for file in kept if not _inside(file.path, jobs)])
    claims = _claims(subjects, {file.path: file.load for file in kept})
    found = {path: _identified(path, claim, _rival(path, claim, subjects)) for path, claim in claims.items()}
    return tuple(found.get(file.path) or _plain(file, jobs) for file in files)


def _plain(file: File, jobs: Sequence[str]) -> Identified:
    if file.junk:
        return Identified(path=file.path, role="junk", evidence=f"name {file.path.rsplit('/', 1)[-1]}")
    job = next((job for job in jobs if file.path.startswith(job)), None)
    if job is not None:
        return Identified(path=file.path, role="odbpp", evidence=f"part of the ODB++ job {job or 'in this ZIP'}")
    return Identified(path=file.path, role=UNIDENTIFIED, evidence=f"{file.content}, and its name says nothing")


def _job_folders(files: Iterable[File]) -> tuple[str, ...]:
    """Where unpacked ODB++ jobs lie: everything below belongs to them."""
    return tuple(
        file.path[: -len("matrix/matrix")] for file in files if is_matrix(file.path) and file.content == "text"
    )


def _inside(path: str, jobs: Sequence[str]) -> bool:
    return any(path.startswith(job) for job in jobs)


def _subject(file: File) -> Subject:
    limit = _DRILL_WINDOW if file.content == "excellon" else 64 * 1024
    return Subject(path=file.path, content=file.content, text=text_of(file.load(), limit))


def _named(subjects: Sequence[Subject]) -> dict[str, Subject]:
    """The subjects with the words of their names, without the name of the project they begin with."""
    folders: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for subject in subjects:
        if subject.content in ("gerber", "excellon"):
            folders[subject.folder].append(words.tokens(subject.stem))
    return {
        subject.path: replace(subject, words=_own(words.tokens(subject.stem), folders.get(subject.folder, ())))
        for subject in subjects
    }


def _own(name: tuple[str, ...], others: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What is left of a name without what all files of its folder begin with, or several do and means nothing."""
    if len(others) < _SEVERAL:
        return name
    depth = 0
    while depth < len(name):
        alike = sum(other[: depth + 1] == name[: depth + 1] for other in others)
        if alike < len(others) and (alike < _SEVERAL or words.means(name[depth])):
            break
        depth += 1
    return name[depth:]


Load = Callable[[], bytes]


def _claims(subjects: Mapping[str, Subject], loads: Mapping[str, Load]) -> dict[str, Claim]:
    lists = [(path, loads[path]()) for path, subject in subjects.items() if readme.is_list(subject)]
    told = readme.described(lists, subjects.values())
    drilled: dict[str, list[str]] = defaultdict(list)
    for subject in subjects.values():
        if subject.content == "excellon":
            drilled[subject.folder].append(subject.name)
    claims: dict[str, Claim] = {}
    for path, subject in subjects.items():
        claim = _fabrication(subject, drilled[subject.folder]) or papers.claim(subject, loads[path]())
        if _is_unknown(claim) and path in told:
            claim = told[path]
        if claim is not None:
            claims[path] = claim
    return _settled(claims, subjects)


def _is_unknown(claim: Claim | None) -> bool:
    return claim is None or claim.role == UNIDENTIFIED


def _fabrication(subject: Subject, drills_beside: Sequence[str]) -> Claim | None:
    """X2, then the comments of the tool, then the name. A comment that leaves the layer open takes it from the name."""
    if (stated := x2.claim(subject)) is not None:
        return stated
    if subject.content == "excellon":
        return drills.claim(subject, drills_beside)
    commented, named = comments.claim(subject), _by_name(subject)
    if commented is None or commented.role == UNIDENTIFIED:
        return commented if commented is not None else named
    return _joined(commented, named) if commented.is_open else commented


def _joined(commented: Claim, named: Claim | None) -> Claim:
    if named is None or named.role == UNIDENTIFIED:
        return commented
    if named.role in ("top-copper", "bottom-copper"):
        return replace(named, evidence=f"{named.evidence}, {commented.evidence}", number=commented.number)
    if named.is_open and commented.base == "open" and commented.number != named.number and named.number is not None:
        return commented if commented.number is not None and named.base != "open" else _either(commented, named)
    return commented


def _either(commented: Claim, named: Claim) -> Claim:
    if commented.number is None:
        return replace(named, evidence=f"{commented.evidence}, {named.evidence}")
    return Claim(role=UNIDENTIFIED, evidence=f"{commented.evidence}, but {named.evidence}: two numbers")


def _by_name(subject: Subject) -> Claim | None:
    """The habit of a tool, the ending, the plain words; a name that contradicts itself says nothing."""
    said = [claim for read in (names.claim, extensions.claim) if (claim := read(subject)) is not None]
    # `top.gts` is no copper: a bare side counts only where nothing else is said.
    said += [claim for claim in (words.claim(subject, bare=not said),) if claim is not None]
    known = [claim for claim in said if claim.role != UNIDENTIFIED]
    firm = {claim.role for claim in known if is_fabrication(claim.role) and not claim.is_open}
    if len(firm) > 1:
        return Claim(role=UNIDENTIFIED, evidence=f"its name says {' and '.join(sorted(firm))}")
    return known[0] if known else next(iter(said), None)


def _settled(claims: Mapping[str, Claim], subjects: Mapping[str, Subject]) -> dict[str, Claim]:
    """Open copper is told from the other copper of its folder: a folder is a board."""
    folders: dict[str, dict[str, Claim]] = defaultdict(dict)
    for path, claim in claims.items():
        folders[subjects[path].folder][path] = claim
    return {path: claim for group in folders.values() for path, claim in settle(group).items()}


def _rival(path: str, claim: Claim, subjects: Mapping[str, Subject]) -> str | None:
    """What the name says, where file and name both name a layer and not the same one."""
    subject = subjects[path]
    if subject.content != "gerber" or not is_fabrication(claim.role):
        return None
    named = _by_name(subject)
    if named is None or named.is_open or not is_fabrication(named.role) or named.role == claim.role:
        return None
    return None if claim.role.startswith("inner") and named.role.endswith("copper") and named.number else named.role


def _identified(path: str, claim: Claim, rival: str | None) -> Identified:
    return Identified(path=path, role=claim.role, evidence=claim.evidence, rival=rival)
