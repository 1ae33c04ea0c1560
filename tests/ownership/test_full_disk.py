"""A disk that is full from some write on: the kernel refuses git's writes, and only what a decision promises may be left."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.ownership.shop import DEAL, Ran, Shop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the limit is one of POSIX")

# From the given call of the given git command on, files cannot grow. Pipes still work, as they do on a full disk.
_GIT = """\
#!/bin/sh
full={folder}/full
for word in "$@"; do
    if [ "$word" = "{command}" ]; then
        echo x >> {folder}/seen
        [ "$(wc -l < {folder}/seen)" -ge {number} ] && : > "$full"
        break
    fi
done
if [ -e "$full" ]; then
    trap '' 25
    ulimit -f 0
fi
exec {git} "$@"
"""


def fill(monkeypatch: pytest.MonkeyPatch, folder: Path, command: str, number: int) -> None:
    folder.mkdir()
    git = folder / "git"
    git.write_text(
        _GIT.format(folder=folder, command=command, number=number, git=shutil.which("git")), encoding="ascii"
    )
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def on_full_disk(shop: Shop, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], at: tuple[str, int]) -> Ran:
    with monkeypatch.context() as patch:
        fill(patch, shop.folder / "full-disk", *at)
        told = shop.run("dana", *words)
    assert (shop.folder / "full-disk" / "full").exists(), "the command never came to this step"
    return told


ACCEPT = ("accept", DEAL, "--yes")
REJECT = ("reject", DEAL, "--yes", "--reason", "The fixture has no date.")
BEFORE_THE_RECORD = [
    ("fetch", 1), ("update-ref", 1), ("hash-object", 1), ("write-tree", 1), ("commit-tree", 1), ("push", 1),
]  # fmt: skip


def signed(shop: Shop, words: tuple[str, ...]) -> tuple[str, ...]:
    return (*words, "--sign", str(shop.keys["dana"]))


@pytest.mark.parametrize(
    ("words", "at"),
    [(ACCEPT, at) for at in BEFORE_THE_RECORD] + [(REJECT, ("commit-tree", 1)), (REJECT, ("push", 1))],
    ids=lambda value: value[0],
)
def test_full_before_the_record_is_published(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], at: tuple[str, int]
) -> None:
    before = shop.refs()
    told = on_full_disk(shop, monkeypatch, signed(shop, words), at)
    assert (told.code, told.out) == (3, "")
    assert "Please report" not in told.err, "a full disk is no bug of ours"
    assert shop.refs() == before
    assert shop.run("dana", *signed(shop, words)).code == 0
    assert len(shop.records()) == 1
    assert shop.run("arvid", "audit").code == 0


@pytest.mark.parametrize(
    "at", [("update-ref", 3), ("write-tree", 2), ("commit-tree", 2), ("push", 2)], ids=lambda at: at[0]
)
def test_full_between_ledger_and_target(shop: Shop, monkeypatch: pytest.MonkeyPatch, at: tuple[str, int]) -> None:
    main = shop.main()
    told = on_full_disk(shop, monkeypatch, signed(shop, ACCEPT), at)
    assert told.code == 0
    assert f"{DEAL} is accepted (record 1)." in told.out
    assert "It is not merged yet" in told.out
    assert shop.main() == main
    again = shop.run("dana", *signed(shop, ACCEPT))
    assert (again.code, len(shop.records())) == (0, 1)
    assert "nothing new was recorded" in again.out
    assert shop.status()["owner"] == "pm"


def test_a_rejection_that_arrived_is_told_though_the_clone_cannot_note_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = on_full_disk(shop, monkeypatch, signed(shop, REJECT), ("update-ref", 3))
    assert told.code == 0
    assert f"{DEAL} is rejected" in told.out
    assert [record["kind"] for record in shop.records()] == ["reject"]
    assert shop.verdict() == "rejected"


def test_a_merge_that_arrived_is_told_though_the_clone_cannot_note_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = on_full_disk(shop, monkeypatch, signed(shop, ACCEPT), ("update-ref", 4))
    assert told.code == 0
    assert f"Merged into main as {shop.main()[:12]}." in told.out
    assert shop.status("dana")["owner"] == "pm", "the next command takes up from the older note"
    assert shop.run("arvid", "audit").code == 0
