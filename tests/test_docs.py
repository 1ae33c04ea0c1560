"""What the pages say is what happens: their commands are run as printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from handoff_cli.cli import main
from tests.gitrepo import Repo

DOCS = Path(__file__).parent.parent / "docs"


def blocks(page: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="the page is for a system with sha256sum")
def test_an_acceptance_is_verified_with_git_and_ssh_keygen_alone(tmp_path: Path) -> None:
    assert main(["demo", "--keep", str(tmp_path / "demo")]) == 0
    script = "set -eu\n" + "\n".join(blocks("verify.md"))
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path / "demo" / "auditor",
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ,
    )
    assert done.returncode == 0, done.stderr
    for said in (
        'Good "handoff-record" signature for dana',
        "the policy is the one the record names",
        "the record was decided against a state the target really had",
        "that policy is the one the ledger was founded on",
        "the target carries the accepted baseline",
        "the package is the one that was offered",
    ):
        assert said in done.stdout
    first, second = done.stdout.split()[-3], done.stdout.split()[-1]
    assert f'"prev":"{first}"' == second


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="the page is for a system with sha256sum")
def test_tags_that_look_like_the_branches_do_not_take_their_place(tmp_path: Path) -> None:
    assert main(["demo", "--keep", str(tmp_path / "demo")]) == 0
    clone = Repo(tmp_path / "demo" / "auditor")
    right = clone.rev_parse("refs/remotes/origin/main"), clone.rev_parse("refs/remotes/origin/handoff-ledger")
    for name in ("origin/main", "origin/handoff-ledger"):
        clone.git("tag", name, clone.rev_parse("refs/remotes/origin/main^"))
    script = f'set -eu\n{blocks("verify.md")[0]}\nprintf \'%s %s\\n\' "$target" "$ledger"'
    done = subprocess.run(["sh", "-c", script], cwd=clone.path, capture_output=True, check=True, env=os.environ)
    assert done.stdout.decode().split()[-2:] == list(right)


def test_a_changed_record_does_not_verify(tmp_path: Path) -> None:
    assert main(["demo", "--keep", str(tmp_path / "demo")]) == 0
    take, whose = blocks("verify.md")[:2]
    change = 'sed -i.bak \'s/"by":"dana"/"by": "dana"/\' record.json\nby=dana\n'
    script = f"set -eu\n{take}\n{whose.replace('ssh-keygen', change + 'ssh-keygen')}"
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path / "demo" / "auditor",
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ,
    )
    assert done.returncode != 0


def test_every_page_is_reached_from_the_readme() -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert f"docs/{page.name}" in readme
