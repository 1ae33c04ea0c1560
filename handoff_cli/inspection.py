"""Looking into any ZIP with no deal around it: what its files are, and what the rules about data packs find in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Finding, in_order
from handoff_cli.core.pack import Pack
from handoff_cli.core.policy import Policy
from handoff_cli.core.rule import findings
from handoff_cli.core.tree import Node
from handoff_cli.errors import HandoffError

_NAME_IT: Final = "Name the ZIP the customer sent."


def inspect(data: bytes, name: str, manifest: Node | None = None) -> tuple[Pack, tuple[Finding, ...]]:
    """The pack in these bytes and its findings. `name` is what the ZIP is called, and the path of every place.

    `manifest` is one that is being written for it: what it settles is no question any more.
    """
    from handoff_cli.datapack.reader import NO_MANIFEST
    from handoff_cli.datapack.reader import inspect as read

    pack = replace(read(data, manifest or NO_MANIFEST), name=name, archive=name)
    return pack, findings_of(pack)


def findings_of(pack: Pack, policy: Policy | None = None) -> tuple[Finding, ...]:
    """What the rules that need no deal around the pack find in it, at the severity the policy gives them."""
    from handoff_cli.rules import PACK_RULES

    alone = Deal(id="", policy=policy or Policy(), packs={pack.name: pack})
    return in_order(found for rule in PACK_RULES for found in findings(rule, alone))


def received(path: Path) -> bytes:
    """The ZIP at this path; what is no ZIP, a folder or a single file, is read as if it had come in one."""
    from handoff_cli.datapack.archive import MAX_TOTAL
    from handoff_cli.datapack.content import content_of
    from handoff_cli.datapack.golden import build

    files = dict(_files(path, MAX_TOTAL))
    if path.is_dir():
        return build(files)
    data = files[path.name]
    as_sent = path.suffix.casefold() == ".zip" or content_of(data) in ("zip", "archive", "empty", "lfs-pointer")
    return data if as_sent else build({path.name: data})


def _files(path: Path, most: int) -> Iterator[tuple[str, bytes]]:
    """Every file by its path below the folder; links lead elsewhere and are left alone."""
    try:
        if not path.is_dir():
            yield path.name, _bytes(path, most)
            return
        for each in sorted(path.rglob("*")):
            if each.is_file() and not each.is_symlink():
                data = _bytes(each, most)
                most -= len(data)
                yield each.relative_to(path).as_posix(), data
    except OSError as error:
        raise HandoffError(f"{path} cannot be read: {error.strerror}.", hint=_NAME_IT) from None


def _bytes(path: Path, most: int) -> bytes:
    size = path.stat().st_size
    if not path.is_file():
        raise HandoffError(f"{path} is no file.", hint=_NAME_IT)
    if size > most:
        hint = "Leave out what is no design data, and look into the rest."
        raise HandoffError(f"{path} makes it more than the {most >> 20} MiB that are read.", hint=hint)
    return path.read_bytes()
