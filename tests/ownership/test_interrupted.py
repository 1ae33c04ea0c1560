"""Where a decision can die, and in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from handoff_cli import decide
from handoff_cli.publish import publish_record
from tests.gitrepo import FIXED
from tests.ownership.shop import DEAL, OFFER, Shop

ROOT = Path(decide.__file__).parents[1]


def process(shop: Shop, who: str, *code: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Python in a person's clone, away from the tests' own process."""
    return subprocess.run(
        [sys.executable, *code],
        cwd=shop.clone(who).path,
        env={**os.environ, **FIXED, "PYTHONPATH": str(ROOT), **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def dies_at(shop: Shop, step: str) -> subprocess.CompletedProcess[str]:
    """`accept` in a process that ends without a word when it comes to this step."""
    words = ["accept", DEAL, "--sign", str(shop.keys["dana"]), "--yes"]
    return process(
        shop,
        "dana",
        "-c",
        "import os, handoff_cli.decide as decide; from handoff_cli.cli import main\n"
        f"decide.{step} = lambda *_: os._exit(9)\nmain({words!r})",
    )


def test_killed_before_the_record_is_published(shop: Shop) -> None:
    before = shop.refs()
    assert dies_at(shop, "publish_record").returncode == 9
    assert shop.refs() == before
    assert shop.status()["pending"] is None
    assert shop.accept().code == 0
    assert len(shop.records()) == 1


def test_killed_between_ledger_and_target(shop: Shop) -> None:
    main = shop.main()
    assert dies_at(shop, "merge").returncode == 9
    assert shop.main() == main
    status = shop.status()
    assert (status["owner"], status["pending"]) == ("sales", shop.records()[0]["to"])
    assert "Accepted and not merged yet: record 1 by dana." in shop.run("arvid", "status").out
    told = shop.accept()
    assert told.code == 0
    assert "nothing new was recorded" in told.out
    assert len(shop.records()) == 1
    assert shop.status()["owner"] == "pm"
    assert shop.run("arvid", "audit").code == 0


def test_ctrl_c(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(decide, "merge", interrupt)
        assert shop.accept().code == 130
    assert shop.accept().code == 0
    assert len(shop.records()) == 1
    assert shop.status()["owner"] == "pm"


def test_the_server_is_gone_before_anything_is_written(shop: Shop) -> None:
    gone = shop.folder / "gone.git"
    (shop.folder / "server.git").rename(gone)
    told = shop.accept()
    assert told.code == 3
    assert "origin cannot be reached" in told.err
    gone.rename(shop.folder / "server.git")
    assert shop.records() == []


def test_the_server_goes_away_after_the_record(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decision is taken: that has to be said, with the reason why it is not merged."""

    def publish(*args: Any) -> bool:
        done = publish_record(*args)
        (shop.folder / "server.git").rename(shop.folder / "gone.git")
        return done

    with monkeypatch.context() as patch:
        patch.setattr(decide, "publish_record", publish)
        told = shop.accept()
    assert told.code == 0
    assert f"{DEAL} is accepted (record 1)." in told.out
    assert "It is not merged yet" in told.out
    assert "origin cannot be reached" in told.err


def test_the_story_in_processes_of_their_own(shop: Shop) -> None:
    gate = process(shop, "tom", "-m", "handoff_cli", "gate", "--head", f"origin/{OFFER}")
    assert (gate.returncode, gate.stderr) == (1, "")
    assert "waiting for Dana Reyes (PM)" in gate.stdout
    asked = process(shop, "dana", "-m", "handoff_cli", "accept", DEAL, "--sign", str(shop.keys["dana"]))
    assert asked.returncode == 1, "nobody is there to confirm it"
    accepted = process(shop, "dana", "-m", "handoff_cli", "accept", DEAL, "--sign", str(shop.keys["dana"]), "--yes")
    assert accepted.returncode == 0, accepted.stderr
    status = process(shop, "arvid", "-m", "handoff_cli", "status")
    assert (status.returncode, status.stderr) == (0, "")
    assert f"{DEAL}: PM owns it since" in status.stdout


FULL = r"""#!/bin/sh
# A git whose disk is full: from its FULL_AT-th writing command on, every one fails the way git does, and writes nothing.
for word in "$@"; do
    case "$word" in
    hash-object | mktree | commit-tree | update-ref | push | fetch | write-tree | update-index)
        printf x >>"$WRITES"
        if [ "$(wc -c <"$WRITES")" -gt "$FULL_AT" ]; then
            echo "fatal: unable to write file: No space left on device" >&2
            exit 128
        fi
        break
        ;;
    esac
done
exec "$REAL_GIT" "$@"
"""


def on_a_full_disk(shop: Shop, at: int, *words: str) -> tuple[int, int, str]:
    """A decision by Dana whose disk fills up after `at` writes: exit code, how often it wrote, what it said."""
    folder = shop.folder / f"full-{at}"
    folder.mkdir()
    git = folder / "git"
    git.write_text(FULL, encoding="utf-8")
    git.chmod(0o755)
    counter = folder / "writes"
    counter.touch()
    real = shutil.which("git") or ""
    env = {
        "REAL_GIT": real,
        "WRITES": str(counter),
        "FULL_AT": str(at),
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
    }
    ran = process(shop, "dana", "-m", "handoff_cli", *words, "--sign", str(shop.keys["dana"]), "--yes", env=env)
    return ran.returncode, counter.stat().st_size, ran.stderr


@pytest.mark.skipif(os.name == "nt", reason="a script cannot take git's place there")
@pytest.mark.parametrize(
    "words", [("accept", DEAL), ("reject", DEAL, "--reason", "No date.")], ids=["accept", "reject"]
)
def test_a_full_disk_at_every_write(shop: Shop, words: tuple[str, ...]) -> None:
    """Whichever write fails, the shared repository is as it was or as it should be, and the next run finishes."""
    before, at, said = shop.refs(), 0, ""
    while True:
        code, writes, said = on_a_full_disk(shop, at, *words)
        assert "Traceback" not in said
        if writes <= at:
            break
        assert code != 0 or shop.records(), said
        assert shop.records() or shop.refs() == before, "nothing was half written"
        assert len(shop.records()) <= 1
        at += 1
    assert code == 0, said
    assert at > 2
    assert len(shop.records()) == 1
    assert shop.status()["owner"] == ("pm" if words[0] == "accept" else "sales")
    assert shop.run("arvid", "audit").code == 0
