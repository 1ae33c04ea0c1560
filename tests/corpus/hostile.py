"""What several attacks are made of: an offer on its way, a file that was changed a little, a tree that git would not write."""

from __future__ import annotations

from tests.corpus import package
from tests.corpus.package import DEAL, within
from tests.corpus.stage import Stage
from tests.corpus.stream import Content

TREE = "40000"
FILE = "100644"
NOTE = b"# agreed by phone\n"


def accepted(stage: Stage, deal: str = DEAL) -> str:
    """Tom's offer of a change, accepted and not merged yet."""
    offer = stage.offer(deal)
    stage.set(ledger=stage.accept(offer, deal))
    return offer


def noted(name: str, deal: str = DEAL, quantity: int = 400) -> dict[str, Content]:
    """A file of a deal with a line added."""
    return {within(name, deal): package.files(deal, quantity=quantity)[within(name, deal)] + NOTE}


def entries(stage: Stage, revision: str) -> list[tuple[str, str | bytes, str]]:
    lines = stage.lab.git("ls-tree", revision).splitlines()
    found = ((*meta.split(), name) for meta, _, name in (line.partition("\t") for line in lines))
    return [(mode.lstrip("0"), name, oid) for mode, _, oid, name in found]


def planted(stage: Stage, *more: tuple[str, str | bytes, str], folder: str = f"projects/{DEAL}") -> str:
    """A commit on the target whose folder holds these entries as well, in the order they are given in."""
    tree = stage.lab.tree(*entries(stage, f"{stage.main}:{folder}"), *more)
    return rebuilt(stage, tree, folder)


def rebuilt(stage: Stage, tree: str, folder: str) -> str:
    while folder:
        folder, _, name = folder.rpartition("/")
        kept = [entry for entry in entries(stage, f"{stage.main}:{folder}") if entry[1] != name]
        tree = stage.lab.tree(*sorted([*kept, (TREE, name, tree)], key=lambda entry: entry[1]))
    return stage.lab.commit_tree(tree, stage.main)
