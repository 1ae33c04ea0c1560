"""A company with one deal that is only begun, and what its customer sent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from handoff_cli.cli import main
from handoff_cli.resources import sample_folder
from tests.datapack.boards import board
from tests.datapack.samples import zip_of
from tests.gitrepo import Repo

DEAL = "ACME-1042"
FOLDER = f"projects/{DEAL}/data-pack/acme-1042"
Files = dict[str, "str | bytes"]
Handoff = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The top of the repository, which is also where people stand. The deal says part and revision, and nothing else yet."""
    repo = Repo.init(tmp_path / "repo")
    for name in ("handoff.yaml", ".gitattributes"):
        shutil.copy(sample_folder() / name, repo.path / name)
    monkeypatch.chdir(repo.path)
    assert main(["new", DEAL, "--customer", "Acme Ltd", "--sales", "tom", "--pm", "dana"]) == 0
    said(
        repo.path / f"projects/{DEAL}/deal.yaml",
        {"    part: TBD": "    part: BW-100", "    revision: TBD": "    revision: C"},
    )
    return repo.path


def said(path: Path, changes: dict[str, str]) -> None:
    """Lines of a document as somebody fills them in; line ends stay what they are."""
    text = path.read_bytes().decode()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_bytes(text.encode())


@pytest.fixture
def handoff(capsys: pytest.CaptureFixture[str]) -> Handoff:
    """A command as it is typed: exit code, what it prints, what it says beside."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(words))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def sent(folder: Path, name: str = "BW-100 release.zip", files: Files | None = None) -> Path:
    """A ZIP of the customer, beside the repository."""
    path = folder.parent / name
    path.write_bytes(zip_of(dict(board()) if files is None else files))
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
