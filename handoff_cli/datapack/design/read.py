"""The boards of a pack that come in one format each, and what they lend to a pack that has no files of its own for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from handoff_cli.core.pack import Centroid, Design, Flaw
from handoff_cli.datapack.content import is_matrix
from handoff_cli.datapack.design.ipc2581 import read_ipc2581
from handoff_cli.datapack.design.odbpp import read_job, unpacked, wanted
from handoff_cli.datapack.intake import File
from handoff_cli.datapack.names import shown


def read_designs(files: Sequence[File]) -> tuple[tuple[Design, ...], tuple[Flaw, ...]]:
    """Every ODB++ job, packed or not, and every IPC-2581 file; a flaw for each that cannot be read."""
    designs: list[Design] = []
    flaws: list[Flaw] = []
    for path, design in _read([file for file in files if file.sha256 and not file.junk]):
        if design is not None:
            designs.append(design)
        else:
            flaws.append(_unreadable(path))
    return tuple(designs), tuple(flaws)


def _read(files: Sequence[File]) -> Iterator[tuple[str, Design | None]]:
    for file in files:
        if file.content == "ipc2581":
            yield file.path, read_ipc2581(file.path, file.load())
        elif file.content == "odbpp":
            yield file.path, read_job(file.path, unpacked(file.load()))
        elif is_matrix(file.path) and file.content == "text":
            yield file.path, read_job(file.path, _beside(file.path, files))


def _beside(matrix: str, files: Iterable[File]) -> dict[str, bytes]:
    folder = matrix[: -len("matrix/matrix")]
    inside = ((wanted(file.path.removeprefix(folder)), file) for file in files if file.path.startswith(folder))
    return {name: file.load() for name, file in inside if name is not None}


def only(designs: Sequence[Design]) -> Design | None:
    """The one design there is; of several none is chosen."""
    return designs[0] if len(designs) == 1 else None


def placed(designs: Sequence[Design]) -> Centroid | None:
    """The components of the one design as placements, for a pack without a centroid file."""
    one = only(designs)
    if one is None or not one.placements:
        return None
    return Centroid(member=one.member, unit="mm", placements=one.placements)


def _unreadable(path: str) -> Flaw:
    return Flaw(
        kind="malformed",
        member=path,
        message=f"“{shown(path)}” cannot be read as a whole board: its layers and parts are not to be found in it.",
        remedy="Ask the customer to export it again, without a DTD and without further packing inside.",
    )
