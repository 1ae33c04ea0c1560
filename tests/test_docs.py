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


needs_sha256sum = pytest.mark.skipif(not shutil.which("sha256sum"), reason="the page is for a system with sha256sum")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story of the demo, kept: an accepted deal on a server, and an auditor's clone."""
    folder = tmp_path_factory.mktemp("story") / "demo"
    assert main(["demo", "--keep", str(folder)]) == 0
    return folder


@pytest.fixture
def clone(played: Path, tmp_path: Path) -> Repo:
    """A clone of the auditor's, to be spoilt."""
    shutil.copytree(played / "auditor", tmp_path / "auditor")
    return Repo(tmp_path / "auditor")


def page(repo: Repo, last: int = 99, changed: str = "") -> subprocess.CompletedProcess[str]:
    """The commands of the page as printed, up to a block. `changed` runs after the first one."""
    first, *rest = blocks("verify.md")[:last]
    script = "\n".join(["set -eu", first, changed, *rest])
    return subprocess.run(
        ["sh", "-c", script], cwd=repo.path, capture_output=True, encoding="utf-8", check=False, env=os.environ
    )


@needs_sha256sum
def test_an_acceptance_is_verified_with_git_and_ssh_keygen_alone(clone: Repo) -> None:
    done = page(clone)
    assert (done.returncode, done.stderr) == (0, "")
    assert 'Good "handoff-record" signature for dana' in done.stdout
    assert "NO: " not in done.stdout
    assert done.stdout.count("yes: ") == 10
    assert f"the PM owns these files since {clone.rev_parse('refs/remotes/origin/main')}" in done.stdout
    first, second = done.stdout.split()[-3], done.stdout.split()[-1]
    assert f'"prev":"{first}"' == second


FORGED = {
    "another deal's record": ("sed -i.bak 's/BRW-1042/BRW-9999/' record.json", "about this deal"),
    "another ledger's": ('sed -i.bak \'s/"ledger":"[0-9a-f]*/"ledger":"00/\' record.json', "belongs to this ledger"),
    "a rejection": ('sed -i.bak \'s/"accept"/"reject"/\' record.json', "it is an acceptance"),
}


@needs_sha256sum
@pytest.mark.parametrize("what", FORGED)
def test_a_record_that_is_none_says_no(clone: Repo, what: str) -> None:
    change, words = FORGED[what]
    checks = blocks("verify.md")[0].split("holds()")[1]
    done = page(clone, last=2, changed=f"{change}\nholds(){checks}")
    assert any(line.startswith("NO:") and words in line for line in done.stdout.splitlines())
    assert done.returncode != 0, "and the signature is not of these bytes"


@needs_sha256sum
def test_every_key_of_a_person_counts_and_nobody_elses(clone: Repo) -> None:
    """The key that signed stands second; the line after the person is somebody else's."""
    policy = clone.git("show", "refs/remotes/origin/main:handoff.yaml") + "\n"
    right = re.search(r'  dana:\n(?:    .*\n)*?    keys: \["(\S+ \S+)', policy)
    assert right
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMc2R1C0JDNs4PaxxHELIGJfsgV17DEbxGKOiNIXx73j"
    take = blocks("verify.md")[1]
    for keys, good in ((f'["{other}", "{right[1]}"]', True), (f'["{other}"]', False)):
        changed = re.sub(r"(  dana:\n(?:    .*\n)*?    keys: )\[.*?\]", rf"\1{keys}", policy)
        (clone.path / "changed.yaml").write_text(changed, encoding="utf-8")
        script = take.replace('git show "$tip:handoff.yaml"', "cat changed.yaml")
        done = subprocess.run(
            ["sh", "-c", f"set -eu\n{blocks('verify.md')[0]}\n{script}"],
            cwd=clone.path, capture_output=True, encoding="utf-8", check=False, env=os.environ,
        )  # fmt: skip
        assert (done.returncode == 0) == good


@needs_sha256sum
def test_who_is_no_pm_and_bytes_nobody_accepted_say_no(clone: Repo) -> None:
    done = page(clone, changed="field() { in_file record.json \"$1\" | sed 's/^dana$/tom/'; }")
    assert "NO:  the policy gives tom the role of a PM" in done.stdout
    tree = clone.git("rev-parse", "refs/remotes/origin/main^1^{tree}")
    commit = clone.git("commit-tree", tree, "-p", "refs/remotes/origin/main", "-m", "put back")
    clone.git("update-ref", "refs/remotes/origin/main", commit)
    done = page(clone)
    assert "yes: a step of the target after" in done.stdout
    assert "NO:  the target carries it today" in done.stdout


@needs_sha256sum
def test_tags_that_look_like_the_branches_do_not_take_their_place(clone: Repo) -> None:
    right = clone.rev_parse("refs/remotes/origin/main"), clone.rev_parse("refs/remotes/origin/handoff-ledger")
    for name in ("origin/main", "origin/handoff-ledger"):
        clone.git("tag", name, clone.rev_parse("refs/remotes/origin/main^"))
    script = f'set -eu\n{blocks("verify.md")[0]}\nprintf \'%s %s\\n\' "$target" "$ledger"'
    done = subprocess.run(["sh", "-c", script], cwd=clone.path, capture_output=True, check=True, env=os.environ)
    assert done.stdout.decode().split()[-2:] == list(right)


def test_a_changed_record_does_not_verify(clone: Repo) -> None:
    take, whose = blocks("verify.md")[:2]
    change = 'sed -i.bak \'s/"by":"dana"/"by": "dana"/\' record.json\nby=dana\n'
    script = f"set -eu\n{take}\n{whose.replace('ssh-keygen', change + 'ssh-keygen')}"
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=clone.path,
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
