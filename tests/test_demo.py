"""`handoff demo`: the story plays on any machine, whatever git is told there, and leaves nothing behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handoff_cli.cli import main
from handoff_cli.errors import USAGE, YES

Out = pytest.CaptureFixture[str]


@pytest.fixture
def odd_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody with an identity in the environment, signed commits, and hooks for every repository that refuse."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "pre-push", "pre-receive", "commit-msg"):
        hook = hooks / name
        hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8", newline="\n")
        hook.chmod(0o755)
    config = tmp_path / "gitconfig"
    settings = f"[core]\n\thooksPath = {hooks.as_posix()}\n\tautocrlf = true\n[commit]\n\tgpgSign = true\n"
    config.write_text(settings + "[user]\n\temail = nobody@elsewhere.example\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "somebody@elsewhere.example")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    start = tmp_path / "start"
    start.mkdir()
    monkeypatch.chdir(start)
    return start


@pytest.mark.slow
def test_it_plays_on_an_odd_machine(odd_machine: Path, capsys: Out) -> None:
    before = dict(os.environ)
    assert main(["demo"]) == YES, capsys.readouterr()
    shown = capsys.readouterr().out
    for words in ("returned: ", "is rejected", "is accepted", "PM owns BRW-1042", "accepted by dana (signed)"):
        assert words in shown
    assert dict(os.environ) == before
    assert not list(odd_machine.iterdir())


def test_it_does_not_touch_a_folder_that_is_there(odd_machine: Path) -> None:
    (odd_machine / "kept").mkdir()
    (odd_machine / "kept" / "mine.txt").touch()
    assert main(["demo", "--keep", "kept"]) == USAGE
    assert [path.name for path in (odd_machine / "kept").iterdir()] == ["mine.txt"]
