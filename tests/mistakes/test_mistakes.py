"""Ten mistakes people make, and all that `handoff check` says about each: can somebody who has never seen git act on it?

Each folder holds the mistake as a change of the sample deal, and the whole output. `--update` writes the outputs again.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.cli import main
from handoff_cli.errors import NO
from tests.gitrepo import Repo
from tests.mutations.memory import FOLDER, sample
from tests.mutations.packs import members, path_of, released

HERE = Path(__file__).parent
MISTAKES = sorted(path.parent.name for path in HERE.glob("*/mistake.toml"))


def _changed(change: dict[str, Any]) -> dict[str, bytes | None]:
    """File inside the deal's folder → what is in it now."""
    if "member" in change:
        path = path_of(change["member"])
        return dict(released({**members(), path: _replaced(members()[path], change)}))
    data = sample()[f"{FOLDER}/{change['file']}"]
    if change.get("delete"):
        return {change["file"]: None}
    return {change["file"]: data[: change["keep"]] if "keep" in change else _replaced(data, change)}


def _replaced(data: bytes, change: dict[str, Any]) -> bytes:
    text = data.decode()
    assert text.count(change["old"]) == 1
    return text.replace(change["old"], change["new"]).encode()


@pytest.mark.parametrize("name", MISTAKES)
def test_what_is_said(
    name: str, repo: Repo, update: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(dict(sample()))
    for change in tomllib.loads((HERE / name / "mistake.toml").read_text("utf-8"))["change"]:
        repo.write({f"{FOLDER}/{path}": data for path, data in _changed(change).items()})
    monkeypatch.chdir(repo.path)
    assert main(["check"]) == NO
    said = capsys.readouterr().out
    if update:
        (HERE / name / "expected.txt").write_text(said, "utf-8", newline="\n")
    assert said == (HERE / name / "expected.txt").read_text("utf-8")


def test_there_are_ten() -> None:
    assert len(MISTAKES) == 10
