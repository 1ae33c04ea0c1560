"""`.pre-commit-hooks.yaml` and every other place that spells the hook out: they say the same."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml

from handoff_cli import __version__
from tests.hooks.configured import CONFIG, TOP, documented, shipped

SAME = ("id", "name", "entry", "files", "require_serial")


@pytest.mark.parametrize(
    ("command", "file"), [("validate-manifest", ".pre-commit-hooks.yaml"), ("validate-config", CONFIG)]
)
def test_pre_commit_itself_takes_it(command: str, file: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", command, file], cwd=TOP, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b""), done.stderr


def test_the_local_block_is_the_shipped_hook_without_an_installation() -> None:
    (local,) = documented("local")[1]["hooks"]
    assert {key: local[key] for key in SAME} == {key: shipped()[key] for key in SAME}
    assert (local["language"], shipped()["language"]) == ("system", "python")
    assert set(local) == {*SAME, "language"}


def test_this_repository_uses_it_itself() -> None:
    hooks = yaml.safe_load((TOP / CONFIG).read_text(encoding="utf-8"))["repos"][0]["hooks"]
    (own,) = (hook for hook in hooks if hook["id"] == shipped()["id"])
    assert {key: own[key] for key in SAME} == {key: shipped()[key] for key in SAME}


def test_the_block_with_an_address_names_a_hook_and_a_release_that_exist() -> None:
    block = documented("remote")[1]
    assert [hook["id"] for hook in block["hooks"]] == [shipped()["id"]]
    assert block["rev"] == f"v{__version__}"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("projects/BRW-1042/quote.yaml", True),
        ("projects/BRW-1042/why.md", True),
        ("projects/BRW-1042/contract/PO 88213 (signed).pdf", True),
        ("projects/BRW-1042/data-pack/fsg-100/BW-FSG-100_REV_C01.zip", True),
        ("projects/Größe/deal.yaml", True),
        ("projects/README.md", True),
        ("projects/.gitattributes", True),
        ("handoff.yaml", True),
        (".gitattributes", True),
        ("README.md", False),
        ("projects", False),
        ("projects.md", False),
        ("projectsx/BRW-1042/quote.yaml", False),
        ("docs/projects/BRW-1042/quote.yaml", False),
        ("old/handoff.yaml", False),
        ("handoff.yaml.bak", False),
        ("handoffxyaml", False),
        ("src/.gitattributes", False),
        (".gitattributes.orig", False),
        ("xgitattributes", False),
    ],
)
def test_which_files_start_it(path: str, wanted: bool) -> None:
    assert bool(re.search(shipped()["files"], path)) is wanted, "pre-commit searches, it does not match"


def test_it_blocks_only_what_cannot_be_read_and_takes_the_files_in_one_run() -> None:
    assert shipped()["entry"].split() == ["handoff", "check", "--draft"]
    assert shipped()["require_serial"] is True
    assert "pass_filenames" not in shipped(), "the files name the deals to check"
