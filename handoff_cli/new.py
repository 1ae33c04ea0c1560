"""`handoff new`: a deal's folder that teaches. Every document is there, and everything still to be filled says TBD."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from handoff_cli.core.deal import DOCUMENTS, PROJECTS, WHEN_NEEDED, is_deal_id, is_manifest
from handoff_cli.core.tree import absent
from handoff_cli.errors import HandoffError

ITEMS: Final[Mapping[str, str]] = {"pcba": "board", "cable": "cable", "box-build": "box", "other": "item"}
"""Kind of the first item → the short name it gets."""

_TBD: Final = "TBD"
_MANIFEST: Final = "data-pack/manifest.yaml"
_PCBA_ONLY: Final = "{{pcba}}"
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)*", re.ASCII)
_NOT_TEXT: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def skeleton(deal: str, *, customer: str, sales: str, pm: str, kind: str = "pcba") -> dict[str, bytes]:
    """The files of a new deal, by their path inside the deal's folder. A blank name stays TBD."""
    _refuse_unlawful(deal, kind)
    pack = deal.lower()
    values = {"deal": _scalar(deal), "kind": kind, "item": ITEMS[kind], "pack": _scalar(pack)}
    values |= {
        "customer": _name("customer", customer),
        "sales": _name("Sales owner", sales),
        "pm": _name("Project Manager", pm),
    }
    return {path: _filled(template, values, kind).encode() for path, template in _plan(pack, kind)}


def create(root: Path, deal: str, documents: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write the files of a new deal below `root`; the paths written, relative to it. Nothing that exists is touched."""
    folder = root / PROJECTS / deal
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise HandoffError(
            f"{PROJECTS}/{deal} is there already, and nothing in it is overwritten.",
            hint="Take another id: the id of a deal is never used twice.",
        ) from None
    except OSError as error:
        raise HandoffError(f"{PROJECTS}/{deal} cannot be made: {error.strerror}.") from None
    for path, content in sorted(documents.items()):
        _write(folder / path, content)
    return tuple(f"{PROJECTS}/{deal}/{path}" for path in sorted(documents))


def again(root: Path, old: str, deal: str, *, customer: str, sales: str, pm: str) -> dict[str, bytes]:
    """The files of a repeat order: what still holds of the deal `old` as it lies in the work tree, and the skeleton for the rest."""
    from handoff_cli.documents import parse
    from handoff_cli.repeat import CLEARED, repeated

    files = _files_of(root, old)
    roots = {name: parse(f"{PROJECTS}/{old}/{name}", files[name]) for name in CLEARED if name in files}
    carried = repeated(files, roots, deal)
    known = roots.get("deal.yaml") or absent(f"{PROJECTS}/{old}/deal.yaml")
    begun = skeleton(
        deal,
        customer=customer or known.get("customer", "name").text,
        sales=sales or known.get("team", "sales").text,
        pm=pm or known.get("team", "pm").text,
        kind=known.get("items", 0, "kind").text if known.get("items", 0, "kind").text in ITEMS else "pcba",
    )
    has_packs = any(is_manifest(path) for path in carried)
    return {path: data for path, data in begun.items() if not (has_packs and is_manifest(path))} | carried


def _files_of(root: Path, old: str) -> dict[str, bytes]:
    from handoff_cli.git.repository import Repository
    from handoff_cli.git.worktree import WorkTree

    tree = WorkTree(Repository.discover(root))
    folder = f"{PROJECTS}/{old}"
    entries = tree.entries(folder).entries if is_deal_id(old) else ()
    if not entries:
        raise HandoffError(
            f"There is no deal {old} to take anything from.", hint=f"Name one that has a folder in {PROJECTS}/."
        )
    return {entry.path.removeprefix(f"{folder}/"): tree.read(entry.path) for entry in entries}


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise HandoffError(f"{path} cannot be written: {error.strerror}.") from None


def _refuse_unlawful(deal: str, kind: str) -> None:
    if not is_deal_id(deal):
        raise HandoffError(
            f"{deal!r} cannot be the id of a deal.",
            hint="An id has 3 to 40 capitals A-Z, digits and hyphens, begins and ends with a capital or a digit, and is no device "
            "name of Windows such as COM1: BRW-1042.",
        )
    if kind not in ITEMS:
        raise HandoffError(f"{kind!r} is no kind of item.", hint=f"Take one of {', '.join(ITEMS)}.")


def _plan(pack: str, kind: str) -> Iterator[tuple[str, str]]:
    """Path inside the deal's folder and the template it is made from."""
    for path in DOCUMENTS:
        if path not in WHEN_NEEDED:
            yield path, path
    if kind == "pcba":
        yield f"data-pack/{pack}/manifest.yaml", _MANIFEST


def _filled(template: str, values: Mapping[str, str], kind: str) -> str:
    """A template with its names filled in. A line marked for boards is left out for everything else."""
    lines = (files("handoff_cli") / "templates" / template).read_text(encoding="utf-8").splitlines()
    kept = (line.removeprefix(_PCBA_ONLY) for line in lines if kind == "pcba" or not line.startswith(_PCBA_ONLY))
    # One pass over the template: a customer who is called `{{pm}}` stays a customer.
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], "\n".join(kept)) + "\n"


def _name(whose: str, text: str) -> str:
    text = text.strip()
    if not text.isprintable():
        raise HandoffError(
            f"The name of the {whose} holds a line break or an invisible character: {text!r}.",
            hint="Type it again by hand.",
        )
    return _scalar(text or _TBD)


def _scalar(text: str) -> str:
    """Text as YAML reads it back unchanged, in quotes only where it needs them."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT:
        return text
    return "'" + text.replace("'", "''") + "'"
