"""Contents by id: whole, in order, checked, and never a damaged one."""

from __future__ import annotations

import gc
import hashlib
import os
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff_cli.errors import UNDECIDED, HandoffError
from handoff_cli.git.objects import Objects, Size
from handoff_cli.git.repository import Repository
from tests.gitrepo import Repo


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(contents=st.lists(st.binary(max_size=200), min_size=1, max_size=8))
def test_whatever_was_stored_comes_back(repo: Repo, contents: list[bytes]) -> None:
    oids = {repo.blob(data): data for data in contents}
    with Objects(Repository.discover(repo.path)) as objects:
        assert objects.blobs(oids) == oids
        sizes = objects.measure(oids)
    assert sizes == {oid: Size(len(data), hashlib.sha256(data).hexdigest()) for oid, data in oids.items()}


def test_many_and_large_files_do_not_block_each_other(repo: Repo) -> None:
    small = [repo.blob(f"{number}\n") for number in range(120)]
    large = repo.blob(os.urandom(3_000_000))
    order = [*small[:60], large, *small[60:], small[0]]
    with Objects(Repository.discover(repo.path)) as objects:
        answers = list(objects.read(order))
        assert [oid for oid, _ in answers] == list(dict.fromkeys(order))
        assert len(dict(answers)[large]) == objects.measure([large])[large].size == 3_000_000
        assert objects.blob(small[7]) == b"7\n"


def test_T85_a_file_that_is_too_large_is_refused_before_it_is_read(repo: Repo) -> None:
    oid, small = repo.blob(b"x" * 1000), repo.blob("y")
    with Objects(Repository.discover(repo.path)) as objects:
        with pytest.raises(HandoffError, match="too large") as caught:
            list(objects.read([oid], limit=999))
        assert caught.value.exit_code == UNDECIDED
        assert objects.blob(small) == b"y"  # and the next question is answered again


def test_T86_missing_damaged_and_foreign_objects_are_refused(repo: Repo) -> None:
    commit = repo.commit("first", {"a": "1"})
    oid = repo.blob("contents")
    place = repo.path / ".git/objects" / oid[:2] / oid[2:]
    with Objects(Repository.discover(repo.path)) as objects:
        with pytest.raises(HandoffError, match="missing"):
            objects.blob("0" * 40)
        with pytest.raises(HandoffError, match="is a commit"):
            objects.blob(commit)
        with pytest.raises(HandoffError, match="not the full id"):
            objects.blob("HEAD:a")
        place.chmod(0o644)
        place.write_bytes(zlib.compress(b"blob 8\0CONTENTS"))
        assert repo.git("cat-file", "blob", oid) == "CONTENTS"  # git itself believes it
        with pytest.raises(HandoffError, match="damaged"):
            objects.blob(oid)
        with pytest.raises(HandoffError, match="damaged"):
            objects.measure([oid])
        place.write_bytes(b"rubbish")
        with pytest.raises(HandoffError, match="damaged"):
            objects.blob(oid)


def test_sha256_repositories_work(tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "r", object_format="sha256")
    oid = repo.blob("contents")
    assert len(oid) == 64
    with Objects(Repository.discover(repo.path)) as objects:
        assert objects.blob(oid) == b"contents"
        with pytest.raises(HandoffError, match="not the full id"):
            objects.blob(oid[:40])


def test_no_process_is_left_behind(repo: Repo) -> None:
    objects = Objects(Repository.discover(repo.path))
    assert objects.blob(repo.blob("x")) == b"x"
    process = objects._process
    assert process is not None
    assert process.poll() is None
    del objects
    gc.collect()
    assert process.returncode is not None
