"""git-lfs pointers where files belong: nobody holds what was signed, and every command says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handoff_cli.check import check
from handoff_cli.core.deal import PROJECTS
from handoff_cli.resources import sample_folder
from tests.gitrepo import Repo

DEAL = "BRW-1042"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    repo = Repo.init(tmp_path / "repo")
    shutil.copytree(sample_folder() / PROJECTS / DEAL, repo.path / PROJECTS / DEAL)
    for name in ("handoff.yaml", ".gitattributes"):
        shutil.copy(sample_folder() / name, repo.path / name)
    return repo.path


@pytest.mark.parametrize(
    "name",
    [
        "contract/PO-88213.pdf",
        "data-pack/fsg-100/BW-FSG-100_REV_C01.zip",
        "data-pack/fsg-100/received/FSG-100 Rev C release 2026-01-08.zip",
        "evidence/2026-01-22-solder-mask.md",
        "quote.yaml",
        "why.md",
        "data-pack/fsg-100/manifest.yaml",
    ],
)
def test_a_pointer_in_the_place_of_a_file_is_refused_with_the_remedy(name: str, shop: Path) -> None:
    (shop / PROJECTS / DEAL / name).write_bytes(POINTER)
    (report,) = check(shop, (DEAL,)).deals
    told = [each for each in report.findings if each.place.path.endswith(name) and "git-lfs pointer" in each.message]
    assert [each.kind for each in told] == ["malformed"]
    assert "lfs" in told[0].remedy
    assert not report.complete


def test_what_only_speaks_of_pointers_is_none(shop: Path) -> None:
    path = shop / PROJECTS / DEAL / "evidence/2026-02-01-mail.md"
    path.write_bytes(b"We keep large files as git-lfs pointers.\n")
    assert check(shop, (DEAL,)).deals[0].complete
