"""What the customer sent, file by file and byte for byte, and the one ZIP it is read as."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handoff_cli.core.pointer import is_lfs_pointer
from handoff_cli.datapack import names
from handoff_cli.datapack.golden import build
from handoff_cli.errors import NO, HandoffError


@dataclass(frozen=True, slots=True)
class Received:
    """`files` by the path they get below `received/`; `data` is the ZIP the customer sent, or one made of his files to read."""

    files: Mapping[str, bytes]
    data: bytes
    name: str


def receive(paths: Sequence[Path], kept: Path) -> Received:
    """The files at these paths. `kept` is the folder `received/`: what lies there already keeps its path."""
    files: dict[str, bytes] = {}
    for path in paths:
        for name, file in _files(path, kept):
            data = _bytes(file)
            if name in files and files[name] != data:
                raise HandoffError(f"Two different files are called {name}.", hint="Rename one of them.")
            files[name] = data
    if not files:
        raise HandoffError("There is no file in what was named.", hint="Name the customer's ZIP, or his files.")
    for name, data in files.items():
        _refuse_unlawful(name, data)
    if len(files) == 1:
        name, data = next(iter(files.items()))
        return Received(files, data if _is_zip(data) else build(files), name)
    return Received(files, build(files), f"{len(files)} files")


def match(received: Received, stated: str) -> None:
    """The hash the customer stated is that of what he sent, or nothing is packed."""
    found = {name: hashlib.sha256(data).hexdigest() for name, data in received.files.items()}
    if stated.strip().casefold() not in found.values():
        name, digest = next(iter(found.items()))
        raise HandoffError(
            f"No file has the SHA-256 the customer stated ({stated}); {name} has {digest}. Nothing was written.",
            hint="Ask the customer to send the file again, and for the hash of exactly that file.",
            exit_code=NO,
        )


def _files(path: Path, kept: Path) -> Iterator[tuple[str, Path]]:
    """A file under its own name, a folder with all below it; what the customer sent is never a link."""
    here = path.resolve()
    base = kept if here.is_relative_to(kept) and here != kept else here.parent
    if path.is_dir():
        below = sorted(each for each in here.rglob("*") if each.is_file() and not each.is_symlink())
        yield from ((each.relative_to(base).as_posix(), each) for each in below)
    elif path.is_file():
        yield here.relative_to(base).as_posix(), here
    else:
        raise HandoffError(f"There is no file {path}.", hint="Name the customer's ZIP, or his files.")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise HandoffError(f"{path} cannot be read: {error.strerror}.") from None


def _refuse_unlawful(name: str, data: bytes) -> None:
    if (words := names.trouble(name)) is not None:
        raise HandoffError(
            f"“{names.shown(name)}” has a name {words}.", hint="Rename it; its bytes stay what they are."
        )
    if is_lfs_pointer(data[:64]):
        raise HandoffError(
            f"“{names.shown(name)}” is a git-lfs pointer: the file itself is not here.",
            hint="Fetch it with `git lfs pull`, or take the file from the customer's mail.",
            exit_code=NO,
        )
    if name.casefold().endswith(".zip") and not _is_zip(data):
        what = "is no ZIP, whatever its name says" if data else "is empty"
        raise HandoffError(f"“{names.shown(name)}” {what}.", hint="Ask the customer to send it again.", exit_code=NO)


def _is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))
