"""`handoff doctor` without a forge: a plain server with its hook, one whose hook git does not run, and no server at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ownership.shop import Ran, Shop


def points(told: Ran) -> dict[str, dict[str, Any]]:
    return {f"{one['area']}/{one['name']}": one for one in json.loads(told.out)["checks"]}


def states(told: Ran, wanted: str) -> set[str]:
    return {name for name, one in points(told).items() if one["state"] == wanted}


def hook_of(told: Ran) -> dict[str, Any]:
    return points(told)["target/server-hook"]


def test_a_plain_server_with_and_without_its_hook(shop: Shop) -> None:
    told = shop.run("arvid", "doctor", "--format", "json")
    assert told.code == 1
    assert "there is no hook of ours" in hook_of(told)["says"]
    assert "handoff init --server" in hook_of(told)["remedy"]
    assert shop.run("arvid", "init", "--server", str(shop.server.path)).code == 0
    told = shop.run("arvid", "doctor", "--format", "json")
    assert (told.code, states(told, "open"), states(told, "unknown")) == (0, set(), set())


@pytest.mark.skipif(sys.platform == "win32", reason="a file is no program or program there")
@pytest.mark.parametrize("how", ["moved", "not a program", "commented out"])
def test_a_hook_that_git_does_not_run(shop: Shop, how: str) -> None:
    assert shop.run("arvid", "init", "--server", str(shop.server.path)).code == 0
    hook: Path = shop.server.path / "hooks" / "pre-receive"
    if how == "moved":
        shop.server.config("core.hooksPath", "/srv/hooks")
    elif how == "not a program":
        hook.chmod(0o644)
    else:
        hook.write_bytes(hook.read_bytes().replace(b"exec ", b"# exec "))
    told = shop.run("arvid", "doctor", "--format", "json")
    assert (told.code, hook_of(told)["state"]) == (1, "open")


def test_a_repository_by_itself_is_protected_by_nobody(claimed: Shop) -> None:
    repo = claimed.clone("arvid")
    repo.git("remote", "remove", "origin")
    told = claimed.run("arvid", "doctor", "--format", "json")
    assert {"target/server-in-between", "ledger/ledger-founded"} <= states(told, "open")


def test_anybodys_word_is_no_protection(claimed: Shop) -> None:
    told = points(claimed.run("arvid", "doctor", "--format", "json"))["ledger/evidence-asked"]
    assert (told["state"], "evidence: signed" in told["remedy"]) == ("open", True)
