"""The two sources a check reads: the work tree and a commit. For the same bytes they say the same."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

from handoff_cli.core.digest import digest
from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.repository import Repository
from handoff_cli.git.worktree import Commit, Source, WorkTree
from tests.gitrepo import Repo

DEAL = "projects/BRW-1042"
FILES: dict[str, str | bytes | None] = {
    "handoff.yaml": "people: {}\n",
    f"{DEAL}/deal.yaml": "deal: BRW-1042\r\n",
    f"{DEAL}/contract/Größe 1.pdf": b"\x00\xff",
    "projects/README.md": "no deal",
    "projects/ACME-1/deal.yaml": "x",
}


def sources(repo: Repo) -> tuple[Source, Source]:
    found = Repository.discover(repo.path)
    return WorkTree(found), Commit(found, repo.rev_parse("HEAD"))


def test_both_sources_say_the_same_of_the_same_bytes(repo: Repo) -> None:
    repo.commit("first", FILES)
    for source in sources(repo):
        assert source.entries(DEAL).entries[1].sha256 == hashlib.sha256(b"deal: BRW-1042\r\n").hexdigest()
        assert source.deals() == ("ACME-1", "BRW-1042")
        assert [e.path for e in source.entries(DEAL).entries] == [f"{DEAL}/contract/Größe 1.pdf", f"{DEAL}/deal.yaml"]
        assert source.read(f"{DEAL}/contract/Größe 1.pdf") == b"\x00\xff"
        assert source.read("handoff.yaml") == b"people: {}\n"
        assert source.entries("projects/NONE").entries == ()
        with pytest.raises(HandoffError, match="not there"):
            source.read(f"{DEAL}/nothing.yaml")
    one, other = (digest(source.entries(DEAL).entries) for source in sources(repo))
    assert one == other


def test_the_work_tree_is_what_would_be_committed(repo: Repo) -> None:
    repo.commit("first", {**FILES, ".gitignore": "*.tmp\n"})
    repo.write(
        {
            f"{DEAL}/new.md": "n",
            f"{DEAL}/x.tmp": "ignored",
            f"{DEAL}/deal.yaml": None,
            "projects/ACME-1/deal.yaml": None,
        }
    )
    tree, commit = sources(repo)
    assert [e.path for e in tree.entries(DEAL).entries] == [f"{DEAL}/contract/Größe 1.pdf", f"{DEAL}/new.md"]
    assert tree.deals() == ("BRW-1042",)
    assert commit.deals() == ("ACME-1", "BRW-1042")


def test_before_the_first_commit_and_outside_the_top_folder(repo: Repo) -> None:
    repo.write(FILES)
    tree = WorkTree(Repository.discover(repo.path / DEAL))
    assert tree.deals() == ("ACME-1", "BRW-1042")
    assert len(tree.entries(DEAL).entries) == 2


def test_T74_links_are_named_and_never_followed(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/deal.yaml").write_text("secret", encoding="utf-8")
    repo.commit("first", FILES)
    (repo.path / DEAL / "deal.yaml").unlink()
    (repo.path / DEAL / "deal.yaml").symlink_to(tmp_path / "secret/deal.yaml")
    (repo.path / DEAL / "untracked.md").symlink_to(tmp_path / "secret/deal.yaml")
    (repo.path / "projects/ACME-1/deal.yaml").unlink()
    (repo.path / "projects/ACME-1").rmdir()
    (repo.path / "projects/ACME-1").symlink_to(tmp_path / "secret")
    tree = WorkTree(Repository.discover(repo.path))
    assert tree.entries(DEAL).irregular == (f"{DEAL}/deal.yaml", f"{DEAL}/untracked.md")
    assert tree.entries("projects/ACME-1").irregular == ("projects/ACME-1",)
    assert tree.deals() == ("ACME-1", "BRW-1042")
    for path in (f"{DEAL}/deal.yaml", "projects/ACME-1/deal.yaml"):
        with pytest.raises(HandoffError, match="not there"):
            tree.read(path)


def test_T75_a_repository_inside_a_deal_is_named(repo: Repo) -> None:
    repo.commit("first", FILES)
    Repo.init(repo.path / DEAL / "vendor").commit("theirs", {"a": "1"})
    Repo.init(repo.path / "projects/SUB-1").commit("theirs", {"a": "1"})
    tree, _ = sources(repo)
    assert tree.entries(DEAL).irregular == (f"{DEAL}/vendor",)
    assert "SUB-1" in tree.deals()
    head = repo.rev_parse("HEAD")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},{DEAL}/vendor")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},projects/SUB-1")
    repo.git("commit", "-qm", "sub")
    for source in sources(repo):
        assert source.entries(DEAL).irregular == (f"{DEAL}/vendor",)
        assert source.entries("projects/SUB-1").irregular == ("projects/SUB-1",)
        assert "SUB-1" in source.deals()


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_a_program_is_named_unless_the_disk_keeps_no_modes(repo: Repo) -> None:
    repo.commit("first", FILES)
    (repo.path / DEAL / "deal.yaml").chmod(0o755)
    assert WorkTree(Repository.discover(repo.path)).entries(DEAL).irregular == (f"{DEAL}/deal.yaml",)
    repo.config("core.fileMode", "false")
    assert WorkTree(Repository.discover(repo.path)).entries(DEAL).irregular == ()


def test_T76_and_T73_names_in_the_work_tree(repo: Repo) -> None:
    repo.commit("first", {f"{DEAL}/SOW.md": "1", f"{DEAL}/sow.md": "2", f"{DEAL}/a\nb": "3"})
    for source in sources(repo):
        assert f"{DEAL}/a\nb" in source.entries(DEAL).irregular
        assert f"{DEAL}/sow.md" in source.entries(DEAL).irregular


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse the name itself")
def test_T73_a_name_in_another_encoding(repo: Repo) -> None:
    repo.commit("first", FILES)
    (repo.path / DEAL / os.fsdecode(b"caf\xe9.pdf")).write_bytes(b"x")
    repo.commit("second")
    for source in sources(repo):
        assert source.entries(DEAL).irregular == (f"{DEAL}/caf\\xe9.pdf",)


def test_T78_attributes_and_line_ends_do_not_change_what_is_hashed(repo: Repo) -> None:
    stored = b"a\r\nb $Id$\n"
    repo.commit("first", {f"{DEAL}/deal.yaml": stored})
    found = Repository.discover(repo.path)
    before = Commit(found, repo.rev_parse("HEAD")).entries(DEAL).entries
    repo.config("core.autocrlf", "true").config("filter.x.clean", "tr a b").config("filter.x.smudge", "tr a c")
    (repo.path / ".git/info/attributes").write_text(
        "* text ident working-tree-encoding=UTF-16 filter=x eol=crlf\n", encoding="utf-8"
    )
    assert Commit(found, repo.rev_parse("HEAD")).entries(DEAL).entries == before
    assert Commit(found, repo.rev_parse("HEAD")).read(f"{DEAL}/deal.yaml") == stored
    assert before[0].sha256 == hashlib.sha256(stored).hexdigest()


@pytest.mark.parametrize("how", [("-a",), ("--", f"{DEAL}/deal.yaml")], ids=["commit -a", "commit PATH"])
def test_inside_a_commit_hook_the_index_of_that_commit_is_read(
    repo: Repo, tmp_path: Path, how: tuple[str, ...]
) -> None:
    repo.commit("first", FILES)
    out = tmp_path / "out"
    hook = repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"#!{sys.executable}\nimport sys; from pathlib import Path\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n"
        "from handoff_cli.git.repository import Repository\n"
        "from handoff_cli.git.worktree import WorkTree\n"
        f"tree = WorkTree(Repository.discover(Path.cwd()))\n"
        f"names = [e.path for e in tree.entries({DEAL!r}).entries]\n"
        f"Path({str(out)!r}).write_text(repr((names, tree.read({DEAL + '/deal.yaml'!r}))), encoding='utf-8')\n",
        encoding="utf-8",
    )
    hook.chmod(0o755)
    repo.write({f"{DEAL}/deal.yaml": "changed"})
    repo.git("commit", "-qm", "second", *how)
    assert out.read_text(encoding="utf-8") == repr(([f"{DEAL}/contract/Größe 1.pdf", f"{DEAL}/deal.yaml"], b"changed"))


def test_an_unfinished_merge_lists_a_file_once(repo: Repo) -> None:
    repo.commit("first", FILES)
    repo.branch("side").commit("side", {f"{DEAL}/deal.yaml": "theirs"})
    repo.checkout("main").commit("main", {f"{DEAL}/deal.yaml": "ours"})
    repo.git("merge", "side", check=False)
    tree = WorkTree(Repository.discover(repo.path))
    assert [e.path for e in tree.entries(DEAL).entries].count(f"{DEAL}/deal.yaml") == 1
    assert b"<<<<<<<" in tree.read(f"{DEAL}/deal.yaml")


def test_what_a_sparse_checkout_leaves_out_is_still_there(repo: Repo) -> None:
    repo.commit("first", FILES)
    repo.git("update-index", "--skip-worktree", f"{DEAL}/deal.yaml")
    (repo.path / DEAL / "deal.yaml").unlink()
    tree, commit = sources(repo)
    assert tree.entries(DEAL).entries == commit.entries(DEAL).entries
    assert tree.read(f"{DEAL}/deal.yaml") == b"deal: BRW-1042\r\n"


def test_a_file_that_cannot_be_opened_is_said(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit("first", FILES)

    def refuse(self: Path, *args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(HandoffError, match=r"deal\.yaml cannot be read") as caught:
        WorkTree(Repository.discover(repo.path)).read(f"{DEAL}/deal.yaml")
    assert caught.value.exit_code == UNDECIDED
