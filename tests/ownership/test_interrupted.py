"""Where a decision can die, and in a process of its own."""

from __future__ import annotations

import os
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
        env={**os.environ, **FIXED, "PYTHONPATH": str(ROOT)},
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


def test_a_rejection_whose_answer_was_lost_is_not_written_twice(shop: Shop) -> None:
    words = ("--reason", "The fixture has no date.")
    assert shop.decide("dana", "reject", *words).code == 0
    told = shop.decide("dana", "reject", *words)
    assert (told.code, "(record 1)" in told.out, len(shop.records())) == (0, True, 1)
    assert shop.decide("dana", "reject", "--reason", "And the quote has run out.").code == 0
    assert len(shop.records()) == 2, "another reason is another rejection"
